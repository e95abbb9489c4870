//! What becomes of feeds that were kept over days: a folder `OUTLET/TIMESTAMP.xml` goes through the daemon's
//! own intake, in the order of the moments at which the documents were fetched.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a tool that meets the unexpected should stop there, and prints its figures"
)]

mod draw;
mod kept;
mod pairs;
mod polled;
mod sheet;
mod tally;

use std::io::Error;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

use tally::Tally;

/// Replays feeds that were kept, and counts what became of their items.
#[derive(Parser)]
struct Arguments {
    /// Folder of outlets, each with its documents as YYYYMMDDTHHMMSSZ.xml
    #[arg(default_value = "../shared/data/series/D-2026-wire")]
    folder: PathBuf,
    /// Draw merges and near misses at random and write them to FILE, to be read by hand
    #[arg(long, value_name = "FILE")]
    pairs: Option<PathBuf>,
    /// What the draw depends on beside the folder
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// So many merges and so many near misses
    #[arg(long, value_name = "N", default_value_t = 50)]
    count: usize,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match replay(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn replay(arguments: &Arguments) -> Result<(), Error> {
    let mut tally = Tally::default();
    let (kept, passed_over) = kept::series(&arguments.folder)?;
    tally.passed_over = passed_over;
    let items = kept::replayed(kept, |polled| match polled {
        Some(polled) => tally.add(polled),
        None => tally.no_feeds += 1,
    })?;
    tally.print(&items);
    let Some(path) = &arguments.pairs else { return Ok(()) };
    let read: Vec<pairs::Read<'_>> = items.iter().map(pairs::Read::of).collect();
    let mut draw = draw::Draw::of(arguments.seed);
    let merges = draw.merges(pairs::merges(&read), arguments.count);
    let misses = draw.misses(pairs::near_misses(&read, kept::WINDOW), arguments.count);
    println!("\ndrawn: {} merges, {} near misses", merges.len(), misses.len());
    sheet::write(path, &merges, &misses)
}

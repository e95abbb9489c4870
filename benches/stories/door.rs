//! Which items of a file are one story: reads `id, title, text, source, published` a line, as JSON, and
//! prints `id<TAB>story` a line. The items go through the same code as those that the daemon polls.

#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a tool that meets the unexpected should stop there"
)]

mod polled;
mod recogniser;
mod record;

use std::io::{BufWriter, Error, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;

/// Tells which items of a file are one story.
#[derive(Parser)]
struct Arguments {
    /// A JSON object a line: id, title, text, source, published.
    file: PathBuf,
}

fn main() -> ExitCode {
    match tell(&Arguments::parse().file) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn tell(file: &Path) -> Result<(), Error> {
    let records = record::read(file)?;
    let stories = recogniser::recognise(&records);
    let mut out = BufWriter::new(std::io::stdout().lock());
    for (record, story) in records.iter().zip(stories) {
        writeln!(out, "{}\t{story}", record.id)?;
    }
    out.flush()
}

//! What becomes of feeds that were kept over days: a folder `OUTLET/TIMESTAMP.xml` goes through the daemon's
//! own intake, in the order of the moments at which the documents were fetched.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a tool that meets the unexpected should stop there, and prints its figures"
)]

mod draw;
mod pairs;
mod polled;
mod sheet;
mod tally;

use std::io::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::Parser;
use mainstem::daemon::Live;
use mainstem::model::{StoredItem, Timestamp};
use mainstem::parse;
use mainstem::store::{ItemFilter, Store, StoreError};
use url::Url;

use tally::Tally;

/// How long items are live: a week, as in the daemon.
const WINDOW: Duration = Duration::from_hours(7 * 24);

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

/// A file that was fetched at a moment.
struct Kept {
    at: Timestamp,
    outlet: String,
    path: PathBuf,
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
    let folder = tempfile::tempdir()?;
    let store = polled::store(&folder);
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let mut tally = Tally::default();
    let kept = kept(&arguments.folder, &mut tally)?;
    runtime.block_on(taken_in(&store, kept, &mut tally))?;
    let items = items(&store).map_err(Error::other)?;
    store.close();
    tally.print(&items);
    let Some(path) = &arguments.pairs else { return Ok(()) };
    let read: Vec<pairs::Read<'_>> = items.iter().map(pairs::Read::of).collect();
    let mut draw = draw::Draw::of(arguments.seed);
    let merges = draw.merges(pairs::merges(&read), arguments.count);
    let misses = draw.misses(pairs::near_misses(&read, WINDOW), arguments.count);
    println!("\ndrawn: {} merges, {} near misses", merges.len(), misses.len());
    sheet::write(path, &merges, &misses)
}

/// All documents below the folder, in the order of their moments. What is not named by a moment is no
/// document: a manifest, a note.
fn kept(folder: &Path, tally: &mut Tally) -> Result<Vec<Kept>, Error> {
    let mut kept = Vec::new();
    for outlet in std::fs::read_dir(folder)? {
        let outlet = outlet?.path();
        if !outlet.is_dir() {
            tally.passed_over += 1;
            continue;
        }
        let name = outlet.file_name().unwrap_or_default().to_string_lossy().into_owned();
        for file in std::fs::read_dir(&outlet)? {
            let path = file?.path();
            match moment(&path) {
                Some(at) => kept.push(Kept { at, outlet: name.clone(), path }),
                None => tally.passed_over += 1,
            }
        }
    }
    kept.sort_by(|one, other| (one.at, &one.outlet).cmp(&(other.at, &other.outlet)));
    Ok(kept)
}

/// The moment that names a file: `20260819T093815Z.xml`.
fn moment(path: &Path) -> Option<Timestamp> {
    let name = path.file_name()?.to_str()?.strip_suffix(".xml")?;
    let part = |from: usize, to: usize| name.get(from..to);
    let (year, month, day) = (part(0, 4)?, part(4, 6)?, part(6, 8)?);
    let (hour, minute, second) = (part(9, 11)?, part(11, 13)?, part(13, 15)?);
    Timestamp::from_rfc3339(&format!("{year}-{month}-{day}T{hour}:{minute}:{second}Z"))
}

async fn taken_in(store: &Store, kept: Vec<Kept>, tally: &mut Tally) -> Result<(), Error> {
    let live = Arc::new(Live::new(WINDOW));
    for Kept { at, outlet, path } in kept {
        let url = Url::parse(&format!("https://feeds.invalid/{outlet}")).map_err(Error::other)?;
        let Ok(document) = parse::document(&std::fs::read(&path)?, None, &url) else {
            tally.no_feeds += 1;
            continue;
        };
        let polled = polled::take_in((store, &live), url, &document, at).await;
        tally.add(&polled.map_err(Error::other)?);
    }
    Ok(())
}

/// All items in the order in which they came in.
fn items(store: &Store) -> Result<Vec<StoredItem>, StoreError> {
    let mut items = Vec::new();
    store.read_here(|reading| {
        reading.items(&ItemFilter::default(), |item| {
            items.push(item);
            true
        })
    })?;
    items.sort_by_key(|item| item.id);
    Ok(items)
}

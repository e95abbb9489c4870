//! What a new item costs, by how many live items there are: fills a store through the daemon's own
//! intake, and then measures items of 3,000 characters, every tenth a copy of one that is held.

#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench that meets the unexpected should stop there, and prints its figures"
)]

mod polled;
#[path = "../farm/prose.rs"]
mod prose;

use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::Parser;
use mainstem::daemon::Live;
use mainstem::model::{FeedAbout, ParsedEntry, ParsedFeed, Text, Timestamp};
use mainstem::store::Store;
use url::Url;

use prose::{Chance, Tongue};

/// Items in one document.
const DOCUMENT: u64 = 100;

/// Documents that are measured at each size, and items in each.
const MEASURED: (u64, u64) = (100, 20);

/// Bytes of text of an item that is measured; those that only fill the store have a fifth of it, or a
/// million of them would take 3 GB.
const LONG: usize = 3_000;
const SHORT: usize = 600;

/// Measures what a new item costs beside so many live ones.
#[derive(Parser)]
struct Arguments {
    /// The sizes, ascending.
    #[arg(default_values_t = [10_000, 100_000, 1_000_000])]
    items: Vec<u64>,
}

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let store = polled::store(&folder);
    let live = Arc::new(Live::new(Duration::from_hours(7 * 24)));
    println!(
        "| live items | CPU of a new item | of a document without news, per item | index, per item | index made anew |"
    );
    println!("| ---: | ---: | ---: | ---: | ---: |");
    let mut held = 0;
    for size in Arguments::parse().items {
        while held < size {
            let entries = (held..held + DOCUMENT).map(|n| entry(n, SHORT)).collect();
            poll(&runtime, &store, &live, held / DOCUMENT % 1_000, entries);
            held += DOCUMENT;
        }
        held += report(&runtime, &store, &live, held);
    }
}

/// Measures at this size; answers how many items that brought.
fn report(runtime: &tokio::runtime::Runtime, store: &Store, live: &Arc<Live>, held: u64) -> u64 {
    let (documents, items) = MEASURED;
    let made: Vec<Vec<ParsedEntry>> =
        (0..documents).map(|at| measured(held, at * items, items)).collect();
    let cpu = |documents: Vec<Vec<ParsedEntry>>| {
        let before = cpu_time();
        for (at, entries) in (0..).zip(documents) {
            poll(runtime, store, live, 5_000 + held + at, entries);
        }
        cpu_time().saturating_sub(before).as_secs_f64() * 1e6 / as_f64(documents_items(MEASURED))
    };
    let new = cpu(made.clone());
    let again = cpu(made);
    let bytes = indexed(store, live);
    let anew = Live::new(Duration::from_hours(7 * 24));
    let begun = Instant::now();
    let size = indexed(store, &anew).1;
    let took = begun.elapsed().as_millis();
    let each = as_f64(u64::try_from(bytes.0).unwrap()) / as_f64(u64::try_from(bytes.1).unwrap());
    println!("| {size} | {new:.0} µs | {again:.0} µs | {each:.0} bytes | {took} ms |");
    documents * items
}

fn documents_items((documents, items): (u64, u64)) -> u64 {
    documents * items
}

#[expect(clippy::cast_precision_loss, reason = "figures for people")]
fn as_f64(n: u64) -> f64 {
    n as f64
}

/// The bytes of the index and its items, all written ones taken in.
fn indexed(store: &Store, live: &Live) -> (usize, usize) {
    store
        .read_here(|reading| {
            let index = live.caught_up(reading, Timestamp::EPOCH)?;
            Ok((index.bytes(), index.len()))
        })
        .unwrap()
}

/// User and system time of the process so far.
fn cpu_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    // The name of the command, in brackets, may hold spaces.
    let fields: Vec<&str> = stat.rsplit_once(") ").unwrap().1.split(' ').collect();
    let ticks: u64 = fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap();
    Duration::from_millis(ticks * 10)
}

/// Items to be measured: every tenth is a copy of one that fills the store, with more behind it.
fn measured(held: u64, from: u64, count: u64) -> Vec<ParsedEntry> {
    (from..from + count)
        .map(|n| {
            let mut entry = entry((1 << 40) + held + n, LONG);
            if n % 10 == 0 {
                let copied = self::entry(Chance::of([held, n, 7]).below(held), SHORT);
                entry.title = copied.title;
                entry.content = copied.content;
            }
            entry
        })
        .collect()
}

fn entry(number: u64, bytes: usize) -> ParsedEntry {
    let mut chance = Chance::of([number, 1, 2]);
    let tongue = if number.is_multiple_of(12) { Tongue::Japanese } else { Tongue::Western };
    ParsedEntry {
        id: Some(number.to_string()),
        title: Some(Text::Plain(prose::title(&mut chance, tongue, 8))),
        content: Some(Text::Html(prose::article(
            &mut chance,
            tongue,
            "https://scale.invalid",
            bytes,
        ))),
        ..ParsedEntry::default()
    }
}

fn poll(
    runtime: &tokio::runtime::Runtime,
    store: &Store,
    live: &Arc<Live>,
    feed: u64,
    entries: Vec<ParsedEntry>,
) {
    let url = Url::parse(&format!("https://scale.invalid/{feed}")).unwrap();
    let about = FeedAbout::default();
    let document = ParsedFeed { about, repairs: Vec::new(), is_cut_short: false, entries };
    let taken_in = polled::take_in((store, live), url, &document, Timestamp::EPOCH);
    runtime.block_on(taken_in).unwrap();
}

//! How long it takes to let old items go, and how long whoever writes meanwhile waits: fills a store
//! through the daemon's own intake, lets all but the newest of it go as the daemon does, and writes beside
//! that.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench that meets the unexpected should stop there, and prints its figures"
)]

#[path = "../stories/polled.rs"]
mod polled;
#[path = "../farm/prose.rs"]
mod prose;

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::Parser;
use mainstem::config::{self, Place, Secrets};
use mainstem::daemon::{JUDGE, Live, bring_out, let_go};
use mainstem::model::{FeedAbout, ParsedEntry, ParsedFeed, Settings, Text, Timestamp};
use mainstem::store::Store;
use tokio_util::sync::CancellationToken;
use url::Url;

use prose::{Chance, Tongue};

/// Items in one document, and feeds.
const DOCUMENT: u64 = 100;
const FEEDS: u64 = 1_000;

/// Of a hundred items, so many are held in the end.
const HELD: u64 = 10;

/// Bytes of text of an item.
const LONG: usize = 3_000;

/// Between two writes whose waiting is measured.
const BETWEEN: Duration = Duration::from_millis(5);

/// Measures how items are let go.
#[derive(Parser)]
struct Arguments {
    /// The items to begin with.
    #[arg(default_value_t = 110_000)]
    items: u64,
    /// The rest after a batch, in milliseconds, for instance 100 as in the daemon.
    #[arg(long, default_value_t = 100)]
    rest: u64,
}

fn main() {
    let Arguments { items, rest } = Arguments::parse();
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    let runtime = runtime.worker_threads(1).enable_time().build().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let store = polled::store(&folder);
    let place = Place::alone(Path::new("feeds.toml"), Secrets::Needed);
    let settings = Arc::new(config::read("[store]\nkeep = \"30 days\"\n", &place, JUDGE).unwrap());
    let live = Arc::new(Live::new(settings.merged.window));
    let now = day(40);
    for first in (0..items / DOCUMENT).map(|document| document * DOCUMENT) {
        let is_held = first / DOCUMENT % 100 < HELD;
        let at = if is_held { now } else { day(1) };
        runtime.block_on(fill(&store, &live, first, at));
    }
    bring_out(&store, &settings, now).unwrap();
    let before = size(&store);
    let begun = Instant::now();
    let (gone, mut waits) = runtime.block_on(measure(&store, &settings, (now, rest)));
    let took = begun.elapsed();
    waits.sort_unstable();
    let at = |share: usize| waits.get(waits.len() * share / 1_000).or(waits.last()).unwrap();
    println!(
        "{gone} items went in {:.1} s with rests of {rest} ms; {} writes beside that waited {:?} (half of \
         them), {:?} (99 %), {:?} (the longest); the file went from {} MiB to {} MiB",
        took.as_secs_f64(),
        waits.len(),
        at(500),
        at(990),
        at(1_000),
        before >> 20,
        size(&store) >> 20
    );
}

/// Lets items go, and tells how many these were and how long writes beside that took.
async fn measure(
    store: &Store,
    settings: &Arc<Settings>,
    (now, rest): (Timestamp, u64),
) -> (usize, Vec<Duration>) {
    let (stop, done) = (CancellationToken::new(), CancellationToken::new());
    let beside = async {
        let mut waits = Vec::new();
        while !done.is_cancelled() {
            let asked = Instant::now();
            store.write(|writing| writing.count_revision()).await.unwrap();
            waits.push(asked.elapsed());
            tokio::time::sleep(BETWEEN).await;
        }
        waits
    };
    let letting_go = async {
        let gone = let_go(store, settings, now, (Duration::from_millis(rest), &stop)).await;
        done.cancel();
        gone.unwrap().items
    };
    tokio::join!(letting_go, beside)
}

async fn fill(store: &Store, live: &Arc<Live>, first: u64, at: Timestamp) {
    let url = Url::parse(&format!("https://old.invalid/{}", first / DOCUMENT % FEEDS)).unwrap();
    let entries = (first..first + DOCUMENT).map(entry).collect();
    let about = FeedAbout::default();
    let document = ParsedFeed { about, repairs: Vec::new(), is_cut_short: false, entries };
    polled::take_in((store, live), url, &document, at).await.unwrap();
}

fn entry(number: u64) -> ParsedEntry {
    let mut chance = Chance::of([number, 1, 2]);
    let tongue = if number.is_multiple_of(12) { Tongue::Japanese } else { Tongue::Western };
    ParsedEntry {
        id: Some(number.to_string()),
        title: Some(Text::Plain(prose::title(&mut chance, tongue, 8))),
        content: Some(Text::Html(prose::article(&mut chance, tongue, "https://old.invalid", LONG))),
        ..ParsedEntry::default()
    }
}

fn day(n: u64) -> Timestamp {
    Timestamp::EPOCH.plus(Duration::from_hours(24 * n))
}

fn size(store: &Store) -> u64 {
    store.read_here(|reading| reading.size()).unwrap()
}

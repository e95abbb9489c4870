//! The feed farm of the benches, and the bare client that mainstem is compared with. `README.md` in
//! this folder's parent says how they are run.
//!
//! ```text
//! farm serve [--feeds N] [--items N] [--seed N] [--now UNIX] --list FILE
//! farm wide [--feeds N] [--items N] [--seed N] [--now UNIX] [--edition SECONDS] [--port N] --list FILE
//! farm fetch --list FILE --memory FILE
//! ```
//! `serve` writes the addresses of its feeds to FILE, prints one JSON object about them, then obeys lines
//! on standard input, each answered by one JSON object: `change` publishes a new edition of every tenth
//! feed, `tally` tells how requests were answered since the last time. It ends with its input. `wide` is the
//! same for more feeds than fit in memory, which bring something new by themselves: it knows only `tally`.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench that meets the unexpected should stop there, and prints its figures"
)]

mod bare;
#[path = "../../tests/support/farm.rs"]
mod farm;
mod feeds;
mod prose;
#[path = "../../tests/support/server.rs"]
#[expect(dead_code, reason = "the farm serves without TLS")]
mod server;
mod wide;

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Parser, Subcommand};
use serde_json::json;

use farm::{Document, Farm};
use feeds::{Feed, NEW_ITEMS, Plan};

#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Serve made-up feeds on a free loopback port.
    Serve {
        #[arg(long, default_value_t = 1_000)]
        feeds: u64,
        /// Items in each feed [default: as many as fill 15 to 150 KB]
        #[arg(long)]
        items: Option<u64>,
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Moment of the newest items, in seconds since 1970
        #[arg(long, default_value_t = 1_795_000_000)]
        now: i64,
        /// File to write the feeds' addresses to
        #[arg(long)]
        list: PathBuf,
    },
    /// Serve very many feeds, two at each loopback address, of an item a day.
    Wide {
        #[arg(long, default_value_t = 100_000)]
        feeds: u64,
        /// Items in each feed
        #[arg(long, default_value_t = 50)]
        items: u64,
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Moment of the newest items, in seconds since 1970
        #[arg(long, default_value_t = 1_795_000_000)]
        now: i64,
        /// How many seconds pass until a feed has something new
        #[arg(long, default_value_t = 36_000)]
        edition: u64,
        /// Port at every address [default: a free one]
        #[arg(long, default_value_t = 0)]
        port: u16,
        /// File to write the feeds' addresses to
        #[arg(long)]
        list: PathBuf,
    },
    /// Only download what a list names, as mainstem would.
    Fetch {
        #[arg(long)]
        list: PathBuf,
        /// Validators between runs; absent at first
        #[arg(long)]
        memory: PathBuf,
    },
}

fn main() {
    match Arguments::parse().task {
        Task::Serve { feeds, items, seed, now, list } => {
            serve(Plan { seed, feeds, items, now, hours_apart: 1 }, &list);
        }
        Task::Wide { feeds, items, seed, now, edition, port, list } => {
            let plan = Plan { seed, feeds, items: Some(items), now, hours_apart: 24 };
            wide::serve(plan, Duration::from_secs(edition), port, &list);
        }
        Task::Fetch { list, memory } => {
            let runtime = tokio::runtime::Runtime::new().unwrap();
            let sum = runtime.block_on(bare::fetch(&list, &memory));
            println!("{}", serde_json::to_string(&sum).unwrap());
        }
    }
}

fn document(feed: Feed) -> (String, Document) {
    (feed.path, Document::new(feed.content_type, feed.body.into_bytes(), feed.changed))
}

fn serve(plan: Plan, list: &Path) {
    let mut documents = BTreeMap::new();
    let mut sizes = Vec::new();
    let mut items = 0;
    for number in 0..plan.feeds {
        let feed = feeds::feed(plan, number, 0);
        sizes.push(feed.body.len());
        items += feed.items;
        documents.extend([document(feed)]);
    }
    let paths: Vec<String> = documents.keys().cloned().collect();
    let farm = Farm::start(0, documents);
    let urls = paths.iter().map(|path| format!("http://{}{path}\n", farm.address()));
    std::fs::write(list, urls.collect::<String>()).unwrap();
    sizes.sort_unstable();
    let about = json!({
        "feeds": plan.feeds,
        "items": items,
        "bytes": sizes.iter().sum::<usize>(),
        "smallest": sizes.first(),
        "median": sizes.get(sizes.len() / 2),
        "largest": sizes.last(),
    });
    println!("{about}");
    let mut edition = 0;
    obey(|command| match command {
        "change" => {
            edition += 1;
            let changed = (0..plan.feeds).step_by(10);
            for (path, document) in
                changed.clone().map(|number| document(feeds::feed(plan, number, edition)))
            {
                farm.replace(&path, document);
            }
            json!({ "changed": changed.clone().count(), "new_items": NEW_ITEMS * changed.count() as u64 })
        }
        "tally" => told(farm.take_tally()),
        other => json!({ "error": format!("{other} is neither change nor tally") }),
    });
}

fn told(tally: farm::Tally) -> serde_json::Value {
    json!({ "full": tally.full, "not_modified": tally.not_modified, "unknown": tally.unknown })
}

/// Answers each line of standard input with an object.
fn obey(mut answer: impl FnMut(&str) -> serde_json::Value) {
    for line in io::stdin().lines() {
        println!("{}", answer(&line.unwrap()));
    }
}

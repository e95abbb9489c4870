//! How long a store takes from schema 6 to the newest, with its backup, and how that is shared out: makes
//! one with as many items as are asked for, as long as articles are, and opens it.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench that meets the unexpected should stop there, and prints its figures"
)]

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use clap::Parser;
use mainstem::model::{Digest, Timestamp};
use mainstem::store::{Opening, Progress, Store};
use rusqlite::Connection;

/// Its schema, with some rows that are taken out again.
const SCHEMA: &str = include_str!("../../tests/fixtures/schema/v6.sql");

/// A month of 1,000 feeds, with a poll an hour.
const FEEDS: u64 = 1_000;
const POLLS: u64 = 720_000;

const NOW: i64 = 1_795_000_000;

/// Measures the migration of a store of so many items.
#[derive(Parser)]
struct Arguments {
    #[arg(default_value_t = 1_000_000)]
    items: u64,
}

fn main() {
    let Arguments { items } = Arguments::parse();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mainstem.db");
    make(&path, items);
    let size = std::fs::metadata(&path).unwrap().len() >> 20;
    println!("{items} items, {size} MiB");

    let told: Arc<Mutex<Vec<(Progress, Instant)>>> = Arc::default();
    let watcher = Arc::clone(&told);
    let watcher = Arc::new(move |progress: Progress| {
        let mut told = watcher.lock().unwrap();
        let is_new = |(last, _): &(Progress, Instant)| {
            last.work != progress.work || last.of == progress.of && last.done != progress.done
        };
        if told.last().is_none_or(is_new) {
            told.push((progress, Instant::now()));
        }
    });
    let seed = Digest::of(&[b"upgrade"]);
    let opening = Opening { now: Timestamp::from_unix(NOW), seed, patience: Opening::PATIENCE };
    let begun = Instant::now();
    let store = Store::open_watched(&path, &opening, Some(watcher)).unwrap();
    let took = begun.elapsed();
    store.close();
    report(&told.lock().unwrap(), begun + took);
    println!("all: {:.1} s", took.as_secs_f64());
}

/// A line for each part.
fn report(told: &[(Progress, Instant)], end: Instant) {
    let ends = told.iter().skip(1).map(|(_, at)| *at).chain([end]);
    let mut parts: Vec<(String, Duration)> = Vec::new();
    for ((progress, at), end) in told.iter().zip(ends) {
        let Progress { work, done, of } = progress;
        let is_backup = matches!(work, mainstem::store::Work::BackingUp);
        let name = if is_backup {
            "backup".to_owned()
        } else {
            format!("part {} of {of} of the migration", done + 1)
        };
        match parts.last_mut() {
            Some((last, took)) if *last == name => *took += end.duration_since(*at),
            _ => parts.push((name, end.duration_since(*at))),
        }
    }
    for (name, took) in parts {
        println!("{name}: {:.1} s", took.as_secs_f64());
    }
}

/// A store of schema 6: a tenth of the items are copies, a twentieth have pages, the last 3 % may still be
/// copied. Their words for search are left out, as no migration since looks at them.
fn make(path: &Path, items: u64) {
    let connection = Connection::open(path).unwrap();
    connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(())).unwrap();
    connection.pragma_update(None, "synchronous", "off").unwrap();
    connection.execute_batch(SCHEMA).unwrap();
    connection
        .execute_batch(
            "BEGIN; DELETE FROM pages; DELETE FROM related; DELETE FROM prints; DELETE FROM texts; \
             DELETE FROM items; DELETE FROM stories; DELETE FROM polls; DELETE FROM subscriptions; \
             DELETE FROM feeds;",
        )
        .unwrap();
    let sentence = "The ferry between the islands runs again after a week of storms, it was said. ";
    let article = format!("<p>{}</p>", sentence.repeat(16));
    let numbers = |end: u64| {
        format!("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {end})")
    };
    let (each, feeds, polls) = (numbers(items), numbers(FEEDS), numbers(POLLS));
    let first = format!("{NOW} - ({items} - i) * 30");
    for sql in [
        format!(
            "INSERT INTO feeds (id, url, added_s, documents) {feeds} \
             SELECT i, 'https://feed' || i || '.example/', {NOW}, 9 FROM n"
        ),
        format!(
            "INSERT INTO stories (id, key, surfaced_s) {each} SELECT i, randomblob(16), \
             iif(i % 50 = 0, 9223372036854775807, {first}) FROM n WHERE i % 10 > 0 OR i = 1"
        ),
        format!(
            "INSERT INTO items (id, feed, story, key, link, text, title, content, rule, \
             published_s, first_seen_s, changed_s) {each} SELECT i, 1 + i * 7919 % {FEEDS}, \
             iif(i % 10 = 0, i - 1, i), randomblob(16), randomblob(16), randomblob(16), \
             randomblob(16), randomblob(16), 'first', {first}, {first}, {first} FROM n"
        ),
        format!(
            "INSERT INTO texts (item, guid, url, canonical_url, title, content_html, authors, \
             categories, enclosures, language) {each} SELECT i, hex(randomblob(20)), \
             'https://feed.example/' || i, 'https://feed.example/' || i, \
             'The ferry runs again, for the ' || i || 'th time', ?1 || i, '[]', '[\"World\"]', '[]', \
             'en' FROM n"
        ),
        format!(
            "INSERT INTO prints (item, feed, seen_s, sketch, pieces) SELECT id, feed, \
             first_seen_s, randomblob(256), randomblob(64) FROM items WHERE id > {items} * 97 / 100"
        ),
        "INSERT INTO pages (item, feed, content_html, link) SELECT id, feed, ?1 || ?1, \
         randomblob(16) FROM items WHERE id % 20 = 0"
            .to_owned(),
        format!(
            "INSERT INTO polls (feed, at_s, took_ms, outcome, status, size_bytes, new, duplicate, \
             updated) {polls} SELECT 1 + i % {FEEDS}, {NOW} - ({POLLS} - i) * 4, 120, \
             'not-modified', 304, 0, 0, 0, 0 FROM n"
        ),
    ] {
        let values = if sql.contains("?1") { vec![&article] } else { Vec::new() };
        connection.execute(&sql, rusqlite::params_from_iter(values)).unwrap();
    }
    connection.execute_batch("COMMIT").unwrap();
}

//! Everything at once: hundreds of real documents served by a farm, polled, merged and served again.
//! Skipped where the documents are absent; they belong to their publishers and are not in the project.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use mainstem::model::Timestamp;
use serde_json::Value;

use crate::support::farm::{Document, Farm, Tally};
use crate::support::program::{Daemon, LOOPBACK, Site};
use crate::support::shared::shared_data;

/// One document of the collection, by what its manifest says.
struct Row {
    file: String,
    /// How many items feedparser reads in it; 0: it is no feed.
    items: u64,
}

fn manifest(folder: &Path) -> Vec<Row> {
    let text = fs::read_to_string(folder.join("manifest.jsonl")).unwrap();
    let rows = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let row = |value: Value| Row {
        file: value["file"].as_str().unwrap().to_owned(),
        items: value["items"].as_u64().unwrap_or(0),
    };
    rows.map(row).collect()
}

fn farm(folder: &Path, rows: &[Row]) -> Farm {
    let changed = Timestamp::from_unix(1_795_000_000);
    let documents = rows.iter().map(|row| {
        let body = fs::read(folder.join(&row.file)).unwrap();
        let content_type = match row.file.rsplit('.').next() {
            Some("json") => "application/feed+json",
            Some("atom") => "application/atom+xml",
            _ => "application/xml",
        };
        (format!("/{}", row.file), Document::new(content_type, body, changed))
    });
    Farm::start(0, documents.collect())
}

/// The three documents that readers subscribe to.
fn merged(daemon: &Daemon) -> [Vec<u8>; 3] {
    ["/feed.atom", "/feed.rss", "/feed.json"].map(|target| daemon.get(target).body)
}

/// A poll of everything, of which all that was read before must be 304.
fn poll_finds_nothing_new(site: &Site, farm: &Farm, rows: &[Row]) {
    farm.take_tally();
    site.run(&["poll", "--force"]);
    let unreadable = rows.iter().filter(|row| row.items == 0).count();
    let expected = Tally { full: unreadable, not_modified: rows.len() - unreadable, unknown: 0 };
    assert_eq!(farm.take_tally(), expected);
}

/// An item's date: its publisher's, unless that lies after the moment it was first seen.
fn date(item: &Value) -> &str {
    let seen = item["first_seen"].as_str().unwrap();
    let given = item["published"].as_str().or(item["updated"].as_str()).unwrap_or(seen);
    given.min(seen)
}

/// Stories that may stand elsewhere than by the date of the report that is published: where reports
/// of one story are dated differently, its place is that of the one that was committed first.
const MARGIN: usize = 20;

/// What is wrong with the merged feed, if it is to show the newest 100 stories. Of several that share
/// the date of the last it does not matter which.
fn missing(feed: &Value, stored: &[Value]) -> Vec<String> {
    let shown = feed["items"].as_array().unwrap();
    let leads: Vec<&Value> = stored.iter().filter(|item| item["duplicate"] == false).collect();
    let oldest = date(leads[99 - MARGIN]);
    let shared: BTreeSet<i64> = stored
        .iter()
        .filter(|item| item["duplicate"] == true)
        .filter_map(|item| item["story"].as_i64())
        .collect();
    let is_alone = |item: &Value| !item["story"].as_i64().is_some_and(|id| shared.contains(&id));
    // An item without a title is shown under that of its feed.
    let is_shown = |item: &Value| {
        shown.iter().any(|shown| {
            (item["title"].is_null() || shown["title"] == item["title"])
                && (item["url"].is_null() || shown["url"] == item["url"])
        })
    };
    let newer =
        leads.iter().filter(|item| date(item) > oldest && is_alone(item) && !is_shown(item));
    let count = (shown.len() != 100).then(|| format!("{} items are shown", shown.len()));
    newer
        .map(|item| format!("{} {} {}", date(item), item["title"], item["url"]))
        .chain(count)
        .collect()
}

#[test]
fn hundreds_of_real_feeds_are_read_merged_and_not_sent_again() {
    let test = "hundreds_of_real_feeds_are_read_merged_and_not_sent_again";
    let Some(folder) = shared_data(test, "feeds") else { return };
    let rows = manifest(&folder);
    let farm = farm(&folder, &rows);
    let feeds = rows.iter().map(|row| {
        format!(
            "\n[[feed]]\nurl = \"http://{}/{}\"\nschedule = \"@daily\"\n",
            farm.address(),
            row.file
        )
    });
    let all_at_once = "\n[defaults]\nflood = \"publish\"\n";
    let site = Site::new(&format!("{LOOPBACK}{all_at_once}{}", feeds.collect::<String>()));

    let daemon = site.start();
    let status = || site.json(&["status", "--json"]);
    daemon.wait_until("a poll of every feed", || {
        status().iter().all(|feed| !feed["last_poll"].is_null())
    });
    let by_url: BTreeMap<String, Value> =
        status().into_iter().map(|feed| (feed["url"].as_str().unwrap().to_owned(), feed)).collect();
    let unread: Vec<String> = rows
        .iter()
        .filter(|row| row.items > 0)
        .map(|row| (row, &by_url[&format!("http://{}/{}", farm.address(), row.file)]))
        .filter(|(_, feed)| feed["items"].as_u64().unwrap_or(0) == 0)
        .map(|(row, feed)| format!("{} ({} items): {}", row.file, row.items, feed["error"]))
        .collect();
    assert!(unread.is_empty(), "{} documents were not read:\n{}", unread.len(), unread.join("\n"));

    let stored = site.json(&["items", "--json"]);
    let lacking =
        || missing(&serde_json::from_slice(&daemon.get("/feed.json").body).unwrap(), &stored);
    daemon.wait_until("the newest 100 stories in the merged feed", || {
        let lacking = lacking();
        if !lacking.is_empty() {
            eprintln!("lacking {lacking:?}");
        }
        lacking.is_empty()
    });
    let before = merged(&daemon);
    assert!(daemon.stop().0.success());

    for _ in 0..2 {
        poll_finds_nothing_new(&site, &farm, &rows);
        let daemon = site.start();
        assert!(merged(&daemon) == before, "a poll that found nothing changed what is published");
        assert!(daemon.stop().0.success());
    }
}

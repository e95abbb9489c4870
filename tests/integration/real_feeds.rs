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

/// The ids of all that a reader finds from the merged feed back through its archives; each in one
/// archive at most.
fn found(daemon: &Daemon) -> BTreeSet<String> {
    let (mut ids, mut archived) = (BTreeSet::new(), BTreeSet::new());
    let mut next = Some("/feed.atom".to_owned());
    while let Some(target) = next {
        let document = String::from_utf8(daemon.get(&target).body).unwrap();
        let lines = document.lines().filter_map(|line| line.strip_prefix("<id>urn:uuid:"));
        for id in lines.skip(1) {
            let is_new = target == "/feed.atom" || archived.insert(id.to_owned());
            assert!(is_new, "{id} is in two archives");
            ids.insert(id.to_owned());
        }
        let link = "<link rel=\"prev-archive\" href=\"http://news.example";
        let rest = document.lines().find_map(|line| line.strip_prefix(link));
        next = rest.and_then(|rest| rest.split('"').next()).map(str::to_owned);
    }
    ids
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
    let stories = stored.iter().filter(|item| item["duplicate"] == false).count();
    let newest = format!("/archive/{}.atom", (stories - 1) / 100);
    daemon.wait_until("all archives that are to be packed", || {
        String::from_utf8_lossy(&daemon.get("/feed.atom").body).contains(&newest)
    });
    assert_eq!(found(&daemon).len(), stories);
    let feed: Value = serde_json::from_slice(&daemon.get("/feed.json").body).unwrap();
    assert_eq!(feed["items"].as_array().unwrap().len(), 100);
    // What each of them becomes is checked for validity afterwards, see `.ci/run`.
    for (source, format) in (1..=rows.len()).zip(["atom", "rss", "json"].iter().cycle()) {
        assert_eq!(daemon.get(&format!("/source/{source}/feed.{format}")).status, 200);
    }
    let before = merged(&daemon);
    assert!(daemon.stop().0.success());

    for _ in 0..2 {
        poll_finds_nothing_new(&site, &farm, &rows);
        let daemon = site.start();
        assert!(merged(&daemon) == before, "a poll that found nothing changed what is published");
        assert!(daemon.stop().0.success());
    }
}

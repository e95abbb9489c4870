//! What real readers show of the merged feed: newsboat, feedparser and lemon24/reader.
//! Skipped where they are absent.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::support::program::{Daemon, LOOPBACK, Site};
use crate::support::publisher::{Answer, Publisher};
use crate::support::python::python;
use crate::support::shared::skip;

/// A feed with these items: name, headline, text.
fn feed(items: &[(&str, &str, &str)]) -> String {
    let item = |(name, title, text): &(&str, &str, &str)| {
        format!(
            "<item><title>{title}</title><link>http://wire.example/{name}</link>\
             <guid isPermaLink=\"false\">{name}</guid><description>{text}</description>\
             <enclosure url=\"http://wire.example/{name}.mp3\" length=\"7\" type=\"audio/mpeg\"/></item>"
        )
    };
    let items: String = items.iter().map(item).collect();
    format!(
        "<rss version=\"2.0\"><channel><title>Wire &amp; Co</title><link>http://wire.example/</link>\
         <language>en</language>{items}</channel></rss>"
    )
}

/// What a reader shows by now: headlines and texts, by id.
fn shown(reader: &str, url: &str, folder: &Path) -> Option<BTreeMap<String, (String, String)>> {
    let python = python(&format!("readers ({reader})"))?;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/readers/read.py");
    let mut command = Command::new(python);
    command.arg(script).args([reader, url]).arg(folder).env("HOME", folder);
    let output = command.output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let entries: Vec<Value> = serde_json::from_str(&said)
        .unwrap_or_else(|_| panic!("{reader}: {said}{}", String::from_utf8_lossy(&output.stderr)));
    let count = entries.len();
    let text = |entry: &Value, key: &str| entry[key].as_str().unwrap().to_owned();
    let by_id: BTreeMap<_, _> = entries
        .iter()
        .map(|entry| (text(entry, "id"), (text(entry, "title"), text(entry, "text"))))
        .collect();
    assert_eq!(by_id.len(), count, "{reader} shows an id twice: {said}");
    Some(by_id)
}

fn titles(shown: &BTreeMap<String, (String, String)>) -> Vec<&str> {
    let mut titles: Vec<&str> = shown.values().map(|(title, _)| title.as_str()).collect();
    titles.sort_unstable();
    titles
}

/// Waits until the merged feed says this.
fn wait_for(daemon: &Daemon, text: &str) {
    daemon.wait_until(text, || {
        let feed = daemon.get("/feed.atom").body;
        String::from_utf8_lossy(&feed).contains(text)
    });
}

/// The reader subscribes to a document, and is asked what it shows after news, an edit and a restart.
fn is_shown_once(reader: &str, document: &str) {
    let publisher = Publisher::start();
    let harbour = ("harbour", "Harbour freezes", "The harbour is frozen for the first time.");
    let ferry = ("ferry", "Ferry &amp;amp; bridge", "The ferry goes no more.");
    publisher.serve("/a.xml", Answer::feed(feed(&[harbour, ferry])));
    let feeds = format!("\n[[feed]]\nurl = \"{}\"\n", publisher.url("/a.xml"));
    let site = Site::new(&format!("{LOOPBACK}{feeds}"));
    let daemon = site.start();
    let (address, url) = (daemon.address(), format!("http://{}/{document}", daemon.address()));
    wait_for(&daemon, "Harbour freezes");
    let folder = site.path().join(reader);
    fs::create_dir(&folder).unwrap();
    let Some(first) = shown(reader, &url, &folder) else { return };
    assert_eq!(titles(&first), ["Ferry & bridge", "Harbour freezes"], "{reader}");
    assert!(first.values().all(|(_, text)| text.contains("The ")), "{reader}: {first:?}");

    let ferry = ("ferry", "Ferry goes again", "The ferry goes again, twice a day.");
    let market = ("market", "Market opens", "A market opens at the quay.");
    publisher.serve("/a.xml", Answer::feed(feed(&[market, harbour, ferry])));
    site.run(&["poll", "--force"]);
    wait_for(&daemon, "Ferry goes again");
    let second = shown(reader, &url, &folder).unwrap();
    assert_eq!(titles(&second), ["Ferry goes again", "Harbour freezes", "Market opens"]);
    assert!(first.keys().all(|id| second.contains_key(id)), "{reader}: another id after an edit");

    assert!(daemon.stop().0.success());
    let _daemon = site.start_at(address);
    assert_eq!(shown(reader, &url, &folder).unwrap(), second, "{reader}: another after a restart");
}

fn newsboat_is_there() -> bool {
    let found = Command::new("newsboat").arg("--version").output().is_ok();
    if !found {
        skip("newsboat_shows_each_story_once", "newsboat is absent (`apt-get install newsboat`)");
    }
    found
}

#[test]
fn newsboat_shows_each_story_once() {
    if newsboat_is_there() {
        is_shown_once("newsboat", "feed.atom");
        is_shown_once("newsboat", "feed.rss");
    }
}

#[test]
fn feedparser_shows_each_story_once() {
    is_shown_once("feedparser", "feed.atom");
    is_shown_once("feedparser", "feed.rss");
}

#[test]
fn lemon24_reader_shows_each_story_once() {
    is_shown_once("reader", "feed.atom");
    is_shown_once("reader", "feed.rss");
    is_shown_once("reader", "feed.json");
}

//! Searching what is stored, as somebody at a terminal does.

use serde_json::Value;

use crate::support::program::{LOOPBACK, Site};
use crate::support::publisher::{Answer, Publisher};

/// A store of this feed, polled once.
fn polled(items: &[(&str, &str)]) -> Site {
    let publisher = Publisher::start();
    let items = items.iter().enumerate().map(|(number, (title, text))| {
        format!(
            "<item><title>{title}</title><guid>{number}</guid><link>http://wire.example/{number}</link>\
             <description>{text}</description><pubDate>Mon, 23 Nov 2026 06:0{number}:00 GMT</pubDate></item>"
        )
    });
    let items = items.collect::<String>();
    let feed = format!("<rss version=\"2.0\"><channel><title>Wire</title>{items}</channel></rss>");
    publisher.serve("/a.xml", Answer::feed(feed));
    let url = publisher.url("/a.xml");
    let site = Site::new(&format!("{LOOPBACK}\n[[feed]]\nurl = \"{url}\"\ntags = [\"sea\"]\n"));
    let polled = site.run(&["poll"]);
    assert!(polled.status.success(), "{polled:?}");
    site
}

fn titles(found: &[Value]) -> Vec<&str> {
    found.iter().map(|item| item["title"].as_str().unwrap()).collect()
}

#[test]
fn what_was_polled_is_found_with_its_places_marked() {
    let site = polled(&[
        ("Ferry resumes", "The boat runs again to Ærø, after a week of fog."),
        ("東京都で地震", "気象庁によると、けが人の情報はない。"),
        ("Fog lifts", "No ferry yet."),
    ]);
    let found = site.json(&["search", "--json", "ferry"]);
    assert_eq!(titles(&found), ["Ferry resumes", "Fog lifts"]);
    assert_eq!(found[0]["title_marks"], serde_json::json!([[0, 5]]));
    assert_eq!(found[1]["excerpt_marks"], serde_json::json!([[3, 8]]));
    assert_eq!(titles(&site.json(&["search", "--json", "地震", "情報"])), ["東京都で地震"]);
    // What begins with a dash is a part of the query.
    assert_eq!(titles(&site.json(&["search", "--json", "ferry", "-yet"])), ["Ferry resumes"]);
    let tagged = ["search", "--json", "--tag", "sea", "--newest", "--limit", "1", "fog"];
    assert_eq!(titles(&site.json(&tagged)), ["Fog lifts"]);
    let plain = String::from_utf8(site.run(&["search", "AERO"]).stdout).unwrap();
    assert!(
        plain.contains("Wire: Ferry resumes\n         The boat runs again to Ærø, after"),
        "{plain}"
    );
    assert!(!plain.contains('\u{1b}'), "no colours where nobody looks: {plain:?}");
}

#[test]
fn what_cannot_be_searched_for_is_said() {
    let site = polled(&[("Ferry", "Text")]);
    let empty = site.run(&["search", "nowhere"]);
    assert!(empty.status.success() && empty.stdout.is_empty(), "{empty:?}");
    assert_eq!(empty.stderr, b"Nothing was found\n");
    for (typed, why) in
        [("-ferry", "only words that are not wanted"), ("\"*\"", "no word to search")]
    {
        let refused = site.run(&["search", typed]);
        assert_eq!(refused.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&refused.stderr).contains(why), "{refused:?}");
    }
}

#[test]
fn options_stand_before_between_or_behind_the_words() {
    let site = polled(&[("Ferry resumes", "Text"), ("Fog lifts", "No ferry yet.")]);
    let found = site.json(&["--config", "feeds.toml", "search", "ferry", "-yet", "--json"]);
    assert_eq!(titles(&found), ["Ferry resumes"]);
    let found =
        site.json(&["search", "-yet", "--json", "ferry", "--config", "feeds.toml", "-lifts"]);
    assert_eq!(titles(&found), ["Ferry resumes"]);
    let found = site.json(&["search", "ferry", "--limit", "1", "--newest", "--json"]);
    assert_eq!(titles(&found), ["Fog lifts"]);
    let found = site.json(&["search", "--json", "--", "-yet", "ferry"]);
    assert_eq!(titles(&found), ["Ferry resumes"]);
    let help = site.run(&["search", "ferry", "-h"]);
    assert!(String::from_utf8_lossy(&help.stdout).contains("Usage: mainstem search"), "{help:?}");
    let refused = site.run(&["search", "ferry", "--bogus"]);
    assert_eq!(refused.status.code(), Some(2), "{refused:?}");
    let told = String::from_utf8_lossy(&refused.stderr);
    assert!(told.contains("to pass '--bogus' as a value, use '-- --bogus'"), "{told}");
}

#[test]
fn a_store_of_an_older_version_is_searched_after_a_poll() {
    let site = polled(&[("Ferry", "Text")]);
    let store = site.path().join("mainstem.db");
    std::fs::remove_file(&store).unwrap();
    let connection = rusqlite::Connection::open(&store).unwrap();
    connection.execute_batch(include_str!("../fixtures/schema/v5.sql")).unwrap();
    drop(connection);
    site.write(LOOPBACK);
    assert!(site.run(&["poll"]).status.success());
    let found = site.json(&["search", "--json", "did not for a week"]);
    assert_eq!(titles(&found), ["Ferry resumes"]);
}

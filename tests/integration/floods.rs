//! Feeds that bring more at once than a reader wants: all of it is stored, and comes out in time.

use serde_json::Value;

use crate::support::program::{LOOPBACK, Site};
use crate::support::publisher::{Answer, Publisher};

/// A feed of so many items without dates, the newest first.
fn feed(items: usize) -> Answer {
    let items: String = (1..=items)
        .rev()
        .map(|n| {
            format!(
                "<item><title>Sale {n} of the day</title><guid>{n}</guid>\
                 <link>http://mart.example/{n}</link></item>"
            )
        })
        .collect();
    Answer::feed(format!(
        "<rss version=\"2.0\"><channel><title>Mart</title>{items}</channel></rss>"
    ))
}

/// The titles in the merged feed and how many items are stored, when the feed has been polled with
/// 30 items and then with 60.
fn after_two_polls(flood: &str) -> [(Vec<String>, usize); 2] {
    let publisher = Publisher::start();
    let feed_toml = format!("\n[[feed]]\nurl = \"{}\"\n{flood}\n", publisher.url("/a.xml"));
    let site = Site::new(&format!("{LOOPBACK}{feed_toml}"));
    [30, 60].map(|items| {
        publisher.serve("/a.xml", feed(items));
        site.run(&["poll", "--force"]);
        let daemon = site.start();
        let merged: Value = serde_json::from_slice(&daemon.get("/feed.json").body).unwrap();
        assert!(daemon.stop().0.success());
        let titles = merged["items"].as_array().unwrap().iter();
        let titles = titles.map(|item| item["title"].as_str().unwrap().to_owned()).collect();
        (titles, site.json(&["items", "--json"]).len())
    })
}

fn sales(numbers: impl Iterator<Item = usize>) -> Vec<String> {
    numbers.map(|n| format!("Sale {n} of the day")).collect()
}

#[test]
fn five_items_of_a_new_feed_are_published_and_a_burst_begins_with_its_oldest() {
    let [first, second] = after_two_polls("");
    assert_eq!(first, (sales((26..=30).rev()), 30));
    // The next of the burst comes two minutes later.
    assert_eq!(second, (sales([31, 30, 29, 28, 27, 26].into_iter()), 60));
}

#[test]
fn of_a_burst_that_is_to_be_stored_the_newest_are_published() {
    let [_, second] = after_two_polls("flood = \"store\"");
    assert_eq!(second, (sales((41..=60).rev().chain((26..=30).rev())), 60));
}

#[test]
fn who_wants_a_flood_has_it() {
    let [first, second] = after_two_polls("flood = \"publish\"");
    assert_eq!(first, (sales((1..=30).rev()), 30));
    assert_eq!(second, (sales((1..=60).rev()), 60));
}

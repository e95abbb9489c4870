//! Feeds that move: when that is believed, and where they are asked for.

use super::*;
use crate::schedule::address;

const NEW: &str = "https://new.example/feed";

fn moved(to: &str) -> Said {
    Said { moved_to: Some(Url::parse(to).unwrap()), ..Said::default() }
}

fn not_modified() -> PollOutcome {
    PollOutcome::NotModified(Validators::default())
}

/// What is remembered after the feed was found behind a redirect to this address, every so many
/// hours.
fn seen(feed: &Feed, to: &str, times: u64, hours: u64) -> FeedMemory {
    (0..times).fold(FeedMemory::default(), |memory, time| {
        let now = at(NOW).plus(Duration::from_hours(hours * time));
        told(feed, &memory, &not_modified(), &moved(to), now)
    })
}

#[test]
fn a_move_is_believed_after_five_sightings_over_three_days() {
    let feed = feed("every 1h", "UTC");
    let asked = |memory: &FeedMemory| address(&feed, memory).to_string();
    for (times, hours) in [(4, 24), (60, 1), (5, 17)] {
        let memory = seen(&feed, NEW, times, hours);
        assert_eq!(asked(&memory), feed.url.as_str(), "{times} times, every {hours} h");
        assert_eq!(memory.moved_to(), Some(NEW));
    }
    let memory = seen(&feed, NEW, 5, 18);
    assert_eq!(asked(&memory), NEW);
    assert_eq!(memory.moved_to(), Some(NEW));
}

#[test]
fn https_on_the_same_host_is_believed_at_once() {
    let feed = feed_at("http://example.org/feed", "auto", "UTC");
    let asked = |to: &str| address(&feed, &seen(&feed, to, 1, 1)).to_string();
    assert_eq!(asked("https://example.org/feed/"), "https://example.org/feed/");
    for to in ["https://www.example.org/feed", "https://example.org/login", "http://example.org/2"]
    {
        assert_eq!(asked(to), feed.url.as_str(), "{to}");
    }
}

#[test]
fn a_redirect_that_ends_at_no_feed_is_no_move() {
    let feed = feed("every 1h", "UTC");
    let mut memory = FeedMemory::default();
    for day in 0..10 {
        let now = at(NOW).plus(Duration::from_hours(24 * day));
        memory = told(&feed, &memory, &failed(), &moved("https://portal.example/login"), now);
    }
    assert_eq!(memory.moved_to(), None);
}

#[test]
fn a_redirect_that_stops_or_leads_elsewhere_is_counted_anew() {
    let feed = feed("every 1h", "UTC");
    let memory = seen(&feed, NEW, 4, 24);
    let now = at("2026-11-27T12:00:00Z");
    let without = settled(&feed, &memory, &not_modified(), now);
    assert_eq!(without.moving, None);
    let elsewhere = told(&feed, &memory, &not_modified(), &moved("https://b.example/"), now);
    assert_eq!(elsewhere.moving.unwrap().seen, Sightings { since: now, count: 1 });
}

#[test]
fn a_feed_that_is_not_found_where_it_moved_to_is_asked_for_where_it_was() {
    let feed = feed("every 1h", "UTC");
    let mut memory = seen(&feed, NEW, 5, 18);
    for failures in 1..=3 {
        assert_eq!(address(&feed, &memory).as_str(), NEW, "{failures}");
        memory = settled(&feed, &memory, &failed(), at("2026-12-01T12:00:00Z"));
    }
    assert_eq!(address(&feed, &memory), feed.url);
    let gone = settled(&feed, &seen(&feed, NEW, 5, 18), &PollOutcome::Gone, at(NOW));
    assert_eq!((address(&feed, &gone), gone.gone), (feed.url.clone(), None));
}

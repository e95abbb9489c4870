//! When publishers are asked, and when they are left alone.

use std::time::Duration;

use mainstem::daemon::Turn;
use mainstem::model::{AilmentKind, FeedState, PollOutcome, Timestamp};

use super::desk::{Desk, desk, document, on, outcome, until};
use crate::support::publisher::{Answer, Publisher};

#[test]
fn what_a_publisher_asks_for_is_heeded_on_200_and_on_304() {
    // Miniflux and CommaFeed heed max-age on a 200 only; ttl, skipHours and sy: nobody does.
    let asking = |inside: &str| {
        let namespace = "http://purl.org/rss/1.0/modules/syndication/";
        let open = format!("<channel xmlns:sy=\"{namespace}\">{inside}");
        Answer::feed(document(1).replace("<channel>", &open)).etag("\"1\"")
    };
    let control = |value: &str| asking("").header("cache-control", value);
    let often =
        "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>6</sy:updateFrequency>";
    let (date, expires) = ("Mon, 02 Nov 2020 09:00:00 GMT", "Mon, 02 Nov 2020 11:00:00 GMT");
    let cases = [
        ("max-age", control("max-age=7200"), "11:59"),
        ("max-age less age", control("max-age=7200").header("age", "3600"), "10:59"),
        ("expires", asking("").header("date", date).header("expires", expires), "11:59"),
        ("ttl", asking("<ttl>180</ttl>"), "12:59"),
        ("updatePeriod", asking(often), "13:59"),
        ("the longest", control("max-age=60").header("expires", expires), "10:00"),
    ];
    for (name, answer, allowed) in cases {
        let (publisher, desk) = desk([answer]);
        // On the first the whole, on the second a 304 that asks for the same again.
        for day in [2, 3] {
            desk.poll(&on(day, "09:59"));
            let next = desk.memory(0).next_poll.unwrap();
            let late = next.since(Timestamp::from_rfc3339(&on(day, allowed)).unwrap());
            assert!(on(day, allowed) <= next.rfc3339(), "{name}: {next}");
            assert!(late <= Duration::from_mins(2), "{name}: {next}");
            let before = next.minus(Duration::from_secs(1)).rfc3339();
            assert_eq!(until(&desk.poll(&before)), next.rfc3339(), "{name}");
        }
        assert_eq!(publisher.asked("/feed").len(), 2, "{name}");
    }
}

#[test]
fn skipped_hours_are_skipped() {
    let skip: String = (10..17).map(|hour| format!("<hour>{hour}</hour>")).collect();
    let inside = format!("<channel><skipHours>{skip}</skipHours>");
    let answer = Answer::feed(document(1).replace("<channel>", &inside)).etag("\"1\"");
    let (publisher, desk) = desk([answer]);
    desk.poll("2026-11-02T09:59:59Z");
    for hour in 10..17 {
        let turn = desk.poll(&on(2, &format!("{hour}:30")));
        assert!("2026-11-02T17:00:00Z" <= until(&turn).as_str(), "{turn:?}");
    }
    desk.poll(&on(2, "17:01"));
    assert_eq!(publisher.asked("/feed").len(), 2);
}

#[test]
fn skipped_days_are_skipped_and_missed_slots_are_one_poll() {
    let inside = "<channel><skipDays><day>Saturday</day><day>Sunday</day></skipDays>";
    let answer = Answer::feed(document(1).replace("<channel>", inside)).etag("\"1\"");
    let (publisher, desk) = desk([answer]);
    // The 28th is a Saturday.
    desk.poll(&on(27, "23:58"));
    assert_eq!(until(&desk.poll(&on(28, "10:00"))), "2026-11-30T00:00:00Z");
    assert!(matches!(desk.poll(&on(29, "23:59")), Turn::NotDue { .. }));
    desk.poll(&on(30, "10:00"));
    assert_eq!(publisher.asked("/feed").len(), 2);
}

#[test]
fn a_host_that_asks_us_to_wait_is_left_alone_with_all_its_feeds_over_restarts() {
    // Most pollers ignore that, or heed it for the one feed.
    let asks = [
        Answer::status(429).header("retry-after", "7200"),
        Answer::status(503).header("retry-after", "Mon, 02 Nov 2026 12:00:00 GMT"),
        Answer::status(500).header("retry-after", "7200"),
        Answer::feed(document(1))
            .header("x-ratelimit-remaining", "0")
            .header("x-ratelimit-reset", "7200"),
    ];
    for answer in asks {
        let publisher = Publisher::start();
        publisher.serve("/busy", answer);
        publisher.serve("/other", Answer::feed(document(1)));
        let desk = Desk::with(&[publisher.url("/busy"), publisher.url("/other")]);
        let turns = desk.round(&on(2, "10:00"), &[0, 1]);
        assert_eq!(until(&turns[1]), "2026-11-02T12:00:00Z");
        for time in ["10:01", "11:00", "11:59"] {
            desk.round(&on(2, time), &[0, 1]);
        }
        assert_eq!(publisher.asked("/other").len(), 0);
        assert_eq!(publisher.asked("/busy").len(), 1);
        desk.round(&on(2, "12:02"), &[1, 0]);
        assert_eq!(publisher.asked("/other").len(), 1);
    }
}

#[test]
fn a_feed_that_redirects_to_a_host_to_be_left_alone_waits_and_has_not_failed() {
    let (busy, publisher) = (Publisher::start(), Publisher::start());
    let port = busy.url("/").rsplit(':').next().unwrap().trim_end_matches('/').to_owned();
    let busy_url = |path: &str| format!("http://localhost:{port}{path}");
    busy.serve("/busy", Answer::status(429).header("retry-after", "7200"));
    busy.serve("/feed", Answer::feed(document(1)));
    publisher.serve("/moved", Answer::redirect(&busy_url("/feed")));
    let desk = Desk::with(&[busy_url("/busy"), publisher.url("/moved")]);
    desk.round(&on(2, "10:00"), &[0, 1]);
    let memory = desk.memory(1);
    assert_eq!(FeedState::of(&memory, true), FeedState::Waiting);
    assert_eq!((memory.failures, memory.failing_since), (0, None));
    let told = memory.error.unwrap();
    assert_eq!(
        told,
        "it redirects to a host that asks to be left alone until 2026-11-02T12:00:00Z"
    );
    for time in ["10:02", "11:00", "11:59"] {
        desk.round(&on(2, time), &[1]);
    }
    assert_eq!((publisher.asked("/moved").len(), busy.asked("/feed").len()), (1, 0));
    desk.round(&on(2, "12:03"), &[1]);
    assert_eq!(busy.asked("/feed").len(), 1);
    assert_eq!(FeedState::of(&desk.memory(1), true), FeedState::Ok);
}

#[test]
fn a_host_that_does_not_say_how_long_is_left_alone_ever_longer() {
    let (publisher, desk) = desk([Answer::status(429)]);
    let mut moment = Timestamp::from_rfc3339(&on(1, "00:00")).unwrap();
    let mut waits = Vec::new();
    for _ in 0..8 {
        desk.poll(&moment.rfc3339());
        let next = desk.memory(0).next_poll.unwrap();
        waits.push(next.since(moment).as_secs() / 60);
        moment = next;
    }
    assert_eq!(publisher.asked("/feed").len(), 8);
    assert!((10..12).contains(&waits[0]), "{waits:?}");
    assert!(waits.windows(2).all(|pair| 2 * pair[0] <= pair[1] + 2 * 2), "{waits:?}");
}

#[test]
fn a_feed_that_fails_is_asked_for_ever_less_often_and_never_given_up() {
    // Miniflux stops after three errors; most others go on at full speed.
    let (publisher, desk) = desk([Answer::status(500)]);
    let mut moment = Timestamp::from_rfc3339(&on(1, "00:00")).unwrap();
    let start = moment;
    let mut waits = Vec::new();
    for _ in 0..30 {
        desk.poll(&moment.rfc3339());
        let next = desk.memory(0).next_poll.unwrap();
        waits.push(next.since(moment));
        moment = next;
    }
    let day = Duration::from_hours(24);
    assert!(waits.iter().all(|wait| *wait <= 3 * day), "{waits:?}");
    assert!(waits[0] < day / 96 && day * 2 < waits[29], "{waits:?}");
    assert_eq!(publisher.asked("/feed").len(), 30);
    publisher.serve("/feed", Answer::feed(document(1)));
    desk.poll(&moment.rfc3339());
    let memory = desk.memory(0);
    assert_eq!((memory.failures, memory.error), (0, None));
    assert!(20 * day < moment.since(start));
}

#[test]
fn a_move_is_followed_at_once_and_believed_after_five_sightings_over_three_days() {
    // FreshRSS rewrites the subscription at once, others never do.
    let publisher = Publisher::start();
    publisher.serve("/old", Answer::redirect("/new"));
    publisher.serve("/new", Answer::feed(document(1)).etag("\"1\""));
    let desk = Desk::with(&[publisher.url("/old")]);
    for (day, time) in [(1, "10"), (1, "20"), (2, "10"), (3, "10"), (4, "10"), (5, "10"), (6, "10")]
    {
        desk.poll(&on(day, &format!("{time}:00")));
    }
    assert_eq!(publisher.asked("/new").len(), 7, "each time at once");
    assert_eq!(publisher.asked("/old").len(), 5, "the old address is asked until it is believed");
    let memory = desk.memory(0);
    assert_eq!(memory.moved_to(), Some(publisher.url("/new").as_str()));
    let told = desk.told();
    assert_eq!(told[0].since.rfc3339(), on(4, "10:00"), "told when it is believed");
    let edit = format!("url = \"{}\"", publisher.url("/new"));
    assert!(told[0].words.contains(&edit), "{}", told[0].words);
}

#[test]
fn a_captive_portal_is_no_move() {
    let publisher = Publisher::start();
    publisher.serve("/feed", Answer::redirect("/login"));
    publisher.serve("/login", Answer::feed("<html><form><input type=password></form></html>"));
    let desk = Desk::with(&[publisher.url("/feed")]);
    for day in 1..=10 {
        desk.poll(&on(day, "10:00"));
    }
    let memory = desk.memory(0);
    assert!(memory.failures >= 5);
    assert_eq!(memory.moved_to(), None);
}

#[test]
fn a_feed_that_is_gone_is_not_asked_for_any_more_after_three_times_over_two_days() {
    // All others go on asking.
    let (publisher, desk) = desk([Answer::status(410)]);
    for day in 1..=20 {
        for hour in ["00", "06", "12", "18"] {
            desk.poll(&on(day, &format!("{hour}:30")));
        }
    }
    assert_eq!(publisher.asked("/feed").len(), 3);
    let memory = desk.memory(0);
    assert!(memory.is_given_up);
    assert!(memory.error.unwrap().contains("take it out of feeds.toml"));
    let told = desk.told();
    assert_eq!(told[0].kind, AilmentKind::Gone);
}

#[test]
fn when_nothing_can_be_reached_it_is_our_network_and_nothing_is_counted() {
    let publisher = Publisher::start();
    publisher.serve("/feed", Answer::feed(document(1)));
    let port = publisher.url("/").rsplit(':').next().unwrap().trim_end_matches('/').to_owned();
    let unreached = ["127.0.0.2", "127.0.0.3", "127.0.0.4"].map(|host| format!("http://{host}:1/"));
    let reached = format!("http://127.0.0.1:{port}/feed");
    let desk = Desk::with(&[unreached.as_slice(), &[reached]].concat());
    let turns = desk.round(&on(1, "10:00"), &[0, 1, 2, 3]);
    assert!(matches!(outcome(&turns[0]), PollOutcome::Failed(_)));
    assert!(matches!(outcome(&turns[2]), PollOutcome::Offline(_)));
    assert!(matches!(turns[3], Turn::HeldBack { .. }), "no more than a probe a minute");
    for feed in 0..3 {
        assert_eq!(desk.memory(feed).failures, 0, "what was counted before is forgiven");
    }
}

#[test]
fn polls_that_fail_at_once_with_the_network_count_for_none_of_their_feeds() {
    let urls: Vec<String> = (2..14).map(|host| format!("http://127.0.0.{host}:1/")).collect();
    let desk = Desk::with(&urls);
    desk.at_once(&on(1, "10:00"));
    for feed in 0..urls.len() {
        let memory = desk.memory(feed);
        assert_eq!((memory.failures, memory.error), (0, None), "feed {feed}");
    }
}

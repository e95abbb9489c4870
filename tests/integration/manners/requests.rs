//! What publishers are sent, and what is made of their answers.

use mainstem::daemon::Turn;
use mainstem::model::PollOutcome;

use super::desk::{desk, document, on, outcome, validators};
use crate::support::publisher::Answer;

#[test]
fn a_304_replaces_the_validators_that_it_gives_and_keeps_the_others() {
    // Miniflux, CommaFeed, yarr and reader keep the old; NetNewsWire and FreshRSS lose what is left
    // out.
    let (publisher, desk) = desk([
        Answer::feed(document(1)).header("etag", "\"1\"").header("last-modified", "long ago"),
        Answer::status(304).header("etag", "W/\"2\""),
        Answer::status(304),
        Answer::status(304).header("last-modified", "Thu, 1 Jan 1970 0:00:00 +0000"),
        Answer::status(304),
    ]);
    for hour in 10..15 {
        desk.poll(&on(1, &format!("{hour}:00")));
    }
    let asked = publisher.asked("/feed");
    let sent: Vec<_> = asked.iter().map(validators).collect();
    assert_eq!(
        sent,
        [
            (None, None),
            (Some("\"1\""), Some("long ago")),
            (Some("W/\"2\""), Some("long ago")),
            (Some("W/\"2\""), Some("long ago")),
            (Some("W/\"2\""), Some("Thu, 1 Jan 1970 0:00:00 +0000")),
        ]
    );
}

#[test]
fn validators_are_sent_as_they_came_however_odd() {
    // newsboat writes Last-Modified anew; many take a weak or bare ETag for a mistake.
    for etag in ["no-quotes", "W/\"weak\"", "\"with \\\"quotes\\\"\"", "\"a\", \"b\"", "*"] {
        let (publisher, desk) = desk([Answer::feed(document(1))
            .header("etag", etag)
            .header("last-modified", "2026-10-31 23:59")]);
        desk.poll(&on(1, "10:00"));
        desk.poll(&on(1, "11:00"));
        let asked = publisher.asked("/feed");
        assert_eq!(validators(&asked[1]), (Some(etag), Some("2026-10-31 23:59")));
    }
}

#[test]
fn validators_are_never_too_old_and_the_whole_is_asked_for_once() {
    // tt-rss asks for the whole every 12 hours, NetNewsWire every 8 days.
    let (publisher, desk) = desk([Answer::feed(document(1)).etag("\"1\"")]);
    for day in 1..=30 {
        desk.poll(&on(day, "10:00"));
    }
    let asked = publisher.asked("/feed");
    assert_eq!(asked.len(), 30);
    assert!(asked.iter().skip(1).all(|asked| validators(asked).0 == Some("\"1\"")));
}

#[test]
fn a_200_replaces_both_validators_also_with_the_same_bytes() {
    let (publisher, desk) = desk([
        Answer::feed(document(1)).header("etag", "\"1\"").header("last-modified", "long ago"),
        Answer::feed(document(1)).header("etag", "\"2\""),
        Answer::feed(document(2)).header("last-modified", "today"),
        Answer::status(304),
    ]);
    desk.poll(&on(1, "10:00"));
    assert!(matches!(outcome(&desk.poll(&on(1, "11:00"))), PollOutcome::SameBody { .. }));
    assert!(matches!(outcome(&desk.poll(&on(1, "12:00"))), PollOutcome::Read { .. }));
    desk.poll(&on(1, "13:00"));
    let asked = publisher.asked("/feed");
    let sent: Vec<_> = asked.iter().skip(2).map(validators).collect();
    assert_eq!(sent, [(Some("\"2\""), None), (None, Some("today"))]);
}

#[test]
fn a_document_that_could_not_be_read_gives_no_validators() {
    // newsboat, sfeed and tt-rss keep them, and get a 304 for it from then on.
    let broken = [
        Answer::feed(document(1)).header("etag", "\"cut\"").truncated(),
        Answer::feed("<html><body>Are you a robot?</body></html>").header("etag", "\"bot\""),
        Answer::feed(document(3).replace("</channel></rss>", "")).header("etag", "\"half\""),
    ];
    for answer in broken {
        let good = Answer::feed(document(1)).header("etag", "\"good\"");
        let (publisher, desk) = desk([good, answer, Answer::status(304)]);
        for day in 1..=3 {
            desk.poll(&on(day, "10:00"));
        }
        let asked = publisher.asked("/feed");
        assert_ne!(asked.len(), 2);
        let last = validators(&asked[2]).0;
        assert!(last.is_none_or(|etag| etag == "\"good\""), "{last:?}");
    }
}

#[test]
fn a_publisher_sees_nothing_that_is_none_of_its_business() {
    // CommaFeed sends `Cache-Control: no-cache`; others cookies, a Referer, or a query of their own.
    let cookie = Answer::feed(document(1)).etag("\"1\"").header("set-cookie", "id=1");
    let (publisher, desk) = desk([cookie]);
    desk.poll(&on(1, "10:00"));
    desk.poll(&on(1, "11:00"));
    let mut seen: Vec<Vec<String>> = Vec::new();
    for asked in publisher.asked("/feed") {
        let mut names: Vec<String> = asked.headers.into_iter().map(|(name, _)| name).collect();
        names.sort_unstable();
        seen.push(names);
    }
    let always = ["accept", "accept-encoding", "host", "user-agent"];
    assert_eq!(seen[0], always);
    assert_eq!(
        seen[1],
        ["a-im", "accept", "accept-encoding", "host", "if-none-match", "user-agent"]
    );
}

#[test]
fn a_publisher_may_send_only_what_is_new() {
    // RFC 3229: a 226 with the entries since the validator.
    let part =
        document(3).replace("<item><guid>harbour-0</guid><title>Ferry 0 sails</title></item>", "");
    let (_publisher, desk) = desk([
        Answer::feed(document(1)).header("etag", "\"1\""),
        Answer::feed(part).with_status(226).header("im", "feed").header("etag", "\"3\""),
    ]);
    desk.poll(&on(1, "10:00"));
    let Turn::Polled(polled) = desk.poll(&on(1, "11:00")) else { panic!("it was due") };
    assert_eq!((polled.tally.new, polled.outcome.status()), (2, Some(226)));
    assert_eq!(polled.memory.validators.etag.as_deref(), Some(&b"\"3\""[..]));
}

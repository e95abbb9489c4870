//! What is remembered of a poll, and when the next is due.

use super::*;

#[test]
fn a_document_that_was_read_is_remembered_whole() {
    let memory = FeedMemory {
        failures: 3,
        error: Some("failed to …".to_owned()),
        gone: true,
        validators: validators("\"old\""),
        ..FeedMemory::default()
    };
    let feed = feed("auto", "UTC");
    let settled = settle(&feed, &memory, &read(), at(NOW));
    let expected = FeedMemory {
        document_url: Some("https://example.org/feed".to_owned()),
        about: FeedAbout { title: Some("Wire".to_owned()), ..FeedAbout::default() },
        validators: validators("\"new\""),
        body: Some(Digest::of(&[b"body"])),
        last_poll: Some(at(NOW)),
        last_status: Some(200),
        next_poll: Some(next_slot(&feed, at(NOW))),
        moved_to: Some("https://example.org/new".to_owned()),
        failures: 0,
        error: None,
        gone: false,
    };
    assert_eq!(settled, expected);
}

#[test]
fn a_304_keeps_the_validators_it_leaves_out() {
    let memory = FeedMemory {
        validators: Validators {
            etag: Some(b"\"a\"".to_vec()),
            last_modified: Some(b"yesterday".to_vec()),
        },
        body: Some(Digest::of(&[b"body"])),
        ..FeedMemory::default()
    };
    let given = PollOutcome::NotModified(validators("\"b\""));
    let settled = settle(&feed("auto", "UTC"), &memory, &given, at(NOW));
    assert_eq!(settled.validators.etag.as_deref(), Some(&b"\"b\""[..]));
    assert_eq!(settled.validators.last_modified.as_deref(), Some(&b"yesterday"[..]));
    assert_eq!(settled.body, memory.body);
    assert_eq!(settled.last_status, Some(304));
}

fn same_body(validators: Validators) -> PollOutcome {
    PollOutcome::SameBody { status: 200, url: "https://example.org/feed".to_owned(), validators }
}

#[test]
fn the_same_body_with_a_200_replaces_both_validators() {
    let memory = FeedMemory {
        validators: Validators { etag: None, last_modified: Some(b"yesterday".to_vec()) },
        ..FeedMemory::default()
    };
    let same = same_body(validators("\"b\""));
    let settled = settle(&feed("auto", "UTC"), &memory, &same, at(NOW));
    assert_eq!(settled.validators, validators("\"b\""));
}

#[test]
fn a_publisher_who_asks_us_to_wait_is_not_counted_as_failing() {
    let ask = |until: Option<&str>| {
        let outcome = PollOutcome::HoldOff { status: 429, until: until.map(at) };
        settle(&feed("every 1m", "UTC"), &FeedMemory::default(), &outcome, at(NOW))
    };
    let asked = ask(Some("2026-11-23T14:00:00Z"));
    assert_eq!(asked.failures, 0);
    assert_eq!(asked.next_poll, Some(at("2026-11-23T14:00:00Z")));
    assert!(asked.error.unwrap().contains("asks us to wait until 2026-11-23T14:00:00Z"));
    assert_eq!(ask(None).next_poll, Some(at("2026-11-23T12:10:00Z")));
    assert_eq!(ask(Some("2056-01-01T00:00:00Z")).next_poll, Some(at("2026-11-24T12:00:00Z")));
}

#[test]
fn a_feed_that_is_gone_is_asked_for_once_a_day() {
    let feed = feed("every 5m", "UTC");
    let gone = settle(&feed, &FeedMemory::default(), &PollOutcome::Gone, at(NOW));
    assert!(gone.gone);
    assert!(gone.error.as_deref().unwrap().contains("feeds.toml"));
    let wait = gone.next_poll.unwrap().since(at(NOW));
    assert!(Duration::from_hours(24) <= wait && wait < Duration::from_mins(24 * 60 + 5));
    assert!(!settle(&feed, &gone, &read(), at(NOW)).gone);
}

#[test]
fn a_failure_keeps_what_is_known_and_says_what_to_do() {
    let memory = FeedMemory { validators: validators("\"a\""), ..FeedMemory::default() };
    let settled = settle(&feed("every 1m", "UTC"), &memory, &failed(), at(NOW));
    assert_eq!(settled.validators, memory.validators);
    assert_eq!(settled.failures, 1);
    assert_eq!(
        settled.error.as_deref(),
        Some(
            "failed to connect to example.org: connection refused; the server may be down; \
             mainstem goes on trying"
        )
    );
    let wait = settled.next_poll.unwrap().since(at(NOW));
    assert!(Duration::from_mins(10) <= wait && wait < Duration::from_mins(11));
}

#[test]
fn a_feed_that_was_never_polled_is_due() {
    assert!(is_due(&feed("@yearly", "UTC"), &FeedMemory::default(), at(NOW)));
}

#[test]
fn a_feed_that_is_switched_off_is_never_due() {
    let feed = Feed { enabled: false, ..feed("auto", "UTC") };
    assert!(!is_due(&feed, &FeedMemory::default(), at(NOW)));
}

#[test]
fn a_restart_polls_nothing_that_is_not_due() {
    let feed = feed("@daily", "UTC");
    let memory = settle(&feed, &FeedMemory::default(), &read(), at(NOW));
    let later = at("2026-11-23T23:00:00Z");
    assert!(!is_due(&feed, &memory, later));
    assert_eq!(Some(next_due(&feed, &memory, later)), memory.next_poll);
}

#[test]
fn missed_slots_are_one_poll() {
    let feed = feed("every 5m", "UTC");
    let memory = settle(&feed, &FeedMemory::default(), &read(), at(NOW));
    let later = at("2026-11-25T12:00:00Z");
    assert_eq!(next_due(&feed, &memory, later), later);
    let memory = settle(&feed, &memory, &read(), later);
    assert!(!is_due(&feed, &memory, later));
}

#[test]
fn a_schedule_made_denser_does_not_wait_for_the_old_slot() {
    let memory = settle(&feed("@daily", "UTC"), &FeedMemory::default(), &read(), at(NOW));
    let denser = feed("every 20m", "UTC");
    assert!(next_due(&denser, &memory, at(NOW)) <= at("2026-11-23T12:20:00Z"));
    assert!(is_due(&denser, &memory, at("2026-11-23T12:20:00Z")));
}

#[test]
fn a_schedule_made_denser_does_not_shorten_a_rest() {
    for outcome in [failed(), PollOutcome::Gone, PollOutcome::HoldOff { status: 503, until: None }]
    {
        let memory = settle(&feed("@daily", "UTC"), &FeedMemory::default(), &outcome, at(NOW));
        let denser = feed("every 1m", "UTC");
        assert_eq!(Some(next_due(&denser, &memory, at(NOW))), memory.next_poll);
    }
}

#[test]
fn a_memory_from_a_clock_that_was_wrong_does_not_silence_a_feed() {
    let feed = feed("auto", "UTC");
    let memory = settle(&feed, &FeedMemory::default(), &read(), at("2040-01-01T00:00:00Z"));
    assert!(is_due(&feed, &memory, at(NOW)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_next_poll_is_always_ahead_and_bounded(
        schedule in prop::sample::select(vec!["auto", "every 7m", "@hourly", "0 */20 * * * *"]),
        failures in 0_u32..40,
        start in moment(),
        until in prop::option::of(0_i64..9_000_000_000),
    ) {
        let feed = feed(schedule, "Europe/Berlin");
        let now = Timestamp::from_unix(start);
        let memory = FeedMemory { failures, ..FeedMemory::default() };
        let until = until.map(Timestamp::from_unix);
        let outcomes = [
            read(),
            same_body(Validators::default()),
            PollOutcome::NotModified(Validators::default()),
            PollOutcome::HoldOff { status: 429, until },
            PollOutcome::Gone,
            failed(),
        ];
        let plain = next_slot(&feed, now);
        for outcome in outcomes {
            let next = settle(&feed, &memory, &outcome, now).next_poll.unwrap();
            prop_assert!(now < next && plain <= next, "{}", outcome.name());
            let latest = next_slot(&feed, now.plus(Duration::from_hours(24)));
            prop_assert!(next <= latest, "{}: {next}", outcome.name());
        }
        let worse = FeedMemory { failures: failures + 1, ..FeedMemory::default() };
        let wait = |memory| settle(&feed, memory, &failed(), now).next_poll;
        prop_assert!(wait(&memory) <= wait(&worse));
    }
}

//! What is remembered of a poll, and that the next is ahead and bounded.

use super::*;

#[test]
fn a_document_that_was_read_is_remembered_whole() {
    let memory = FeedMemory {
        failures: 3,
        failing_since: Some(at("2026-11-20T12:00:00Z")),
        error: Some("failed to …".to_owned()),
        gone: Some(Sightings { since: at("2026-11-20T12:00:00Z"), count: 2 }),
        validators: validators("\"old\""),
        repairs: vec!["holds something".to_owned()],
        ..FeedMemory::default()
    };
    let feed = feed("every 1h", "UTC");
    let settled = settled(&feed, &memory, &read(), at(NOW));
    let expected = FeedMemory {
        document_url: Some("https://example.org/feed".to_owned()),
        about: FeedAbout { title: Some("Wire".to_owned()), ..FeedAbout::default() },
        validators: validators("\"new\""),
        body: Some(Digest::of(&[b"body"])),
        last_poll: Some(at(NOW)),
        last_status: Some(200),
        next_poll: Some(next_slot(&feed, &NONE, at(NOW))),
        rhythm: settled.rhythm.clone(),
        ..FeedMemory::default()
    };
    assert_eq!(settled, expected);
    assert_eq!(settled.rhythm.as_of, Some(at(NOW)));
}

#[test]
fn a_304_keeps_the_validators_it_leaves_out() {
    let memory = FeedMemory {
        validators: Validators {
            etag: Some(b"\"a\"".to_vec()),
            last_modified: Some(b"yesterday".to_vec()),
        },
        body: Some(Digest::of(&[b"body"])),
        repairs: vec!["holds something".to_owned()],
        ..FeedMemory::default()
    };
    let given = PollOutcome::NotModified(validators("\"b\""));
    let settled = settled(&feed("auto", "UTC"), &memory, &given, at(NOW));
    assert_eq!(settled.validators.etag.as_deref(), Some(&b"\"b\""[..]));
    assert_eq!(settled.validators.last_modified.as_deref(), Some(&b"yesterday"[..]));
    assert_eq!((settled.body, settled.repairs), (memory.body, memory.repairs));
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
    let settled = settled(&feed("auto", "UTC"), &memory, &same, at(NOW));
    assert_eq!(settled.validators, validators("\"b\""));
}

#[test]
fn a_failure_keeps_what_is_known_and_says_what_to_do() {
    let memory = FeedMemory { validators: validators("\"a\""), ..FeedMemory::default() };
    let settled = settled(&feed("every 1m", "UTC"), &memory, &failed(), at(NOW));
    assert_eq!(settled.validators, memory.validators);
    assert_eq!((settled.failures, settled.failing_since), (1, Some(at(NOW))));
    assert_eq!(
        settled.error.as_deref(),
        Some(
            "failed to connect to example.org: connection refused; the server may be down; \
             mainstem goes on trying"
        )
    );
}

#[test]
fn when_our_own_network_is_down_nothing_is_counted() {
    let memory = FeedMemory {
        validators: validators("\"a\""),
        last_poll: Some(at("2026-11-23T11:00:00Z")),
        failures: 2,
        failing_since: Some(at("2026-11-23T11:00:00Z")),
        ..FeedMemory::default()
    };
    let PollOutcome::Failed(failure) = failed() else { panic!("it failed") };
    let offline = PollOutcome::Offline(failure);
    let next_poll = Some(at("2026-11-23T12:01:00Z"));
    let settled = settled(&feed("auto", "UTC"), &memory, &offline, at(NOW));
    assert_eq!(settled, FeedMemory { next_poll, ..memory });
}

#[test]
fn a_feed_that_was_never_polled_is_due() {
    assert!(is_due(&feed("@yearly", "UTC"), &NONE, at(NOW)));
}

#[test]
fn a_feed_that_is_switched_off_is_never_due() {
    let feed = Feed { enabled: false, ..feed("auto", "UTC") };
    assert!(!is_due(&feed, &NONE, at(NOW)));
}

#[test]
fn a_restart_polls_nothing_that_is_not_due() {
    for schedule in ["@daily", "auto"] {
        let feed = feed(schedule, "UTC");
        let memory = settled(&feed, &NONE, &read(), at(NOW));
        let later = memory.next_poll.unwrap().minus(Duration::from_secs(1));
        assert!(!is_due(&feed, &memory, later), "{schedule}");
        assert_eq!(Some(next_due(&feed, &memory, later)), memory.next_poll, "{schedule}");
    }
}

#[test]
fn missed_slots_are_one_poll() {
    let feed = feed("every 5m", "UTC");
    let memory = settled(&feed, &NONE, &read(), at(NOW));
    let later = at("2026-11-25T12:00:00Z");
    assert_eq!(next_due(&feed, &memory, later), later);
    let memory = settled(&feed, &memory, &read(), later);
    assert!(!is_due(&feed, &memory, later));
}

#[test]
fn a_poll_that_was_late_does_not_fall_into_hours_to_be_skipped() {
    let feed = feed("0 0 * * * *", "UTC");
    let cadence = Cadence { skip_hours: 1 << 13, ..Cadence::default() };
    let about = FeedAbout { cadence, ..FeedAbout::default() };
    let memory = FeedMemory { about, ..FeedMemory::default() };
    let not_modified = PollOutcome::NotModified(Validators::default());
    let memory = settled(&feed, &memory, &not_modified, at("2026-11-23T11:30:00Z"));
    let due = |now: &str| next_due(&feed, &memory, at(now));
    assert_eq!(due("2026-11-23T12:59:59Z"), at("2026-11-23T12:59:59Z"));
    assert_eq!(due("2026-11-23T13:00:01Z"), at("2026-11-23T14:00:00Z"));
}

#[test]
fn feeds_that_missed_their_slots_come_back_one_after_the_other() {
    let later = at("2026-11-25T12:00:00Z");
    let due = |number: usize, feeds| {
        let feed = feed_at(&format!("https://example.org/{number}"), "every 5m", "UTC");
        let memory = settled(&feed, &NONE, &read(), at(NOW));
        first_due(&feed, &memory, (feeds, later), later)
    };
    let moments: BTreeSet<Timestamp> = (0..2000).map(|number| due(number, 2000)).collect();
    assert!(300 < moments.len(), "{}", moments.len());
    assert!(moments.last().unwrap().since(later) <= Duration::from_mins(10));
    assert_eq!(due(0, 3), later, "three are no crowd");
    let new = feed("every 5m", "UTC");
    assert_eq!(
        first_due(&new, &NONE, (2000, later), later),
        later,
        "somebody waits for a new feed"
    );
}

#[test]
fn a_schedule_made_denser_does_not_wait_for_the_old_slot() {
    let memory = settled(&feed("@daily", "UTC"), &NONE, &read(), at(NOW));
    let denser = feed("every 20m", "UTC");
    assert!(next_due(&denser, &memory, at(NOW)) <= at("2026-11-23T12:20:00Z"));
    assert!(is_due(&denser, &memory, at("2026-11-23T12:20:00Z")));
}

#[test]
fn a_schedule_made_denser_does_not_shorten_a_rest_or_a_wish() {
    let denser = feed("every 1m", "UTC");
    for outcome in [failed(), PollOutcome::Gone, hold_off(503, "2026-11-23T15:00:00Z", true)] {
        let memory = settled(&feed("@daily", "UTC"), &NONE, &outcome, at(NOW));
        assert_eq!(Some(next_due(&denser, &memory, at(NOW))), memory.next_poll);
    }
    let fresh_until = Some(at("2026-11-23T15:00:00Z"));
    let said = Said { wishes: Wishes { fresh_until, ..Wishes::default() }, ..Said::default() };
    let memory = told(&feed("@daily", "UTC"), &NONE, &read(), &said, at(NOW));
    assert!(fresh_until <= Some(next_due(&denser, &memory, at(NOW))));
}

#[test]
fn a_memory_from_a_clock_that_was_wrong_does_not_silence_a_feed() {
    let feed = feed("auto", "UTC");
    let memory = settled(&feed, &NONE, &read(), at("2040-01-01T00:00:00Z"));
    assert!(is_due(&feed, &memory, at(NOW)));
}

pub(super) fn hold_off(status: u16, until: &str, is_named: bool) -> PollOutcome {
    PollOutcome::HoldOff(HoldOff { status: Some(status), until: at(until), is_named })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_next_poll_is_always_ahead_and_bounded(
        schedule in prop::sample::select(vec!["auto", "every 7m", "@hourly", "0 */20 * * * *"]),
        failures in 0_u32..40,
        days in 0_u64..30,
        start in moment(),
        wait in 0_u64..604_800,
        is_named in any::<bool>(),
    ) {
        let feed = feed(schedule, "Europe/Berlin");
        let now = Timestamp::from_unix(start);
        let failing_since = Some(now.minus(Duration::from_hours(24 * days)));
        let memory = FeedMemory { failures, failing_since, ..FeedMemory::default() };
        let until = now.plus(Duration::from_secs(wait));
        let outcomes = [
            (read(), 24),
            (same_body(Validators::default()), 24),
            (PollOutcome::NotModified(Validators::default()), 24),
            (PollOutcome::HoldOff(HoldOff { status: Some(429), until, is_named }), 7 * 24),
            (PollOutcome::Gone, 24),
            (failed(), 72),
        ];
        for (outcome, hours) in outcomes {
            let next = settled(&feed, &memory, &outcome, now).next_poll.unwrap();
            prop_assert!(now < next, "{}", outcome.name());
            let latest = next_slot(&feed, &NONE, now.plus(Duration::from_hours(hours)));
            prop_assert!(next <= latest, "{}: {next}", outcome.name());
        }
    }
}

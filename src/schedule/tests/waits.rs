//! What publishers ask for, and how long a feed rests that does not do well.

use super::settling::hold_off;
use super::*;

fn asks(cadence: Cadence) -> PollOutcome {
    let PollOutcome::Read { status, validators, url, body, about, repairs } = read() else {
        panic!("it was read")
    };
    let about = FeedAbout { cadence, ..about };
    PollOutcome::Read { status, validators, url, body, about, repairs }
}

fn fresh(until: &str) -> Said {
    let wishes = Wishes { fresh_until: Some(at(until)), ..Wishes::default() };
    Said { wishes, ..Said::default() }
}

fn wait(memory: &FeedMemory) -> Duration {
    memory.next_poll.unwrap().since(memory.last_poll.unwrap())
}

#[test]
fn the_next_poll_is_the_first_slot_that_is_not_before_what_was_asked_for() {
    let feed = feed("0 */20 * * * *", "UTC");
    let next = |said: &Said, outcome: &PollOutcome| {
        told(&feed, &NONE, outcome, said, at("2026-11-23T12:05:00Z")).next_poll.unwrap()
    };
    assert_eq!(next(&Said::default(), &read()), at("2026-11-23T12:20:00Z"));
    let hour = fresh("2026-11-23T13:05:00Z");
    let not_modified = PollOutcome::NotModified(Validators::default());
    assert_eq!(next(&hour, &read()), at("2026-11-23T13:20:00Z"));
    assert_eq!(next(&hour, &not_modified), at("2026-11-23T13:20:00Z"));
    assert_eq!(next(&fresh("2026-11-23T13:20:00Z"), &read()), at("2026-11-23T13:20:00Z"));
    let ttl = Cadence { period: Some(Duration::from_mins(90)), ..Cadence::default() };
    assert_eq!(next(&hour, &asks(ttl)), at("2026-11-23T13:40:00Z"));
    assert_eq!(next(&fresh("2042-01-01T00:00:00Z"), &read()), at("2026-11-24T12:20:00Z"));
}

#[test]
fn what_the_document_asked_for_holds_on_a_304_as_well() {
    let feed = feed("0 */20 * * * *", "UTC");
    let ttl = Cadence { period: Some(Duration::from_mins(90)), ..Cadence::default() };
    let memory = settled(&feed, &NONE, &asks(ttl), at("2026-11-23T10:05:00Z"));
    let not_modified = PollOutcome::NotModified(Validators::default());
    let memory = settled(&feed, &memory, &not_modified, at("2026-11-23T12:05:00Z"));
    assert_eq!(memory.next_poll, Some(at("2026-11-23T13:40:00Z")));
}

#[test]
fn a_304_that_says_nothing_of_freshness_renews_what_was_said_before() {
    let feed = feed("0 */20 * * * *", "UTC");
    let said = fresh("2026-11-23T12:05:00Z");
    let mut memory = told(&feed, &NONE, &read(), &said, at("2026-11-23T10:05:00Z"));
    let not_modified = PollOutcome::NotModified(Validators::default());
    for (now, next) in [("12:20:00", "14:20:00"), ("14:20:00", "16:20:00")] {
        memory = settled(&feed, &memory, &not_modified, at(&format!("2026-11-23T{now}Z")));
        assert_eq!(memory.next_poll, Some(at(&format!("2026-11-23T{next}Z"))));
    }
    let wishes = Wishes { speaks_of_freshness: true, ..Wishes::default() };
    let stale = Said { wishes, ..Said::default() };
    let memory = told(&feed, &memory, &not_modified, &stale, at("2026-11-23T16:20:00Z"));
    assert_eq!(memory.wish_until, None);
}

#[test]
fn a_failing_feed_under_auto_rests_as_any_other_and_is_then_looked_at() {
    let feed = feed("auto", "UTC");
    let good = settled(&feed, &NONE, &read(), at(NOW));
    let due = good.next_poll.unwrap();
    let once = settled(&feed, &good, &failed(), due);
    assert!(wait(&once) <= Duration::from_mins(13), "{:?}", wait(&once));
    let never_read = settled(&feed, &NONE, &failed(), at(NOW));
    assert!(wait(&never_read) <= Duration::from_mins(13), "{:?}", wait(&never_read));
    let frozen = settled(&feed, &NONE, &hold_off(429, "2026-11-23T12:15:00Z", true), at(NOW));
    assert!(wait(&frozen) <= Duration::from_mins(18), "{:?}", wait(&frozen));
}

#[test]
fn hours_to_be_skipped_are_skipped_whatever_the_schedule() {
    let night = Cadence { skip_hours: 0b11_1111, ..Cadence::default() };
    for schedule in ["0 */20 * * * *", "every 20m", "auto"] {
        let feed = feed(schedule, "UTC");
        let memory = settled(&feed, &NONE, &asks(night), at("2026-11-23T23:59:00Z"));
        let next = memory.next_poll.unwrap();
        assert!(at("2026-11-24T06:00:00Z") <= next, "{schedule}: {next}");
        assert!(next < at("2026-11-24T08:00:00Z"), "{schedule}: {next}");
    }
}

#[test]
fn a_schedule_that_names_skipped_hours_only_is_followed_all_the_same() {
    let six = Cadence { skip_hours: 1 << 6, ..Cadence::default() };
    let memory = settled(&feed("0 0 6 * * *", "UTC"), &NONE, &asks(six), at(NOW));
    assert_eq!(memory.next_poll, Some(at("2026-11-24T06:00:00Z")));
}

#[test]
fn auto_asks_once_an_hour_at_most_where_each_poll_costs_the_whole_document() {
    let feed = feed("auto", "UTC");
    let mut memory = FeedMemory::default();
    let mut now = at(NOW);
    let mut waits = Vec::new();
    let items = [Some(now); 500];
    for _ in 0..3 {
        let outcome = read();
        memory = settle(
            &feed,
            &memory,
            Came { outcome: &outcome, said: &Said::default(), news: &items },
            now,
        );
        waits.push(wait(&memory));
        now = memory.next_poll.unwrap();
        memory.validators = Validators::default();
    }
    let settled = settled(&feed, &memory, &PollOutcome::NotModified(Validators::default()), now);
    assert!(Duration::from_mins(15) <= waits[0] && waits[0] < Duration::from_mins(20), "{waits:?}");
    assert!(Duration::from_hours(1) <= wait(&settled), "{:?}", wait(&settled));
}

#[test]
fn a_publisher_who_names_when_to_come_again_is_not_counted_as_failing() {
    let outcome = hold_off(429, "2026-11-23T14:00:00Z", true);
    let asked = settled(&feed("every 1m", "UTC"), &NONE, &outcome, at(NOW));
    assert_eq!(asked.failures, 0);
    let next = asked.next_poll.unwrap();
    assert!(next.since(at("2026-11-23T14:00:00Z")) < Duration::from_mins(1));
    assert!(at("2026-11-23T14:00:00Z") <= next);
    assert!(asked.error.unwrap().contains("asks us to wait until 2026-11-23T14:00:00Z"));
}

#[test]
fn a_feed_that_is_always_sent_away_is_asked_for_ever_less_often() {
    let feed = feed("every 1m", "UTC");
    let mut memory = FeedMemory::default();
    let mut now = at(NOW);
    let mut waits = Vec::new();
    for _ in 0..9 {
        let until = now.plus(Duration::from_mins(10));
        let asked = HoldOff { status: Some(429), until, is_named: false };
        memory = settled(&feed, &memory, &PollOutcome::HoldOff(asked), now);
        waits.push(wait(&memory).as_secs() / 60);
        now = memory.next_poll.unwrap();
    }
    assert!(waits.is_sorted() && waits[0] == 10, "{waits:?}");
    assert!((18 * 60..=24 * 60).contains(&waits[8]), "{waits:?}");
}

#[test]
fn a_feed_that_fails_rests_twice_as_long_each_time_up_to_a_day_and_never_for_ever() {
    let feed = feed("every 1m", "UTC");
    let mut memory = FeedMemory::default();
    let mut now = at(NOW);
    let mut waits = Vec::new();
    for _ in 0..40 {
        memory = settled(&feed, &memory, &failed(), now);
        waits.push(wait(&memory));
        now = memory.next_poll.unwrap();
    }
    let rule = [10, 20, 40, 80, 160, 320, 640, 1280];
    for (wait, minutes) in waits.iter().zip(rule) {
        let longest = Duration::from_mins(minutes + 1);
        assert!(longest * 7 / 10 <= *wait && *wait <= longest, "{wait:?} of {minutes} min");
    }
    let longest = |from: usize, to: usize| waits[from..to].iter().max().copied().unwrap();
    assert!(longest(0, 15) <= Duration::from_hours(25));
    // After two weeks there is no hurry any more.
    assert!(Duration::from_hours(50) <= waits[39] && waits[39] <= Duration::from_hours(73));
    assert!(!memory.is_given_up);
    assert_eq!(settled(&feed, &memory, &read(), now).failing_since, None);
}

#[test]
fn feeds_that_failed_together_do_not_come_back_together() {
    let next = |number: usize| {
        let feed = feed_at(&format!("https://{number}.example/"), "0 * * * * *", "UTC");
        let memory = FeedMemory { failures: 7, ..FeedMemory::default() };
        settled(&feed, &memory, &failed(), at(NOW)).next_poll
    };
    let moments: BTreeSet<_> = (0..200).map(next).collect();
    assert!(100 < moments.len(), "{}", moments.len());
}

#[test]
fn a_feed_that_is_said_to_be_gone_three_times_over_two_days_is_given_up() {
    let feed = feed("every 5m", "UTC");
    let mut memory = FeedMemory::default();
    let mut now = at(NOW);
    for sighting in 1..=3 {
        memory = settled(&feed, &memory, &PollOutcome::Gone, now);
        assert_eq!(memory.is_given_up, sighting == 3);
        if sighting < 3 {
            assert!(Duration::from_hours(24) <= wait(&memory));
            assert!(wait(&memory) < Duration::from_mins(24 * 60 + 5));
            now = memory.next_poll.unwrap();
        }
    }
    assert!(memory.error.as_deref().unwrap().contains("feeds.toml"));
    assert!(!is_due(&feed, &memory, at("2200-01-01T00:00:00Z")));
    let back = settled(&feed, &memory, &read(), now);
    assert!(!back.is_given_up && back.gone.is_none());
}

#[test]
fn a_feed_that_is_polled_by_hand_is_not_given_up_any_sooner() {
    let feed = feed("every 5m", "UTC");
    let mut memory = FeedMemory::default();
    for minute in 0..10 {
        let now = at(NOW).plus(Duration::from_mins(minute));
        memory = settled(&feed, &memory, &PollOutcome::Gone, now);
    }
    assert!(!memory.is_given_up);
}

//! When the schedule of a feed has it polled.

use super::*;

/// The slots after a moment, of an exact expression.
fn slots(schedule: &str, zone: &str, after: &str, count: usize) -> Vec<String> {
    let feed = feed(schedule, zone);
    let next = |moment: &Timestamp| Some(next_slot(&feed, &NONE, *moment));
    std::iter::successors(next(&at(after)), next).take(count).map(Timestamp::rfc3339).collect()
}

#[test]
fn a_thousand_hourly_feeds_do_not_start_in_one_second() {
    for schedule in ["auto", "every 1h", "@hourly", "@daily"] {
        let mut starts = BTreeSet::new();
        for number in 0..1000 {
            let url = format!("https://example.org/feed/{number}");
            let start = next_slot(&feed_at(&url, schedule, "UTC"), &NONE, at(NOW));
            starts.insert(start);
        }
        // Of 1000 balls in 3600 bins, 873 lie alone or first on average.
        assert!(820 < starts.len(), "{schedule}: {} different seconds", starts.len());
    }
}

#[test]
fn a_minute_of_crontab_is_spread_over_its_minute() {
    let starts: BTreeSet<i64> = (0..200)
        .map(|n| feed_at(&format!("https://example.org/{n}"), "30 6 * * *", "UTC"))
        .map(|feed| next_slot(&feed, &NONE, at(NOW)).unix() - at("2026-11-24T06:30:00Z").unix())
        .collect();
    assert!(starts.iter().all(|late| (0..60).contains(late)));
    assert!(40 < starts.len());
}

#[test]
fn an_interval_keeps_its_phase_over_a_restart() {
    let feed = feed("every 20m", "UTC");
    let first = next_slot(&feed, &NONE, at(NOW));
    assert_eq!(next_slot(&feed, &NONE, first.minus(Duration::from_secs(1))), first);
    assert_eq!(next_slot(&feed, &NONE, first), first.plus(Duration::from_mins(20)));
}

#[test]
fn the_week_of_five_fields_is_that_of_crontab() {
    // 2026-11-27 is a Friday.
    let friday = next_slot(&feed("0 6 * * 1-5", "UTC"), &NONE, at("2026-11-27T00:00:00Z"));
    assert!(friday.rfc3339().starts_with("2026-11-27T06:00"), "{friday}");
    let monday = next_slot(&feed("0 6 * * 1-5", "UTC"), &NONE, at("2026-11-27T07:00:00Z"));
    assert!(monday.rfc3339().starts_with("2026-11-30T06:00"), "{monday}");
}

#[test]
fn a_day_of_month_and_a_day_of_week_mean_either_in_five_fields() {
    let days: Vec<String> = slots("0 0 1 * 1", "UTC", "2026-11-24T00:00:00Z", 4)
        .iter()
        .map(|slot| slot.chars().take(10).collect())
        .collect();
    assert_eq!(days, ["2026-11-30", "2026-12-01", "2026-12-07", "2026-12-14"]);
}

#[test]
fn a_day_of_month_and_a_day_of_week_mean_both_in_six_fields() {
    let found = slots("0 0 0 1 * MON", "UTC", "2026-11-24T00:00:00Z", 2);
    assert_eq!(found, ["2027-02-01T00:00:00Z", "2027-03-01T00:00:00Z"]);
}

#[test]
fn cron_is_read_in_the_zone_of_the_feed() {
    let found = slots("0 0 6 * * *", "Asia/Tokyo", NOW, 2);
    assert_eq!(found, ["2026-11-23T21:00:00Z", "2026-11-24T21:00:00Z"]);
}

#[test]
fn a_local_time_that_is_skipped_comes_when_the_clocks_change() {
    // Berlin, 2026-03-29: 02:00 is followed by 03:00, which is 01:00 UTC.
    let found = slots("0 30 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", 2);
    assert_eq!(found, ["2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"]);
}

#[test]
fn a_local_time_that_comes_twice_is_meant_twice() {
    // Berlin, 2026-10-25: 03:00 is followed by 02:00 at 01:00 UTC.
    let found = slots("0 0,30 2 * * *", "Europe/Berlin", "2026-10-24T23:00:00Z", 5);
    assert_eq!(
        found,
        [
            "2026-10-25T00:00:00Z",
            "2026-10-25T00:30:00Z",
            "2026-10-25T01:00:00Z",
            "2026-10-25T01:30:00Z",
            "2026-10-26T01:00:00Z"
        ]
    );
}

#[test]
fn a_day_that_a_zone_left_out_is_made_up_for_when_the_next_begins() {
    // Apia had no 2011-12-30: it went from 23:59:59-10:00 on the 29th to midnight of the 31st.
    let found = slots("0 0 12 30 12 *", "Pacific/Apia", "2011-12-01T00:00:00Z", 2);
    assert_eq!(found, ["2011-12-30T10:00:00Z", "2012-12-29T22:00:00Z"]);
}

#[test]
fn an_expression_that_has_ended_never_comes_again() {
    let feed = feed("0 0 0 1 1 * 2030", "UTC");
    assert_eq!(next_slot(&feed, &NONE, at(NOW)), at("2030-01-01T00:00:00Z"));
    assert_eq!(next_slot(&feed, &NONE, at("2030-01-01T00:00:00Z")), Timestamp::from_unix(i64::MAX));
}

#[test]
fn an_expression_that_cannot_be_read_is_taken_for_auto() {
    let mut feed = feed("auto", "Nowhere/Land");
    let auto = next_slot(&feed, &NONE, at(NOW));
    feed.schedule = Schedule::Cron("nonsense".to_owned());
    assert_eq!(next_slot(&feed, &NONE, at(NOW)), auto);
}

const ZONES: [&str; 9] = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Antarctica/Troll",
    "Asia/Tokyo",
    "Africa/Casablanca",
    "America/Santiago",
    "Pacific/Apia",
];

const SCHEDULES: [&str; 11] = [
    "every 7m",
    "every 5days",
    "@hourly",
    "@daily",
    "@weekly",
    "*/15 * * * *",
    "30 2 * * *",
    "0 0 1 * 1",
    "15 1-3 * * 0",
    "0 */20 * * * *",
    "59 59 23 * * SUN",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_slot_is_later_and_slots_keep_their_order(
        zone in prop::sample::select(ZONES.to_vec()),
        schedule in prop::sample::select(SCHEDULES.to_vec()),
        start in moment(),
        wait in 0_i64..20_000,
    ) {
        let feed = feed(schedule, zone);
        let (one, two) = (Timestamp::from_unix(start), Timestamp::from_unix(start + wait));
        let (first, second) = (next_slot(&feed, &NONE, one), next_slot(&feed, &NONE, two));
        prop_assert!(one < first);
        prop_assert!(first <= second, "{first} after {one}, but {second} after {two}");
        // Nothing lies between: a moment before the first slot has the same one.
        if two < first {
            prop_assert_eq!(first, second);
        }
    }

    #[test]
    fn no_text_makes_reading_a_schedule_panic(typed in "\\PC{0,40}") {
        if let Ok(schedule) = understand(&typed) {
            let mut feed = feed("auto", "UTC");
            feed.schedule = schedule;
            prop_assert!(at(NOW) < next_slot(&feed, &NONE, at(NOW)));
        }
    }

    #[test]
    fn no_expression_makes_reading_it_panic(typed in "[-0-9*/,? a-fFRI@#L]{5,30}") {
        understand(&typed).unwrap_or(Schedule::Auto);
    }
}

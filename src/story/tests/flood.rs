//! How many new stories of a document come into the river, and when.

use proptest::prelude::*;

use super::*;
use crate::model::STORED_ONLY;

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

/// The places that entries of these ages get, in seconds from now; `None`: they are not published.
/// They are about different things, in the order of the document.
fn places(ages: &[i64], first_document: bool, flood: Flood) -> Vec<Option<i64>> {
    let entries = (0..).zip(ages).map(|(n, age)| Entry {
        published: Some(Timestamp::from_unix(NOW - age)),
        ..entry(&format!("id {n}"), "", &format!("Title {n}"), "")
    });
    assigned_alone(entries.collect(), (first_document, Duration::ZERO, flood))
        .iter()
        .map(place)
        .collect()
}

#[test]
fn of_what_other_rules_let_in_the_newest_of_each_feed_are_news() {
    let items = (0..30_i64).map(|n| {
        let seen = Timestamp::from_unix(NOW - n * 60);
        (ItemId(n), FeedId(n % 2 * 7), seen)
    });
    let old = (100..103).map(|n| (ItemId(n), FeedId(9), Timestamp::from_unix(NOW - 4 * DAY)));
    let many = (200..230).map(|n| (ItemId(n), FeedId(8), Timestamp::from_unix(NOW - n)));
    let anew = crate::story::anew(items.chain(old).chain(many), Timestamp::from_unix(NOW));
    let expected = (0..30).chain(200..220).map(ItemId).collect();
    assert_eq!(anew, expected);
}

fn place(change: &Change) -> Option<i64> {
    match change {
        Change::New { surfaced, .. } if *surfaced == STORED_ONLY => None,
        Change::New { surfaced, .. } => Some(surfaced.unix() - NOW),
        Change::Updated { .. }
        | Change::Renamed { .. }
        | Change::Aged { .. }
        | Change::Unchanged { .. } => {
            panic!("not new: {change:?}")
        }
    }
}

/// Ages of so many entries, a minute apart, the newest first.
fn minutes(count: i64) -> Vec<i64> {
    (1..=count).map(|n| n * 60).collect()
}

#[test]
fn of_a_first_document_the_newest_five_of_three_days_are_published() {
    let hours: Vec<i64> = (1..=9).map(|n| n * HOUR).collect();
    let five = [1, 2, 3, 4, 5].map(|n| Some(-n * HOUR));
    assert_eq!(places(&hours, true, Flood::Spread)[..5], five);
    assert_eq!(places(&hours, true, Flood::Spread)[5..], [None; 4]);
    let days: Vec<i64> = (1..=4).map(|n| n * 2 * DAY).collect();
    assert_eq!(places(&days, true, Flood::Store), [Some(-2 * DAY), None, None, None]);
}

#[test]
fn of_a_feed_that_has_been_silent_for_long_the_newest_is_published() {
    let years: Vec<i64> = [3, 1, 2].map(|n| n * 365 * DAY).to_vec();
    assert_eq!(places(&years, true, Flood::Spread), [None, Some(-365 * DAY), None]);
}

#[test]
fn twenty_new_stories_are_no_burst() {
    assert_eq!(places(&minutes(20), false, Flood::Spread), [Some(0); 20]);
}

#[test]
fn a_burst_comes_out_within_an_hour_the_oldest_first() {
    let places = places(&minutes(30), false, Flood::Spread);
    let expected: Vec<Option<i64>> = (0..30).rev().map(|step| Some(step * 120)).collect();
    assert_eq!(places, expected);
}

#[test]
fn of_a_burst_that_is_to_be_stored_the_newest_twenty_are_published() {
    let places = places(&minutes(30), false, Flood::Store);
    assert_eq!((&places[..20], &places[20..]), (&[Some(0); 20][..], &[None; 10][..]));
}

#[test]
fn of_an_archive_that_a_known_feed_lists_the_newest_twenty_are_published_under_their_dates() {
    let weeks: Vec<i64> = (1..=30).map(|n| n * 7 * DAY).collect();
    let places = places(&[&[60], &weeks[..]].concat(), false, Flood::Spread);
    assert_eq!(places[0], Some(0));
    assert_eq!((places[1], places[20]), (Some(-7 * DAY), Some(-20 * 7 * DAY)));
    assert_eq!(places[21..], [None; 10]);
}

#[test]
fn who_wants_all_at_once_gets_all_at_once() {
    let all: Vec<Option<i64>> = minutes(30).iter().map(|age| Some(-age)).collect();
    assert_eq!(places(&minutes(30), true, Flood::Publish), all);
    assert_eq!(places(&minutes(30), false, Flood::Publish), [Some(0); 30]);
}

#[test]
fn a_copy_within_the_document_does_not_bring_its_story_out() {
    let copies =
        |n: usize| entry(&format!("id {n}"), &format!("https://a.example/{}", n / 2), "", "");
    let entries: Vec<Entry> = (0..30).map(copies).collect();
    let (known, reports, near) = (Known::default(), BTreeMap::new(), BTreeMap::new());
    let ground = Assigned {
        feed: FeedId(1),
        first_document: true,
        known: &known,
        reports: &reports,
        near: &near,
        hold: Duration::ZERO,
        flood: Flood::Spread,
        now: Timestamp::from_unix(NOW),
    };
    let changes = assign(identify(entries), &ground);
    for pair in changes.chunks(2) {
        assert!(matches!(pair[0], Change::New { placement: Placement::WithNew(_), .. }));
        assert_eq!(place(&pair[0]), place(&pair[1]));
    }
    let published = changes.iter().filter(|change| place(change).is_some()).count();
    assert_eq!(published, 2 * 5);
}

proptest! {
    /// Whatever the dates: something of a first document is published and at most five, and a burst
    /// has all of what is new, within an hour and in order.
    #[test]
    fn no_flood_and_no_drought(ages in prop::collection::vec(-9 * DAY..9 * DAY, 1..60)) {
        let first = places(&ages, true, Flood::Spread);
        let published = first.iter().flatten().count();
        prop_assert!((1..=5).contains(&published));
        let spread = places(&ages, false, Flood::Spread);
        let whole = places(&ages, false, Flood::Publish);
        let mut before = i64::MAX;
        for (spread, whole) in spread.iter().zip(&whole) {
            if *whole == Some(0) {
                let place = spread.unwrap_or(-1);
                prop_assert!((0..HOUR).contains(&place) && place <= before);
                before = place;
            } else {
                prop_assert!(spread.is_none() || spread == whole);
            }
        }
    }
}

//! Dates that can be believed. Reading them is left to `parse/`, and where an item stands in the
//! river to `story/`, which also takes the moment of first sight where there is no date.

use std::time::Duration;

use crate::model::{Entry, Timestamp};

/// How far ahead of us a publisher's clock, or its idea of its time zone, may be.
const CLOCKS_DIFFER: Duration = Duration::from_hours(24);

/// The zones that are farthest from Greenwich: the start of 1970 in any of them is that of a program
/// that knows no date.
const FARTHEST_ZONE: Duration = Duration::from_hours(14);

/// The start of 1905. Before it lie the zeros of spreadsheets, databases and old Macintoshes; broadcasts that
/// archives publish under the date they were made begin later.
const EARLIEST: Timestamp = Timestamp::from_unix(-2_051_222_400);

/// How many entries tell what a feed does with its dates: one or two may be so by chance.
const TELLING: usize = 3;

/// Forgets the dates of the entries of one document that can't be believed at `now`:
///
/// - those that are none, like the start of 1970,
/// - those that lie more than a day ahead, unless that is so for most of the document, which then is a
///   calendar (a `pubDate` of 2038 would keep an item at the head of every reader for as long),
/// - `updated`, where all entries have the same: it is when the document was written.
pub fn believe(entries: &mut [Entry], now: Timestamp) {
    let latest = now.plus(CLOCKS_DIFFER);
    let is_calendar = is_calendar(entries, latest);
    let is_believed = |date: &Timestamp| !is_none(*date) && (is_calendar || *date <= latest);
    for entry in entries.iter_mut() {
        entry.published = entry.published.filter(is_believed);
        entry.updated = entry.updated.filter(is_believed);
    }
    if is_written_at_once(entries) {
        for entry in entries {
            entry.updated = None;
        }
    }
}

/// Whether the date says that there is none.
fn is_none(date: Timestamp) -> bool {
    date < EARLIEST || date.apart(Timestamp::EPOCH) <= FARTHEST_ZONE
}

/// Whether most entries that have a date have one after `latest`.
fn is_calendar(entries: &[Entry], latest: Timestamp) -> bool {
    let dates = || {
        let dates = entries.iter().filter_map(|entry| entry.published.or(entry.updated));
        dates.filter(|date| !is_none(*date))
    };
    let ahead = dates().filter(|date| *date > latest).count();
    ahead >= TELLING && ahead * 2 > dates().count()
}

fn is_written_at_once(entries: &[Entry]) -> bool {
    let Some(Entry { updated: first @ Some(_), .. }) = entries.first() else { return false };
    entries.len() >= TELLING && entries.iter().all(|entry| entry.updated == *first)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: Timestamp = Timestamp::from_unix(1_795_000_000);

    fn ahead(hours: u64) -> Timestamp {
        NOW.plus(Duration::from_hours(hours))
    }

    fn ago(hours: u64) -> Timestamp {
        NOW.minus(Duration::from_hours(hours))
    }

    fn published(dates: &[Option<Timestamp>]) -> Vec<Entry> {
        dates.iter().map(|date| Entry { published: *date, ..Entry::default() }).collect()
    }

    fn updated(dates: &[Option<Timestamp>]) -> Vec<Entry> {
        dates.iter().map(|date| Entry { updated: *date, ..Entry::default() }).collect()
    }

    #[test]
    fn a_date_of_tomorrow_is_kept_and_one_of_next_year_is_not() {
        let mut entries =
            [Entry { published: Some(ahead(20)), updated: Some(ahead(9_000)), ..Entry::default() }];
        believe(&mut entries, NOW);
        assert_eq!((entries[0].published, entries[0].updated), (Some(ahead(20)), None));
    }

    #[test]
    fn a_calendar_may_tell_of_next_year() {
        let mut calendar = published(&[
            Some(ahead(9_000)),
            Some(ahead(800)),
            Some(ahead(90)),
            Some(ago(20)),
            Some(ago(40)),
        ]);
        let before = calendar.clone();
        believe(&mut calendar, NOW);
        assert_eq!(calendar, before);
    }

    #[test]
    fn some_entries_ahead_make_no_calendar() {
        let mut entries = published(&[
            Some(ahead(9_000)),
            Some(ahead(800)),
            Some(ahead(90)),
            Some(ago(1)),
            Some(ago(2)),
            Some(ago(3)),
        ]);
        believe(&mut entries, NOW);
        assert_eq!(
            entries,
            published(&[None, None, None, Some(ago(1)), Some(ago(2)), Some(ago(3))])
        );
        let mut lone = published(&[Some(ahead(100_000))]);
        believe(&mut lone, NOW);
        assert_eq!(lone, published(&[None]));
    }

    #[test]
    fn the_zeros_of_programs_are_no_dates() {
        let zeros = [0, -3_600, 14 * 3_600, -62_135_596_800, -2_209_161_600, -2_082_844_800];
        let zeros = zeros.map(|seconds| Some(Timestamp::from_unix(seconds)));
        let mut entries = published(&zeros);
        believe(&mut entries, NOW);
        assert_eq!(entries, published(&[None; 6]));
        let broadcast = Some(Timestamp::from_unix(-985_000_000));
        let mut entries = published(&[broadcast]);
        believe(&mut entries, NOW);
        assert_eq!(entries[0].published, broadcast, "an archive dates it 1938");
    }

    #[test]
    fn one_date_of_update_for_all_entries_is_that_of_the_document() {
        let mut entries = updated(&[Some(ago(1)); 3]);
        believe(&mut entries, NOW);
        assert_eq!(entries, updated(&[None; 3]));
        for told in [
            vec![Some(ago(1)), Some(ago(1)), Some(ago(2))],
            vec![Some(ago(1)), Some(ago(1)), None],
            vec![Some(ago(1)); 2],
        ] {
            let mut entries = updated(&told);
            believe(&mut entries, NOW);
            assert_eq!(entries, updated(&told));
        }
    }

    proptest! {
        #[test]
        fn a_date_of_the_last_years_is_always_believed(
            past in prop::collection::vec(0_u64..200_000, 1..8),
            others in prop::collection::vec(any::<i64>().prop_map(Timestamp::from_unix), 0..8),
        ) {
            let past: Vec<Option<Timestamp>> = past.into_iter().map(|hours| Some(ago(hours))).collect();
            let others: Vec<Option<Timestamp>> = others.into_iter().map(Some).collect();
            let mut entries = published(&[past.clone(), others].concat());
            believe(&mut entries, NOW);
            prop_assert_eq!(&entries[..past.len()], published(&past));
            let believed = entries.clone();
            believe(&mut entries, NOW);
            prop_assert_eq!(entries, believed, "believing twice is believing once");
        }
    }
}

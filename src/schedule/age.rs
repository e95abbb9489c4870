//! When an item need not be held any longer. Finding those that may go is left to `store/`.

use std::time::Duration;

use crate::model::{HeldReport, Keeping, StoryId, Timestamp};

/// How far ages grow at most between two looks at them. A clock that is wrong by years for an hour must not
/// empty the store; after a time without mainstem they are right again within as many looks.
const LONGEST_STEP: Duration = Duration::from_hours(7 * 24);

/// How long it is known of an item that it was held, after it was let go and its feed had it last.
pub const KNOWN: Duration = Duration::from_hours(2 * 366 * 24);

/// The moment as of which ages are counted, where they were last counted as of `before`.
pub fn counted(before: Option<Timestamp>, now: Timestamp) -> Timestamp {
    before.map_or(now, |before| now.min(before.plus(LONGEST_STEP)))
}

/// Whether a story may go that has these reports. It goes as a whole, when none of them is to stay: nobody
/// is shown the half of one, and its copies always have beside them what they were found to be copies of.
pub fn may_go(story: StoryId, reports: &[HeldReport], keeping: &Keeping) -> bool {
    reports.iter().all(|report| {
        let is_coming_again = report.is_listed && keeping.polled.contains(&report.feed);
        let is_live = report.first_seen >= keeping.live;
        let is_old = keeping.old.is_some_and(|old| report.first_seen < old);
        // An age can be promised to readers, a number can't: who has not come by yet finds it in the
        // merged feed, or else in an archive.
        let is_too_many =
            keeping.surplus.get(&report.feed).is_some_and(|last| report.item <= *last)
                && !keeping.shown.contains(&story);
        report.is_out && !is_coming_again && !is_live && (is_old || is_too_many)
    })
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;
    use crate::model::{FeedId, ItemId};

    const STORY: StoryId = StoryId(1);

    fn day(n: u64) -> Timestamp {
        Timestamp::EPOCH.plus(Duration::from_hours(n * 24))
    }

    fn report(first_seen: Timestamp) -> HeldReport {
        HeldReport { item: ItemId(1), feed: FeedId(1), first_seen, is_out: true, is_listed: false }
    }

    fn old(before: u64) -> Keeping {
        Keeping { old: Some(day(before)), live: day(90), ..Keeping::default() }
    }

    #[test]
    fn a_story_goes_when_the_last_of_its_reports_is_old_enough() {
        assert!(may_go(STORY, &[report(day(8)), report(day(9))], &old(10)));
        assert!(!may_go(STORY, &[report(day(8)), report(day(10))], &old(10)));
        assert!(!may_go(
            STORY,
            &[report(day(8))],
            &Keeping { live: day(90), ..Keeping::default() }
        ));
    }

    #[test]
    fn what_is_held_back_or_still_compared_stays() {
        let held_back = HeldReport { is_out: false, ..report(day(8)) };
        assert!(!may_go(STORY, &[held_back], &old(10)));
        let live = Keeping { live: day(8), ..old(10) };
        assert!(!may_go(STORY, &[report(day(8))], &live));
    }

    #[test]
    fn what_its_feeds_document_has_stays_as_long_as_that_feed_is_polled() {
        let listed = HeldReport { is_listed: true, ..report(day(8)) };
        let polled = Keeping { polled: BTreeSet::from([FeedId(1)]), ..old(10) };
        assert!(!may_go(STORY, &[listed], &polled));
        assert!(may_go(STORY, &[report(day(8))], &polled));
        assert!(may_go(STORY, &[listed], &old(10)), "its feed was removed");
    }

    #[test]
    fn what_is_too_many_goes_when_the_merged_feed_shows_it_no_more() {
        let surplus = BTreeMap::from([(FeedId(1), ItemId(1))]);
        let keeping = Keeping { surplus, live: day(90), ..Keeping::default() };
        assert!(may_go(STORY, &[report(day(8))], &keeping));
        let newer = HeldReport { item: ItemId(2), ..report(day(8)) };
        assert!(!may_go(STORY, &[newer], &keeping));
        let other = HeldReport { feed: FeedId(2), ..report(day(8)) };
        assert!(!may_go(STORY, &[report(day(8)), other], &keeping));
        let shown = Keeping { shown: BTreeSet::from([STORY]), ..keeping };
        assert!(!may_go(STORY, &[report(day(8))], &shown));
    }

    #[test]
    fn a_clock_that_is_years_ahead_for_a_moment_ages_nothing_by_years() {
        assert_eq!(counted(None, day(100)), day(100));
        assert_eq!(counted(Some(day(100)), day(101)), day(101));
        let ahead = counted(Some(day(100)), day(4_000));
        assert_eq!(ahead, day(107));
        assert_eq!(counted(Some(ahead), day(100)), day(100));
    }
}

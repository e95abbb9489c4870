//! Which items' pages are wanted, when they are asked for, and how long stories wait for them. Asking
//! is left to `daemon/`.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::model::{Change, PageWish, Placement, STORED_ONLY, Timestamp};

/// How many items of a feed's first document have their pages read: what a reader will look at.
/// Nobody is helped by a burst of a thousand requests for articles of last year.
const OF_FIRST_DOCUMENT: usize = 20;

/// How many of a later one: a feed that lists its archive with today's dates is met.
const OF_DOCUMENT: usize = 50;

/// How long a story waits for its page. Longer, and news would be late; readers poll every few
/// minutes.
const WAIT: Duration = Duration::from_mins(2);

/// The pauses between tries of one page. After the last it is left.
const PAUSES: [Duration; 2] = [Duration::from_mins(10), Duration::from_hours(2)];

/// When a page that was asked for so often, now included, is asked for again, should it not be read;
/// `None`: never.
pub fn next_try(tries: u32, now: Timestamp) -> Option<Timestamp> {
    let before = usize::try_from(tries).ok()?.checked_sub(1)?;
    PAUSES.get(before).map(|pause| now.plus(*pause))
}

/// Notes which of these changes of a document want their pages, and lets stories wait for them that
/// would be new with an excerpt. What lies in the past by its date is backlog, and only the newest
/// of a first document are wanted. What is not published is not asked for. `hold` is how long stories
/// of the feed wait in any case; those that come out one by one have their time already.
pub fn want_pages(
    changes: &mut [Change],
    is_first_document: bool,
    (hold, now): (Duration, Timestamp),
) {
    let mut new: Vec<(Timestamp, usize)> = Vec::new();
    for (index, change) in changes.iter().enumerate() {
        if let Change::New { candidate, surfaced, .. } = change
            && candidate.entry.url.is_some()
            && *surfaced < STORED_ONLY
            && (is_first_document || *surfaced >= now)
        {
            new.push((*surfaced, index));
        }
    }
    // Of the same moment the first in the document.
    new.sort_by_key(|(surfaced, index)| (std::cmp::Reverse(*surfaced), *index));
    new.truncate(if is_first_document { OF_FIRST_DOCUMENT } else { OF_DOCUMENT });
    let wanted: BTreeSet<usize> = new.into_iter().map(|(_, index)| index).collect();
    for (_, change) in changes.iter_mut().enumerate().filter(|(index, _)| wanted.contains(index)) {
        if let Change::New { placement, surfaced, page, .. } = change {
            // A story that others have told already has nothing to wait for.
            let waits = *placement == Placement::Own && *surfaced <= now.plus(hold);
            if waits && *surfaced >= now {
                *surfaced = now.plus(hold.max(WAIT));
            }
            *page = Some(PageWish { waits_until: waits.then_some(now.plus(WAIT)) });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Candidate, Digest, Entry, Evidence, Fingerprint, ItemId, StoryId, Traits};

    fn now() -> Timestamp {
        Timestamp::from_unix(1_795_000_000)
    }

    fn new(url: Option<&str>, placement: Placement, age: Duration) -> Change {
        let digest = Digest::of(&[]);
        let print = Fingerprint {
            key: digest,
            aliases: Vec::new(),
            is_edition: false,
            link: None,
            text: None,
            title: digest,
            content: digest,
        };
        let entry = Entry { url: url.map(str::to_owned), ..Entry::default() };
        Change::New {
            candidate: Box::new(Candidate { entry, print, traits: Traits::default() }),
            placement,
            evidence: Evidence::First { guards: Vec::new() },
            surfaced: now().minus(age),
            changed: now(),
            related: Vec::new(),
            page: None,
        }
    }

    /// Of each change, in seconds from now: where it stands and until when it waits, if its page is
    /// wanted.
    fn wanted(changes: &[Change]) -> Vec<Option<(i64, Option<i64>)>> {
        let seconds = |at: Timestamp| at.unix() - now().unix();
        let of = |change: &Change| match change {
            Change::New { surfaced, page: Some(page), .. } => {
                Some((seconds(*surfaced), page.waits_until.map(seconds)))
            }
            Change::New { page: None, .. }
            | Change::Updated { .. }
            | Change::Renamed { .. }
            | Change::Aged { .. }
            | Change::Unchanged { .. } => None,
        };
        changes.iter().map(of).collect()
    }

    const URL: Option<&str> = Some("https://a.example/1");

    #[test]
    fn what_is_new_waits_two_minutes_and_what_joins_a_story_does_not() {
        let with = Placement::With { story: StoryId(1), item: ItemId(1) };
        let mut changes = vec![
            new(URL, Placement::Own, Duration::ZERO),
            new(URL, with, Duration::ZERO),
            new(None, Placement::Own, Duration::ZERO),
            Change::Unchanged { item: ItemId(1) },
        ];
        want_pages(&mut changes, false, (Duration::ZERO, now()));
        assert_eq!(wanted(&changes), [Some((120, Some(120))), Some((0, None)), None, None]);
    }

    #[test]
    fn a_feed_that_holds_its_stories_back_for_longer_goes_on_doing_so() {
        let mut changes = vec![new(URL, Placement::Own, Duration::ZERO)];
        want_pages(&mut changes, false, (Duration::from_mins(10), now()));
        assert_eq!(wanted(&changes), [Some((600, Some(120)))]);
    }

    #[test]
    fn of_a_first_document_the_newest_twenty_are_wanted_and_keep_their_places() {
        let day = Duration::from_hours(24);
        let mut changes: Vec<Change> =
            (1..=30).map(|age| new(URL, Placement::Own, day * age)).collect();
        changes.reverse();
        want_pages(&mut changes, true, (Duration::ZERO, now()));
        let wanted = wanted(&changes);
        assert_eq!(wanted.iter().filter(|page| page.is_some()).count(), OF_FIRST_DOCUMENT);
        assert_eq!(wanted[29], Some((-86_400, Some(120))));
        assert_eq!(wanted[9], None);
    }

    #[test]
    fn an_archive_that_a_known_feed_lists_is_left_alone() {
        let day = Duration::from_hours(24);
        let mut changes = vec![new(URL, Placement::Own, day * 30)];
        want_pages(&mut changes, false, (Duration::ZERO, now()));
        assert_eq!(wanted(&changes), [None]);
    }

    #[test]
    fn what_comes_out_one_by_one_has_its_page_read_meanwhile_and_what_does_not_come_out_has_not() {
        let mut changes: Vec<Change> =
            (0..3).map(|_| new(URL, Placement::Own, Duration::ZERO)).collect();
        let places = [now(), now().plus(Duration::from_mins(30)), STORED_ONLY];
        for (change, place) in changes.iter_mut().zip(places) {
            if let Change::New { surfaced, .. } = change {
                *surfaced = place;
            }
        }
        want_pages(&mut changes, false, (Duration::ZERO, now()));
        assert_eq!(wanted(&changes), [Some((120, Some(120))), Some((1_800, None)), None]);
    }

    #[test]
    fn a_page_is_tried_after_ten_minutes_and_two_hours_and_then_left() {
        let after = |tries| next_try(tries, now()).map(|at| at.since(now()).as_secs() / 60);
        assert_eq!([1, 2, 3, 4].map(after), [Some(10), Some(120), None, None]);
    }
}

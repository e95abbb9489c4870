//! How many new stories of one document come into the river, and when: a reader is not shown a feed's
//! whole archive because the feed was added, nor fifty stories at once. Nothing is left out of the
//! store. What each entry is has been decided before.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::assign::Assigned;
use crate::model::{Change, FeedId, Flood, ItemId, Placement, STORED_ONLY, Timestamp};

/// How many items of a feed's first document are published.
const OF_FIRST_DOCUMENT: usize = 5;

/// How old they may be. Of a feed that has been silent for longer the newest is published, so that
/// whoever added it sees that it is read.
const FIRST_WITHIN: Duration = Duration::from_hours(3 * 24);

/// More new stories than this in one document are a burst.
const BURST: usize = 20;

/// Over how long a burst is spread.
const SPREAD: Duration = Duration::from_hours(1);

/// Gives the new stories among these changes the places in the river that `ground.flood` wants.
pub(super) fn tame(changes: &mut [Change], ground: &Assigned<'_>) {
    let stories = newest_first(changes);
    let places = match ground.flood {
        Flood::Publish => return,
        Flood::Spread | Flood::Store if ground.first_document => first(&stories, ground.now),
        Flood::Spread => spread(&stories, ground.now),
        Flood::Store => leave(&stories, BURST),
    };
    for (index, place) in places {
        if let Some(Change::New { surfaced, .. }) = changes.get_mut(index) {
            *surfaced = place;
        }
    }
    keep_together(changes);
}

/// Which of these items come into the river anew that other rules let in after they had left them out:
/// of each feed the newest, as of a first document that is a burst. With each its feed and when it was
/// first seen.
pub fn anew(
    items: impl IntoIterator<Item = (ItemId, FeedId, Timestamp)>,
    now: Timestamp,
) -> BTreeSet<ItemId> {
    let since = now.minus(FIRST_WITHIN);
    let mut of_feeds: BTreeMap<FeedId, Vec<(Timestamp, ItemId)>> = BTreeMap::new();
    for (item, feed, seen) in items.into_iter().filter(|(_, _, seen)| *seen >= since) {
        of_feeds.entry(feed).or_default().push((seen, item));
    }
    let newest = of_feeds.into_values().flat_map(|mut items| {
        items.sort_by_key(|item| Reverse(*item));
        items.truncate(BURST);
        items
    });
    newest.map(|(_, item)| item).collect()
}

/// A new story: its place in the river, and the index of the change that makes it.
type Story = (Timestamp, usize);

/// The changes that make stories of their own. Of one moment the first in the document is the newest.
fn newest_first(changes: &[Change]) -> Vec<Story> {
    let new = changes.iter().enumerate().filter_map(|(index, change)| match change {
        Change::New { placement: Placement::Own, surfaced, .. } => Some((*surfaced, index)),
        Change::New { .. }
        | Change::Updated { .. }
        | Change::Renamed { .. }
        | Change::Aged { .. }
        | Change::Unchanged { .. } => None,
    });
    let mut stories: Vec<Story> = new.collect();
    stories.sort_by_key(|(surfaced, index)| (Reverse(*surfaced), *index));
    stories
}

/// The index of a change, and the place that its story gets.
type Place = (usize, Timestamp);

/// Of a first document the newest few are published, where their dates put them.
fn first(stories: &[Story], now: Timestamp) -> Vec<Place> {
    let since = now.minus(FIRST_WITHIN);
    let recent = stories.iter().take_while(|(surfaced, _)| *surfaced >= since).count();
    leave(stories, recent.clamp(1, OF_FIRST_DOCUMENT))
}

/// A burst comes out one by one, the oldest first. What its date puts into the past takes no part in
/// that: of a long archive the newest are published there.
fn spread(stories: &[Story], now: Timestamp) -> Vec<Place> {
    let news = stories.partition_point(|(surfaced, _)| *surfaced >= now);
    let (news, past) = stories.split_at_checked(news).unwrap_or_default();
    let mut places = leave(past, BURST);
    if let Ok(steps) = u32::try_from(news.len())
        && news.len() > BURST
    {
        let oldest_first = (0..).zip(news.iter().rev());
        places.extend(oldest_first.map(|(step, (surfaced, index))| {
            (*index, surfaced.plus(SPREAD.saturating_mul(step) / steps))
        }));
    }
    places
}

/// All but the newest are stored and not published.
fn leave(stories: &[Story], published: usize) -> Vec<Place> {
    stories.iter().skip(published).map(|(_, index)| (*index, STORED_ONLY)).collect()
}

/// Copies of a story that is new with this document are where the story is: they would bring it out.
fn keep_together(changes: &mut [Change]) {
    let mut places: Vec<Option<Timestamp>> = vec![None; changes.len()];
    // From the last to the first, for a copy is before what it was matched with.
    for (index, change) in changes.iter_mut().enumerate().rev() {
        if let Change::New { placement, surfaced, .. } = change {
            let place = match placement {
                Placement::Own => Some(*surfaced),
                Placement::With { .. } => None,
                Placement::WithNew(other) => places.get(*other).copied().flatten(),
            };
            *surfaced = place.unwrap_or(*surfaced);
            places.get_mut(index).into_iter().for_each(|at| *at = place);
        }
    }
}

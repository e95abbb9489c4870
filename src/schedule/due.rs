//! Whether a feed is to be polled now. Who polls it is left to `daemon/`.

use std::time::Duration;

use super::next_slot;
use super::slot::spread;
use super::wish::first_allowed;
use crate::model::{Feed, FeedMemory, Timestamp};

/// A memory this far from the future was written by a clock that was wrong.
const CLOCK_SLACK: Duration = Duration::from_hours(1);

/// Of those that missed their slot so many are polled in a second, and all within ten minutes.
const FEEDS_A_SECOND: u64 = 4;
const LONGEST_SPREAD_S: u64 = 600;

/// Whether the feed is to be polled now. One that is switched off never is.
pub fn is_due(feed: &Feed, memory: &FeedMemory, now: Timestamp) -> bool {
    feed.enabled && next_due(feed, memory, now) <= now
}

/// When the feed is to be polled next: the moment that was settled after its last poll, so that a
/// restart polls nothing early; where that has passed, `now`, so that any number of missed slots is
/// one poll, or the end of the hours and days that its publisher wants skipped. A feed that does well comes earlier if its schedule, since edited, says so.
///
/// For a cron schedule this reads the expression: ask once after a poll or an edit, not every
/// second.
pub fn next_due(feed: &Feed, memory: &FeedMemory, now: Timestamp) -> Timestamp {
    let (Some(settled), Some(last_poll)) = (memory.next_poll, memory.last_poll) else {
        return now;
    };
    if settled <= now || now.plus(CLOCK_SLACK) < last_poll {
        let cadence = &memory.about.cadence;
        // A slot in an hour to be skipped was settled because there is no other.
        let is_exempt = first_allowed(cadence, settled) != settled;
        return if is_exempt { now } else { first_allowed(cadence, now) };
    }
    let rests = memory.error.is_some() || memory.is_given_up;
    if rests { settled } else { settled.min(next_slot(feed, memory, last_poll)).max(now) }
}

/// When the feed is to be polled first after a start, an edit of the schedules or an outage: as
/// [`next_due`] says, but of `feeds` feeds those that missed their slot don't all come at once: they
/// are spread over the time after that start (`since`). A feed that was never polled comes at once:
/// somebody is waiting for it.
pub fn first_due(
    feed: &Feed,
    memory: &FeedMemory,
    (feeds, since): (usize, Timestamp),
    now: Timestamp,
) -> Timestamp {
    let due = next_due(feed, memory, now);
    if now < due || memory.last_poll.is_none() {
        return due;
    }
    let window = u64::try_from(feeds).unwrap_or(u64::MAX) / FEEDS_A_SECOND;
    let turn = since.plus(Duration::from_secs(spread(feed, window.min(LONGEST_SPREAD_S))));
    turn.max(now)
}

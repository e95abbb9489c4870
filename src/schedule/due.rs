//! Whether a feed is to be polled now. Who polls it is left to `daemon/`.

use std::time::Duration;

use super::next_slot;
use crate::model::{Feed, FeedMemory, Timestamp};

/// A memory this far from the future was written by a clock that was wrong.
const CLOCK_SLACK: Duration = Duration::from_hours(1);

/// Whether the feed is to be polled now. One that is switched off never is.
pub fn is_due(feed: &Feed, memory: &FeedMemory, now: Timestamp) -> bool {
    feed.enabled && next_due(feed, memory, now) <= now
}

/// When the feed is to be polled next: the moment that was settled after its last poll, so that a
/// restart polls nothing early; `now` where that has passed, so that any number of missed slots is
/// one poll. A feed that does well comes earlier if its schedule, since edited, says so.
///
/// For a cron schedule this reads the expression: ask once after a poll or an edit, not every
/// second.
pub fn next_due(feed: &Feed, memory: &FeedMemory, now: Timestamp) -> Timestamp {
    let (Some(settled), Some(last_poll)) = (memory.next_poll, memory.last_poll) else {
        return now;
    };
    if settled <= now || now.plus(CLOCK_SLACK) < last_poll {
        return now;
    }
    let rests = memory.error.is_some() || memory.gone;
    if rests { settled } else { settled.min(next_slot(feed, last_poll)).max(now) }
}

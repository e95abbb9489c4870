//! How long a feed rests that does not do well: longer each time, and never for ever.

use std::time::Duration;

use crate::model::{Digest, Feed, FeedMemory, Timestamp};

/// How long a feed rests after its first failure; each further one doubles it.
const FIRST_REST: Duration = Duration::from_mins(10);

/// No feed rests longer: one that works again is noticed within a day.
pub(super) const LONGEST_REST: Duration = Duration::from_hours(24);

/// But one that has failed for two weeks is in no hurry any more.
const LONG_AILING: Duration = Duration::from_hours(14 * 24);
const LONGEST_REST_AILING: Duration = Duration::from_hours(72);

/// How long the feed rests after its last failure, which is counted in its memory. Up to a quarter
/// shorter than the rule says, by the feed's own share, so that feeds that failed together don't
/// come back together: by which share follows from the feed and the number of its failures.
pub(super) fn rest(feed: &Feed, memory: &FeedMemory, now: Timestamp) -> Duration {
    let ailing = memory.failing_since.map_or(Duration::ZERO, |since| now.since(since));
    let longest = if ailing < LONG_AILING { LONGEST_REST } else { LONGEST_REST_AILING };
    let doublings = memory.failures.saturating_sub(1).min(16);
    let rest = FIRST_REST.saturating_mul(1 << doublings).min(longest);
    let share = Digest::of(&[feed.key.as_str().as_bytes(), &memory.failures.to_le_bytes()]);
    rest.saturating_sub(Duration::from_secs(share.spread(rest.as_secs() / 4)))
}

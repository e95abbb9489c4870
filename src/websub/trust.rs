//! Whether a hub tells what is new, so that the feed may be polled less often. Trust is earned by
//! pushes, lost where a poll finds what was not pushed, and misses are forgiven one by one; what polls
//! make of it is decided in `schedule/`.

use std::time::Duration;

use crate::model::{Subscription, Timestamp, Trust};

/// How long a publisher may take to tell its hub, and the hub to push.
const GRACE: Duration = Duration::from_mins(10);

/// So many pushes that bring something earn trust again after it was lost, twice as many after each
/// further time, up to sixteen times as many.
const PUSHES_TO_EARN_AGAIN: u32 = 3;

/// Until when the hub is trusted to push what is new; `None` where it is not, or not any more. The
/// first trust takes one push that brought something: many a feed names a hub that its publisher never
/// tells of anything.
pub fn trusted_until(subscription: &Subscription, now: Timestamp) -> Option<Timestamp> {
    let until = subscription.stage.lease()?.until;
    (now < until && is_earned(subscription)).then_some(until)
}

/// Whether it has pushed enough since a poll last found what it had not.
pub(super) fn is_earned(subscription: &Subscription) -> bool {
    let trust = subscription.trust;
    needed(trust.misses) <= trust.pushes
}

/// How many pushes in a row that bring something it takes to be trusted after so many misses.
fn needed(misses: u32) -> u32 {
    match misses {
        0 => 1,
        misses => PUSHES_TO_EARN_AGAIN << (misses - 1).min(4),
    }
}

/// The trust, now that a poll found nothing that had not been pushed. A hub that has pushed twice as
/// much as it takes to be trusted is forgiven a miss, and stays trusted: a bad week is not held against
/// it for ever, and one that misses something every week never comes to that.
pub(super) fn kept(trust: Trust) -> Trust {
    match trust.misses.checked_sub(1) {
        Some(misses) if 2 * needed(trust.misses) <= trust.pushes => {
            Trust { misses, pushes: needed(misses) }
        }
        Some(_) | None => trust,
    }
}

/// The trust, now that a poll found what had not been pushed.
pub(super) fn missed(trust: Trust) -> Trust {
    Trust { pushes: 0, misses: trust.misses.saturating_add(1) }
}

/// Whether a poll found what the hub should have pushed before. `news` are the dates that the new
/// items bear, `looked` is when the feed was polled before, and `listening` since when this daemon has
/// been there to hear the hub.
pub fn has_missed(
    subscription: &Subscription,
    news: &[Option<Timestamp>],
    looked: Option<Timestamp>,
    listening: Timestamp,
    now: Timestamp,
) -> bool {
    let (Some(lease), Some(looked)) = (subscription.stage.lease(), looked) else { return false };
    let since = lease.since.max(listening);
    if lease.until < now {
        return false;
    }
    // An item without a date that can be true came at some time between the two polls.
    let halfway = looked.plus(now.since(looked) / 2);
    news.iter()
        .map(|date| date.filter(|date| looked <= *date && *date <= now).unwrap_or(halfway))
        .any(|came| since <= came && came.plus(GRACE) < now)
}

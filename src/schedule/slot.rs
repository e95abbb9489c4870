//! The moments at which a feed is polled that does well: its schedule, within what its publisher
//! asks for. What a poll's outcome does to them is left to `settle`.

use std::time::Duration;

use super::expression::Expression;
use super::{rhythm, wish, zone};
use crate::model::{Digest, Feed, FeedMemory, Schedule, Timestamp};

/// Where a schedule and a publisher's hours to skip never meet, the schedule is followed all the
/// same: a feed that is never polled is lost. A weekly schedule has its chance in this time.
const UNMET: Duration = Duration::from_hours(8 * 24);

/// While a hub is trusted to push what is new, a feed is polled so many times less often, to see
/// whether it does.
const PUSHED: u32 = 3;

/// Feeds that may all be polled from one moment on, because a wish or a rest ends there, are spread
/// over this time.
const SPREAD_S: u64 = 120;

/// The next moment strictly after `after` at which the feed is to be polled: the first that its
/// schedule names, in its time zone, which isn't before what its publisher asked for.
/// 9999-12-31T23:59:59Z where there is none, which a cron expression with years can come to.
///
/// Feeds with one schedule are spread over a while, so that a thousand hourly ones don't start in
/// one second. How far a feed is from the slot follows from its key: a restart changes nothing.
pub fn next_slot(feed: &Feed, memory: &FeedMemory, after: Timestamp) -> Timestamp {
    let cadence = &memory.about.cadence;
    let wish = memory.wish_until.map_or(after, |end| after.max(end.minus(Duration::from_secs(1))));
    let first = scheduled(feed, memory, wish);
    let mut slot = first;
    while slot.since(after) <= UNMET {
        let allowed = wish::first_allowed(cadence, slot);
        if allowed == slot {
            return slot;
        }
        slot = scheduled(feed, memory, allowed.minus(Duration::from_secs(1)));
    }
    first
}

/// The next moment after `after` that the schedule names, whatever the publisher says.
fn scheduled(feed: &Feed, memory: &FeedMemory, after: Timestamp) -> Timestamp {
    match &feed.schedule {
        Schedule::Auto => auto(feed, memory, after),
        Schedule::Every(interval) => next_of_interval(feed, interval.as_secs().max(1), after),
        Schedule::Cron(typed) => match Expression::read(typed) {
            Ok(expression) => next_of_cron(feed, &expression, after),
            // `config/` lets none through that can't be read.
            Err(_) => auto(feed, memory, after),
        },
    }
}

fn auto(feed: &Feed, memory: &FeedMemory, after: Timestamp) -> Timestamp {
    let is_whole = memory.validators.is_empty();
    let shortest = if is_whole { rhythm::SHORTEST_WHOLE } else { rhythm::SHORTEST };
    // A poll that failed was no look: what may have come since the last that was is waiting still.
    let last = match (&memory.error, memory.rhythm.as_of) {
        (None, _) => memory.last_poll.unwrap_or(after),
        (Some(_), Some(looked)) => looked,
        (Some(_), None) => return after.plus(Duration::from_secs(1 + spread(feed, SPREAD_S))),
    };
    let best = rhythm::next_look(&memory.rhythm, last, shortest);
    let best = match memory.pushed_until {
        Some(until) if best < until => last.plus(best.since(last) * PUSHED).min(until),
        Some(_) | None => best,
    };
    let share = |of: u64| Duration::from_secs(spread(feed, of));
    // Never earlier than is best: an item that is not there yet is not found.
    let best = best.plus(share(best.since(last).as_secs() / 6)).min(last.plus(rhythm::LONGEST));
    best.max(after.plus(Duration::from_secs(1)).plus(share(SPREAD_S)))
}

/// Slots lie where unix time is a multiple of the interval, moved by the feed's own share of it.
fn next_of_interval(feed: &Feed, interval_s: u64, after: Timestamp) -> Timestamp {
    let phase = signed(spread(feed, interval_s));
    let interval = signed(interval_s);
    let since_slot = after.unix().saturating_sub(phase).rem_euclid(interval);
    Timestamp::from_unix(after.unix().saturating_add(interval - since_slot))
}

fn next_of_cron(feed: &Feed, expression: &Expression, after: Timestamp) -> Timestamp {
    let late = Duration::from_secs(spread(feed, expression.spread_s));
    zone::first_after(expression, feed.timezone.as_deref(), after.minus(late))
        .map_or(Timestamp::from_unix(i64::MAX), |slot| slot.plus(late))
}

/// A number of seconds under `bound_s` that is the feed's own.
pub(super) fn spread(feed: &Feed, bound_s: u64) -> u64 {
    Digest::of(&[feed.key.as_str().as_bytes()]).spread(bound_s)
}

fn signed(seconds: u64) -> i64 {
    i64::try_from(seconds).unwrap_or(i64::MAX)
}

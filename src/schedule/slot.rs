//! The moments at which a feed's schedule has it polled. What a poll's outcome does to them is left
//! to `settle`.

use crate::model::{Digest, Feed, Schedule, Timestamp};

use super::expression::Expression;
use super::zone;

/// What "auto" stands for. Publishers ask for at most one conditional poll an hour
/// (rachelbythebay's feed reader criteria, 2024).
const AUTO_S: u64 = 3600;

/// The next moment strictly after `after` at which the schedule has the feed polled, in the feed's
/// time zone. 9999-12-31T23:59:59Z where there is none, which a cron expression with years can come
/// to.
///
/// Feeds with one schedule are spread over a while, so that a thousand hourly ones don't start in
/// one second. How far a feed is from the slot follows from its key: a restart changes nothing.
pub fn next_slot(feed: &Feed, after: Timestamp) -> Timestamp {
    match &feed.schedule {
        Schedule::Auto => next_of_interval(feed, AUTO_S, after),
        Schedule::Every(interval) => next_of_interval(feed, interval.as_secs().max(1), after),
        Schedule::Cron(typed) => match Expression::read(typed) {
            Ok(expression) => next_of_cron(feed, &expression, after),
            // `config/` lets none through that can't be read.
            Err(_) => next_of_interval(feed, AUTO_S, after),
        },
    }
}

/// Slots lie where unix time is a multiple of the interval, moved by the feed's own share of it.
fn next_of_interval(feed: &Feed, interval_s: u64, after: Timestamp) -> Timestamp {
    let phase = signed(spread(feed, interval_s));
    let interval = signed(interval_s);
    let since_slot = after.unix().saturating_sub(phase).rem_euclid(interval);
    Timestamp::from_unix(after.unix().saturating_add(interval - since_slot))
}

fn next_of_cron(feed: &Feed, expression: &Expression, after: Timestamp) -> Timestamp {
    let late = std::time::Duration::from_secs(spread(feed, expression.spread_s));
    zone::first_after(expression, feed.timezone.as_deref(), after.minus(late))
        .map_or(Timestamp::from_unix(i64::MAX), |slot| slot.plus(late))
}

/// A number of seconds under `bound_s` that is the feed's own.
fn spread(feed: &Feed, bound_s: u64) -> u64 {
    Digest::of(&[feed.key.as_str().as_bytes()]).spread(bound_s)
}

fn signed(seconds: u64) -> i64 {
    i64::try_from(seconds).unwrap_or(i64::MAX)
}

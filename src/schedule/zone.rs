//! Local times and moments, over the changes of the clocks. Which local times are meant is left to
//! `expression`.
//!
//! Two rules, so that a feed is polled when its operator would expect it to be:
//! a local time that a clock change skips is taken to be the moment of the change, and a local time
//! that comes twice is meant twice.

use chrono::{Local, NaiveDateTime, TimeDelta, TimeZone, Timelike as _};
use chrono_tz::Tz;

use super::expression::Expression;
use crate::model::Timestamp;

/// No overlap of our days is longer: Antarctica/Troll turns its clocks by two hours.
const LONGEST_OVERLAP: TimeDelta = TimeDelta::hours(3);

/// Pacific/Apia left out the whole of 2011-12-30.
const LONGEST_GAP_MIN: i64 = 25 * 60;

/// The first moment after `after` that the expression names on the clocks of a zone: a name of the
/// IANA database, else the machine's own.
pub(super) fn first_after(
    expression: &Expression,
    zone: Option<&str>,
    after: Timestamp,
) -> Option<Timestamp> {
    match zone.and_then(|name| name.parse::<Tz>().ok()) {
        Some(zone) => first_in(expression, &zone, after),
        None => first_in(expression, &Local, after),
    }
}

fn first_in<Z: TimeZone>(expression: &Expression, zone: &Z, after: Timestamp) -> Option<Timestamp> {
    let wall = wall_clock(zone, after);
    let accept = |local| moments(zone, local).into_iter().flatten().find(|moment| after < *moment);
    let first = expression.first_after(wall, accept);
    // If the clocks are about to be turned back, local times that were already shown come again.
    let ahead = after.unix() + LONGEST_OVERLAP.num_seconds();
    let turned = LONGEST_OVERLAP - (wall_clock(zone, Timestamp::from_unix(ahead)) - wall);
    if turned <= TimeDelta::zero() {
        return first;
    }
    let again = wall.checked_sub_signed(turned).unwrap_or(wall);
    first.into_iter().chain(expression.first_after(again, accept)).min()
}

fn wall_clock<Z: TimeZone>(zone: &Z, moment: Timestamp) -> NaiveDateTime {
    zone.from_utc_datetime(&moment.to_chrono().naive_utc()).naive_local()
}

/// The moments at which the clocks of the zone show this local time, in order.
fn moments<Z: TimeZone>(zone: &Z, local: NaiveDateTime) -> [Option<Timestamp>; 2] {
    let shown = zone.from_local_datetime(&local);
    let moment = |found: Option<chrono::DateTime<Z>>| {
        found
            .map(|found| Timestamp::from_chrono(&found.to_utc()))
            // At the very edge of an overlap zones have claimed a moment that shows another time.
            .filter(|moment| wall_clock(zone, *moment) == local)
    };
    match [moment(shown.clone().earliest()), moment(shown.latest())] {
        [None, None] => [end_of_gap(zone, local), None],
        shown => shown,
    }
}

fn end_of_gap<Z: TimeZone>(zone: &Z, local: NaiveDateTime) -> Option<Timestamp> {
    let minute = local.with_second(0)?;
    (1..=LONGEST_GAP_MIN).find_map(|minutes| {
        let later = minute.checked_add_signed(TimeDelta::minutes(minutes))?;
        Some(Timestamp::from_chrono(&zone.from_local_datetime(&later).earliest()?.to_utc()))
    })
}

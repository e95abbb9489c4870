//! What publishers ask of when they are polled. When a feed is polled within that is left to `slot`.

use std::time::Duration;

use chrono::{Datelike as _, Timelike as _};

use crate::model::{Cadence, Timestamp, Wishes};

/// No wish of a good answer reaches further. A `max-age` of 16 years has been seen, on a feed with
/// daily items.
const LONGEST_WISH: Duration = Duration::from_hours(24);

const HOUR_S: i64 = 3600;
const DAY_S: i64 = 24 * HOUR_S;

/// Until when the publisher of a document asks not to be polled for it again, if it does: the latest
/// of what its head and the document itself say.
pub(super) fn end_of_wish(cadence: &Cadence, wishes: &Wishes, now: Timestamp) -> Option<Timestamp> {
    let period = cadence.period.map(|period| now.plus(period));
    let end = period.max(wishes.fresh_until)?;
    (now < end).then(|| end.min(now.plus(LONGEST_WISH)))
}

/// The first moment from this one on at which the feed may be polled by its `skipHours` and
/// `skipDays`. One that leaves no hour of the week asks for nothing that can be done.
pub(super) fn first_allowed(cadence: &Cadence, moment: Timestamp) -> Timestamp {
    let mut at = moment;
    // A week of hours; whole days are passed at once.
    for _ in 0..7 * 24 {
        let local = at.to_chrono();
        let day = local.weekday().num_days_from_monday();
        let skip = if is_set(u32::from(cadence.skip_days), day) {
            DAY_S
        } else if is_set(cadence.skip_hours, local.hour()) {
            HOUR_S
        } else {
            return at;
        };
        at = Timestamp::from_unix(at.unix() - at.unix().rem_euclid(skip) + skip);
    }
    moment
}

fn is_set(bits: u32, bit: u32) -> bool {
    bits >> bit & 1 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(rfc3339: &str) -> Timestamp {
        Timestamp::from_rfc3339(rfc3339).unwrap()
    }

    fn minutes(cadence: &Cadence, wishes: &Wishes) -> Option<u64> {
        let now = at("2026-11-23T12:00:00Z");
        end_of_wish(cadence, wishes, now).map(|end| end.since(now).as_secs() / 60)
    }

    #[test]
    fn the_latest_of_all_wishes_counts_up_to_a_day() {
        let period =
            |minutes| Cadence { period: Some(Duration::from_mins(minutes)), ..Cadence::default() };
        let fresh = |until: &str| Wishes { fresh_until: Some(at(until)), ..Wishes::default() };
        assert_eq!(minutes(&Cadence::default(), &Wishes::default()), None);
        assert_eq!(minutes(&period(90), &fresh("2026-11-23T12:30:00Z")), Some(90));
        assert_eq!(minutes(&period(20), &fresh("2026-11-23T12:30:00Z")), Some(30));
        assert_eq!(minutes(&period(3), &fresh("2042-01-01T00:00:00Z")), Some(24 * 60));
        assert_eq!(minutes(&Cadence::default(), &fresh("2026-11-23T11:00:00Z")), None);
    }

    #[test]
    fn hours_and_days_that_are_to_be_skipped_are_skipped() {
        // 2026-11-27 is a Friday.
        let hours = Cadence { skip_hours: 0b111, ..Cadence::default() };
        assert_eq!(first_allowed(&hours, at("2026-11-27T01:10:00Z")), at("2026-11-27T03:00:00Z"));
        assert_eq!(first_allowed(&hours, at("2026-11-27T03:10:00Z")), at("2026-11-27T03:10:00Z"));
        let weekend = Cadence { skip_hours: 1, skip_days: 0b110_0000, ..Cadence::default() };
        assert_eq!(first_allowed(&weekend, at("2026-11-28T05:00:00Z")), at("2026-11-30T01:00:00Z"));
    }

    #[test]
    fn a_feed_that_would_never_be_polled_is_polled() {
        let never = Cadence { skip_hours: (1 << 24) - 1, ..Cadence::default() };
        let moment = at("2026-11-27T01:10:00Z");
        assert_eq!(first_allowed(&never, moment), moment);
        let no_day = Cadence { skip_days: 0x7f, ..Cadence::default() };
        assert_eq!(first_allowed(&no_day, moment), moment);
    }
}

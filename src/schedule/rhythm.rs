//! `schedule = "auto"`: each feed's own rhythm, and polls spent where items are.
//!
//! A poll is due when those items that may have come since the last one have, together and in all
//! likelihood, waited for a certain time. With items at a steady rate that is an interval that goes
//! with the square root of the rate: for a given number of polls over many feeds, that is the
//! division which leaves items waiting for the shortest time on the whole. Where the rate changes
//! over the day, polls follow the hours in which items come, and lie soon after them.

use std::time::Duration;

use chrono::{Datelike as _, Timelike as _};

use crate::model::{Rhythm, Timestamp};

/// No feed is polled more often.
pub(super) const SHORTEST: Duration = Duration::from_mins(15);

/// Nor where its publisher gives no validators, so that each poll costs it the whole document:
/// publishers ask for at most one poll an hour (rachelbythebay's feed reader criteria, 2024).
pub(super) const SHORTEST_WHOLE: Duration = Duration::from_hours(1);

/// No feed is polled less often.
pub(super) const LONGEST: Duration = Duration::from_hours(24);

/// How long the items that are waiting may have waited together, in item-seconds.
const PATIENCE: f64 = 1000.0;

/// What was seen this long ago counts for half: long enough for the days of the week to show, short
/// enough to follow a feed that changes its ways within a month or two.
const HALF_LIFE_S: f64 = 21.0 * 86_400.0;

/// Before a feed has shown anything: an item in three days, at any hour. It takes some items until
/// their hours are believed.
const FIRST_ITEMS: f64 = 0.5;
const FIRST_WATCH_S: f64 = 1.5 * 86_400.0;
const EVEN_ITEMS: f64 = 4.0;

/// How long a feed must have been watched until the share of an hour or of a day of the week means
/// anything, and until it is believed wholly: what was watched for two days has no items on the
/// other five.
const HOURS_KNOWN_S: (f64, f64) = (86_400.0, 4.0 * 86_400.0);
const DAYS_KNOWN_S: (f64, f64) = (9.0 * 86_400.0, 20.0 * 86_400.0);

/// How far back the items of a first document are looked at.
const LOOK_BACK: Duration = Duration::from_hours(28 * 24);

/// How finely the waiting is reckoned, in seconds.
const STEP_S: u16 = 300;

/// The rhythm, now that the feed was looked at and these items were new: the dates that they bear,
/// where they do.
pub(super) fn learn(rhythm: &Rhythm, news: &[Option<Timestamp>], now: Timestamp) -> Rhythm {
    let since = match rhythm.as_of {
        Some(as_of) => as_of.min(now),
        // What a first document shows was not all that there was before its oldest item.
        None => news
            .iter()
            .flatten()
            .copied()
            .filter(|at| now.minus(LOOK_BACK) <= *at)
            .min()
            .unwrap_or(now)
            .min(now),
    };
    let mut learned = faded(rhythm, now.since(since));
    learned.as_of = Some(now);
    learned.watched_s = learned
        .watched_s
        .saturating_add(u32::try_from(now.since(since).as_secs()).unwrap_or(u32::MAX));
    for date in news {
        // An item that came late, or bears no date that can be true, came when it was seen.
        let came = date.filter(|at| since <= *at && *at <= now);
        if rhythm.as_of.is_none() && came.is_none() {
            continue;
        }
        let came = came.unwrap_or(now).to_chrono();
        let day = came.weekday().num_days_from_monday() as usize;
        let hour = came.hour() as usize;
        for amount in [learned.hours.get_mut(hour), learned.days.get_mut(day)].into_iter().flatten()
        {
            *amount = amount.saturating_add(1000);
        }
    }
    learned
}

fn faded(rhythm: &Rhythm, by: Duration) -> Rhythm {
    let left = (-by.as_secs_f64() / HALF_LIFE_S).exp2();
    let fade = |amount: u32| {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "less than what was a u32"
        )]
        let faded = (f64::from(amount) * left).round() as u32;
        faded
    };
    Rhythm {
        hours: rhythm.hours.map(fade),
        days: rhythm.days.map(fade),
        watched_s: fade(rhythm.watched_s),
        as_of: rhythm.as_of,
    }
}

/// When the feed is best looked at again after it was looked at `last`.
pub(super) fn next_look(rhythm: &Rhythm, last: Timestamp, shortest: Duration) -> Timestamp {
    let profile = Profile::of(rhythm);
    let (mut items, mut waited) = (0.0, 0.0);
    let mut at = last.unix();
    let end = last.plus(LONGEST).unix();
    let step = f64::from(STEP_S);
    while at < end && waited < PATIENCE {
        items += profile.rate(Timestamp::from_unix(at)) * step;
        waited += items * step;
        at += i64::from(STEP_S);
    }
    Timestamp::from_unix(at).max(last.plus(shortest))
}

/// Rates by hour and day.
struct Profile {
    /// Items a second, on the whole.
    rate: f64,
    hours: [f64; 24],
    days: [f64; 7],
}

impl Profile {
    fn of(rhythm: &Rhythm) -> Self {
        let watched = f64::from(rhythm.watched_s);
        let hours = smooth(&rhythm.hours);
        let items: f64 = hours.iter().sum();
        Self {
            rate: (items + FIRST_ITEMS) / (watched + FIRST_WATCH_S),
            hours: shares(hours, believed(watched, HOURS_KNOWN_S)),
            days: shares(rhythm.days.map(whole), believed(watched, DAYS_KNOWN_S)),
        }
    }

    fn rate(&self, at: Timestamp) -> f64 {
        let at = at.to_chrono();
        let hour = self.hours.get(at.hour() as usize).copied().unwrap_or(1.0);
        let day = at.weekday().num_days_from_monday() as usize;
        self.rate * hour * self.days.get(day).copied().unwrap_or(1.0)
    }
}

/// How many times as much as on average comes in each part, believed by so much.
fn shares<const N: usize>(items: [f64; N], belief: f64) -> [f64; N] {
    let parts: f64 = items.iter().map(|_| 1.0).sum();
    let all = items.iter().sum::<f64>() + EVEN_ITEMS;
    items.map(|items| 1.0 + belief * ((items + EVEN_ITEMS / parts) * parts / all - 1.0))
}

fn believed(watched_s: f64, (not_at_all, wholly): (f64, f64)) -> f64 {
    ((watched_s - not_at_all) / (wholly - not_at_all)).clamp(0.0, 1.0)
}

fn whole(thousandths: u32) -> f64 {
    f64::from(thousandths) / 1000.0
}

/// What comes at five to six may come at five past six tomorrow.
fn smooth(hours: &[u32; 24]) -> [f64; 24] {
    let items = |hour: usize| hours.get(hour % 24).copied().map_or(0.0, whole);
    std::array::from_fn(|hour| 0.8 * items(hour) + 0.1 * (items(hour + 1) + items(hour + 23)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(rfc3339: &str) -> Timestamp {
        Timestamp::from_rfc3339(rfc3339).unwrap()
    }

    /// A feed watched for eight weeks, hour by hour, with items at these hours of these days.
    fn watched(hours: &[i64], days: &[i64]) -> Rhythm {
        let start = at("2026-09-28T00:00:00Z"); // a Monday
        let mut rhythm = learn(&Rhythm::default(), &[], start);
        for hour in 0..8 * 7 * 24 {
            let now = start.plus(Duration::from_hours(u64::try_from(hour).unwrap() + 1));
            let comes = hours.contains(&(hour % 24)) && days.contains(&(hour / 24 % 7));
            let news = if comes { vec![Some(now.minus(Duration::from_mins(40)))] } else { vec![] };
            rhythm = learn(&rhythm, &news, now);
        }
        rhythm
    }

    fn wait(rhythm: &Rhythm, last: &str) -> u64 {
        next_look(rhythm, at(last), SHORTEST).since(at(last)).as_secs() / 60
    }

    const EVERY_DAY: [i64; 7] = [0, 1, 2, 3, 4, 5, 6];

    #[test]
    fn a_daily_feed_is_looked_at_soon_after_its_hour_and_seldom_before() {
        let daily = watched(&[6], &EVERY_DAY);
        assert!(wait(&daily, "2026-11-24T09:00:00Z") > 6 * 60);
        assert!(wait(&daily, "2026-11-24T06:00:00Z") < 75);
    }

    #[test]
    fn a_feed_that_rests_at_the_weekend_is_let_rest() {
        let weekdays = watched(&[6, 8, 10, 12, 14, 16], &[0, 1, 2, 3, 4]);
        let friday = wait(&weekdays, "2026-11-27T08:00:00Z");
        let saturday = wait(&weekdays, "2026-11-28T08:00:00Z");
        assert!(2 * friday < saturday, "{friday} {saturday}");
    }

    #[test]
    fn a_busier_feed_is_looked_at_more_often_within_bounds() {
        let all: Vec<i64> = (0..24).collect();
        let (busy, quiet) = (watched(&all, &EVERY_DAY), watched(&[6], &[0]));
        let (often, seldom) =
            (wait(&busy, "2026-11-24T12:00:00Z"), wait(&quiet, "2026-11-24T12:00:00Z"));
        assert!((15..60).contains(&often), "{often}");
        assert!((6 * 60..=24 * 60).contains(&seldom), "{seldom}");
        let flood = Rhythm { hours: [u32::MAX; 24], ..busy };
        assert_eq!(wait(&flood, "2026-11-24T12:00:00Z"), 15);
        let last = at("2026-11-24T12:00:00Z");
        assert_eq!(next_look(&flood, last, SHORTEST_WHOLE).since(last), SHORTEST_WHOLE);
    }

    #[test]
    fn what_a_first_document_shows_is_a_first_guess() {
        let now = at("2026-11-24T12:00:00Z");
        let hourly: Vec<_> = (0..48).map(|n| Some(now.minus(Duration::from_hours(n)))).collect();
        let busy = learn(&Rhythm::default(), &hourly, now);
        let unknown = learn(&Rhythm::default(), &[None; 48], now);
        let long_ago = vec![Some(at("2025-11-24T12:00:00Z")); 48];
        let asleep = learn(&Rhythm::default(), &long_ago, now);
        let last = "2026-11-24T12:00:00Z";
        assert!(3 * wait(&busy, last) < wait(&unknown, last));
        assert_eq!(wait(&unknown, last), wait(&asleep, last));
    }

    #[test]
    fn two_days_of_watching_say_nothing_of_the_other_five() {
        let start = at("2026-11-23T00:00:00Z");
        let mut rhythm = learn(&Rhythm::default(), &[], start);
        for hour in 1..=48 {
            let now = start.plus(Duration::from_hours(hour));
            rhythm = learn(&rhythm, &[Some(now)], now);
        }
        assert!(wait(&rhythm, "2026-11-25T12:00:00Z") < 90);
    }

    #[test]
    fn a_feed_that_falls_silent_is_looked_at_ever_less_often() {
        let all: Vec<i64> = (0..24).collect();
        let busy = watched(&all, &EVERY_DAY);
        let later = learn(&busy, &[], at("2027-02-01T00:00:00Z"));
        assert!(2 * wait(&busy, "2026-11-24T12:00:00Z") < wait(&later, "2027-02-01T12:00:00Z"));
    }
}

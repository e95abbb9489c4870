//! Cron expressions: what they mean, on a clock without time zones. When that is in the world is
//! left to `zone`.
//!
//! Three dialects are read, told apart by how many fields there are:
//!
//! - 5 fields, as crontab(5): minute, hour, day of month, month, day of week. Days of the week are 0
//!   to 7, where 0 and 7 are Sunday. Where both the day of the month and the day of the week are
//!   restricted (neither starts with `*`), a day that fits *either* is meant.
//! - 6 or 7 fields, as the `cron` crate and Quartz: the second first, a year last. Days of the week
//!   are 1 (Sunday) to 7 (Saturday), and a day must fit *both* day fields.
//! - A word: `@hourly`, `@daily`, `@midnight`, `@weekly`, `@monthly`, `@yearly`, `@annually`.

use std::collections::BTreeSet;
use std::str::FromStr as _;
use std::time::Duration;

use chrono::{DateTime, NaiveDateTime, TimeDelta};
use cron::Schedule;

/// 2026-01-01T00:00:00Z. An expression that has no slot after this had its last before mainstem
/// existed.
const BEFORE_MAINSTEM_S: i64 = 1_767_225_600;

/// An expression that was read.
#[derive(Debug)]
pub(super) struct Expression {
    /// It means every moment that one of these names. The crate can't say "either", so there are
    /// two where crontab does.
    parts: Vec<Schedule>,
    /// Over how many seconds from a slot on the feeds that share it are spread; 0: none.
    pub(super) spread_s: u64,
}

impl Expression {
    /// Reads an expression. The error says what is wrong and gives an example.
    pub(super) fn read(typed: &str) -> Result<Self, String> {
        if typed.starts_with('@') {
            return Self::word(typed);
        }
        let fields: Vec<&str> = typed.split_whitespace().collect();
        if let Some(open) = fields.iter().find(|field| is_open(field)) {
            return Err(format!(
                "\"{open}\" is half a field: lists, ranges and steps have no blanks, \
                 for instance \"0 6 1,15 * *\""
            ));
        }
        match fields.as_slice() {
            [minute, hour, day, month, weekday] => {
                Self::crontab([minute, hour, day, month], weekday)
            }
            [_, _, _, _, _, _] | [_, _, _, _, _, _, _] => {
                diagnose(&fields, &EXACT_FIELDS)?;
                Ok(Self { parts: vec![compile(&fields.join(" "))?], spread_s: 0 })
            }
            [] => Err("there are no fields; for instance \"*/15 6-23 * * *\"".to_owned()),
            other => Err(format!(
                "\"{typed}\" has {} fields; cron has 5 (minute first), or 6 or 7 (second first), \
                 for instance \"*/15 6-23 * * *\"",
                other.len()
            )),
        }
    }

    fn word(typed: &str) -> Result<Self, String> {
        let known = match typed.to_ascii_lowercase().as_str() {
            "@hourly" => "0 0 * * * *",
            "@daily" | "@midnight" => "0 0 0 * * *",
            "@weekly" => "0 0 0 * * SUN",
            "@monthly" => "0 0 0 1 * *",
            "@yearly" | "@annually" => "0 0 0 1 1 *",
            _ => {
                return Err(format!(
                    "\"{typed}\" is not known: there are @hourly, @daily, @midnight, @weekly, \
                     @monthly, @yearly and @annually"
                ));
            }
        };
        Ok(Self { parts: vec![compile(known)?], spread_s: 3600 })
    }

    fn crontab([minute, hour, day, month]: [&str; 4], weekday: &str) -> Result<Self, String> {
        diagnose(&["0", minute, hour, day, month], &EXACT_FIELDS)?;
        let weekdays = crate_weekdays(weekday).ok_or_else(|| {
            format!(
                "the day of week \"{weekday}\" can't be read: it is 0 to 7 (0 and 7 are Sunday) or \
                 SUN to SAT, for instance \"0 6 * * 1-5\""
            )
        })?;
        let compile = |day: &str, weekdays: &str| {
            compile(&format!("0 {minute} {hour} {day} {month} {weekdays}"))
        };
        let restricted = |field: &str| !field.starts_with(['*', '?']);
        let parts = if restricted(day) && restricted(weekday) {
            vec![compile(day, "*")?, compile("*", &weekdays)?]
        } else {
            vec![compile(day, &weekdays)?]
        };
        Ok(Self { parts, spread_s: 60 })
    }

    /// Whether it names no moment since mainstem exists, for instance the 30th of February.
    pub(super) fn never_comes(&self) -> bool {
        let start = DateTime::from_timestamp(BEFORE_MAINSTEM_S, 0).unwrap_or_default();
        self.parts.iter().all(|part| part.after(&start).next().is_none())
    }

    /// Whether two of its moments follow each other within less than `gap`. Sixty are looked at:
    /// what comes more often than once a minute does so among them.
    pub(super) fn comes_within(&self, gap: Duration) -> bool {
        let start = DateTime::from_timestamp(BEFORE_MAINSTEM_S, 0).unwrap_or_default();
        let gap = TimeDelta::from_std(gap).unwrap_or_default();
        self.parts.iter().any(|part| {
            let moments: Vec<_> = part.after(&start).take(60).collect();
            moments.iter().zip(moments.iter().skip(1)).any(|(one, next)| *next - *one < gap)
        })
    }

    /// The earliest of what `accept` makes of the first moment it accepts in each part, asked in
    /// order from just after `start`. Moments are local ones: a clock on a wall.
    pub(super) fn first_after<T: Ord>(
        &self,
        start: NaiveDateTime,
        accept: impl Fn(NaiveDateTime) -> Option<T>,
    ) -> Option<T> {
        // The crate is asked in UTC, where every local time is there exactly once: its own way with
        // clock changes skips slots.
        let first = |part: &Schedule| {
            part.after(&start.and_utc()).find_map(|moment| accept(moment.naive_utc()))
        };
        self.parts.iter().filter_map(first).min()
    }
}

/// A field as the crate reads it: its name, and what is allowed in it.
type FieldRule = (&'static str, &'static str);

const EXACT_FIELDS: [FieldRule; 7] = [
    ("second", "0 to 59"),
    ("minute", "0 to 59"),
    ("hour", "0 to 23"),
    ("day of month", "1 to 31"),
    ("month", "1 to 12 or JAN to DEC"),
    ("day of week", "1 (Sunday) to 7 (Saturday) or SUN to SAT"),
    ("year", "1970 to 2100"),
];

/// Finds the field that can't be read by trying each alone: the crate's own error names none.
fn diagnose(fields: &[&str], rules: &[FieldRule]) -> Result<(), String> {
    for (place, (field, (name, allowed))) in fields.iter().zip(rules).enumerate() {
        let mut alone = ["*"; 7];
        if let Some(slot) = alone.get_mut(place) {
            *slot = field;
        }
        if Schedule::from_str(&alone.join(" ")).is_err() {
            return Err(format!(
                "the {name} \"{field}\" can't be read: it is {allowed}, lists (1,5), ranges (1-5) \
                 and steps (*/5) of these, or *"
            ));
        }
    }
    Ok(())
}

fn compile(expression: &str) -> Result<Schedule, String> {
    Schedule::from_str(expression)
        .map_err(|_| format!("\"{expression}\" is no cron expression; try \"*/15 6-23 * * *\""))
}

/// Whether a field begins or ends in the middle: the crate lets blanks stand inside a field, so that
/// it would count fields otherwise than the operator.
fn is_open(field: &str) -> bool {
    let joins = [',', '-', '/'];
    field.starts_with(joins) || field.ends_with(joins)
}

/// The days of the week of crontab(5), 0 or 7 for Sunday, as the crate counts them, 1 for Sunday. A
/// range may run over the end of the week (`FRI-MON`), which crontab refuses but can only mean one
/// thing.
fn crate_weekdays(field: &str) -> Option<String> {
    let mut days = BTreeSet::new();
    for element in field.split(',') {
        let (span, step) = match element.split_once('/') {
            Some((span, step)) => (span, Some(step.parse().ok().filter(|n| (1..=7).contains(n))?)),
            None => (element, None),
        };
        let (first, last) = match span.split_once('-') {
            Some((first, last)) => (weekday(first)?, weekday(last)?),
            None if span == "*" || span == "?" => (0, 6),
            None if step.is_some() => (weekday(span)? % 7, 6),
            None => (weekday(span)?, weekday(span)?),
        };
        let last = if last < first { last + 7 } else { last };
        days.extend((first..=last).step_by(step.unwrap_or(1)).map(|day| day % 7 + 1));
    }
    let days: Vec<String> = days.iter().map(u32::to_string).collect();
    Some(days.join(","))
}

fn weekday(typed: &str) -> Option<u32> {
    const NAMES: [&str; 7] =
        ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
    if let Ok(number) = typed.parse::<u32>() {
        return (number <= 7).then_some(number);
    }
    let typed = typed.to_ascii_lowercase();
    let named = |name: &&str| typed == **name || name.get(..3) == Some(typed.as_str());
    NAMES.iter().zip(0..).find_map(|(name, number)| named(name).then_some(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_week_of_crontab_begins_with_sunday_at_nought() {
        let days = |field: &str| crate_weekdays(field).unwrap_or_default();
        assert_eq!(days("1-5"), "2,3,4,5,6");
        assert_eq!(days("0"), "1");
        assert_eq!(days("7"), "1");
        assert_eq!(days("5-7"), "1,6,7");
        assert_eq!(days("0-6"), "1,2,3,4,5,6,7");
        assert_eq!(days("0-7"), "1,2,3,4,5,6,7");
        assert_eq!(days("*/2"), "1,3,5,7");
        assert_eq!(days("1-5/2"), "2,4,6");
        assert_eq!(days("mon,WED,Friday"), "2,4,6");
        assert_eq!(days("fri-mon"), "1,2,6,7");
        assert_eq!(days("sat-sun"), "1,7");
        assert_eq!(days("3/2"), "4,6");
        for wrong in ["8", "-1", "", "1-", "mo", "1/0", "*/8", "l", "5l"] {
            assert_eq!(crate_weekdays(wrong), None, "{wrong}");
        }
    }
}

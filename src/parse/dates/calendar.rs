//! From the pieces of a date to the day and the moment they name. Which piece is which is left to
//! `found`.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Weekday};

use super::found::Found;
use super::tokens::Number;
use crate::model::Timestamp;

impl Found {
    /// The moment that was found; `None` for what cannot be.
    pub(super) fn moment(&self) -> Option<Timestamp> {
        let day = NaiveDateTime::new(self.date()?, NaiveTime::MIN).and_utc();
        let local = day.checked_add_signed(TimeDelta::seconds(self.seconds_of_day()?))?;
        let local = local.timestamp();
        let script = self.script_zone.filter(|_| self.time.is_some());
        let offset = self.offset.or(self.zone).or(script).unwrap_or(0);
        let moment = local - offset * 60;
        // Beyond the year 9999 a moment cannot be spelled, and would be another.
        Some(Timestamp::from_unix(moment)).filter(|spelled| spelled.unix() == moment)
    }

    fn seconds_of_day(&self) -> Option<i64> {
        let [hour, minute, second] = self.time.unwrap_or_default();
        let hour = match self.afternoon {
            Some(true) if hour < 12 => hour + 12,
            Some(false) if hour == 12 => 0,
            _ => hour,
        };
        // 24:00 is the next day's midnight (ISO 8601-1:2019); a leap second the last of its minute.
        let valid = hour <= 23 || (hour, minute, second) == (24, 0, 0);
        let valid = valid && minute <= 59 && second <= 60;
        valid.then(|| hour * 3600 + minute * 60 + second.min(59))
    }

    fn date(&self) -> Option<NaiveDate> {
        if let Some((week, weekday)) = self.week {
            let year = self.year.or(self.numbers.first().map(|year| year.value))?;
            let weekday = Weekday::try_from(u8::try_from(weekday).ok()?.checked_sub(1)?).ok()?;
            return NaiveDate::from_isoywd_opt(real(year)?, u32::try_from(week).ok()?, weekday);
        }
        if let (Some(year), Some(day)) = (self.year, self.day_of_year) {
            return NaiveDate::from_yo_opt(real(year)?, u32::try_from(day).ok()?);
        }
        if let (None, None, [year, day]) = (self.year, self.month, self.numbers.as_slice())
            && is_year(*year)
            && day.digits == 3
        {
            let day = u32::try_from(day.value).ok()?;
            return NaiveDate::from_yo_opt(real(year.value)?, day);
        }
        let (year, month, day) = self.year_month_day()?;
        // With a time, a day that is missing is one that could not be read.
        let day = day.or(self.time.is_none().then_some(1))?;
        NaiveDate::from_ymd_opt(real(year)?, u32::try_from(month).ok()?, u32::try_from(day).ok()?)
    }

    fn year_month_day(&self) -> Option<(i64, i64, Option<i64>)> {
        let found = match (self.year, self.month, self.numbers.as_slice()) {
            (Some(year), Some(month), numbers) => {
                let day = self.day.or(numbers.first().map(|day| day.value));
                (year, month, day)
            }
            // `2024年 1/4` and the like, and a year without its century.
            (Some(year), None, numbers) => {
                let mut numbers = numbers.iter().map(|number| number.value);
                (year, numbers.next().unwrap_or(1), numbers.next())
            }
            (None, Some(month), [first, second, ..]) if is_year(*first) => {
                (first.value, month, Some(second.value))
            }
            (None, Some(month), [first, second, ..]) => {
                (full_year(*second), month, Some(first.value))
            }
            (None, Some(month), [only]) if is_year(*only) => (only.value, month, None),
            (None, None, [year, month, day, ..]) if is_year(*year) => {
                (year.value, month.value, Some(day.value))
            }
            (None, None, [year, month]) if is_year(*year) => (year.value, month.value, None),
            (None, None, [year]) if is_year(*year) => (year.value, 1, None),
            (None, None, [first, second, third, ..]) => self.without_year(*first, *second, *third),
            _ => return None,
        };
        Some(found)
    }

    /// Three numbers, none of which is a year at sight. `1/4/2024` is in January, as Americans write;
    /// `1.4.2024` and `1-4-2024` are in April, and so is what can only be read so. `24-01-04` begins
    /// with its year, as in ISO 8601 of 1988.
    fn without_year(
        &self,
        first: Number,
        second: Number,
        third: Number,
    ) -> (i64, i64, Option<i64>) {
        let is_iso = self.mark == Some('-') && first.digits == 2 && third.digits == 2;
        if is_iso && second.value <= 12 && (1..=31).contains(&third.value) {
            return (full_year(first), second.value, Some(third.value));
        }
        let month_first = self.mark == Some('/') && first.value <= 12 || second.value > 12;
        let (month, day) =
            if month_first { (first.value, second.value) } else { (second.value, first.value) };
        (full_year(third), month, Some(day))
    }
}

/// The year, where it is one: programs write the year 1 or 0 where they know none.
fn real(year: i64) -> Option<i32> {
    i32::try_from(year).ok().filter(|year| (1000..=9999).contains(year))
}

fn is_year(number: Number) -> bool {
    number.digits == 4
}

/// The year that two or three digits mean (RFC 5322 section 4.3).
pub(super) fn full_year(number: Number) -> i64 {
    match number.digits {
        1 | 2 if number.value < 50 => number.value + 2000,
        1..=3 => number.value + 1900,
        _ => number.value,
    }
}

//! The moment that the pieces of a date name. Tolerant of order, spelling and omission; not of
//! what cannot be: an hour of 25 makes the whole date nonsense.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

use super::tokens::{Number, Token, cut};
use super::words::{Meaning, Unit, meaning};
use crate::model::Timestamp;

/// The moment that this date names. A missing zone is UTC, a missing time midnight, a missing day
/// the first. `None` for nonsense, and for the moments that programs write when they know none:
/// the start of 1970 and years long before there were feeds.
pub(in crate::parse) fn read(text: &str) -> Option<Timestamp> {
    let tokens = cut(text)?;
    if let [Token::Number(number)] = tokens.as_slice()
        && let Some(moment) = epoch(*number)
    {
        return Some(moment);
    }
    let mut found = Found::default();
    let mut rest = tokens.as_slice();
    while !rest.is_empty() {
        let taken = found.take(rest)?;
        rest = rest.get(taken.max(1)..).unwrap_or_default();
    }
    found.moment()
}

/// A lone number that counts seconds (9 or 10 digits: 1973 to 2286) or milliseconds since 1970.
fn epoch(number: Number) -> Option<Timestamp> {
    match number.digits {
        9 | 10 => Some(Timestamp::from_unix(number.value)),
        13 => Some(Timestamp::from_unix(number.value / 1000)),
        _ => None,
    }
}

/// What has been found of a date so far.
#[derive(Debug, Default)]
struct Found {
    /// Numbers that are year, month or day, in their order.
    numbers: Vec<Number>,
    /// The mark after the first of them: it tells `1/4/2024` from `1.4.2024`.
    mark: Option<char>,
    month: Option<i64>,
    year: Option<i64>,
    day: Option<i64>,
    /// Hour, minute, second.
    time: Option<[i64; 3]>,
    afternoon: Option<bool>,
    /// Minutes east of Greenwich: as a number, which wins, and by name.
    offset: Option<i64>,
    zone: Option<i64>,
}

impl Found {
    /// Takes in what the tokens begin with; how many those are. `None` where they are nonsense.
    fn take(&mut self, tokens: &[Token<'_>]) -> Option<usize> {
        use Token::{Mark, Number, Word};
        match tokens {
            [Number(hour), Mark(':'), Number(minute), rest @ ..] if self.time.is_none() => {
                self.take_time(hour.value, minute.value, rest)
            }
            [Mark('+' | '-' | '−'), Number(zone), ..]
                if self.time.is_some() && self.offset.is_none() =>
            {
                self.take_offset(tokens, *zone)
            }
            [Number(number), Word(word), ..] if let Meaning::Unit(unit) = meaning(word) => {
                self.take_unit(number.value, unit);
                Some(2)
            }
            // ISO 8601 without colons.
            [Word("T" | "t"), Number(time), ..] if matches!(time.digits, 4 | 6) => {
                self.take_compact_time(time.value, time.digits);
                Some(2)
            }
            [Number(number), rest @ ..] => {
                self.take_number(*number, rest.first());
                Some(1)
            }
            [Word(word), ..] => {
                self.take_word(meaning(word));
                Some(1)
            }
            _ => Some(1),
        }
    }

    fn take_time(&mut self, hour: i64, minute: i64, rest: &[Token<'_>]) -> Option<usize> {
        let (second, taken) = match rest {
            [
                Token::Mark(':'),
                Token::Number(second),
                Token::Mark('.' | ','),
                Token::Number(_),
                ..,
            ] => (second.value, 7),
            [Token::Mark(':'), Token::Number(second), ..] => (second.value, 5),
            _ => (0, 3),
        };
        self.time = Some([hour, minute, second]);
        (hour <= 24 && minute <= 59 && second <= 60).then_some(taken)
    }

    fn take_compact_time(&mut self, value: i64, digits: usize) {
        let seconds = if digits == 6 { value } else { value * 100 };
        self.time = Some([seconds / 10_000, seconds / 100 % 100, seconds % 100]);
    }

    fn take_offset(&mut self, tokens: &[Token<'_>], zone: Number) -> Option<usize> {
        let sign = if tokens.first() == Some(&Token::Mark('+')) { 1 } else { -1 };
        let (minutes, taken) = match tokens.get(2..) {
            Some([Token::Mark(':'), Token::Number(minutes), ..]) if zone.digits <= 2 => {
                (zone.value * 60 + minutes.value, 4)
            }
            _ if zone.digits <= 2 => (zone.value * 60, 2),
            _ => (zone.value / 100 * 60 + zone.value % 100, 2),
        };
        self.offset = Some(sign * minutes);
        // The farthest real zone is 14 hours away.
        (minutes <= 15 * 60).then_some(taken)
    }

    fn take_unit(&mut self, value: i64, unit: Unit) {
        let [hour, minute, second] = self.time.unwrap_or_default();
        match unit {
            Unit::Year => self.year = Some(value),
            Unit::Month => self.month = Some(value),
            Unit::Day => self.day = Some(value),
            Unit::Hour => self.time = Some([value, minute, second]),
            Unit::Minute => self.time = Some([hour, value, second]),
            Unit::Second => self.time = Some([hour, minute, value]),
        }
    }

    fn take_number(&mut self, number: Number, next: Option<&Token<'_>>) {
        match number.digits {
            // ISO 8601 without hyphens, and MySQL's old timestamps.
            8 => self.take_compact_date(number.value),
            12 | 14 => {
                let (scale, digits) =
                    if number.digits == 14 { (1_000_000, 6) } else { (10_000, 4) };
                self.take_compact_date(number.value / scale);
                self.take_compact_time(number.value % scale, digits);
            }
            _ => {
                if self.numbers.is_empty()
                    && let Some(Token::Mark(mark)) = next
                {
                    self.mark = Some(*mark);
                }
                self.numbers.push(number);
            }
        }
    }

    fn take_compact_date(&mut self, value: i64) {
        self.year = Some(value / 10_000);
        self.month = Some(value / 100 % 100);
        self.day = Some(value % 100);
    }

    fn take_word(&mut self, meaning: Meaning) {
        match meaning {
            // The last wins: `mar. 5 mars` is a Tuesday in March, and so is `mar 5 mar`.
            Meaning::Month(month) => self.month = Some(month),
            Meaning::Zone(offset) if self.time.is_some() => self.zone = Some(offset),
            Meaning::Half { afternoon } => self.afternoon = Some(afternoon),
            Meaning::Zone(_) | Meaning::Unit(_) | Meaning::Nothing => {}
        }
    }

    fn moment(&self) -> Option<Timestamp> {
        let (year, month, day) = self.date()?;
        let date = NaiveDate::from_ymd_opt(
            i32::try_from(year).ok().filter(|year| *year >= 1900)?,
            u32::try_from(month).ok()?,
            u32::try_from(day).ok()?,
        )?;
        let local = NaiveDateTime::new(date, NaiveTime::MIN).and_utc();
        let local =
            local.checked_add_signed(TimeDelta::seconds(self.seconds_of_day()?))?.timestamp();
        let offset = self.offset.or(self.zone).unwrap_or(0);
        let moment = local - offset * 60;
        (local != 0 && moment != 0).then(|| Timestamp::from_unix(moment))
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

    fn date(&self) -> Option<(i64, i64, i64)> {
        let year_of = |number: &Number| full_year(*number);
        match (self.year, self.month, self.numbers.as_slice()) {
            (Some(year), Some(month), _) => Some((year, month, self.day.unwrap_or(1))),
            (None, Some(month), [first, second, ..]) if is_year(*first) => {
                Some((first.value, month, second.value))
            }
            (None, Some(month), [first, second, ..]) => Some((year_of(second), month, first.value)),
            (None, Some(month), [only]) if is_year(*only) => Some((only.value, month, 1)),
            (None, None, [year, month, day, ..]) if is_year(*year) => {
                Some((year.value, month.value, day.value))
            }
            (None, None, [year, month]) if is_year(*year) => Some((year.value, month.value, 1)),
            (None, None, [year]) if is_year(*year) && self.time.is_none() => {
                Some((year.value, 1, 1))
            }
            (None, None, [first, second, year, ..]) => {
                let (month, day) = self.month_and_day(first.value, second.value);
                Some((year_of(year), month, day))
            }
            _ => None,
        }
    }

    /// `1/4/2024` is in January, as Americans write; `1.4.2024` and `1-4-2024` are in April, and so
    /// is what can only be read so.
    fn month_and_day(&self, first: i64, second: i64) -> (i64, i64) {
        let month_first = self.mark == Some('/') && first <= 12 || second > 12;
        if month_first { (first, second) } else { (second, first) }
    }
}

fn is_year(number: Number) -> bool {
    number.digits == 4
}

/// The year that two or three digits mean (RFC 5322 section 4.3).
fn full_year(number: Number) -> i64 {
    match number.digits {
        1 | 2 if number.value < 50 => number.value + 2000,
        1..=3 => number.value + 1900,
        _ => number.value,
    }
}

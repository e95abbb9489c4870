//! The pieces of a date, each taken for what it is. Tolerant of order, spelling and omission; not of
//! what cannot be: an hour of 25 makes the whole date nonsense. What day they name is left to
//! `calendar`.

use std::borrow::Cow;

use super::calendar::full_year;
use super::months::folded;
use super::tokens::{Number, Token, cut};
use super::words::{Meaning, Unit, meaning};
use super::zones::{of_script, zone};
use crate::model::Timestamp;

/// The moment that this date names. A missing zone is UTC or that of the script, a missing time
/// midnight, a missing day the first. `None` for nonsense.
pub fn read(text: &str) -> Option<Timestamp> {
    let text = narrow(text);
    let tokens = cut(&text)?;
    if let Some(moment) = epoch(&tokens) {
        return Some(moment);
    }
    let mut found = Found { script_zone: of_script(&text), ..Found::default() };
    let mut rest = tokens.as_slice();
    while !rest.is_empty() {
        let taken = found.take(rest)?;
        rest = rest.get(taken.max(1)..).unwrap_or_default();
    }
    found.moment()
}

/// The text with the digits and marks that are as wide as Chinese letters made ordinary ones.
fn narrow(text: &str) -> Cow<'_, str> {
    let is_wide = |c: char| matches!(c, '\u{ff01}'..='\u{ff5e}');
    if !text.contains(is_wide) {
        return Cow::Borrowed(text);
    }
    let narrowed = |c: char| {
        let code = u32::from(c);
        if is_wide(c) { char::from_u32(code - 0xfee0).unwrap_or(c) } else { c }
    };
    Cow::Owned(text.chars().map(narrowed).collect())
}

/// A lone number that counts seconds (9 or 10 digits: 1973 to 2286), milliseconds or microseconds
/// since 1970; `/Date(1704362400000)/` is how .NET writes it.
fn epoch(tokens: &[Token<'_>]) -> Option<Timestamp> {
    let number = match tokens {
        [Token::Number(number)] | [Token::Number(number), Token::Mark('.'), Token::Number(_)] => {
            number
        }
        [
            Token::Mark('/'),
            Token::Word("Date"),
            Token::Mark('('),
            Token::Number(number),
            Token::Mark(')'),
            Token::Mark('/'),
        ] => number,
        _ => return None,
    };
    match number.digits {
        9 | 10 => Some(Timestamp::from_unix(number.value)),
        13 => Some(Timestamp::from_unix(number.value / 1000)),
        16 => Some(Timestamp::from_unix(number.value / 1_000_000)),
        _ => None,
    }
}

/// What has been found of a date so far.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Numbers that are year, month or day, in their order.
    pub(super) numbers: Vec<Number>,
    /// The mark after the first of them: it tells `1/4/2024` from `1.4.2024`.
    pub(super) mark: Option<char>,
    pub(super) month: Option<i64>,
    pub(super) year: Option<i64>,
    pub(super) day: Option<i64>,
    /// Of a date that counts days from the start of the year.
    pub(super) day_of_year: Option<i64>,
    /// Week and weekday, from Monday, of a date that counts weeks.
    pub(super) week: Option<(i64, i64)>,
    /// Hour, minute, second.
    pub(super) time: Option<[i64; 3]>,
    pub(super) afternoon: Option<bool>,
    /// Minutes east of Greenwich: as a number, which wins, by name, and as the script tells.
    pub(super) offset: Option<i64>,
    pub(super) zone: Option<i64>,
    pub(super) script_zone: Option<i64>,
}

impl Found {
    /// Takes in what the tokens begin with; how many those are. `None` where they are nonsense.
    fn take(&mut self, tokens: &[Token<'_>]) -> Option<usize> {
        use Token::{Mark, Number, Word};
        let no_time = self.time.is_none();
        match tokens {
            [Number(hour), Mark(':'), Number(minute), rest @ ..] if no_time => {
                self.take_time(hour.value, minute.value, rest)
            }
            // `10.15` in Finland, `10h15` in France.
            [Number(hour), Mark('.') | Word("h" | "H"), Number(minute), ..]
                if no_time && self.has_date() && minute.digits == 2 =>
            {
                self.take_time(hour.value, minute.value, &[])
            }
            [Mark('+' | '-' | '−'), Number(zone), ..] if !no_time && self.offset.is_none() => {
                self.take_offset(tokens, *zone)
            }
            [Mark('-'), Number(year), ..] if self.is_empty() && matches!(year.digits, 2 | 4) => {
                self.take_without_century(*year);
                Some(2)
            }
            [Mark('('), inside @ ..] => Some(self.take_comment(inside)),
            [Word("W" | "w"), Number(week), rest @ ..] => Some(self.take_week(*week, rest)),
            [
                Word(half @ ("a" | "p" | "A" | "P" | "π" | "μ")),
                Mark('.'),
                Word("m" | "M" | "μ"),
                ..,
            ] => {
                self.take_half(matches!(*half, "p" | "P" | "μ"));
                Some(3)
            }
            [Number(number), Word(word), ..] => {
                Some(self.take_number_and_word(*number, word, tokens))
            }
            // ISO 8601 without colons.
            [Word("T" | "t"), Number(time), ..] if matches!(time.digits, 4 | 6) => {
                self.take_compact_time(time.value, time.digits);
                Some(2)
            }
            [Word("T" | "t"), Number(hour), rest @ ..]
                if hour.digits == 2 && rest.first() != Some(&Mark(':')) =>
            {
                self.take_compact_time(hour.value * 100, 4);
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

    fn is_empty(&self) -> bool {
        self.numbers.is_empty() && self.year.is_none() && self.month.is_none()
    }

    /// Whether a day of a year has been named.
    fn has_date(&self) -> bool {
        let numbers = self.numbers.len();
        numbers >= 3
            || numbers == 2 && self.month.is_some()
            || self.day.is_some() && self.year.is_some()
    }

    fn take_time(&mut self, hour: i64, minute: i64, rest: &[Token<'_>]) -> Option<usize> {
        let (second, taken) = match rest {
            // The fraction of a second, which .NET and Java write behind a colon.
            [
                Token::Mark(':'),
                Token::Number(second),
                Token::Mark('.' | ',' | ':'),
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

    /// `-0403` and `-04-03`, as in ISO 8601 of 1988: the rest is taken as it comes.
    fn take_without_century(&mut self, year: Number) {
        if year.digits == 4 {
            self.month = Some(year.value % 100);
        }
        let years = if year.digits == 4 { year.value / 100 } else { year.value };
        self.year = Some(full_year(Number { value: years, digits: 2 }));
    }

    /// A comment of RFC 822, of which only the zone is of use: `(JST)`, `(Mon)`, `(4th of May)`. It
    /// may hold others, and marks that are escaped.
    fn take_comment(&mut self, inside: &[Token<'_>]) -> usize {
        let mut depth = 1;
        let mut is_escaped = false;
        for (taken, token) in (2..).zip(inside) {
            match token {
                Token::Mark('(') if !is_escaped => depth += 1,
                Token::Mark(')') if !is_escaped => depth -= 1,
                Token::Word(word) if self.zone.is_none() && zone(&folded(word)).is_some() => {
                    self.take_word(meaning(word));
                }
                Token::Mark(_) | Token::Number(_) | Token::Word(_) => {}
            }
            if depth == 0 {
                return taken;
            }
            is_escaped = *token == Token::Mark('\\') && !is_escaped;
        }
        1
    }

    /// A week of ISO 8601 and the day of it, which may stand together: `W01-4`, `W014`.
    fn take_week(&mut self, week: Number, rest: &[Token<'_>]) -> usize {
        match rest {
            _ if week.digits == 3 => self.week = Some((week.value / 10, week.value % 10)),
            [Token::Mark('-'), Token::Number(day), ..] if day.digits == 1 => {
                self.week = Some((week.value, day.value));
                return 4;
            }
            _ => self.week = Some((week.value, 1)),
        }
        2
    }

    /// `3 pm`, `4日`, or a number and a word that have nothing to do with each other.
    fn take_number_and_word(&mut self, number: Number, word: &str, tokens: &[Token<'_>]) -> usize {
        match meaning(word) {
            Meaning::Unit(unit) => {
                self.take_unit(number.value, unit);
                2
            }
            Meaning::Half { afternoon }
                if self.time.is_none() && word.is_ascii() && (1..=12).contains(&number.value) =>
            {
                self.time = Some([number.value, 0, 0]);
                self.take_half(afternoon);
                2
            }
            Meaning::Month(_) | Meaning::Zone(_) | Meaning::Half { .. } | Meaning::Nothing => {
                self.take_number(number, tokens.get(1));
                1
            }
        }
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
        let Number { value, digits } = number;
        let is_first = self.is_empty();
        match digits {
            // ISO 8601 without hyphens, with and without the century, and MySQL's old timestamps.
            14 if is_first => {
                self.take_compact_date(value / 1_000_000);
                self.take_compact_time(value % 1_000_000, 6);
            }
            12 if is_first => {
                self.take_compact_date(value / 10_000);
                self.take_compact_time(value % 10_000, 4);
            }
            8 if is_first => self.take_compact_date(value),
            6 if is_first => {
                let year = full_year(Number { value: value / 10_000, digits: 2 });
                self.take_compact_date(year * 10_000 + value % 10_000);
            }
            7 | 5 if is_first => {
                let year = Number { value: value / 1000, digits: digits - 3 };
                self.year = Some(full_year(year));
                self.day_of_year = Some(value % 1000);
            }
            6 | 4 if self.time.is_none() && self.has_date() => {
                self.take_compact_time(value, digits);
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
            Meaning::Half { afternoon } => self.take_half(afternoon),
            Meaning::Zone(_) | Meaning::Unit(_) | Meaning::Nothing => {}
        }
    }

    /// The first tells: 晚上 is in the evening, 上午 in the morning.
    fn take_half(&mut self, afternoon: bool) {
        self.afternoon = self.afternoon.or(Some(afternoon));
    }
}

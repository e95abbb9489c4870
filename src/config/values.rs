//! Values of single keys: texts, numbers, durations, sizes, rules. Addresses are in
//! `addresses.rs`, secrets in `secrets.rs`.

use std::ops::RangeInclusive;
use std::str::FromStr;
use std::time::Duration;

use chrono_tz::Tz;
use humantime::format_duration;
use toml_edit::Item;

use super::errors::Wrong;
use super::suggest::nearest;
use super::table::kind;
use crate::model::{FullText, Rule, RuleError};

/// Titles and the like stand in lists and headings.
/// The longest of them, in characters.
pub const LONGEST_LINE_CHARS: usize = 200;

/// Tags and names of views stand in addresses.
/// The longest tag, in characters.
pub const LONGEST_NAME_CHARS: usize = 64;

/// What is wrong where something of another type stands.
pub(super) fn expected(what: &str, item: &Item) -> Wrong {
    Wrong::new(format!("expected {what}, found {}", kind(item)))
}

/// A text, as it is.
pub(super) fn text(item: &Item) -> Result<&str, Wrong> {
    item.as_str().ok_or_else(|| expected("a text", item))
}

/// One line of text that says something, without spaces around it.
pub(super) fn line(item: &Item) -> Result<String, Wrong> {
    let line = text(item)?.trim();
    if line.is_empty() {
        return Err(Wrong::new("the text is empty"));
    }
    if line.chars().any(char::is_control) {
        return Err(Wrong::new("the text has a line break or another control character")
            .fix("write it on one line"));
    }
    if line.chars().count() > LONGEST_LINE_CHARS {
        return Err(Wrong::new("the text is too long")
            .fix(format!("use at most {LONGEST_LINE_CHARS} characters")));
    }
    Ok(line.to_owned())
}

/// `true` or `false`.
pub(super) fn flag(item: &Item) -> Result<bool, Wrong> {
    item.as_bool().ok_or_else(|| expected("true or false", item))
}

/// Any whole number.
pub(super) fn integer(item: &Item) -> Result<i64, Wrong> {
    item.as_integer().ok_or_else(|| expected("a whole number", item))
}

/// A whole number of this range.
pub(super) fn whole<T: TryFrom<i64>>(
    range: RangeInclusive<i64>,
) -> impl Fn(&Item) -> Result<T, Wrong> {
    move |item| {
        let number = integer(item)?;
        T::try_from(number).ok().filter(|_| range.contains(&number)).ok_or_else(|| {
            Wrong::new(format!("{number} is out of range")).fix(format!(
                "use {} to {}",
                range.start(),
                range.end()
            ))
        })
    }
}

/// One of these words, and what it means.
pub(super) fn choice<T: Copy>(
    choices: &'static [(&'static str, T)],
) -> impl Fn(&Item) -> Result<T, Wrong> {
    move |item| {
        let typed = text(item)?;
        let found = choices.iter().find(|(word, _)| *word == typed).map(|(_, meaning)| *meaning);
        found.ok_or_else(|| {
            let words: Vec<String> = choices.iter().map(|(word, _)| format!("{word:?}")).collect();
            Wrong::new(format!("{typed:?} is not known here"))
                .fix(format!("use {}", words.join(" or ")))
        })
    }
}

/// humantime panics where whole seconds and a carry of nanoseconds overflow together. With so few
/// digits no unit comes near: the largest is a year, of 31 557 600 s.
const MOST_DURATION_DIGITS: usize = 11;

/// A duration of this range; `unit` is the one that a number without one most likely means.
pub(super) fn duration(
    range: RangeInclusive<Duration>,
    unit: &'static str,
) -> impl Fn(&Item) -> Result<Duration, Wrong> {
    move |item| {
        let with_unit = |number: &str| {
            Wrong::new("a duration needs a unit").fix(format!("write \"{number}{unit}\""))
        };
        if let Some(number) = item.as_integer().filter(|number| *number >= 0) {
            return Err(with_unit(&number.to_string()));
        }
        let typed = item.as_str().ok_or_else(|| expected("a duration", item))?.trim();
        let digits = typed.chars().filter(char::is_ascii_digit).count();
        if !typed.is_empty() && digits == typed.len() {
            return Err(with_unit(typed));
        }
        if digits > MOST_DURATION_DIGITS {
            return Err(Wrong::new("a duration of that many digits can't be meant"));
        }
        let duration = humantime::parse_duration(typed)
            .map_err(|error| Wrong::new(format!("{typed:?} is not a duration: {error}")))?;
        if range.contains(&duration) {
            return Ok(duration);
        }
        let (from, to) = (spelled(*range.start()), spelled(*range.end()));
        Err(Wrong::new(format!("{typed:?} is out of range")).fix(format!("use {from} to {to}")))
    }
}

/// humantime's months are of 30.44 days: ninety days would be a row of odd numbers.
fn spelled(duration: Duration) -> String {
    let spelled = format_duration(duration).to_string();
    let (days, rest) = (duration.as_secs() / 86_400, duration.as_secs() % 86_400);
    if rest == 0 && spelled.contains(' ') {
        return format!("{days} days");
    }
    // "1h" is read as it is, "100years" is not.
    let unit = spelled.trim_start_matches(|c: char| c.is_ascii_digit());
    match spelled.strip_suffix(unit) {
        Some(number) if unit.len() > 2 && !unit.contains(' ') => format!("{number} {unit}"),
        _ => spelled,
    }
}

const UNITS: [(&str, u64); 7] = [
    ("b", 1),
    ("kb", 1_000),
    ("mb", 1_000_000),
    ("gb", 1_000_000_000),
    ("kib", 1 << 10),
    ("mib", 1 << 20),
    ("gib", 1 << 30),
];

/// A size in bytes, of 1 KiB to 1 GiB: `"16 MiB"`, `"500 kB"` or a number of bytes.
pub(super) fn size(item: &Item) -> Result<usize, Wrong> {
    let bytes = match item.as_integer() {
        Some(number) => u64::try_from(number).unwrap_or_default(),
        None => size_of_text(item.as_str().ok_or_else(|| expected("a size", item))?.trim())?,
    };
    usize::try_from(bytes)
        .ok()
        .filter(|_| (1 << 10..=1 << 30).contains(&bytes))
        .ok_or_else(|| Wrong::new("the size is out of range").fix("use 1 KiB to 1 GiB"))
}

fn size_of_text(typed: &str) -> Result<u64, Wrong> {
    let digits_end = typed.find(|c: char| !c.is_ascii_digit()).unwrap_or(typed.len());
    let (number, unit) = typed.split_at_checked(digits_end).unwrap_or_default();
    let number = number
        .parse::<u64>()
        .map_err(|_| Wrong::new(format!("{typed:?} is not a size: a whole number comes first")))?;
    let unit = unit.trim().to_ascii_lowercase();
    let factor = UNITS.iter().find(|(name, _)| *name == unit).map(|(_, factor)| *factor);
    let factor = factor.ok_or_else(|| {
        Wrong::new(format!("{typed:?} is not a size: it ends in no unit that is known"))
            .fix("use B, kB, MB, GB, KiB, MiB or GiB, as in \"16 MiB\"")
    })?;
    Ok(number.saturating_mul(factor))
}

/// A tag: it stands in addresses as one segment, so it has no slash and is no `.` or `..`.
pub(super) fn tag(item: &Item) -> Result<String, Wrong> {
    let tag = line(item)?;
    if tag.contains('/') || tag == "." || tag == ".." {
        return Err(Wrong::new(format!("{tag:?} can't stand in the address of its page"))
            .fix("use a tag without a slash"));
    }
    if tag.chars().count() > LONGEST_NAME_CHARS {
        return Err(Wrong::new("the tag is too long")
            .fix(format!("use at most {LONGEST_NAME_CHARS} characters")));
    }
    Ok(tag)
}

/// The name of a view: it stands in addresses, so it is one that nothing has to be done to.
pub(super) fn view_name(item: &Item) -> Result<String, Wrong> {
    let name = text(item)?;
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !name.is_empty() && name.len() <= LONGEST_NAME_CHARS && name.chars().all(fits) {
        return Ok(name.to_owned());
    }
    Err(Wrong::new(format!("{name:?} can't be the name of a view: it stands in its address"))
        .fix(format!("use a to z, 0 to 9 and -, at most {LONGEST_NAME_CHARS} of them")))
}

/// One `"field: regex"`.
pub(super) fn rule(item: &Item) -> Result<Rule, Wrong> {
    const SINGLE: &str = "write the rule in single quotes, where a backslash means itself: \
                          keep = ['title: \\bJapan\\b']";
    let typed = text(item)?;
    if typed.chars().any(char::is_control) {
        // In double quotes TOML turns `\b` into a backspace, which then never matches.
        return Err(Wrong::new("the pattern has a control character").fix(SINGLE));
    }
    if typed.split_once(':').is_some_and(|(_, pattern)| pattern.trim().is_empty()) {
        return Err(Wrong::new("the pattern is empty, which matches everything"));
    }
    Rule::parse(typed).map_err(|error| {
        let wrong = Wrong::new(error.to_string());
        match error {
            RuleError::NoField => wrong.fix("put a field and a colon before the pattern"),
            RuleError::UnknownField(_) => wrong.fix("use any where all of them are meant"),
            RuleError::Pattern(_) => {
                wrong.fix("put a backslash before a sign that means itself, in single quotes")
            }
        }
    })
}

/// A time zone of the IANA database, by its exact name.
pub(super) fn timezone(item: &Item) -> Result<String, Wrong> {
    let typed = text(item)?.trim();
    if Tz::from_str(typed).is_ok() {
        return Ok(typed.to_owned());
    }
    let wrong = Wrong::new(format!("{typed:?} is not a time zone of the IANA database"));
    Err(match likely_timezone(typed) {
        Some(name) => wrong.fix(format!("did you mean \"{name}\"?")),
        None => wrong,
    })
}

/// The zone of the city of this name, else the one that is spelled nearly so. Abbreviations like
/// JST are too short to be near anything.
fn likely_timezone(typed: &str) -> Option<&'static str> {
    let names = || chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name());
    let city = typed.replace(' ', "_");
    names()
        .find(|name| {
            name.rsplit_once('/').is_some_and(|(_, last)| last.eq_ignore_ascii_case(&city))
        })
        .or_else(|| nearest(typed, names()).filter(|_| typed.contains('/')))
}

/// Whether and how article pages are read.
pub(super) fn full_text(item: &Item, is_selector: fn(&str) -> bool) -> Result<FullText, Wrong> {
    if let Some(on) = item.as_bool() {
        return Ok(if on { FullText::Readability } else { FullText::Off });
    }
    let selector = item.as_str().ok_or_else(|| expected("true, false or a CSS selector", item))?;
    let fix = "write full_text = true, or a selector as in full_text = \"article .body\"";
    if selector.trim().is_empty() {
        return Err(Wrong::new("the CSS selector is empty").fix(fix));
    }
    if !is_selector(selector.trim()) {
        return Err(Wrong::new(format!("`{}` is no CSS selector", selector.trim())).fix(fix));
    }
    Ok(FullText::Selector(selector.trim().to_owned()))
}

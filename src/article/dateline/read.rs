//! A dateline, split off the text it begins.

use super::bracket::{bracketed, closed_by, unspaced};
use super::date::{Day, day};
use super::place::{Place, place};
use crate::article::agency::{self, is_dash};
use crate::model::Agency;

/// Only what ends within this many characters is a dateline.
const LONGEST: usize = 120;

/// How long a credit in brackets may be, in bytes.
const LONGEST_CREDIT: usize = 80;

/// A text without the dateline it began with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::article) struct Dateline<'t> {
    /// The agency that it names.
    pub(in crate::article) agency: Option<Agency>,
    /// The text after it.
    pub(in crate::article) rest: &'t str,
}

/// The dateline that a text begins with; `None` where there is none for certain, and where
/// nothing else is said.
pub(in crate::article) fn dateline(text: &str) -> Option<Dateline<'_>> {
    let text = text.trim_start_matches(|c: char| is_nothing(c) || c == '*');
    let end = text.char_indices().nth(LONGEST).map_or(text.len(), |(at, _)| at);
    let head = text.get(..end)?;
    let found = lines_of_credit(head)
        .or_else(|| plain(head))
        .or_else(|| bracketed(head))
        .or_else(|| unspaced(head))
        .or_else(|| after_byline(head))?;
    let taken = head.len().checked_sub(found.rest.len())?;
    let rest = text.get(taken..)?.trim_start_matches(is_nothing);
    rest.contains(char::is_alphanumeric).then_some(Dateline { rest, ..found })
}

/// With the dateline that follows, where this is a credit only: `(ANSA) - ROMA, 25 NOV - `.
fn with_next(credit: Dateline<'_>) -> Dateline<'_> {
    let next = plain(credit.rest.trim_start_matches(is_nothing));
    next.map_or(credit, |next| Dateline { agency: next.agency.or(credit.agency), ..next })
}

/// White space, and what has no width.
fn is_nothing(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// A credit before the text.
#[derive(Clone, Copy, Debug)]
struct Credit {
    agency: Option<Agency>,
    is_between_slashes: bool,
    /// Whether it is some capitals.
    is_acronym: bool,
}

/// What a dateline ends with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// The text goes on.
    Nothing,
    Line,
    Colon,
    Dash,
}

/// `PLACE, DAY (AGENCY) -`, each of which may be missing.
fn plain(head: &str) -> Option<Dateline<'_>> {
    let (place, rest) = part(head, place);
    let (day, rest) = part(rest, day);
    let (credit, rest) = part(rest, credit);
    let before = match (credit, day) {
        (Some(_), _) => Before::Credit,
        (None, Some(Day::Full)) => Before::Day,
        (None, _) => Before::Place,
    };
    let (end, rest) = end(rest, before)?;
    let rest = rest.trim_start_matches(is_nothing);
    let parts = Parts { place, day, credit, end, begins: !rest.starts_with(char::is_lowercase) };
    let agency = credit.and_then(|credit| credit.agency);
    let found = parts.are_a_dateline().then_some(Dateline { agency, rest })?;
    let is_credit = place.is_none() && day.is_none();
    Some(if is_credit { with_next(found) } else { found })
}

/// A part of a dateline, where there is one after white space and commas, and what follows.
fn part<'t, T>(
    text: &'t str,
    read: impl Fn(&'t str) -> Option<(T, &'t str)>,
) -> (Option<T>, &'t str) {
    match read(after_separator(text)) {
        Some((part, rest)) => (Some(part), rest),
        None => (None, text),
    }
}

fn after_separator(text: &str) -> &str {
    text.trim_start_matches([' ', '\u{a0}', '\u{3000}', ',', '、', '，', '،'])
}

/// `(AP)`, `/TASS/.`, or the agency's name as it is.
fn credit(text: &str) -> Option<(Credit, &str)> {
    let slashed = text.strip_prefix('/').and_then(|text| text.split_once('/'));
    let bracketed = closed_by(text);
    if let Some((name, rest)) = slashed.or(bracketed).filter(|(name, _)| is_name(name)) {
        let is_between_slashes = slashed.is_some();
        let rest = if is_between_slashes { rest.trim_start_matches('.') } else { rest };
        let is_acronym = name.len() <= 5 && name.chars().all(|c| c.is_ascii_uppercase());
        let agency = agency::leading(name.trim()).map(|(agency, _)| agency);
        let agency = agency.or_else(|| agency::only(name));
        return Some((Credit { agency, is_between_slashes, is_acronym }, rest));
    }
    let (agency, rest) = agency::leading(text)?;
    // Only a dash tells this from the beginning of a sentence.
    let is_end = matches!(end(rest, Before::Place), Some((End::Dash, _)));
    let credit = Credit { agency: Some(agency), is_between_slashes: false, is_acronym: false };
    is_end.then_some((credit, rest))
}

/// Whether this can be the name of an agency or an outlet, and is no credit of a picture.
fn is_name(name: &str) -> bool {
    let lower = name.to_lowercase();
    let is_picture =
        ["photo", "image", "file", "picture", "video"].iter().any(|it| lower.contains(it));
    let is_short = name.len() <= LONGEST_CREDIT && !name.contains('\n');
    is_short && !is_picture && name.chars().any(char::is_alphabetic)
}

/// What is before the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Before {
    Place,
    Day,
    Credit,
}

/// What a dateline ends with, and what follows. A lone hyphen needs white space on both sides; the
/// less, the plainer it is what was before it.
fn end(text: &str, before: Before) -> Option<(End, &str)> {
    let inner = text.trim_start_matches([' ', '\u{a0}', '\u{3000}', '.', ',']);
    if inner.is_empty() || inner.starts_with(['\n', '\r']) {
        return Some((End::Line, inner));
    }
    if let Some(rest) = inner.strip_prefix([':', '：']) {
        return Some((End::Colon, rest));
    }
    let rest = inner.trim_start_matches(|c: char| is_dash(c) || c == ' ');
    let dashes = inner.get(..inner.len().checked_sub(rest.len())?)?;
    let is_hyphen = matches!(dashes.trim(), "-" | "‐" | "‑");
    let is_before_space = dashes.ends_with(char::is_whitespace) || rest.starts_with(is_nothing);
    let is_after_space = text.starts_with([' ', '\u{a0}', '\u{3000}', '.', ',']);
    let is_end = match before {
        Before::Place => is_before_space && is_after_space,
        Before::Day => is_before_space,
        Before::Credit => true,
    };
    if dashes.is_empty() || is_hyphen && !is_end {
        return Some((End::Nothing, text));
    }
    Some((End::Dash, rest))
}

/// What was found, before it is believed.
#[derive(Clone, Copy, Debug)]
struct Parts {
    place: Option<Place>,
    day: Option<Day>,
    credit: Option<Credit>,
    end: End,
    /// Whether what follows can begin a sentence.
    begins: bool,
}

impl Parts {
    fn are_a_dateline(self) -> bool {
        match self.credit {
            Some(credit) if credit.agency.is_some() => self.with_agency(),
            Some(credit) => self.with_outlet(credit),
            None => self.alone(),
        }
    }

    fn is_dated(self) -> bool {
        self.day == Some(Day::Full)
    }

    fn is_plainly_a_place(self) -> bool {
        self.place.is_some_and(|place| place.is_capital || place.is_known)
    }

    fn is_known(self) -> bool {
        self.place.is_some_and(|place| place.is_known)
    }

    /// An agency is named: what is around it needs little more.
    fn with_agency(self) -> bool {
        match self.end {
            End::Dash | End::Colon => true,
            // `Ada Brook (Bo Dale/AP)` is under a picture.
            End::Line => self.is_plainly_a_place() || self.is_dated(),
            End::Nothing => self.begins && (self.is_plainly_a_place() || self.is_dated()),
        }
    }

    /// Somebody is named who may be anybody.
    fn with_outlet(self, credit: Credit) -> bool {
        let is_placed = self.is_dated() && self.place.is_some();
        match self.end {
            End::Dash | End::Colon if is_placed => true,
            // `WASHINGTON (CNN) -`, `(CNN) -`
            End::Dash => {
                self.begins && (self.is_known() || self.place.is_none() && credit.is_acronym)
            }
            End::Line | End::Nothing => {
                let is_plain = self.is_plainly_a_place() && self.begins;
                is_placed && (credit.is_between_slashes || is_plain)
            }
            End::Colon => false,
        }
    }

    /// Nobody is named.
    fn alone(self) -> bool {
        let Some(place) = self.place else { return false };
        match (self.day, self.end) {
            (Some(Day::Full), End::Dash | End::Colon) => true,
            (Some(Day::Full), End::Line) => self.is_plainly_a_place(),
            (Some(Day::Number), End::Dash) => place.is_capital,
            (None, End::Dash) => {
                self.begins && (place.is_known || place.is_capital && place.has_region)
            }
            (None, End::Colon) => self.begins && place.is_known,
            (Some(Day::Number), End::Colon | End::Line) | (None, End::Line) | (_, End::Nothing) => {
                false
            }
        }
    }
}

/// Lines that name only an agency, or an author and then an agency; and what else stands above a
/// dateline: a day, or names in letters that the text is not in.
fn lines_of_credit(head: &str) -> Option<Dateline<'_>> {
    let (first, after) = head.split_once('\n')?;
    if let Some(agency) = agency::only(first) {
        return Some(with_next(Dateline { agency: Some(agency), rest: after }));
    }
    if is_only_a_day(first) {
        return plain(after);
    }
    if is_names(first) {
        return bracketed(after).filter(|found| found.agency.is_some());
    }
    let (second, rest) = after.split_once('\n').filter(|_| is_byline(first))?;
    let agency = agency::only(second)?;
    Some(with_next(Dateline { agency: Some(agency), rest }))
}

/// `November 25, 2021 5:22 PM`
fn is_only_a_day(line: &str) -> bool {
    matches!(day(line), Some((Day::Full, rest))
        if rest.len() <= 12 && rest.is_ascii())
}

/// Whether each word of a line can be one of a name in Latin letters.
fn is_names(line: &str) -> bool {
    let is_name = |word: &str| word.starts_with(|c: char| c.is_uppercase() && c < '\u{250}');
    !is_byline(line)
        && line.split_whitespace().all(is_name)
        && line
            .chars()
            .all(|c| c.is_alphabetic() && c < '\u{250}' || c.is_whitespace() || ".'’-".contains(c))
}

fn is_byline(line: &str) -> bool {
    line.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("by "))
}

/// A dateline after the author's name or the minutes that reading takes.
fn after_byline(head: &str) -> Option<Dateline<'_>> {
    let takes_minutes = head.trim_start_matches(|c: char| c.is_ascii_digit()).starts_with(" min");
    if !is_byline(head) && !takes_minutes {
        return None;
    }
    let mut rest = head;
    while let Some((word, after)) = rest.split_once(is_nothing) {
        // A sentence has begun.
        if word.len() > 2 && word.ends_with(['.', ':', '!', '?']) {
            return None;
        }
        rest = after.trim_start_matches(is_nothing);
        let is_capital = place(rest).is_some_and(|(place, _)| place.is_capital);
        if let Some(found) = plain(rest).filter(|_| is_capital) {
            return Some(found);
        }
    }
    None
}

//! How items, shares and shared passages are shown. The words of the evidence are `daemon::evidence`'s.

use serde::Serialize;

use crate::daemon::Comparison;
use crate::daemon::evidence::likeness_says;
use crate::model::{Guard, StoredItem, shortened};
use crate::story::Verdict;

/// Shared passages that are shown.
const PASSAGES: usize = 3;

/// How much is shown of a passage, in characters.
const LONGEST: usize = 240;

/// A shared passage as each of two items has it, shortened.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Shared {
    pub(super) first: String,
    pub(super) second: String,
}

/// An item as it is named beside others.
#[derive(Debug, Serialize)]
pub(super) struct Named {
    pub(super) id: i64,
    pub(super) story: i64,
    pub(super) feed: String,
    pub(super) feed_title: String,
    pub(super) title: String,
    pub(super) url: Option<String>,
    /// When it appeared; where its publisher does not say, when it was first seen.
    pub(super) date: String,
    pub(super) agency: Option<&'static str>,
    pub(super) is_original: bool,
}

impl Named {
    pub(super) fn of(item: &StoredItem) -> Self {
        Self {
            id: item.id.0,
            story: item.story.0,
            feed: item.source.url.clone(),
            feed_title: item.source.title.clone(),
            title: item.entry.title.clone(),
            url: item.entry.url.clone(),
            date: item.entry.published.unwrap_or(item.first_seen).rfc3339(),
            agency: item.agency.map(|agency| agency.name()),
            is_original: item.is_original,
        }
    }

    /// On a line of its own.
    pub(super) fn line(&self) -> String {
        let Self { id, date, feed_title, title, .. } = self;
        let credit = match (self.agency, self.is_original) {
            (Some(agency), true) => format!(" [{agency} itself]"),
            (Some(agency), false) => format!(" [credited to {agency}]"),
            (None, _) => String::new(),
        };
        format!("{id:>7}  {date}  {feed_title}: {title}{credit}")
    }
}

/// The longest of the shared passages.
pub(super) fn shared(comparison: &Comparison) -> Vec<Shared> {
    let short = |text: &str| shortened(text, LONGEST);
    let passages = comparison.passages.iter().take(PASSAGES);
    passages.map(|(first, second)| Shared { first: short(first), second: short(second) }).collect()
}

/// How alike two items are, line by line: the first and the second of these numbers.
pub(super) fn comparison_lines(comparison: &Comparison, [first, second]: [i64; 2]) -> Vec<String> {
    let mut lines: Vec<String> =
        likeness_says(comparison).into_iter().map(|line| format!("  {line}")).collect();
    let passages = shared(comparison);
    if !passages.is_empty() {
        lines.push(String::new());
        lines.push("The longest passages that they share:".to_owned());
    }
    for Shared { first: one, second: other } in passages {
        if one == other {
            lines.push(format!("   both  {one}"));
        } else {
            lines.push(format!("{first:>7}  {one}"));
            lines.push(format!("{second:>7}  {other}"));
        }
    }
    lines
}

pub(super) fn guard_names(guards: &[Guard]) -> Vec<&'static str> {
    guards.iter().map(|guard| guard.name()).collect()
}

/// The word for `--json`.
pub(super) fn verdict_name(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Different => "different",
        Verdict::Related => "related",
        Verdict::Same => "same",
    }
}

/// Between 0 and 1, for `--json`.
pub(super) fn share(thousandths: u16) -> f64 {
    f64::from(thousandths) / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_counted_to_one() {
        assert!((share(941) - 0.941).abs() < f64::EPSILON);
    }
}

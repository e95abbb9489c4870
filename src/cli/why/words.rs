//! Evidence in words, and how shares and shared passages are shown.

use serde::Serialize;

use crate::article::shortened;
use crate::daemon::Comparison;
use crate::model::{Guard, ItemId, MatchRule, Settings, StoredItem};
use crate::store::{Reading, StoreError};
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
    let likeness = &comparison.likeness;
    let yes = |is_so: bool| if is_so { "yes" } else { "no" };
    let against = match likeness.guards.as_slice() {
        [] => "nothing".to_owned(),
        guards => guards_say(guards),
    };
    let mut lines = vec![
        format!("  same link: {}", yes(comparison.same_link)),
        format!("  same text: {}", yes(comparison.same_text)),
        format!(
            "  of the shorter text {} stand in the longer, of the longer {} in the shorter; {} of \
             the shorter are needed",
            percent(likeness.coverage),
            percent(likeness.coverage_of_longer),
            percent(likeness.needed)
        ),
        format!("  what speaks against one story: {against}"),
        format!("  by their texts: {}", verdict_says(likeness.verdict)),
    ];
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

/// Why an item is in its story, as it was noted. Its number is to be named before.
pub(super) fn reason_says(
    item: &StoredItem,
    reading: &Reading<'_>,
    settings: &Settings,
) -> Result<String, StoreError> {
    let reason = &item.reason;
    let matched = match reason.matched {
        Some(matched) => Some(other_says(matched, item, reading, settings)?),
        None => None,
    };
    Ok(match (reason.rule, matched, reason.coverage) {
        (MatchRule::SameLink, Some(other), _) => format!("its link is that of {other}"),
        (MatchRule::SameText, Some(other), _) => {
            format!("its text is that of {other}, to the letter")
        }
        (MatchRule::NearCopy, Some(other), Some(coverage)) => {
            format!("its text is {} that of {other}", percent(coverage))
        }
        (MatchRule::Joined, Some(other), _) => format!("it was joined by hand with {other}"),
        (MatchRule::First, ..) if reason.guards.is_empty() => {
            "it made the story; nothing that was held by then was a copy of it".to_owned()
        }
        (MatchRule::First, ..) => {
            format!("it made the story; what kept it out of others: {}", guards_say(&reason.guards))
        }
        (rule, ..) => rule.says().to_owned(),
    })
}

fn other_says(
    other: ItemId,
    item: &StoredItem,
    reading: &Reading<'_>,
    settings: &Settings,
) -> Result<String, StoreError> {
    let number = other.0;
    Ok(match reading.item(other)? {
        None => format!("item {number}, which is not held any more"),
        Some(mut found) => {
            settings.name_source(&mut found.source);
            let StoredItem { story, source, .. } = found;
            let title = source.title;
            if story == item.story {
                format!("item {number} ({title})")
            } else {
                format!("item {number} ({title}), which is in story {} now", story.0)
            }
        }
    })
}

/// "the numbers differ (other-numbers); …"
pub(super) fn guards_say(guards: &[Guard]) -> String {
    let said = guards.iter().map(|guard| format!("{} ({})", guard.says(), guard.name()));
    said.collect::<Vec<_>>().join("; ")
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

fn verdict_says(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Different => "two stories that have little to do with one another",
        Verdict::Related => "two stories that are close",
        Verdict::Same => "one story",
    }
}

/// "94.1 %"
pub(super) fn percent(thousandths: u16) -> String {
    format!("{}.{} %", thousandths / 10, thousandths % 10)
}

/// Between 0 and 1, for `--json`.
pub(super) fn share(thousandths: u16) -> f64 {
    f64::from(thousandths) / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_told_in_percent_and_counted_to_one() {
        assert_eq!([percent(941), percent(64), percent(1000)], ["94.1 %", "6.4 %", "100.0 %"]);
        assert!((share(941) - 0.941).abs() < f64::EPSILON);
    }

    #[test]
    fn guards_are_told_in_words_with_the_name_that_programs_know() {
        assert_eq!(
            guards_say(&[Guard::OtherNumbers, Guard::FarApart]),
            "the numbers differ (other-numbers); they appeared too far apart (far-apart)"
        );
    }
}

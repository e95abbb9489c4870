//! Evidence in words: why an item is in its story, and how alike two are. What commands and pages say of
//! it is the same.

use super::comparison::Comparison;
use crate::model::{Guard, ItemId, MatchRule, Settings, StoredItem};
use crate::store::{Reading, StoreError};
use crate::story::Verdict;

/// Why an item is in its story, as it was noted. Its number is to be named before.
pub fn reason_says(
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

/// How alike two items are, a fragment each.
pub fn likeness_says(comparison: &Comparison) -> Vec<String> {
    let likeness = &comparison.likeness;
    let yes = |is_so: bool| if is_so { "yes" } else { "no" };
    let against = match likeness.guards.as_slice() {
        [] => "nothing".to_owned(),
        guards => guards_say(guards),
    };
    vec![
        format!("same link: {}", yes(comparison.same_link)),
        format!("same text: {}", yes(comparison.same_text)),
        format!(
            "of the shorter text {} stand in the longer, of the longer {} in the shorter; {} of \
             the shorter are needed",
            percent(likeness.coverage),
            percent(likeness.coverage_of_longer),
            percent(likeness.needed)
        ),
        format!("what speaks against one story: {against}"),
        format!("by their texts: {}", verdict_says(likeness.verdict)),
    ]
}

/// "the numbers differ (other-numbers); …"
pub fn guards_say(guards: &[Guard]) -> String {
    let said = guards.iter().map(|guard| format!("{} ({})", guard.says(), guard.name()));
    said.collect::<Vec<_>>().join("; ")
}

fn verdict_says(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Different => "two stories that have little to do with one another",
        Verdict::Related => "two stories that are close",
        Verdict::Same => "one story",
    }
}

/// "94.1 %"
pub fn percent(thousandths: u16) -> String {
    format!("{}.{} %", thousandths / 10, thousandths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_told_in_percent() {
        assert_eq!([percent(941), percent(64), percent(1000)], ["94.1 %", "6.4 %", "100.0 %"]);
    }

    #[test]
    fn guards_are_told_in_words_with_the_name_that_programs_know() {
        assert_eq!(
            guards_say(&[Guard::OtherNumbers, Guard::FarApart]),
            "the numbers differ (other-numbers); they appeared too far apart (far-apart)"
        );
    }
}

//! Two items beside one another: whether they are one story, and why or why not.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde::Serialize;

use super::words::{Named, Shared, comparison_lines, guard_names, share, shared, verdict_name};
use crate::cli::errors::CommandError;
use crate::cli::item;
use crate::cli::output::Output;
use crate::daemon::Comparison;
use crate::daemon::evidence::{guards_say, percent, reason_says};
use crate::model::{ItemId, MatchRule, Settings, StoredItem, StoryId};
use crate::store::{Reading, StoreError};
use crate::story::Verdict;

/// What is said of two items, and as `--json` prints it.
#[derive(Debug, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "programs know each of them by its name")]
struct Pair {
    ids: [i64; 2],
    stories: [i64; 2],
    one_story: bool,
    /// "joined" or "split" where the operator decided.
    corrected: Option<&'static str>,
    /// Why they are one story or two, in words.
    because: Vec<String>,
    link_same: bool,
    text_same: bool,
    verdict: &'static str,
    coverage: f64,
    coverage_of_longer: f64,
    needed: f64,
    guards: Vec<&'static str>,
    passages: Vec<Shared>,
    /// Whether their stories are linked as close.
    related: bool,
    items: [Named; 2],
    #[serde(skip)]
    lines: Vec<String>,
}

pub(super) fn tell(
    ([first, second], json): ([&str; 2], bool),
    reading: &Reading<'_>,
    settings: &Settings,
    output: &mut Output,
) -> Result<(), CommandError> {
    let (mut a, mut b) = (item::newest(first, reading)?, item::newest(second, reading)?);
    settings.name_source(&mut a.source);
    settings.name_source(&mut b.source);
    let comparison = Comparison::of(reading, a.id, b.id)?.ok_or_else(|| {
        CommandError::Item("the text of one of the two items is not held any more".to_owned())
    })?;
    let pair = Pair::of((&a, &b), &comparison, reading, settings)?;
    if json {
        output.json(&pair)?;
    } else {
        for line in pair.told() {
            output.line(&line)?;
        }
    }
    Ok(())
}

impl Pair {
    fn of(
        (a, b): (&StoredItem, &StoredItem),
        now: &Comparison,
        reading: &Reading<'_>,
        settings: &Settings,
    ) -> Result<Self, StoreError> {
        let one_story = a.story == b.story;
        let (corrected, because) = if one_story {
            together((a, b), reading, settings)?
        } else {
            apart((a, b), now, reading)?
        };
        let likeness = &now.likeness;
        Ok(Self {
            ids: [a.id.0, b.id.0],
            stories: [a.story.0, b.story.0],
            one_story,
            corrected: corrected.map(MatchRule::name),
            because,
            link_same: now.same_link,
            text_same: now.same_text,
            verdict: verdict_name(likeness.verdict),
            coverage: share(likeness.coverage),
            coverage_of_longer: share(likeness.coverage_of_longer),
            needed: share(likeness.needed),
            guards: guard_names(&likeness.guards),
            passages: shared(now),
            related: are_related(a.story, b.story, reading)?,
            items: [Named::of(a), Named::of(b)],
            lines: comparison_lines(now, [a.id.0, b.id.0]),
        })
    }

    fn told(&self) -> Vec<String> {
        let [a, b] = self.ids;
        let [ours, theirs] = self.stories;
        let mut lines = vec![if self.one_story {
            format!("Items {a} and {b} are one story ({ours}):")
        } else {
            let close = if self.related { ", which are linked as close" } else { "" };
            format!("Items {a} and {b} are two stories ({ours} and {theirs}{close}):")
        }];
        lines.extend(self.because.iter().map(|reason| format!("  {reason}")));
        lines.push(String::new());
        lines.extend(self.items.iter().map(Named::line));
        lines.push(String::new());
        lines.push("As they are now:".to_owned());
        lines.extend(self.lines.iter().cloned());
        lines
    }
}

/// Why two items of one story are together: the matches that lead from the one to the other.
fn together(
    (a, b): (&StoredItem, &StoredItem),
    reading: &Reading<'_>,
    settings: &Settings,
) -> Result<(Option<MatchRule>, Vec<String>), StoreError> {
    if a.id == b.id {
        return Ok((None, vec!["they are one item".to_owned()]));
    }
    let items = reading.story(a.story)?;
    let items: BTreeMap<ItemId, &StoredItem> = items.iter().map(|item| (item.id, item)).collect();
    let Some(path) = path(a.id, b.id, &items) else {
        // A correction takes the place of the match that was noted before it.
        return Ok((Some(MatchRule::Joined), vec!["they were put together by hand".to_owned()]));
    };
    let is_joined = path.iter().any(|item| item.reason.rule == MatchRule::Joined);
    let mut because = Vec::new();
    for item in path {
        because.push(format!("item {}: {}", item.id.0, reason_says(item, reading, settings)?));
    }
    Ok((is_joined.then_some(MatchRule::Joined), because))
}

/// The items whose matches lead from one item to another, in that order; `None` where none do.
fn path<'i>(
    from: ItemId,
    to: ItemId,
    items: &BTreeMap<ItemId, &'i StoredItem>,
) -> Option<Vec<&'i StoredItem>> {
    let mut next: BTreeMap<ItemId, Vec<(ItemId, &StoredItem)>> = BTreeMap::new();
    for item in items.values() {
        if let Some(matched) = item.reason.matched.filter(|matched| items.contains_key(matched)) {
            next.entry(item.id).or_default().push((matched, item));
            next.entry(matched).or_default().push((item.id, item));
        }
    }
    let mut seen = BTreeSet::from([from]);
    let mut waiting = VecDeque::from([(from, Vec::new())]);
    while let Some((at, path)) = waiting.pop_front() {
        if at == to {
            return Some(path);
        }
        for (other, by) in next.get(&at).into_iter().flatten() {
            if seen.insert(*other) {
                let mut path = path.clone();
                path.push(*by);
                waiting.push_back((*other, path));
            }
        }
    }
    None
}

/// Why two items are in two stories.
fn apart(
    (a, b): (&StoredItem, &StoredItem),
    now: &Comparison,
    reading: &Reading<'_>,
) -> Result<(Option<MatchRule>, Vec<String>), StoreError> {
    let split = were_split(a.story, b.story, reading)?;
    let mut because = Vec::new();
    because.extend(split.map(|item| format!("item {} was taken out by hand", item.0)));
    let likeness = &now.likeness;
    if likeness.coverage < likeness.needed {
        because.push(format!(
            "their texts have too little in common: {} of the shorter, and {} are needed",
            percent(likeness.coverage),
            percent(likeness.needed)
        ));
    }
    if !likeness.guards.is_empty() {
        because.push(guards_say(&likeness.guards));
    }
    let is_alike = now.same_link || now.same_text || likeness.coverage >= likeness.needed;
    for item in [a, b].into_iter().filter(|_| is_alike) {
        let mut noted = item.reason.guards.clone();
        noted.retain(|guard| !likeness.guards.contains(guard));
        if !noted.is_empty() {
            because.push(format!(
                "when item {} came in, this kept it out of other stories: {}",
                item.id.0,
                guards_say(&noted)
            ));
        }
    }
    if split.is_none() && likeness.verdict == Verdict::Same {
        because.push(
            "by their texts as they are now they would be one; an item stays in the story that it \
             was put into when it came in"
                .to_owned(),
        );
    }
    Ok((split.map(|_| MatchRule::Split), because))
}

/// The item that was taken out of the one story into the other.
fn were_split(a: StoryId, b: StoryId, reading: &Reading<'_>) -> Result<Option<ItemId>, StoreError> {
    if !are_related(a, b, reading)? {
        return Ok(None);
    }
    let items = reading.story(a)?.into_iter().chain(reading.story(b)?);
    let mut split = items.filter(|item| item.reason.rule == MatchRule::Split);
    Ok(split.next().map(|item| item.id))
}

fn are_related(a: StoryId, b: StoryId, reading: &Reading<'_>) -> Result<bool, StoreError> {
    Ok(reading.close_to(a)?.iter().any(|(story, _)| *story == b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Digest, Entry, FeedId, Reason, SourceFeed, Timestamp};

    fn item(id: i64, matched: Option<i64>) -> StoredItem {
        StoredItem {
            id: ItemId(id),
            story: StoryId(1),
            key: Digest::of(&[b"key"]),
            source: SourceFeed {
                id: FeedId(1),
                url: "https://a.example/feed".to_owned(),
                title: "A".to_owned(),
                site_url: None,
            },
            entry: Entry::default(),
            first_seen: Timestamp::EPOCH,
            changed: Timestamp::EPOCH,
            place: None,
            is_left_out: false,
            boilerplate: Vec::new(),
            agency: None,
            is_original: false,
            reason: Reason { matched: matched.map(ItemId), ..Reason::default() },
        }
    }

    #[test]
    fn matches_lead_from_one_item_to_another_whichever_of_them_was_matched() {
        let items =
            [item(1, None), item(2, Some(1)), item(3, Some(1)), item(4, Some(9)), item(5, Some(3))];
        let items: BTreeMap<ItemId, &StoredItem> =
            items.iter().map(|item| (item.id, item)).collect();
        let path = |from, to| {
            let path = path(ItemId(from), ItemId(to), &items)?;
            Some(path.iter().map(|item| item.id.0).collect::<Vec<_>>())
        };
        assert_eq!(path(1, 2), Some(vec![2]));
        assert_eq!(path(2, 5), Some(vec![2, 3, 5]));
        assert_eq!(path(2, 2), Some(Vec::new()));
        assert_eq!(path(2, 4), None, "what it was matched with is in another story");
    }
}

//! Pairs of items to be read by hand: those that were merged, and those that came close and were not.

use std::collections::BTreeMap;
use std::time::Duration;

use mainstem::article::{plain_text, wording};
use mainstem::model::{Entry, Guard, ItemId, StoredItem};
use mainstem::story::{Index, Likeness, MOST_NEAR, Report, Verdict, compare, sketch};

/// An item as it is read and as it is compared.
#[derive(Debug)]
pub(crate) struct Read<'i> {
    pub(crate) item: &'i StoredItem,
    pub(crate) text: String,
    report: Report,
}

impl<'i> Read<'i> {
    /// The item, worded as one that is held.
    pub(crate) fn of(item: &'i StoredItem) -> Self {
        let text = plain_text(&item.entry.content_html);
        let entry = Entry { text: text.clone(), ..item.entry.clone() };
        let wording = wording(&entry, &item.boilerplate.iter().copied().collect());
        let report = Report::of(&entry.title, &wording, entry.published, item.first_seen);
        Self { item, text, report }
    }

    fn likeness(&self, other: &Self) -> Likeness {
        compare(&self.report, &other.report, self.item.source.id == other.item.source.id)
    }
}

/// Two items, and how alike they are.
#[derive(Clone, Debug)]
pub(crate) struct Pair<'r> {
    pub(crate) first: &'r Read<'r>,
    pub(crate) second: &'r Read<'r>,
    pub(crate) likeness: Likeness,
    /// What kept them apart: the pair's own guards, and those that passed a link or a text over.
    pub(crate) guards: Vec<Guard>,
}

impl<'r> Pair<'r> {
    fn of(first: &'r Read<'r>, second: &'r Read<'r>) -> Self {
        let likeness = second.likeness(first);
        Self { first, second, guards: likeness.guards.clone(), likeness }
    }
}

/// Every item that joined a story, with the one that it was matched with.
pub(crate) fn merges<'r>(read: &'r [Read<'r>]) -> Vec<Pair<'r>> {
    let by_id: BTreeMap<ItemId, &Read<'_>> = read.iter().map(|read| (read.item.id, read)).collect();
    let matched = |second: &'r Read<'r>| {
        let first = by_id.get(&second.item.reason.matched?)?;
        Some(Pair::of(first, second))
    };
    read.iter().filter_map(matched).collect()
}

/// Of each item the closest of those before it that are other stories. Close is what most of the text,
/// the link or the text to the letter would have joined but for a guard, and what is related.
pub(crate) fn near_misses<'r>(read: &'r [Read<'r>], window: Duration) -> Vec<Pair<'r>> {
    let by_id: BTreeMap<ItemId, &Read<'_>> = read.iter().map(|read| (read.item.id, read)).collect();
    let mut index = Index::default();
    let mut last: BTreeMap<(Guard, &str), &Read<'_>> = BTreeMap::new();
    let mut misses = Vec::new();
    for second in read {
        let item = second.item;
        let sketch = sketch(&second.report);
        let since = item.first_seen.minus(window);
        let near = index.like(&sketch, since, MOST_NEAR).into_iter();
        let mut pairs: Vec<Pair<'_>> =
            near.filter_map(|id| Some(Pair::of(by_id.get(&id)?, second))).collect();
        pairs.retain(|pair| is_close(&pair.likeness));
        let link = item.entry.canonical_url.as_deref().unwrap_or_default();
        for key in
            [(Guard::LinkRecursInOneFeed, link), (Guard::TextRecursInOneFeed, second.text.as_str())]
        {
            let before = last.insert(key, second);
            let spoke = item.reason.guards.contains(&key.0);
            if let (Some(first), true) = (before, spoke) {
                let mut pair = Pair::of(first, second);
                pair.guards.insert(0, key.0);
                pairs.push(pair);
            }
        }
        pairs.retain(|pair| pair.first.item.story != item.story);
        misses.extend(
            pairs
                .into_iter()
                .max_by_key(|pair| (pair.likeness.coverage, std::cmp::Reverse(pair.first.item.id))),
        );
        index.insert(item.id, item.first_seen, &sketch);
    }
    misses
}

fn is_close(likeness: &Likeness) -> bool {
    likeness.verdict > Verdict::Different || !likeness.guards.is_empty()
}

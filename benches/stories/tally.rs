//! The figures of a replay.

use std::collections::{BTreeMap, BTreeSet};

use mainstem::model::{ItemId, PollTally, StoredItem, StoryId};

use crate::kept::outlet;

/// What was counted on the way.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    documents: usize,
    updates: usize,
    /// Files that are no documents by their names.
    pub(crate) passed_over: usize,
    /// Documents that are no feeds.
    pub(crate) no_feeds: usize,
}

impl Tally {
    /// One document more.
    pub(crate) fn add(&mut self, polled: &PollTally) {
        self.documents += 1;
        self.updates += polled.updated;
    }

    /// Prints the figures, with what the items of the store tell.
    pub(crate) fn print(&self, items: &[StoredItem]) {
        let stories: BTreeSet<StoryId> = items.iter().map(|item| item.story).collect();
        println!("{:6} documents", self.documents);
        println!("{:6} documents that are no feeds", self.no_feeds);
        println!("{:6} other files, passed over", self.passed_over);
        println!("{:6} items", items.len());
        println!("{:6} stories", stories.len());
        println!("{:6} reports saved", items.len() - stories.len());
        println!("{:6} updates", self.updates);
        let mut by_rule: BTreeMap<&str, usize> = BTreeMap::new();
        let mut by_pair: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        let outlets: BTreeMap<ItemId, &str> =
            items.iter().map(|item| (item.id, outlet(item))).collect();
        for item in items {
            let Some(matched) = item.reason.matched else { continue };
            *by_rule.entry(item.reason.rule.name()).or_default() += 1;
            let (one, other) = (outlet(item), outlets.get(&matched).copied().unwrap_or_default());
            *by_pair.entry((one.min(other), one.max(other))).or_default() += 1;
        }
        println!("\njoined by rule");
        for (rule, count) in by_rule {
            println!("{count:6} {rule}");
        }
        println!("\njoined by outlets");
        let mut by_pair: Vec<_> = by_pair.into_iter().collect();
        by_pair.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        for ((one, other), count) in by_pair {
            println!("{count:6} {one} + {other}");
        }
    }
}

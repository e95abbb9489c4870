//! Which of the live items may be copies of a text: an index of their sketches, in memory. It only
//! suggests; an item that it names and that is gone, or is something else, costs a look.
//!
//! Samples stand in sorted runs that are merged as they grow (O'Neil's log-structured merge tree), 8
//! bytes a sample: a text is looked up in the time of a few dozen binary searches, however many
//! items there are.

use std::collections::BTreeMap;

use crate::model::{ItemId, Timestamp};

/// Samples that are kept in a tree before they become a run.
const BUFFER: usize = 2_048;

/// A run is merged into the one before it where that is less than so many times as long.
const GROWTH: usize = 4;

/// How many items with one sample are looked at, the newest: what thousands of texts have in
/// common tells nothing, and a text that comes in thousands of copies needs only some of them.
const MOST_WITH_ONE: usize = 48;

/// How many samples a copy has in common at least.
const LEAST_IN_COMMON: u32 = 2;

/// The live items by their sketches.
#[derive(Debug, Default)]
pub struct Index {
    /// In the order they came in; a sample names its item by the place in this list.
    items: Vec<(ItemId, Timestamp)>,
    newest: Option<ItemId>,
    buffer: BTreeMap<u32, Vec<u32>>,
    buffered: usize,
    /// Sorted, the longest first.
    runs: Vec<Vec<(u32, u32)>>,
}

impl Index {
    /// Adds an item that was first seen at this moment. Items come in by their numbers; one that
    /// comes in again, because it was edited, has both sketches.
    pub fn insert(&mut self, item: ItemId, seen: Timestamp, sketch: &[u32]) {
        let place = u32::try_from(self.items.len()).unwrap_or(u32::MAX);
        self.items.push((item, seen));
        self.newest = self.newest.max(Some(item));
        for sample in sketch {
            self.buffer.entry(*sample).or_default().push(place);
        }
        self.buffered += sketch.len();
        if self.buffered >= BUFFER {
            self.flush();
        }
    }

    /// Items that may be copies of a text with this sketch, those with the most in common first and
    /// of these the oldest, at most `count`.
    pub fn like(&self, sketch: &[u32], since: Timestamp, count: usize) -> Vec<ItemId> {
        let mut in_common: BTreeMap<u32, u32> = BTreeMap::new();
        for sample in sketch {
            for place in self.with(*sample) {
                *in_common.entry(place).or_default() += 1;
            }
        }
        let least = LEAST_IN_COMMON.min(u32::try_from(sketch.len()).unwrap_or(u32::MAX));
        let mut found: Vec<(std::cmp::Reverse<u32>, ItemId)> = in_common
            .into_iter()
            .filter(|(_, common)| *common >= least)
            .filter_map(|(place, common)| {
                let (item, seen) = self.items.get(place as usize)?;
                (*seen >= since).then_some((std::cmp::Reverse(common), *item))
            })
            .collect();
        found.sort_unstable();
        let mut known = std::collections::BTreeSet::new();
        found
            .into_iter()
            .map(|(_, item)| item)
            .filter(|item| known.insert(*item))
            .take(count)
            .collect()
    }

    /// The highest number of an item that came in; `None` where none did.
    pub fn newest(&self) -> Option<ItemId> {
        self.newest
    }

    /// How many items it holds, those included that are older than anybody asks for.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Whether more than a quarter of what it holds was first seen before this moment, so that it
    /// is time to make it anew.
    pub fn is_stale(&self, since: Timestamp) -> bool {
        // Nearly in the order of time: what comes in later was seen later.
        let quarter = self.items.get(self.items.len() / 4);
        self.items.len() > BUFFER && quarter.is_some_and(|(_, seen)| *seen < since)
    }

    /// Bytes that it takes in memory.
    pub fn bytes(&self) -> usize {
        let runs: usize =
            self.runs.iter().map(|run| run.capacity() * size_of::<(u32, u32)>()).sum();
        self.items.capacity() * size_of::<(ItemId, Timestamp)>() + runs + self.buffered * 64
    }

    /// The places of the items with this sample, the newest first.
    fn with(&self, sample: u32) -> impl Iterator<Item = u32> + '_ {
        let buffered = self.buffer.get(&sample).into_iter().flatten().rev().copied();
        let in_runs = self.runs.iter().rev().flat_map(move |run| {
            let first = run.partition_point(|(other, _)| *other < sample);
            let rest = run.get(first..).unwrap_or_default();
            with_this(rest, sample).iter().rev().map(|(_, place)| *place)
        });
        buffered.chain(in_runs).take(MOST_WITH_ONE)
    }

    fn flush(&mut self) {
        let buffer = std::mem::take(&mut self.buffer);
        let mut run: Vec<(u32, u32)> = Vec::with_capacity(self.buffered);
        for (sample, places) in buffer {
            run.extend(places.into_iter().map(|place| (sample, place)));
        }
        self.buffered = 0;
        while let Some(before) = self.runs.pop_if(|before| before.len() < run.len() * GROWTH) {
            run = merged(&before, &run);
        }
        self.runs.push(run);
    }
}

/// Those at the beginning that have this sample. They are few where millions follow: their end is looked
/// for near by, and not in memory that no processor holds at hand.
fn with_this(run: &[(u32, u32)], sample: u32) -> &[(u32, u32)] {
    let mut reach = 1;
    while run.get(reach).is_some_and(|(other, _)| *other == sample) {
        reach *= 2;
    }
    let near = run.get(..reach).unwrap_or(run);
    let end = near.partition_point(|(other, _)| *other == sample);
    near.get(..end).unwrap_or_default()
}

/// Two sorted runs as one.
fn merged(one: &[(u32, u32)], other: &[(u32, u32)]) -> Vec<(u32, u32)> {
    let mut all = Vec::with_capacity(one.len() + other.len());
    let (mut ones, mut others) = (one.iter().peekable(), other.iter().peekable());
    while let (Some(a), Some(b)) = (ones.peek(), others.peek()) {
        let next = if a <= b { ones.next() } else { others.next() };
        all.extend(next);
    }
    all.extend(ones);
    all.extend(others);
    all
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: Timestamp = Timestamp::EPOCH;

    fn index(sketches: &[Vec<u32>]) -> Index {
        let mut index = Index::default();
        for (item, sketch) in (1..).zip(sketches) {
            index.insert(ItemId(item), NOW, sketch);
        }
        index
    }

    #[test]
    fn an_item_that_shares_samples_is_found_and_the_one_that_shares_most_first() {
        let index = index(&[vec![1, 2, 3], vec![1, 2, 3, 4], vec![9, 10]]);
        assert_eq!(index.like(&[1, 2, 3, 4], NOW, 10), [ItemId(2), ItemId(1)]);
        assert_eq!(index.like(&[1, 2, 3, 4], NOW, 1), [ItemId(2)]);
        assert_eq!(index.like(&[7, 8], NOW, 10), []);
    }

    #[test]
    fn what_was_seen_too_long_ago_is_not_found() {
        let index = index(&[vec![1, 2]]);
        assert_eq!(index.like(&[1, 2], Timestamp::from_unix(1), 10), []);
    }

    #[test]
    fn a_text_that_comes_ten_thousand_times_is_found_in_some_of_its_copies() {
        let index = index(&vec![vec![1, 2, 3]; 10_000]);
        assert_eq!(index.like(&[1, 2, 3], NOW, 100).len(), MOST_WITH_ONE);
    }

    proptest! {
        /// However items come in and runs are merged, all of them are found.
        #[test]
        fn every_item_is_found_by_its_own_sketch(
            seeds in proptest::collection::vec(0_u32..50_000, 1..900),
        ) {
            let sketches: Vec<Vec<u32>> = seeds.iter().map(|seed| (seed * 8..seed * 8 + 8).collect()).collect();
            let index = index(&sketches);
            for (item, sketch) in (1..).zip(&sketches) {
                prop_assert!(index.like(sketch, NOW, 1_000).contains(&ItemId(item)));
            }
        }
    }
}

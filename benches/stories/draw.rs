//! Drawing pairs at random, the same in every run with the same seed.

use std::collections::BTreeMap;

use mainstem::model::{Guard, MatchRule};

use crate::pairs::Pair;

/// Random numbers from a seed (`SplitMix64`).
#[derive(Debug)]
pub(crate) struct Draw {
    state: u64,
}

impl Draw {
    pub(crate) fn of(seed: u64) -> Self {
        Self { state: seed }
    }

    /// So many merges: by each rule as many as its share, but of near copies at least half.
    pub(crate) fn merges<'r>(&mut self, pairs: Vec<Pair<'r>>, count: usize) -> Vec<Pair<'r>> {
        let (near, to_the_letter): (Vec<_>, Vec<_>) =
            pairs.into_iter().partition(|pair| pair.second.item.reason.rule == MatchRule::NearCopy);
        let all = near.len() + to_the_letter.len();
        let share = (count * near.len()).checked_div(all).unwrap_or(0);
        let near_copies = share.max(count / 2).min(near.len());
        let mut by_rule: BTreeMap<MatchRule, Vec<Pair<'r>>> = BTreeMap::new();
        for pair in to_the_letter {
            by_rule.entry(pair.second.item.reason.rule).or_default().push(pair);
        }
        let mut drawn = Vec::new();
        let (wanted, there) = (count - near_copies, all - near.len());
        for pairs in by_rule.into_values() {
            let share = (wanted * pairs.len()).div_ceil(there);
            drawn.extend(self.some(pairs, share));
        }
        drawn.truncate(wanted);
        drawn.extend(self.some(near, near_copies));
        drawn
    }

    /// So many near misses: in turn one that each guard kept apart and one that none did.
    pub(crate) fn misses<'r>(&mut self, pairs: Vec<Pair<'r>>, count: usize) -> Vec<Pair<'r>> {
        let mut by_guard: BTreeMap<Option<Guard>, Vec<Pair<'r>>> = BTreeMap::new();
        for pair in pairs {
            by_guard.entry(pair.guards.first().copied()).or_default().push(pair);
        }
        println!("\nnear misses by their first guard");
        for (guard, pairs) in &by_guard {
            println!("{:6} {}", pairs.len(), guard.map_or("none", Guard::name));
        }
        let mut groups: Vec<Vec<Pair<'r>>> =
            by_guard.into_values().map(|pairs| self.some(pairs, count)).collect();
        let mut drawn = Vec::new();
        while drawn.len() < count && groups.iter().any(|group| !group.is_empty()) {
            drawn.extend(groups.iter_mut().filter_map(Vec::pop));
        }
        drawn.truncate(count);
        drawn.sort_by_key(|pair| pair.guards.first().copied());
        drawn
    }

    /// So many of these, in any order.
    fn some<T>(&mut self, mut values: Vec<T>, count: usize) -> Vec<T> {
        for last in (1..values.len()).rev() {
            let at = self.next() % (last as u64 + 1);
            values.swap(last, usize::try_from(at).unwrap());
        }
        values.truncate(count);
        values
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.state ^ (self.state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

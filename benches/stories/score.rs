//! How far a method's stories agree with the labelled ones: pairwise precision, recall and F1, and the
//! adjusted Rand index (Hubert and Arabie, 1985). All four follow from four counts of pairs, which come from
//! the sizes of groups: no pair is looked at but those that nobody has judged, which are then taken out.

use std::collections::BTreeMap;
use std::path::Path;

use crate::record::Record;

/// Pairs of places in the set that count neither way.
pub(crate) type Unjudged = Vec<(usize, usize)>;

/// Counts of pairs of items.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Pairs {
    /// In one story by the method and by the labels.
    pub(crate) right: u64,
    /// In one story by the method.
    pub(crate) claimed: u64,
    /// In one story by the labels.
    pub(crate) labelled: u64,
    pub(crate) all: u64,
}

/// The four figures of the table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Score {
    pub(crate) precision: f64,
    pub(crate) recall: f64,
    pub(crate) f1: f64,
    pub(crate) rand: f64,
}

/// A number for each record: the same for the records of one labelled story. One without a label is alone.
pub(crate) fn labels(records: &[Record]) -> Vec<usize> {
    let mut known = BTreeMap::new();
    let number = |(place, record): (usize, &Record)| match &record.cluster {
        Some(cluster) => *known.entry(cluster.clone()).or_insert(place),
        None => place,
    };
    records.iter().enumerate().map(number).collect()
}

/// Reads `SET.unjudged.tsv` beside a set; without that file every pair is judged. Ids that the set does not
/// have are passed over, as sets are cut to samples.
pub(crate) fn unjudged(set: &Path, records: &[Record]) -> std::io::Result<Unjudged> {
    let path = set.with_extension("unjudged.tsv");
    if !path.exists() {
        return Ok(Vec::new());
    }
    Ok(pairs_of(&std::fs::read_to_string(path)?, records))
}

fn pairs_of(lines: &str, records: &[Record]) -> Unjudged {
    let places: BTreeMap<&str, usize> =
        records.iter().enumerate().map(|(place, record)| (record.id.as_str(), place)).collect();
    let mut pairs: Unjudged = lines
        .lines()
        .filter_map(|line| {
            let (one, other) = line.split_once('\t')?;
            let (one, other) = (*places.get(one.trim())?, *places.get(other.trim())?);
            (one != other).then_some((one.min(other), one.max(other)))
        })
        .collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

fn pairs_within(sizes: impl Iterator<Item = u64>) -> u64 {
    sizes.map(|size| size * (size - 1) / 2).sum()
}

fn sizes<K: Ord>(keys: impl Iterator<Item = K>) -> BTreeMap<K, u64> {
    let mut sizes = BTreeMap::new();
    for key in keys {
        *sizes.entry(key).or_insert(0) += 1;
    }
    sizes
}

/// Counts pairs in two groupings of the same items, without those in `unjudged` (each pair there once).
pub(crate) fn count(stories: &[usize], labels: &[usize], unjudged: &Unjudged) -> Pairs {
    let both = sizes(stories.iter().zip(labels));
    let items = labels.len() as u64;
    let mut pairs = Pairs {
        right: pairs_within(both.into_values()),
        claimed: pairs_within(sizes(stories.iter()).into_values()),
        labelled: pairs_within(sizes(labels.iter()).into_values()),
        all: items * items.saturating_sub(1) / 2,
    };
    for &(one, other) in unjudged {
        let claimed = stories[one] == stories[other];
        let labelled = labels[one] == labels[other];
        pairs.all -= 1;
        pairs.claimed -= u64::from(claimed);
        pairs.labelled -= u64::from(labelled);
        pairs.right -= u64::from(claimed && labelled);
    }
    pairs
}

/// A share of nothing is whole: a method that claims no pair claims no wrong one.
fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 1.0 } else { float(part) / float(whole) }
}

#[expect(clippy::cast_precision_loss, reason = "sets of 100,000 items have fewer than 2^53 pairs")]
fn float(count: u64) -> f64 {
    count as f64
}

impl Pairs {
    pub(crate) fn score(self) -> Score {
        let (right, claimed, labelled) =
            (float(self.right), float(self.claimed), float(self.labelled));
        let by_chance = if self.all == 0 { 0.0 } else { claimed * labelled / float(self.all) };
        let at_most = f64::midpoint(claimed, labelled);
        let same = (at_most - by_chance).abs() < f64::EPSILON;
        Score {
            precision: share(self.right, self.claimed),
            recall: share(self.right, self.labelled),
            f1: share(2 * self.right, self.claimed + self.labelled),
            // Both groupings all apart or all together: they agree, and the formula has nothing to divide by.
            rand: if same { 1.0 } else { (right - by_chance) / (at_most - by_chance) },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(value: f64, expected: f64) {
        assert!((value - expected).abs() < 1e-9, "{value} is not {expected}");
    }

    #[test]
    fn six_items_counted_by_hand() {
        // Labels abc|de|f, stories ab|cde|f: ab and de right of the four claimed and the four labelled.
        let pairs = count(&[1, 1, 2, 2, 2, 3], &[1, 1, 1, 4, 4, 5], &Vec::new());
        assert_eq!(pairs, Pairs { right: 2, claimed: 4, labelled: 4, all: 15 });
        let score = pairs.score();
        near(score.precision, 0.5);
        near(score.recall, 0.5);
        near(score.f1, 0.5);
        // By chance 4 * 4 / 15 pairs: (2 - 16/15) / (4 - 16/15) = 14 / 44.
        near(score.rand, 7.0 / 22.0);
    }

    #[test]
    fn an_unjudged_pair_counts_neither_way() {
        // The pair of places 2 and 3 is claimed wrongly, that of 0 and 2 is missed.
        let unjudged = vec![(0, 2), (2, 3)];
        let pairs = count(&[1, 1, 2, 2, 2, 3], &[1, 1, 1, 4, 4, 5], &unjudged);
        assert_eq!(pairs, Pairs { right: 2, claimed: 3, labelled: 3, all: 13 });
        near(pairs.score().precision, 2.0 / 3.0);
    }

    #[test]
    fn the_same_grouping_under_other_numbers_is_perfect() {
        let score = count(&[7, 7, 9, 9], &[1, 1, 0, 0], &Vec::new()).score();
        near(score.f1, 1.0);
        near(score.rand, 1.0);
    }

    #[test]
    fn a_method_that_finds_nothing_is_precise_and_worth_nothing() {
        let score = count(&[0, 1, 2], &[0, 0, 0], &Vec::new()).score();
        near(score.precision, 1.0);
        near(score.recall, 0.0);
        near(score.f1, 0.0);
        near(score.rand, 0.0);
    }

    #[test]
    fn all_in_one_story_recalls_all_and_is_no_better_than_chance() {
        let score = count(&[0, 0, 0, 0], &[0, 0, 1, 1], &Vec::new()).score();
        near(score.precision, 1.0 / 3.0);
        near(score.recall, 1.0);
        near(score.rand, 0.0);
    }

    #[test]
    fn nothing_to_find_and_nothing_claimed_agree() {
        let score = count(&[0, 1], &[0, 1], &Vec::new()).score();
        near(score.f1, 1.0);
        near(score.rand, 1.0);
    }

    #[test]
    fn a_pair_is_read_once_in_either_order_and_unknown_ids_are_passed_over() {
        let line = |id: &str| {
            format!(r#"{{"id":"{id}","title":"","text":"","source":null,"published":null}}"#)
        };
        let records: Vec<Record> =
            ["a", "b", "c"].iter().map(|id| serde_json::from_str(&line(id)).unwrap()).collect();
        let read = pairs_of("c\ta\na\tc\nb\tb\na\tzzz\n\nb\tc\n", &records);
        assert_eq!(read, vec![(0, 2), (1, 2)]);
        assert_eq!(labels(&records), vec![0, 1, 2]);
    }
}

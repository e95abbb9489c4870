//! What the baselines compare: words, n-grams and their hashes, and which pairs are worth comparing.

use std::hash::{DefaultHasher, Hash, Hasher};

/// Runs of letters and digits in lower case: what all the baselines call a word. A sentence of Japanese or
/// Chinese is one such run up to its next mark, which is how these methods fail there.
pub(crate) fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// The same in every run; `DefaultHasher::new` has no keys.
pub(crate) fn hash(value: &(impl Hash + ?Sized)) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// Hashes of all runs of `length` words, in order. A text with fewer words is one run.
pub(crate) fn grams<T: Hash>(words: &[T], length: usize) -> Vec<u64> {
    if words.is_empty() {
        return Vec::new();
    }
    words.windows(length.min(words.len())).map(hash).collect()
}

/// Sorted and without repeats.
pub(crate) fn set(mut values: Vec<u64>) -> Vec<u64> {
    values.sort_unstable();
    values.dedup();
    values
}

/// How many values two sorted lists share; one that both repeat counts as often as the rarer.
pub(crate) fn shared(one: &[u64], other: &[u64]) -> usize {
    let (mut one, mut other) = (one.iter().peekable(), other.iter().peekable());
    let mut count = 0;
    while let (Some(a), Some(b)) = (one.peek(), other.peek()) {
        match a.cmp(b) {
            std::cmp::Ordering::Less => drop(one.next()),
            std::cmp::Ordering::Greater => drop(other.next()),
            std::cmp::Ordering::Equal => {
                count += 1;
                one.next();
                other.next();
            }
        }
    }
    count
}

/// Jaccard's similarity of two sorted lists; nothing is similar to nothing.
#[expect(clippy::cast_precision_loss, reason = "texts have fewer than 2^53 words")]
pub(crate) fn jaccard(one: &[u64], other: &[u64]) -> f64 {
    let both = shared(one, other);
    let either = one.len() + other.len() - both;
    if either == 0 { 0.0 } else { both as f64 / either as f64 }
}

/// Calls `meet` with every pair of items that share a key, once for every key they share.
pub(crate) fn same_key<K: Ord>(mut keyed: Vec<(K, usize)>, mut meet: impl FnMut(usize, usize)) {
    keyed.sort_unstable();
    for group in keyed.chunk_by(|one, other| one.0 == other.0) {
        for (place, (_, one)) in group.iter().enumerate() {
            for (_, other) in &group[place + 1..] {
                meet(*one, *other);
            }
        }
    }
}

/// Every pair of sets that can reach this similarity. Two sets that do must share one of the rarest values of
/// each (Chaudhuri et al., 2006), so that only those are looked up.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "lengths of texts, rounded up"
)]
pub(crate) fn alike(sets: &[Vec<u64>], least: f64) -> Vec<(usize, usize)> {
    let mut all: Vec<u64> = sets.iter().flatten().copied().collect();
    all.sort_unstable();
    let mut often: Vec<(u64, usize)> = Vec::new();
    for group in all.chunk_by(|one, other| one == other) {
        often.push((group[0], group.len()));
    }
    let count = |value: u64| {
        often.binary_search_by_key(&value, |entry| entry.0).map_or(0, |at| often[at].1)
    };
    let mut rarest = Vec::new();
    for (item, values) in sets.iter().enumerate() {
        let mut ranked: Vec<(usize, u64)> =
            values.iter().map(|&value| (count(value), value)).collect();
        ranked.sort_unstable();
        let needed = (least * values.len() as f64).ceil() as usize;
        let looked_up = values.len() + 1 - needed.clamp(1, values.len() + 1);
        rarest.extend(ranked.iter().take(looked_up).map(|&(_, value)| (value, item)));
    }
    let mut pairs = Vec::new();
    same_key(rarest, |one, other| pairs.push((one, other)));
    pairs.sort_unstable();
    pairs.dedup();
    pairs.retain(|&(one, other)| jaccard(&sets[one], &sets[other]) >= least);
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_runs_of_letters_and_digits_in_lower_case() {
        assert_eq!(words("It’s M5.6, 東京で。"), ["it", "s", "m5", "6", "東京で"]);
    }

    #[test]
    fn a_text_shorter_than_a_gram_is_one_gram() {
        assert_eq!(grams(&["a"], 3).len(), 1);
        assert_eq!(grams(&["a", "b", "c", "d"], 3).len(), 2);
        assert!(grams::<&str>(&[], 3).is_empty());
    }

    #[test]
    fn repeats_count_as_often_as_the_rarer() {
        assert_eq!(shared(&[1, 1, 2, 3], &[1, 1, 1, 3]), 3);
        assert!((jaccard(&[1, 1, 2, 3], &[1, 1, 1, 3]) - 0.6).abs() < 1e-9);
        assert!(jaccard(&[], &[]) < 1e-9);
    }

    #[test]
    fn the_rarest_values_find_exactly_the_pairs_that_a_comparison_of_all_finds() {
        let sets: Vec<Vec<u64>> = (0..60_u64)
            .map(|item| {
                set((0..12).map(|value| (item / 4 * 7 + value * (1 + item % 3)) % 50).collect())
            })
            .collect();
        let pairs =
            (0..sets.len()).flat_map(|one| (one + 1..sets.len()).map(move |other| (one, other)));
        let expected: Vec<(usize, usize)> =
            pairs.filter(|&(one, other)| jaccard(&sets[one], &sets[other]) >= 0.5).collect();
        assert!(expected.len() > 20, "{} pairs", expected.len());
        assert_eq!(alike(&sets, 0.5), expected);
    }
}

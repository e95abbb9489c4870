//! `MinHash` of word 3-shingles (Broder, 1997): the share of equal minima under 128 hashes estimates Jaccard's
//! similarity. Pairs are compared where all four minima of one of 32 bands agree.

use crate::features::{grams, same_key, words};
use crate::groups::Groups;
use crate::record::Record;

const HASHES: usize = 128;
const ROWS: usize = 4;
/// Half of the minima: a similarity of 0.5.
const LEAST_EQUAL: usize = HASHES / 2;

/// One story where the estimate is 0.5 or more.
pub(crate) fn minhash(records: &[Record]) -> Vec<usize> {
    let sketches: Vec<Vec<u64>> =
        records.iter().map(|record| sketch(&grams(&words(&record.plain()), 3))).collect();
    let mut groups = Groups::of(records.len());
    for band in 0..HASHES / ROWS {
        let keyed = sketches.iter().enumerate().filter(|(_, sketch)| !sketch.is_empty());
        let rows = band * ROWS..(band + 1) * ROWS;
        let keyed = keyed.map(|(place, sketch)| (&sketch[rows.clone()], place)).collect();
        same_key(keyed, |one, other| {
            if !groups.together(one, other)
                && equal(&sketches[one], &sketches[other]) >= LEAST_EQUAL
            {
                groups.join(one, other);
            }
        });
    }
    groups.numbers()
}

fn equal(one: &[u64], other: &[u64]) -> usize {
    one.iter().zip(other).filter(|(a, b)| a == b).count()
}

/// The minima; none for a text without words.
fn sketch(shingles: &[u64]) -> Vec<u64> {
    if shingles.is_empty() {
        return Vec::new();
    }
    let least =
        |number| shingles.iter().map(|&shingle| mix(shingle, number)).min().unwrap_or_default();
    (0..HASHES as u64).map(least).collect()
}

/// The finaliser of splitmix64 as one of many hashes.
fn mix(value: u64, number: u64) -> u64 {
    let mut mixed = value ^ (number + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::{jaccard, set};

    #[test]
    fn equal_minima_estimate_the_similarity_of_sets() {
        let one = set((0..300).map(|value| mix(value, 7)).collect());
        let other = set((100..400).map(|value| mix(value, 7)).collect());
        let estimate = equal(&sketch(&one), &sketch(&other));
        assert!((jaccard(&one, &other) - 0.5).abs() < 1e-9);
        assert!((50..=78).contains(&estimate), "{estimate} of 128");
    }
}

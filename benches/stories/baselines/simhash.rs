//! `SimHash` (Charikar, 2002) of 64 bits over word 2-grams, with the distance of Manku et al. (2007): two of
//! at most three differing bits have one of four quarters the same, and only such pairs are compared.

use crate::features::{grams, same_key, words};
use crate::groups::Groups;
use crate::record::Record;

const FARTHEST: u32 = 3;
const QUARTERS: u32 = FARTHEST + 1;
const BITS: u32 = 64 / QUARTERS;

/// One story where the hashes differ in at most three bits.
pub(crate) fn simhash(records: &[Record]) -> Vec<usize> {
    let hashes: Vec<Option<u64>> =
        records.iter().map(|record| simhash_of(&grams(&words(&record.plain()), 2))).collect();
    let mut groups = Groups::of(records.len());
    for quarter in 0..QUARTERS {
        let mut keyed = Vec::new();
        for (place, hash) in hashes.iter().enumerate() {
            keyed.extend(hash.map(|hash| ((hash >> (quarter * BITS)) & ((1 << BITS) - 1), place)));
        }
        same_key(keyed, |one, other| {
            let differing =
                hashes[one].zip(hashes[other]).map(|(one, other)| (one ^ other).count_ones());
            if differing.is_some_and(|bits| bits <= FARTHEST) {
                groups.join(one, other);
            }
        });
    }
    groups.numbers()
}

/// The majority of the grams' hashes, bit by bit; a gram votes as often as it occurs.
fn simhash_of(grams: &[u64]) -> Option<u64> {
    let majority =
        |bit: u32| grams.iter().filter(|gram| (*gram >> bit) & 1 == 1).count() * 2 > grams.len();
    let set = (0..64).filter(|&bit| majority(bit)).fold(0, |sum: u64, bit| sum | (1 << bit));
    (!grams.is_empty()).then_some(set)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_bit_goes_with_the_majority() {
        assert_eq!(simhash_of(&[0b110, 0b010, 0b011]), Some(0b010));
        assert_eq!(simhash_of(&[0b10, 0b01]), Some(0));
        assert_eq!(simhash_of(&[]), None);
    }
}

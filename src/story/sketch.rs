//! Samples of a text by which its copies are looked up: the same samples from the same words, and
//! some of them also from a cut, an extended or an edited copy.

use super::passages::shingles;
use super::verdict::Report;

/// What a sampled shingle weighs: four words, or eight characters of a script without spaces. Three
/// are a turn of phrase that thousands of texts have; of five, an edited copy has kept too few.
const SHINGLE: u32 = 8;

/// How many samples are taken of the whole text.
const OF_ALL: usize = 18;

/// How many more are taken of its lead, where a copy that was cut has them all.
const OF_LEAD: usize = 8;

/// What is its lead: the first so many words.
const LEAD: usize = 60;

/// How many items with the most samples in common are compared.
pub const MOST_NEAR: usize = 8;

/// The samples: the smallest of its shingles' hashes, which a copy has as well where it has the
/// words (Broder, "On the resemblance and containment of documents", 1997).
pub fn sketch(report: &Report) -> Vec<u32> {
    let words = report.text.all();
    let lead = words.get(..LEAD.min(words.len())).unwrap_or_default();
    let mut samples = smallest(shingles(words, SHINGLE).map(|(hash, _)| hash).collect(), OF_ALL);
    samples.extend(smallest(shingles(lead, SHINGLE).map(|(hash, _)| hash).collect(), OF_LEAD));
    samples.sort_unstable();
    samples.dedup();
    samples
}

fn smallest(mut hashes: Vec<u32>, count: usize) -> Vec<u32> {
    if hashes.len() > count * 4 {
        // A quick cut first; equal hashes are dropped after it, so more than `count` are kept.
        hashes.select_nth_unstable(count * 4);
        hashes.truncate(count * 4);
    }
    hashes.sort_unstable();
    hashes.dedup();
    hashes.truncate(count);
    hashes
}

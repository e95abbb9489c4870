//! Titles alike in trigrams, as tt-rss compares them.

use crate::features::{alike, hash, set, words};
use crate::groups::Groups;
use crate::record::Record;

/// tt-rss's plugin `af_psql_trgm` offers 0.75.
const LEAST_OF_TITLES: f64 = 0.75;

/// One story where titles are alike as `similarity()` of `pg_trgm` has it, a module of `PostgreSQL`.
pub(crate) fn title_trigrams(records: &[Record]) -> Vec<usize> {
    let titles: Vec<Vec<u64>> = records.iter().map(|record| trigrams(&record.title)).collect();
    let mut groups = Groups::of(records.len());
    for (one, other) in alike(&titles, LEAST_OF_TITLES) {
        groups.join(one, other);
    }
    groups.numbers()
}

/// The set of trigrams of the words, each with two spaces before it and one after.
fn trigrams(title: &str) -> Vec<u64> {
    let mut found = Vec::new();
    for word in words(title) {
        let padded: Vec<char> = format!("  {word} ").chars().collect();
        found.extend(padded.windows(3).map(hash));
    }
    set(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::jaccard;

    #[test]
    fn trigrams_are_those_of_pg_trgm() {
        // select show_trgm('word'), similarity('word', 'two words'): the manual's own example.
        assert_eq!(trigrams("word").len(), 5);
        let similarity = jaccard(&trigrams("word"), &trigrams("two words"));
        assert!((similarity - 4.0 / 11.0).abs() < 1e-9, "{similarity}");
    }
}

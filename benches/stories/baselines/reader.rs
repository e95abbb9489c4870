//! How lemon24/reader's plugin `entry_dedupe` compares contents, as of commit 0140613 (after its issue 371):
//! the longer is cut to the shorter one's length where it is half as long again; then weighted Jaccard of
//! n-grams of characters, for long texts of words, against a threshold that grows with length.
//!
//! Left out is where the plugin looks for pairs: within one feed, at the same link, title or moment. Here
//! texts are compared that have the same title or share several rare runs of words.

use std::collections::BTreeMap;

use regex::Regex;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use crate::features::{grams, hash, jaccard, same_key, set};
use crate::groups::Groups;
use crate::record::Record;

/// Shorter contents are never compared, the same or not.
const LEAST_WORDS: usize = 32;
/// Contents are padded where one has fewer elements.
const PADDED_BELOW: usize = 100;

/// Up to this mean length in characters: n-grams of characters or words, how long, how similar.
const RULES: &[(usize, bool, usize, f64)] = &[
    (12, true, 3, 0.6),
    (200, true, 3, 0.7),
    (400, true, 4, 0.7),
    (800, true, 4, 0.8),
    (1_600, false, 3, 0.7),
    (2_400, false, 3, 0.8),
    (3_600, false, 4, 0.8),
    (usize::MAX, false, 4, 0.9),
];

/// A run of three words is rare where no more texts have it.
const RARE: usize = 50;
/// Pairs are compared where one of so many words of the shorter begins a rare run that both have.
const WORDS_A_SHARED_RUN: usize = 8;

/// One story where contents are duplicates.
pub(crate) fn reader(records: &[Record]) -> Vec<usize> {
    let tokens = tokeniser();
    let texts: Vec<Vec<String>> =
        records.iter().map(|record| tokenise(&tokens, &record.plain())).collect();
    let mut titles = Vec::new();
    for (place, record) in records.iter().enumerate() {
        let title = tokenise(&tokens, &record.title);
        titles.extend((!title.is_empty()).then(|| (hash(&title), place)));
    }
    let mut pairs = sharing_rare_runs(&texts);
    same_key(titles, |one, other| pairs.push((one, other)));
    let mut groups = Groups::of(records.len());
    for (one, other) in pairs {
        if !groups.together(one, other) && same(&texts[one], &texts[other]) {
            groups.join(one, other);
        }
    }
    groups.numbers()
}

fn sharing_rare_runs(texts: &[Vec<String>]) -> Vec<(usize, usize)> {
    let mut keyed = Vec::new();
    for (place, text) in texts.iter().enumerate() {
        keyed.extend(set(grams(text, 3)).into_iter().map(|gram| (gram, place)));
    }
    keyed.sort_unstable();
    let rare = keyed.chunk_by(|one, other| one.0 == other.0).filter(|group| group.len() <= RARE);
    let rare = rare.flatten().copied().collect();
    let mut counts: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    same_key(rare, |one, other| *counts.entry((one, other)).or_default() += 1);
    let enough = |&((one, other), count): &((usize, usize), usize)| {
        count * WORDS_A_SHARED_RUN >= texts[one].len().min(texts[other].len())
    };
    counts.into_iter().filter(enough).map(|(pair, _)| pair).collect()
}

#[expect(clippy::unwrap_used, reason = "the pattern is a constant")]
fn tokeniser() -> Regex {
    let dates = r"\d{1,4}(?:[/-]\d{1,4}){1,2}";
    let versions = r"\d{1,4}(?:\.\d{1,3}){1,2}(?:[._-]?[a-z]{1,5}\d{1,2})?";
    Regex::new(&format!(r"\b(?:{dates}|{versions}|\w+)\b")).unwrap()
}

fn tokenise(tokens: &Regex, text: &str) -> Vec<String> {
    let plain: String = if text.is_ascii() {
        text.to_lowercase()
    } else {
        text.nfkd().filter(|c| !is_combining_mark(*c)).collect::<String>().to_lowercase()
    };
    tokens.find_iter(&plain).map(|found| found.as_str().to_owned()).collect()
}

fn same(one: &[String], other: &[String]) -> bool {
    let (short, mut long) = if one.len() < other.len() { (one, other) } else { (other, one) };
    if short.len() < LEAST_WORDS {
        return false;
    }
    if long.len() * 2 > short.len() * 3 {
        long = &long[..short.len()];
    }
    if short == long {
        return true;
    }
    let length = |words: &[String]| words.iter().map(|word| word.chars().count()).sum::<usize>();
    let mean = usize::midpoint(length(short), length(long));
    let rule = RULES.iter().find(|(longest, ..)| mean <= *longest);
    rule.is_some_and(|&(_, characters, n, least)| {
        let similarity = if characters {
            let joined = |words: &[String]| words.join(" ").chars().map(Some).collect();
            similarity(joined(short), joined(long), n)
        } else {
            let wrapped = |words: &[String]| words.iter().cloned().map(Some).collect();
            similarity(wrapped(short), wrapped(long), n)
        };
        similarity >= least
    })
}

fn similarity<T: std::hash::Hash>(one: Vec<Option<T>>, other: Vec<Option<T>>, n: usize) -> f64 {
    let pad = if one.len().min(other.len()) < PADDED_BELOW { n - 1 } else { 0 };
    let bag = |elements: Vec<Option<T>>| {
        let padding = || (0..pad).map(|_| None);
        let padded: Vec<Option<T>> = padding().chain(elements).chain(padding()).collect();
        let mut bag = grams(&padded, n);
        bag.sort_unstable();
        bag
    };
    jaccard(&bag(one), &bag(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(words: usize, changed: &[usize]) -> Vec<String> {
        let word =
            |at| if changed.contains(&at) { "changed".to_owned() } else { format!("word{at}") };
        (0..words).map(word).collect()
    }

    #[test]
    fn dates_and_versions_are_one_word() {
        let found = tokenise(&tokeniser(), "Été 2026/11/26: v1, 3.21.1-rc2 out");
        assert_eq!(found, ["ete", "2026/11/26", "v1", "3.21.1-rc2", "out"]);
    }

    #[test]
    fn a_beginning_is_the_same_as_the_whole() {
        assert!(same(&text(40, &[]), &text(400, &[])));
    }

    #[test]
    fn short_contents_are_never_the_same() {
        assert!(!same(&text(31, &[]), &text(31, &[])));
        assert!(same(&text(32, &[]), &text(32, &[])));
    }

    #[test]
    fn a_changed_word_is_forgiven_and_a_fifth_is_not() {
        let fifth: Vec<usize> = (0..300).step_by(5).collect();
        assert!(same(&text(300, &[150]), &text(300, &[])));
        assert!(!same(&text(300, &fifth), &text(300, &[])));
    }
}

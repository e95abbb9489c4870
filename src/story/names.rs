//! Whether names tell two reports of one template apart: two counties, two teams, two companies. What else
//! speaks against one story is told by `guards`.

use std::collections::BTreeSet;

use super::guards::{ARTICLE, NOTE, Pair, hashes};
use super::numerals::is_character;
use super::passages::ratio;
use super::verdict::Report;
use super::words::{Word, Words};

impl Pair<'_> {
    /// What is swapped may be named in the titles; where it is not, names count for notes only: long
    /// copies are edited.
    pub(super) fn has_other_names(&self) -> bool {
        if self.titles_name_what_is_swapped() {
            return true;
        }
        if self.short.text.weight() >= ARTICLE {
            return false;
        }
        let all = said(self.long);
        let ours = hashes(&self.short.text, |word| word.is_capital && !word.is_number);
        let missing = ours.iter().filter(|name| !all.contains(name)).count();
        missing >= 2 && ratio(missing, ours.len()) > 0.5 || self.swaps_a_name()
    }

    /// Whether hardly anything but a name is another: the same warning for the next county, under the same
    /// title. Where a script has no capitals, nothing else may be, and the titles have to be much alike.
    fn swaps_a_name(&self) -> bool {
        let is_whole = self.shared_of_longer() >= 0.7 && !self.titles.name_a_correction;
        if !is_whole || shouts(&self.short.text) || shouts(&self.long.text) {
            return false;
        }
        let answered = self.answered(&self.short.title).max(self.answered(&self.long.title));
        let is_note = self.short.text.weight() >= NOTE;
        let is_series = is_note && self.titles.alike >= 0.5 && answered < 0.25;
        let (ours, theirs) = (said(self.short), said(self.long));
        let (mut names, mut characters, mut all) = (0, 0, 0);
        for (short, long) in self.overlap.swaps(&self.short.text, &self.long.text) {
            all += 1;
            characters += usize::from(
                is_name_in_characters(short, &self.short.text, &theirs)
                    && is_name_in_characters(long, &self.long.text, &ours),
            );
            if others(short, long).max(others(long, short)) > 1 && !is_series {
                continue;
            }
            let (short, long) = (
                own_names(short, &self.short.text, &theirs, is_series),
                own_names(long, &self.long.text, &ours, is_series),
            );
            let is_one = |name: &String| long.iter().any(|other| are_spelled_alike(name, other));
            let are_names = !short.is_empty() && !long.is_empty();
            names += usize::from(are_names && !short.iter().any(is_one));
        }
        names > 0 && names * 2 >= all
            || (1..=2).contains(&all) && characters == all && self.titles.alike >= 0.5
    }

    /// Whether a name or a number that only one title has stands where the other text has one that only
    /// the other title has: flood warnings for two counties, the results of two matches.
    fn titles_name_what_is_swapped(&self) -> bool {
        let set = |words: &Words| hashes(words, |_| true);
        let titles = (set(&self.short.title), set(&self.long.title));
        let texts = (set(&self.short.text), set(&self.long.text));
        let names =
            |words: &[Word], said: &Words, own: &BTreeSet<u32>, others: [&BTreeSet<u32>; 2]| {
                let is_name = |word: &&Word| {
                    let is_of_one = others.iter().all(|other| !other.contains(&word.hash));
                    let is_name = word.is_capital || word.is_number || word.stands_alone();
                    is_name && own.contains(&word.hash) && is_of_one
                };
                words.iter().filter(is_name).map(|word| said.letters(word)).collect::<Vec<String>>()
            };
        let mut swaps = self.overlap.swaps(&self.short.text, &self.long.text);
        !self.titles.name_a_correction
            && swaps.any(|(ours, theirs)| {
                let ours = names(ours, &self.short.text, &titles.0, [&titles.1, &texts.1]);
                let theirs = names(theirs, &self.long.text, &titles.1, [&titles.0, &texts.0]);
                // "Reuter" and "Reuters", "US" and "USA" are one name.
                let are_one = |a: &String, b: &String| a.starts_with(b) || b.starts_with(a);
                let is_other = |a: &String| !theirs.iter().any(|b| are_one(a, b));
                !theirs.is_empty() && ours.iter().any(is_other)
            })
    }
}

/// All words of a report, by what they are recognised by.
fn said(report: &Report) -> BTreeSet<u32> {
    let mut all = hashes(&report.text, |_| true);
    all.extend(hashes(&report.title, |_| true));
    all
}

/// Whether a text is in capitals, which then tell nothing.
fn shouts(text: &Words) -> bool {
    let capitals = text.all().iter().filter(|word| word.is_capital).count();
    ratio(capitals, text.all().len()) > 0.5
}

/// How many of these words are no names, and not among those in their place.
fn others(words: &[Word], in_their_place: &[Word]) -> usize {
    let is_there = |word: &Word| in_their_place.iter().any(|other| other.hash == word.hash);
    words.iter().filter(|word| !word.is_capital && !is_there(word)).count()
}

/// The names among these words that the other report has nowhere; under the title of a series, whatever tells
/// something.
fn own_names(words: &[Word], text: &Words, others: &BTreeSet<u32>, is_series: bool) -> Vec<String> {
    let is_name =
        |word: &&Word| (word.is_capital || is_series) && !word.is_number && word.is_telling();
    let own = words.iter().filter(is_name).filter(|word| !others.contains(&word.hash));
    own.map(|word| text.letters(word)).collect()
}

/// Whether these may be a name of Chinese or Japanese that the other report has nowhere: Han or Katakana, and
/// no numerals.
fn is_name_in_characters(words: &[Word], text: &Words, others: &BTreeSet<u32>) -> bool {
    let is_of_names = |c: char| matches!(c, '\u{30a0}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}');
    let is_part =
        |word: &Word| text.letters(word).chars().all(is_of_names) && !is_character(word.hash);
    let is_own = |word: &Word| !others.contains(&word.hash);
    words.len() >= 2 && words.iter().all(is_part) && words.iter().any(is_own)
}

/// Whether two names may be one: the same first letter, and hardly another letter behind it, in whatever order.
fn are_spelled_alike(one: &str, other: &str) -> bool {
    if one.starts_with(other) || other.starts_with(one) {
        return true;
    }
    let mut left: Vec<char> = other.chars().collect();
    let mut own = 0;
    for c in one.chars() {
        match left.iter().position(|other| *other == c) {
            Some(at) => drop(left.swap_remove(at)),
            None => own += 1,
        }
    }
    let others = own.max(left.len());
    one.chars().next() == other.chars().next() && others * 4 <= one.chars().count()
}

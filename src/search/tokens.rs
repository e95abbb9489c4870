//! What a text is found by. Where a script has spaces, its words. Where it has none, every two letters
//! that stand side by side, and the last letter of a run alone: so a query finds any piece of a run, of
//! one letter or of twenty, by looking for its pairs behind one another, and nobody has to know which
//! words there are. Trigrams would not find words of two letters, which most words of Chinese are.

use std::ops::Range;

use super::letters::{Letter, each_letter};
use crate::model::Entry;
use crate::model::search::SearchWords;

/// Of a longer word only so many bytes count, in texts and queries alike: it is no word.
const LONGEST_WORD: usize = 64;

/// Of a longer text only so many bytes are looked at: it is no article.
const LONGEST_TEXT: usize = 256 * 1024;

/// A piece of a text that is looked up as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token<'a> {
    /// As it is compared.
    pub(super) folded: &'a str,
    /// Where it stands in the text, in bytes.
    pub(super) range: Range<usize>,
    /// Where its first letter ends, if it is a pair or a letter alone.
    pub(super) first_end: usize,
    pub(super) kind: Kind,
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A word of a script with spaces.
    Word,
    /// Two letters of a script without.
    Pair,
    /// The last letter of a run of several.
    Tail,
    /// A run of one letter.
    Alone,
}

/// The words that an entry is found by.
pub fn words(entry: &Entry) -> SearchWords {
    let names: Vec<&str> = entry.authors.iter().map(|person| person.name.as_str()).collect();
    SearchWords {
        title: joined(&entry.title),
        // A full stop between two: the last name of one and the first of the next are no phrase.
        author: joined(&names.join(". ")),
        text: joined(beginning(&entry.text)),
    }
}

/// As much of a text as is indexed.
pub(super) fn beginning(text: &str) -> &str {
    text.get(..text.floor_char_boundary(LONGEST_TEXT)).unwrap_or(text)
}

fn joined(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    each_token(text, |token| {
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(token.folded);
    });
    words
}

/// Hands every token of the text to `take`, in order.
pub(super) fn each_token(text: &str, take: impl FnMut(Token<'_>)) {
    let mut tokens = Tokens { take, run: Run::None, folded: String::new(), range: 0..0 };
    each_letter(text, |letter| match letter {
        // Folded to nothing, as a stroke that only makes a word longer.
        Some((_, "")) => {}
        Some((letter, folded)) if letter.is_unspaced => tokens.unspaced(letter, folded),
        Some((letter, folded)) => tokens.spaced(letter, folded),
        None => tokens.end(),
    });
    tokens.end();
}

/// What stands before the letter that comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Run {
    None,
    /// Letters of a word.
    Word,
    /// The first letter of a run without spaces.
    First,
    /// A later one.
    Later,
}

struct Tokens<F> {
    take: F,
    run: Run,
    /// The word so far, or the last letter.
    folded: String,
    range: Range<usize>,
}

impl<F: FnMut(Token<'_>)> Tokens<F> {
    fn spaced(&mut self, letter: Letter, folded: &str) {
        if self.run != Run::Word {
            self.end();
            self.run = Run::Word;
            self.range = letter.start..letter.end;
        }
        self.range.end = letter.end;
        if self.folded.len() + folded.len() <= LONGEST_WORD {
            self.folded.push_str(folded);
        }
    }

    fn unspaced(&mut self, letter: Letter, folded: &str) {
        if self.run == Run::Word {
            self.end();
        }
        if matches!(self.run, Run::First | Run::Later) {
            let first = self.range.clone();
            let length = self.folded.len();
            self.folded.push_str(folded);
            self.give(Kind::Pair, first.start..letter.end, first.end);
            self.folded.drain(..length);
            self.run = Run::Later;
        } else {
            self.folded.push_str(folded);
            self.run = Run::First;
        }
        self.range = letter.start..letter.end;
    }

    /// Something comes that belongs to neither word nor run.
    fn end(&mut self) {
        let (range, end) = (self.range.clone(), self.range.end);
        match self.run {
            Run::None => {}
            Run::Word => self.give(Kind::Word, range, end),
            Run::First => self.give(Kind::Alone, range, end),
            Run::Later => self.give(Kind::Tail, range, end),
        }
        self.run = Run::None;
        self.folded.clear();
    }

    fn give(&mut self, kind: Kind, range: Range<usize>, first_end: usize) {
        (self.take)(Token { folded: &self.folded, range, first_end, kind });
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_are_parted_by_what_is_no_letter_and_runs_taken_by_pairs() {
        for (text, found) in [
            ("The Ferry, resumed", "the ferry resumed"),
            ("COVID-19", "covid 19"),
            ("東京都知事", "東京 京都 都知 知事 事"),
            ("東京、大阪", "東京 京 大阪 阪"),
            ("iPhone15発売", "iphone15 発売 売"),
            ("京", "京"),
            ("서울은 춥다", "서울 울은 은 춥다 다"),
            ("ไทย", "ไท ทย ย"),
            ("ـ ـ", ""),
            ("", ""),
        ] {
            assert_eq!(joined(text), found, "{text}");
        }
    }

    #[test]
    fn of_what_is_no_word_only_the_beginning_counts() {
        assert_eq!(joined(&"a".repeat(500)).len(), LONGEST_WORD);
        let long = "word ".repeat(LONGEST_TEXT);
        let entry = Entry { text: long, ..Entry::default() };
        assert!(words(&entry).text.len() <= LONGEST_TEXT);
    }

    proptest! {
        #[test]
        fn tokens_are_of_letters_alone_and_stand_where_they_say(text in "\\PC{0,60}|[aé東京ｶﾞ゙\u{300}\u{e48} -]{0,30}") {
            each_token(&text, |token| {
                assert!(!token.folded.is_empty() && text.get(token.range.clone()).is_some());
                assert!(text.get(token.range.start..token.first_end).is_some());
                let is_safe = |c: char| c.is_ascii_alphanumeric() || !c.is_ascii();
                assert!(token.folded.chars().all(is_safe), "{:?}", token.folded);
                assert!(!token.folded.contains(char::is_whitespace));
            });
        }
    }
}

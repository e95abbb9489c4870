//! A text as the words it is compared by: what two copies of one text have in common whatever their
//! typography. What is a script with spaces is told from one without here and nowhere else.

use std::borrow::Cow;
use std::ops::Range;

use unicode_normalization::{IsNormalized, UnicodeNormalization as _, is_nfkc_quick};

use super::numerals::{in_digits, is_group, plain};

/// How much of a text is looked at, in bytes. The longest articles have about as much; a hostile
/// text of megabytes then costs no more than one of them.
const MOST_BYTES: usize = 48 * 1024;

/// How many words are looked at. Text of one-letter words must not cost more than other text.
const MOST_WORDS: usize = 10_000;

/// What a word of a script with spaces weighs. A character of one without weighs half as much:
/// English writes with 5 letters and a space what Chinese and Japanese write with about two.
const WORD: u8 = 2;
const CHARACTER: u8 = 1;

/// From so many bytes on a word says something of what a text is about.
const TELLING: u32 = 4;

/// A word; in a script without spaces, a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// What it is recognised by: its letters in lower case.
    pub(super) hash: u32,
    /// Where it stands in the text.
    at: (u32, u32),
    /// How much it says.
    pub(super) weight: u8,
    /// Whether it is a number, in digits or in words.
    pub(super) is_number: bool,
    /// Whether it begins with a capital.
    pub(super) is_capital: bool,
    /// Whether it stands between quotation marks.
    pub(super) is_quoted: bool,
}

impl Word {
    /// Whether it is a character of a script without spaces.
    pub(super) fn stands_alone(self) -> bool {
        self.weight == CHARACTER
    }

    /// Whether it is more than a word of grammar, as far as its length tells.
    pub(super) fn is_telling(self) -> bool {
        self.stands_alone() || self.at.1 - self.at.0 >= TELLING
    }
}

/// A text, word by word.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    /// The text in the form in which compatible characters are one (NFKC).
    text: String,
    in_order: Vec<Word>,
    weight: u32,
}

impl Words {
    pub(super) fn of(text: &str) -> Self {
        let text = text.get(..text.floor_char_boundary(MOST_BYTES)).unwrap_or(text);
        let text: Cow<'_, str> = match is_nfkc_quick(text.chars()) {
            IsNormalized::Yes => Cow::Borrowed(text),
            IsNormalized::No | IsNormalized::Maybe => Cow::Owned(text.nfkc().collect()),
        };
        let mut reader = Reader::of(&text);
        let mut characters = text.char_indices().peekable();
        while let Some((at, c)) = characters.next() {
            let next = characters.peek().map(|(_, next)| *next);
            reader.take(at, c, next);
            if reader.words.len() >= MOST_WORDS {
                break;
            }
        }
        reader.end();
        let in_order = reader.words;
        let weight = weight(&in_order);
        Self { text: text.into_owned(), in_order, weight }
    }

    pub(super) fn all(&self) -> &[Word] {
        &self.in_order
    }

    /// How much the whole text says.
    pub(super) fn weight(&self) -> u32 {
        self.weight
    }

    /// The letters and digits of one of its words, in lower case.
    pub(super) fn letters(&self, word: &Word) -> String {
        let said = self.text.get(word.at.0 as usize..word.at.1 as usize).unwrap_or_default();
        said.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    }

    /// The text from the first of these words to the last.
    pub(super) fn passage(&self, words: &Range<usize>) -> &str {
        self.text.get(self.bytes(words)).unwrap_or_default()
    }

    /// Where the text from the first of these words to the last stands in [`text`](Self::text).
    pub(super) fn bytes(&self, words: &Range<usize>) -> Range<usize> {
        let first = self.in_order.get(words.start).map_or(0, |word| word.at.0 as usize);
        let last = words.end.checked_sub(1).and_then(|last| self.in_order.get(last));
        first..last.map_or(first, |word| word.at.1 as usize)
    }

    /// The whole text.
    pub(super) fn text(&self) -> &str {
        &self.text
    }
}

/// Both halves of a hash in one.
pub(super) fn folded(hash: u64) -> u32 {
    u32::try_from((hash ^ (hash >> 32)) & 0xffff_ffff).unwrap_or_default()
}

/// How much these words say.
pub(super) fn weight(words: &[Word]) -> u32 {
    words.iter().map(|word| u32::from(word.weight)).sum()
}

/// Whether a character is of a script that is written without spaces between words: Han, Kana,
/// Thai, Lao, Burmese and Khmer. Korean has spaces.
fn stands_alone(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
}

/// FNV-1a, a letter at a time. Not safe against those who want two words to be taken for one: they
/// could as well write the same word.
#[derive(Clone, Copy)]
struct Hash(u64);

impl Hash {
    const NEW: Self = Self(0xcbf2_9ce4_8422_2325);

    fn add(&mut self, c: char) {
        self.0 = (self.0 ^ u64::from(u32::from(c))).wrapping_mul(0x0100_0000_01b3);
    }

    fn folded(self) -> u32 {
        folded(self.0)
    }
}

/// Reads a text a character at a time.
struct Reader<'t> {
    text: &'t str,
    words: Vec<Word>,
    word: Option<Open>,
    is_quoted: bool,
}

/// A word that has begun.
struct Open {
    hash: Hash,
    start: usize,
    end: usize,
    is_number: bool,
    is_capital: bool,
    ends_in_digit: bool,
}

impl<'t> Reader<'t> {
    fn of(text: &'t str) -> Self {
        Self { text, words: Vec::new(), word: None, is_quoted: false }
    }

    fn take(&mut self, at: usize, c: char, next: Option<char>) {
        if stands_alone(c) && c.is_alphanumeric() {
            self.end();
            self.open(at, c).end = at + c.len_utf8();
            self.close(CHARACTER);
        } else if c.is_alphanumeric() {
            if self.is_unit(c, next) {
                self.end();
            }
            let open = self.open(at, c);
            if c.is_ascii() {
                open.hash.add(c.to_ascii_lowercase());
            } else {
                c.to_lowercase().for_each(|lower| open.hash.add(lower));
            }
            open.end = at + c.len_utf8();
            open.ends_in_digit = c.is_numeric();
            open.is_number |= c.is_numeric();
        } else if self.is_inside(at, c, next) {
            if let (Some(open), '.') = (&mut self.word, c) {
                open.hash.add(c);
            }
        } else {
            self.end();
            self.mark(c);
        }
    }

    /// Whether a unit begins here, behind its number: "16km" is "16 km". "1st" is one word.
    fn is_unit(&self, c: char, next: Option<char>) -> bool {
        let ends_in_digit = self.word.as_ref().is_some_and(|open| open.ends_in_digit);
        let letters = (c.to_ascii_lowercase(), next.map(|next| next.to_ascii_lowercase()));
        let ordinal =
            matches!(letters, ('s', Some('t')) | ('n' | 'r', Some('d')) | ('t', Some('h')));
        ends_in_digit && c.is_alphabetic() && !ordinal
    }

    /// Whether this belongs to the word: an apostrophe, the comma or point of a number, the space between
    /// its groups of digits.
    fn is_inside(&self, at: usize, c: char, next: Option<char>) -> bool {
        let Some(open) = &self.word else { return false };
        match c {
            ' ' => {
                let both = (self.text.get(open.start..at), self.text.get(at + 1..));
                open.ends_in_digit && both.0.zip(both.1).is_some_and(|(a, b)| is_group(a, b))
            }
            '\'' | '’' => next.is_some_and(char::is_alphanumeric),
            '.' | ',' => open.ends_in_digit && next.is_some_and(char::is_numeric),
            // Accents that no composed character has, soft hyphens and joiners.
            '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200b}'..='\u{200d}' => true,
            _ => false,
        }
    }

    /// Quotations begin and end. One that nobody ends, ends with its line.
    fn mark(&mut self, c: char) {
        match c {
            '“' | '„' | '«' | '「' | '『' | '《' => self.is_quoted = true,
            '”' | '»' | '」' | '』' | '》' | '\n' => self.is_quoted = false,
            '"' => self.is_quoted = !self.is_quoted,
            _ => {}
        }
    }

    fn open(&mut self, at: usize, c: char) -> &mut Open {
        self.word.get_or_insert_with(|| {
            let mut hash = Hash::NEW;
            if stands_alone(c) {
                hash.add(c);
            }
            Open {
                hash,
                start: at,
                end: at,
                is_number: c.is_numeric(),
                is_capital: c.is_uppercase(),
                ends_in_digit: false,
            }
        })
    }

    fn end(&mut self) {
        self.close(WORD);
    }

    fn close(&mut self, weight: u8) {
        let Some(open) = self.word.take() else { return };
        let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let number = self.text.get(open.start..open.end).filter(|_| open.is_number);
        let number = number.and_then(plain);
        let hash = number.map_or(open.hash.folded(), |number| hash_of(&number));
        let numeral = in_digits(hash);
        self.words.push(Word {
            hash: numeral.unwrap_or(hash),
            at: (place(open.start), place(open.end)),
            weight,
            is_number: open.is_number || numeral.is_some(),
            is_capital: open.is_capital,
            is_quoted: self.is_quoted,
        });
    }
}

/// What a word is recognised by, for tables of words: in lower case.
pub(super) fn hash_of(word: &str) -> u32 {
    let mut hash = Hash::NEW;
    word.chars().for_each(|c| hash.add(c));
    hash.folded()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Vec<String> {
        let words = Words::of(text);
        (0..words.all().len()).map(|at| words.passage(&(at..at + 1)).to_owned()).collect()
    }

    fn hashes(text: &str) -> Vec<u32> {
        Words::of(text).all().iter().map(|word| word.hash).collect()
    }

    #[test]
    fn words_stand_between_spaces_and_characters_alone_where_there_are_none() {
        assert_eq!(
            said("Japan’s envoy—talks, 1,234.5 dlrs"),
            ["Japan’s", "envoy", "talks", "1,234.5", "dlrs"]
        );
        assert_eq!(said("東京で29日、M5.6"), ["東", "京", "で", "29", "日", "M5.6"]);
        assert_eq!(said("서울에서 회담"), ["서울에서", "회담"]);
    }

    #[test]
    fn case_marks_and_width_do_not_count() {
        assert_eq!(hashes("“JAPAN’S” envoy"), hashes("Japan's ENVOY"));
        assert_eq!(hashes("ＮＨＫ　１２"), hashes("nhk 12"));
        assert_eq!(hashes("cafe\u{301}"), hashes("café"));
    }

    #[test]
    fn a_number_is_the_same_however_its_digits_are_grouped() {
        for number in ["14,200", "14.200", "14 200", "14\u{a0}200", "14\u{202f}200", "14’200"] {
            assert_eq!(
                hashes(&format!("some {number} people")),
                hashes("some 14200 people"),
                "{number}"
            );
        }
        assert_eq!(hashes("1.234.567,8 and 1,25"), hashes("1,234,567.8 and 1.25"));
        assert_eq!(hashes("1.0 ounce, 7.50 pct"), hashes("one ounce, 7.5 pct"));
        assert_ne!(hashes("5.6"), hashes("56"));
        for apart in ["in 2024 200 people", "numbers 4 11 19", "numbers 4 1100", "A380 200"] {
            assert_eq!(hashes(apart).len(), apart.split(' ').count(), "{apart}");
        }
    }

    #[test]
    fn a_unit_is_a_word_behind_its_number() {
        assert_eq!(hashes("a 16km road, $40trln"), hashes("a 16-km road, $40 trln"));
        assert_eq!(said("the 1st of 22nd, B52"), ["the", "1st", "of", "22nd", "B52"]);
        assert_eq!(hashes("THE 3RD QUARTER"), hashes("the third quarter"));
    }

    #[test]
    fn numbers_are_known_in_digits_and_in_words() {
        let numbers =
            |text: &str| Words::of(text).all().iter().filter(|word| word.is_number).count();
        assert_eq!(numbers("Six of 21 plants, two billion"), 3);
        assert_eq!(numbers("3人が死亡"), 1);
    }

    #[test]
    fn what_stands_between_quotation_marks_is_quoted() {
        let quoted =
            |text: &str| Words::of(text).all().iter().filter(|word| word.is_quoted).count();
        assert_eq!(quoted("He said “we will come” and \"soon\" left"), 4);
        assert_eq!(quoted("「行く」と"), 2);
        assert_eq!(quoted("“never closed\nnext line"), 2);
    }

    #[test]
    fn a_hostile_text_is_not_read_to_its_end() {
        assert!(Words::of(&"a ".repeat(1_000_000)).all().len() <= MOST_WORDS);
        assert_eq!(Words::of(&"x".repeat(5_000_000)).all().len(), 1);
        assert!(Words::of(&"語".repeat(1_000_000)).all().len() <= MOST_WORDS);
    }
}

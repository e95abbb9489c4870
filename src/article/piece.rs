//! A text in pieces, each known by a number.
//!
//! A piece is a line or a sentence. Case, spacing and punctuation do not change its number, and
//! the item's own title in it counts as no more than that there is one. Numbers in it count:
//! reports of earthquakes differ in nothing else.

use std::collections::BTreeSet;

/// Weight from which a piece is long. The highest bit of its number says so.
const LONG: usize = 60;
const IS_LONG: u32 = 1 << 31;

/// Weight below which a title is not looked for in the text.
const TELLING_TITLE: usize = 8;

/// A letter of a script without spaces says about as much as three of one with.
const WEIGHT_OF_IDEOGRAPH: usize = 3;

/// What stands for the title in what is hashed.
const MARK: u64 = u64::MAX;

/// Up to this many letters in a word with a capital, a full stop abbreviates it: `Gov.`
const ABBREVIATED: usize = 3;

/// What is between two pieces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    None,
    Space,
    Line,
}

impl Gap {
    fn of(white: &str) -> Self {
        if white.contains(['\n', '\r']) {
            Self::Line
        } else if white.is_empty() {
            Self::None
        } else {
            Self::Space
        }
    }

    pub(super) fn written(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Space => " ",
            Self::Line => "\n",
        }
    }
}

/// A line or a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece<'t> {
    pub(super) said: &'t str,
    /// What was before it.
    pub(super) gap: Gap,
}

/// The pieces of a text. A title that stands in it is not taken apart.
pub(super) fn split<'t>(text: &'t str, title: &'t str) -> impl Iterator<Item = Piece<'t>> {
    let title = title.trim();
    let is_telling = weight(title) >= TELLING_TITLE;
    let found = is_telling.then(|| text.match_indices(title)).into_iter().flatten();
    let mut titles = found.map(|(at, title)| (at, at + title.len())).peekable();
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..)?;
        let from = at + rest.len() - rest.trim_start().len();
        let gap = Gap::of(text.get(at..from)?);
        let mut end = from;
        loop {
            end += end_of_piece(text.get(end..)?);
            while titles.next_if(|(_, over)| *over <= end).is_some() {}
            match titles.peek() {
                Some((begun, over)) if *begun < end => end = text.floor_char_boundary(*over - 1),
                Some(_) | None => break,
            }
        }
        let said = text.get(from..end)?.trim_end();
        at = from + said.len();
        (!said.is_empty()).then_some(Piece { said, gap })
    })
}

/// Where the first piece of a text is over. Only an empty text has an empty one.
fn end_of_piece(text: &str) -> usize {
    let mut at = 0;
    while let Some(found) = text.get(at..).and_then(|rest| rest.bytes().position(may_end)) {
        at += found;
        let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else { break };
        if matches!(c, '\n' | '\r') {
            return at.max(1);
        }
        let over = at + c.len_utf8();
        if !ends(c) {
            at = over;
            continue;
        }
        let after = text.get(over..).unwrap_or_default();
        let rest = after.trim_start_matches(closes);
        let before = text.get(..at).unwrap_or_default();
        at = text.len() - rest.len();
        let is_over = rest.is_empty() || rest.starts_with(char::is_whitespace);
        if is_full(c) || is_over && !(c == '.' && abbreviates(before)) {
            return at;
        }
    }
    text.len()
}

/// Whether a character that ends a piece may begin with this byte.
fn may_end(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r' | b'.' | b'!' | b'?' | 0xd8 | 0xdb | 0xe0 | 0xe2 | 0xe3 | 0xef)
}

fn ends(c: char) -> bool {
    is_full(c) || matches!(c, '.' | '!' | '?' | '…' | '।' | '؟' | '۔')
}

/// Whether this ends a sentence without white space after it.
fn is_full(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '｡')
}

/// Whether a text ends in a word that a full stop abbreviates.
fn abbreviates(text: &str) -> bool {
    let word = text.chars().rev().take_while(|c| c.is_alphanumeric());
    let mut letters = 0;
    let mut first = None;
    for c in word.take(ABBREVIATED + 1) {
        letters += if c.is_numeric() { ABBREVIATED + 1 } else { 1 };
        first = Some(c);
    }
    letters == 1 || letters <= ABBREVIATED && first.is_some_and(char::is_uppercase)
}

/// What may follow the end of a sentence and belongs to it.
fn closes(c: char) -> bool {
    ".!?…。！？\"'”’»)]）」』】".contains(c)
}

/// Gives pieces of one item their numbers.
#[derive(Debug)]
pub(super) struct Numbers {
    title: String,
    weight_of_title: usize,
    letters: String,
}

impl Numbers {
    /// For the item of this title.
    pub(super) fn of(title: &str) -> Self {
        let mut folded = String::new();
        let weight_of_title = fold(&mut folded, title);
        let is_telling = weight_of_title >= TELLING_TITLE;
        let title = if is_telling { folded } else { String::new() };
        Self { title, weight_of_title, letters: String::new() }
    }

    /// The number of a piece; `None` where it has neither letters nor digits.
    pub(super) fn number(&mut self, said: &str) -> Option<u32> {
        self.letters.clear();
        let mut weight = fold(&mut self.letters, said);
        if weight == 0 {
            return None;
        }
        let mut hash = Hash::new();
        if self.title.is_empty() || self.letters.len() < self.title.len() {
            hash.write(self.letters.as_bytes());
        } else {
            let mut between = self.letters.split(self.title.as_str());
            hash.write(between.next().unwrap_or_default().as_bytes());
            for part in between {
                hash.mix(MARK);
                hash.write(part.as_bytes());
                // However long the title is, the piece is the same.
                weight = weight.saturating_sub(self.weight_of_title);
            }
        }
        Some(if weight >= LONG { hash.short() | IS_LONG } else { hash.short() & !IS_LONG })
    }
}

/// The hash of several pieces.
pub(super) fn hash_of(pieces: &BTreeSet<u32>) -> u64 {
    let mut hash = Hash::new();
    for piece in pieces {
        hash.mix(u64::from(*piece));
    }
    hash.0
}

/// Whether this is the number of a long piece.
pub(super) fn is_long(number: u32) -> bool {
    number & IS_LONG != 0
}

/// Writes the letters and digits of a text in small letters, and says what they weigh.
fn fold(out: &mut String, text: &str) -> usize {
    if text.is_ascii() {
        let letters = text.bytes().filter(u8::is_ascii_alphanumeric);
        let before = out.len();
        out.extend(letters.map(|byte| char::from(byte.to_ascii_lowercase())));
        return out.len() - before;
    }
    let mut weight = 0;
    for c in text.chars().filter(|c| c.is_alphanumeric()) {
        out.extend(c.to_lowercase());
        weight += weight_of(c);
    }
    weight
}

fn weight(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphanumeric()).map(weight_of).sum()
}

/// Kana, Han and Hangul weigh more.
fn weight_of(c: char) -> usize {
    let is_ideograph = matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}');
    if is_ideograph { WEIGHT_OF_IDEOGRAPH } else { 1 }
}

/// A hash that is the same on every machine: FNV's steps, eight bytes at a time.
#[derive(Clone, Copy, Debug)]
struct Hash(u64);

impl Hash {
    fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    fn write(&mut self, bytes: &[u8]) {
        let (words, tail) = bytes.as_chunks::<8>();
        for word in words {
            self.mix(u64::from_le_bytes(*word));
        }
        // The length keeps parts apart that differ only in where one ends.
        let last = tail.iter().fold(tail.len() as u64, |last, byte| last << 8 | u64::from(*byte));
        self.mix(last);
    }

    fn mix(&mut self, word: u64) {
        let product = (self.0 ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = product ^ product >> 32;
    }

    fn short(self) -> u32 {
        let [first, second, third, fourth, ..] = self.0.to_le_bytes();
        u32::from_le_bytes([first, second, third, fourth])
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn said<'t>(text: &'t str, title: &'t str) -> Vec<&'t str> {
        split(text, title).map(|piece| piece.said).collect()
    }

    #[test]
    fn a_piece_is_a_line_or_a_sentence() {
        for (text, pieces) in [
            ("The tide rose. It fell!\nFollow us", vec!["The tide rose.", "It fell!", "Follow us"]),
            (
                "Gov. Brook of the U.S. spoke at 3 p.m. there.",
                vec!["Gov. Brook of the U.S. spoke at 3 p.m. there."],
            ),
            (
                "It rose 3.5 m. “It is high.” He left",
                vec!["It rose 3.5 m. “It is high.”", "He left"],
            ),
            (
                "潮が満ちた。「高い。」市長は去った",
                vec!["潮が満ちた。", "「高い。」", "市長は去った"],
            ),
            ("น้ำขึ้น น้ำลง\nจบ", vec!["น้ำขึ้น น้ำลง", "จบ"]),
            ("no end to it", vec!["no end to it"]),
            ("  \n ", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(said(text, ""), pieces);
        }
    }

    #[test]
    fn a_title_is_not_taken_apart() {
        let title = "High tide. What now?";
        assert_eq!(
            said("The post High tide. What now? appeared first. High tide. What now? Go.", title),
            ["The post High tide. What now?", "appeared first.", "High tide. What now?", "Go."]
        );
        let title = "High tide. Low tide";
        assert_eq!(
            said("The post High tide. Low tide appeared first.", title),
            ["The post High tide. Low tide appeared first."]
        );
    }

    #[test]
    fn what_does_not_matter_does_not_change_a_number() {
        let number = |text: &str, title: &str| Numbers::of(title).number(text);
        assert_eq!(number("Follow us — on “Social”!", ""), number("FOLLOW US on social", ""));
        assert_ne!(number("5 boats", ""), number("6 boats", ""));
        assert_eq!(
            number("The post High tide appeared first on Harbour.", "High tide"),
            number("The post Low tide today appeared first on Harbour.", "Low tide today")
        );
        assert_eq!(number("— ・ —", ""), None);
        assert!(is_long(number(&"word ".repeat(20), "").unwrap()));
        assert!(is_long(number(&"潮が満ちた".repeat(5), "").unwrap()));
        assert!(!is_long(number("潮が満ちた", "").unwrap()));
    }

    proptest! {
        #[test]
        fn pieces_hold_all_that_is_said(text in "(a|B|\\. |。|！|\n| |”|3|é|潮){0,24}", title in "(a|B|\\. |。|潮){0,9}") {
            let all: String = split(&text, &title).map(|piece| piece.said).collect();
            let squeeze = |text: &str| text.split_whitespace().collect::<String>();
            prop_assert_eq!(squeeze(&all), squeeze(&text));
        }
    }
}

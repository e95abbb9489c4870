//! A date cut into numbers, words and marks. What they mean is left to `calendar`.

/// The longest date that is looked at, in bytes. The longest real one met, with a weekday, a
/// spelled-out month and a zone's full name, has 71.
const LONGEST: usize = 120;

/// One piece of a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// Digits.
    Number(Number),
    /// Letters.
    Word(&'a str),
    /// Anything else but white space.
    Mark(char),
}

/// A run of digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Number {
    /// What they say.
    pub(super) value: i64,
    /// How many they are: `04` may be a year where `4` cannot.
    pub(super) digits: usize,
}

/// The pieces of a date; `None` where it is too long to be one.
pub(super) fn cut(text: &str) -> Option<Vec<Token<'_>>> {
    let mut rest = text.trim();
    if rest.is_empty() || rest.len() > LONGEST {
        return None;
    }
    let mut tokens = Vec::with_capacity(24);
    while let Some(first) = rest.chars().next() {
        let length = run(rest, first);
        let (piece, after) = rest.split_at_checked(length)?;
        rest = after;
        if first.is_whitespace() {
            continue;
        }
        tokens.push(if first.is_ascii_digit() {
            Token::Number(Number { value: piece.parse().ok()?, digits: piece.len() })
        } else if first.is_alphabetic() {
            Token::Word(piece)
        } else {
            Token::Mark(first)
        });
    }
    Some(tokens)
}

/// How many bytes of `text` are of one kind with its first character.
fn run(text: &str, first: char) -> usize {
    let same: fn(char) -> bool = if first.is_ascii_digit() {
        |c| c.is_ascii_digit()
    } else if is_ideograph(first) {
        return first.len_utf8();
    } else if first.is_alphabetic() {
        |c| c.is_alphabetic() && !is_ideograph(c)
    } else {
        return first.len_utf8();
    };
    text.find(|c| !same(c)).unwrap_or(text.len())
}

/// Chinese and Korean letters: each is a word of its own, for no spaces stand between them.
fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}')
}

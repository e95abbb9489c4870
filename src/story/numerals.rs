//! Numbers that are written as words. Only small ones: "two ships were waiting" is tomorrow's "three
//! ships were waiting", and large ones are written in digits everywhere.

use std::sync::LazyLock;

use super::words::hash_of;

/// The names of numbers in common languages. Left out is what is another word in another of these
/// languages, as Italian's `due` is in English, and the numerals of Chinese and Japanese, which are
/// parts of many words (`一部`, `統一`); the news has its figures in digits there.
const NAMES: &[(&str, &str)] = &[
    ("1", "one"),
    ("2", "two zwei deux"),
    ("3", "three drei trois tres três"),
    ("4", "four vier quatre cuatro quattro quatro"),
    ("5", "five fünf cinq cinco cinque"),
    ("6", "six sechs seis"),
    ("7", "seven sieben siete sette sete"),
    ("8", "eight acht huit ocho otto oito"),
    ("9", "nine neun nueve nove"),
    ("10", "ten zehn diez dieci dez"),
    ("11", "eleven onze"),
    ("12", "twelve zwölf douze"),
    ("1st", "first"),
    ("2nd", "second"),
    ("3rd", "third"),
    ("4th", "fourth"),
    ("5th", "fifth"),
];

/// The names with what they are in digits; sorted, to be searched.
static NUMERALS: LazyLock<Vec<(u32, u32)>> = LazyLock::new(|| {
    let all = NAMES.iter().flat_map(|(digits, names)| {
        names.split_whitespace().map(|name| (hash_of(name), hash_of(digits)))
    });
    let mut numerals: Vec<(u32, u32)> = all.collect();
    numerals.sort_unstable();
    numerals
});

/// The number that this word is the name of, as a word in digits: of two copies of a text the one
/// may have "ten" and the other "10".
pub(super) fn in_digits(hash: u32) -> Option<u32> {
    let at = NUMERALS.binary_search_by_key(&hash, |(name, _)| *name).ok()?;
    NUMERALS.get(at).map(|(_, digits)| *digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_numbers_are_known_by_their_names() {
        for (name, digits) in [("one", "1"), ("twelve", "12"), ("siete", "7"), ("third", "3rd")] {
            assert_eq!(in_digits(hash_of(name)), Some(hash_of(digits)), "{name}");
        }
        assert!(["once", "a", "一", ""].iter().all(|word| in_digits(hash_of(word)).is_none()));
    }
}

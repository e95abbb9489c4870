//! Numbers, however they are written: in words, and with what groups their digits. Of those in words only
//! small ones: "two ships were waiting" is tomorrow's "three ships were waiting", and large ones are written
//! in digits everywhere.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::words::hash_of;

/// The names of numbers in common languages. Left out is what is another word in another of these
/// languages, as Italian's `due` is in English, or a name (`iv`, `xi`), and the numerals of Chinese and Japanese, which are
/// parts of many words (`一部`, `統一`); the news has its figures in digits there.
const NAMES: &[(&str, &str)] = &[
    ("0", "zero nil null zéro cero"),
    ("1", "one"),
    ("2", "two zwei deux ii"),
    ("3", "three drei trois tres três iii"),
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
    ("6th", "sixth"),
    ("7th", "seventh"),
    ("8th", "eighth"),
    ("9th", "ninth"),
    ("10th", "tenth"),
];

/// The numerals of Chinese and Japanese, which are numbers where nothing else stands in the place of others.
const CHARACTERS: &str = "〇一二三四五六七八九十百千万萬億亿";

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

/// Whether a character is a numeral where it stands alone, by what it is recognised by.
pub(super) fn is_character(hash: u32) -> bool {
    static HASHES: LazyLock<BTreeSet<u32>> =
        LazyLock::new(|| CHARACTERS.chars().map(|c| hash_of(c.encode_utf8(&mut [0; 4]))).collect());
    HASHES.contains(&hash)
}

/// What may stand between the digits of a number.
const MARKS: [char; 5] = ['.', ',', ' ', '\'', '’'];

/// How many digits stand in one group.
const GROUP: usize = 3;

/// Whether a space between these two stands inside a number: "14 200".
pub(super) fn is_group(before: &str, behind: &str) -> bool {
    let digits = behind.bytes().take_while(u8::is_ascii_digit).count();
    let is_number = before.bytes().all(|byte| byte.is_ascii_digit() || byte == b' ');
    is_number && digits == GROUP && is_grouped(&before.split(' ').collect::<Vec<&str>>())
}

/// Whether these are the digits of a whole number in its groups.
fn is_grouped(groups: &[&str]) -> bool {
    let Some((first, rest)) = groups.split_first() else { return false };
    let begins = (1..=GROUP).contains(&first.len()) && !first.starts_with('0');
    begins && rest.iter().all(|group| group.len() == GROUP)
}

/// A number with marks as all write it: "1.234,50" and "1,234.5" are "1234.5". `None` for what is a date, a
/// version or an address, and for what has none. What could be either is taken for a whole number: "14.200" are as many as "14,200".
pub(super) fn plain(number: &str) -> Option<String> {
    let is_of_it = |c: char| c.is_ascii_digit() || MARKS.contains(&c);
    if !number.contains(MARKS) || !number.chars().all(is_of_it) {
        return None;
    }
    let marks: Vec<char> = number.chars().filter(|c| MARKS.contains(c)).collect();
    let groups: Vec<&str> = number.split(MARKS).collect();
    let (last_mark, before) = marks.split_last()?;
    if is_grouped(&groups) && before.iter().all(|mark| mark == last_mark) {
        return Some(groups.concat());
    }
    let (fraction, whole) = groups.split_last()?;
    let is_whole = whole.len() == 1 || is_grouped(whole) && !before.contains(last_mark);
    let is_point = matches!(last_mark, '.' | ',');
    (is_whole && is_point).then(|| match fraction.trim_end_matches('0') {
        "" => whole.concat(),
        fraction => format!("{}.{fraction}", whole.concat()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_numbers_are_known_by_their_names() {
        for (name, digits) in [("one", "1"), ("twelve", "12"), ("siete", "7"), ("third", "3rd")] {
            assert_eq!(in_digits(hash_of(name)), Some(hash_of(digits)), "{name}");
        }
        assert!(is_character(hash_of("十")) && !is_character(hash_of("人")));
        assert!(["once", "a", "一", ""].iter().all(|word| in_digits(hash_of(word)).is_none()));
    }
    #[test]
    fn what_is_no_number_keeps_its_marks() {
        assert_eq!(plain("20.11.2026"), None);
        assert_eq!(plain("2.10.1"), None);
        assert_eq!(plain("127.0.0.1"), None);
        assert_eq!(plain("0.125").as_deref(), Some("0.125"));
        assert_eq!(plain("1,234.567").as_deref(), Some("1234.567"));
    }
}

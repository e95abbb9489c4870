//! Letters of a text, one by one and folded: as they are compared, whatever their case, accents and
//! width. What is made of them is left to `tokens`.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::canonical_combining_class;

/// A letter or digit with the marks that belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Letter {
    /// Where it stands in the text, in bytes.
    pub(super) start: usize,
    /// Where it ends.
    pub(super) end: usize,
    /// Whether its script puts no spaces between words, or so few that words are better found without
    /// them.
    pub(super) is_unspaced: bool,
}

/// Hands every letter of the text to `take` with what it is folded to, and `None` for whatever stands
/// between words. A letter may be folded to nothing.
pub(super) fn each_letter(text: &str, mut take: impl FnMut(Option<(Letter, &str)>)) {
    let mut folded = String::new();
    let mut characters = text.char_indices().peekable();
    while let Some((start, base)) = characters.next() {
        let mut end = start + base.len_utf8();
        while let Some((at, mark)) = characters.next_if(|(_, c)| extends(*c)) {
            end = at + mark.len_utf8();
        }
        if !base.is_alphanumeric() {
            // A mark that extends nothing, like a space of no width, parts no words either.
            if !extends(base) {
                take(None);
            }
            continue;
        }
        folded.clear();
        fold(base, text.get(start..end).unwrap_or_default(), &mut folded);
        let is_unspaced = folded.chars().next().is_some_and(is_unspaced);
        take(Some((Letter { start, end, is_unspaced }, &folded)));
    }
}

/// `letter` is `base` with its marks.
fn fold(base: char, letter: &str, to: &mut String) {
    let is_bare = letter.len() == base.len_utf8();
    match base {
        _ if is_bare && base.is_ascii() => to.push(base.to_ascii_lowercase()),
        // Kana, Han and Hangul as they mostly are: whole and of full width.
        'ぁ'..='ゖ' | 'ァ'..='ヺ' | '一'..='\u{9fff}' | '가'..='힣' if is_bare => {
            to.push(base);
        }
        _ => {
            let parts = letter.nfkd().flat_map(char::to_lowercase).filter(|c| !is_dropped(*c));
            // Lower case may have come apart again: İ.
            let parts = parts.nfd().filter(|c| !is_dropped(*c)).nfc();
            let kept = parts.filter(|c| c.is_alphanumeric() || canonical_combining_class(*c) != 0);
            kept.for_each(|c| spell(c, to));
        }
    }
}

/// Letters that Unicode does not take apart, and that people without them on their keyboards write so.
fn spell(c: char, to: &mut String) {
    match c {
        'ß' => to.push_str("ss"),
        'æ' => to.push_str("ae"),
        'œ' => to.push_str("oe"),
        'ø' => to.push('o'),
        'đ' | 'ð' => to.push('d'),
        'ł' => to.push('l'),
        'ı' => to.push('i'),
        c => to.push(c),
    }
}

/// Whether a character belongs to the letter before it: combining marks, the voicing of half-width
/// kana, what chooses a glyph, and what only says where a line may break.
fn extends(c: char) -> bool {
    matches!(c, '\u{ff9e}' | '\u{ff9f}' | '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
        || (c >= '\u{300}' && canonical_combining_class(c) != 0)
}

/// Accents and points, which people leave out. Marks of other scripts are as good as letters.
fn is_dropped(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' // Latin, Greek, Cyrillic
        | '\u{591}'..='\u{5c7}' // Hebrew points
        | '\u{610}'..='\u{61a}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}') // Arabic
}

/// Han, kana, Hangul (whose words come with their particles), Thai, Lao, Tibetan, Burmese and Khmer.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{fff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}'
        | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> String {
        let mut out = String::new();
        each_letter(text, |letter| out.push_str(letter.map_or(" ", |(_, folded)| folded)));
        out
    }

    #[test]
    fn case_accents_and_width_do_not_count() {
        for (one, other) in [
            ("ZÜRICH", "zurich"),
            ("Zu\u{308}rich", "zurich"),
            ("Straße", "STRASSE"),
            ("Ærøskøbing", "aeroskobing"),
            ("İstanbul", "istanbul"),
            ("Ёлка", "елка"),
            ("Ἀθῆναι", "αθηναι"),
            ("ＮＨＫ", "nhk"),
            ("ﾆｭｰｽ", "ニュース"),
            ("ｶﾞｽ", "ガス"),
            ("か\u{3099}", "が"),
            ("soft\u{ad}ware", "software"),
            ("مُحَمَّد", "محمد"),
            ("ﬁnal", "final"),
        ] {
            assert_eq!(folded(one), folded(other), "{one}");
        }
    }

    #[test]
    fn what_makes_another_word_is_kept() {
        for (one, other) in [("か", "が"), ("ハ", "パ"), ("कि", "का"), ("ไม้", "ไม")]
        {
            assert_ne!(folded(one), folded(other), "{one}");
        }
    }

    #[test]
    fn a_letter_knows_where_it_stands() {
        let text = "e\u{301}é-東";
        let mut places = Vec::new();
        each_letter(text, |letter| {
            if let Some((letter, _)) = letter {
                places.push((text.get(letter.start..letter.end).unwrap(), letter.is_unspaced));
            }
        });
        assert_eq!(places, [("e\u{301}", false), ("é", false), ("東", true)]);
    }
}

//! The beginning of a text that was sanitised: RSS and pages want a short form of every item, and
//! publishers give one only sometimes. Cleaning strangers' HTML is left to `article/`.

/// Tags that leave a word in one piece.
const INLINE: [&str; 20] = [
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "em", "i", "ins", "kbd", "mark", "q",
    "s", "small", "span", "strong", "sub", "sup",
];

/// The first words of clean HTML, at most about `longest` characters of Latin, without its tags, still escaped:
/// it goes where HTML is expected. Ends with `…` where more follows.
pub(super) fn excerpt(html: &str, longest: usize) -> String {
    let mut words = String::new();
    let mut length = 0;
    for piece in pieces(html) {
        match piece {
            Piece::Break if words.is_empty() || words.ends_with(' ') => {}
            Piece::Break => words.push(' '),
            Piece::Nothing => {}
            Piece::Text(text) => {
                words.push_str(text);
                length += if text.chars().any(is_wide) { 2 } else { 1 };
            }
        }
        if length > longest {
            return cut(&words);
        }
    }
    words.truncate(words.trim_end().len());
    words
}

/// Whether it is a character of Korean, Chinese or Japanese, which says as much as two of others and
/// takes up as much space.
fn is_wide(c: char) -> bool {
    c >= '\u{1100}' && !('\u{1200}'..'\u{2e80}').contains(&c)
}

/// What an excerpt is made of, a character at a time.
enum Piece<'a> {
    /// A tag or white space: where words may end.
    Break,
    /// A tag within a word.
    Nothing,
    /// A character, or a reference to one.
    Text(&'a str),
}

/// The characters of clean HTML. A `<` outside of a tag and a bare `&` can't occur in it.
fn pieces(html: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = html;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let (piece, after) = match first {
            '<' => (if is_inline(rest) { Piece::Nothing } else { Piece::Break }, after_tag(rest)),
            '&' => reference(rest),
            c if c.is_whitespace() => (Piece::Break, rest.get(c.len_utf8()..)?),
            c => (Piece::Text(rest.get(..c.len_utf8())?), rest.get(c.len_utf8()..)?),
        };
        rest = after;
        Some(piece)
    })
}

/// Whether the tag that `html` begins with can stand in the middle of a word.
fn is_inline(html: &str) -> bool {
    let name = html.trim_start_matches(['<', '/']).split(|c: char| !c.is_ascii_alphanumeric());
    name.take(1).any(|name| INLINE.contains(&name))
}

/// What follows the tag that `html` begins with; a `>` between quotes does not end it.
pub(super) fn after_tag(html: &str) -> &str {
    let mut quote = None;
    for (at, c) in html.char_indices() {
        match (quote, c) {
            (None, '>') => return html.get(at + 1..).unwrap_or_default(),
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
    }
    ""
}

/// The reference that `html` begins with, and what follows it. `&nbsp;` is a space like others.
fn reference(html: &str) -> (Piece<'_>, &str) {
    match html.split_once(';') {
        Some(("&nbsp", after)) => (Piece::Break, after),
        Some((name, after))
            if name.chars().skip(1).all(|c| c.is_ascii_alphanumeric() || c == '#') =>
        {
            (Piece::Text(html.get(..=name.len()).unwrap_or_default()), after)
        }
        _ => (Piece::Text("&amp;"), html.get(1..).unwrap_or_default()),
    }
}

/// The words without the last, which may be half of one; all of it where the script has no spaces.
fn cut(words: &str) -> String {
    let whole = match words.rsplit_once(' ') {
        Some((whole, last)) if last.len() < words.len() / 4 => whole.trim_end(),
        _ => words,
    };
    format!("{whole}…")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn tags_go_and_references_stay() {
        assert_eq!(
            excerpt("<p>Tokyo &amp; <b title=\"a > b\">O</b>saka</p>\n<p>1 &lt;&nbsp;2</p>", 300),
            "Tokyo &amp; Osaka 1 &lt; 2"
        );
    }

    #[test]
    fn a_long_text_is_cut_between_words() {
        let cut = excerpt(&format!("<p>{}</p>", "word ".repeat(200)), 300);
        assert!(cut.ends_with("word…"), "{cut}");
        assert!((280..=400).contains(&cut.len()), "{}", cut.len());
    }

    #[test]
    fn a_long_text_without_spaces_is_cut_between_characters() {
        assert_eq!(excerpt(&"東".repeat(900), 300).chars().count(), 152);
    }

    proptest! {
        #[test]
        fn an_excerpt_never_opens_a_tag(text in any::<String>()) {
            prop_assert!(!excerpt(&text, 300).contains('<'));
        }
    }
}

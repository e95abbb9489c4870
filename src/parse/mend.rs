//! Broken JSON, made whole as far as it goes. What it says is left to `json`.

use serde_json::Value;

/// How many brackets may be open: what lies deeper is left out. `serde_json` reads 127.
const DEEPEST: usize = 100;

/// A text, mended.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Mended {
    /// What can be read.
    pub(super) text: String,
    /// Whether it ends in the middle: what follows the last whole member of a list is left out.
    pub(super) is_cut: bool,
    /// Whether members of a list are left out because they can't be mended.
    pub(super) lacks: bool,
}

/// Where in a text a reader is.
#[derive(Default)]
struct Place {
    out: String,
    /// The brackets that are open.
    open: Vec<char>,
    /// How much of `out` is whole, and the brackets that are open there.
    whole: Option<(usize, Vec<char>)>,
    /// Where in `out` the present member of a list of the feed begins, an item for instance.
    member: usize,
    /// A number or a name, as far as it is read.
    word: String,
    in_string: bool,
    is_escaped: bool,
    lacks: bool,
}

/// Mends the faults that generators make: line breaks and other control characters in strings, escapes
/// that JSON does not know, numbers that it has no place for, nesting that is too deep, commas before a
/// closing bracket, an end that is missing. For an object in a list of the feed that is still broken,
/// `null` is written: it costs none of its neighbours.
pub(super) fn mend(text: &str) -> Mended {
    let text = with_sound_escapes(text);
    let mut place = Place { out: String::with_capacity(text.len() + 16), ..Place::default() };
    for c in text.chars() {
        if place.in_string {
            place.in_string(c);
        } else {
            place.outside(c);
        }
        if place.open.is_empty() && c == '}' {
            return Mended { text: place.out, is_cut: false, lacks: place.lacks };
        }
    }
    let Place { mut out, whole, lacks, .. } = place;
    let (length, open) = whole.unwrap_or_default();
    out.truncate(length);
    out.extend(open.iter().rev());
    Mended { text: out, is_cut: true, lacks }
}

impl Place {
    fn in_string(&mut self, c: char) {
        match c {
            '"' if !self.is_escaped => self.in_string = false,
            '\n' => return self.put("\\n"),
            '\t' => return self.put("\\t"),
            c if c.is_control() => return,
            _ => {}
        }
        self.is_escaped = c == '\\' && !self.is_escaped;
        self.put(c.encode_utf8(&mut [0; 4]));
    }

    fn outside(&mut self, c: char) {
        let is_of_word =
            !matches!(c, '"' | '{' | '[' | '}' | ']' | ',' | ':') && !c.is_whitespace();
        if is_of_word {
            return self.word.push(c);
        }
        self.end_word();
        match c {
            '"' => self.in_string = true,
            // What it takes to close it is what is remembered.
            '{' => return self.begin("{", '}'),
            '[' => return self.begin("[", ']'),
            '}' | ']' => return self.end(c),
            _ => {}
        }
        self.put(c.encode_utf8(&mut [0; 4]));
    }

    /// Writes what does not lie too deep.
    fn put(&mut self, text: &str) {
        if self.open.len() <= DEEPEST {
            self.out.push_str(text);
        }
    }

    /// Writes the word that ends here; `NaN`, `1e999` and the like are `null`.
    fn end_word(&mut self) {
        let word = std::mem::take(&mut self.word);
        if !word.is_empty() {
            let is_sound = serde_json::from_str::<Value>(&word).is_ok();
            self.put(if is_sound { &word } else { "null" });
        }
    }

    fn begin(&mut self, bracket: &str, closing: char) {
        if self.open.as_slice() == ['}', ']'] {
            self.member = self.out.len();
        }
        self.put(if self.open.len() == DEEPEST { "null" } else { bracket });
        self.open.push(closing);
    }

    fn end(&mut self, bracket: char) {
        let end = self.out.trim_end().len();
        if self.out.get(..end).is_some_and(|before| before.ends_with(',')) {
            self.out.truncate(end - 1);
        }
        // Before it is closed: that of what lies too deep is not written.
        self.put(bracket.encode_utf8(&mut [0; 4]));
        self.open.pop();
        if bracket == '}' && self.open.as_slice() == ['}', ']'] {
            let member = self.out.get(self.member..).unwrap_or_default();
            if serde_json::from_str::<Value>(member).is_err() {
                self.out.truncate(self.member);
                self.out.push_str("null");
                self.lacks = true;
            }
            self.whole = Some((self.out.len(), self.open.clone()));
        }
    }
}

/// With halves of characters (`\ud83d` alone, where a text was cut between two) replaced, and without
/// the backslash before what needs none.
fn with_sound_escapes(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, escaped)) = rest.split_once('\\') {
        out.push_str(before);
        let known = escaped.starts_with(['"', '\\', '/', 'b', 'f', 'n', 'r', 't']);
        let (written, length) = match (code_unit(escaped), escaped.get(6..).and_then(code_unit)) {
            _ if known => (escaped.get(..1), 1),
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) if escaped.get(5..6) == Some("\\") => {
                (escaped.get(..11), 11)
            }
            (Some(0xd800..=0xdfff), _) => (Some("ufffd"), 5),
            (Some(_), _) => (escaped.get(..5), 5),
            (None, _) => (None, 0),
        };
        if let Some(written) = written {
            out.push('\\');
            out.push_str(written);
        }
        rest = escaped.get(length..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// What `uXXXX` stands for.
fn code_unit(escaped: &str) -> Option<u16> {
    let digits = escaped.strip_prefix('u')?.get(..4)?;
    let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    u16::from_str_radix(digits, 16).ok().filter(|_| is_hex)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_broken_is_made_whole() {
        let mended = |text: &str| {
            let Mended { text, is_cut, .. } = mend(text);
            (text, is_cut)
        };
        for (broken, whole, is_cut) in [
            ("{\"a\": \"b\nc\t\u{1}\"}", r#"{"a": "b\nc\t"}"#, false),
            (r#"{"items": [{"a": 1,}, ], }"#, r#"{"items": [{"a": 1}]}"#, false),
            (r#"{"items": [{"a": 1}, {"b": [{"c"#, r#"{"items": [{"a": 1}]}"#, true),
            (r#"{"a": "\"}]", "items": [{}]"#, r#"{"a": "\"}]", "items": [{}]}"#, true),
            (r#"{"a": 1} junk"#, r#"{"a": 1}"#, false),
            (r#"{"items": ["#, "", true),
            (
                r#"{"a": "\ud83d\ude00 \ud83d \ude00"}"#,
                r#"{"a": "\ud83d\ude00 \ufffd \ufffd"}"#,
                false,
            ),
            (
                r#"{"a": NaN, "b": [-1.5e3, 1e999,true, x]}"#,
                r#"{"a": null, "b": [-1.5e3, null,true, null]}"#,
                false,
            ),
            (
                r#"{"items": [{"a" 1}, {"b": 2}, {"c": 'd'e}]}"#,
                r#"{"items": [null, {"b": 2}, {"c": null}]}"#,
                false,
            ),
            (r#"{"a": "it\'s \u12 \\\" é"}"#, r#"{"a": "it's u12 \\\" é"}"#, false),
        ] {
            assert_eq!(mended(broken), (whole.to_owned(), is_cut), "{broken}");
        }
    }
    #[test]
    fn what_lies_too_deep_is_left_out() {
        let lists = |levels: usize, inner: &str| {
            format!(r#"{{"a": {}{inner}{}, "b": 1}}"#, "[".repeat(levels), "]".repeat(levels))
        };
        for deep in ["[]", r#"[{"]": "\"]", "b": [1, [2]]}, NaN,]"#] {
            assert_eq!(mend(&lists(DEEPEST - 1, deep)).text, lists(DEEPEST - 1, "null"), "{deep}");
        }
        assert_eq!(mend(&lists(DEEPEST - 1, "1")).text, lists(DEEPEST - 1, "1"));
    }
}

//! Broken JSON, made whole as far as it goes. What it says is left to `json`.

/// A text, mended.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Mended {
    /// What can be read.
    pub(super) text: String,
    /// Whether it ends in the middle: what follows the last whole member of a list is left out.
    pub(super) is_cut: bool,
}

/// Where in a text a reader is.
#[derive(Default)]
struct Place {
    out: String,
    /// The brackets that are open.
    open: Vec<char>,
    /// How much of `out` is whole, and the brackets that are open there.
    whole: Option<(usize, Vec<char>)>,
    in_string: bool,
    is_escaped: bool,
}

/// Mends the faults that generators make: line breaks and other control characters in strings, escapes
/// that JSON does not know, commas before a closing bracket, an end that is missing.
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
            return Mended { text: place.out, is_cut: false };
        }
    }
    let Place { mut out, whole, .. } = place;
    let (length, open) = whole.unwrap_or_default();
    out.truncate(length);
    out.extend(open.iter().rev());
    Mended { text: out, is_cut: true }
}

impl Place {
    fn in_string(&mut self, c: char) {
        match c {
            '"' if !self.is_escaped => self.in_string = false,
            '\n' => return self.out.push_str("\\n"),
            '\t' => return self.out.push_str("\\t"),
            c if c.is_control() => return,
            _ => {}
        }
        self.is_escaped = c == '\\' && !self.is_escaped;
        self.out.push(c);
    }

    fn outside(&mut self, c: char) {
        match c {
            '"' => self.in_string = true,
            // What it takes to close it is what is remembered.
            '{' => self.open.push('}'),
            '[' => self.open.push(']'),
            '}' | ']' => {
                let end = self.out.trim_end().len();
                if self.out.get(..end).is_some_and(|before| before.ends_with(',')) {
                    self.out.truncate(end - 1);
                }
                self.open.pop();
            }
            _ => {}
        }
        self.out.push(c);
        if c == '}' && self.open.len() == 2 && self.open.last() == Some(&']') {
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
            let Mended { text, is_cut } = mend(text);
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
            (r#"{"a": "it\'s \u12 \\\" é"}"#, r#"{"a": "it's u12 \\\" é"}"#, false),
        ] {
            assert_eq!(mended(broken), (whole.to_owned(), is_cut), "{broken}");
        }
    }
}

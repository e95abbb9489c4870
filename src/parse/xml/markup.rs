//! Texts of elements as markup: what looks like it, and how it is written. Which text is what is left
//! to `capture`.

use std::borrow::Cow;

use super::characters::{Reference, resolve};
use super::tree::is_void;

/// What declares a namespace.
const NAMESPACE: &str = " xmlns";

/// The namespace of XHTML.
const XHTML: &str = "http://www.w3.org/1999/xhtml";

/// Whether HTML was escaped once more than it should be: it has no element, and would show a reader
/// those that were meant. One that shows the word `<b>` has no end of a paragraph.
pub(super) fn is_escaped_twice(text: &str) -> bool {
    if text.contains('<') || !text.contains("&lt;") {
        return false;
    }
    ["&lt;/p", "&lt;br", "&lt;/div", "&lt;/a", "&lt;img ", "&lt;/li"]
        .iter()
        .any(|mark| text.contains(mark))
}

/// Whether a text is meant as HTML: it holds the end of an element, an element that has none, or a
/// reference. `List<String>` and `the <b> element` do not.
pub(in crate::parse) fn looks_like_html(text: &str) -> bool {
    let has_tag = || {
        text.split('<').skip(1).any(|rest| {
            let name = rest.strip_prefix('/').unwrap_or(rest);
            let name = name.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
            let is_end = rest.starts_with('/') && !name.is_empty();
            rest.contains('>') && (is_end || is_void(name))
        })
    };
    let has_reference = || {
        text.split('&').skip(1).any(|rest| {
            let name = rest.split_once(';').map_or("", |(name, _)| name);
            !name.is_empty() && resolve(name) != Reference::Unknown
        })
    };
    (text.contains('<') && has_tag()) || (text.contains('&') && has_reference())
}

/// Adds text as it stands between tags.
pub(super) fn escape(to: &mut String, text: &str) {
    for piece in text.split_inclusive(['&', '<', '>']) {
        let marks = [('&', "&amp;"), ('<', "&lt;"), ('>', "&gt;")];
        let found = marks.iter().find_map(|(mark, name)| Some((piece.strip_suffix(*mark)?, *name)));
        let (before, name) = found.unwrap_or((piece, ""));
        to.push_str(before);
        to.push_str(name);
    }
}

/// The text that base64 stands for (RFC 4648 section 4); `None` where it is none, or stands for no text.
pub(super) fn base64(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut held) = (0_u32, 0);
    for letter in text.bytes() {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => continue,
            _ if letter.is_ascii_whitespace() => continue,
            _ => return None,
        };
        bits = (bits << 6 | u32::from(value)) & 0xff_ffff;
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.extend(u8::try_from(bits >> held & 0xff));
        }
    }
    let text = String::from_utf8(bytes).ok()?;
    let is_text = !text.contains(|c: char| c.is_control() && !c.is_whitespace());
    is_text.then_some(text)
}

/// The attributes of an element of HTML, without those that say that it is one.
pub(super) fn without_xhtml(rest: &str) -> Cow<'_, str> {
    if !rest.contains(XHTML) {
        return Cow::Borrowed(rest);
    }
    let mut pieces = rest.split(NAMESPACE);
    let mut kept = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let value = piece.split_once('=').map(|(_, value)| value.trim_start());
        let quoted = value.and_then(|value| {
            let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
            value.get(1..)?.split_once(quote)
        });
        match quoted {
            Some((XHTML, after)) => kept.push_str(after),
            _ => kept.extend([NAMESPACE, piece]),
        }
    }
    Cow::Owned(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_is_told_from_text_that_only_has_its_marks() {
        for html in ["<b>bold</b>", "a<br>b", "a<br />b", "AT&amp;T", "caf&eacute;", "&#8217;"] {
            assert!(looks_like_html(html), "{html}");
        }
        for text in ["AT&T", "1 < 2 > 0", "List<String>", "the <b> element", "a & b; c", "</", "&;"]
        {
            assert!(!looks_like_html(text), "{text}");
        }
    }

    #[test]
    fn elements_of_html_do_not_say_that_they_are() {
        for (rest, kept) in [
            (" xmlns=\"http://www.w3.org/1999/xhtml\" class=\"a\"", " class=\"a\""),
            (" id='b' xmlns:x='http://www.w3.org/1999/xhtml'", " id='b'"),
            (" xmlns=\"http://www.w3.org/2000/svg\"", " xmlns=\"http://www.w3.org/2000/svg\""),
            (" title=\"http://www.w3.org/1999/xhtml\"", " title=\"http://www.w3.org/1999/xhtml\""),
            (" xmlns=http://www.w3.org/1999/xhtml", " xmlns=http://www.w3.org/1999/xhtml"),
        ] {
            assert_eq!(without_xhtml(rest), kept, "{rest}");
        }
    }

    #[test]
    fn base64_is_decoded() {
        assert_eq!(base64("PHA+YSDigJQgYjwv\ncD4=").as_deref(), Some("<p>a — b</p>"));
        assert_eq!(base64("{\"a\": 1}"), None);
        assert_eq!(base64("iVBORw0KGgo="), None);
    }
}

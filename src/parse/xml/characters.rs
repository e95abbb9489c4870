//! References to characters, as XML and HTML write them. Where they stand is left to others.

use std::borrow::Cow;
use std::collections::BTreeSet;

use quick_xml::escape::{resolve_html5_entity, resolve_xml_entity};

use crate::parse::repair::Repair;

/// What a reference stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reference {
    /// A character by its number, or nothing where it is one that text must not hold.
    Number(Option<char>),
    /// One of the five names of XML.
    Xml(&'static str),
    /// One of the names of HTML.
    Html(&'static str),
    /// Nothing that anyone has heard of.
    Unknown,
}

/// What `&name;` stands for. Entities that the document itself declares are not looked at: none
/// that a feed needs is beside HTML's, and they can be made to unfold without end.
pub(super) fn resolve(name: &str) -> Reference {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => number.parse(),
        };
        return code.map_or(Reference::Unknown, |code| Reference::Number(character(code)));
    }
    if let Some(text) = resolve_xml_entity(name) {
        return Reference::Xml(text);
    }
    resolve_html5_entity(name).map_or(Reference::Unknown, Reference::Html)
}

/// The character of this number. 128 to 159 mean what Windows means by them, as in HTML (WHATWG
/// HTML section 13.2.5.80): publishers' programs write `&#146;` for an apostrophe.
fn character(code: u32) -> Option<char> {
    if let Ok(byte @ 0x80..=0x9f) = u8::try_from(code) {
        let bytes = [byte];
        return encoding_rs::WINDOWS_1252.decode_without_bom_handling(&bytes).0.chars().next();
    }
    match char::from_u32(code) {
        Some(c) if c.is_control() && !matches!(c, '\t' | '\n' | '\r') => None,
        found => Some(found.unwrap_or(char::REPLACEMENT_CHARACTER)),
    }
}

/// `text` with its references resolved; what is none stays as it is.
pub(in crate::parse) fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut pieces = text.split('&');
    let mut out = String::with_capacity(text.len());
    out.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        let found = piece.split_once(';').map(|(name, rest)| (resolve(name), rest));
        match found {
            Some((Reference::Number(c), rest)) => {
                out.extend(c);
                out.push_str(rest);
            }
            Some((Reference::Xml(text) | Reference::Html(text), rest)) => {
                out.push_str(text);
                out.push_str(rest);
            }
            Some((Reference::Unknown, _)) | None => {
                out.push('&');
                out.push_str(piece);
            }
        }
    }
    Cow::Owned(out)
}

/// XML allows three of the characters below space; quick-xml and HTML know no use for the others.
pub(super) fn without_control_characters<'a>(
    text: &'a str,
    repairs: &mut BTreeSet<Repair>,
) -> Cow<'a, str> {
    let is_control = |byte: u8| byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r');
    if !text.bytes().fold(false, |found, byte| found | is_control(byte)) {
        return Cow::Borrowed(text);
    }
    repairs.insert(Repair::ControlCharacters);
    text.chars().filter(|c| !u8::try_from(*c).is_ok_and(is_control)).collect()
}

/// Without `<?xml … ?>`, which has done its work; one that ends in `>` is met and would hide the
/// whole document.
pub(super) fn without_declaration(text: &str) -> &str {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let rest = text.strip_prefix("<?xml").and_then(|rest| rest.split_once('>'));
    rest.map_or(text, |(_, rest)| rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_resolved_and_the_rest_is_left_alone() {
        let decoded = decode("a &amp; b &#38; &#x26; &eacute; AT&T &nosuch; &#146; &#0;|");
        assert_eq!(decoded, "a & b & & é AT&T &nosuch; \u{2019} |");
    }
}

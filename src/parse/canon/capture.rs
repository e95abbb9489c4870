//! The text of one element, with the markup in it. What it is the text of is left to `walk`.

use super::characters::{Reference, resolve};
use super::events::{Tag, local};
use super::names::{Field, Marking, Place, Space};
use super::tree::is_void;
use crate::parse::repair::Repair;

/// What the characters of an element are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    /// Themselves.
    Plain,
    /// HTML, written as text.
    Html,
    /// One of the two, to be told by looking.
    Guessed,
    /// Text between elements of HTML.
    Markup,
    /// Base64, of HTML or of plain text.
    Base64 {
        /// Whether it is of HTML.
        html: bool,
    },
    /// Not to be read.
    Ignored,
}

/// A part of Atom's persons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Name,
    Uri,
    Mail,
    Other,
}

/// An element whose text is being collected.
#[derive(Debug)]
pub(super) struct Capture<'a> {
    /// What it says.
    pub(super) field: Field,
    /// Its start.
    pub(super) tag: Tag<'a>,
    shape: Shape,
    text: String,
    /// How many elements are open in it.
    depth: usize,
    /// How many elements and texts it consists of.
    roots: usize,
    part: Option<Part>,
    /// The parts of a person.
    pub(super) name: String,
    /// The same.
    pub(super) uri: String,
    /// The same.
    pub(super) mail: String,
}

impl<'a> Capture<'a> {
    /// Starts collecting. `buffer` is only to be used again.
    pub(super) fn new(field: Field, space: Space, tag: Tag<'a>, buffer: String) -> Self {
        let shape = if let Field::Text(place, _, marking) = field {
            match marking {
                _ if space == Space::Xhtml => Shape::Markup,
                Marking::Declared => declared_shape(&tag, place),
                Marking::Html => Shape::Html,
                Marking::Guessed => Shape::Guessed,
            }
        } else {
            Shape::Plain
        };
        let [name, uri, mail] = [const { String::new() }; 3];
        let (depth, roots) = (0, 0);
        Self { field, tag, shape, text: buffer, depth, roots, part: None, name, uri, mail }
    }

    /// Leaves out whatever follows.
    pub(super) fn ignore(&mut self) {
        self.shape = Shape::Ignored;
    }

    /// Takes in characters that mean themselves.
    pub(super) fn push(&mut self, text: &str) {
        let to = match self.part {
            Some(Part::Name) => &mut self.name,
            Some(Part::Uri) => &mut self.uri,
            Some(Part::Mail) => &mut self.mail,
            Some(Part::Other) => return,
            None => &mut self.text,
        };
        match self.shape {
            Shape::Markup => {
                self.roots += usize::from(self.depth == 0 && !text.trim().is_empty());
                escape(to, text);
            }
            Shape::Ignored => {}
            Shape::Plain | Shape::Html | Shape::Guessed | Shape::Base64 { .. } => to.push_str(text),
        }
    }

    /// Takes in what a reference stands for.
    pub(super) fn push_reference(&mut self, name: &str) -> Option<Repair> {
        match resolve(name) {
            Reference::Number(Some(c)) => self.push(c.encode_utf8(&mut [0; 4])),
            Reference::Number(None) => return Some(Repair::ControlCharacters),
            Reference::Xml(text) => self.push(text),
            Reference::Html(text) => {
                self.push(text);
                return Some(Repair::NamedCharacters);
            }
            Reference::Unknown => {
                self.push("&");
                self.push(name);
                self.push(";");
                return Some(Repair::BareAmpersand);
            }
        }
        None
    }

    /// Takes in a tag within the element.
    pub(super) fn open(&mut self, tag: &Tag<'_>, is_empty: bool) {
        if self.field == Field::Author {
            self.part = Some(part(tag.local()));
        } else if matches!(self.field, Field::Text(..)) {
            self.open_markup(tag, is_empty);
        }
    }

    /// Ends the part of a person.
    pub(super) fn close_part(&mut self) {
        self.part = None;
    }

    /// Takes in the end of an element within the element.
    pub(super) fn close(&mut self, name: &str) {
        self.part = None;
        self.depth = self.depth.saturating_sub(1);
        if self.shape == Shape::Markup && !is_void(name) {
            self.text.push_str("</");
            self.text.push_str(local(name));
            self.text.push('>');
        }
    }

    /// The text, trimmed, and whether it is HTML. The buffer comes back as well.
    pub(super) fn finish(&mut self) -> (&str, bool) {
        if let Shape::Base64 { html } = self.shape {
            self.text = String::from_utf8_lossy(&base64(&self.text)).into_owned();
            self.shape = if html { Shape::Html } else { Shape::Plain };
        }
        let text = self.text.trim();
        let text = self.without_wrapper(text).unwrap_or(text);
        let is_html = match self.shape {
            Shape::Html | Shape::Markup => true,
            Shape::Guessed => looks_like_html(text),
            Shape::Plain | Shape::Base64 { .. } | Shape::Ignored => false,
        };
        (text, is_html)
    }

    /// Without the `div` that XHTML in Atom is wrapped in, which is no part of it (RFC 4287 section
    /// 3.1.1.3).
    fn without_wrapper<'t>(&self, text: &'t str) -> Option<&'t str> {
        if self.shape != Shape::Markup || self.roots != 1 {
            return None;
        }
        let (tag, rest) = text.strip_prefix("<div")?.split_once('>')?;
        let is_div = tag.is_empty() || tag.starts_with(char::is_whitespace);
        rest.strip_suffix("</div>").filter(|_| is_div).map(str::trim)
    }

    /// The buffer, to be used again.
    pub(super) fn into_buffer(self) -> String {
        let mut buffer = self.text;
        buffer.clear();
        buffer
    }

    /// Elements in a text make it markup, whatever it is said to be.
    fn open_markup(&mut self, tag: &Tag<'_>, is_empty: bool) {
        match self.shape {
            Shape::Ignored | Shape::Base64 { .. } => return,
            Shape::Plain | Shape::Guessed => {
                let text = std::mem::take(&mut self.text);
                escape(&mut self.text, &text);
            }
            Shape::Html | Shape::Markup => {}
        }
        self.shape = Shape::Markup;
        self.roots += usize::from(self.depth == 0);
        self.depth += 1;
        self.text.push('<');
        self.text.push_str(tag.local());
        self.text.push_str(tag.rest());
        self.text.push('>');
        if is_empty {
            self.close(tag.name);
        }
    }
}

fn part(local: &str) -> Part {
    match local {
        "name" => Part::Name,
        "uri" | "url" | "homepage" => Part::Uri,
        "email" => Part::Mail,
        _ => Part::Other,
    }
}

/// What the `type` of Atom 1.0 (RFC 4287 section 3.1.1) and the `mode` of 0.3 say. Without a type a
/// text is plain; but who forgets it on a whole article writes HTML.
fn declared_shape(tag: &Tag<'_>, place: Place) -> Shape {
    let media_type = tag.attribute("type").unwrap_or_default().to_ascii_lowercase();
    let media_type = media_type.split(';').next().unwrap_or_default().trim();
    let is_html = matches!(media_type, "html" | "text/html" | "xhtml" | "application/xhtml+xml");
    if tag.attribute("mode").is_some_and(|mode| mode.eq_ignore_ascii_case("base64")) {
        return Shape::Base64 { html: is_html };
    }
    match media_type {
        "" if place != Place::Title => Shape::Guessed,
        "" | "text" | "text/plain" => Shape::Plain,
        "html" | "text/html" => Shape::Html,
        "xhtml" | "application/xhtml+xml" => {
            let is_escaped = tag.attribute("mode").is_some_and(|mode| mode == "escaped");
            if is_escaped { Shape::Html } else { Shape::Markup }
        }
        _ if media_type.starts_with("text/") => Shape::Plain,
        _ if media_type.ends_with("/xml") || media_type.ends_with("+xml") => Shape::Markup,
        _ if media_type.contains('/') => Shape::Ignored,
        _ => Shape::Guessed,
    }
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

fn escape(to: &mut String, text: &str) {
    for piece in text.split_inclusive(['&', '<']) {
        if let Some(before) = piece.strip_suffix('&') {
            to.push_str(before);
            to.push_str("&amp;");
        } else if let Some(before) = piece.strip_suffix('<') {
            to.push_str(before);
            to.push_str("&lt;");
        } else {
            to.push_str(piece);
        }
    }
}

/// The bytes that base64 stands for (RFC 4648 section 4); what is none of its letters is skipped.
fn base64(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut held) = (0_u32, 0);
    for letter in text.bytes() {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => continue,
        };
        bits = (bits << 6 | u32::from(value)) & 0xff_ffff;
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.extend(u8::try_from(bits >> held & 0xff));
        }
    }
    bytes
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
    fn base64_is_decoded() {
        assert_eq!(base64("PHA+YSDigJQgYjwv\ncD4="), "<p>a — b</p>".as_bytes());
    }
}

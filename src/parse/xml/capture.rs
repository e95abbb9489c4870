//! The text of one element, with the markup in it. What it is the text of is left to `walk`.

use std::borrow::Cow;
use std::sync::Arc;

use url::Url;

use super::characters::{Reference, decode, resolve};
use super::events::{Tag, local};
use super::markup::{base64, escape, is_escaped_twice, looks_like_html, without_xhtml};
use super::names::{Field, Marking, Place};
use super::space::Space;
use super::tree::is_void;
use crate::parse::addresses::absolute;
use crate::parse::found::Kind;
use crate::parse::repair::Repair;

/// What the characters of an element are.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Shape {
    /// Themselves.
    Plain,
    /// HTML, written as text.
    Html,
    /// One of the two, to be told by looking.
    Guessed,
    /// Text between elements of HTML.
    Markup,
    /// Base64.
    Base64,
    /// Not to be read.
    Ignored,
}

/// An element whose text is being collected.
#[derive(Debug)]
pub(super) struct Capture<'a> {
    /// What it says.
    pub(super) field: Field,
    /// Its start.
    pub(super) tag: Tag<'a>,
    /// What addresses in it are relative to.
    pub(super) base: Option<Arc<Url>>,
    /// Its language.
    pub(super) language: Option<Arc<str>>,
    /// Whether the `div` around XHTML is a part of it.
    pub(super) keeps_wrapper: bool,
    shape: Shape,
    /// What the element says that it is, where that is more than one of plain text and HTML.
    declared: Option<Kind>,
    text: String,
    /// How many elements are open in it.
    depth: usize,
    /// How many elements and texts it consists of.
    roots: usize,
    /// The element within that is being read, and those that were: what persons and pictures
    /// consist of.
    part: Option<&'a str>,
    parts: Vec<(&'a str, String)>,
}

/// How many parts anything consists of.
const MOST_PARTS: usize = 20;

impl<'a> Capture<'a> {
    /// Starts collecting. `buffer` is only to be used again.
    pub(super) fn new(field: Field, space: Space, tag: Tag<'a>, buffer: String) -> Self {
        let (shape, declared) = if let Field::Text(place, _, marking) = field {
            match marking {
                _ if space == Space::Xhtml => (Shape::Markup, Some(Kind::Xhtml)),
                Marking::Declared => declared_shape(&tag, place),
                Marking::Html => (Shape::Html, None),
                Marking::Guessed => (Shape::Guessed, None),
            }
        } else {
            (Shape::Plain, None)
        };
        Self {
            field,
            tag,
            base: None,
            language: None,
            keeps_wrapper: false,
            shape,
            declared,
            text: buffer,
            depth: 0,
            roots: 0,
            part: None,
            parts: Vec::new(),
        }
    }

    /// Whether it is said to be XML of some other kind, which may have anything in it.
    pub(super) fn is_of_xml(&self) -> bool {
        self.shape == Shape::Markup && matches!(self.declared, Some(Kind::Other(_)))
    }

    /// Leaves out whatever follows.
    pub(super) fn ignore(&mut self) {
        self.shape = Shape::Ignored;
    }

    /// The text of the first element within that has any, trimmed.
    pub(super) fn any_part(&self) -> Option<&str> {
        self.parts.iter().map(|(_, text)| text.trim()).find(|text| !text.is_empty())
    }

    /// The text of the first element within of one of these names, trimmed; `None` where there is
    /// none.
    pub(super) fn part(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| self.parts(name).next())
    }

    /// The texts of all elements of this name within, trimmed; empty ones are left out.
    pub(super) fn parts(&self, name: &str) -> impl Iterator<Item = &str> {
        let meant = self.parts.iter().filter(move |(part, _)| part.eq_ignore_ascii_case(name));
        meant.map(|(_, text)| text.trim()).filter(|text| !text.is_empty())
    }

    /// Takes in characters that mean themselves.
    pub(super) fn push(&mut self, text: &str) {
        let to = match self.part {
            Some(_) => match self.parts.last_mut() {
                Some((_, part)) => part,
                None => return,
            },
            None => &mut self.text,
        };
        match self.shape {
            Shape::Markup => {
                self.roots += usize::from(self.depth == 0 && !text.trim().is_empty());
                escape(to, text);
            }
            Shape::Ignored => {}
            Shape::Plain | Shape::Html | Shape::Guessed | Shape::Base64 => to.push_str(text),
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

    /// Takes in a tag within the element. `base` is what addresses are relative to there.
    pub(super) fn open(&mut self, tag: &Tag<'a>, is_empty: bool, base: Option<&Arc<Url>>) {
        if matches!(self.field, Field::Text(..)) {
            self.open_markup(tag, is_empty, base);
        } else if self.has_parts() && self.parts.len() < MOST_PARTS {
            self.part = Some(tag.local());
            self.parts.push((tag.local(), String::new()));
        }
    }

    fn has_parts(&self) -> bool {
        matches!(self.field, Field::Person(_) | Field::Logo(_))
    }

    /// Ends the part of a person or a picture.
    pub(super) fn close_part(&mut self) {
        self.part = None;
    }

    /// Takes in the end of an element within the element.
    pub(super) fn close(&mut self, name: &str) {
        self.part = None;
        self.depth = self.depth.saturating_sub(1);
        if self.shape == Shape::Markup && !is_void(name) {
            let name = self.spelled(name);
            self.text.push_str("</");
            self.text.push_str(name);
            self.text.push('>');
        }
    }

    /// HTML has no prefixes; other kinds of XML do.
    fn spelled<'t>(&self, name: &'t str) -> &'t str {
        if matches!(self.declared, Some(Kind::Other(_))) { name } else { local(name) }
    }

    /// The text, trimmed.
    pub(super) fn text(&self) -> &str {
        self.text.trim()
    }

    /// The text, trimmed and without what only wraps it, and how it is marked up.
    pub(super) fn finish(&mut self) -> (&str, Kind, Option<Repair>) {
        let mut repair = None;
        if self.shape == Shape::Base64 {
            // What is no text stays as it is written.
            if let Some(text) = base64(&self.text) {
                self.text = text;
            }
            self.shape = Shape::Plain;
        } else if self.shape == Shape::Html && is_escaped_twice(&self.text) {
            self.text = decode(&self.text).into_owned();
            repair = Some(Repair::EscapedTwice);
        }
        let text = self.text.trim();
        let text = self.without_wrapper(text).unwrap_or(text);
        let kind = self.declared.take().unwrap_or_else(|| match self.shape {
            Shape::Html | Shape::Markup => Kind::Html,
            Shape::Guessed if looks_like_html(text) => Kind::Html,
            Shape::Guessed | Shape::Plain | Shape::Base64 | Shape::Ignored => Kind::Plain,
        });
        (text, kind, repair)
    }

    /// Without the `div` that XHTML in Atom 1.0 is wrapped in, which is no part of it (RFC 4287 section
    /// 3.1.1.3).
    fn without_wrapper<'t>(&self, text: &'t str) -> Option<&'t str> {
        if self.declared != Some(Kind::Xhtml) || self.roots != 1 || self.keeps_wrapper {
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
    fn open_markup(&mut self, tag: &Tag<'_>, is_empty: bool, base: Option<&Arc<Url>>) {
        match self.shape {
            Shape::Ignored | Shape::Base64 => return,
            Shape::Plain | Shape::Guessed => {
                let text = std::mem::take(&mut self.text);
                escape(&mut self.text, &text);
            }
            Shape::Html | Shape::Markup => {}
        }
        if self.declared == Some(Kind::Plain) {
            self.declared = None;
        }
        self.shape = Shape::Markup;
        self.roots += usize::from(self.depth == 0);
        self.depth += 1;
        let start = self.text.len();
        self.text.push('<');
        let name = self.spelled(tag.name);
        self.text.push_str(name);
        let rest = tag.rest().trim_end();
        let is_html = !matches!(self.declared, Some(Kind::Other(_)));
        self.text.push_str(&if is_html { without_xhtml(rest) } else { Cow::Borrowed(rest) });
        self.text.push_str(if is_void(tag.name) { " />" } else { ">" });
        // Of the base of the whole it is made when that is known.
        if let Some(base) = base.filter(|base| Some(*base) != self.base.as_ref())
            && let Some(tag) = self.text.get(start..).and_then(|tag| absolute(tag, base))
        {
            self.text.truncate(start);
            self.text.push_str(&tag);
        }
        if is_empty {
            self.close(tag.name);
        }
    }
}

/// What the `type` of Atom 1.0 (RFC 4287 section 3.1.1) and the `mode` of 0.3 say. Without a type a
/// text is plain; but who forgets it on a whole article writes HTML.
fn declared_shape(tag: &Tag<'_>, place: Place) -> (Shape, Option<Kind>) {
    let media_type = tag.attribute("type").unwrap_or_default().to_ascii_lowercase();
    let media_type = media_type.split(';').next().unwrap_or_default().trim();
    let mode = tag.attribute("mode").unwrap_or_default().to_ascii_lowercase();
    let is_long = matches!(place, Place::Summary | Place::Content);
    let (shape, kind) = match media_type {
        "" if is_long => (Shape::Guessed, None),
        "" | "text" | "text/plain" => (Shape::Plain, Some(Kind::Plain)),
        "html" | "text/html" => (Shape::Html, Some(Kind::Html)),
        "xhtml" | "application/xhtml+xml" if mode == "escaped" => (Shape::Html, Some(Kind::Html)),
        "xhtml" | "application/xhtml+xml" => (Shape::Markup, Some(Kind::Xhtml)),
        _ if !media_type.contains('/') => (Shape::Guessed, None),
        _ => {
            let is_xml = media_type.ends_with("/xml") || media_type.ends_with("+xml");
            let shape = match () {
                () if is_xml => Shape::Markup,
                () if media_type.starts_with("text/") => Shape::Plain,
                () => Shape::Base64,
            };
            (shape, Some(Kind::Other(media_type.to_owned())))
        }
    };
    if mode == "base64" { (Shape::Base64, kind) } else { (shape, kind) }
}

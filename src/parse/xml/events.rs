//! XML cut into tags and characters, whatever state it is in. What belongs together is left to
//! `tree`.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::Event as Raw;
use quick_xml::events::attributes::Attributes;

use super::characters::decode;
use super::ends::{CDATA, Ends, broken_off};

/// A piece of a document.
#[derive(Debug)]
pub(super) enum Event<'a> {
    /// `<name …>`.
    Open(Tag<'a>),
    /// `<name …/>`.
    Empty(Tag<'a>),
    /// `</name>`.
    Close(&'a str),
    /// Characters that mean themselves.
    Text(&'a str),
    /// An ampersand that begins nothing, and what follows it.
    BareAmpersand(&'a str),
    /// A `<` that begins no element.
    StrayMark,
    /// What is between `&` and `;`.
    Reference(&'a str),
    /// What is in `<!DOCTYPE …>`.
    Doctype(&'a str),
    /// The end.
    End {
        /// Whether the document breaks off within a piece.
        cut: bool,
    },
}

/// A start tag.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tag<'a> {
    /// Everything between `<` and `>`, without a closing slash.
    raw: &'a str,
    /// The name with its prefix.
    pub(super) name: &'a str,
}

impl<'a> Tag<'a> {
    fn new(raw: &'a str) -> Self {
        let name = raw.split(|c: char| c.is_ascii_whitespace()).next().unwrap_or_default();
        Self { raw, name }
    }

    /// The name without its prefix.
    pub(super) fn local(&self) -> &'a str {
        local(self.name)
    }

    /// The prefix of the name; empty where it has none.
    pub(super) fn prefix(&self) -> &'a str {
        self.name.split_once(':').map_or("", |(prefix, _)| prefix)
    }

    /// Whether there is anything after the name.
    pub(super) fn has_attributes(&self) -> bool {
        self.raw.len() > self.name.len()
    }

    /// Everything after the name, as written.
    pub(super) fn rest(&self) -> &'a str {
        self.raw.strip_prefix(self.name).unwrap_or_default()
    }

    /// The attributes with their values, resolved. An attribute that cannot be read is left out.
    pub(super) fn attributes(&self) -> impl Iterator<Item = (&'a str, Cow<'a, str>)> + use<'a> {
        let mut attributes = Attributes::html(self.raw, self.name.len());
        attributes.with_checks(false);
        attributes.filter_map(Result::ok).map(|attribute| {
            let value = match attribute.value {
                Cow::Borrowed(value) => decode(value),
                Cow::Owned(value) => Cow::Owned(decode(&value).into_owned()),
            };
            (attribute.key.0, value)
        })
    }

    /// The value of this attribute of RDF, by whatever prefix, or by none as in drafts of RSS 1.0.
    pub(super) fn rdf(&self, name: &str) -> Option<Cow<'a, str>> {
        self.value(|key| local(key).eq_ignore_ascii_case(name))
    }

    /// The value of this attribute, trimmed; `None` where it has none, or an empty one.
    pub(super) fn attribute(&self, name: &str) -> Option<Cow<'a, str>> {
        self.value(|key| key.eq_ignore_ascii_case(name))
    }

    fn value(&self, is_meant: impl Fn(&str) -> bool) -> Option<Cow<'a, str>> {
        if !self.has_attributes() {
            return None;
        }
        let (_, value) = self.attributes().find(|(key, _)| is_meant(key))?;
        let value = match value {
            Cow::Borrowed(value) => Cow::Borrowed(value.trim()),
            Cow::Owned(value) => Cow::Owned(value.trim().to_owned()),
        };
        (!value.is_empty()).then_some(value)
    }
}

/// A name without its prefix.
pub(super) fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// Cuts a document. It ends at what cannot be cut any further.
#[derive(Debug)]
pub(super) struct Events<'a> {
    source: &'a str,
    /// Where in `source` the reader began: it is begun anew after what it would stumble over.
    from: usize,
    reader: Reader<&'a [u8]>,
    ends: Ends,
    /// Whether something began that does not end.
    pub(super) is_unended: bool,
}

impl<'a> Events<'a> {
    /// Cuts this text.
    pub(super) fn new(source: &'a str) -> Self {
        Self { source, from: 0, reader: reader(source), ends: Ends::default(), is_unended: false }
    }

    /// The next piece.
    pub(super) fn next(&mut self) -> Event<'a> {
        loop {
            let at = self.position();
            match stumble(self.source.as_bytes().get(at..).unwrap_or_default()) {
                Some(Stumble::Mark) => {
                    self.restart(at + 1);
                    return Event::StrayMark;
                }
                Some(Stumble::Declaration(length)) => {
                    self.restart(at + length);
                    continue;
                }
                None => {}
            }
            if let Some(length) = self.ends.excess(self.source, at) {
                self.is_unended = true;
                self.restart(at + length);
                continue;
            }
            if let Some(event) = self.read(at) {
                return event;
            }
        }
    }

    /// The piece at `at`; `None` for one that says nothing.
    fn read(&mut self, at: usize) -> Option<Event<'a>> {
        Some(match self.reader.read_event() {
            Ok(Raw::Start(_)) => {
                let raw = self.between(at + 1, 1);
                self.ended_early(at, raw).unwrap_or_else(|| Event::Open(Tag::new(raw)))
            }
            Ok(Raw::Empty(_)) => {
                let raw = self.between(at + 1, 2);
                self.ended_early(at, raw).unwrap_or_else(|| Event::Empty(Tag::new(raw)))
            }
            Ok(Raw::End(_)) => Event::Close(self.between(at + 2, 1).trim()),
            Ok(Raw::Text(_)) => {
                let text = self.between(at, 0);
                if text.starts_with('&') { Event::BareAmpersand(text) } else { Event::Text(text) }
            }
            Ok(Raw::CData(_)) => Event::Text(self.between(at + CDATA.len(), "]]>".len())),
            Ok(Raw::GeneralRef(_)) => Event::Reference(self.between(at + 1, 1)),
            Ok(Raw::DocType(_)) => Event::Doctype(self.between(at + "<!DOCTYPE".len(), 1).trim()),
            Ok(Raw::Comment(_) | Raw::Decl(_) | Raw::PI(_)) => return None,
            Ok(Raw::Eof) => Event::End { cut: false },
            Err(_) => {
                let rest = self.source.get(at + 1..).unwrap_or_default();
                let is_tag = rest.as_bytes().first().is_some_and(|byte| begins_name(*byte));
                let end = rest.find(['<', '>']).filter(|_| is_tag);
                let ended = end.and_then(|end| self.end_at(at, end));
                ended.unwrap_or(Event::End { cut: true })
            }
        })
    }

    /// The tag that begins at `at`, where it ends before the reader thinks.
    fn ended_early(&mut self, at: usize, raw: &str) -> Option<Event<'a>> {
        broken_off(raw).and_then(|end| self.end_at(at, end))
    }

    /// The tag that begins at `at` and ends so many bytes behind its `<`; `None` where that happened
    /// too often.
    fn end_at(&mut self, at: usize, end: usize) -> Option<Event<'a>> {
        let again = self.position().saturating_sub(at + end);
        if !self.ends.may_read_again(again, self.source) {
            return None;
        }
        self.is_unended = true;
        let raw = self.source.get(at + 1..at + 1 + end).unwrap_or_default();
        let is_ended = self.source.as_bytes().get(at + 1 + end) == Some(&b'>');
        self.restart(at + 1 + end + usize::from(is_ended));
        Some(match raw.strip_suffix('/') {
            Some(raw) => Event::Empty(Tag::new(raw)),
            None => Event::Open(Tag::new(raw)),
        })
    }

    /// What the reader has just read, from `start`, without the last `tail` bytes.
    fn between(&self, start: usize, tail: usize) -> &'a str {
        let end = self.position().saturating_sub(tail);
        self.source.get(start..end).unwrap_or_default()
    }

    fn position(&self) -> usize {
        self.from
            .saturating_add(usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX))
    }

    fn restart(&mut self, at: usize) {
        let rest = self.source.get(at..).unwrap_or_default();
        // The reader would skip it uncounted.
        let skipped = rest.len() - rest.trim_start_matches('\u{feff}').len();
        self.from = at + skipped;
        self.reader = reader(self.source.get(self.from..).unwrap_or_default());
    }
}

fn reader(text: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    reader
}

/// What the reader would take for the end of the document, or run through to the end of.
enum Stumble {
    /// A `<` that begins nothing.
    Mark,
    /// A declaration that is none of XML's, and how long it is.
    Declaration(usize),
}

fn stumble(rest: &[u8]) -> Option<Stumble> {
    match rest {
        [b'<', b'!', declared @ ..] => {
            let known = declared.starts_with(b"--")
                || declared.starts_with(b"[CDATA[")
                || declared.get(..7).is_some_and(|word| word.eq_ignore_ascii_case(b"DOCTYPE"));
            if known {
                return None;
            }
            let end = declared.iter().take(256).position(|byte| matches!(byte, b'>' | b'<'));
            match end {
                Some(end) if declared.get(end) == Some(&b'>') => {
                    Some(Stumble::Declaration(end + "<!>".len()))
                }
                _ => Some(Stumble::Mark),
            }
        }
        [b'<', b'/', name, ..] | [b'<', name, ..] if begins_name(*name) => None,
        [b'<', b'?', ..] => None,
        [b'<', ..] => Some(Stumble::Mark),
        _ => None,
    }
}

fn begins_name(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || matches!(byte, b'_' | b':') || !byte.is_ascii()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cut(text: &str) -> Vec<String> {
        let mut events = Events::new(text);
        let mut out = Vec::new();
        loop {
            out.push(match events.next() {
                Event::Open(tag) => format!("<{}>", tag.name),
                Event::Empty(tag) => format!("<{}/>", tag.name),
                Event::Close(name) => format!("</{name}>"),
                Event::Text(text) | Event::BareAmpersand(text) => text.to_owned(),
                Event::StrayMark => "STRAY".to_owned(),
                Event::Reference(name) => format!("&{name};"),
                Event::Doctype(text) => format!("DOCTYPE {text}"),
                Event::End { cut } => {
                    out.push(format!("END {cut}"));
                    return out;
                }
            });
        }
    }

    #[test]
    fn a_document_is_cut_into_its_pieces() {
        assert_eq!(
            cut(
                "<?xml version='1.0'?><!DOCTYPE a><a b='>'><!-- c -->d&amp;<e/><![CDATA[<f>]]></a >"
            ),
            ["DOCTYPE a", "<a>", "d", "&amp;", "<e/>", "<f>", "</a>", "END false"]
        );
    }

    #[test]
    fn marks_that_begin_nothing_are_text() {
        assert_eq!(
            cut("<a>1 < 2 <3 &lt <![endif]>x <!y</a>"),
            [
                "<a>",
                "1 ",
                "STRAY",
                " 2 ",
                "STRAY",
                "3 ",
                "&lt ",
                "x ",
                "STRAY",
                "!y",
                "</a>",
                "END false"
            ]
        );
    }

    #[test]
    fn attributes_are_read_however_they_are_written() {
        let mut events = Events::new("<a b = 'c &amp; d' e=f G=\"\" h=\" i \">");
        let Event::Open(tag) = events.next() else { panic!("no tag") };
        assert_eq!(tag.attribute("b").as_deref(), Some("c & d"));
        assert_eq!(tag.attribute("e").as_deref(), Some("f"));
        assert_eq!(tag.attribute("g"), None);
        assert_eq!(tag.attribute("h").as_deref(), Some("i"));
    }

    proptest! {
        #[test]
        fn cutting_never_panics_and_always_ends(text in "[<>!/?&;a-c\\[\\]'\"= \u{feff}-]{0,80}") {
            cut(&text);
        }
    }
}

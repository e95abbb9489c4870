//! What is open at a point of a document: elements, namespaces and base addresses. What the
//! elements mean for an entry is left to `walk`.

use std::sync::Arc;

use url::Url;

use super::events::{Tag, local};
use super::space::Space;
use crate::parse::draft::language;

/// How many elements may be open within one another. Hand-written XHTML reaches 30.
const DEEPEST: usize = 128;

/// How many declared prefixes are remembered at a time. Generators that declare all they know reach
/// 40.
const MOST_PREFIXES: usize = 256;

/// What an open element is to the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Something around the feed, or before it.
    Wrapper,
    /// `rss`, `RDF`: what may hold a channel and entries.
    Root,
    /// What holds what is said of the feed.
    Feed,
    /// An entry.
    Entry,
    /// Something in an entry that changes nothing about what is in it.
    Group,
    /// A category that may hold narrower ones.
    Topic,
    /// The feed that an entry is from.
    Source,
    /// An element whose text is being collected.
    Field,
    /// Something in such an element.
    Markup,
    /// Something that is not read.
    Skipped,
}

/// An open element.
#[derive(Debug)]
pub(super) struct Frame<'a> {
    /// Its name with the prefix.
    pub(super) name: &'a str,
    /// What it is.
    pub(super) role: Role,
    /// How many prefixes were declared before it.
    prefixes: usize,
    /// How many bases were in effect before it.
    bases: usize,
    /// How many languages were.
    languages: usize,
}

/// What an end tag closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Closes {
    /// This many of the innermost elements.
    Elements(usize),
    /// An element that was too deep to be remembered.
    TooDeep,
    /// Nothing.
    Nothing,
}

/// The elements that are open, with what they declare.
#[derive(Debug)]
pub(super) struct Tree<'a> {
    frames: Vec<Frame<'a>>,
    /// How many more are open than are remembered.
    deeper: usize,
    prefixes: Vec<(&'a str, Space)>,
    bases: Vec<Arc<Url>>,
    languages: Vec<Option<Arc<str>>>,
}

impl<'a> Tree<'a> {
    /// A tree in which nothing is open.
    pub(super) fn new() -> Self {
        let (frames, prefixes, bases, languages) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self { frames, deeper: 0, prefixes, bases, languages }
    }

    /// The role of the innermost element.
    pub(super) fn role(&self) -> Option<Role> {
        self.frames.last().map(|frame| frame.role)
    }

    /// Whether the innermost element has this name, but for its prefix.
    pub(super) fn is_in(&self, name: &str) -> bool {
        self.frames.last().is_some_and(|frame| local(frame.name).eq_ignore_ascii_case(name))
    }

    /// Whether nothing more can be opened.
    pub(super) fn is_full(&self) -> bool {
        self.frames.len() >= DEEPEST
    }

    /// How many elements are open from the innermost one of this role on; 0 where there is none.
    pub(super) fn depth_of(&self, role: Role) -> usize {
        self.frames.iter().rev().position(|frame| frame.role == role).map_or(0, |depth| depth + 1)
    }

    /// Opens an element. What it declares has been taken in by [`Self::declare`].
    pub(super) fn push(&mut self, name: &'a str, role: Role, before: Declared) {
        let Declared { prefixes, bases, languages } = before;
        self.frames.push(Frame { name, role, prefixes, bases, languages });
    }

    /// Notes an element that is too deep to be opened.
    pub(super) fn push_deeper(&mut self) {
        self.deeper += 1;
    }

    /// Closes the innermost element.
    pub(super) fn pop(&mut self) -> Option<Frame<'a>> {
        let frame = self.frames.pop()?;
        self.deeper = 0;
        self.prefixes.truncate(frame.prefixes);
        self.bases.truncate(frame.bases);
        self.languages.truncate(frame.languages);
        Some(frame)
    }

    /// What the end tag of this name closes.
    pub(super) fn closes(&mut self, name: &str) -> Closes {
        let is_meant = |frame: &Frame<'_>| frame.name.eq_ignore_ascii_case(name);
        let found = self.frames.iter().rev().position(is_meant);
        let outside_markup = |depth: usize| {
            self.frames.iter().rev().nth(depth).is_some_and(|frame| frame.role != Role::Markup)
        };
        match found {
            Some(depth) if self.deeper == 0 || outside_markup(depth) => Closes::Elements(depth + 1),
            _ if self.deeper > 0 => {
                self.deeper -= 1;
                Closes::TooDeep
            }
            _ => Closes::Nothing,
        }
    }

    /// Takes in the prefixes, the base and the language that a tag declares; returns what was there
    /// before.
    pub(super) fn declare(&mut self, tag: &Tag<'a>, document: Option<&Url>) -> Declared {
        let before = self.here();
        if !tag.rest().contains("xml") {
            return before;
        }
        for (key, value) in tag.attributes() {
            if key == "xmlns" {
                self.declare_prefix("", &value);
            } else if let Some(prefix) = key.strip_prefix("xmlns:") {
                self.declare_prefix(prefix, &value);
            } else if key == "xml:base" {
                self.declare_base(value.trim(), document);
            } else if key == "xml:lang" {
                // An empty one says that the language of what is around is not that of this.
                self.languages.push(language(&value).map(Arc::from));
            }
        }
        before
    }

    /// Takes in what addresses from here on are relative to, until the element ends that is opened
    /// next.
    pub(super) fn declare_base(&mut self, href: &str, document: Option<&Url>) {
        let around = self.bases.last().map(|base| &**base).or(document);
        let base = around.map_or_else(|| Url::parse(href), |around| around.join(href));
        if let Some(base) = base.ok().filter(|base| !base.cannot_be_a_base()) {
            self.bases.push(Arc::new(base));
        }
    }

    /// What is declared here, for an element that declares nothing that matters.
    pub(super) fn here(&self) -> Declared {
        let (bases, languages) = (self.bases.len(), self.languages.len());
        Declared { prefixes: self.prefixes.len(), bases, languages }
    }

    fn declare_prefix(&mut self, prefix: &'a str, uri: &str) {
        if self.prefixes.len() >= MOST_PREFIXES {
            return;
        }
        // What no prefix stands for by its address, it may stand for by its usual meaning. An
        // unknown vocabulary without a prefix is some dialect of RSS.
        let space = Space::by_uri(uri).unwrap_or_else(|| Space::by_prefix(prefix));
        self.prefixes.push((prefix, space));
    }

    /// The `xml:base` in effect.
    pub(super) fn base(&self) -> Option<&Arc<Url>> {
        self.bases.last()
    }

    /// The `xml:lang` in effect.
    pub(super) fn language(&self) -> Option<&Arc<str>> {
        self.languages.last()?.as_ref()
    }

    /// The vocabulary that a name belongs to, and whether its prefix was declared.
    pub(super) fn space(&self, tag: &Tag<'_>) -> (Space, bool) {
        let prefix = tag.prefix();
        let declared = self.prefixes.iter().rev().find(|(declared, _)| *declared == prefix);
        match declared {
            Some((_, space)) => (*space, true),
            None => (Space::by_prefix(prefix), prefix.is_empty() || prefix == "xml"),
        }
    }
}

/// How much was declared at a point.
#[derive(Clone, Copy, Debug)]
pub(super) struct Declared {
    prefixes: usize,
    bases: usize,
    languages: usize,
}

/// Whether this element has no end in HTML.
pub(super) fn is_void(name: &str) -> bool {
    const VOID: [&str; 13] = [
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source",
        "track", "wbr",
    ];
    VOID.iter().any(|void| void.eq_ignore_ascii_case(local(name)))
}

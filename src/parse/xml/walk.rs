//! The way through a document: what opens, what closes, and what is made of it.

use std::collections::{BTreeMap, BTreeSet};

use url::Url;

use super::capture::Capture;
use super::characters::{decode, without_control_characters, without_declaration};
use super::doctype;
use super::events::{Event, Events, Tag};
use super::names::{Field, field};
use super::space::Space;
use super::tree::{Closes, Role, Tree};
use crate::model::FeedFormat;
use crate::parse::asks::Asks;
use crate::parse::draft::{Draft, MOST_ENTRIES};
use crate::parse::error::ReadFeedError;
use crate::parse::found::{Entry, Found};
use crate::parse::repair::Repair;

/// Reads a document. `url` is where it is from: what its `xml:base` is relative to.
pub(in crate::parse) fn read(text: &str, url: Option<&Url>) -> Result<Found, ReadFeedError> {
    let mut repairs = BTreeSet::new();
    let text = without_control_characters(text, &mut repairs);
    let mut walk = Walk::new(url, repairs);
    let mut events = Events::new(without_declaration(&text));
    while !walk.is_done {
        match events.next() {
            Event::Open(tag) => walk.open(tag, false),
            Event::Empty(tag) => walk.open(tag, true),
            Event::Close(name) => walk.close(name),
            Event::Text(text) => walk.text(text),
            Event::BareAmpersand(text) => walk.repaired_text(text, Repair::BareAmpersand),
            Event::StrayMark => walk.repaired_text("<", Repair::StrayMark),
            Event::Reference(name) => walk.reference(name),
            Event::Doctype(text) => walk.doctype(text),
            Event::End { cut } => walk.end(cut),
        }
    }
    if events.is_unended {
        walk.repairs.insert(Repair::Unended);
    }
    walk.finish()
}

/// A document as far as it has been read.
#[derive(Debug)]
pub(super) struct Walk<'a, 'u> {
    document: Option<&'u Url>,
    pub(super) tree: Tree<'a>,
    entries: Vec<Entry>,
    pub(super) format: Option<FeedFormat>,
    feed: Draft,
    entry: Option<Draft>,
    /// The feed that the entry is from, while it is being read.
    source: Option<Draft>,
    pub(super) capture: Option<Capture<'a>>,
    /// A buffer that no capture uses.
    pub(super) spare: String,
    pub(super) repairs: BTreeSet<Repair>,
    /// What the feed asks for.
    pub(super) asks: Asks,
    /// What the document itself names characters.
    entities: BTreeMap<&'a str, &'a str>,
    /// How many bytes they may still stand for: a few letters can name a long text a million times.
    may_unfold: usize,
    /// The first element that is no feed.
    pub(super) other: Option<&'a str>,
    /// Whether it is Atom of before 1.0.
    pub(super) is_atom_of_old: bool,
    /// Whether a feed has ended.
    pub(super) is_over: bool,
    pub(super) is_done: bool,
}

impl<'a, 'u> Walk<'a, 'u> {
    fn new(document: Option<&'u Url>, repairs: BTreeSet<Repair>) -> Self {
        Self {
            document,
            tree: Tree::new(),
            entries: Vec::new(),
            format: None,
            feed: Draft::default(),
            entry: None,
            source: None,
            capture: None,
            spare: String::new(),
            repairs,
            asks: Asks::default(),
            entities: BTreeMap::new(),
            may_unfold: doctype::MOST_UNFOLDED,
            other: None,
            is_atom_of_old: false,
            is_over: false,
            is_done: false,
        }
    }

    /// What is being read: the feed that an entry is from, the entry, or the feed.
    pub(super) fn draft(&mut self) -> &mut Draft {
        let inner = self.source.as_mut().or(self.entry.as_mut());
        inner.unwrap_or(&mut self.feed)
    }

    /// Whether an entry is being read, and not the feed that it is from.
    pub(super) fn is_in_entry(&self) -> bool {
        self.entry.is_some() && self.source.is_none()
    }

    /// Whether the document's own feed is being read.
    pub(super) fn is_in_feed(&self) -> bool {
        self.entry.is_none() && self.source.is_none()
    }

    fn open(&mut self, tag: Tag<'a>, is_empty: bool) {
        let within = self.tree.role();
        let is_captured = matches!(within, Some(Role::Field | Role::Markup));
        if is_captured && !self.ends_field(&tag) {
            return self.open_markup(&tag, is_empty);
        }
        if self.tree.is_full() {
            self.repairs.insert(Repair::TooDeep);
            if !is_empty {
                self.tree.push_deeper();
            }
            return;
        }
        let before = self.tree.declare(&tag, self.document);
        let (space, is_declared) = self.tree.space(&tag);
        if !is_declared && space != Space::Other {
            self.repairs.insert(Repair::UndeclaredPrefix);
        }
        let role = self.role_of(&tag, self.spoken(space));
        self.tree.push(tag.name, role, before);
        if is_empty {
            self.close_innermost();
        }
    }

    /// What this element is, where it stands.
    fn role_of(&mut self, tag: &Tag<'a>, space: Space) -> Role {
        let field = field(space, tag.local());
        match self.tree.role() {
            None | Some(Role::Wrapper) => self.root(tag, space),
            _ if field == Field::Entry && self.may_begin_entry(tag) => self.begin_entry(tag),
            Some(Role::Root) if field == Field::Channel => self.begin_channel(tag),
            // RSS 1.0 has the picture beside the channel.
            Some(Role::Root) if !matches!(field, Field::Logo(_)) => Role::Skipped,
            Some(Role::Root | Role::Feed | Role::Source) => {
                self.begin_feed_field(tag, space, field)
            }
            Some(Role::Entry | Role::Group | Role::Topic) => self.begin_field(tag, space, field),
            Some(Role::Field | Role::Markup | Role::Skipped) => Role::Skipped,
        }
    }

    pub(super) fn begin_channel(&mut self, tag: &Tag<'a>) -> Role {
        if let Some(about) = tag.rdf("about") {
            self.feed.id.offer(5, about.into_owned());
        }
        if let Some(lang) = tag.attribute("xml:lang") {
            self.speak(&lang, 9);
        }
        Role::Feed
    }

    /// Notes what addresses from here on are relative to.
    pub(super) fn rebase(&mut self, href: &str) {
        self.tree.declare_base(href.trim(), self.document);
    }

    /// Begins the feed that the entry is from.
    pub(super) fn begin_source(&mut self) -> Role {
        self.source = Some(Draft::default());
        Role::Source
    }

    /// Atom without its namespace is Atom all the same.
    fn spoken(&self, space: Space) -> Space {
        let is_atom = self.format == Some(FeedFormat::Atom);
        if is_atom && space == Space::Core { Space::Atom } else { space }
    }

    /// An `item` always begins an entry: the end of the one before was forgotten. An `entry` within
    /// an entry may belong to something that we do not know.
    fn may_begin_entry(&self, tag: &Tag<'_>) -> bool {
        self.tree.role() != Some(Role::Skipped)
            || self.entry.is_none()
            || tag.name.eq_ignore_ascii_case("item")
    }

    pub(super) fn begin_entry(&mut self, tag: &Tag<'a>) -> Role {
        if self.entry.is_some() {
            self.repairs.insert(Repair::Unclosed);
            self.close_elements(self.tree.depth_of(Role::Entry));
        }
        if self.entries.len() >= MOST_ENTRIES {
            self.repairs.insert(Repair::TooManyEntries);
            return Role::Skipped;
        }
        let mut entry = Draft::within(self.tree.base().cloned(), self.tree.language().cloned());
        if let Some(about) = tag.rdf("about") {
            entry.named(5, &about);
        }
        self.entry = Some(entry);
        if let Some(lang) = tag.attribute("xml:lang") {
            self.speak(&lang, 9);
        }
        if self.format == Some(FeedFormat::Cdf) {
            self.cdf_attributes(tag);
        }
        Role::Entry
    }

    fn open_markup(&mut self, tag: &Tag<'a>, is_empty: bool) {
        if self.tree.is_full() {
            self.repairs.insert(Repair::TooDeep);
            if !is_empty {
                self.tree.push_deeper();
            }
            return;
        }
        let declares_base = tag.rest().contains("xml:base");
        let before =
            if declares_base { self.tree.declare(tag, self.document) } else { self.tree.here() };
        if let Some(capture) = &mut self.capture {
            capture.open(tag, is_empty, self.tree.base());
            if is_empty {
                capture.close_part();
            }
        }
        self.tree.push(tag.name, Role::Markup, before);
        if is_empty {
            self.tree.pop();
        }
    }

    /// Whether the end of the element that is being collected was forgotten, which shows in this
    /// tag; if so, it is closed.
    fn ends_field(&mut self, tag: &Tag<'a>) -> bool {
        let Some(capture) = &self.capture else { return true };
        if self.tree.role() != Some(Role::Field) || capture.is_of_xml() {
            return false;
        }
        let space = self.spoken(self.tree.space(tag).0);
        let next = field(space, tag.local());
        // A link that names its address may be said more of: El País puts a picture in it.
        let is_told = capture.field == Field::Link && capture.tag.has_attributes();
        let is_known = !matches!(next, Field::Other | Field::Group)
            && space != Space::Xhtml
            && !(is_told && space == Space::Media);
        let never_within = matches!(next, Field::Entry | Field::Guid | Field::Published(9));
        let ends = is_known && (capture.field.is_short() || never_within);
        if ends {
            self.repairs.insert(Repair::Unclosed);
            self.close_elements(self.tree.depth_of(Role::Field));
        }
        ends
    }

    fn close(&mut self, name: &'a str) {
        match self.tree.closes(name) {
            Closes::Elements(count) => {
                if count > 1 {
                    self.repairs.insert(Repair::Unclosed);
                }
                self.close_elements(count);
            }
            Closes::TooDeep => {}
            Closes::Nothing => {
                self.repairs.insert(Repair::UnmatchedEnd);
            }
        }
    }

    fn close_elements(&mut self, count: usize) {
        for _ in 0..count {
            self.close_innermost();
        }
    }

    fn close_innermost(&mut self) {
        let Some(frame) = self.tree.pop() else { return };
        match frame.role {
            Role::Markup => {
                if let Some(capture) = &mut self.capture {
                    capture.close(frame.name);
                }
            }
            Role::Field => self.finish_field(),
            Role::Entry => self.entries.extend(self.entry.take().map(Draft::into_entry)),
            Role::Source => {
                let source = self.source.take().map(|source| Box::new(source.into_feed()));
                if let Some(entry) = &mut self.entry {
                    entry.source = entry.source.take().or(source);
                }
            }
            Role::Wrapper | Role::Root | Role::Feed | Role::Group | Role::Topic | Role::Skipped => {
            }
        }
        let is_outside = matches!(self.tree.role(), None | Some(Role::Wrapper));
        self.is_over |= is_outside && self.format.is_some();
    }

    fn text(&mut self, text: &str) {
        if let Some(capture) = &mut self.capture {
            capture.push(text);
        } else if self.format.is_none() && !text.trim().is_empty() {
            self.repairs.insert(Repair::JunkBefore);
        }
    }

    fn repaired_text(&mut self, text: &str, repair: Repair) {
        if self.capture.is_some() {
            self.repairs.insert(repair);
        }
        self.text(text);
    }

    fn reference(&mut self, name: &str) {
        let Some(capture) = &mut self.capture else { return };
        let named = self.entities.get(name).filter(|text| text.len() <= self.may_unfold);
        match named {
            Some(text) => {
                self.may_unfold -= text.len();
                capture.push(&decode(text));
            }
            None => self.repairs.extend(capture.push_reference(name)),
        }
    }

    fn doctype(&mut self, text: &'a str) {
        self.entities = doctype::entities(text);
        let name = text.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        if self.format.is_none() && name.eq_ignore_ascii_case("html") {
            self.other.get_or_insert("html");
        }
    }

    fn end(&mut self, cut: bool) {
        // What follows a feed may break off where it likes.
        let is_within = self.tree.role().is_some_and(|role| role != Role::Wrapper);
        if !self.is_over && cut || is_within {
            self.repairs.insert(Repair::CutShort);
        }
        while self.tree.role().is_some() {
            self.close_innermost();
        }
        self.is_done = true;
    }

    fn finish(self) -> Result<Found, ReadFeedError> {
        let Some(format) = self.format else {
            return Err(match self.other {
                Some("html") => ReadFeedError::Html,
                Some(name) => ReadFeedError::NotAFeed(format!("a document of <{name}>")),
                None => ReadFeedError::NotAFeed("not XML, not JSON".to_owned()),
            });
        };
        let Self { feed, entries, asks, repairs, .. } = self;
        Ok(Found {
            format,
            encoding: String::new(),
            feed: feed.into_feed(),
            entries,
            is_cut_short: repairs.contains(&Repair::CutShort),
            is_too_deep: repairs.contains(&Repair::TooDeep),
            repairs: repairs.into_iter().map(|repair| repair.words().to_owned()).collect(),
            asks,
        })
    }
}

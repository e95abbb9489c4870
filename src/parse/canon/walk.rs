//! The way through a document: what opens, what closes, and what is made of it.

use std::collections::BTreeSet;

use url::Url;

use super::capture::Capture;
use super::entry::Draft;
use super::events::{Event, Events, Tag};
use super::names::{Field, Space, field};
use super::tree::{Closes, Role, Tree};
use crate::model::FeedFormat;
use crate::parse::asks::Asks;
use crate::parse::atom::{AtomWriter, Canonical, MOST_ENTRIES};
use crate::parse::error::ReadFeedError;
use crate::parse::repair::Repair;

/// Rewrites a document as Atom. `url` is where it is from: what its `xml:base` is relative to.
pub(in crate::parse) fn canonical(text: &str, url: &Url) -> Result<Canonical, ReadFeedError> {
    let mut repairs = BTreeSet::new();
    let text = without_control_characters(text, &mut repairs);
    let mut walk = Walk::new(url, text.len(), repairs);
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
    walk.finish()
}

/// XML allows three of the characters below space; quick-xml and HTML know no use for the others.
fn without_control_characters<'a>(
    text: &'a str,
    repairs: &mut BTreeSet<Repair>,
) -> std::borrow::Cow<'a, str> {
    let is_control = |byte: u8| byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r');
    if !text.bytes().fold(false, |found, byte| found | is_control(byte)) {
        return std::borrow::Cow::Borrowed(text);
    }
    repairs.insert(Repair::ControlCharacters);
    text.chars().filter(|c| !u8::try_from(*c).is_ok_and(is_control)).collect()
}

/// Without `<?xml … ?>`, which has done its work; one that ends in `>` is met and would hide the
/// whole document.
fn without_declaration(text: &str) -> &str {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let rest = text.strip_prefix("<?xml").and_then(|rest| rest.split_once('>'));
    rest.map_or(text, |(_, rest)| rest)
}

/// A document as far as it has been read.
#[derive(Debug)]
pub(super) struct Walk<'a, 'u> {
    document: &'u Url,
    pub(super) tree: Tree<'a>,
    pub(super) out: AtomWriter,
    pub(super) format: Option<FeedFormat>,
    pub(super) feed: Draft,
    pub(super) entry: Option<Draft>,
    pub(super) capture: Option<Capture<'a>>,
    /// A buffer that no capture uses.
    pub(super) spare: String,
    pub(super) repairs: BTreeSet<Repair>,
    /// What the feed asks for.
    pub(super) asks: Asks,
    /// The first element that is no feed.
    other: Option<&'a str>,
    is_html: bool,
    is_done: bool,
}

impl<'a, 'u> Walk<'a, 'u> {
    fn new(document: &'u Url, size_bytes: usize, repairs: BTreeSet<Repair>) -> Self {
        Self {
            document,
            tree: Tree::new(),
            out: AtomWriter::new(size_bytes),
            format: None,
            feed: Draft::default(),
            entry: None,
            capture: None,
            spare: String::new(),
            repairs,
            asks: Asks::default(),
            other: None,
            is_html: false,
            is_done: false,
        }
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
            Some(Role::Root) if field == Field::Channel => Role::Feed,
            Some(Role::Feed) => self.begin_feed_field(tag, space, field),
            Some(Role::Entry | Role::Group) => self.begin_field(tag, space, field),
            Some(Role::Root | Role::Field | Role::Markup | Role::Skipped) => Role::Skipped,
        }
    }

    /// Atom without its namespace is Atom all the same.
    fn spoken(&self, space: Space) -> Space {
        let is_atom = self.format == Some(FeedFormat::Atom);
        if is_atom && space == Space::Core { Space::Atom } else { space }
    }

    fn root(&mut self, tag: &Tag<'a>, space: Space) -> Role {
        let name = tag.local().to_ascii_lowercase();
        let (format, role) = match name.as_str() {
            "rss" => (rss_format(tag), Role::Root),
            "rdf" => (FeedFormat::Rss1, Role::Root),
            "feed" => (FeedFormat::Atom, Role::Feed),
            "channel" => (FeedFormat::Rss0, Role::Feed),
            "entry" if space == Space::Atom => (FeedFormat::Atom, Role::Entry),
            _ => {
                let is_first = self.tree.role().is_none();
                self.is_html |= name == "html" || is_first && matches!(&*name, "head" | "body");
                self.is_done = self.is_html;
                self.other.get_or_insert(tag.name);
                return Role::Wrapper;
            }
        };
        if self.other.is_some() {
            self.repairs.insert(Repair::JunkBefore);
        }
        self.format = Some(format);
        if let Some(lang) = tag.attribute("xml:lang") {
            self.feed.speak(&lang, 9);
        }
        if role == Role::Entry { self.begin_entry(tag) } else { role }
    }

    /// An `item` always begins an entry: the end of the one before was forgotten. An `entry` within
    /// an entry may belong to something that we do not know.
    fn may_begin_entry(&self, tag: &Tag<'_>) -> bool {
        self.tree.role() != Some(Role::Skipped)
            || self.entry.is_none()
            || tag.name.eq_ignore_ascii_case("item")
    }

    fn begin_entry(&mut self, tag: &Tag<'a>) -> Role {
        if self.entry.is_some() {
            self.repairs.insert(Repair::Unclosed);
            self.close_elements(self.tree.depth_of(Role::Entry));
        }
        if self.out.entries() >= MOST_ENTRIES {
            self.repairs.insert(Repair::TooManyEntries);
            return Role::Skipped;
        }
        self.out.open_entry();
        let mut entry = Draft { base: self.tree.base().cloned(), ..Draft::default() };
        if let Some(lang) = tag.attribute("xml:lang") {
            entry.speak(&lang, 9);
        }
        if let Some(about) = tag.attribute("rdf:about") {
            entry.about(&mut self.out, &about);
        }
        self.entry = Some(entry);
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
        if let Some(capture) = &mut self.capture {
            capture.open(tag, is_empty);
            if is_empty {
                capture.close_part();
            }
        }
        if !is_empty {
            let here = self.tree.here();
            self.tree.push(tag.name, Role::Markup, here);
        }
    }

    /// Whether the end of the element that is being collected was forgotten, which shows in this
    /// tag; if so, it is closed.
    fn ends_field(&mut self, tag: &Tag<'a>) -> bool {
        let Some(capture) = &self.capture else { return true };
        if self.tree.role() != Some(Role::Field) {
            return false;
        }
        let space = self.spoken(self.tree.space(tag).0);
        let next = field(space, tag.local());
        let is_known = !matches!(next, Field::Other | Field::Group) && space != Space::Xhtml;
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
            Role::Entry => {
                if let Some(entry) = self.entry.take() {
                    let beside = entry.close(&mut self.out);
                    self.out.close_entry(beside);
                }
            }
            Role::Wrapper | Role::Root | Role::Feed | Role::Group | Role::Skipped => {}
        }
        let is_outside = matches!(self.tree.role(), None | Some(Role::Wrapper));
        self.is_done |= is_outside && self.format.is_some();
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
        if let Some(capture) = &mut self.capture {
            self.repairs.extend(capture.push_reference(name));
        }
    }

    fn doctype(&mut self, text: &str) {
        let name = text.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        if self.format.is_none() && name.eq_ignore_ascii_case("html") {
            self.other.get_or_insert("html");
        }
    }

    fn end(&mut self, cut: bool) {
        if cut || self.tree.role().is_some() {
            self.repairs.insert(Repair::CutShort);
        }
        while self.tree.role().is_some() {
            self.close_innermost();
        }
        self.is_done = true;
    }

    fn finish(self) -> Result<Canonical, ReadFeedError> {
        let Some(format) = self.format else {
            return Err(match self.other {
                _ if self.is_html => ReadFeedError::Html,
                Some("html") => ReadFeedError::Html,
                Some(name) => ReadFeedError::NotAFeed(format!("a document of <{name}>")),
                None => ReadFeedError::NotAFeed("not XML, not JSON".to_owned()),
            });
        };
        let (atom, beside) = self.out.finish();
        let Self { feed, asks, repairs, .. } = self;
        Ok(Canonical { atom, format, language: feed.language, asks, beside, repairs })
    }
}

/// RSS 0.9x says so; everything else is read as 2.0.
fn rss_format(tag: &Tag<'_>) -> FeedFormat {
    let version = tag.attribute("version").unwrap_or_default();
    if version.starts_with("0.9") { FeedFormat::Rss0 } else { FeedFormat::Rss2 }
}

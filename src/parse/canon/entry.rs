//! What an entry says, ranked where several elements say the same. Which elements there are is left
//! to `walk`; the choice among links, to `read`.

use url::Url;

use crate::model::Timestamp;
use crate::parse::atom::{AtomWriter, Beside, Link, rel};

/// The ranks of what has been written. Of several elements of a kind `feed_rs` keeps the last, so a
/// better one is simply written after.
#[derive(Debug, Default)]
pub(super) struct Ranks {
    pub(super) title: u8,
    pub(super) summary: u8,
    pub(super) content: u8,
    id: u8,
    published: u8,
    updated: u8,
    language: u8,
}

/// Takes a rank that is better than the one there was.
pub(super) fn better(held: &mut u8, rank: u8) -> bool {
    let is_better = rank > *held;
    *held = (*held).max(rank);
    is_better
}

/// The longest tag of a language that is believed (RFC 5646 section 4.4.1).
const LONGEST_LANGUAGE: usize = 35;

/// A language as a tag of BCP 47; `None` where it cannot be one. `en_US` is met often.
pub(in crate::parse) fn language(text: &str) -> Option<String> {
    let tag = text.trim().replace('_', "-");
    let fits = (2..=LONGEST_LANGUAGE).contains(&tag.len());
    let is_tag = fits && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    is_tag.then_some(tag)
}

/// The feed, or an entry of it, as far as it has been read.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) ranks: Ranks,
    /// The language it says it is in.
    pub(super) language: Option<String>,
    /// The base of its text.
    pub(super) base: Option<Url>,
    /// Who it is by where nobody else is named.
    pub(super) fallback_author: Option<String>,
    pub(super) has_author: bool,
}

impl Draft {
    /// Notes the language, where it is one and the rank is better.
    pub(super) fn speak(&mut self, text: &str, rank: u8) {
        if let Some(language) = language(text)
            && better(&mut self.ranks.language, rank)
        {
            self.language = Some(language);
        }
    }

    fn id(&mut self, out: &mut AtomWriter, id: &str, rank: u8) {
        if better(&mut self.ranks.id, rank) {
            out.id(id);
        }
    }

    /// Writes an id, where the rank is better; it is the article's address where no link gives one.
    pub(super) fn named(&mut self, out: &mut AtomWriter, id: &str, rank: u8) {
        self.id(out, id, rank);
        if is_web_address(id) {
            out.link(&Link { rel: rel::ABOUT, href: id, ..Link::default() });
        }
    }

    /// Writes an RSS guid, which is an address as well where it is not said to be none.
    pub(super) fn guid(&mut self, out: &mut AtomWriter, guid: &str, is_permalink: bool) {
        self.id(out, guid, 9);
        if is_permalink && is_web_address(guid) {
            out.link(&Link { rel: rel::PERMALINK, href: guid, ..Link::default() });
        }
    }

    /// Writes the name that RDF gives an item: its address by convention.
    pub(super) fn about(&mut self, out: &mut AtomWriter, about: &str) {
        self.named(out, about, 5);
    }

    /// Writes when it appeared, where the rank is better.
    pub(super) fn published(&mut self, out: &mut AtomWriter, moment: Timestamp, rank: u8) {
        if better(&mut self.ranks.published, rank) {
            out.moment("published", moment);
        }
    }

    /// Writes when it was changed, where the rank is better.
    pub(super) fn updated(&mut self, out: &mut AtomWriter, moment: Timestamp, rank: u8) {
        if better(&mut self.ranks.updated, rank) {
            out.moment("updated", moment);
        }
    }

    /// Writes an author.
    pub(super) fn author(&mut self, out: &mut AtomWriter, name: &str, uri: &str) {
        self.has_author = true;
        out.person(name, uri);
    }

    /// Writes what only the end shows, and gives what goes beside the entry.
    pub(super) fn close(mut self, out: &mut AtomWriter) -> Beside {
        if let Some(name) = self.fallback_author.take().filter(|_| !self.has_author) {
            out.person(&name, "");
        }
        Beside { base: self.base, language: self.language }
    }
}

/// Whether this looks like an address on the web.
pub(in crate::parse) fn is_web_address(text: &str) -> bool {
    let scheme = text.split_once("://").map_or("", |(scheme, _)| scheme);
    ["http", "https"].iter().any(|web| web.eq_ignore_ascii_case(scheme))
}

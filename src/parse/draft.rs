//! The feed, or an entry of it, as far as it has been read: what says the same is ranked here. Which
//! elements there are is left to `xml/` and `json`; addresses are made absolute by `settle`.

use std::sync::Arc;

use url::Url;

use super::found::{Category, Entry, Feed, File, Generator, Link, Person, Picture, Text};
use super::places::Whereabouts;
use crate::model::{FeedFormat, Timestamp};

/// How many entries of a document are read. Feeds with a whole archive have some 10,000; 100,000
/// empty entries fit into 1 MB and become a hundred times that in memory.
pub(super) const MOST_ENTRIES: usize = 100_000;

/// How many people, links, files or categories of an entry are read. Files are compared with those
/// before them.
const MOST: usize = 500;

/// The rank from which on a content is one, and not a summary by another name.
const REAL_CONTENT: u8 = 6;

/// What several elements may say, of which one is believed: that of the highest rank, and of equals
/// the first.
#[derive(Debug)]
pub(super) struct Held<T> {
    rank: u8,
    value: Option<T>,
}

impl<T> Default for Held<T> {
    fn default() -> Self {
        Self { rank: 0, value: None }
    }
}

impl<T> Held<T> {
    /// Takes a value of a better rank than that of the one there was.
    pub(super) fn offer(&mut self, rank: u8, value: T) {
        if self.wants(rank) {
            *self = Self { rank, value: Some(value) };
        }
    }

    /// Takes a value, where there is one, of a better rank than that of the one there was.
    pub(super) fn offer_some(&mut self, rank: u8, value: Option<T>) {
        if let Some(value) = value {
            self.offer(rank, value);
        }
    }

    /// Whether a value of this rank would be taken.
    pub(super) fn wants(&self, rank: u8) -> bool {
        rank > self.rank
    }
}

/// Addresses that may be the article's, where nothing better names it.
#[derive(Debug, Default)]
pub(super) struct Addresses {
    /// What a proxy like `FeedBurner` replaced in `link`.
    pub(super) original: Option<String>,
    /// RSS's own link, which goes before what Atom's in RSS name.
    pub(super) own: Option<String>,
    /// The same in Atom, where a link is an attribute and counts for less.
    pub(super) misplaced: Option<String>,
    /// An RSS guid that is said to be an address.
    pub(super) permalink: Option<String>,
    /// What is known by another name only: `rdf:about`, an Atom id, content that stands elsewhere.
    pub(super) about: Option<String>,
}

/// A feed, an entry or the source of one, half read.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) id: Held<String>,
    pub(super) id_is_permalink: Option<bool>,
    pub(super) title: Held<Text>,
    pub(super) summary: Held<Text>,
    pub(super) rights: Held<Text>,
    pub(super) info: Held<Text>,
    contents: Vec<(u8, Text)>,
    pub(super) addresses: Addresses,
    links: Vec<Link>,
    pub(super) published: Held<Timestamp>,
    pub(super) updated: Held<Timestamp>,
    pub(super) language: Held<String>,
    /// The `xml:base` in effect where it begins.
    base: Option<Arc<Url>>,
    /// The `xml:lang` in effect there.
    around: Option<Arc<str>>,
    authors: Vec<Person>,
    /// Who it is by where no author is named.
    pub(super) fallback_author: Held<Person>,
    contributors: Vec<Person>,
    categories: Vec<Category>,
    files: Vec<File>,
    thumbnails: Vec<Picture>,
    pub(super) comments: Option<String>,
    pub(super) comments_feed: Option<String>,
    pub(super) duration: Held<u64>,
    pub(super) whereabouts: Whereabouts,
    pub(super) generator: Held<Generator>,
    pub(super) icon: Option<String>,
    pub(super) logo: Held<Picture>,
    pub(super) ttl: Option<u64>,
    /// The feed that the entry is from.
    pub(super) source: Option<Box<Feed>>,
}

/// A date by which a thing may have appeared as well as been changed.
const VAGUE: u8 = 1;

impl Draft {
    /// One that begins where this `xml:base` and this `xml:lang` are in effect.
    pub(super) fn within(base: Option<Arc<Url>>, around: Option<Arc<str>>) -> Self {
        Self { base, around, ..Self::default() }
    }

    /// Takes in a date that is said to be of the thing, and no more.
    pub(super) fn dated(&mut self, rank: u8, moment: Option<Timestamp>) {
        self.published.offer_some(rank, moment);
        self.updated.offer_some(VAGUE, moment);
    }

    /// Takes in an id; it is the article's address where no link gives one.
    pub(super) fn named(&mut self, rank: u8, id: &str) {
        self.id.offer(rank, id.to_owned());
        if self.addresses.about.is_none() && is_web_address(id) {
            self.addresses.about = Some(id.to_owned());
        }
    }

    /// Takes in an RSS guid, which is an address as well where it is not said to be none.
    pub(super) fn guid(&mut self, guid: &str, is_permalink: bool) {
        if !self.id.wants(9) {
            return;
        }
        self.id.offer(9, guid.to_owned());
        self.id_is_permalink = Some(is_permalink);
        if is_permalink && is_web_address(guid) {
            self.addresses.permalink = Some(guid.to_owned());
        }
    }

    /// Takes in a full text.
    pub(super) fn content(&mut self, rank: u8, text: Text) {
        // A few, or a document could make us sort for ever.
        if self.contents.len() < 20 {
            self.contents.push((rank, text));
        }
    }

    /// Takes in a link.
    pub(super) fn link(&mut self, link: Link) {
        push(&mut self.links, link);
    }

    /// Takes in a link that is the text of its element: in its own format (`is_own`), or elsewhere.
    pub(super) fn written_link(&mut self, href: String, format: Option<FeedFormat>, is_own: bool) {
        if is_own && format == Some(FeedFormat::Atom) {
            self.addresses.misplaced.get_or_insert(href);
            return;
        }
        if is_own {
            self.addresses.own.get_or_insert_with(|| href.clone());
        }
        self.link(Link { href, rel: "alternate".to_owned(), ..Link::default() });
    }

    /// Takes in an author.
    pub(super) fn author(&mut self, person: Person) {
        let is_known = self
            .authors
            .iter()
            .take(MOST)
            .any(|held| held.name == person.name && held.email == person.email);
        if !is_known {
            push(&mut self.authors, person);
        }
    }

    /// Takes in somebody else.
    pub(super) fn contributor(&mut self, person: Person) {
        push(&mut self.contributors, person);
    }

    /// Takes in a category.
    pub(super) fn category(&mut self, category: Category) {
        push(&mut self.categories, category);
    }

    /// Takes in a narrower category of the last one.
    pub(super) fn subcategory(&mut self, category: Category) {
        if let Some(last) = self.categories.last_mut() {
            push(&mut last.sub, category);
        }
    }

    /// Takes in a picture.
    pub(super) fn thumbnail(&mut self, picture: Picture) {
        if !self.thumbnails.iter().any(|held| held.url == picture.url) {
            push(&mut self.thumbnails, picture);
        }
    }

    /// Takes in a file. RSS and Media RSS often name the same: what the second knows beyond the
    /// first is added to it.
    pub(super) fn file(&mut self, file: File) {
        let Some(held) = self.files.iter_mut().find(|held| held.url == file.url) else {
            return push(&mut self.files, file);
        };
        held.media_type = held.media_type.take().or(file.media_type);
        held.medium = held.medium.take().or(file.medium);
        held.length = held.length.or(file.length);
        held.duration = held.duration.or(file.duration);
        held.title = held.title.take().or(file.title);
    }

    /// Gives the last file its name.
    pub(super) fn name_file(&mut self, name: &str) {
        if let Some(file) = self.files.last_mut() {
            file.title.get_or_insert_with(|| name.to_owned());
        }
    }

    /// The entry.
    pub(super) fn into_entry(mut self) -> Entry {
        let link = self.page();
        self.contents.sort_by_key(|(rank, _)| std::cmp::Reverse(*rank));
        let best = self.contents.first().map_or(0, |(rank, _)| *rank);
        if best < REAL_CONTENT {
            // A summary by another name. Beside a summary it is the longer of the two.
            self.contents.truncate(1);
            if self.summary.value.is_none() {
                self.summary.value = self.contents.pop().map(|(_, text)| text);
            }
        } else {
            self.contents.retain(|(rank, _)| *rank >= REAL_CONTENT);
        }
        let fallback = self.fallback_author.value.filter(|_| self.authors.is_empty());
        self.authors.extend(fallback);
        let played = self.files.iter().find_map(|file| file.duration);
        Entry {
            id: self.id.value,
            id_is_permalink: self.id_is_permalink,
            title: self.title.value,
            link,
            links: self.links,
            summary: self.summary.value,
            content: self.contents.into_iter().map(|(_, text)| text).collect(),
            published: self.published.value,
            is_updated_vague: self.updated.rank == VAGUE,
            updated: self.updated.value,
            authors: self.authors,
            contributors: self.contributors,
            categories: self.categories,
            enclosures: self.files,
            thumbnails: self.thumbnails,
            rights: self.rights.value,
            comments: self.comments,
            comments_feed: self.comments_feed,
            duration: self.duration.value.or(played),
            location: self.whereabouts.location(),
            language: self.language.value,
            base: self.base,
            source: self.source,
        }
    }

    /// The feed.
    pub(super) fn into_feed(mut self) -> Feed {
        // An id is not the page, nor is what a proxy may have replaced in it.
        self.addresses =
            Addresses { original: None, permalink: None, about: None, ..self.addresses };
        let link = self.page();
        self.contents.sort_by_key(|(rank, _)| std::cmp::Reverse(*rank));
        let content = self.contents.into_iter().next().map(|(_, text)| text);
        let fallback = self.fallback_author.value.filter(|_| self.authors.is_empty());
        self.authors.extend(fallback);
        Feed {
            id: self.id.value,
            title: self.title.value,
            subtitle: self.summary.value.or(content),
            rights: self.rights.value,
            info: self.info.value,
            link,
            links: self.links,
            updated: self.updated.value,
            published: self.published.value,
            language: self.language.value,
            authors: self.authors,
            contributors: self.contributors,
            categories: self.categories,
            generator: self.generator.value,
            icon: self.icon,
            logo: self.logo.value.or_else(|| self.thumbnails.into_iter().next()),
            ttl: self.ttl,
        }
    }

    /// The address of the article, or of the page that the feed is about: what a proxy replaced, else
    /// RSS's own link, else the alternate that is a page in the language at hand, else one that is a
    /// page, else any, else an id that is an address.
    fn page(&mut self) -> Option<String> {
        if let Some(href) = self.addresses.misplaced.take()
            && !self.links.iter().any(|link| link.rel == "alternate")
        {
            self.link(Link { href, rel: "alternate".to_owned(), ..Link::default() });
        }
        let alternates = || self.links.iter().filter(|link| link.rel == "alternate");
        let is_page = |link: &&Link| {
            let media_type = link.media_type.as_deref();
            media_type.is_none_or(|media_type| media_type.contains("html"))
        };
        let language = self.language.value.as_deref().or(self.around.as_deref());
        let is_spoken = |link: &&Link| match (link.hreflang.as_deref(), language) {
            (Some(given), Some(own)) => primary(given).eq_ignore_ascii_case(primary(own)),
            _ => true,
        };
        let found = alternates()
            .filter(is_page)
            .find(is_spoken)
            .or_else(|| alternates().find(is_page))
            .or_else(|| alternates().next());
        let Addresses { original, own, misplaced: _, permalink, about } = &self.addresses;
        let found = original.as_ref().or(own.as_ref()).or(found.map(|link| &link.href));
        found.or(permalink.as_ref()).or(about.as_ref()).cloned()
    }
}

fn push<T>(list: &mut Vec<T>, value: T) {
    if list.len() < MOST {
        list.push(value);
    }
}

/// The language of a tag, without country and script.
fn primary(tag: &str) -> &str {
    tag.split(['-', '_']).next().unwrap_or(tag)
}

/// The longest tag of a language that is believed (RFC 5646 section 4.4.1).
const LONGEST_LANGUAGE: usize = 35;

/// A language as a tag of BCP 47; `None` where it cannot be one. `en_US` is met often.
pub(super) fn language(text: &str) -> Option<String> {
    let tag = text.trim().replace('_', "-");
    let fits = (2..=LONGEST_LANGUAGE).contains(&tag.len());
    let is_tag = fits && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    is_tag.then_some(tag)
}

/// Whether this looks like an address on the web.
pub(super) fn is_web_address(text: &str) -> bool {
    let scheme = text.split_once("://").map_or("", |(scheme, _)| scheme);
    ["http", "https"].iter().any(|web| web.eq_ignore_ascii_case(scheme))
}

/// How long something plays, in seconds: `3723`, `62:03` or `1:02:03`, with or without a fraction.
pub(super) fn seconds(text: &str) -> Option<u64> {
    let mut total: u64 = 0;
    for (position, part) in text.trim().split(':').enumerate() {
        let whole = part.split_once('.').map_or(part, |(whole, _)| whole).trim();
        let number: u64 = whole.parse().ok()?;
        total = total.checked_mul(60)?.checked_add(number)?;
        if position > 2 {
            return None;
        }
    }
    Some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_long_something_plays_is_read_in_every_spelling() {
        for (written, read) in [
            ("3723", Some(3723)),
            (" 62:03 ", Some(3723)),
            ("1:02:03", Some(3723)),
            ("12.5", Some(12)),
            ("99999999999999999999", None),
            ("1:2:3:4:5", None),
            ("an hour", None),
            ("", None),
        ] {
            assert_eq!(seconds(written), read, "{written}");
        }
    }
}

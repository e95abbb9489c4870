//! The river as Atom 1.0 (RFC 4287). What is shown of a story is decided in `shown`.

use std::borrow::Cow;
use std::ops::Not as _;

use super::markup::{Attributes, Xml, html};
use super::modules::{self, Declared};
use super::shown;
use crate::model::{Contributor, Enclosure, Format, River, RiverStory, Timestamp};

/// Its media type.
pub(super) const TYPE: &str = "application/atom+xml; charset=utf-8";
/// The same in a link.
const LINKED: &str = "application/atom+xml";
/// The namespace of RFC 4287.
const NAMESPACE: &str = "http://www.w3.org/2005/Atom";

/// The namespace of RFC 5005.
const HISTORY: &str = "http://purl.org/syndication/history/1.0";

/// The document.
pub(super) fn render(river: &River) -> Vec<u8> {
    let mut xml = Xml::new();
    xml.node("feed", &[("xmlns", NAMESPACE)], |xml| {
        head(xml, river, &shown::own_address(river, Format::Atom), river.updated);
        if let Some(hub) = &river.hub {
            link(xml, "hub", hub, &[]);
        }
        link(xml, "alternate", &shown::page_address(river), &[("type", "text/html")]);
        if let Some(previous) = shown::previous_archive(river) {
            link(xml, "prev-archive", &previous, &[("type", LINKED)]);
        }
        for (name, address) in ["icon", "logo"].into_iter().zip(shown::pictures(river)) {
            xml.leaf(name, &[], &address);
        }
        // Section 4.1.1: an author here, or one in every entry.
        author(xml, &river.title, None);
        xml.leaf("generator", &[("version", shown::VERSION)], shown::GENERATOR);
        for story in &river.stories {
            xml.node("entry", &[], |xml| entry(xml, story, &river.base_url));
        }
    });
    xml.into_bytes()
}

/// The numbers of the archives before and behind one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Beside {
    /// The one before it, where that is kept.
    pub(super) previous: Option<u32>,
    /// The one behind it, which is there or will be; `None` of one that is not full.
    pub(super) next: Option<u32>,
}

/// An archive document of the river (RFC 5005 section 4): what the river says of itself goes before
/// these entries. One that is full names its successor, which is there or will be, and not the program that
/// wrote it: an update must not change it. One that is not does not call itself an archive, so
/// that nobody takes it for whole.
pub(super) fn archive(
    river: &River,
    (number, beside): (u32, Beside),
    updated: Timestamp,
    entries: &str,
) -> Vec<u8> {
    let mut xml = Xml::new();
    xml.node("feed", &[("xmlns", NAMESPACE), ("xmlns:fh", HISTORY)], |xml| {
        head(xml, river, &shown::archive_address(river, number), updated);
        link(xml, "current", &shown::own_address(river, Format::Atom), &[("type", LINKED)]);
        let others = [("prev-archive", beside.previous), ("next-archive", beside.next)];
        for (relation, other) in others {
            if let Some(other) = other {
                link(xml, relation, &shown::archive_address(river, other), &[("type", LINKED)]);
            }
        }
        author(xml, &river.title, None);
        if beside.next.is_some() {
            xml.empty("fh:archive", &[]);
        }
        xml.insert(entries);
    });
    xml.into_bytes()
}

/// These stories as entries, a piece of a document.
pub(super) fn entries(stories: &[RiverStory], base_url: &str) -> String {
    let mut xml = Xml::piece();
    for story in stories {
        xml.node("entry", &[], |xml| entry(xml, story, base_url));
    }
    xml.into_text()
}

/// What all documents of a river begin with.
fn head(xml: &mut Xml, river: &River, own: &str, updated: Timestamp) {
    xml.leaf("id", &[], &river.key.urn());
    plain(xml, "title", &river.title, None);
    xml.leaf("updated", &[], &updated.rfc3339());
    link(xml, "self", own, &[("type", LINKED)]);
}

fn entry(xml: &mut Xml, story: &RiverStory, base_url: &str) {
    let entry = &story.lead.entry;
    xml.leaf("id", &[], &story.key.urn());
    let language = shown::language(entry).map(|language| ("xml:lang", language));
    plain(xml, "title", &shown::title(story), language);
    xml.leaf("updated", &[], &shown::updated(story));
    xml.leaf("published", &[], &shown::published(story).rfc3339());
    let content = shown::content(story);
    // Section 4.1.1.1: an entry without a content has such a link.
    let nothing_else = content.is_empty().then_some(base_url);
    if let Some(url) = entry.url.as_deref().or(nothing_else) {
        link(xml, "alternate", url, &[]);
    }
    for also in &story.also {
        if let Some(url) = &also.url {
            let title =
                shown::is_blank(&also.title).not().then_some(("title", also.title.as_str()));
            link(xml, "related", url, title.as_slice());
        }
    }
    for file in &entry.enclosures {
        enclosure(xml, file);
    }
    for person in shown::authors(entry) {
        author(xml, &person.name, person.uri.as_deref());
    }
    for Contributor { name, uri, .. } in &entry.contributors {
        person(xml, "contributor", name, uri.as_deref());
    }
    for category in shown::categories(entry) {
        xml.empty("category", &[("term", category)]);
    }
    if let Some(rights) = shown::rights(entry) {
        plain(xml, "rights", rights, None);
    }
    modules::write(xml, entry, Declared::Here);
    // An entry is to say something beside its headline, or a reader that leaves that out shows nothing.
    let nothing_said = content.is_empty().then(|| shown::title(story));
    if let Some(summary) = shown::summary(entry).or(nothing_said) {
        plain(xml, "summary", &summary, language);
    }
    if !content.is_empty() {
        let kind = [("type", "html")].into_iter().chain(language);
        xml.leaf("content", &kind.collect::<Vec<_>>(), &content);
    }
    xml.node("source", &[], |xml| source(xml, story));
}

/// Where the entry was copied from (section 4.2.11). Its author counts for an entry without one.
fn source(xml: &mut Xml, story: &RiverStory) {
    let feed = &story.lead.source;
    let address = shown::source_address(feed);
    xml.leaf("id", &[], &address);
    plain(xml, "title", &feed.title, None);
    // The feed's own date would change at every poll; it is at least as new as this entry.
    xml.leaf("updated", &[], &story.lead.changed.rfc3339());
    link(xml, "self", &address, &[]);
    if let Some(site) = &feed.site_url {
        link(xml, "alternate", site, &[("type", "text/html")]);
    }
    author(xml, &feed.title, feed.site_url.as_deref());
}

/// Writes plain text (section 3.1). What could be taken for markup is told to be none by saying it in HTML.
fn plain(xml: &mut Xml, name: &str, text: &str, language: Option<(&str, &str)>) {
    let looks_marked = shown::looks_marked(text);
    let kind = ("type", if looks_marked { "html" } else { "text" });
    let text = if looks_marked { Cow::Owned(html(text)) } else { Cow::Borrowed(text) };
    xml.leaf(name, &[kind].into_iter().chain(language).collect::<Vec<_>>(), &text);
}

/// Writes an author.
pub(super) fn author(xml: &mut Xml, name: &str, uri: Option<&str>) {
    person(xml, "author", name, uri);
}

fn person(xml: &mut Xml, part: &str, name: &str, uri: Option<&str>) {
    xml.node(part, &[], |xml| {
        xml.leaf("name", &[], name);
        if let Some(uri) = uri {
            xml.leaf("uri", &[], uri);
        }
    });
}

fn enclosure(xml: &mut Xml, file: &Enclosure) {
    let length = file.length.map(|length| length.to_string());
    let media_type =
        shown::media_type(file.media_type.as_deref()).map(|media_type| ("type", media_type));
    let length = length.as_deref().map(|length| ("length", length));
    let more: Vec<(&str, &str)> = media_type.into_iter().chain(length).collect();
    link(xml, "enclosure", &file.url, &more);
}

/// Writes a link.
pub(super) fn link(xml: &mut Xml, relation: &str, href: &str, more: Attributes<'_>) {
    xml.empty("link", &[&[("rel", relation), ("href", href)], more].concat());
}

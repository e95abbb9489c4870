//! The river as Atom 1.0 (RFC 4287). What is shown of a story is decided in `shown`.

use super::markup::{Attributes, Xml};
use super::shown;
use crate::model::{Enclosure, Format, River, RiverStory};

/// Its media type.
pub(super) const TYPE: &str = "application/atom+xml; charset=utf-8";

/// The document.
pub(super) fn render(river: &River) -> Vec<u8> {
    let mut xml = Xml::new();
    xml.node("feed", &[("xmlns", "http://www.w3.org/2005/Atom")], |xml| {
        xml.leaf("id", &[], &river.key.urn());
        xml.leaf("title", &[("type", "text")], &river.title);
        xml.leaf("updated", &[], &river.updated.rfc3339());
        let own = shown::own_address(river, Format::Atom);
        link(xml, "self", &own, &[("type", "application/atom+xml")]);
        if let Some(hub) = &river.hub {
            link(xml, "hub", hub, &[]);
        }
        link(xml, "alternate", &shown::page_address(river), &[("type", "text/html")]);
        // Section 4.1.1: an author here, or one in every entry.
        author(xml, &river.title, None);
        xml.leaf("generator", &[("version", shown::VERSION)], shown::GENERATOR);
        for story in &river.stories {
            xml.node("entry", &[], |xml| entry(xml, story, river));
        }
    });
    xml.into_bytes()
}

fn entry(xml: &mut Xml, story: &RiverStory, river: &River) {
    let entry = &story.lead.entry;
    xml.leaf("id", &[], &story.key.urn());
    let language = shown::language(entry).map(|language| ("xml:lang", language));
    let texts = |kind| [("type", kind)].into_iter().chain(language).collect::<Vec<_>>();
    xml.leaf("title", &texts("text"), &shown::title(story));
    xml.leaf("updated", &[], &story.changed.rfc3339());
    xml.leaf("published", &[], &shown::published(story).rfc3339());
    let content = shown::content(story);
    // Section 4.1.1.1: an entry without a content has such a link.
    let nothing_else = content.is_empty().then_some(&river.base_url);
    if let Some(url) = entry.url.as_ref().or(nothing_else) {
        link(xml, "alternate", url, &[]);
    }
    for also in &story.also {
        if let Some(url) = &also.url {
            link(xml, "related", url, &[("title", &also.title)]);
        }
    }
    for file in &entry.enclosures {
        enclosure(xml, file);
    }
    for person in shown::authors(entry) {
        author(xml, &person.name, person.uri.as_deref());
    }
    for category in &entry.categories {
        xml.empty("category", &[("term", category)]);
    }
    if let Some(summary) = shown::summary(entry) {
        xml.leaf("summary", &texts("text"), &summary);
    }
    if !content.is_empty() {
        xml.leaf("content", &texts("html"), &content);
    }
    xml.node("source", &[], |xml| source(xml, story));
}

/// Where the entry was copied from (section 4.2.11). Its author counts for an entry without one.
fn source(xml: &mut Xml, story: &RiverStory) {
    let feed = &story.lead.source;
    let address = shown::source_address(feed);
    xml.leaf("id", &[], &address);
    xml.leaf("title", &[("type", "text")], &feed.title);
    // The feed's own date would change at every poll; it is at least as new as this entry.
    xml.leaf("updated", &[], &story.lead.changed.rfc3339());
    link(xml, "self", &address, &[]);
    if let Some(site) = &feed.site_url {
        link(xml, "alternate", site, &[("type", "text/html")]);
    }
    author(xml, &feed.title, feed.site_url.as_deref());
}

/// Writes an author.
pub(super) fn author(xml: &mut Xml, name: &str, uri: Option<&str>) {
    xml.node("author", &[], |xml| {
        xml.leaf("name", &[], name);
        if let Some(uri) = uri {
            xml.leaf("uri", &[], uri);
        }
    });
}

fn enclosure(xml: &mut Xml, file: &Enclosure) {
    let length = file.length.map(|length| length.to_string());
    let media_type = file.media_type.as_deref().map(|media_type| ("type", media_type));
    let length = length.as_deref().map(|length| ("length", length));
    let more: Vec<(&str, &str)> = media_type.into_iter().chain(length).collect();
    link(xml, "enclosure", &file.url, &more);
}

/// Writes a link.
pub(super) fn link(xml: &mut Xml, relation: &str, href: &str, more: Attributes<'_>) {
    xml.empty("link", &[&[("rel", relation), ("href", href)], more].concat());
}

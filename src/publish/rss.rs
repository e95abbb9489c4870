//! The river as RSS 2.0, with the modules every reader knows: `content:encoded` for the full text,
//! `dc:creator` for authors, `atom:link` for its own address and its hub. What is shown of a story is decided in
//! `shown`.

use super::excerpt::excerpt;
use super::markup::{Xml, html};
use super::modules::{self, Declared};
use super::shown;
use crate::model::{Contributor, Enclosure, Format, River, RiverStory};

/// Its media type.
pub(super) const TYPE: &str = "application/rss+xml; charset=utf-8";
/// How much of a text stands for its short form, in characters.
const DESCRIPTION: usize = 300;

/// The document.
pub(super) fn render(river: &River) -> Vec<u8> {
    let mut xml = Xml::new();
    let head = [
        ("version", "2.0"),
        ("xmlns:atom", "http://www.w3.org/2005/Atom"),
        ("xmlns:content", "http://purl.org/rss/1.0/modules/content/"),
        ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
        modules::MEDIA,
        modules::PLACES,
        modules::PODCAST,
        ("xmlns:itunes", "http://www.itunes.com/dtds/podcast-1.0.dtd"),
    ];
    xml.node("rss", &head, |xml| xml.node("channel", &[], |xml| channel(xml, river)));
    xml.into_bytes()
}

fn channel(xml: &mut Xml, river: &River) {
    xml.leaf("title", &[], &river.title);
    xml.leaf("link", &[], &shown::page_address(river));
    let description = format!("{}, one feed made of many", river.title);
    xml.leaf("description", &[], &html(&description));
    xml.leaf("lastBuildDate", &[], &river.updated.rfc822());
    xml.leaf("generator", &[], &format!("{} {}", shown::GENERATOR, shown::VERSION));
    xml.leaf("docs", &[], "https://www.rssboard.org/rss-specification");
    let own = shown::own_address(river, Format::Rss);
    xml.empty("atom:link", &[("rel", "self"), ("href", &own), ("type", "application/rss+xml")]);
    if let Some(hub) = &river.hub {
        xml.empty("atom:link", &[("rel", "hub"), ("href", hub)]);
    }
    if let Some(previous) = shown::previous_archive(river) {
        xml.empty("atom:link", &[("rel", "prev-archive"), ("href", &previous)]);
    }
    for story in &river.stories {
        xml.node("item", &[], |xml| item(xml, story));
    }
}

fn item(xml: &mut Xml, story: &RiverStory) {
    let entry = &story.lead.entry;
    xml.leaf("title", &[], &shown::title(story));
    if let Some(url) = &entry.url {
        xml.leaf("link", &[], &shown::uri(url));
    }
    xml.leaf("guid", &[("isPermaLink", "false")], &story.key.urn());
    xml.leaf("pubDate", &[], &shown::published(story).rfc822());
    // `author` wants mail addresses.
    for person in shown::authors(entry) {
        xml.leaf("dc:creator", &[], &person.name);
    }
    for person in &entry.contributors {
        contributor(xml, person);
    }
    for category in shown::categories(entry) {
        xml.leaf("category", &[], category);
    }
    if let Some(rights) = shown::rights(entry) {
        xml.leaf("dc:rights", &[], rights);
    }
    modules::write(xml, entry, Declared::Above);
    // Readers take a description for HTML, and one is to stand before the full text.
    let description = match shown::summary(entry) {
        Some(summary) => html(&summary),
        None => Some(excerpt(&entry.content_html, DESCRIPTION))
            .filter(|words| !words.is_empty())
            .unwrap_or_else(|| html(&shown::title(story))),
    };
    xml.leaf("description", &[], &description);
    let content = shown::content(story);
    if !content.is_empty() {
        xml.leaf("content:encoded", &[], &content);
    }
    // One at most: several are a matter of dispute among readers. The others stand beside it.
    if let Some((first, others)) = entry.enclosures.split_first() {
        enclosure(xml, first);
        if let Some(seconds) = first.duration {
            xml.leaf("itunes:duration", &[], &seconds.to_string());
        }
        for file in others {
            media(xml, file);
        }
    }
    let address = shown::source_address(&story.lead.source);
    xml.leaf("source", &[("url", &address)], &story.lead.source.title);
}

/// Roles are a matter of podcasts.
fn contributor(xml: &mut Xml, person: &Contributor) {
    let Some(role) = &person.role else { return xml.leaf("dc:contributor", &[], &person.name) };
    let uri = person.uri.as_deref().map(shown::uri);
    let href = uri.as_deref().map(|uri| ("href", uri));
    let said: Vec<_> = [("role", role.as_str())].into_iter().chain(href).collect();
    xml.leaf("podcast:person", &said, &person.name);
}

/// All three attributes are required; a length of 0 stands for one that is not known.
fn enclosure(xml: &mut Xml, file: &Enclosure) {
    let length = file.length.unwrap_or(0).to_string();
    let media_type = shown::media_type(file.media_type.as_deref()).unwrap_or(shown::UNKNOWN_TYPE);
    let url = shown::uri(&file.url);
    xml.empty("enclosure", &[("url", &url), ("length", &length), ("type", media_type)]);
}

/// A further file, as Media RSS has it.
fn media(xml: &mut Xml, file: &Enclosure) {
    let url = shown::uri(&file.url);
    let length = file.length.map(|length| length.to_string());
    let media_type =
        shown::media_type(file.media_type.as_deref()).map(|media_type| ("type", media_type));
    let length = length.as_deref().map(|length| ("fileSize", length));
    let duration = file.duration.map(|duration| duration.to_string());
    let duration = duration.as_deref().map(|duration| ("duration", duration));
    let said = [("url", url.as_str())].into_iter().chain(media_type).chain(length).chain(duration);
    let said: Vec<(&str, &str)> = said.collect();
    xml.empty("media:content", &said);
}

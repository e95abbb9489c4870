//! The river as JSON Feed 1.1. What the format has no word for, an entry's source and the other
//! reports of its story, stands in `_mainstem`. What is shown of a story is decided in `shown`.

use std::borrow::Cow;

use serde::Serialize;

use super::markup::clean;
use super::shown;
use crate::model::{Companion, Contributor, Enclosure, Format, Location, River, RiverStory};

/// Its media type.
pub(super) const TYPE: &str = "application/feed+json; charset=utf-8";

/// The document.
pub(super) fn render(river: &River) -> Vec<u8> {
    let [icon, _] = shown::pictures(river);
    let feed = Feed {
        version: "https://jsonfeed.org/version/1.1",
        title: clean(&river.title),
        home_page_url: shown::page_address(river),
        own_url: shown::own_address(river, Format::Json),
        icon,
        hubs: river.hub.iter().map(|url| Hub { kind: "WebSub", url }).collect(),
        items: river.stories.iter().map(item).collect(),
    };
    // Only maps with odd keys and writers that fail can fail here, and there is neither.
    serde_json::to_vec(&feed).unwrap_or_default()
}

#[derive(Serialize)]
struct Feed<'a> {
    version: &'static str,
    title: Cow<'a, str>,
    home_page_url: String,
    #[serde(rename = "feed_url")]
    own_url: String,
    icon: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hubs: Vec<Hub<'a>>,
    items: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct Hub<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    url: &'a str,
}

#[derive(Serialize)]
struct Item<'a> {
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<Cow<'a, str>>,
    title: Cow<'a, str>,
    content_html: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<Cow<'a, str>>,
    date_published: String,
    date_modified: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<Author<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attachments: Vec<Attachment<'a>>,
    #[serde(rename = "_mainstem")]
    ours: Extension<'a>,
}

#[derive(Serialize)]
struct Author<'a> {
    name: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<Cow<'a, str>>,
}

#[derive(Serialize)]
struct Attachment<'a> {
    url: Cow<'a, str>,
    mime_type: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    size_in_bytes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration_in_seconds: Option<u64>,
}

#[derive(Serialize)]
struct Extension<'a> {
    source: Source<'a>,
    also: Vec<Also<'a>>,
    rights: Option<Cow<'a, str>>,
    location: Option<&'a Location>,
    files: Vec<Beside<'a>>,
    contributors: Vec<Part<'a>>,
}

/// A file that goes with an episode.
#[derive(Serialize)]
struct Beside<'a> {
    kind: &'static str,
    url: Cow<'a, str>,
    mime_type: Cow<'a, str>,
    language: Option<&'a str>,
}

/// Somebody who took part.
#[derive(Serialize)]
struct Part<'a> {
    name: Cow<'a, str>,
    url: Option<Cow<'a, str>>,
    role: Option<Cow<'a, str>>,
}

#[derive(Serialize)]
struct Source<'a> {
    title: Cow<'a, str>,
    /// The page; absent values are null here as in `items --json`.
    url: Option<Cow<'a, str>>,
    feed_url: String,
}

#[derive(Serialize)]
struct Also<'a> {
    feed_title: Cow<'a, str>,
    title: Cow<'a, str>,
    url: Option<Cow<'a, str>>,
}

fn item(story: &RiverStory) -> Item<'_> {
    let entry = &story.lead.entry;
    Item {
        id: story.key.urn(),
        url: entry.url.as_deref().map(clean),
        title: shown::title(story),
        content_html: shown::content(story),
        summary: shown::summary(entry),
        image: entry.thumbnail.as_deref().map(clean),
        date_published: shown::published(story).rfc3339(),
        date_modified: story.changed.rfc3339(),
        authors: shown::authors(entry)
            .map(|person| Author {
                name: clean(&person.name),
                url: person.uri.as_deref().map(clean),
            })
            .collect(),
        tags: shown::categories(entry).map(clean).collect(),
        language: shown::language(entry),
        attachments: entry.enclosures.iter().map(attachment).collect(),
        ours: extension(story),
    }
}

fn attachment(file: &Enclosure) -> Attachment<'_> {
    Attachment {
        url: clean(&file.url),
        mime_type: clean(
            shown::media_type(file.media_type.as_deref()).unwrap_or(shown::UNKNOWN_TYPE),
        ),
        size_in_bytes: file.length,
        duration_in_seconds: file.duration,
    }
}

fn beside(file: &Companion) -> Beside<'_> {
    Beside {
        kind: file.kind.name(),
        url: clean(&file.url),
        mime_type: clean(
            shown::media_type(file.media_type.as_deref()).unwrap_or(shown::UNKNOWN_TYPE),
        ),
        language: shown::spoken(file.language.as_deref()),
    }
}

fn part(person: &Contributor) -> Part<'_> {
    Part {
        name: clean(&person.name),
        url: person.uri.as_deref().map(clean),
        role: person.role.as_deref().map(clean),
    }
}

fn extension(story: &RiverStory) -> Extension<'_> {
    let (source, entry) = (&story.lead.source, &story.lead.entry);
    Extension {
        source: Source {
            title: clean(&source.title),
            url: source.site_url.as_deref().map(clean),
            feed_url: shown::source_address(source),
        },
        also: story
            .also
            .iter()
            .map(|also| Also {
                feed_title: clean(&also.feed_title),
                title: clean(&also.title),
                url: also.url.as_deref().map(clean),
            })
            .collect(),
        rights: shown::rights(entry).map(clean),
        location: entry.location.as_ref(),
        files: entry.companions.iter().map(beside).collect(),
        contributors: entry.contributors.iter().map(part).collect(),
    }
}

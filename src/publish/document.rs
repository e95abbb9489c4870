//! A river to the documents that lie ready. What has not changed since the last time is not compressed
//! again.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::prepare::{digest, prepare};
use super::{atom, health, json, rss, shown};
use crate::model::{Format, Health, HubLink, Prepared, Publication, River, Timestamp};

/// A document as it was written, on its way to be made ready.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// `Content-Type`.
    pub content_type: &'static str,
    /// The document.
    pub bytes: Vec<u8>,
    /// Whether it is a page with images of publishers in it.
    pub has_images: bool,
    /// Whether it tells of this moment alone, and is to be made anew for whoever asks.
    pub is_passing: bool,
    /// The hub that is told of its changes, and what it is known by there.
    pub hub: Option<HubLink>,
}

impl Rendered {
    /// A document that no hub is told of and that shows no images: the document and its media type.
    pub fn new(bytes: impl Into<Vec<u8>>, content_type: &'static str) -> Self {
        Self { content_type, bytes: bytes.into(), has_images: false, is_passing: false, hub: None }
    }

    /// The document ready to be sent: `previous`, if it is these bytes, else a new one that carries
    /// `last_modified`. Takes some tens of milliseconds of CPU where it has changed.
    pub fn prepare(
        self,
        last_modified: Timestamp,
        previous: Option<&Arc<Prepared>>,
    ) -> Arc<Prepared> {
        let held = previous.filter(|held| {
            held.digest == digest(&self.bytes)
                && (held.has_images, &held.hub) == (self.has_images, &self.hub)
        });
        if let Some(held) = held {
            return Arc::clone(held);
        }
        let Self { content_type, bytes, has_images, is_passing: _, hub } = self;
        Arc::new(Prepared { has_images, hub, ..prepare(content_type, bytes, last_modified) })
    }
}

/// The merged feed as Atom, RSS and JSON Feed.
///
/// `last_modified` is when the river became what it is: documents with other bytes than in
/// `previous` carry it, the others are those of `previous`.
pub fn publish(
    river: &River,
    last_modified: Timestamp,
    previous: Option<&Publication>,
) -> Publication {
    let feeds = Format::ALL.map(|format| (shown::own_name(river, format), feed(river, format)));
    let documents: BTreeMap<String, Arc<Prepared>> = feeds
        .into_iter()
        .map(|(name, rendered)| {
            let path = format!("/{name}");
            let held = previous.and_then(|previous| previous.documents.get(&path));
            let prepared = rendered.prepare(last_modified, held);
            (path, prepared)
        })
        .collect();
    Publication {
        edition: previous.map_or(0, |previous| previous.edition) + 1,
        made: last_modified,
        documents,
        stories: river.stories.len(),
    }
}

/// The river, or this part of it, in a format that readers subscribe to.
pub fn feed(river: &River, format: Format) -> Rendered {
    let (content_type, bytes) = match format {
        Format::Atom => (atom::TYPE, atom::render(river)),
        Format::Rss => (rss::TYPE, rss::render(river)),
        Format::Json => (json::TYPE, json::render(river)),
    };
    let hub = river.hub.clone();
    let hub = hub.map(|hub| HubLink { hub, topic: shown::own_address(river, format) });
    Rendered { hub, ..Rendered::new(bytes, content_type) }
}

/// How the feeds are, as a feed: for the operator, and not for a hub.
pub fn health_feed(river: &River, health: &Health) -> Rendered {
    Rendered::new(health::render(river, health), atom::TYPE)
}

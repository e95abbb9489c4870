//! A river to all its documents. What has not changed since the last time is not compressed again.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::prepare::{digest, prepare};
use super::{atom, health, json, page, rss, shown};
use crate::model::{Health, HubLink, Prepared, Publication, River, Timestamp};

/// The merged feed as Atom, RSS and JSON Feed, the page, and the feed of what is wrong with feeds.
///
/// `last_modified` is when the river became what it is: documents with other bytes than in
/// `previous` carry it, the others are those of `previous`. Takes some tens of milliseconds of CPU
/// for each document that changed.
pub fn publish(
    river: &River,
    health: &Health,
    last_modified: Timestamp,
    previous: Option<&Publication>,
) -> Publication {
    let rendered = [
        (atom::NAME, atom::TYPE, atom::render(river), hub(river, atom::NAME)),
        (rss::NAME, rss::TYPE, rss::render(river), hub(river, rss::NAME)),
        (json::NAME, json::TYPE, json::render(river), hub(river, json::NAME)),
        ("", page::TYPE, page::render(river), None),
        // What is wrong is for the operator, and not for a hub.
        (health::NAME, atom::TYPE, health::render(river, health), None),
    ];
    let documents: BTreeMap<String, Arc<Prepared>> = rendered
        .into_iter()
        .map(|(name, content_type, bytes, hub)| {
            let path = format!("/{name}");
            let prepared = unchanged(previous, &path, &bytes).unwrap_or_else(|| {
                Arc::new(Prepared { hub, ..prepare(content_type, bytes, last_modified) })
            });
            (path, prepared)
        })
        .collect();
    Publication { documents, stories: river.stories.len() }
}

/// The hub that is told of a document, as the document says itself.
fn hub(river: &River, name: &str) -> Option<HubLink> {
    let hub = river.hub.clone()?;
    Some(HubLink { hub, topic: shown::address(river, name) })
}

/// The document of the previous publication, if it has these very bytes.
fn unchanged(previous: Option<&Publication>, path: &str, bytes: &[u8]) -> Option<Arc<Prepared>> {
    let held = previous?.documents.get(path)?;
    (held.digest == digest(bytes)).then(|| Arc::clone(held))
}

//! A river to all its documents. What has not changed since the last time is not compressed again.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::prepare::{digest, prepare};
use super::{atom, health, json, page, rss};
use crate::model::{Health, Prepared, Publication, River, Timestamp};

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
        (format!("/{}", atom::NAME), atom::TYPE, atom::render(river)),
        (format!("/{}", rss::NAME), rss::TYPE, rss::render(river)),
        (format!("/{}", json::NAME), json::TYPE, json::render(river)),
        ("/".to_owned(), page::TYPE, page::render(river)),
        (format!("/{}", health::NAME), atom::TYPE, health::render(river, health)),
    ];
    let documents: BTreeMap<String, Arc<Prepared>> = rendered
        .into_iter()
        .map(|(path, content_type, bytes)| {
            let prepared = unchanged(previous, &path, &bytes)
                .unwrap_or_else(|| Arc::new(prepare(content_type, bytes, last_modified)));
            (path, prepared)
        })
        .collect();
    Publication { documents, stories: river.stories.len() }
}

/// The document of the previous publication, if it has these very bytes.
fn unchanged(previous: Option<&Publication>, path: &str, bytes: &[u8]) -> Option<Arc<Prepared>> {
    let held = previous?.documents.get(path)?;
    (held.digest == digest(bytes)).then(|| Arc::clone(held))
}

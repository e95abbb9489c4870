//! The feeds as lists of subscriptions have them.

use std::collections::BTreeMap;

use crate::model::{Feed, ListedFeed, given_title};
use crate::store::FeedRow;

/// These feeds of feeds.toml, with what the store knows of them.
pub fn subscriptions(feeds: &[&Feed], rows: &[FeedRow]) -> Vec<ListedFeed> {
    let known: BTreeMap<&str, &FeedRow> = rows.iter().map(|row| (row.url.as_str(), row)).collect();
    let listed = feeds.iter().map(|feed| {
        let about = known.get(feed.key.as_str()).map(|row| &row.memory.about);
        let given = given_title(about.and_then(|about| about.title.as_deref()));
        ListedFeed {
            url: feed.url.to_string(),
            title: feed.title.clone().or(given),
            site_url: about.and_then(|about| about.site_url.clone()),
            tags: feed.tags.clone(),
        }
    });
    listed.collect()
}

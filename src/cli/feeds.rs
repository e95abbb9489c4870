//! Which feeds a word means: a url, a title or a tag.

use std::collections::BTreeMap;

use url::Url;

use super::errors::CommandError;
use crate::model::{Feed, FeedId, FeedKey, Settings, feed_title};
use crate::store::FeedRow;

/// What a feed is called: by the operator, else by its publisher, else its address.
pub(super) fn title(feed: &Feed, row: Option<&FeedRow>) -> String {
    let given = row.and_then(|row| row.memory.about.title.as_deref());
    feed_title(feed.title.as_deref(), given, feed.key.as_str())
}

/// The feeds that `word` means. Case does not count, in titles and in tags.
pub(super) fn named<'s>(
    word: &str,
    settings: &'s Settings,
    rows: &BTreeMap<String, FeedRow>,
) -> Result<Vec<&'s Feed>, CommandError> {
    let key = Url::parse(word).ok().map(|url| FeedKey::of(&url));
    let is_meant = |feed: &&Feed| {
        let title = title(feed, rows.get(feed.key.as_str()));
        key.as_ref() == Some(&feed.key) || is_tagged(feed, word) || is_same(&title, word)
    };
    let found: Vec<&Feed> = settings.feeds.iter().filter(is_meant).collect();
    if found.is_empty() {
        return Err(CommandError::Usage(format!(
            "no feed has the url, title or tag {word:?}; `mainstem status` lists them"
        )));
    }
    Ok(found)
}

fn is_tagged(feed: &Feed, tag: &str) -> bool {
    feed.tags.iter().any(|of_feed| is_same(of_feed, tag))
}

/// Whether two names differ at most by case.
fn is_same(name: &str, other: &str) -> bool {
    name.to_lowercase() == other.to_lowercase()
}

/// The stored feeds that every one of these words means and that have this tag; `None` where neither was
/// typed, which means all.
pub(super) fn chosen<'w>(
    words: impl Iterator<Item = &'w str>,
    tag: Option<&'w str>,
    settings: &Settings,
    rows: Vec<FeedRow>,
) -> Result<Option<Vec<FeedId>>, CommandError> {
    let rows = by_url(rows);
    let mut chosen: Option<Vec<FeedId>> = None;
    for word in words.chain(tag) {
        let named: Vec<FeedId> = named(word, settings, &rows)?
            .into_iter()
            .filter(|feed| tag.is_none_or(|tag| is_tagged(feed, tag)))
            .filter_map(|feed| rows.get(feed.key.as_str()).map(|row| row.id))
            .collect();
        chosen = Some(match chosen {
            Some(before) => before.into_iter().filter(|id| named.contains(id)).collect(),
            None => named,
        });
    }
    Ok(chosen)
}

/// Rows by address.
pub(super) fn by_url(rows: Vec<FeedRow>) -> BTreeMap<String, FeedRow> {
    rows.into_iter().map(|row| (row.url.clone(), row)).collect()
}

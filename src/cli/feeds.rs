//! Which feeds a word means: a url, a title or a tag.

use std::collections::BTreeMap;

use url::Url;

use super::errors::CommandError;
use crate::model::{Feed, FeedKey, Settings};
use crate::store::FeedRow;

/// What a feed is called: by the operator, else by its publisher, else its address.
pub(super) fn title<'a>(feed: &'a Feed, row: Option<&'a FeedRow>) -> &'a str {
    let given = row.and_then(|row| row.memory.about.title.as_deref());
    feed.title.as_deref().or(given).unwrap_or(feed.key.as_str())
}

/// The feeds that `word` means.
pub(super) fn named<'s>(
    word: &str,
    settings: &'s Settings,
    rows: &BTreeMap<String, FeedRow>,
) -> Result<Vec<&'s Feed>, CommandError> {
    let key = Url::parse(word).ok().map(|url| FeedKey::of(&url));
    let is_meant = |feed: &&Feed| {
        let title = title(feed, rows.get(feed.key.as_str()));
        key.as_ref() == Some(&feed.key)
            || feed.tags.contains(word)
            || title.to_lowercase() == word.to_lowercase()
    };
    let found: Vec<&Feed> = settings.feeds.iter().filter(is_meant).collect();
    if found.is_empty() {
        return Err(CommandError::Usage(format!(
            "no feed has the url, title or tag {word:?}; `mainstem status` lists them"
        )));
    }
    Ok(found)
}

/// Rows by address.
pub(super) fn by_url(rows: Vec<FeedRow>) -> BTreeMap<String, FeedRow> {
    rows.into_iter().map(|row| (row.url.clone(), row)).collect()
}

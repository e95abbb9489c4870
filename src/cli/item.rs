//! Which item a word means (its number, or an address that it has), and which stands for its story.

use url::Url;

use super::errors::CommandError;
use crate::article::{canonical_link, plain_text};
use crate::model::{Duplicates, Gathered, ItemId, Settings, StoredItem};
use crate::publish;
use crate::store::{Reading, StoreError};
use crate::story::link_digest;

/// The item that `word` means; of several that have the address, the newest.
pub(super) fn newest(word: &str, reading: &Reading<'_>) -> Result<StoredItem, CommandError> {
    meant(word, reading)?.into_iter().next().ok_or_else(|| nothing_at(word))
}

/// The one item that `word` means: what is to be changed is not to be guessed.
pub(super) fn only(word: &str, reading: &Reading<'_>) -> Result<StoredItem, CommandError> {
    let mut meant = meant(word, reading)?;
    if meant.len() > 1 {
        let ids: Vec<String> = meant.iter().rev().map(|item| item.id.0.to_string()).collect();
        return Err(CommandError::Item(format!(
            "several items have the url {word}: {}; name one of them by its number",
            ids.join(", ")
        )));
    }
    meant.pop().ok_or_else(|| nothing_at(word))
}

/// The newest first.
fn meant(word: &str, reading: &Reading<'_>) -> Result<Vec<StoredItem>, CommandError> {
    if let Ok(number) = word.parse() {
        let item = reading.item(ItemId(number))?.ok_or_else(|| {
            CommandError::Item(format!(
                "there is no item {number}; `mainstem items` prints their numbers"
            ))
        })?;
        return Ok(vec![item]);
    }
    if Url::parse(word).is_err() {
        return Err(CommandError::Usage(format!(
            "{word:?} is neither the number of an item nor a url; `mainstem items` prints numbers"
        )));
    }
    let link = canonical_link(word).and_then(|link| link_digest(&link));
    Ok(reading.items_at(word, link)?)
}

fn nothing_at(word: &str) -> CommandError {
    CommandError::Item(format!(
        "no item has the url {word}; `mainstem items --json` prints the url of each"
    ))
}

/// The report that stands for the story of this item, of which these are all reports.
pub(super) fn lead(
    item: &StoredItem,
    reports: Vec<StoredItem>,
    settings: &Settings,
) -> Option<ItemId> {
    let story = Gathered {
        id: item.story,
        key: item.key,
        surfaced: item.first_seen,
        corrected: None,
        items: reports,
        related: Vec::new(),
    };
    publish::lead(&story, settings, plain_text).map(|lead| lead.id)
}

/// Whether another report of its story is the one that is published.
pub(super) fn is_duplicate(
    item: &StoredItem,
    reading: &Reading<'_>,
    settings: &Settings,
) -> Result<bool, StoreError> {
    if settings.merged.duplicates == Duplicates::Keep || !reading.has_other_reports(item)? {
        return Ok(false);
    }
    let lead = lead(item, reading.story(item.story)?, settings);
    Ok(lead.is_some_and(|lead| lead != item.id))
}

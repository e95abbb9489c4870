//! Which item a word means (its number, or an address that it has), and which stands for its story.

use url::Url;

use super::errors::CommandError;
use crate::article::{canonical_link, plain_text};
use crate::model::{Duplicates, Gathered, ItemId, Settings, StoredItem, StoryId};
use crate::publish;
use crate::store::{Reading, StoreError};
use crate::story::link_digest;

/// What to say of an item that was let go.
const GONE: &str = "is not held any more: [store] keep or keep_items let it go";

/// The item that `word` means; of several that have the address, the newest.
pub(super) fn newest(word: &str, reading: &Reading<'_>) -> Result<StoredItem, CommandError> {
    match meant(word, reading)?.into_iter().next() {
        Some(item) => Ok(item),
        None => Err(nothing_at(word, reading)?),
    }
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
    match meant.pop() {
        Some(item) => Ok(item),
        None => Err(nothing_at(word, reading)?),
    }
}

/// The newest first.
fn meant(word: &str, reading: &Reading<'_>) -> Result<Vec<StoredItem>, CommandError> {
    if let Ok(number) = word.parse() {
        let number = ItemId(number);
        return match reading.item(number)? {
            Some(item) => Ok(vec![item]),
            None => Err(no_item(number, reading)?),
        };
    }
    if Url::parse(word).is_err() {
        return Err(CommandError::Usage(format!(
            "{word:?} is neither the number of an item nor a url; `mainstem items` prints numbers"
        )));
    }
    let link = canonical_link(word).and_then(|link| link_digest(&link));
    Ok(reading.items_at(word, link)?)
}

fn no_item(number: ItemId, reading: &Reading<'_>) -> Result<CommandError, StoreError> {
    let ItemId(id) = number;
    Ok(CommandError::Item(if reading.had_item(number)? {
        format!("item {id} {GONE}")
    } else {
        format!("there is no item {id}; `mainstem items` prints their numbers")
    }))
}

/// What to say where there is no story of this number.
pub(super) fn no_story(
    story: StoryId,
    reading: &Reading<'_>,
) -> Result<Option<String>, StoreError> {
    let StoryId(id) = story;
    Ok(if reading.had_story(story)? {
        Some(format!("story {id} {GONE}, or it was made one with another"))
    } else if reading.carriers(story)?.is_empty() {
        Some(format!("there is no story {id}; `mainstem items --json` prints the story of each"))
    } else {
        None
    })
}

fn nothing_at(word: &str, reading: &Reading<'_>) -> Result<CommandError, StoreError> {
    let link = canonical_link(word).and_then(|link| link_digest(&link));
    let was_there = link.map(|link| reading.had_link(link)).transpose()?;
    Ok(CommandError::Item(if was_there == Some(true) {
        format!("the item with the url {word} {GONE}")
    } else {
        format!("no item has the url {word}; `mainstem items --json` prints the url of each")
    }))
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

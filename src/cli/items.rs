//! `mainstem items`: what is stored, newest first.

use std::process::ExitCode;

use serde::Serialize;

use super::args::{Arguments, ItemsArguments};
use super::errors::CommandError;
use super::output::Output;
use super::{feeds, item, surroundings};
use crate::article::plain_text;
use crate::config::Secrets;
use crate::daemon::Clock;
use crate::model::{Duplicates, FeedId, Settings, StoredItem, StoryId, Timestamp};
use crate::store::{FeedRow, ItemFilter, Reading, Store, StoreError};

#[derive(Serialize)]
struct Line<'a> {
    id: i64,
    story: i64,
    feed: &'a str,
    feed_title: &'a str,
    guid: Option<&'a str>,
    url: Option<&'a str>,
    canonical_url: Option<&'a str>,
    title: Option<&'a str>,
    authors: Vec<&'a str>,
    published: Option<String>,
    updated: Option<String>,
    first_seen: String,
    language: Option<&'a str>,
    summary: Option<&'a str>,
    content_html: &'a str,
    text: String,
    categories: &'a [String],
    enclosures: Vec<EnclosureLine<'a>>,
    duplicate: bool,
}

#[derive(Serialize)]
struct EnclosureLine<'a> {
    url: &'a str,
    #[serde(rename = "type")]
    media_type: Option<&'a str>,
    length: Option<u64>,
}

pub(super) fn run(
    arguments: &Arguments,
    typed: &ItemsArguments,
    output: &mut Output,
) -> Result<ExitCode, CommandError> {
    let (_, settings) = surroundings::settings(arguments, Secrets::Unneeded)?;
    let store = Store::open_to_read(&settings.store.path)?;
    let rows: Vec<FeedRow> = store.read_here(|reading| reading.feeds())?;
    let filter = filter(typed, &settings, rows)?;
    let mut wrong = Ok(());
    store.read_here(|reading| {
        reading.items(&filter, |item| {
            wrong = print(item, typed.json, (reading, &settings), output);
            wrong.is_ok()
        })
    })?;
    wrong?;
    Ok(ExitCode::SUCCESS)
}

fn filter(
    typed: &ItemsArguments,
    settings: &Settings,
    rows: Vec<FeedRow>,
) -> Result<ItemFilter, CommandError> {
    let rows = feeds::by_url(rows);
    let mut chosen: Option<Vec<FeedId>> = None;
    for word in typed.feed.iter().chain(&typed.tag) {
        let named: Vec<FeedId> = feeds::named(word, settings, &rows)?
            .into_iter()
            .filter(|feed| typed.tag.as_ref().is_none_or(|tag| feed.tags.contains(tag)))
            .filter_map(|feed| rows.get(feed.key.as_str()).map(|row| row.id))
            .collect();
        chosen = Some(match chosen {
            Some(before) => before.into_iter().filter(|id| named.contains(id)).collect(),
            None => named,
        });
    }
    let since = typed.since.as_deref().map(|word| moment(word, Clock::System.now())).transpose()?;
    let (story, limit) = (typed.story.map(StoryId), typed.limit);
    Ok(ItemFilter { feeds: chosen, story, since, limit })
}

/// "2h" is so long ago; a day begins at midnight, UTC.
fn moment(word: &str, now: Timestamp) -> Result<Timestamp, CommandError> {
    if let Ok(span) = humantime::parse_duration(word) {
        return Ok(now.minus(span));
    }
    let day = format!("{word}T00:00:00Z");
    [word, day.as_str()].iter().find_map(|text| Timestamp::from_rfc3339(text)).ok_or_else(|| {
        CommandError::Usage(format!(
            "--since {word:?} is neither a span like \"2h\" or \"3 days\" nor a date like \
                 2026-11-20"
        ))
    })
}

fn print(
    mut item: StoredItem,
    json: bool,
    (reading, settings): (&Reading<'_>, &Settings),
    output: &mut Output,
) -> Result<(), CommandError> {
    settings.name_source(&mut item.source);
    if json {
        let duplicate = is_duplicate(&item, reading, settings)?;
        output.json(&Line::of(&item, duplicate))?;
    } else {
        let at = item.entry.published.unwrap_or(item.first_seen).rfc3339();
        let line = format!("{:>7}  {at}  {}: {}", item.id.0, item.source.title, item.entry.title);
        output.line(&line)?;
    }
    Ok(())
}

/// Whether another report of its story is the one that is published.
fn is_duplicate(
    item: &StoredItem,
    reading: &Reading<'_>,
    settings: &Settings,
) -> Result<bool, StoreError> {
    if settings.merged.duplicates == Duplicates::Keep || !reading.has_other_reports(item)? {
        return Ok(false);
    }
    let lead = item::lead(item, reading.story(item.story)?, settings);
    Ok(lead.is_some_and(|lead| lead != item.id))
}

impl<'a> Line<'a> {
    fn of(item: &'a StoredItem, duplicate: bool) -> Self {
        let StoredItem { entry, source, .. } = item;
        Self {
            id: item.id.0,
            story: item.story.0,
            feed: &source.url,
            feed_title: &source.title,
            guid: entry.guid.as_deref(),
            url: entry.url.as_deref(),
            canonical_url: entry.canonical_url.as_deref(),
            title: Some(entry.title.as_str()).filter(|title| !title.is_empty()),
            authors: entry.authors.iter().map(|person| person.name.as_str()).collect(),
            published: entry.published.map(Timestamp::rfc3339),
            updated: entry.updated.map(Timestamp::rfc3339),
            first_seen: item.first_seen.rfc3339(),
            language: entry.language.as_deref(),
            summary: entry.summary.as_deref(),
            content_html: &entry.content_html,
            text: plain_text(&entry.content_html),
            categories: &entry.categories,
            enclosures: entry
                .enclosures
                .iter()
                .map(|file| EnclosureLine {
                    url: &file.url,
                    media_type: file.media_type.as_deref(),
                    length: file.length,
                })
                .collect(),
            duplicate,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn since_is_a_span_or_a_date() {
        let now = Timestamp::from_unix(1_795_000_000);
        let read = |word| moment(word, now).map(Timestamp::rfc3339).map_err(|e| e.to_string());
        assert_eq!(read("1h").unwrap(), "2026-11-18T10:06:40Z");
        assert_eq!(read("2026-11-20").unwrap(), "2026-11-20T00:00:00Z");
        assert_eq!(read("2026-11-20T09:00:00+09:00").unwrap(), "2026-11-20T00:00:00Z");
        assert!(read("yesterday").unwrap_err().contains("\"2h\""));
    }
}

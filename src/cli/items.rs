//! `mainstem items`: what is stored, newest first.

use std::process::ExitCode;

use serde::Serialize;

use super::args::{Arguments, ItemsArguments};
use super::errors::CommandError;
use super::output::Output;
use super::since::moment;
use super::{feeds, item, surroundings};
use crate::article::plain_text;
use crate::config::Secrets;
use crate::daemon::Clock;
use crate::model::{Settings, StoredItem, StoryId, Timestamp};
use crate::store::{FeedRow, ItemFilter, Reading, Store};

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
    if let Some(story) = filter.story
        && let Some(word) = store.read_here(|reading| item::no_story(story, reading))?
    {
        output.note(&word)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn filter(
    typed: &ItemsArguments,
    settings: &Settings,
    rows: Vec<FeedRow>,
) -> Result<ItemFilter, CommandError> {
    let words = typed.feed.iter().map(String::as_str);
    let feeds = feeds::chosen(words, typed.tag.as_deref(), settings, rows)?;
    let since = typed.since.as_deref().map(|word| moment(word, Clock::System.now())).transpose()?;
    let (story, limit) = (typed.story.map(StoryId), typed.limit);
    Ok(ItemFilter { feeds, story, since, limit })
}

fn print(
    mut item: StoredItem,
    json: bool,
    (reading, settings): (&Reading<'_>, &Settings),
    output: &mut Output,
) -> Result<(), CommandError> {
    settings.name_source(&mut item.source);
    if json {
        let duplicate = item::is_duplicate(&item, reading, settings)?;
        output.json(&Line::of(&item, duplicate))?;
    } else {
        let at = item.entry.published.unwrap_or(item.first_seen).rfc3339();
        let line = format!("{:>7}  {at}  {}: {}", item.id.0, item.source.title, item.entry.title);
        output.line(&line)?;
    }
    Ok(())
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

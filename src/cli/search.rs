//! `mainstem search`: what is stored, by what it says.

use std::process::ExitCode;

use serde::Serialize;

use super::args::{Arguments, SearchArguments};
use super::errors::CommandError;
use super::output::Output;
use super::paint::Paint;
use super::since::moment;
use super::{feeds, item, surroundings};
use crate::config::Secrets;
use crate::daemon::{Clock, find_items};
use crate::model::search::{Excerpt, FoundItem, SearchFilter, SearchOrder, SearchQuery};
use crate::model::{Settings, Timestamp, one_line};
use crate::search::parse;
use crate::store::{FeedRow, Reading, Store};

#[derive(Serialize)]
struct Line<'a> {
    id: i64,
    story: i64,
    score: f64,
    feed: &'a str,
    feed_title: &'a str,
    url: Option<&'a str>,
    title: &'a str,
    title_marks: Vec<[usize; 2]>,
    excerpt: &'a str,
    excerpt_marks: Vec<[usize; 2]>,
    published: Option<String>,
    first_seen: String,
    duplicate: bool,
}

pub(super) fn run(
    arguments: &Arguments,
    typed: &SearchArguments,
    output: &mut Output,
) -> Result<ExitCode, CommandError> {
    let words = typed.query.join(" ");
    let words = words.trim_start();
    let query = parse(words)
        .map_err(|error| CommandError::Usage(format!("can't search for {words:?}: {error}")))?;
    let (surroundings, settings) = surroundings::settings(arguments, Secrets::Unneeded)?;
    let store = Store::open_to_read(&settings.store.path)?;
    let rows = store.read_here(|reading| reading.feeds())?;
    let filter = filter(typed, &settings, rows)?;
    let paint = Paint::of(&surroundings.variables);
    store.read_here(|reading| {
        Ok(print(reading, (&query, &filter), &settings, (typed.json, paint), output))
    })??;
    Ok(ExitCode::SUCCESS)
}

fn filter(
    typed: &SearchArguments,
    settings: &Settings,
    rows: Vec<FeedRow>,
) -> Result<SearchFilter, CommandError> {
    let words = typed.feed.iter().map(String::as_str);
    let since = typed.since.as_deref().map(|word| moment(word, Clock::System.now())).transpose()?;
    Ok(SearchFilter {
        order: if typed.newest { SearchOrder::Newest } else { SearchOrder::Rank },
        feeds: feeds::chosen(words, typed.tag.as_deref(), settings, rows)?,
        since,
        one_per_story: !typed.duplicates,
        limit: typed.limit,
        ..SearchFilter::default()
    })
}

fn print(
    reading: &Reading<'_>,
    search: (&SearchQuery, &SearchFilter),
    settings: &Settings,
    (json, paint): (bool, Paint),
    output: &mut Output,
) -> Result<(), CommandError> {
    let found = find_items(reading, search, settings)?;
    for found in &found.items {
        if json {
            let duplicate = item::is_duplicate(&found.item, reading, settings)?;
            output.json(&Line::of(found, duplicate))?;
        } else {
            tell(found, paint, output)?;
        }
    }
    let count = found.items.len();
    if count == 0 && !json {
        output.note("Nothing was found")?;
    }
    if found.has_more && !json {
        output.note(&format!("There is more than these {count}; --limit N shows more"))?;
    }
    let unsearched = reading.count_unsearched()?;
    if unsearched > 0 {
        output.note(&format!(
            "{unsearched} stored items are not indexed yet; the daemon does it by itself, and so does \
             `mainstem poll`"
        ))?;
    }
    Ok(())
}

/// A line of who says what and when, and one of where in its text that is.
fn tell(found: &FoundItem, paint: Paint, output: &mut Output) -> Result<(), CommandError> {
    let FoundItem { item, title, excerpt, .. } = found;
    let at = item.entry.published.unwrap_or(item.first_seen).rfc3339();
    let source = one_line(&item.source.title);
    output.painted(&format!("{:>7}  {at}  {source}: {}", item.id.0, paint.matches(title)))?;
    if !excerpt.text.is_empty() {
        let [before, after] = [excerpt.is_cut_before, excerpt.is_cut_after]
            .map(|is_cut| if is_cut { "…" } else { "" });
        output.painted(&format!("         {before}{}{after}", paint.matches(excerpt)))?;
    }
    Ok(())
}

impl<'a> Line<'a> {
    fn of(found: &'a FoundItem, duplicate: bool) -> Self {
        let FoundItem { item, score, title, excerpt } = found;
        Self {
            id: item.id.0,
            story: item.story.0,
            score: *score,
            feed: &item.source.url,
            feed_title: &item.source.title,
            url: item.entry.url.as_deref(),
            title: &title.text,
            title_marks: marks(title),
            excerpt: &excerpt.text,
            excerpt_marks: marks(excerpt),
            published: item.entry.published.map(Timestamp::rfc3339),
            first_seen: item.first_seen.rfc3339(),
            duplicate,
        }
    }
}

/// Where matches begin and end, in characters: most languages count so.
fn marks(excerpt: &Excerpt) -> Vec<[usize; 2]> {
    let mut marks = Vec::with_capacity(excerpt.marks.len());
    let mut at = 0;
    for (text, is_match) in excerpt.pieces() {
        let end = at + text.chars().count();
        if is_match {
            marks.push([at, end]);
        }
        at = end;
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_counted_in_characters() {
        let excerpt = Excerpt {
            text: "東京の京都".to_owned(),
            marks: vec![3..6, 9..15],
            ..Excerpt::default()
        };
        assert_eq!(marks(&excerpt), [[1, 2], [3, 5]]);
    }
}

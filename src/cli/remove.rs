//! `mainstem remove`: a feed taken out of feeds.toml. What is stored of it stays.

use std::process::ExitCode;

use serde::Serialize;
use url::Url;

use super::args::{Arguments, RemoveArguments};
use super::errors::CommandError;
use super::output::Output;
use super::{feeds, surroundings};
use crate::config::{self, Secrets};
use crate::daemon::load_text;
use crate::model::{Feed, FeedKey};
use crate::store::Store;

/// More feeds that a word may mean are not named.
const MOST_TOLD: usize = 8;

#[derive(Serialize)]
struct Removed<'a> {
    file: String,
    removed: Vec<&'a str>,
}

pub(super) fn run(
    arguments: &Arguments,
    typed: &RemoveArguments,
    output: &mut Output,
) -> Result<ExitCode, CommandError> {
    let surroundings = surroundings::read(arguments, Secrets::Unneeded)?;
    let text = config::text(&surroundings.file)?;
    let settings = load_text(&surroundings, &text)?;
    // A store that can't be read only knows no titles.
    let rows = Store::open_to_read(&settings.store.path)
        .ok()
        .and_then(|store| store.read_here(|reading| reading.feeds()).ok());
    let rows = feeds::by_url(rows.unwrap_or_default());
    let meant = feeds::named(&typed.feed, &settings, &rows)?;
    if meant.len() > 1 && !typed.all {
        return Err(CommandError::Usage(several(&typed.feed, &meant)));
    }
    let is_meant = |url: &str| {
        let key = Url::parse(url.trim()).ok().map(|url| FeedKey::of(&url));
        key.is_some_and(|key| meant.iter().any(|feed| feed.key == key))
    };
    let (edited, count) = config::remove(&text, is_meant)?;
    if count != meant.len() {
        let kept = meant.first().map(|feed| feed.key.as_str().to_owned()).unwrap_or_default();
        return Err(config::EditError::NoFeed(kept).into());
    }
    load_text(&surroundings, &edited)?;
    config::replace(&surroundings.file, &text, &edited)?;
    let file = surroundings.file.display().to_string();
    let removed: Vec<&str> = meant.iter().map(|feed| feed.key.as_str()).collect();
    if typed.json {
        output.json(&Removed { file, removed })?;
        return Ok(ExitCode::SUCCESS);
    }
    for feed in &meant {
        let title = feeds::title(feed, rows.get(feed.key.as_str()));
        output.line(&format!("Removed from {file}: {title} ({})", feed.key.as_str()))?;
    }
    output.line("What is stored stays until it ages out")?;
    Ok(ExitCode::SUCCESS)
}

fn several(word: &str, meant: &[&Feed]) -> String {
    let mut lines: Vec<String> =
        meant.iter().take(MOST_TOLD).map(|feed| format!("  {}", feed.key.as_str())).collect();
    if let Some(more) = meant.len().checked_sub(MOST_TOLD).filter(|more| *more > 0) {
        lines.push(format!("  and {more} more"));
    }
    format!(
        "{word:?} means {} feeds; name one of them by its url, or add --all:\n{}",
        meant.len(),
        lines.join("\n")
    )
}

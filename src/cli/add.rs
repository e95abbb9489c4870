//! `mainstem add`: the feed behind an address, found, tried, and written into feeds.toml.

use std::process::ExitCode;

use serde::Serialize;
use url::Url;

use super::args::{AddArguments, Arguments};
use super::errors::CommandError;
use super::output::Output;
use super::run::runtime;
use super::sight::{self, Named, Sight};
use super::{logging, surroundings};
use crate::config::{self, NewFeed, Secrets};
use crate::daemon::{Found, Listed, NotFound, Surroundings, find, load_text};
use crate::discover;
use crate::model::{FeedKey, Settings};
use crate::store::Store;

/// More than these are not listed for people: the first ones are those that may be meant.
const MOST_OTHERS: usize = 8;

/// A feed that was added, as `--json` prints it.
#[derive(Serialize)]
struct Added<'a> {
    ok: bool,
    file: &'a str,
    /// As it stands in feeds.toml now.
    url: &'a str,
    title: Option<&'a str>,
    seen: &'a Sight,
    /// Others that may be meant.
    others: &'a [Named],
}

/// Why none was, as `--json` prints it.
#[derive(Serialize)]
struct Refused<'a> {
    ok: bool,
    error: &'a str,
    /// The address under which it stands in feeds.toml already.
    listed: Option<&'a str>,
    /// The addresses that were asked.
    tried: Vec<&'a str>,
}

pub(super) fn run(
    arguments: &Arguments,
    typed: &AddArguments,
    output: &mut Output,
) -> Result<ExitCode, CommandError> {
    let addresses = discover::typed(&typed.url).map_err(CommandError::Usage)?;
    let surroundings = surroundings::read(arguments, Secrets::Unneeded)?;
    logging::start(arguments, &surroundings.variables, "error")?;
    let text = config::text(&surroundings.file)?;
    let settings = load_text(&surroundings, &text)?;
    let listed = listed(&settings);
    let search = Search { typed, surroundings: &surroundings, text: &text };
    let found = match addresses.iter().find_map(|url| listed.find(url)) {
        Some(key) => Err(already(key)),
        None => search.find(&settings, &addresses, &listed)?,
    };
    match found {
        Ok(found) => {
            let edited = search.edited(found.feed.address())?;
            config::replace(&surroundings.file, &text, &edited)?;
            tell(typed, &surroundings, &found, output)?;
            Ok(ExitCode::SUCCESS)
        }
        Err(not_found) if typed.json => {
            let NotFound { error, listed, tried } = &not_found;
            let tried = tried.iter().map(Url::as_str).collect();
            output.json(&Refused { ok: false, error, listed: listed.as_deref(), tried })?;
            Ok(ExitCode::FAILURE)
        }
        Err(not_found) => Err(CommandError::NoFeed(not_found.error)),
    }
}

fn already(key: &str) -> NotFound {
    NotFound {
        error: format!("the feed is in feeds.toml already: {key}"),
        listed: Some(key.to_owned()),
        tried: Vec::new(),
    }
}

/// What is in feeds.toml, and where redirects were found to lead from there. A store that can't be
/// read keeps nobody from adding a feed.
pub(super) fn listed(settings: &Settings) -> Listed {
    let mut listed = Listed::of(settings);
    let rows = Store::open_to_read(&settings.store.path)
        .ok()
        .and_then(|store| store.read_here(|reading| reading.feeds()).ok());
    for row in rows.into_iter().flatten() {
        listed.remember(&row.url, &row.memory);
    }
    listed
}

struct Search<'a> {
    typed: &'a AddArguments,
    surroundings: &'a Surroundings,
    text: &'a str,
}

impl Search<'_> {
    fn find(
        &self,
        settings: &Settings,
        addresses: &[Url],
        listed: &Listed,
    ) -> Result<Result<Found, NotFound>, CommandError> {
        // What else was typed must be right before anybody is asked for anything.
        let trial = addresses.first().map(|url| self.trial(url)).transpose()?;
        let proxy = trial.as_ref().and_then(|(feed, _)| feed.as_ref());
        let scout = sight::scout(settings)?;
        let runtime = runtime()?;
        let before = scout.heard();
        let found = runtime.block_on(async {
            let found = find(&scout, addresses, listed, proxy).await;
            sight::remember(&scout, settings, before).await;
            found
        });
        runtime.shutdown_background();
        Ok(found)
    }

    /// The text with the feed in it, which is valid.
    fn edited(&self, url: &Url) -> Result<String, CommandError> {
        self.trial(url).map(|(_, edited)| edited)
    }

    /// The text with a feed of this address in it, and the proxy that the feed has by `[defaults]`.
    fn trial(&self, url: &Url) -> Result<(Option<Url>, String), CommandError> {
        let AddArguments { title, tags, schedule, .. } = self.typed;
        let feed = NewFeed { url, title: title.as_deref(), tags, schedule: schedule.as_deref() };
        let edited = config::add(self.text, &[feed])?;
        let settings = load_text(self.surroundings, &edited).map_err(|errors| {
            let told = errors
                .errors
                .iter()
                .map(|error| format!("{}: {}; {}", error.key, error.message, error.fix));
            CommandError::Usage(told.collect::<Vec<_>>().join("\n"))
        })?;
        let added = settings.feed(FeedKey::of(url).as_str());
        Ok((added.and_then(|feed| feed.proxy.clone()), edited))
    }
}

fn tell(
    typed: &AddArguments,
    surroundings: &Surroundings,
    found: &Found,
    output: &mut Output,
) -> std::io::Result<()> {
    let file = surroundings.file.display().to_string();
    let url = found.feed.address().as_str();
    let seen = Sight::of(&found.feed);
    let title = typed.title.as_deref().or(found.feed.title.as_deref());
    let others: Vec<Named> = found.others.iter().map(Named::of).collect();
    if typed.json {
        return output.json(&Added {
            ok: true,
            file: &file,
            url,
            title,
            seen: &seen,
            others: &others,
        });
    }
    output.line(&format!("{}: {}", title.unwrap_or(url), seen.line()))?;
    for note in seen.notes() {
        output.line(&format!("  {note}"))?;
    }
    if found.feed.entries == 0 {
        output.line("  it is empty so far, which may mean that it is not the one you want")?;
    }
    output.line(&format!("Added to {file}: {url}"))?;
    if !others.is_empty() {
        output.line("Not added, but there as well:")?;
    }
    for other in others.iter().take(MOST_OTHERS) {
        output.line(&format!("  {other}"))?;
    }
    if let Some(more) = others.len().checked_sub(MOST_OTHERS).filter(|more| *more > 0) {
        output.line(&format!("  and {more} more"))?;
    }
    Ok(())
}

//! `mainstem import`: the feeds of a list of subscriptions (OPML), written into feeds.toml.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::process::ExitCode;

use serde::Serialize;
use url::Url;

use super::args::{Arguments, ImportArguments};
use super::errors::CommandError;
use super::output::Output;
use super::{add, surroundings};
use crate::config::{self, NewFeed, Secrets};
use crate::daemon::{Listed, bare_address, load_text};
use crate::model::ListedFeed;
use crate::parse::{self, Subscriptions};

/// What more than is told of feeds that were not added is only counted, for people.
const MOST_TOLD: usize = 20;

/// What became of the list, and as `--json` prints it.
#[derive(Debug, Default, Serialize)]
struct Imported {
    file: String,
    added: Vec<AddedLine>,
    /// How often a feed stands in the list that stands there before.
    repeated: usize,
    /// Feeds that are in feeds.toml already.
    listed: Vec<ListedLine>,
    /// What is no feed, or none that can be polled.
    refused: Vec<RefusedLine>,
}

#[derive(Debug, Serialize)]
struct AddedLine {
    url: String,
    title: Option<String>,
    tags: Vec<String>,
}

#[derive(Debug, Serialize)]
struct ListedLine {
    url: String,
    /// Its address there.
    listed: String,
}

#[derive(Debug, Serialize)]
struct RefusedLine {
    outline: String,
    reason: &'static str,
}

/// A feed that is to be added.
#[derive(Debug)]
struct Wanted {
    url: Url,
    title: Option<String>,
    tags: Vec<String>,
}

pub(super) fn run(
    arguments: &Arguments,
    typed: &ImportArguments,
    output: &mut Output,
) -> Result<ExitCode, CommandError> {
    let surroundings = surroundings::read(arguments, Secrets::Unneeded)?;
    let list = parse::subscriptions(&bytes(&typed.file)?).ok_or_else(|| {
        CommandError::Other(format!(
            "read {}: it is no OPML; a reader exports its subscriptions as such",
            typed.file
        ))
    })?;
    let text = config::text(&surroundings.file)?;
    let settings = load_text(&surroundings, &text)?;
    let (wanted, mut imported) = sort(list, &add::listed(&settings));
    imported.file = surroundings.file.display().to_string();
    if !wanted.is_empty() {
        let feeds: Vec<NewFeed<'_>> = wanted.iter().map(Wanted::as_new).collect();
        let edited = config::add(&text, &feeds)?;
        // What was made of a stranger's list is valid, or the file stays as it is.
        load_text(&surroundings, &edited)?;
        config::replace(&surroundings.file, &text, &edited)?;
    }
    imported.added = wanted.into_iter().map(AddedLine::of).collect();
    if typed.json {
        output.json(&imported)?;
    } else {
        imported.tell(output)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn bytes(file: &str) -> Result<Vec<u8>, CommandError> {
    let mut bytes = Vec::new();
    let read = match file {
        "-" => std::io::stdin().read_to_end(&mut bytes).map(drop),
        file => std::fs::read(file).map(|read| bytes = read),
    };
    read.map_err(|error| CommandError::Other(format!("read {file}: {error}")))?;
    Ok(bytes)
}

/// What is to be added, each feed once with the tags of all its places; and what is not, with the reason.
fn sort(list: Subscriptions, listed: &Listed) -> (Vec<Wanted>, Imported) {
    let mut imported = Imported::default();
    let mut wanted: Vec<Wanted> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for feed in list.feeds {
        let url = match address(&feed.url) {
            Ok(url) => url,
            Err(reason) => {
                let url = bare(&feed.url);
                let outline = feed.title.map_or(url.to_owned(), |title| format!("{title} ({url})"));
                imported.refused.push(RefusedLine { outline, reason });
                continue;
            }
        };
        if let Some(held) = listed.find(&url) {
            let held = held.to_owned();
            imported.listed.push(ListedLine { url: url.into(), listed: held });
            continue;
        }
        let place = *places.entry(bare_address(&url)).or_insert(wanted.len());
        match wanted.get_mut(place) {
            Some(before) => {
                before.tag(&feed.tags.into_iter().collect::<Vec<_>>());
                imported.repeated += 1;
            }
            None => wanted.push(Wanted::of(url, feed)),
        }
    }
    imported.refused.extend(
        list.others.into_iter().map(|outline| RefusedLine { outline, reason: "it is no feed" }),
    );
    (wanted, imported)
}

/// The address of a feed as it may stand in feeds.toml.
fn address(typed: &str) -> Result<Url, &'static str> {
    let typed = match typed.strip_prefix("feed:") {
        // feed://a.example/ and feed:https://a.example/
        Some(rest) if rest.starts_with("//") => format!("http:{rest}"),
        Some(rest) => rest.to_owned(),
        None => typed.to_owned(),
    };
    let mut url =
        Url::parse(&typed).map_err(|_| "its address is no full one, with https:// and a host")?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err("its address is neither http nor https");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("there is a user or a password in its address; add it by hand, with headers");
    }
    url.set_fragment(None);
    Ok(url)
}

/// An address without the user and password that may be in it.
fn bare(url: &str) -> &str {
    url.rsplit_once('@').map_or(url, |(_, rest)| rest)
}

impl Wanted {
    fn of(url: Url, feed: ListedFeed) -> Self {
        // A title that is the address says nothing.
        let title = feed.title.filter(|title| !title.is_empty() && *title != feed.url);
        let title = title.map(|title| cut(&title, config::LONGEST_LINE_CHARS));
        let mut wanted = Self { url, title, tags: Vec::new() };
        wanted.tag(&feed.tags.into_iter().collect::<Vec<_>>());
        wanted
    }

    fn tag(&mut self, tags: &[String]) {
        for tag in tags {
            let tag = cut(tag, config::LONGEST_NAME_CHARS);
            // Tags stand in addresses, where these two would be steps.
            if !matches!(tag.as_str(), "." | "..") && !self.tags.contains(&tag) {
                self.tags.push(tag);
            }
        }
    }

    fn as_new(&self) -> NewFeed<'_> {
        NewFeed { url: &self.url, title: self.title.as_deref(), tags: &self.tags, schedule: None }
    }
}

/// As much of a name as feeds.toml takes.
fn cut(name: &str, longest_chars: usize) -> String {
    name.chars().take(longest_chars).collect::<String>().trim_end().to_owned()
}

impl AddedLine {
    fn of(wanted: Wanted) -> Self {
        Self { url: wanted.url.into(), title: wanted.title, tags: wanted.tags }
    }
}

impl Imported {
    fn tell(&self, output: &mut Output) -> Result<(), CommandError> {
        let Self { file, added, repeated, listed, refused } = self;
        let listed = listed.iter().map(|line| match line {
            ListedLine { url, listed } if url == listed => format!("Listed already: {url}"),
            ListedLine { url, listed } => format!("Listed already: {url}, as {listed}"),
        });
        tell_some(listed, output)?;
        let refused_lines =
            refused.iter().map(|line| format!("Not added: {}: {}", line.outline, line.reason));
        tell_some(refused_lines, output)?;
        output.line(&format!(
            "{} feeds added to {file}, {} were listed already, {} could not be added",
            added.len(),
            self.listed.len(),
            refused.len(),
        ))?;
        if *repeated > 0 {
            output.line(&format!("{repeated} more outlines named one of these feeds again"))?;
        }
        if !added.is_empty() {
            output.line("`mainstem check --live` tries them; the daemon polls them by itself")?;
        }
        Ok(())
    }
}

fn tell_some(
    lines: impl ExactSizeIterator<Item = String>,
    output: &mut Output,
) -> Result<(), CommandError> {
    let more = lines.len().saturating_sub(MOST_TOLD);
    for line in lines.take(MOST_TOLD) {
        output.line(&line)?;
    }
    if more > 0 {
        output.line(&format!("  and {more} more, which --json prints"))?;
    }
    Ok(())
}

//! `mainstem check`: says all that is wrong with feeds.toml, or that nothing is. Looking at the feeds
//! themselves is left to `live`.

use std::process::ExitCode;

use serde::Serialize;

use super::args::{Arguments, CheckArguments};
use super::errors::CommandError;
use super::live::{self, Look};
use super::output::Output;
use super::surroundings;
use crate::config::{ConfigError, ConfigErrors, Secrets};
use crate::daemon::load;
use crate::model::Settings;

#[derive(Serialize)]
struct Report<'a> {
    ok: bool,
    file: &'a str,
    feeds: usize,
    views: usize,
    errors: &'a [ConfigError],
    /// With `--live`: what was seen of each feed, in the order of the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    live: Option<Vec<Look>>,
}

pub(super) fn run(
    arguments: &Arguments,
    typed: &CheckArguments,
    output: &mut Output,
) -> Result<ExitCode, CommandError> {
    // Who fetches a feed must send what it asks for.
    let secrets = if typed.live { Secrets::Needed } else { Secrets::WithoutCredentials };
    let surroundings = surroundings::read(arguments, secrets)?;
    let file = surroundings.file.display().to_string();
    let settings = match load(&surroundings) {
        Ok(settings) => settings,
        Err(errors) if typed.json => {
            output.json(&invalid(&errors))?;
            return Ok(ExitCode::from(2));
        }
        Err(errors) => return Err(errors.into()),
    };
    if !typed.json {
        describe(&file, &settings, output)?;
    }
    let live = if typed.live { Some(live::look(&settings, typed.json, output)?) } else { None };
    let are_well = live.iter().flatten().all(Look::is_well);
    if typed.json {
        output.json(&Report { ok: are_well, live, ..valid(&file, &settings) })?;
    }
    Ok(if are_well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn valid<'a>(file: &'a str, settings: &'a Settings) -> Report<'a> {
    let (feeds, views) = (settings.feeds.len(), settings.views.len());
    Report { ok: true, file, feeds, views, errors: &[], live: None }
}

fn invalid(errors: &ConfigErrors) -> Report<'_> {
    let file = &errors.file;
    Report { ok: false, file, feeds: 0, views: 0, errors: &errors.errors, live: None }
}

fn describe(file: &str, settings: &Settings, output: &mut Output) -> std::io::Result<()> {
    let feeds = settings.feeds.len();
    let noun = if feeds == 1 { "feed" } else { "feeds" };
    let disabled = settings.feeds.iter().filter(|feed| !feed.enabled).count();
    let of_these =
        if disabled > 0 { format!(", {disabled} of them disabled") } else { String::new() };
    output.line(&format!("{file}: valid, {feeds} {noun}{of_these}"))?;
    if feeds == 0 {
        output.line("add one: a line [[feed]] and a line url = \"https://…\"")?;
    }
    Ok(())
}

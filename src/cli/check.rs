//! `mainstem check`: says all that is wrong with feeds.toml, or that nothing is.

use std::process::ExitCode;

use serde::Serialize;

use super::args::{Arguments, JsonArguments};
use super::errors::CommandError;
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
    later: Vec<LaterReport<'a>>,
    errors: &'a [ConfigError],
}

#[derive(Serialize)]
struct LaterReport<'a> {
    line: usize,
    column: usize,
    key: &'a str,
}

pub(super) fn run(
    arguments: &Arguments,
    typed: &JsonArguments,
    output: &mut Output,
) -> Result<ExitCode, CommandError> {
    let surroundings = surroundings::read(arguments, Secrets::WithoutCredentials)?;
    let file = surroundings.file.display().to_string();
    match (load(&surroundings), typed.json) {
        (Ok(settings), true) => output.json(&valid(&file, &settings))?,
        (Ok(settings), false) => describe(&file, &settings, output)?,
        (Err(errors), false) => return Err(errors.into()),
        (Err(errors), true) => {
            output.json(&invalid(&errors))?;
            return Ok(ExitCode::from(2));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn valid<'a>(file: &'a str, settings: &'a Settings) -> Report<'a> {
    let later = settings
        .later
        .iter()
        .map(|later| LaterReport { line: later.at.0, column: later.at.1, key: &later.key })
        .collect();
    let (feeds, views) = (settings.feeds.len(), settings.views.len());
    Report { ok: true, file, feeds, views, later, errors: &[] }
}

fn invalid(errors: &ConfigErrors) -> Report<'_> {
    let file = &errors.file;
    Report { ok: false, file, feeds: 0, views: 0, later: Vec::new(), errors: &errors.errors }
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
    for later in &settings.later {
        let (line, column) = later.at;
        output.line(&format!(
            "{file}:{line}:{column}: {}: accepted, but this version does nothing with it yet",
            later.key
        ))?;
    }
    Ok(())
}

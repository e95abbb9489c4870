//! `mainstem export`: the feeds as OPML, for another reader or for `mainstem import` elsewhere.

use std::process::ExitCode;

use super::args::Arguments;
use super::errors::CommandError;
use super::output::Output;
use super::surroundings;
use crate::config::Secrets;
use crate::daemon::subscriptions;
use crate::model::Feed;
use crate::publish;
use crate::store::{OpenError, Store};

pub(super) fn run(arguments: &Arguments, output: &mut Output) -> Result<ExitCode, CommandError> {
    let (_, settings) = surroundings::settings(arguments, Secrets::Unneeded)?;
    let rows = match Store::open_to_read(&settings.store.path) {
        Ok(store) => store.read_here(|reading| reading.feeds())?,
        // Nothing was polled yet, and so nothing is known but what feeds.toml says.
        Err(OpenError::Missing { .. }) => Vec::new(),
        Err(error) => return Err(error.into()),
    };
    let feeds: Vec<&Feed> = settings.feeds.iter().collect();
    let list = publish::opml(&settings.merged.title, &subscriptions(&feeds, &rows));
    output.text(&list.bytes)?;
    Ok(ExitCode::SUCCESS)
}

//! `mainstem publish`: every document as a file.

use std::process::ExitCode;
use std::sync::Arc;

use super::args::{Arguments, PublishArguments};
use super::errors::CommandError;
use super::opening::open_store;
use super::output::Output;
use super::surroundings;
use crate::config::Secrets;
use crate::daemon::{self, Clock};

pub(super) fn run(
    arguments: &Arguments,
    typed: &PublishArguments,
    output: &mut Output,
) -> Result<ExitCode, CommandError> {
    let (_, settings) = surroundings::settings(arguments, Secrets::Unneeded)?;
    let settings = Arc::new(settings);
    let store = open_store(&settings)?;
    // What came in since the daemon last published, or since the last time where there is none, comes out.
    let now = Clock::System.now();
    let written = daemon::bring_out(&store, &settings, now).and_then(|()| {
        store.read_here(|reading| Ok(daemon::write_all(reading, &settings, &typed.dir)))
    });
    store.close();
    let (all, new) = written??;
    let folder = typed.dir.display();
    output.line(&format!("{all} documents are in {folder}; {new} of them were others before"))?;
    Ok(ExitCode::SUCCESS)
}

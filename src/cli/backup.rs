//! `mainstem backup`: a copy of the store that is whole, while the daemon runs.

use std::process::ExitCode;

use serde::Serialize;

use super::args::{Arguments, BackupArguments};
use super::errors::CommandError;
use super::output::Output;
use super::surroundings;
use crate::config::Secrets;
use crate::store;

#[derive(Serialize)]
struct Line<'a> {
    file: &'a str,
    size_bytes: u64,
    items: u64,
    schema: u32,
}

pub(super) fn run(
    arguments: &Arguments,
    typed: &BackupArguments,
    output: &mut Output,
) -> Result<ExitCode, CommandError> {
    let (_, settings) = surroundings::settings(arguments, Secrets::Unneeded)?;
    let made = store::back_up(&settings.store.path, &typed.file, typed.force)?;
    let file = typed.file.display().to_string();
    if typed.json {
        let store::Backup { size_bytes, items, schema } = made;
        output.json(&Line { file: &file, size_bytes, items, schema })?;
    } else {
        let mebibytes = made.size_bytes.div_ceil(1 << 20);
        output.line(&format!("Backed up {} items to {file} ({mebibytes} MiB)", made.items))?;
    }
    Ok(ExitCode::SUCCESS)
}

//! `mainstem why`: the evidence for an item's story, and for or against two items being one.
//!
//! 1. `words`: what both have to say in words, and how shares and passages are shown.
//! 2. `one`: an item in its story.
//! 3. `two`: two items beside one another.

mod one;
mod two;
mod words;

use std::process::ExitCode;

use super::args::{Arguments, WhyArguments};
use super::errors::CommandError;
use super::output::Output;
use super::surroundings;
use crate::config::Secrets;
use crate::store::Store;

pub(super) fn run(
    arguments: &Arguments,
    typed: &WhyArguments,
    output: &mut Output,
) -> Result<ExitCode, CommandError> {
    let (_, settings) = surroundings::settings(arguments, Secrets::Unneeded)?;
    let store = Store::open_to_read(&settings.store.path)?;
    store.read_here(|reading| {
        Ok(match &typed.other {
            None => one::tell((&typed.item, typed.json), reading, &settings, output),
            Some(other) => {
                two::tell(([&typed.item, other], typed.json), reading, &settings, output)
            }
        })
    })??;
    Ok(ExitCode::SUCCESS)
}

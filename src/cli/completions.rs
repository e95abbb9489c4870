//! `mainstem completions`: a script that completes commands in a shell.

use std::process::ExitCode;

use clap::CommandFactory as _;

use super::args::{Arguments, CompletionsArguments};
use super::errors::CommandError;
use super::output::Output;

pub(super) fn run(
    typed: &CompletionsArguments,
    output: &mut Output,
) -> Result<ExitCode, CommandError> {
    let mut script = Vec::new();
    clap_complete::generate(typed.shell, &mut Arguments::command(), "mainstem", &mut script);
    output.text(&script)?;
    Ok(ExitCode::SUCCESS)
}

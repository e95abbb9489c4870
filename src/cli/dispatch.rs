//! From what was typed to the command that does it, and to the exit status.

use std::process::ExitCode;

use clap::Parser as _;

use super::args::{Arguments, Command};
use super::errors::CommandError;
use super::output::Output;
use super::{
    add, backup, check, completions, correct, export, import, items, man, parse, poll, publish,
    remove, run, search, status, typed, why,
};

/// Runs the command that was typed. The exit status is 0 where it was done, 1 where something
/// failed, 2 where it was not understood or feeds.toml is invalid.
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse_from(typed::words(std::env::args_os())) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version come here too, to be printed on stdout with status 0.
            drop(error.print());
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let mut output = Output::new();
    let done = dispatch(&arguments, &mut output).and_then(|code| {
        output.flush()?;
        Ok(code)
    });
    match done {
        Ok(code) => code,
        Err(error) => error.report(),
    }
}

fn dispatch(arguments: &Arguments, output: &mut Output) -> Result<ExitCode, CommandError> {
    match arguments.command.as_ref().unwrap_or(&Command::Run) {
        Command::Run => run::run(arguments),
        Command::Poll(typed) => poll::run(arguments, typed, output),
        Command::Parse(typed) => parse::run(typed, output),
        Command::Check(typed) => check::run(arguments, typed, output),
        Command::Add(typed) => add::run(arguments, typed, output),
        Command::Remove(typed) => remove::run(arguments, typed, output),
        Command::Import(typed) => import::run(arguments, typed, output),
        Command::Export => export::run(arguments, output),
        Command::Status(typed) => status::run(arguments, typed, output),
        Command::Items(typed) => items::run(arguments, typed, output),
        Command::Search(typed) => search::run(arguments, typed, output),
        Command::Why(typed) => why::run(arguments, typed, output),
        Command::Join(typed) => correct::join(arguments, typed, output),
        Command::Split(typed) => correct::split(arguments, typed, output),
        Command::Publish(typed) => publish::run(arguments, typed, output),
        Command::Backup(typed) => backup::run(arguments, typed, output),
        Command::Completions(typed) => completions::run(typed, output),
        Command::Man(typed) => man::run(typed, output),
    }
}

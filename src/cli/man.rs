//! `mainstem man`: the manual, a page for mainstem and one for each command, as packages install it. Made from
//! what `--help` says, so that the two agree.

use std::fs;
use std::process::ExitCode;

use clap::{Command, CommandFactory as _};
use clap_mangen::Man;

use super::args::{Arguments, ManArguments};
use super::errors::CommandError;
use super::output::Output;

pub(super) fn run(typed: &ManArguments, output: &mut Output) -> Result<ExitCode, CommandError> {
    for (name, page) in pages()? {
        let file = typed.folder.join(name);
        fs::write(&file, page).map_err(|error| {
            CommandError::Other(format!(
                "write {}: {error}; the folder must be there",
                file.display()
            ))
        })?;
        output.line(&file.display().to_string())?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The pages with the names of their files.
fn pages() -> Result<Vec<(String, Vec<u8>)>, CommandError> {
    let mut all = Arguments::command();
    // Gives the commands their names in full.
    all.build();
    let is_told = |command: &&Command| !command.is_hide_set() && command.get_name() != "help";
    let commands: Vec<Command> = all.get_subcommands().filter(is_told).cloned().collect();
    let mut pages = Vec::new();
    for command in std::iter::once(all).chain(commands) {
        let man = Man::new(command).source(concat!("mainstem ", env!("CARGO_PKG_VERSION")));
        let mut page = Vec::new();
        man.render(&mut page)?;
        pages.push((man.get_filename(), page));
    }
    Ok(pages)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_a_page_for_every_command_with_its_examples() {
        let pages = pages().unwrap();
        let names: Vec<&str> = pages.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names.first(), Some(&"mainstem.1"));
        assert!(
            names.contains(&"mainstem-search.1") && !names.contains(&"mainstem-man.1"),
            "{names:?}"
        );
        let (_, search) = pages.iter().find(|(name, _)| name == "mainstem-search.1").unwrap();
        let search = String::from_utf8_lossy(search);
        assert!(
            search.contains(".SH SYNOPSIS") && search.contains("mainstem search ferry"),
            "{search}"
        );
    }
}

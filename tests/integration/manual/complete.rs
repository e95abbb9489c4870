//! What the documents have to name, they name: every command, and every file beside them.

use crate::support::documented::{documents, read};
use crate::support::program::{LOOPBACK, Site};

#[test]
fn every_command_and_option_is_told_of() {
    let site = Site::new(LOOPBACK);
    let help = |arguments: &[&str]| String::from_utf8(site.run(arguments).stdout).unwrap();
    let manual = read("docs/commands.md");
    let general = help(&["--help"]);
    let commands: Vec<&str> = general
        .lines()
        .skip_while(|line| !line.starts_with("Commands:"))
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.split_whitespace().next())
        .filter(|command| *command != "help")
        .collect();
    assert!(commands.len() > 12, "{commands:?}");
    for command in commands {
        assert!(manual.contains(&format!("`mainstem {command}")), "{command} is not told of");
        for option in options(&help(&[command, "--help"])) {
            assert!(manual.contains(&format!("`{option}`")), "{command} {option} is not told of");
        }
    }
}

/// The long options of a help.
fn options(help: &str) -> Vec<&str> {
    let lines = help.lines().filter(|line| line.trim_start().starts_with('-'));
    let words = lines.flat_map(|line| line.split([' ', ',']));
    words.filter(|word| word.starts_with("--") && *word != "--help").collect()
}

#[test]
fn every_link_between_documents_leads_somewhere() {
    for path in documents() {
        let text = std::fs::read_to_string(&path).unwrap();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let file = link.split('#').next().unwrap_or_default();
            if file.is_empty() || link.contains("://") {
                continue;
            }
            let target = path.parent().unwrap().join(file);
            assert!(target.exists(), "{}: {link}", path.display());
        }
    }
}

//! Every snippet is tried: configuration by `mainstem check`, commands by a shell, units by systemd.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Output};

use crate::support::documented::{Snippet, snippets, snippets_in};
use crate::support::program::{LOOPBACK, Site};
use crate::support::publisher::{Answer, Publisher};
use crate::support::shared::skip;
use crate::support::tools;

/// Languages of snippets that are tried here; with those that are tried where they belong, or only shown.
const TRIED: &[&str] = &["toml", "sh", "ini"];
const ELSEWHERE: &[&str] = &["nginx", "caddy", "yaml", "text"];

/// Programs that change the machine, or start this very test.
const OF_THE_MACHINE: &[&str] = &["sudo", "cargo", "curl"];

#[test]
fn every_snippet_is_of_a_kind_that_is_tried() {
    for Snippet { place, language, .. } in snippets() {
        let is_known = TRIED.contains(&language.as_str()) || ELSEWHERE.contains(&language.as_str());
        assert!(is_known, "{place}: nothing tries what is written in {language:?}");
    }
    for language in TRIED {
        assert!(!snippets_in(language).is_empty(), "there is nothing in {language}");
    }
}

#[test]
fn every_piece_of_configuration_is_valid() {
    for Snippet { place, code, .. } in snippets_in("toml") {
        let site = Site::new(&code);
        let credentials = site.path().join("credentials");
        fs::create_dir(&credentials).unwrap();
        for name in ["wire-token", "mainstem-token", "mainstem-login"] {
            fs::write(credentials.join(name), "alice:secret").unwrap();
        }
        let checked = site
            .command_to(&["check"])
            .env("CREDENTIALS_DIRECTORY", &credentials)
            .env("MAINSTEM_TOKEN", "secret")
            .env("WIRE_TOKEN", "secret")
            .output()
            .unwrap();
        assert!(checked.status.success(), "{place}: {}", String::from_utf8_lossy(&checked.stderr));
    }
}

/// A machine with mainstem in its path, a feed that was polled, and files that the snippets name.
struct Machine {
    _publisher: Publisher,
    site: Site,
}

impl Machine {
    fn new() -> Self {
        let publisher = Publisher::start();
        let item = |n| format!("<item><title>Ferry {n} resumes</title><guid>{n}</guid></item>");
        let items: String = (1..40).map(item).collect();
        publisher.serve(
            "/a.xml",
            Answer::feed(format!(
                "<rss version=\"2.0\"><channel><title>Wire</title>{items}</channel></rss>"
            )),
        );
        let url = publisher.url("/a.xml");
        let site = Site::new(&format!("{LOOPBACK}[[feed]]\nurl = \"{url}\"\ntags = [\"japan\"]\n"));
        assert!(site.run(&["poll"]).status.success());
        fs::create_dir_all(site.path().join("bin")).unwrap();
        symlink(env!("CARGO_BIN_EXE_mainstem"), site.path().join("bin/mainstem")).unwrap();
        fs::create_dir_all(site.path().join(".newsboat")).unwrap();
        fs::write(site.path().join(".newsboat/urls"), "https://quay.example/rss world\n").unwrap();
        Self { _publisher: publisher, site }
    }

    /// Runs a script in the folder, as its user would.
    fn run(&self, script: &str) -> Output {
        let mut command = Command::new("sh");
        command.args(["-euc", script]).current_dir(self.site.path()).env_clear();
        command.env("HOME", self.site.path()).env("TZ", "UTC");
        let inherited = std::env::var_os("PATH").unwrap_or_default();
        let own = std::iter::once(self.site.path().join("bin"));
        let path = std::env::join_paths(own.chain(std::env::split_paths(&inherited))).unwrap();
        command.env("PATH", path);
        command.output().unwrap()
    }
}

/// The programs that a script starts, at the beginning of a line or behind a pipe.
fn programs(script: &str) -> BTreeSet<&str> {
    let commands = script.lines().flat_map(|line| line.split(" | "));
    commands
        .filter(|command| !command.trim_start().starts_with('#'))
        .filter_map(|command| command.split_whitespace().next())
        .collect()
}

#[test]
fn every_command_works() {
    let mut tried = 0;
    for Snippet { place, code, .. } in snippets_in("sh") {
        let parsed = Command::new("sh").args(["-nc", &code]).output().unwrap();
        assert!(parsed.status.success(), "{place}: {}", String::from_utf8_lossy(&parsed.stderr));
        let programs = programs(&code);
        if programs.iter().any(|program| OF_THE_MACHINE.contains(program)) {
            continue;
        }
        let missing =
            programs.iter().find(|name| **name != "mainstem" && tools::in_path(name).is_none());
        if let Some(missing) = missing {
            skip("every_command_works", &format!("{place} needs {missing}"));
            continue;
        }
        let ended = Machine::new().run(&code);
        assert!(ended.status.success(), "{place}: {ended:?}");
        tried += 1;
    }
    assert!(tried > 3, "only {tried} snippets were tried");
}

#[test]
fn every_call_of_mainstem_is_one_that_it_takes() {
    let machine = Machine::new();
    let mut tried = 0;
    for Snippet { place, code, language, .. } in snippets() {
        let lines = code.lines().map(|line| line.strip_prefix("sudo ").unwrap_or(line));
        let calls = lines.filter(|line| line.starts_with("mainstem "));
        for call in calls.filter(|_| language != "ini") {
            let call = call.split(['#', '|', '>']).next().unwrap_or_default();
            let ended = machine.run(&format!("{call} --help"));
            assert!(ended.status.success(), "{place}: {call}: {ended:?}");
            tried += 1;
        }
    }
    assert!(tried > 10, "only {tried} calls were tried");
}

#[test]
fn every_unit_is_one_that_systemd_takes() {
    if tools::in_path("systemd-analyze").is_none() {
        skip("every_unit_is_one_that_systemd_takes", "systemd-analyze is not installed");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut names = Vec::new();
    for Snippet { place, code, .. } in snippets_in("ini") {
        let kind = if code.contains("[Timer]") { "timer" } else { "service" };
        let name = folder.path().join(format!("mainstem-backup.{kind}"));
        let program = env!("CARGO_BIN_EXE_mainstem");
        fs::write(&name, code.replace("/usr/bin/mainstem", program)).unwrap();
        names.push((place, name));
    }
    for (place, name) in names {
        let said = verified(&name);
        assert!(said.is_empty(), "{place}: {said}");
    }
}

fn verified(unit: &Path) -> String {
    let output = Command::new("systemd-analyze").args(["verify", "--man=no"]).arg(unit).output();
    let output = output.unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{said}");
    said
}

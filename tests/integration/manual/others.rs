//! Configuration of other programs, read by these. What Litestream does with its own is tried in
//! `litestream`, and web servers in `web_servers`.

use std::fs;
use std::process::Command;

use crate::support::documented::{Snippet, snippets_in};
use crate::support::tools;

#[test]
fn every_piece_of_yaml_is_what_its_program_takes() {
    let test = "every_piece_of_yaml_is_what_its_program_takes";
    for Snippet { place, code, .. } in snippets_in("yaml") {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("snippet.yml");
        let token = folder.path().join("token");
        fs::write(&token, "secret").unwrap();
        let token = token.to_str().unwrap();
        // promtool wants to see the file.
        fs::write(&file, code.replace("/etc/prometheus/mainstem-token", token)).unwrap();
        let mut command = if code.starts_with("scrape_configs:") {
            let Some(promtool) = tools::installed(test, "promtool", tools::PROMTOOL) else {
                continue;
            };
            let mut command = Command::new(promtool);
            command.args(["check", "config"]).arg(&file);
            command
        } else {
            assert!(code.starts_with("dbs:"), "{place}: nothing tries it");
            let Some(litestream) = tools::installed(test, "litestream", tools::LITESTREAM) else {
                continue;
            };
            let mut command = Command::new(litestream);
            command.args(["databases", "-config"]).arg(&file);
            command
        };
        let checked = command.output().unwrap();
        assert!(checked.status.success(), "{place}: {checked:?}");
        let said = String::from_utf8(checked.stdout).unwrap();
        assert!(said.contains("SUCCESS") || said.contains("sftp"), "{place}: {said}");
    }
}

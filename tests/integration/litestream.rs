//! Litestream beside the daemon, with the configuration and the commands of docs/backups.md; only the places are
//! others. Skipped where it is absent.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;

use crate::support::documented::snippet_below;
use crate::support::program::{LOOPBACK, Site};
use crate::support::publisher::{Answer, Publisher};
use crate::support::tools;

const DOCUMENT: &str = "docs/backups.md";
const HEADING: &str = "Every change, with Litestream";
const ITEMS: usize = 30;

/// Where the store is that is watched, and what brings it back.
struct Replica {
    litestream: PathBuf,
    store: PathBuf,
    configuration: PathBuf,
}

impl Replica {
    /// What the document says to write, with a folder beside the store in the place of another machine.
    fn of(site: &Site, litestream: PathBuf) -> Self {
        let folder = site.path().to_str().unwrap();
        let yaml = snippet_below(DOCUMENT, HEADING, "yaml").replace("/var/lib/mainstem", folder);
        let (before, elsewhere) = yaml.split_once("    replica:\n").unwrap();
        assert!(elsewhere.starts_with("      type: sftp\n"), "{yaml}");
        let configuration = site.path().join("litestream.yml");
        let here = format!("    replica:\n      type: file\n      path: {folder}/replica\n");
        fs::write(&configuration, format!("{before}{here}")).unwrap();
        Self { litestream, store: site.path().join("mainstem.db"), configuration }
    }

    fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.env("LITESTREAM_CONFIG", &self.configuration).stdin(Stdio::null());
        command
    }

    fn start(&self) -> Running {
        let log = fs::File::create(self.configuration.with_extension("log")).unwrap();
        let mut command = self.command(&self.litestream);
        command.arg("replicate").stdout(log.try_clone().unwrap()).stderr(log);
        Running(command.spawn().unwrap())
    }

    /// Whether it has begun to copy what is written.
    fn has_begun(&self) -> bool {
        let own = self.store.with_file_name(".mainstem.db-litestream");
        fs::read_dir(own.join("ltx/0")).is_ok_and(|mut files| files.next().is_some())
    }

    /// How many items there would be, were the machine lost now.
    fn items(&self) -> usize {
        let copy = tempfile::tempdir().unwrap();
        let copy = copy.path().join("copy.db");
        let mut command = self.command(&self.litestream);
        let brought = command.args(["restore", "-o"]).args([&copy, &self.store]).output().unwrap();
        if !brought.status.success() {
            return 0;
        }
        let copy = rusqlite::Connection::open(&copy).unwrap();
        let counted = copy.query_row("SELECT count(*) FROM items", [], |row| row.get(0));
        // Until the first migration is copied there is no such table.
        counted.map_or(0, |items: i64| usize::try_from(items).unwrap())
    }

    /// Does what the document says, but for starting and stopping services.
    fn go_back(&self) -> Output {
        let script = snippet_below(DOCUMENT, HEADING, "sh");
        let folder = self.store.parent().and_then(Path::to_str).unwrap();
        let lines = script.lines().filter_map(|line| line.strip_prefix("sudo "));
        let own: Vec<String> = lines
            .filter(|line| !line.starts_with("systemctl "))
            .map(|line| line.replace("/var/lib/mainstem", folder))
            .collect();
        assert_eq!(own.len() + 2, script.lines().count(), "{script}");
        let inherited = std::env::var_os("PATH").unwrap_or_default();
        let first = self.litestream.parent().map(Path::to_owned);
        let path = first.into_iter().chain(std::env::split_paths(&inherited));
        let mut command = self.command("sh");
        command.args(["-euc", &own.join("\n")]).env("PATH", std::env::join_paths(path).unwrap());
        command.output().unwrap()
    }
}

/// A running Litestream; killed when dropped.
struct Running(Child);

impl Running {
    /// Asks for its end, as systemd does, and waits for it.
    fn stop(mut self) {
        let kill = format!("kill -s TERM {}", self.0.id());
        assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
        let ended = self.0.wait().unwrap();
        assert!(ended.success(), "{ended:?}");
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// A further feed.
fn grow(site: &Site, publisher: &Publisher, feeds: usize) {
    let item = |n| format!("<item><title>Ferry {feeds}-{n} resumes</title><guid>{n}</guid></item>");
    let items: String = (0..ITEMS).map(item).collect();
    let feed = format!("<rss version=\"2.0\"><channel><title>Quay</title>{items}</channel></rss>");
    publisher.serve(&format!("/{feeds}.xml"), Answer::feed(feed));
    let feeds = (1..=feeds).map(|feed| publisher.url(&format!("/{feed}.xml")));
    let feeds: String = feeds.map(|url| format!("[[feed]]\nurl = \"{url}\"\n")).collect();
    site.write(&format!("{LOOPBACK}{feeds}"));
}

fn items(site: &Site) -> Vec<Value> {
    site.json(&["items", "--json"])
}

#[test]
fn what_was_polled_beside_litestream_comes_back_whole_and_goes_on() {
    let test = "what_was_polled_beside_litestream_comes_back_whole_and_goes_on";
    let Some(program) = tools::installed(test, "litestream", tools::LITESTREAM) else { return };
    let publisher = Publisher::start();
    let site = Site::new(LOOPBACK);
    let replica = Replica::of(&site, program);
    for (round, is_asked_to_end) in [true, false].into_iter().enumerate() {
        let wanted = (round + 1) * ITEMS;
        let daemon = site.start();
        let litestream = replica.start();
        daemon.wait_until("Litestream's first copy", || replica.has_begun());
        grow(&site, &publisher, round + 1);
        daemon.wait_until("what is polled", || items(&site).len() == wanted);
        daemon.wait_until("that in the other place", || replica.items() == wanted);
        if is_asked_to_end {
            assert!(daemon.stop().0.success());
            litestream.stop();
        } else {
            drop((daemon, litestream));
        }
        let known = items(&site);
        assert_eq!(known.len(), wanted);
        let back = replica.go_back();
        assert!(back.status.success(), "{back:?}");
        let mode = fs::metadata(&replica.store).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "it is for mainstem alone");
        assert_eq!(items(&site), known);
        let checked = site.json(&["backup", "--force", "--json", "copy.db"]);
        assert_eq!(checked[0]["items"], wanted);
    }
}

//! A disk that is full, fails, or is read-only.

use std::fs::{self, File, Permissions};
use std::io::Write as _;
use std::net::Ipv4Addr;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::Command;

use rusqlite::Connection;
use tempfile::TempDir;

use super::growing::{title, words};
use crate::support::program::{Daemon, LOOPBACK, Site};
use crate::support::publisher::{Answer, Publisher};
use crate::support::shared::skip;

/// A small disk of its own. Unmounted when dropped.
struct Disk(TempDir);

impl Disk {
    /// Of so many KiB; `None` where nobody may mount one, and the output says so.
    fn new(test: &str, kibibytes: u32) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let size = format!("size={kibibytes}k");
        let mut mount = Command::new("mount");
        let mounted = mount.args(["-t", "tmpfs", "-o", &size, "none"]).arg(folder.path()).output();
        if mounted.is_ok_and(|output| output.status.success()) {
            return Some(Self(folder));
        }
        skip(test, "a small disk can't be mounted (it takes root)");
        None
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    /// Takes all that is free.
    fn fill(&self) {
        let mut file = File::create(self.path().join("other")).unwrap();
        while file.write_all(&[0; 4096]).is_ok() {}
    }

    fn read_only(&self) {
        let mut mount = Command::new("mount");
        assert!(mount.args(["-o", "remount,ro"]).arg(self.path()).status().unwrap().success());
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Lazily: whoever is still to end there does so.
        drop(Command::new("umount").arg("-l").arg(self.path()).status());
    }
}

/// A feed of so many items of some kilobytes.
fn feed(name: usize, items: usize) -> Answer {
    let items = (1..=items).map(|item| {
        format!(
            "<item><title>{}</title><guid>{name}/{item}</guid><description>{}</description></item>",
            title(name, item),
            words(name, item, 600)
        )
    });
    let items: String = items.collect();
    Answer::feed(format!("<rss version=\"2.0\"><channel><title>W</title>{items}</channel></rss>"))
        .etag("\"1\"")
}

fn feeds_toml(store: &Path, urls: &[String]) -> String {
    let feeds = urls.iter().map(|url| format!("[[feed]]\nurl = \"{url}\"\n"));
    format!(
        "{LOOPBACK}[store]\npath = \"{}\"\n[defaults]\nflood = \"publish\"\n{}",
        store.display(),
        feeds.collect::<String>()
    )
}

/// Polls a second feed, which does not fit any more, until `make_room`.
fn runs_out_of_room(
    (site, daemon): (&Site, &Daemon),
    store: &Path,
    fill: impl FnOnce(),
    (says, make_room): (&str, impl FnOnce()),
) {
    let publisher = Publisher::start();
    publisher.serve("/a.xml", feed(2, 1));
    publisher.serve("/b.xml", feed(3, 150));
    let first = publisher.url("/a.xml");
    site.write(&feeds_toml(store, std::slice::from_ref(&first)));
    let shown = || String::from_utf8(daemon.get("/feed.atom").body).unwrap();
    daemon.wait_until("the first feed", || shown().contains(&title(2, 1)));
    let failures = || {
        let report = String::from_utf8(daemon.get("/metrics").body).unwrap();
        let told =
            |line: &str| line.strip_prefix("mainstem_store_write_failures_total ")?.parse().ok();
        report.lines().find_map(told).unwrap_or(u64::MAX)
    };
    assert_eq!(failures(), 0);
    fill();
    let second = publisher.url("/b.xml");
    site.write(&feeds_toml(store, &[first, second.clone()]));
    // The publish loop says so as well, which may come first.
    let is_told = |line: &str| line.contains("Nothing new is stored") && line.contains(says);
    daemon.wait_until("a word about the disk", || daemon.output().lines().any(is_told));
    assert!(shown().contains(&title(2, 1)), "readers are served as before");
    assert_eq!(daemon.get("/healthz").status, 200);
    assert_eq!(daemon.get("/readyz").status, 200, "a proxy is to send readers here as before");
    assert!((1..u64::MAX).contains(&failures()), "monitors are told that nothing is stored");
    let validators = || -> Option<Vec<u8>> {
        let connection = Connection::open(store).unwrap();
        let query = "SELECT etag FROM feeds WHERE url = ?1";
        connection.query_row(query, [&second], |row| row.get(0)).unwrap_or_default()
    };
    assert_eq!(validators(), None, "nothing is remembered of a document that is not stored");
    make_room();
    daemon.signal("HUP");
    daemon.wait_until("the second feed", || shown().contains(&title(3, 150)));
    assert_eq!(validators(), Some(b"\"1\"".to_vec()));
    let said = daemon.output();
    assert_eq!(said.matches("Nothing new is stored").count(), 1, "it is told once: {said}");
    assert!(said.contains("The store is written again"), "{said}");
}

#[test]
fn a_full_disk_costs_readers_nothing_and_no_item() {
    let Some(disk) = Disk::new("a_full_disk_costs_readers_nothing_and_no_item", 4096) else {
        return;
    };
    let store = disk.path().join("mainstem.db");
    let site = Site::new(&feeds_toml(&store, &[]));
    let daemon = site.start();
    let make_room = || fs::remove_file(disk.path().join("other")).unwrap();
    let full = ("the disk is full; free some space", make_room);
    runs_out_of_room((&site, &daemon), &store, || disk.fill(), full);
}

#[test]
fn a_start_on_a_full_disk_says_that_it_is_full_and_is_one_when_there_is_room() {
    let test = "a_start_on_a_full_disk_says_that_it_is_full_and_is_one_when_there_is_room";
    let Some(disk) = Disk::new(test, 4096) else { return };
    let store = disk.path().join("mainstem.db");
    let site = Site::new(&feeds_toml(&store, &[]));
    assert!(site.run(&["poll"]).status.success());
    disk.fill();
    for command in ["run", "items"] {
        let refused = site.run(&[command]);
        let said = String::from_utf8_lossy(&refused.stderr);
        assert_eq!(refused.status.code(), Some(1), "{said}");
        assert!(said.contains("the disk is full; free some space"), "{said}");
    }
    fs::remove_file(disk.path().join("other")).unwrap();
    assert!(site.start().stop().0.success());
}

#[test]
fn a_disk_that_fails_costs_readers_nothing_and_no_item() {
    let site = Site::new(LOOPBACK);
    let store = site.path().join("mainstem.db");
    site.write(&feeds_toml(&store, &[]));
    // Files may not grow beyond half a megabyte, which SQLite takes for a disk that fails.
    let daemon = site.start_under("trap '' XFSZ;", (Ipv4Addr::LOCALHOST, 0).into());
    let limit = |bytes: &str| {
        let pid = daemon.id().to_string();
        let limit = format!("--fsize={bytes}:");
        assert!(Command::new("prlimit").args(["--pid", &pid, &limit]).status().unwrap().success());
    };
    let failing = ("check the disk, mainstem goes on by itself", || limit("unlimited"));
    runs_out_of_room((&site, &daemon), &store, || limit("524288"), failing);
}

#[test]
fn a_store_that_may_not_be_written_is_refused_and_says_what_to_do() {
    let test = "a_store_that_may_not_be_written_is_refused_and_says_what_to_do";
    let Some(disk) = Disk::new(test, 4096) else { return };
    let store = disk.path().join("mainstem.db");
    let site = Site::new(&feeds_toml(&store, &[]));
    assert!(site.run(&["poll"]).status.success());
    // One that can't be written has nothing free, and that is not what is wrong with it.
    disk.fill();
    disk.read_only();
    let refused = site.run(&["run"]);
    let said = String::from_utf8_lossy(&refused.stderr);
    assert_eq!(refused.status.code(), Some(1), "{said}");
    assert!(said.contains("must belong to the user mainstem runs as"), "{said}");
    // SQLite writes beside a store that it reads.
    let unread = site.run(&["items"]);
    let said = String::from_utf8_lossy(&unread.stderr);
    assert!(said.contains("its folder must exist and be writable"), "{said}");
}

#[test]
fn a_store_that_may_not_be_read_is_refused_and_says_what_to_do() {
    let test = "a_store_that_may_not_be_read_is_refused_and_says_what_to_do";
    let site = Site::new(&format!("{LOOPBACK}[store]\npath = \"kept.db\"\n"));
    assert!(site.run(&["poll"]).status.success());
    // As `sudo cp` leaves a backup where no store is yet.
    fs::set_permissions(site.path().join("kept.db"), Permissions::from_mode(0o600)).unwrap();
    let everybody = Permissions::from_mode(0o777);
    fs::set_permissions(site.path(), everybody).unwrap();
    for command in ["run", "poll", "items"] {
        let Ok(refused) = site.command_to(&[command]).uid(65_534).gid(65_534).output() else {
            return skip(test, "commands can't be run as another user (it takes root)");
        };
        let said = String::from_utf8_lossy(&refused.stderr);
        assert_eq!(refused.status.code(), Some(1), "{said}");
        assert!(said.contains("kept.db: the database may not be read"), "{said}");
        assert!(said.contains("must belong to the user mainstem runs as"), "{said}");
    }
}

#[test]
fn where_there_is_no_room_for_a_backup_the_store_is_migrated_without_one() {
    let test = "where_there_is_no_room_for_a_backup_the_store_is_migrated_without_one";
    let Some(disk) = Disk::new(test, 4096) else { return };
    let store = disk.path().join("mainstem.db");
    let connection = Connection::open(&store).unwrap();
    connection.execute_batch(include_str!("../../fixtures/schema/v6.sql")).unwrap();
    drop(connection);
    let site = Site::new(&feeds_toml(&store, &[]));
    let daemon = site.start();
    assert!(daemon.output().contains("No backup is made"), "{}", daemon.output());
    assert!(daemon.stop().0.success());
    assert_eq!(site.json(&["items", "--json"]).len(), 2);
    assert!(!disk.path().join("mainstem.db.schema-6").exists());
}

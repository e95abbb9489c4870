//! The database of a running daemon is lost, replaced or damaged; or it is of another version.

use std::fs;
use std::os::unix::fs::FileExt as _;
use std::path::Path;

use rusqlite::Connection;

use crate::support::program::{Daemon, LOOPBACK, Site};
use crate::support::publisher::{Answer, Publisher};

const FEED: &str = "<rss version=\"2.0\"><channel><title>Wire</title>\
    <item><title>Ferry</title><guid>1</guid></item></channel></rss>";

/// A publisher of one item, and a site that has it.
fn site() -> (Publisher, Site) {
    let publisher = Publisher::start();
    publisher.serve("/a.xml", Answer::feed(FEED).etag("\"1\""));
    let site = Site::new(&format!("{LOOPBACK}[[feed]]\nurl = \"{}\"\n", publisher.url("/a.xml")));
    let daemon = site.start();
    has_the_item(&daemon);
    assert!(daemon.stop().0.success());
    (publisher, site)
}

fn has_the_item(daemon: &Daemon) {
    let feed = || String::from_utf8(daemon.get("/feed.atom").body).unwrap();
    daemon.wait_until("the item in the merged feed", || feed().contains("Ferry"));
}

fn remove(site: &Path) {
    for ending in ["", "-wal", "-shm"] {
        drop(fs::remove_file(site.join(format!("mainstem.db{ending}"))));
    }
}

#[test]
fn a_database_that_is_removed_is_put_back_and_the_daemon_ends_to_be_started_again() {
    let (publisher, site) = site();
    let daemon = site.start();
    remove(site.path());
    assert_eq!(daemon.wait_for_end().code(), Some(1));
    let said = daemon.output();
    assert!(said.contains("it was put back, with all that was in it"), "{said}");
    let daemon = site.start();
    has_the_item(&daemon);
    assert_eq!(publisher.asked("/a.xml").len(), 1, "what was remembered of polls is there as well");
}

#[test]
fn a_database_that_is_replaced_ends_the_daemon_which_then_uses_the_other() {
    let (_publisher, site) = site();
    assert!(site.run(&["backup", "copy.db"]).status.success());
    let daemon = site.start();
    remove(site.path());
    fs::rename(site.path().join("copy.db"), site.path().join("mainstem.db")).unwrap();
    assert_eq!(daemon.wait_for_end().code(), Some(1));
    let said = daemon.output();
    assert!(said.contains("another file was put in the place of the database"), "{said}");
    has_the_item(&site.start());
}

/// Overwrites the page where this table or index begins, and leaves the store as a process does that was
/// killed.
fn spoil(store: &Path, name: &str) {
    let connection = Connection::open(store).unwrap();
    let query = "SELECT rootpage FROM sqlite_schema WHERE name = ?1";
    let page: i64 = connection.query_row(query, [name], |row| row.get(0)).unwrap();
    drop(connection);
    let file = fs::File::options().write(true).open(store).unwrap();
    file.write_all_at(&[0xff; 4096], (u64::try_from(page).unwrap() - 1) * 4096).unwrap();
    fs::write(store.with_file_name("mainstem.db-wal"), [0; 32]).unwrap();
}

#[test]
fn a_store_that_is_damaged_beyond_mending_or_gone_is_refused_with_a_status_that_ends_the_service() {
    let (_publisher, site) = site();
    let path = site.path().join("mainstem.db");
    spoil(&path, "texts");
    let refused = |words: &str| {
        let refused = site.run(&["run"]);
        let said = String::from_utf8_lossy(&refused.stderr);
        assert_eq!(refused.status.code(), Some(3), "{said}");
        assert!(said.contains(words), "{said}");
    };
    for _ in 0..2 {
        refused("can't mend it without loss");
    }
    fs::write(&path, "").unwrap();
    refused("mainstem.db-suspect");
    let unit = include_str!("../../../packaging/mainstem.service");
    assert!(unit.lines().any(|line| line == "RestartPreventExitStatus=2 3"));
    fs::remove_file(site.path().join("mainstem.db-suspect")).unwrap();
    fs::remove_file(site.path().join("mainstem.db-wal")).unwrap();
    let daemon = site.start();
    assert!(daemon.output().contains("mainstem.db is a new store"), "{}", daemon.output());
}

#[test]
fn a_damaged_index_is_mended_when_the_daemon_starts_after_a_kill() {
    let (_publisher, site) = site();
    let path = site.path().join("mainstem.db");
    spoil(&path, "items_by_seq");
    let daemon = site.start();
    has_the_item(&daemon);
    let said = daemon.output();
    assert!(said.contains("was made anew: no item is lost, nor anything else"), "{said}");
    assert!(site.path().join("mainstem.db.damaged").exists());
}

#[test]
fn a_migration_asks_systemd_for_time_and_leaves_a_backup() {
    let site = Site::new(LOOPBACK);
    let connection = Connection::open(site.path().join("mainstem.db")).unwrap();
    connection.execute_batch(include_str!("../../fixtures/schema/v6.sql")).unwrap();
    drop(connection);
    let daemon = site.start();
    let heard = daemon.heard();
    let asks = |notice: &&String| {
        notice.contains("EXTEND_TIMEOUT_USEC=300000000") && notice.contains("STATUS=Migrating")
    };
    assert!(heard.iter().any(|notice| asks(&notice)), "{heard:?}");
    let said = daemon.output();
    assert!(said.contains("as it was before it lies in"), "{said}");
    assert!(site.path().join("mainstem.db.schema-6").exists());
}

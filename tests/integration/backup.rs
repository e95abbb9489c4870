//! Backups: whole and checked, while the daemon runs.

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::os::unix::net::UnixListener;

use crate::support::program::{LOOPBACK, Site};
use crate::support::publisher::{Answer, Publisher};

const FEED: &str = "<rss version=\"2.0\"><channel><title>Wire</title>\
    <item><title>Ferry</title><guid>1</guid></item></channel></rss>";

#[test]
fn a_backup_is_made_beside_the_daemon_and_can_be_used_in_the_place_of_the_store() {
    let publisher = Publisher::start();
    publisher.serve("/a.xml", Answer::feed(FEED));
    let site = Site::new(&format!("{LOOPBACK}[[feed]]\nurl = \"{}\"\n", publisher.url("/a.xml")));
    let daemon = site.start();
    let feed = || String::from_utf8(daemon.get("/feed.atom").body).unwrap();
    daemon.wait_until("the item in the merged feed", || feed().contains("Ferry"));
    let made = site.json(&["backup", "copy.db", "--json"]);
    assert_eq!(made[0]["items"], 1);
    drop(daemon);
    let copy = site.path().join("copy.db");
    assert_eq!(fs::metadata(&copy).unwrap().permissions().mode() & 0o777, 0o600);
    for ending in ["", "-wal", "-shm"] {
        drop(fs::remove_file(site.path().join(format!("mainstem.db{ending}"))));
    }
    fs::rename(&copy, site.path().join("mainstem.db")).unwrap();
    assert_eq!(site.json(&["search", "--json", "ferry"]).len(), 1);
    let left: Vec<_> =
        fs::read_dir(site.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().contains(".new")), "{left:?}");
}

#[test]
fn a_file_that_is_there_is_replaced_only_by_force() {
    let site = Site::new(LOOPBACK);
    assert!(site.run(&["poll"]).status.success());
    let copy = site.path().join("copy.db");
    fs::write(&copy, "mine").unwrap();
    let refused = site.run(&["backup", "copy.db"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("add --force"), "{refused:?}");
    assert_eq!(fs::read(&copy).unwrap(), b"mine");
    assert!(site.run(&["backup", "--force", "copy.db"]).status.success());
    assert!(fs::read(&copy).unwrap().starts_with(b"SQLite format 3"));
}

#[test]
fn the_store_itself_is_never_replaced_by_its_copy_under_any_name() {
    let site = Site::new(LOOPBACK);
    assert!(site.run(&["poll"]).status.success());
    let path = |name: &str| site.path().join(name);
    // As while the daemon runs, there are a -wal and a -shm.
    let open = rusqlite::Connection::open(path("mainstem.db")).unwrap();
    open.execute_batch("BEGIN; SELECT count(*) FROM items;").unwrap();
    symlink("mainstem.db", path("link.db")).unwrap();
    symlink("mainstem.db-wal", path("link.db-wal")).unwrap();
    fs::hard_link(path("mainstem.db"), path("name.db")).unwrap();
    let own = ["mainstem.db", "mainstem.db-wal", "mainstem.db-shm"];
    let inodes = || own.map(|name| fs::metadata(path(name)).unwrap().ino());
    let before = inodes();
    let other = ["./mainstem.db-wal", "mainstem.db-journal", "link.db", "link.db-wal", "name.db"];
    for name in own.into_iter().chain(other) {
        let refused = site.run(&["backup", "--force", name]);
        assert_eq!(refused.status.code(), Some(1), "{name}: {refused:?}");
        let told = String::from_utf8_lossy(&refused.stderr);
        assert!(told.contains("that is the store itself"), "{name}: {told}");
    }
    assert_eq!(inodes(), before);
    assert!(!path("mainstem.db-journal").exists());
}

#[test]
fn a_copy_takes_the_place_of_files_alone_and_of_those_that_links_lead_to() {
    let site = Site::new(LOOPBACK);
    assert!(site.run(&["poll"]).status.success());
    let path = |name: &str| site.path().join(name);
    let _socket = UnixListener::bind(path("socket")).unwrap();
    fs::create_dir(path("folder")).unwrap();
    symlink("nowhere", path("astray")).unwrap();
    symlink("socket", path("wire")).unwrap();
    for name in ["socket", "folder", "astray", "wire"] {
        let refused = site.run(&["backup", "--force", name]);
        assert_eq!(refused.status.code(), Some(1), "{name}: {refused:?}");
        let told = String::from_utf8_lossy(&refused.stderr);
        assert!(told.contains("no file but a folder, a device"), "{name}: {told}");
        assert!(!fs::symlink_metadata(path(name)).unwrap().is_file(), "{name}");
    }
    fs::write(path("folder/real.db"), "mine").unwrap();
    symlink("folder/real.db", path("copy.db")).unwrap();
    assert_eq!(site.run(&["backup", "copy.db"]).status.code(), Some(1));
    assert!(site.run(&["backup", "--force", "copy.db"]).status.success());
    assert!(path("copy.db").is_symlink());
    assert!(fs::read(path("folder/real.db")).unwrap().starts_with(b"SQLite format 3"));
}

#[test]
fn what_can_not_be_backed_up_is_said_and_leaves_nothing() {
    let site = Site::new(LOOPBACK);
    let missing = site.run(&["backup", "copy.db"]);
    assert!(
        String::from_utf8_lossy(&missing.stderr).contains("there is no database yet"),
        "{missing:?}"
    );
    assert!(site.run(&["poll"]).status.success());
    let nowhere = site.run(&["backup", "nowhere/copy.db"]);
    assert!(String::from_utf8_lossy(&nowhere.stderr).contains("nowhere/copy.db"), "{nowhere:?}");
    assert_eq!(nowhere.status.code(), Some(1));
    assert!(!site.path().join("copy.db").exists());
}

#[test]
fn a_store_of_an_older_version_is_backed_up_as_it_is_and_named_where_it_can_not_be_read() {
    let site = Site::new(LOOPBACK);
    let connection = rusqlite::Connection::open(site.path().join("mainstem.db")).unwrap();
    connection.execute_batch(include_str!("../fixtures/schema/v5.sql")).unwrap();
    drop(connection);
    let made = site.json(&["backup", "copy.db", "--json"]);
    assert_eq!((&made[0]["schema"], &made[0]["items"]), (&5.into(), &2.into()));
    let refused = site.run(&["items"]);
    assert!(
        String::from_utf8_lossy(&refused.stderr).contains("of an older mainstem"),
        "{refused:?}"
    );
}

//! A store that was closed while somebody else had it open.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use super::{commit, folder, new, opening, record, totals};
use crate::model::Placement;
use crate::store::{Store, Work};

fn wal(path: &Path) -> PathBuf {
    path.with_file_name("mainstem.db-wal")
}

/// Opens it as the daemon does, and tells whether it was looked through.
fn open(path: &Path) -> (Store, bool) {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let hearing = Arc::clone(&heard);
    let watcher = Arc::new(move |progress: crate::store::Progress| {
        hearing.lock().unwrap().push(progress.work);
    });
    let store = Store::open_sound(path, &opening(), Some(watcher)).unwrap();
    let was_checked = heard.lock().unwrap().contains(&Work::Checking);
    (store, was_checked)
}

/// Another process that reads, as Litestream does: what is committed after it began stays in the -wal file.
fn reader(path: &Path) -> rusqlite::Connection {
    let reader = rusqlite::Connection::open(path).unwrap();
    reader.execute_batch("BEGIN; SELECT * FROM feeds").unwrap();
    reader.query_row("SELECT count(*) FROM feeds", [], |row| row.get::<_, i64>(0)).unwrap();
    reader
}

/// A store with two items that was closed while somebody read.
async fn stopped(path: &Path) -> rusqlite::Connection {
    let (store, _) = open(path);
    commit(&store, "a", record(vec![new("one", Placement::Own)])).await.unwrap();
    let reader = reader(path);
    commit(&store, "a", record(vec![new("two", Placement::Own)])).await.unwrap();
    store.close();
    assert!(fs::metadata(wal(path)).unwrap().len() > 0);
    reader
}

#[tokio::test]
async fn a_stop_while_somebody_reads_is_known_to_the_next_start() {
    let (_folder, path) = folder();
    let reader = stopped(&path).await;
    for _ in 0..2 {
        let (store, was_checked) = open(&path);
        assert!(!was_checked);
        assert_eq!(totals(&store), (2, 2));
        store.close();
    }
    drop(reader);
    let (store, was_checked) = open(&path);
    assert!(!was_checked);
    store.close();
    assert!(!wal(&path).exists());
}

#[tokio::test]
async fn what_was_written_after_that_stop_is_looked_through() {
    let (_folder, path) = folder();
    let _reader = stopped(&path).await;
    File::options().append(true).open(wal(&path)).unwrap().write_all(b"further").unwrap();
    assert!(open(&path).1);
}

#[tokio::test]
async fn that_stop_speaks_for_one_start() {
    let (_folder, path) = folder();
    let _reader = stopped(&path).await;
    let (store, was_checked) = open(&path);
    assert!(!was_checked);
    // As a process leaves it that was killed.
    std::mem::forget(store);
    assert!(open(&path).1);
}

//! The file: what is opened, what is refused, and who has locked it.

use std::path::Path;

use super::{commit, folder, new, opening, record, totals};
use crate::model::Placement;
use crate::store::{OpenError, SCHEMA_VERSION, Store, StoreError};

fn open_error(path: &Path) -> OpenError {
    let before = std::fs::read(path).unwrap();
    let error = Store::open(path, &opening()).unwrap_err();
    assert_eq!(std::fs::read(path).unwrap(), before, "the file is left untouched");
    let beside = path.parent().unwrap().read_dir().unwrap().count();
    assert_eq!(beside, 1, "nothing is left beside it");
    error
}

#[test]
fn a_database_of_a_newer_schema_is_refused_and_left_untouched() {
    let (_folder, path) = folder();
    Store::open(&path, &opening()).unwrap().close();
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection.pragma_update(None, "user_version", SCHEMA_VERSION + 1).unwrap();
    drop(connection);
    let error = open_error(&path);
    let OpenError::TooNew { found, known, .. } = &error else { panic!("{error}") };
    assert_eq!((*found, *known), (SCHEMA_VERSION + 1, SCHEMA_VERSION));
    assert!(error.to_string().contains("install the newer version"), "{error}");
}

#[test]
fn a_file_that_is_no_database_is_refused_and_left_untouched() {
    let (_folder, path) = folder();
    std::fs::write(&path, "[[feed]]\nurl = \"https://example.org/\"\n").unwrap();
    assert!(matches!(open_error(&path), OpenError::NotADatabase { .. }));
}

#[test]
fn a_database_of_another_program_is_refused_and_left_untouched() {
    let (_folder, path) = folder();
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection.execute_batch("CREATE TABLE entries (id INTEGER)").unwrap();
    drop(connection);
    assert!(matches!(open_error(&path), OpenError::Foreign { .. }));
}

#[tokio::test]
async fn a_reader_leaves_the_locks_of_the_writer_alone() {
    use std::os::unix::fs::MetadataExt as _;
    let (_folder, path) = folder();
    let store = Store::open(&path, &opening()).unwrap();
    for _ in 0..3 {
        store.read(|reading| reading.state()).await.unwrap();
    }
    let inode = format!(":{} ", std::fs::metadata(&path).unwrap().ino());
    let locks = std::fs::read_to_string("/proc/locks").unwrap();
    assert!(locks.contains(&inode), "without a lock another process would remove the -wal file");
}

#[tokio::test]
async fn all_that_was_stored_is_in_the_one_file_after_the_end() {
    let (folder, path) = folder();
    let store = Store::open(&path, &opening()).unwrap();
    commit(&store, "a", record(vec![new("one", Placement::Own)])).await.unwrap();
    store.read(|reading| reading.state()).await.unwrap();
    store.close();
    let copy = folder.path().join("copy.db");
    std::fs::copy(&path, &copy).unwrap();
    assert_eq!(totals(&Store::open_to_read(&copy).unwrap()), (1, 1));
}

#[test]
fn a_database_that_a_killed_first_start_left_bare_is_taken_over() {
    let (_folder, path) = folder();
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(())).unwrap();
    drop(connection);
    assert!(std::fs::metadata(&path).unwrap().len() > 0);
    Store::open(&path, &opening()).unwrap().close();
    assert_eq!(totals(&Store::open_to_read(&path).unwrap()), (0, 0));
}

#[test]
fn who_only_reads_makes_no_database() {
    let (folder, path) = folder();
    assert!(matches!(Store::open_to_read(&path), Err(OpenError::Missing { .. })));
    assert_eq!(folder.path().read_dir().unwrap().count(), 0);
}

#[tokio::test]
async fn a_lock_that_another_process_holds_is_named() {
    let (_folder, path) = folder();
    let store = Store::open(&path, &opening()).unwrap();
    let other = rusqlite::Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let refused = commit(&store, "a", record(Vec::new())).await;
    assert!(matches!(refused, Err(StoreError::Locked)), "{refused:?}");
    other.execute_batch("ROLLBACK").unwrap();
    assert!(commit(&store, "a", record(Vec::new())).await.is_ok(), "it goes on afterwards");
}

#[test]
fn a_file_system_that_has_no_room_by_nature_is_not_a_full_one() {
    let refused = Store::open(Path::new("/proc/mainstem.db"), &opening()).unwrap_err();
    let OpenError::Other { error, .. } = &refused else { panic!("{refused}") };
    assert!(matches!(error, StoreError::CannotOpen), "{refused}");
}

//! Damaged files: what is mended without loss, and what is refused.

use std::fs;
use std::os::unix::fs::{FileExt as _, PermissionsExt as _};
use std::path::Path;

use super::{commit, folder, new, opening, record, totals};
use crate::model::{ItemId, Placement};
use crate::store::{OpenError, Store, StoreError};

/// A store with one item, that was closed; after that, the page where this table or index begins is
/// overwritten.
async fn damaged(path: &Path, name: &str) {
    let store = Store::open(path, &opening()).unwrap();
    commit(&store, "a", record(vec![new("one", Placement::Own)])).await.unwrap();
    store.close();
    spoil(path, name);
}

fn spoil(path: &Path, name: &str) {
    let connection = rusqlite::Connection::open(path).unwrap();
    let page: u64 = connection
        .query_row("SELECT rootpage FROM sqlite_schema WHERE name = ?1", [name], |row| {
            row.get::<_, i64>(0)
        })
        .unwrap()
        .try_into()
        .unwrap();
    drop(connection);
    let file = fs::File::options().write(true).open(path).unwrap();
    file.write_all_at(&[0xff; 4096], (page - 1) * 4096).unwrap();
}

/// As a process leaves it that was killed: a -wal file that nobody brought home.
fn cut_off(path: &Path) {
    fs::write(path.with_file_name("mainstem.db-wal"), [0; 32]).unwrap();
}

#[tokio::test]
async fn a_damaged_index_is_made_anew_after_an_end_that_was_none() {
    let (_folder, path) = folder();
    damaged(&path, "items_by_story").await;
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    cut_off(&path);
    let store = Store::open_sound(&path, &opening(), None).unwrap();
    assert_eq!(totals(&store), (1, 1));
    commit(&store, "a", record(vec![new("two", Placement::Own)])).await.unwrap();
    assert_eq!(totals(&store), (2, 2));
    let numbers: Vec<ItemId> = store
        .read_here(|reading| {
            Ok(reading.story(crate::model::StoryId(2))?.iter().map(|i| i.id).collect())
        })
        .unwrap();
    assert_eq!(numbers, [ItemId(2)], "no number is given twice");
    store.close();
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
    assert!(path.with_file_name("mainstem.db.damaged").exists(), "it is kept to be looked at");
}

#[tokio::test]
async fn a_damaged_log_of_polls_costs_the_log() {
    let (_folder, path) = folder();
    damaged(&path, "polls").await;
    cut_off(&path);
    let store = Store::open_sound(&path, &opening(), None).unwrap();
    assert_eq!(totals(&store), (1, 1));
}

#[tokio::test]
async fn what_the_operator_was_told_what_hosts_asked_for_and_what_rules_are_to_look_at_can_be_lost()
{
    for table in ["notices", "hosts", "edited", "listed"] {
        let (_folder, path) = folder();
        damaged(&path, table).await;
        cut_off(&path);
        let store = Store::open_sound(&path, &opening(), None).unwrap();
        assert_eq!(totals(&store), (1, 1), "{table}");
        commit(&store, "a", record(vec![new("two", Placement::Own)])).await.unwrap();
    }
}

#[tokio::test]
async fn where_it_is_lost_what_documents_have_all_counts_as_what_they_may_have() {
    let (_folder, path) = folder();
    Store::open(&path, &opening()).unwrap().close();
    damaged(&path, "items_by_story").await;
    let connection = rusqlite::Connection::open(&path).unwrap();
    let once = "INSERT INTO aged SELECT id, x'00112233445566778899aabbccddeeff', NULL, \
                x'00112233445566778899aabbccddeeff', x'00112233445566778899aabbccddeeff', NULL, 7, 7, 1 \
                FROM feeds";
    connection.execute(once, []).unwrap();
    drop(connection);
    spoil(&path, "listed");
    cut_off(&path);
    Store::open_sound(&path, &opening(), None).unwrap().close();
    let connection = rusqlite::Connection::open(&path).unwrap();
    let found: (i64, i64) = connection
        .query_row("SELECT is_listed, seen_s FROM feeds JOIN aged ON feed = feeds.id", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .unwrap();
    assert_eq!(found, (0, opening().now.unix()));
}

#[tokio::test]
async fn the_words_for_search_are_made_again() {
    let (_folder, path) = folder();
    damaged(&path, "search_data").await;
    cut_off(&path);
    let store = Store::open_sound(&path, &opening(), None).unwrap();
    let waiting = store.read_here(|reading| reading.unsearched(9)).unwrap();
    assert_eq!(waiting.iter().map(|item| item.id).collect::<Vec<_>>(), [ItemId(1)]);
}

#[tokio::test]
async fn where_items_would_be_lost_nothing_is_done_and_the_operator_is_told_what_to_do() {
    let (folder, path) = folder();
    damaged(&path, "texts").await;
    cut_off(&path);
    let before = fs::read(&path).unwrap();
    let refused = Store::open_sound(&path, &opening(), None).unwrap_err();
    assert!(matches!(refused, OpenError::Damaged { .. }), "{refused}");
    let said = refused.to_string();
    assert!(said.contains(".recover") && said.contains("go back to a backup"), "{said}");
    for further in ["sqlite3 3.43 or newer", "SELECT count(*) FROM items", "chown --reference="] {
        assert!(said.contains(further), "{said}");
    }
    assert_eq!(fs::read(&path).unwrap(), before);
    let left = names(folder.path());
    assert!(!left.iter().any(|name| name.contains(".mended")), "{left:?}");
}

#[tokio::test]
async fn what_was_refused_is_refused_again_and_stays_as_it_was_left() {
    let (folder, path) = folder();
    damaged(&path, "texts").await;
    let store = Store::open(&path, &opening()).unwrap();
    commit(&store, "a", record(Vec::new())).await.unwrap();
    // As of a process that was killed: what it wrote last is in the -wal file alone.
    let killed = folder.path().join("killed.db");
    let wal = folder.path().join("killed.db-wal");
    fs::copy(&path, &killed).unwrap();
    fs::copy(path.with_file_name("mainstem.db-wal"), &wal).unwrap();
    store.close();
    let before = (fs::read(&killed).unwrap(), fs::read(&wal).unwrap());
    assert!(!before.1.is_empty());
    for _ in 0..2 {
        let refused = Store::open_sound(&killed, &opening(), None).unwrap_err();
        assert!(matches!(refused, OpenError::Damaged { .. }), "{refused}");
        assert!((fs::read(&killed).unwrap(), fs::read(&wal).unwrap()) == before);
    }
    // A copy without its -wal file is looked through as well, as the mark is there.
    fs::remove_file(&wal).unwrap();
    let refused = Store::open_sound(&killed, &opening(), None).unwrap_err();
    assert!(matches!(refused, OpenError::Damaged { .. }), "{refused}");
}

fn names(folder: &Path) -> Vec<String> {
    let files = folder.read_dir().unwrap().map(|file| file.unwrap().file_name());
    files.map(|name| name.to_string_lossy().into_owned()).collect()
}

#[tokio::test]
async fn a_store_that_was_closed_is_not_looked_through() {
    let (_folder, path) = folder();
    damaged(&path, "items_by_text").await;
    Store::open_sound(&path, &opening(), None).unwrap().close();
    assert!(!path.with_file_name("mainstem.db.damaged").exists());
}

#[tokio::test]
async fn damage_that_is_met_while_it_is_open_ends_its_use_and_is_mended_at_the_next_start() {
    let (_folder, path) = folder();
    damaged(&path, "items_by_text").await;
    let store = Store::open_sound(&path, &opening(), None).unwrap();
    let failed = commit(&store, "a", record(vec![new("two", Placement::Own)])).await;
    assert!(matches!(failed, Err(StoreError::Damaged(_))), "{failed:?}");
    assert!(matches!(store.fate(), Some(StoreError::Damaged(_))));
    store.close();
    let store = Store::open_sound(&path, &opening(), None).unwrap();
    commit(&store, "a", record(vec![new("two", Placement::Own)])).await.unwrap();
    assert_eq!(totals(&store), (2, 2));
    store.close();
    assert!(!path.with_file_name("mainstem.db-suspect").exists());
}

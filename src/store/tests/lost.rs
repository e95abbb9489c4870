//! A file that is not at its place any more while it is open.

use std::fs;
use std::path::Path;

use super::{commit, folder, new, opening, record, totals};
use crate::model::Placement;
use crate::store::{Store, StoreError};

/// A store with one item, open.
async fn open(path: &Path) -> Store {
    let store = Store::open(path, &opening()).unwrap();
    commit(&store, "a", record(vec![new("one", Placement::Own)])).await.unwrap();
    store
}

fn remove(path: &Path) {
    for ending in ["", "-wal", "-shm"] {
        fs::remove_file(path.with_file_name(format!("mainstem.db{ending}"))).unwrap();
    }
}

#[tokio::test]
async fn a_file_that_was_removed_is_put_back_with_all_that_was_in_it() {
    let (folder, path) = folder();
    let store = open(&path).await;
    assert!(store.stands().await.is_ok());
    remove(&path);
    let refused = commit(&store, "a", record(vec![new("two", Placement::Own)])).await;
    assert!(matches!(refused, Err(StoreError::PutBack)), "{refused:?}");
    assert!(matches!(store.stands().await, Err(StoreError::PutBack)));
    store.close();
    let store = Store::open_sound(&path, &opening(), None).unwrap();
    assert_eq!(totals(&store), (1, 1), "what was refused is not there, and its poll is made again");
    commit(&store, "a", record(vec![new("two", Placement::Own)])).await.unwrap();
    store.close();
    assert_eq!(folder.path().read_dir().unwrap().count(), 1, "nothing else is left");
}

#[tokio::test]
async fn what_a_killed_process_left_while_it_put_the_file_back_is_in_nobodys_way() {
    let (folder, path) = folder();
    let store = open(&path).await;
    remove(&path);
    // The first lives in any case; no process has a number as large as the last.
    for process in [1, std::process::id(), 4_194_305] {
        fs::write(folder.path().join(format!(".mainstem.db.{process}.new")), [0xff; 64]).unwrap();
    }
    assert!(matches!(store.stands().await, Err(StoreError::PutBack)));
    store.close();
    assert_eq!(totals(&Store::open(&path, &opening()).unwrap()), (1, 1));
    let names = folder.path().read_dir().unwrap().map(|file| file.unwrap().file_name());
    let left: Vec<_> = names.filter(|name| name.to_string_lossy().ends_with(".new")).collect();
    assert_eq!(left, [".mainstem.db.1.new"], "whose process may be at it");
}

#[tokio::test]
async fn a_file_whose_wal_file_alone_is_left_is_not_mixed_with_it() {
    let (_folder, path) = folder();
    let store = open(&path).await;
    fs::remove_file(&path).unwrap();
    assert!(matches!(store.stands().await, Err(StoreError::PutBack)));
    store.close();
    assert_eq!(totals(&Store::open(&path, &opening()).unwrap()), (1, 1));
}

#[tokio::test]
async fn what_cannot_be_put_back_is_held_on_to_until_it_can() {
    let (folder, path) = folder();
    let store = open(&path).await;
    let folder = folder.keep();
    fs::remove_dir_all(&folder).unwrap();
    for _ in 0..2 {
        let refused = store.stands().await;
        assert!(matches!(refused, Err(StoreError::Removed(_))), "{refused:?}");
    }
    assert!(store.fate().is_none());
    fs::create_dir(&folder).unwrap();
    assert!(matches!(store.stands().await, Err(StoreError::PutBack)));
    store.close();
    assert_eq!(totals(&Store::open(&path, &opening()).unwrap()), (1, 1));
    fs::remove_dir_all(&folder).unwrap();
}

#[tokio::test]
async fn another_file_in_its_place_is_left_alone() {
    let (_folder, path) = folder();
    let store = open(&path).await;
    remove(&path);
    Store::open(&path, &opening()).unwrap().close();
    let refused = commit(&store, "a", record(vec![new("two", Placement::Own)])).await;
    assert!(matches!(refused, Err(StoreError::Replaced)), "{refused:?}");
    store.close();
    assert_eq!(totals(&Store::open(&path, &opening()).unwrap()), (0, 0));
}

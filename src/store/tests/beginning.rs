//! Where there is no store one is made, unless something tells that there was one.

use std::fs;
use std::path::Path;

use super::{commit, folder, new, opening, record, totals};
use crate::model::Placement;
use crate::store::{Store, StoreError};

/// How both kinds of opening are refused.
fn refusals(path: &Path) -> [String; 2] {
    [
        Store::open(path, &opening()).unwrap_err().to_string(),
        Store::open_sound(path, &opening(), None).unwrap_err().to_string(),
    ]
}

#[test]
fn an_empty_or_missing_file_beside_what_a_store_has_left_is_not_taken_for_a_new_one() {
    for left in ["-wal", "-suspect", ".schema-13", ".damaged"] {
        for is_missing in [false, true] {
            let (folder, path) = folder();
            if !is_missing {
                fs::write(&path, "").unwrap();
            }
            let beside = path.with_file_name(format!("mainstem.db{left}"));
            fs::write(&beside, "something").unwrap();
            for said in refusals(&path) {
                assert!(said.contains(&beside.display().to_string()), "{said}");
                assert!(said.contains("go back to "), "{said}");
                assert!(said.contains("to begin anew"), "{said}");
            }
            assert_eq!(fs::read(&beside).unwrap(), b"something");
            assert_eq!(folder.path().read_dir().unwrap().count(), 2 - usize::from(is_missing));
            fs::remove_file(&beside).unwrap();
            assert_eq!(totals(&Store::open(&path, &opening()).unwrap()), (0, 0));
        }
    }
}

#[tokio::test]
async fn a_store_that_was_emptied_while_it_was_open_is_not_begun_anew() {
    let (_folder, path) = folder();
    let store = Store::open_sound(&path, &opening(), None).unwrap();
    commit(&store, "a", record(vec![new("one", Placement::Own)])).await.unwrap();
    store.close();
    let store = Store::open_sound(&path, &opening(), None).unwrap();
    fs::write(&path, "").unwrap();
    let failed = commit(&store, "b", record(vec![new("two", Placement::Own)])).await;
    assert!(matches!(failed, Err(StoreError::Damaged(_))), "{failed:?}");
    store.close();
    for said in refusals(&path) {
        assert!(said.contains("mainstem.db-suspect"), "{said}");
    }
}

#[test]
fn an_empty_file_alone_becomes_a_store() {
    let (_folder, path) = folder();
    fs::write(&path, "").unwrap();
    fs::write(path.with_file_name("mainstem.db-wal"), "").unwrap();
    assert_eq!(totals(&Store::open(&path, &opening()).unwrap()), (0, 0));
}

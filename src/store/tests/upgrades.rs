//! From older schemas to the newest, with a way back.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use super::{folder, opening, totals};
use crate::store::{ItemFilter, OpenError, Progress, SCHEMA_VERSION, Store, Work};

/// Every schema that was frozen, from 1. The newest ones may be missing: a schema is frozen when it is
/// released, and until then its migration may still change.
const FROZEN: &[&str] = &[
    include_str!("../../../tests/fixtures/schema/v1.sql"),
    include_str!("../../../tests/fixtures/schema/v2.sql"),
    include_str!("../../../tests/fixtures/schema/v3.sql"),
    include_str!("../../../tests/fixtures/schema/v4.sql"),
    include_str!("../../../tests/fixtures/schema/v5.sql"),
    include_str!("../../../tests/fixtures/schema/v6.sql"),
    include_str!("../../../tests/fixtures/schema/v7.sql"),
    include_str!("../../../tests/fixtures/schema/v8.sql"),
    include_str!("../../../tests/fixtures/schema/v9.sql"),
    include_str!("../../../tests/fixtures/schema/v10.sql"),
    include_str!("../../../tests/fixtures/schema/v11.sql"),
    include_str!("../../../tests/fixtures/schema/v12.sql"),
    include_str!("../../../tests/fixtures/schema/v13.sql"),
    include_str!("../../../tests/fixtures/schema/v14.sql"),
    include_str!("../../../tests/fixtures/schema/v15.sql"),
];

/// The last schema that was frozen as a whole. Of those after it there is what each adds to the one before.
const WHOLE: usize = 11;

/// A store of this schema at this path.
fn make(path: &Path, schema: usize) {
    let connection = rusqlite::Connection::open(path).unwrap();
    for frozen in &FROZEN[schema.min(WHOLE) - 1..schema] {
        connection.execute_batch(frozen).unwrap();
    }
}

/// The schema of a file, without the noise of formatting.
fn schema(path: &Path) -> Vec<String> {
    let connection = rusqlite::Connection::open(path).unwrap();
    let mut statement = connection
        .prepare(
            "SELECT sql FROM sqlite_schema WHERE sql NOT LIKE '%sqlite_stat%' ORDER BY type, name",
        )
        .unwrap();
    let rows = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
    let plain = |line: &str| line.split("--").next().unwrap().trim().to_owned();
    let plain = |sql: String| {
        let lines: Vec<String> = sql.lines().map(plain).filter(|line| !line.is_empty()).collect();
        lines.join(" ")
    };
    rows.map(|sql| plain(sql.unwrap())).collect()
}

fn version(path: &Path) -> u32 {
    let connection = rusqlite::Connection::open(path).unwrap();
    connection.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap()
}

/// The backup that is made of a store of this schema.
fn backup(path: &Path, schema: u32) -> PathBuf {
    path.with_file_name(format!("mainstem.db.schema-{schema}"))
}

#[test]
fn every_frozen_schema_opens_and_becomes_the_newest() {
    let (_folder, fresh) = folder();
    Store::open(&fresh, &opening()).unwrap().close();
    for number in 1..=FROZEN.len() {
        let (_folder, path) = folder();
        make(&path, number);
        assert_eq!(version(&path), u32::try_from(number).unwrap());
        Store::open(&path, &opening()).unwrap().close();
        assert_eq!(schema(&path), schema(&fresh), "schema {number}");
        let store = Store::open_to_read(&path).unwrap();
        assert_eq!(totals(&store).0, 2);
        let mut titles = Vec::new();
        store
            .read_here(|reading| {
                reading.items(&ItemFilter::default(), |item| {
                    titles.push(item.entry.title);
                    true
                })
            })
            .unwrap();
        assert_eq!(titles, ["Ferry resumes"; 2], "schema {number}");
    }
}

#[test]
fn a_backup_is_made_before_a_migration_and_goes_when_a_later_one_has_its_own() {
    let (folder, path) = folder();
    make(&path, 5);
    Store::open(&path, &opening()).unwrap().close();
    assert_eq!(version(&backup(&path, 5)), 5, "as it was before");
    assert_eq!(version(&path), SCHEMA_VERSION);
    let mut left: Vec<_> =
        folder.path().read_dir().unwrap().map(|file| file.unwrap().file_name()).collect();
    left.sort();
    assert_eq!(left, ["mainstem.db", "mainstem.db.schema-5"]);

    // A later one, of a store that has come to schema 6 meanwhile.
    std::fs::remove_file(&path).unwrap();
    make(&path, 6);
    Store::open(&path, &opening()).unwrap().close();
    assert!(backup(&path, 6).exists() && !backup(&path, 5).exists());

    Store::open(&path, &opening()).unwrap().close();
    assert!(backup(&path, 6).exists(), "it stays while there is nothing to migrate");
}

#[test]
fn a_migration_that_was_killed_at_its_backup_begins_anew_and_leaves_nothing_behind() {
    let (folder, path) = folder();
    make(&path, 5);
    // In a container every process has the same number; elsewhere another.
    let own = std::process::id();
    let left = [".".to_owned(), format!(".{own}."), ".4194305.".to_owned()];
    for (place, ending) in left.iter().flat_map(|place| [(place, ""), (place, "-journal")]) {
        let name = format!(".mainstem.db.schema-5{place}new{ending}");
        std::fs::write(folder.path().join(name), [0xff; 64]).unwrap();
    }
    Store::open(&path, &opening()).unwrap().close();
    assert_eq!((version(&path), version(&backup(&path, 5))), (SCHEMA_VERSION, 5));
    assert_eq!(folder.path().read_dir().unwrap().count(), 2);
}

#[test]
fn the_backup_takes_the_place_of_a_store_that_is_too_new() {
    let (_folder, path) = folder();
    make(&path, 6);
    Store::open(&path, &opening()).unwrap().close();
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection.pragma_update(None, "user_version", SCHEMA_VERSION + 1).unwrap();
    drop(connection);
    let refused = Store::open(&path, &opening()).unwrap_err();
    let OpenError::TooNew { backup: Some(found), .. } = &refused else { panic!("{refused}") };
    let said = refused.to_string();
    assert!(said.contains(&format!("go back to {}", found.display())), "{said}");
    // What it says to do.
    std::fs::rename(found, &path).unwrap();
    let store = Store::open(&path, &opening()).unwrap();
    assert_eq!(totals(&store).0, 2);
}

#[test]
fn whoever_waits_for_a_migration_is_told_how_it_goes_on() {
    let (_folder, path) = folder();
    make(&path, 6);
    let told: Arc<Mutex<Vec<Progress>>> = Arc::default();
    let watcher = Arc::clone(&told);
    let watcher = Arc::new(move |progress| watcher.lock().unwrap().push(progress));
    Store::open_watched(&path, &opening(), Some(watcher)).unwrap().close();
    let told = told.lock().unwrap();
    let of = SCHEMA_VERSION - 6 + 1;
    let parts: Vec<Progress> =
        (0..of).map(|done| Progress { work: Work::Migrating, done, of }).collect();
    let mut migrating: Vec<Progress> =
        told.iter().copied().filter(|progress| progress.work == Work::Migrating).collect();
    migrating.dedup();
    assert_eq!(migrating, parts);
    assert!(told.iter().any(|told| told.work == Work::WritingAnew), "it could not shrink before");

    let told: Arc<Mutex<Vec<Progress>>> = Arc::default();
    let watcher = Arc::clone(&told);
    let watcher = Arc::new(move |progress| watcher.lock().unwrap().push(progress));
    Store::open_watched(&path, &opening(), Some(watcher)).unwrap().close();
    assert_eq!(*told.lock().unwrap(), [], "there is nothing to wait for");
}

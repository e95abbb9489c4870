//! What is let go, what stays known, and how the file shrinks.

use std::time::Duration;

use super::{candidate, commit, folder, key, new, opening, record, totals, with};
use crate::model::{
    Archive, Change, HeldReport, ItemId, PageWish, Placement, PollOutcome, PollRecord, StoryId,
    Timestamp,
};
use crate::store::{Store, back_up};

const DAY: Duration = Duration::from_hours(24);

fn days(n: u32) -> Timestamp {
    opening().now.plus(DAY * n)
}

/// The record of a document with these changes that was read at `at`.
fn read(at: Timestamp, changes: Vec<Change>) -> PollRecord {
    PollRecord { at, ..record(changes) }
}

fn unchanged(item: i64) -> Change {
    Change::Unchanged { item: ItemId(item) }
}

/// Whether the first item counts as one that its feed's document has.
fn is_listed(store: &Store, at: Timestamp) -> bool {
    let reports: Vec<HeldReport> =
        store.read_here(|reading| reading.held_reports(StoryId(1), (at, at))).unwrap();
    reports[0].is_listed
}

async fn let_go(store: &Store, number: i64, at: Timestamp) -> usize {
    store.write(move |writing| writing.let_go(StoryId(number), at)).await.unwrap()
}

#[tokio::test]
async fn a_story_goes_with_all_that_was_made_of_it_and_stays_known() {
    let (_folder, path) = folder();
    let store = Store::open(&path, &opening()).unwrap();
    let mut wanted = new("one", Placement::Own);
    if let Change::New { page, .. } = &mut wanted {
        *page = Some(PageWish { waits_until: None });
    }
    commit(&store, "a", read(days(0), vec![wanted])).await.unwrap();
    commit(&store, "b", read(days(0), vec![new("two", with(1, 1))])).await.unwrap();
    commit(&store, "b", read(days(0), vec![new("three", Placement::Own)])).await.unwrap();
    assert_eq!(let_go(&store, 1, days(1)).await, 2);
    assert_eq!(totals(&store), (1, 1));
    let file = rusqlite::Connection::open(&path).unwrap();
    for table in ["texts", "prints", "search_docsize", "items", "stories"] {
        let count: i64 =
            file.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap();
        assert_eq!(count, 1, "{table}");
    }
    let pages: i64 = file.query_row("SELECT count(*) FROM pages", [], |row| row.get(0)).unwrap();
    assert_eq!(pages, 0);
    let print = candidate("two").print;
    let had = |item| store.read_here(|reading| reading.had_item(ItemId(item))).unwrap();
    assert_eq!([0, 1, 2, 3, 4].map(had), [false, true, true, false, false]);
    let had = |story| store.read_here(|reading| reading.had_story(StoryId(story))).unwrap();
    assert_eq!([0, 1, 2, 3].map(had), [false, true, false, false]);
    assert!(store.read_here(|reading| reading.had_link(print.link.unwrap())).unwrap());
    let known = store
        .read_here(|reading| {
            let feed = reading.feed(&key("b"))?.unwrap().id;
            reading.known(feed, &[candidate("two")])
        })
        .unwrap();
    let held = &known.by_key[&print.key];
    assert!(held.is_aged && held.id == ItemId(2) && held.content == print.content);
    assert!(known.by_text.is_empty() && known.by_link.is_empty(), "nothing is a copy of it");
}

#[tokio::test]
async fn what_is_known_is_forgotten_when_no_document_has_had_it_for_long() {
    let (_folder, path) = folder();
    let store = Store::open(&path, &opening()).unwrap();
    commit(&store, "a", read(days(0), vec![new("one", Placement::Own)])).await.unwrap();
    let_go(&store, 1, days(10)).await;
    let long =
        |before| store.read_here(|reading| reading.long_aged(None, before, 10)).unwrap().len();
    assert_eq!((long(days(10)), long(days(11))), (0, 1));
    let again = || Change::Aged { item: ItemId(1), key: candidate("one").print.key };
    commit(&store, "a", read(days(20), vec![again()])).await.unwrap();
    assert_eq!(long(days(999)), 0, "the document may be unchanged for years");
    commit(&store, "a", read(days(900), Vec::new())).await.unwrap();
    commit(&store, "a", read(days(902), Vec::new())).await.unwrap();
    assert_eq!((long(days(900)), long(days(901))), (0, 1));
    let all = store.read_here(|reading| reading.long_aged(None, days(901), 10)).unwrap();
    let behind = Some(all[0]);
    assert!(
        store.read_here(|reading| reading.long_aged(behind, days(901), 10)).unwrap().is_empty()
    );
    store.write(move |writing| writing.forget_aged(&all)).await.unwrap();
    assert_eq!(long(days(901)), 0);
}

#[tokio::test]
async fn an_item_is_in_its_document_until_a_whole_one_lacks_it_for_a_day() {
    let (_folder, path) = folder();
    let store = Store::open(&path, &opening()).unwrap();
    let cut = |at, changes| {
        let mut record = read(at, changes);
        if let PollOutcome::Read { body, .. } = &mut record.outcome {
            *body = None;
        }
        record
    };
    commit(&store, "a", cut(days(0), vec![new("one", Placement::Own)])).await.unwrap();
    assert!(is_listed(&store, days(90)), "what the rest of it had is not known");
    commit(&store, "a", read(days(1), vec![unchanged(1)])).await.unwrap();
    commit(&store, "a", cut(days(2), Vec::new())).await.unwrap();
    let pushed = PollRecord {
        outcome: PollOutcome::Pushed,
        ..read(days(2), vec![new("two", Placement::Own)])
    };
    commit(&store, "a", pushed).await.unwrap();
    assert!(is_listed(&store, days(90)));
    commit(&store, "a", read(days(3), Vec::new())).await.unwrap();
    assert!(is_listed(&store, days(4)) && !is_listed(&store, days(5)));
    commit(&store, "a", read(days(4), vec![unchanged(1)])).await.unwrap();
    assert!(is_listed(&store, days(90)), "it has come back");
    for day in [5, 7] {
        commit(&store, "a", read(days(day), Vec::new())).await.unwrap();
    }
    assert!(!is_listed(&store, days(7)));
}

#[tokio::test]
async fn what_left_its_document_by_a_clock_that_was_ahead_leaves_it_when_the_clock_is_right() {
    let (_folder, path) = folder();
    let store = Store::open(&path, &opening()).unwrap();
    commit(&store, "a", read(days(0), vec![new("one", Placement::Own)])).await.unwrap();
    commit(&store, "a", read(days(900), Vec::new())).await.unwrap();
    assert!(!is_listed(&store, days(3)));
    commit(&store, "a", read(days(3), Vec::new())).await.unwrap();
    assert!(is_listed(&store, days(4)), "it may be back tomorrow");
    commit(&store, "a", read(days(5), Vec::new())).await.unwrap();
    assert!(!is_listed(&store, days(5)) && !is_listed(&store, days(900)));
}

#[tokio::test]
async fn the_newest_archive_is_never_dropped() {
    let (_folder, path) = folder();
    let store = Store::open(&path, &opening()).unwrap();
    for number in [1, 2] {
        let archive =
            Archive { number, reach: i64::from(number), updated: days(number), entries: vec![] };
        store.write(move |writing| writing.keep_archive(&archive)).await.unwrap();
    }
    let oldest = || store.read_here(|reading| reading.oldest_archive()).unwrap();
    assert_eq!(oldest(), Some((1, days(1))));
    for number in [1, 2] {
        store.write(move |writing| writing.drop_archive(number)).await.unwrap();
    }
    assert_eq!(oldest(), Some((2, days(2))));
    assert_eq!(store.read_here(|reading| reading.archived()).unwrap(), (2, 2));
}

/// Lets items go whose texts fill so many pages, and gives back what is empty then.
async fn shrink(store: &Store) -> [u64; 2] {
    let mut changes = Vec::new();
    for n in 0..200 {
        let mut change = new(&n.to_string(), Placement::Own);
        if let Change::New { candidate, .. } = &mut change {
            candidate.entry.content_html = "text ".repeat(1_000);
        }
        changes.push(change);
    }
    commit(store, "a", record(changes)).await.unwrap();
    let size = || store.read_here(|reading| reading.size()).unwrap();
    let before = size();
    for story in 1..=200 {
        let_go(store, story, days(1)).await;
    }
    let mut turns = 0;
    while store.write(|writing| writing.give_back(50)).await.unwrap() {
        turns += 1;
        assert!(turns < 100, "it does not end");
    }
    [before, size()]
}

#[tokio::test]
async fn the_file_gives_back_what_is_empty() {
    let (_folder, path) = folder();
    let store = Store::open(&path, &opening()).unwrap();
    assert!(store.read_here(|reading| reading.can_shrink()).unwrap());
    let [before, after] = shrink(&store).await;
    assert!(after * 2 < before, "{after} of {before} bytes");
    store.close();
    assert_eq!(std::fs::metadata(&path).unwrap().len(), after);
}

#[tokio::test]
async fn a_small_file_of_an_older_mainstem_is_made_so_that_it_can_shrink() {
    let (_folder, path) = folder();
    Store::open(&path, &opening()).unwrap().close();
    stiffen(&path);
    let store = Store::open_to_read(&path).unwrap();
    assert!(!store.read_here(|reading| reading.can_shrink()).unwrap());
    drop(store);
    let store = Store::open(&path, &opening()).unwrap();
    assert!(store.read_here(|reading| reading.can_shrink()).unwrap());
}

#[test]
fn a_backup_can_shrink_whatever_the_store_can() {
    let (folder, path) = folder();
    Store::open(&path, &opening()).unwrap().close();
    stiffen(&path);
    let copy = folder.path().join("copy.db");
    back_up(&path, &copy, false).unwrap();
    let store = Store::open_to_read(&copy).unwrap();
    assert!(store.read_here(|reading| reading.can_shrink()).unwrap());
}

/// Writes the file as mainstem made it that could not shrink it.
fn stiffen(path: &std::path::Path) {
    let file = rusqlite::Connection::open(path).unwrap();
    file.execute_batch("PRAGMA auto_vacuum = 0; VACUUM").unwrap();
}

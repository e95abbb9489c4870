//! What is held that an entry may be.

use super::{Store, candidate, commit, folder, key, new, opening, record};
use crate::model::{Candidate, Change, ItemId, Known, Placement};

async fn known(store: &Store, names: &[&str]) -> Known {
    let candidates: Vec<Candidate> = names.iter().map(|name| candidate(name)).collect();
    let reading = move |reading: &crate::store::Reading<'_>| {
        let feed = reading.feed(&key("a"))?.unwrap().id;
        reading.known(feed, &candidates)
    };
    store.read(reading).await.unwrap()
}

async fn with_items(store: &Store, names: &[&str]) {
    let changes = names.iter().rev().map(|name| new(name, Placement::Own)).collect();
    commit(store, "a", record(changes)).await.unwrap();
}

#[tokio::test]
async fn where_half_of_a_document_looks_new_the_latest_items_are_known_too() {
    let (_folder, path) = folder();
    let store = Store::open(&path, &opening()).unwrap();
    commit(&store, "a", record(Vec::new())).await.unwrap();
    assert!(known(&store, &["x", "y", "z"]).await.latest.is_empty(), "nothing is held");
    with_items(&store, &["1", "2", "3", "4"]).await;
    let latest = async |names: &[&str]| {
        let latest = known(&store, names).await.latest;
        latest.iter().map(|held| held.id.0).collect::<Vec<_>>()
    };
    assert_eq!(latest(&["x", "y", "z"]).await, [4, 3, 2, 1], "newest first");
    assert_eq!(latest(&["x", "y", "z", "1", "2", "3"]).await, [4, 3, 2, 1]);
    assert_eq!(latest(&["x", "y", "z", "1", "2", "3", "4"]).await, [0_i64; 0]);
    assert_eq!(latest(&["x", "y"]).await, [0_i64; 0], "two may well be news");
}

#[tokio::test]
async fn an_item_tells_how_often_its_text_alone_was_edited() {
    let (_folder, path) = folder();
    let store = Store::open(&path, &opening()).unwrap();
    with_items(&store, &["1"]).await;
    let candidate = Box::new(candidate("1"));
    let edit = Change::Updated { item: ItemId(1), candidate: candidate.clone(), text_edits: 3 };
    commit(&store, "a", record(vec![edit])).await.unwrap();
    let known = known(&store, &["1"]).await;
    assert_eq!(known.by_key[&candidate.print.key].text_edits, 3);
}

#[tokio::test]
async fn what_is_held_just_so_needs_no_work() {
    let (_folder, path) = folder();
    let store = Store::open(&path, &opening()).unwrap();
    with_items(&store, &["1", "2"]).await;
    let mut candidates = ["1", "2", "3"].map(candidate);
    candidates[1].print.content = candidates[0].print.content;
    let wanted = candidates[0].print.key;
    let held = store
        .read(move |reading| {
            let feed = reading.feed(&key("a"))?.unwrap().id;
            reading.held_contents(feed, &candidates)
        })
        .await
        .unwrap();
    assert_eq!(held.into_iter().collect::<Vec<_>>(), [wanted]);
}

//! The order in which readers get to see items.

use std::collections::BTreeSet;

use super::{at, commit, folder, new, opening, record, reports, with};
use crate::model::{Change, FeedId, ItemId, Placement, STORED_ONLY, Timestamp};
use crate::store::{Step, Store};

fn dated(name: &str, placement: Placement, at: Timestamp) -> Change {
    let mut change = new(name, placement);
    if let Change::New { surfaced, .. } = &mut change {
        *surfaced = at;
    }
    change
}

async fn number(store: &Store, now: i64) -> usize {
    store.write(move |writing| writing.number(at(now))).await.unwrap()
}

async fn trail(store: &Store, feeds: Option<&[i64]>, before: Option<i64>) -> Vec<(i64, i64)> {
    let feeds = feeds.map(|feeds| feeds.iter().copied().map(FeedId).collect::<BTreeSet<_>>());
    let trail = move |reading: &crate::store::Reading<'_>| reading.trail(feeds.as_ref(), before, 9);
    let steps: Vec<Step> = store.read(trail).await.unwrap();
    steps.iter().map(|step| (step.place, step.item.0)).collect()
}

#[tokio::test]
async fn what_comes_in_late_stands_before_what_was_shown_whatever_its_date() {
    let (_folder, path) = folder();
    let store = Store::open(&path, &opening()).unwrap();
    let two = vec![new("newer", Placement::Own), dated("older", Placement::Own, at(-900))];
    commit(&store, "a", record(two)).await.unwrap();
    assert_eq!(trail(&store, None, None).await, [], "nobody was shown anything yet");
    assert_eq!(number(&store, 0).await, 2);
    commit(&store, "b", record(vec![dated("late", Placement::Own, at(-90_000))])).await.unwrap();
    assert_eq!((number(&store, 0).await, number(&store, 0).await), (1, 0));
    assert_eq!(trail(&store, None, None).await, [(3, 3), (2, 2), (1, 1)]);
    assert_eq!(trail(&store, None, Some(3)).await, [(2, 2), (1, 1)]);
}

#[tokio::test]
async fn what_comes_out_at_once_stands_in_the_order_of_its_dates() {
    let (_folder, path) = folder();
    let store = Store::open(&path, &opening()).unwrap();
    let three = [("one", -9), ("two", -7), ("three", -8)];
    let changes = three.map(|(name, date)| dated(name, Placement::Own, at(date))).into();
    commit(&store, "a", record(changes)).await.unwrap();
    number(&store, 0).await;
    assert_eq!(trail(&store, None, None).await, [(3, 2), (2, 1), (1, 3)]);
}

#[tokio::test]
async fn what_is_held_back_has_no_place_until_it_comes_out() {
    let (_folder, path) = folder();
    let store = Store::open(&path, &opening()).unwrap();
    commit(&store, "a", record(vec![dated("held", Placement::Own, at(60))])).await.unwrap();
    assert_eq!(number(&store, 59).await, 0);
    assert_eq!(reports(&store, 1).await[0].place, None);
    assert_eq!(number(&store, 60).await, 1);
    assert_eq!(reports(&store, 1).await[0].place, Some(1));
}

#[tokio::test]
async fn the_items_of_some_feeds_are_found_whether_they_are_few_or_many() {
    let (_folder, path) = folder();
    let store = Store::open(&path, &opening()).unwrap();
    for n in 0..40 {
        let (feed, name) = (format!("f{n}"), format!("item {n}"));
        commit(&store, &feed, record(vec![new(&name, Placement::Own)])).await.unwrap();
        number(&store, 0).await;
    }
    assert_eq!(trail(&store, Some(&[7, 3, 99]), None).await, [(7, 7), (3, 3)]);
    assert_eq!(trail(&store, Some(&[7, 3]), Some(7)).await, [(3, 3)]);
    let odd: Vec<i64> = (1..=80).filter(|id| id % 2 == 1).collect();
    let found = trail(&store, Some(&odd), Some(10)).await;
    assert_eq!(found, [(9, 9), (7, 7), (5, 5), (3, 3), (1, 1)]);
    assert_eq!(trail(&store, Some(&[]), None).await, []);
}

#[tokio::test]
async fn what_is_only_stored_has_no_place_until_its_story_comes_out() {
    let (_folder, path) = folder();
    let store = Store::open(&path, &opening()).unwrap();
    let stored = dated("stored", Placement::Own, STORED_ONLY);
    commit(&store, "a", record(vec![stored])).await.unwrap();
    let copy = dated("copy", with(1, 1), STORED_ONLY);
    commit(&store, "b", record(vec![copy])).await.unwrap();
    assert_eq!(number(&store, 9_000_000).await, 0);
    commit(&store, "c", record(vec![dated("report", with(1, 1), at(0))])).await.unwrap();
    assert_eq!(number(&store, 0).await, 3);
    assert_eq!(trail(&store, Some(&[1]), None).await, [(1, 1)]);
}

#[tokio::test]
async fn what_is_only_stored_comes_out_where_it_is_joined_with_what_is_shown() {
    let (_folder, path) = folder();
    let store = Store::open(&path, &opening()).unwrap();
    commit(&store, "a", record(vec![new("shown", Placement::Own)])).await.unwrap();
    let stored = dated("stored", Placement::Own, STORED_ONLY);
    commit(&store, "b", record(vec![stored])).await.unwrap();
    number(&store, 0).await;
    store.write(|writing| writing.join(ItemId(1), ItemId(2), at(5))).await.unwrap();
    assert_eq!(number(&store, 5).await, 1);
    assert_eq!(trail(&store, None, None).await, [(2, 2), (1, 1)]);
}

#[tokio::test]
async fn what_is_split_off_is_shown_next_and_what_is_joined_stays_where_it_was() {
    let (_folder, path) = folder();
    let store = Store::open(&path, &opening()).unwrap();
    let two = vec![new("two", Placement::Own), new("one", Placement::Own)];
    commit(&store, "a", record(two)).await.unwrap();
    commit(&store, "b", record(vec![new("copy", with(1, 1))])).await.unwrap();
    number(&store, 0).await;
    let before = trail(&store, None, None).await;
    store.write(|writing| writing.join(ItemId(1), ItemId(2), at(5))).await.unwrap();
    assert_eq!((number(&store, 5).await, trail(&store, None, None).await), (0, before));
    store.write(|writing| writing.split(ItemId(2), at(6))).await.unwrap();
    assert_eq!(number(&store, 6).await, 1);
    assert_eq!(trail(&store, None, None).await[0], (4, 2));
}

#[tokio::test]
async fn what_a_split_leaves_is_shown_next_as_well_where_the_story_stood_by_what_is_split_off() {
    let (_folder, path) = folder();
    let store = Store::open(&path, &opening()).unwrap();
    commit(&store, "a", record(vec![new("one", Placement::Own)])).await.unwrap();
    commit(&store, "b", record(vec![new("copy", with(1, 1))])).await.unwrap();
    commit(&store, "c", record(vec![new("another", with(1, 1))])).await.unwrap();
    number(&store, 0).await;
    store.write(|writing| writing.split(ItemId(1), at(6))).await.unwrap();
    assert_eq!(number(&store, 6).await, 3);
    let places = trail(&store, None, None).await.into_iter().map(|(place, _)| place);
    assert_eq!(places.collect::<Vec<_>>(), [6, 5, 4]);
}

#[tokio::test]
async fn a_store_that_knew_no_places_keeps_the_order_that_readers_know() {
    let (_folder, path) = folder();
    let old = rusqlite::Connection::open(&path).unwrap();
    old.execute_batch(include_str!("../../../tests/fixtures/schema/v5.sql")).unwrap();
    // Story 2 is dated before story 1; 3 is held back, 4 only stored.
    old.execute_batch(
        "UPDATE stories SET surfaced_s = surfaced_s - 60 WHERE id = 2;
         INSERT INTO stories (id, key, surfaced_s) VALUES
             (3, zeroblob(16), 1795000600), (4, zeroblob(16), 9223372036854775807);
         INSERT INTO items (id, feed, story, key, title, content, rule, first_seen_s, changed_s)
             SELECT id + 2, feed, story + 2, randomblob(16), title, content, 'first', first_seen_s,
                    changed_s FROM items;",
    )
    .unwrap();
    drop(old);
    let store = Store::open(&path, &opening()).unwrap();
    assert_eq!(trail(&store, None, None).await, [(2, 1), (1, 2)]);
    assert_eq!(number(&store, 600).await, 1);
    assert_eq!(trail(&store, None, None).await, [(3, 3), (2, 1), (1, 2)]);
}

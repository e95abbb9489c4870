//! What a poll leaves behind, and what is read of it.

use super::{
    NOW, WINDOW, at, candidate, commit, folder, key, new, opening, record, reports, river, totals,
    with,
};
use crate::model::{
    Candidate, Change, Entry, ItemId, Location, Placement, PollOutcome, PollTally, StoryId,
    Timestamp, Traits,
};
use crate::store::{ItemFilter, Reading, Store, StoreError};

#[tokio::test]
async fn what_a_poll_leaves_comes_back_as_it_went_in_also_after_a_restart() {
    let (_folder, path) = folder();
    let store = Store::open(&path, &opening()).unwrap();
    let changes = vec![new("newer", Placement::Own), new("older", Placement::Own)];
    let written = record(changes);
    let tally = commit(&store, "a", written.clone()).await.unwrap();
    assert_eq!(tally, PollTally { new: 2, ..PollTally::default() });
    store.close();

    let store = Store::open(&path, &opening()).unwrap();
    let row = store.read(|reading| reading.feed(&key("a"))).await.unwrap().unwrap();
    assert_eq!(row.memory, written.memory);
    assert!(row.was_read);
    let mut items = Vec::new();
    store
        .read_here(|reading| {
            reading.items(&ItemFilter::default(), |item| {
                items.push(item);
                true
            })
        })
        .unwrap();
    assert_eq!(items.len(), 2);
    assert_eq!(items[0].entry, candidate("newer").entry);
    assert!(items[0].id > items[1].id, "the newer item has the higher number");
    assert_eq!(items[0].source.title, "A");
}

#[tokio::test]
async fn a_copy_goes_to_the_story_it_was_matched_with() {
    let (_folder, path) = folder();
    let store = Store::open(&path, &opening()).unwrap();
    let first = vec![new("copy", Placement::WithNew(1)), new("wire", Placement::Own)];
    assert_eq!(commit(&store, "a", record(first)).await.unwrap().duplicate, 1);
    let second = vec![new("wire", with(1, 1))];
    assert_eq!(commit(&store, "b", record(second)).await.unwrap().duplicate, 1);

    let river = river(&store, at(0)).await;
    assert_eq!(river.len(), 1);
    let feeds: Vec<_> = river[0].items.iter().map(|item| item.source.url.as_str()).collect();
    assert_eq!(
        feeds,
        ["https://a.example/feed", "https://a.example/feed", "https://b.example/feed"]
    );
    assert_ne!(river[0].items[0].key, river[0].items[2].key, "keys are their feed's own");
}

#[tokio::test]
async fn an_edit_changes_the_item_and_neither_its_number_nor_its_story() {
    let (_folder, path) = folder();
    let store = Store::open(&path, &opening()).unwrap();
    commit(&store, "a", record(vec![new("one", Placement::Own)])).await.unwrap();
    let edited = Box::new(Candidate {
        entry: Entry { title: "Better title".to_owned(), ..candidate("one").entry },
        traits: Traits { pieces: vec![3], boilerplate: vec![3], ..Traits::default() },
        ..candidate("one")
    });
    let mut edit =
        record(vec![Change::Updated { item: ItemId(1), candidate: edited, text_edits: 2 }]);
    edit.at = Timestamp::from_unix(NOW + 600);
    assert_eq!(commit(&store, "a", edit).await.unwrap().updated, 1);
    let item = reports(&store, 1).await.remove(0);
    assert_eq!(item.entry.title, "Better title");
    assert_eq!((item.agency, item.boilerplate.as_slice()), (None, [3].as_slice()));
    assert_eq!(item.story, StoryId(1));
    assert_eq!(item.first_seen, Timestamp::from_unix(NOW));
    assert_eq!(item.changed, Timestamp::from_unix(NOW + 600));
    let (sketches, pieces) = store
        .read(|reading| {
            let mut sketches = Vec::new();
            let id = reading.feed(&key("a"))?.unwrap().id;
            reading.prints_since(ItemId(0), at(0), |_, seen, sketch| {
                sketches.push((seen, sketch.to_vec()));
            })?;
            Ok((sketches, reading.pieces(id, 20, None)?))
        })
        .await
        .unwrap();
    assert_eq!(sketches, [(at(0), Vec::new())], "seen when it was first seen");
    assert_eq!(pieces, [vec![3]]);
}

#[tokio::test]
async fn an_item_whose_site_has_moved_is_published_as_before() {
    let (_folder, path) = folder();
    let store = Store::open(&path, &opening()).unwrap();
    commit(&store, "a", record(vec![new("old", Placement::Own)])).await.unwrap();
    let before = reports(&store, 1).await.remove(0);
    for name in ["moved", "moved again"] {
        let candidate = Box::new(candidate(name));
        let mut moved = record(vec![Change::Renamed { item: ItemId(1), candidate }]);
        moved.at = at(600);
        let tally = commit(&store, "a", moved).await.unwrap();
        assert_eq!(tally, PollTally { unchanged: 1, ..PollTally::default() });
    }
    let after = reports(&store, 1).await.remove(0);
    assert_eq!((after.key, after.changed), (before.key, before.changed));
    assert_eq!(after.entry.url.as_deref(), Some("https://a.example/moved again"));
    let candidates = [candidate("moved again"), candidate("old")];
    let known = store
        .read(move |reading| {
            let id = reading.feed(&key("a"))?.unwrap().id;
            reading.known(id, &candidates)
        })
        .await
        .unwrap();
    let held: Vec<_> = known.by_key.keys().copied().collect();
    assert_eq!(held, [candidate("moved again").print.key], "it is held under the new key only");
}

#[tokio::test]
async fn a_key_that_a_moved_item_is_published_under_is_no_other_items() {
    let (_folder, path) = folder();
    let store = Store::open(&path, &opening()).unwrap();
    commit(&store, "a", record(vec![new("one", Placement::Own)])).await.unwrap();
    let moved = Change::Renamed { item: ItemId(1), candidate: Box::new(candidate("two")) };
    commit(&store, "a", record(vec![moved])).await.unwrap();
    let again = vec![new("one", Placement::Own)];
    commit(&store, "a", record(again)).await.unwrap();
    let taken = Change::Renamed { item: ItemId(2), candidate: Box::new(candidate("two")) };
    commit(&store, "a", record(vec![taken])).await.unwrap();
    let (first, second) = (reports(&store, 1).await.remove(0), reports(&store, 2).await.remove(0));
    assert_ne!(first.key, second.key);
    assert_eq!(second.entry.guid.as_deref(), Some("one"), "a key that is another item's stays its");
    let river = river(&store, at(0)).await;
    assert_eq!([river[0].key, river[1].key], [second.key, first.key]);
}

#[tokio::test]
async fn a_reading_tells_when_anybody_has_written_what_may_show() {
    let (_folder, path) = folder();
    let store = Store::open(&path, &opening()).unwrap();
    let revision = async || store.read(|reading| reading.revision()).await.unwrap();
    let before = revision().await;
    let mut silent = record(Vec::new());
    silent.outcome = PollOutcome::NotModified(crate::model::Validators::default());
    commit(&store, "a", silent).await.unwrap();
    assert_eq!(revision().await, before);
    commit(&store, "a", record(Vec::new())).await.unwrap();
    let (_, _, changed) = store.read(|reading| reading.state()).await.unwrap();
    assert_ne!(revision().await, before, "the feed may have another name now");
    assert_eq!(changed, at(0));
}

/// The items after the first whose sketches are there.
async fn sketched(store: &Store) -> Vec<i64> {
    let mut seen = Vec::new();
    let reading = move |reading: &Reading<'_>| {
        reading.prints_since(ItemId(1), at(-NOW), |item, _, sketch| {
            assert_eq!(sketch, [1, 0xdead_beef]);
            seen.push(item.0);
        })?;
        Ok(seen)
    };
    store.read(reading).await.unwrap()
}

#[tokio::test]
async fn prints_go_when_they_are_old_and_the_latest_of_a_feed_stay() {
    let (_folder, path) = folder();
    let store = Store::open(&path, &opening()).unwrap();
    let names: Vec<String> = (0..30).map(|n| format!("item {n}")).collect();
    let changes = names.iter().map(|name| new(name, Placement::Own)).collect();
    commit(&store, "a", record(changes)).await.unwrap();
    commit(&store, "b", record(vec![new("elsewhere", Placement::Own)])).await.unwrap();
    assert_eq!(sketched(&store).await, (2..=31).collect::<Vec<i64>>());
    let mut later = record(vec![new("late", Placement::Own)]);
    later.at = at(0).plus(WINDOW).plus(std::time::Duration::from_secs(1));
    commit(&store, "a", later).await.unwrap();
    assert_eq!(sketched(&store).await, (12..=32).collect::<Vec<i64>>());
}

#[tokio::test]
async fn a_job_that_fails_or_panics_takes_no_other_along() {
    let (_folder, path) = folder();
    let store = Store::open(&path, &opening()).unwrap();
    let good = |feed: &'static str| commit(&store, feed, record(vec![new(feed, Placement::Own)]));
    let spoil = store.write::<(), _>(|writing| {
        writing.feed(&key("spoiled"), Timestamp::from_unix(NOW))?;
        Err(StoreError::Full)
    });
    let panics = store.write::<(), _>(|_| panic!("a fault of ours"));
    let (a, spoiled, panicked, b) = tokio::join!(good("a"), spoil, panics, good("b"));
    assert!(a.is_ok() && b.is_ok());
    assert!(matches!(spoiled, Err(StoreError::Full)));
    assert!(panicked.is_err());
    let feeds = store.read(|reading| Ok(reading.feeds()?.len())).await.unwrap();
    assert_eq!(feeds, 2, "nothing of the job that failed is written");
}

#[tokio::test]
async fn closing_waits_for_what_was_asked_before() {
    let (_folder, path) = folder();
    let store = Store::open(&path, &opening()).unwrap();
    let clone = store.clone();
    let pending = commit(&clone, "a", record(vec![new("one", Placement::Own)]));
    let mut pending = Box::pin(pending);
    // Handed over, and then nobody waits for the answer, which a quick writer may have given already.
    drop(futures_util::poll!(&mut pending));
    drop(pending);
    drop(clone);
    store.close();
    let store = Store::open_to_read(&path).unwrap();
    assert_eq!(totals(&store), (1, 1));
}

#[tokio::test]
async fn rights_a_picture_and_a_place_come_back_with_their_item() {
    let (_folder, path) = folder();
    let store = Store::open(&path, &opening()).unwrap();
    let mut change = new("one", Placement::Own);
    if let Change::New { candidate, .. } = &mut change {
        candidate.entry.rights = Some("The Wire".to_owned());
        candidate.entry.location = Location::from_words("line 1.5 2 3 -4");
        candidate.entry.thumbnail = Some("https://a.example/1.jpg".to_owned());
    }
    commit(&store, "a", record(vec![change])).await.unwrap();
    let entry = reports(&store, 1).await.remove(0).entry;
    assert_eq!(entry.rights.as_deref(), Some("The Wire"));
    assert_eq!(entry.location, Location::from_words("line 1.5 2 3 -4"));
    assert_eq!(entry.thumbnail.as_deref(), Some("https://a.example/1.jpg"));
}

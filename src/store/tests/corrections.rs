//! Joining and splitting by hand.

use super::{at, commit, folder, new, opening, record, reports, totals, with};
use crate::model::{Change, Evidence, Gathered, ItemId, MatchRule, Placement, StoryId};
use crate::store::{Store, StoreError};

/// Stories 1 and 2; story 2 has two items, of two feeds.
async fn two_stories() -> (tempfile::TempDir, Store) {
    let (folder, path) = folder();
    let store = Store::open(&path, &opening()).unwrap();
    let two = vec![new("two", Placement::Own), new("one", Placement::Own)];
    commit(&store, "a", record(two)).await.unwrap();
    let mut copy = new("copy", with(2, 2));
    if let Change::New { evidence, related, .. } = &mut copy {
        *evidence = Evidence::NearCopy { coverage: 800 };
        *related = vec![(StoryId(1), 500)];
    }
    commit(&store, "b", record(vec![copy])).await.unwrap();
    (folder, store)
}

async fn join(store: &Store, a: i64, b: i64) -> Result<StoryId, StoreError> {
    store.write(move |writing| writing.join(ItemId(a), ItemId(b), at(600))).await
}

async fn split(store: &Store, item: i64) -> Result<Option<StoryId>, StoreError> {
    store.write(move |writing| writing.split(ItemId(item), at(600))).await
}

async fn river(store: &Store) -> Vec<Gathered> {
    super::river(store, at(600)).await
}

async fn stand(store: &Store) -> (i64, i64) {
    let stand = |reading: &crate::store::Reading<'_>| {
        Ok((reading.revision()?, reading.state()?.2.unix() - at(0).unix()))
    };
    store.read(stand).await.unwrap()
}

#[tokio::test]
async fn joined_stories_are_the_older_one() {
    let (_folder, store) = two_stories().await;
    let before = (river(&store).await.pop().unwrap(), stand(&store).await);
    assert_eq!(join(&store, 3, 1).await.unwrap(), StoryId(1));
    let river = river(&store).await;
    assert_eq!(totals(&store), (3, 1), "the empty story has gone");
    assert_eq!((river[0].id, river[0].key), (before.0.id, before.0.key));
    assert_eq!(river[0].items.len(), 3);
    assert!(river[0].related.is_empty());
    let reason = &river[0].items[2].reason;
    assert_eq!((reason.rule, reason.matched), (MatchRule::Joined, Some(ItemId(1))));
    assert_eq!(reason.coverage, None);
    assert_eq!(river[0].items[1].reason.rule, MatchRule::First, "only the named item is corrected");
    assert_eq!(stand(&store).await, (before.1.0 + 1, 600), "another process can tell");
}

#[tokio::test]
async fn items_of_one_story_are_joined_already() {
    let (_folder, store) = two_stories().await;
    let before = stand(&store).await;
    assert_eq!(join(&store, 3, 2).await.unwrap(), StoryId(2));
    assert_eq!(stand(&store).await, before);
    assert_eq!(reports(&store, 2).await[1].reason.rule, MatchRule::NearCopy);
}

#[tokio::test]
async fn an_item_that_is_split_off_is_a_story_of_its_own_that_names_the_other() {
    let (_folder, store) = two_stories().await;
    let before = stand(&store).await;
    assert_eq!(split(&store, 3).await.unwrap(), Some(StoryId(3)));
    let item = reports(&store, 3).await.remove(0);
    assert_eq!((item.reason.rule, item.reason.matched), (MatchRule::Split, None));
    let river = river(&store).await;
    let own = river.iter().find(|story| story.id == StoryId(3)).unwrap();
    assert_eq!(own.surfaced, item.first_seen);
    let titles: Vec<&str> = own.related.iter().map(|item| item.entry.title.as_str()).collect();
    assert_eq!(titles, ["Title of two"]);
    assert_eq!(stand(&store).await, (before.0 + 1, 600));
}

#[tokio::test]
async fn the_item_that_made_a_story_leaves_it_its_published_id() {
    let (_folder, store) = two_stories().await;
    let key = reports(&store, 2).await[0].key;
    let own = split(&store, 2).await.unwrap().unwrap();
    let river = river(&store).await;
    let key_of = |id| river.iter().find(|story| story.id == id).unwrap().key;
    assert_eq!(key_of(StoryId(2)), key);
    assert_ne!(key_of(own), key);
}

#[tokio::test]
async fn what_is_split_and_joined_again_is_as_before() {
    let (_folder, store) = two_stories().await;
    let before = river(&store).await.into_iter().map(|story| story.key).collect::<Vec<_>>();
    let own = split(&store, 3).await.unwrap().unwrap();
    assert_eq!(join(&store, 3, 2).await.unwrap(), StoryId(2));
    assert!(reports(&store, own.0).await.is_empty());
    let after: Vec<_> = river(&store).await.into_iter().map(|story| story.key).collect();
    assert_eq!(after, before);
}

#[tokio::test]
async fn an_item_that_is_alone_can_not_be_split_off() {
    let (_folder, store) = two_stories().await;
    let before = stand(&store).await;
    assert_eq!(split(&store, 1).await.unwrap(), None);
    assert_eq!(stand(&store).await, before);
}

#[tokio::test]
async fn an_item_that_there_is_not_is_named() {
    let (_folder, store) = two_stories().await;
    let error = join(&store, 1, 77).await.unwrap_err();
    assert!(matches!(error, StoreError::NoItem(ItemId(77))), "{error}");
    assert!(split(&store, 78).await.unwrap_err().to_string().contains("no item 78"));
}

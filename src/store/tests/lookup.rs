//! Items by their numbers and addresses.

use super::{commit, folder, new, opening, record};
use crate::model::{Change, Digest, Entry, ItemId, Placement, StoredItem, StoryId};
use crate::store::Store;

/// The items with these numbers: 1 and 2 are of one link, 2 with another address than 1.
async fn two_of_one_link() -> (tempfile::TempDir, Store) {
    let (folder, path) = folder();
    let store = Store::open(&path, &opening()).unwrap();
    commit(&store, "a", record(vec![new("one", Placement::Own)])).await.unwrap();
    let mut second = new("one", Placement::Own);
    if let Change::New { candidate, related, .. } = &mut second {
        let Entry { url, .. } = &mut candidate.entry;
        *url = Some("https://a.example/one?from=b".to_owned());
        *related = vec![(StoryId(1), 420)];
    }
    commit(&store, "b", record(vec![second])).await.unwrap();
    (folder, store)
}

fn at(store: &Store, url: &str, link: Option<Digest>) -> Vec<i64> {
    let items = store.read_here(|reading| reading.items_at(url, link)).unwrap();
    items.iter().map(|item| item.id.0).collect()
}

#[tokio::test]
async fn an_item_is_found_by_its_number() {
    let (_folder, store) = two_of_one_link().await;
    let item =
        |id| -> Option<StoredItem> { store.read_here(|reading| reading.item(ItemId(id))).unwrap() };
    assert_eq!(item(2).map(|item| (item.id, item.story)), Some((ItemId(2), StoryId(2))));
    assert_eq!(item(3), None);
}

#[tokio::test]
async fn items_are_found_by_their_address_their_canonical_link_or_one_that_means_the_same() {
    let (_folder, store) = two_of_one_link().await;
    let link = Some(Digest::of(&[b"link", b"one"]));
    assert_eq!(at(&store, "https://a.example/one?from=b", link), [2]);
    assert_eq!(at(&store, "https://a.example/one", link), [2, 1], "the newest first");
    assert_eq!(at(&store, "https://a.example/one?from=c", link), [2, 1]);
    assert_eq!(at(&store, "https://a.example/one?from=b", None), [2], "without an index");
    assert!(at(&store, "https://a.example/two", None).is_empty());
}

#[tokio::test]
async fn stories_are_close_to_one_another() {
    let (_folder, store) = two_of_one_link().await;
    let close = |story| store.read_here(|reading| reading.close_to(StoryId(story))).unwrap();
    assert_eq!(close(1), [(StoryId(2), 420)]);
    assert_eq!(close(2), [(StoryId(1), 420)]);
}

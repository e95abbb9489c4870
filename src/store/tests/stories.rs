//! Stories: held back and surfacing, with their evidence, and with what is close to them.

use super::{at, candidate, commit, folder, new, opening, record, reports, river, with};
use crate::model::{
    Agency, Change, Evidence, Guard, ItemId, MatchRule, Placement, Reason, STORED_ONLY, StoryId,
    Timestamp,
};
use crate::store::Store;

fn surfacing(name: &str, placement: Placement, at: Timestamp) -> Change {
    let mut change = new(name, placement);
    if let Change::New { surfaced, .. } = &mut change {
        *surfaced = at;
    }
    change
}

fn close_to(name: &str, stories: &[(i64, u16)]) -> Change {
    let mut change = new(name, Placement::Own);
    if let Change::New { related, .. } = &mut change {
        *related = stories.iter().map(|(story, near)| (StoryId(*story), *near)).collect();
    }
    change
}

async fn shown(store: &Store, now: Timestamp) -> Vec<i64> {
    river(store, now).await.iter().map(|story| story.id.0).collect()
}

#[tokio::test]
async fn a_story_that_is_held_back_is_shown_when_it_is_due() {
    let (_folder, path) = folder();
    let store = Store::open(&path, &opening()).unwrap();
    let held = surfacing("held", Placement::Own, at(600));
    commit(&store, "a", record(vec![held, new("one", Placement::Own)])).await.unwrap();
    assert_eq!(shown(&store, at(599)).await, [1]);
    assert_eq!(shown(&store, at(600)).await, [2, 1]);
    let surfacings = async |now: i64| {
        store
            .read(move |reading| {
                Ok((reading.last_surfacing(at(now))?, reading.next_surfacing(at(now))?))
            })
            .await
            .unwrap()
    };
    assert_eq!(surfacings(0).await, (Some(at(-60)), Some(at(600))));
    assert_eq!(surfacings(600).await, (Some(at(600)), None));
    assert_eq!(reports(&store, 2).await.len(), 1, "it is stored all the same");
}

#[tokio::test]
async fn a_report_that_need_not_wait_brings_a_story_that_is_held_back() {
    let (_folder, path) = folder();
    let store = Store::open(&path, &opening()).unwrap();
    let held = || surfacing("held", Placement::Own, at(600));
    commit(&store, "a", record(vec![held()])).await.unwrap();
    let waits_too = surfacing("copy", with(1, 1), at(900));
    commit(&store, "b", record(vec![waits_too])).await.unwrap();
    assert_eq!(shown(&store, at(599)).await, [0_i64; 0]);
    let original = surfacing("original", with(1, 1), at(0));
    commit(&store, "c", record(vec![original])).await.unwrap();
    assert_eq!(shown(&store, at(0)).await, [1]);
    let older = surfacing("archive", with(1, 1), at(-9_000));
    commit(&store, "d", record(vec![older])).await.unwrap();
    let river = river(&store, at(0)).await;
    assert_eq!(river[0].surfaced, at(0), "a story that is shown keeps its place");
}

#[tokio::test]
async fn an_item_tells_why_it_is_in_its_story() {
    let (_folder, path) = folder();
    let store = Store::open(&path, &opening()).unwrap();
    let mut first = new("first", Placement::Own);
    let mut copy = new("copy", with(1, 1));
    if let (Change::New { evidence: of_first, .. }, Change::New { evidence: of_copy, .. }) =
        (&mut first, &mut copy)
    {
        *of_first = Evidence::First { guards: vec![Guard::FarApart, Guard::OtherNumbers] };
        *of_copy = Evidence::NearCopy { coverage: 923 };
    }
    commit(&store, "a", record(vec![first])).await.unwrap();
    commit(&store, "b", record(vec![copy])).await.unwrap();
    let items = reports(&store, 1).await;
    let guards = vec![Guard::FarApart, Guard::OtherNumbers];
    assert_eq!(items[0].reason, Reason { guards, ..Reason::default() });
    let (rule, matched, coverage) = (MatchRule::NearCopy, Some(ItemId(1)), Some(923));
    assert_eq!(items[1].reason, Reason { rule, matched, coverage, guards: Vec::new() });
    assert_eq!((items[1].agency, items[1].is_original), (Some(Agency::Kyodo), true));
    assert_eq!(items[1].boilerplate, [9]);
}

#[tokio::test]
async fn a_word_that_this_version_does_not_know_costs_no_item() {
    let (_folder, path) = folder();
    let store = Store::open(&path, &opening()).unwrap();
    commit(&store, "a", record(vec![new("one", Placement::Own)])).await.unwrap();
    let other = rusqlite::Connection::open(&path).unwrap();
    let words = "UPDATE items SET rule = 'x', guards = 'y,far-apart', agency = 'z'";
    other.execute_batch(words).unwrap();
    let item = reports(&store, 1).await.remove(0);
    let guards = vec![Guard::FarApart];
    assert_eq!(item.reason, Reason { guards, ..Reason::default() });
    assert_eq!(item.agency, None);
}

#[tokio::test]
async fn stories_that_are_close_name_each_other_the_closest_first() {
    let (_folder, path) = folder();
    let store = Store::open(&path, &opening()).unwrap();
    let two = vec![new("two", Placement::Own), new("one", Placement::Own)];
    commit(&store, "a", record(two)).await.unwrap();
    // A story that there is not, joined with another meanwhile, is passed over.
    let third = close_to("three", &[(1, 400), (2, 800), (77, 900), (3, 999), (1, 300)]);
    commit(&store, "b", record(vec![third, surfacing("later", Placement::Own, at(50))]))
        .await
        .unwrap();
    let related = async |id: i64, now| {
        let found = river(&store, now).await.into_iter().find(|story| story.id.0 == id).unwrap();
        found.related.into_iter().map(|item| item.entry.title).collect::<Vec<_>>()
    };
    assert_eq!(related(4, at(0)).await, ["Title of two", "Title of one"]);
    assert_eq!(related(4, at(50)).await, ["Title of later", "Title of two", "Title of one"]);
    assert_eq!(related(1, at(50)).await, ["Title of three"]);
}

#[tokio::test]
async fn items_that_may_be_copied_come_with_their_texts_and_what_recurs_in_them() {
    let (_folder, path) = folder();
    let store = Store::open(&path, &opening()).unwrap();
    let two = vec![new("two", Placement::Own), new("one", Placement::Own)];
    commit(&store, "a", record(two)).await.unwrap();
    let near =
        store.read(|reading| reading.near(&[ItemId(2), ItemId(9), ItemId(1)])).await.unwrap();
    assert_eq!(near.iter().map(|near| near.held.id.0).collect::<Vec<_>>(), [2, 1]);
    assert_eq!(near[0].entry, candidate("two").entry);
    assert_eq!(near[0].held.content, candidate("two").print.content);
    assert_eq!((near[0].boilerplate.as_slice(), near[0].first_seen), ([9].as_slice(), at(0)));
}

#[tokio::test]
async fn a_story_that_is_only_stored_comes_out_where_another_feed_reports_it() {
    let (_folder, path) = folder();
    let store = Store::open(&path, &opening()).unwrap();
    let stored = || surfacing("stored", Placement::Own, STORED_ONLY);
    commit(&store, "a", record(vec![stored()])).await.unwrap();
    assert_eq!(shown(&store, at(9_000_000)).await, [0_i64; 0]);
    let next = store.read(|reading| reading.next_surfacing(at(0))).await.unwrap();
    assert_eq!(next, None, "nobody waits for it");
    let stored_too = surfacing("copy", with(1, 1), STORED_ONLY);
    commit(&store, "b", record(vec![stored_too])).await.unwrap();
    assert_eq!(shown(&store, at(9_000_000)).await, [0_i64; 0]);
    let dated = surfacing("report", with(1, 1), at(-600));
    commit(&store, "c", record(vec![dated])).await.unwrap();
    let river = river(&store, at(0)).await;
    assert_eq!((river[0].surfaced, river[0].items.len()), (at(-600), 3));
}

//! Article pages: asked for again and left, read, and stories that wait for them.

use std::time::Duration;

use super::{at, commit, folder, new, opening, record, reports, river, with};
use crate::model::{
    AnnouncedPage, Change, Digest, Evidence, ItemId, MatchRule, PageFailure, PageText, PageWish,
    Placed, Placement, StoryId, Timestamp,
};
use crate::store::{Store, StoreError, Writing};

/// A new item whose page is wanted, at its place in the river, waiting until a moment.
fn announced(name: &str, surfaced: Timestamp, waits_until: Option<Timestamp>) -> Change {
    let mut change = new(name, Placement::Own);
    if let Change::New { surfaced: place, page, .. } = &mut change {
        *place = surfaced;
        *page = Some(PageWish { waits_until });
    }
    change
}

fn text(html: &str) -> PageText {
    PageText {
        content_html: html.to_owned(),
        summary: Some("A summary of the feed's".to_owned()),
        canonical_url: Some("https://a.example/canonical".to_owned()),
        link: Some(Digest::of(&[b"canonical"])),
        text: Some(Digest::of(&[b"full text"])),
        ..PageText::default()
    }
}

async fn store_with(changes: Vec<Change>) -> (tempfile::TempDir, Store) {
    let (folder, path) = folder();
    let store = Store::open(&path, &opening()).unwrap();
    commit(&store, "a", record(changes)).await.unwrap();
    (folder, store)
}

async fn write<T: Send + 'static>(
    store: &Store,
    work: impl FnOnce(&Writing<'_>) -> Result<T, StoreError> + Send + 'static,
) -> T {
    store.write(work).await.unwrap()
}

async fn take(store: &Store, item: i64, now: Timestamp) -> Option<AnnouncedPage> {
    let next = move |tries| (tries < 3).then(|| now.plus(Duration::from_mins(10)));
    write(store, move |writing| writing.take_page(ItemId(item), now, next)).await
}

async fn shown(store: &Store, now: Timestamp) -> Vec<i64> {
    river(store, now).await.iter().map(|story| story.id.0).collect()
}

fn failure(error: &str) -> PageFailure {
    PageFailure { error: error.to_owned(), ..PageFailure::default() }
}

const NO_HOLD: Duration = Duration::ZERO;

#[tokio::test]
async fn a_page_is_taken_when_it_is_due_three_times_at_most() {
    let (_folder, store) = store_with(vec![announced("one", at(0), None)]).await;
    let due =
        async |now| store.read(move |reading| reading.due_pages(at(now), 10)).await.unwrap().len();
    let waiting = || store.read_here(|reading| reading.count_waiting_pages()).unwrap();
    assert_eq!((due(0).await, waiting()), (1, 1));
    let page = take(&store, 1, at(0)).await.unwrap();
    assert_eq!((page.own_html.as_str(), page.tries), ("<p>one</p>", 1));
    assert_eq!((due(0).await, take(&store, 1, at(0)).await), (0, None), "not by two at once");
    let next = store.read(|reading| reading.next_page(at(0))).await.unwrap();
    assert_eq!(next, Some(at(600)));
    write(&store, |writing| writing.give_back_page(ItemId(1), at(60))).await;
    assert_eq!(take(&store, 1, at(60)).await.map(|page| page.tries), Some(1));
    assert_eq!(take(&store, 1, at(660)).await.map(|page| page.tries), Some(2));
    assert_eq!(take(&store, 1, at(1260)).await.map(|page| page.tries), Some(3));
    assert_eq!((take(&store, 1, at(99_999)).await, waiting()), (None, 0));

    let (_folder, store) = store_with(vec![announced("one", at(0), None)]).await;
    let is_final = PageFailure { is_final: true, ..failure("read") };
    write(&store, move |w| w.page_failed(ItemId(1), &is_final, (at(0), NO_HOLD))).await;
    assert_eq!(take(&store, 1, at(99_999)).await, None, "it would be the same another time");
}

fn end(writing: &Writing<'_>, item: i64, ending: &str) -> Result<(), StoreError> {
    let (item, at) = (ItemId(item), (at(5), NO_HOLD));
    match ending {
        "read" => writing.page_read(item, &text("<p>All</p>"), None, at),
        "failed" => writing.page_failed(item, &failure("read"), at),
        _ => Ok(()),
    }
}

#[tokio::test]
async fn a_story_that_waits_for_its_page_is_shown_when_that_is_read_or_fails_or_in_the_end() {
    let (soon, late) = (Some(at(120)), at(-9_000));
    for (ending, place) in [("read", at(5)), ("failed", at(5)), ("left", at(120))] {
        let changes = vec![announced("one", at(120), soon), announced("of last year", late, soon)];
        let (_folder, store) = store_with(changes).await;
        assert_eq!(shown(&store, at(119)).await, [0_i64; 0]);
        let next = store.read(|reading| reading.next_surfacing(at(0))).await.unwrap();
        assert_eq!(next, Some(at(120)));
        for item in [1, 2] {
            write(&store, move |writing| end(writing, item, ending)).await;
        }
        // The item of last year has the smaller number, and its place is where its date is.
        assert_eq!(shown(&store, at(120)).await, [2, 1], "{ending}");
        let placed = river(&store, at(120)).await;
        assert_eq!(
            placed.iter().map(|s| s.surfaced).collect::<Vec<_>>(),
            [place, late],
            "{ending}"
        );
        let last = store.read(|reading| reading.last_surfacing(at(120))).await.unwrap();
        assert!(last >= Some(place), "{ending}");
    }
}

#[tokio::test]
async fn a_try_that_changes_nothing_that_is_shown_is_no_news() {
    let (_folder, store) = store_with(vec![announced("one", at(-60), None)]).await;
    let state =
        async || store.read(|reading| Ok((reading.state()?.2, reading.revision()?))).await.unwrap();
    let before = state().await;
    write(&store, |w| w.page_failed(ItemId(1), &failure("read"), (at(5), NO_HOLD))).await;
    assert_eq!(state().await, before);
    write(&store, |w| w.page_read(ItemId(1), &text("<p>All</p>"), None, (at(5), NO_HOLD))).await;
    assert_eq!(state().await, (at(5), before.1 + 1));
}

#[tokio::test]
async fn a_full_report_from_elsewhere_ends_the_wait_and_a_hold_goes_on() {
    let (_folder, store) = store_with(vec![announced("one", at(120), Some(at(120)))]).await;
    commit(&store, "b", record(vec![new("copy", with(1, 1))])).await.unwrap();
    assert_eq!(shown(&store, at(0)).await, [1]);

    let (_folder, store) = store_with(vec![announced("one", at(600), Some(at(120)))]).await;
    let hold = Duration::from_mins(10);
    write(&store, move |writing| {
        writing.page_read(ItemId(1), &text("<p>All</p>"), None, (at(5), hold))
    })
    .await;
    assert_eq!((shown(&store, at(599)).await, shown(&store, at(600)).await), (vec![], vec![1]));
}

#[tokio::test]
async fn an_item_says_what_its_page_says_and_counts_as_changed_where_it_was_shown() {
    for (waits_until, changed) in [(Some(at(120)), at(-60)), (None, at(5))] {
        let (_folder, store) = store_with(vec![announced("one", at(-60), waits_until)]).await;
        write(&store, |writing| {
            writing.page_read(ItemId(1), &text("<p>All</p>"), None, (at(5), NO_HOLD))
        })
        .await;
        let item = reports(&store, 1).await.remove(0);
        assert_eq!((item.entry.content_html.as_str(), item.changed), ("<p>All</p>", changed));
        assert_eq!(item.entry.canonical_url.as_deref(), Some("https://a.example/canonical"));
        assert_eq!(item.entry.summary.as_deref(), Some("In short"), "the feed's own goes first");
        let print = super::candidate("other").print;
        for (link, text) in [("canonical", "x"), ("x", "full text")] {
            let (link, text) = (link.to_owned(), text.to_owned());
            let mut print = print.clone();
            print.link = Some(Digest::of(&[link.as_bytes()]));
            print.text = Some(Digest::of(&[text.as_bytes()]));
            let known = store.read(move |reading| reading.copies_of(ItemId(9), &print)).await;
            let known = known.unwrap();
            assert_eq!(known.by_link.len() + known.by_text.len(), 1, "{link} {text}");
        }
    }
}

#[tokio::test]
async fn an_item_moves_to_the_story_of_its_page_until_it_is_shown() {
    let waiting = announced("one", at(120), Some(at(120)));
    let (_folder, store) = store_with(vec![waiting, new("copied", Placement::Own)]).await;
    let may_move = async |item, now| {
        store.read(move |reading| reading.may_move(ItemId(item), at(now))).await.unwrap()
    };
    assert!(may_move(2, 119).await && !may_move(2, 120).await && !may_move(1, 0).await);
    let placed = Placed {
        placement: with(1, 1),
        evidence: Evidence::NearCopy { coverage: 930 },
        related: vec![(StoryId(2), 500)],
    };
    write(&store, move |writing| {
        writing.page_read(ItemId(2), &text("<p>All</p>"), Some(&placed), (at(5), NO_HOLD))
    })
    .await;
    let moved = reports(&store, 1).await.remove(1);
    assert_eq!((moved.id, moved.reason.rule), (ItemId(2), MatchRule::NearCopy));
    assert_eq!((moved.reason.matched, moved.reason.coverage), (Some(ItemId(1)), Some(930)));
    assert_eq!(shown(&store, at(999)).await, [1], "the story it was alone in is gone");
}

#[tokio::test]
async fn where_the_feed_says_more_than_the_page_the_page_is_dropped() {
    let (_folder, store) = store_with(vec![announced("one", at(0), None)]).await;
    write(&store, |writing| {
        writing.page_read(ItemId(1), &text("<p>All</p>"), None, (at(5), NO_HOLD))?;
        let failure = PageFailure { feed_says_more: true, ..failure("it says less") };
        writing.page_failed(ItemId(1), &failure, (at(9), NO_HOLD))
    })
    .await;
    let item = reports(&store, 1).await.remove(0);
    assert_eq!((item.entry.content_html.as_str(), item.changed), ("<p>one</p>", at(9)));
}

#[tokio::test]
async fn a_page_that_must_wait_longer_than_its_story_may_lets_the_story_go() {
    let (_folder, store) = store_with(vec![announced("one", at(120), Some(at(120)))]).await;
    let put_off = async |until| {
        write(&store, move |w| w.put_off_page(ItemId(1), at(until), (at(0), NO_HOLD))).await;
    };
    put_off(60).await;
    assert_eq!(shown(&store, at(0)).await, [0_i64; 0]);
    put_off(3_600).await;
    assert_eq!(shown(&store, at(0)).await, [1]);
    assert_eq!(take(&store, 1, at(3_599)).await, None);
    assert_eq!(take(&store, 1, at(3_600)).await.map(|page| page.tries), Some(1));
}

#[tokio::test]
async fn the_latest_pages_of_a_feed_tell_how_it_is_doing() {
    let changes = (1..=30).map(|n| announced(&format!("{n}"), at(0), None)).collect();
    let (_folder, store) = store_with(changes).await;
    for item in 1..=29 {
        take(&store, item, at(0)).await;
        let error = format!("read page {item}");
        if item % 3 == 0 {
            write(&store, move |w| w.page_failed(ItemId(item), &failure(&error), (at(0), NO_HOLD)))
                .await;
        }
    }
    let troubles = store.read(|reading| reading.page_troubles()).await.unwrap();
    let told: Vec<_> = troubles.iter().map(|t| (t.asked, t.failed, t.error.as_str())).collect();
    assert_eq!(told, [(20, 6, "read page 27")]);
}

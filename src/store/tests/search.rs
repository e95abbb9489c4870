//! Full-text search: what is found, in which order, and that the index is as true as what is stored.

use proptest::prelude::*;

use super::{at, commit, folder, key, new, opening, record, with};
use crate::model::search::{SearchFilter, SearchHits, SearchOrder, SearchWords};
use crate::model::{Change, Entry, FeedId, ItemId, PageText, PageWish, Placement, Traits};
use crate::search;
use crate::store::{Store, StoreError, Writing};

/// A new item that says this.
fn saying(name: &str, title: &str, text: &str) -> Change {
    let mut change = new(name, Placement::Own);
    say(&mut change, title, text);
    change
}

fn say(change: &mut Change, title: &str, text: &str) {
    let (Change::New { candidate, .. } | Change::Updated { candidate, .. }) = change else {
        return;
    };
    candidate.entry.title = title.to_owned();
    candidate.entry.text = text.to_owned();
    candidate.traits.words = search::words(&candidate.entry);
}

/// The same item, edited.
fn edited(item: i64, name: &str, title: &str, text: &str) -> Change {
    let Change::New { candidate, .. } = new(name, Placement::Own) else { panic!() };
    let mut change = Change::Updated { item: ItemId(item), candidate, text_edits: 0 };
    say(&mut change, title, text);
    change
}

async fn store_with(changes: Vec<Change>) -> (tempfile::TempDir, Store) {
    let (folder, path) = folder();
    let store = Store::open(&path, &opening()).unwrap();
    // Documents are newest first.
    commit(&store, "a", record(changes.into_iter().rev().collect())).await.unwrap();
    (folder, store)
}

fn all() -> SearchFilter {
    SearchFilter { limit: 100, ..SearchFilter::default() }
}

fn search(store: &Store, typed: &str, filter: &SearchFilter) -> SearchHits {
    let query = search::parse(typed).unwrap();
    store.read_here(|reading| reading.search(&query, filter)).unwrap()
}

fn found_by(store: &Store, typed: &str, filter: &SearchFilter) -> Vec<i64> {
    search(store, typed, filter).hits.iter().map(|hit| hit.item.0).collect()
}

fn found(store: &Store, typed: &str) -> Vec<i64> {
    let mut found = found_by(store, typed, &all());
    found.sort_unstable();
    found
}

async fn write(
    store: &Store,
    work: impl FnOnce(&Writing<'_>) -> Result<(), StoreError> + Send + 'static,
) {
    store.write(work).await.unwrap();
}

#[tokio::test]
async fn items_are_found_in_every_script() {
    let (_folder, store) = store_with(vec![
        saying("1", "Zürich ferry resumes", "The ferry to Ærø runs again after COVID-19."),
        saying("2", "東京都で地震", "気象庁によると、東京で強い揺れがあった。"),
        saying("3", "北京发布新规", "国务院办公厅今天宣布。"),
        saying("4", "서울에서 열린 회의", "참석자들은 서울의 미래를 논의했다."),
        saying("5", "ข่าวด่วน", "รัฐบาลไทยประกาศวันนี้"),
    ])
    .await;
    for (typed, items) in [
        ("ferry", vec![1]),
        ("zurich", vec![1]),
        ("ZÜRICH aero", vec![1]),
        ("covid-19", vec![1]),
        ("covid19", vec![]),
        ("ferr*", vec![1]),
        ("\"ferry runs\"", vec![]),
        ("\"runs again after\"", vec![1]),
        ("title:ferry", vec![1]),
        ("title:runs", vec![]),
        ("author:田太", vec![1, 2, 3, 4, 5]),
        ("ferry OR 地震", vec![1, 2]),
        ("京", vec![2, 3]),
        ("東京", vec![2]),
        ("東京 揺れ", vec![2]),
        ("東京都で地震", vec![2]),
        ("京都", vec![2]),
        ("北京", vec![3]),
        ("办公厅今天", vec![3]),
        ("办公厅 -今天", vec![]),
        ("서울", vec![4]),
        ("ไทย", vec![5]),
        ("ประกาศ", vec![5]),
        ("nowhere", vec![]),
    ] {
        assert_eq!(found(&store, typed), items, "{typed}");
    }
}

#[tokio::test]
async fn a_match_in_the_title_comes_first_and_of_equals_the_newer() {
    let (_folder, store) = store_with(vec![
        saying("1", "Fog lifts", "The ferry runs again."),
        saying("2", "The ferry runs again", "Fog lifts."),
        saying("3", "Fog lifts", "The ferry runs again."),
        saying("4", "Nothing", "Of that."),
    ])
    .await;
    assert_eq!(found_by(&store, "ferry", &all()), [2, 3, 1]);
    let newest = SearchFilter { order: SearchOrder::Newest, ..all() };
    assert_eq!(found_by(&store, "ferry", &newest), [3, 2, 1]);
    let second = SearchFilter { skip: 1, limit: 1, ..all() };
    assert_eq!(found_by(&store, "ferry", &second), [3]);
    assert!(search(&store, "ferry", &second).has_more);
    let last = SearchFilter { skip: 2, limit: 5, ..all() };
    assert!(!search(&store, "ferry", &last).has_more);
}

#[tokio::test]
async fn what_is_wanted_can_be_narrowed() {
    let mut held_back = saying("3", "Ferry", "Later");
    if let Change::New { surfaced, .. } = &mut held_back {
        *surfaced = at(600);
    }
    let mut copy = saying("2", "Ferry", "Copy");
    if let Change::New { placement, .. } = &mut copy {
        *placement = with(1, 1);
    }
    let (_folder, store) = store_with(vec![saying("1", "Ferry", "Text")]).await;
    commit(&store, "b", record(vec![held_back, copy])).await.unwrap();
    for (filter, items) in [
        (all(), vec![3, 2, 1]),
        (SearchFilter { feeds: Some(vec![FeedId(2)]), ..all() }, vec![3, 2]),
        (SearchFilter { shown_at: Some(at(0)), ..all() }, vec![2, 1]),
        (SearchFilter { one_per_story: true, ..all() }, vec![3, 2]),
        (SearchFilter { since: Some(at(-60)), ..all() }, vec![3, 2, 1]),
        (SearchFilter { since: Some(at(-59)), ..all() }, vec![]),
    ] {
        assert_eq!(found_by(&store, "ferry", &filter), items, "{filter:?}");
    }
}

#[tokio::test]
async fn an_edit_a_page_and_the_end_of_a_text_are_searched_at_once() {
    let mut announced = saying("1", "Ferry", "An excerpt of fog");
    if let Change::New { page, .. } = &mut announced {
        *page = Some(PageWish { waits_until: None });
    }
    let (_folder, store) = store_with(vec![announced]).await;
    let entry =
        Entry { title: "Ferry".to_owned(), text: "All of it".to_owned(), ..Entry::default() };
    let traits = Traits { words: search::words(&entry), ..Traits::default() };
    let page = PageText { traits, ..PageText::default() };
    let now = (at(0), std::time::Duration::ZERO);
    write(&store, move |writing| writing.page_read(ItemId(1), &page, None, now)).await;
    assert_eq!((found(&store, "all"), found(&store, "fog")), (vec![1], vec![]));
    commit(&store, "a", record(vec![edited(1, "1", "Boat", "Other words")])).await.unwrap();
    assert_eq!((found(&store, "ferry"), found(&store, "boat words")), (vec![], vec![1]));
    write(&store, |writing| {
        writing.connection.execute("DELETE FROM texts WHERE item = 1", [])?;
        Ok(())
    })
    .await;
    assert_eq!(found(&store, "boat"), Vec::<i64>::new());
}

#[tokio::test]
async fn what_fails_to_be_written_is_not_found() {
    let (_folder, store) = store_with(Vec::new()).await;
    let fails = store
        .write(|writing| -> Result<(), StoreError> {
            let feed = writing.feed(&key("a"), at(0))?;
            writing.commit(&feed, &record(vec![saying("1", "Ferry", "")]), at(0))?;
            Err(StoreError::Closed)
        })
        .await;
    assert!(fails.is_err());
    assert_eq!(found(&store, "ferry"), Vec::<i64>::new());
}

#[tokio::test]
async fn items_of_an_older_schema_come_into_the_index_and_edits_of_them_stay() {
    let (_folder, path) = folder();
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection.execute_batch(include_str!("../../../tests/fixtures/schema/v5.sql")).unwrap();
    drop(connection);
    let store = Store::open(&path, &opening()).unwrap();
    let waiting = store.read_here(|reading| reading.unsearched(10)).unwrap();
    let texts: Vec<(i64, &str)> =
        waiting.iter().map(|item| (item.id.0, item.content_html.as_str())).collect();
    assert_eq!(
        texts,
        [
            (2, "<p>The ferry runs again.</p>"),
            (1, "<p>The ferry runs again. It did not for a week.</p>"),
        ]
    );
    write(&store, |writing| writing.write_words(ItemId(2), &words("edited"))).await;
    let batch: Vec<(ItemId, SearchWords)> =
        waiting.iter().map(|item| (item.id, words("ferry"))).collect();
    write(&store, move |writing| writing.make_searched(&batch)).await;
    assert_eq!((found(&store, "ferry"), found(&store, "edited")), (vec![1], vec![2]));
    assert_eq!(store.read_here(|reading| reading.count_unsearched()).unwrap(), 0);
}

fn words(text: &str) -> SearchWords {
    SearchWords { text: text.to_owned(), ..SearchWords::default() }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// The index says what a look at every text would say: by pairs of letters and by words alike.
    #[test]
    fn whatever_is_typed_is_looked_up_and_found_where_it_stands(
        typed in proptest::collection::vec("\\PC{0,20}|[-\"*:()^+{} aébc東京都ORNOTEA]{0,20}|(東|京|都|a|b| |\"|-|\\*|title:){1,6}", 1..20),
        text in "(東|京|都|ab|a|b| |、){0,12}",
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let (_folder, store) = runtime.block_on(store_with(vec![saying("1", "abc", &text)]));
        for typed in &typed {
            let Ok(query) = search::parse(typed) else { continue };
            let hits = store.read_here(|reading| reading.search(&query, &all()));
            prop_assert!(hits.is_ok(), "{typed}: {hits:?}");
        }
        for length in 1..=text.chars().count().min(4) {
            let letters: Vec<char> = text.chars().collect();
            for piece in letters.windows(length).filter(|piece| piece.iter().all(|c| "東京都".contains(*c))) {
                let piece: String = piece.iter().collect();
                prop_assert_eq!(found(&store, &piece), vec![1], "{} in {}", piece, text);
            }
        }
        for absent in ["京東", "都都", "東東東"] {
            prop_assert_eq!(found(&store, absent).is_empty(), !text.contains(absent), "{} in {}", absent, text);
        }
    }
}

//! The store as its callers meet it: a file in a fresh folder.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::{ItemFilter, OpenError, Opening, SCHEMA_VERSION, Store, StoreError};
use crate::model::{
    Candidate, Change, Digest, Enclosure, Entry, Evidence, FeedAbout, FeedFormat, FeedKey,
    FeedMemory, Fingerprint, ItemId, Person, Placement, PollOutcome, PollRecord, PollTally,
    StoryId, Timestamp, Validators,
};

const NOW: i64 = 1_795_000_000;

fn opening() -> Opening {
    let seed = Digest::of(&[b"a store"]);
    Opening { now: Timestamp::from_unix(NOW), seed, patience: Duration::from_millis(50) }
}

fn folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mainstem.db");
    (folder, path)
}

fn key(name: &str) -> FeedKey {
    FeedKey::of(&format!("https://{name}.example/feed").parse().unwrap())
}

fn candidate(name: &str) -> Candidate {
    let digest = |kind: &str| Digest::of(&[kind.as_bytes(), name.as_bytes()]);
    Candidate {
        entry: Entry {
            guid: Some(name.to_owned()),
            url: Some(format!("https://a.example/{name}")),
            canonical_url: Some(format!("https://a.example/{name}")),
            title: format!("Title of {name}"),
            summary: Some("In short".to_owned()),
            content_html: format!("<p>{name}</p>"),
            text: String::new(),
            authors: vec![Person { name: "山田太郎".to_owned(), uri: None }],
            categories: vec!["World".to_owned()],
            enclosures: vec![Enclosure {
                url: "https://a.example/1.mp3".to_owned(),
                media_type: Some("audio/mpeg".to_owned()),
                length: Some(7),
            }],
            language: Some("ja".to_owned()),
            published: Some(Timestamp::from_unix(NOW - 60)),
            updated: None,
        },
        print: Fingerprint {
            key: digest("key"),
            aliases: Vec::new(),
            link: Some(digest("link")),
            text: Some(digest("text")),
            title: digest("title"),
            content: digest("content"),
        },
    }
}

fn new(name: &str, placement: Placement) -> Change {
    Change::New {
        candidate: Box::new(candidate(name)),
        placement,
        evidence: Evidence::First { guards: Vec::new() },
        surfaced: Timestamp::from_unix(NOW - 60),
        changed: Timestamp::from_unix(NOW - 60),
    }
}

fn record(changes: Vec<Change>) -> PollRecord {
    let about = FeedAbout {
        format: Some(FeedFormat::Atom),
        title: Some("A".to_owned()),
        site_url: Some("https://a.example/".to_owned()),
        language: Some("en".to_owned()),
    };
    let validators =
        Validators { etag: Some(b"W/\"\xff\"".to_vec()), last_modified: Some(b"today".to_vec()) };
    let body = Digest::of(&[b"body"]);
    PollRecord {
        at: Timestamp::from_unix(NOW),
        took: Duration::from_millis(12),
        size_bytes: 34,
        outcome: PollOutcome::Read {
            status: 200,
            validators: validators.clone(),
            url: "https://b.example/feed".to_owned(),
            body: Some(body),
            about: about.clone(),
            moved_to: None,
        },
        memory: FeedMemory {
            about,
            validators,
            document_url: Some("https://b.example/feed".to_owned()),
            body: Some(body),
            last_poll: Some(Timestamp::from_unix(NOW)),
            last_status: Some(200),
            next_poll: Some(Timestamp::from_unix(NOW + 3600)),
            moved_to: Some("https://b.example/feed".to_owned()),
            failures: 3,
            error: Some("failed to read".to_owned()),
            gone: true,
        },
        changes,
    }
}

async fn commit(store: &Store, feed: &str, record: PollRecord) -> Result<PollTally, StoreError> {
    let key = key(feed);
    store
        .write(move |writing| {
            let feed = writing.feed(&key, Timestamp::from_unix(NOW))?;
            writing.commit(&feed, &record)
        })
        .await
}

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
    let placement = Placement::With { story: StoryId(1), item: ItemId(1) };
    let second = vec![new("wire", placement)];
    assert_eq!(commit(&store, "b", record(second)).await.unwrap().duplicate, 1);

    let (river, next) = store.read(|reading| reading.river(None, 10)).await.unwrap();
    assert_eq!(river.len(), 1);
    assert_eq!(next, None);
    let feeds: Vec<_> = river[0].items.iter().map(|item| item.source.url.as_str()).collect();
    assert_eq!(
        feeds,
        ["https://a.example/feed", "https://a.example/feed", "https://b.example/feed"]
    );
    assert_ne!(river[0].items[0].key, river[0].items[2].key, "keys are their feed's own");
}

#[tokio::test]
async fn the_river_is_read_page_by_page_without_a_gap() {
    let (_folder, path) = folder();
    let store = Store::open(&path, &opening()).unwrap();
    let names: Vec<String> = (0..7).map(|n| format!("item {n}")).collect();
    let changes = names.iter().map(|name| new(name, Placement::Own)).collect();
    commit(&store, "a", record(changes)).await.unwrap();
    let mut seen = Vec::new();
    let mut cursor = None;
    loop {
        let (page, next) = store.read(move |reading| reading.river(cursor, 2)).await.unwrap();
        seen.extend(page.iter().map(|story| story.items[0].entry.title.clone()));
        cursor = next;
        if cursor.is_none() {
            break;
        }
    }
    seen.sort();
    assert_eq!(seen, names.iter().map(|name| format!("Title of {name}")).collect::<Vec<_>>());
}

#[tokio::test]
async fn an_edit_changes_the_item_and_neither_its_number_nor_its_story() {
    let (_folder, path) = folder();
    let store = Store::open(&path, &opening()).unwrap();
    commit(&store, "a", record(vec![new("one", Placement::Own)])).await.unwrap();
    let edited = Box::new(Candidate {
        entry: Entry { title: "Better title".to_owned(), ..candidate("one").entry },
        ..candidate("one")
    });
    let mut edit = record(vec![Change::Updated { item: ItemId(1), candidate: edited }]);
    edit.at = Timestamp::from_unix(NOW + 600);
    assert_eq!(commit(&store, "a", edit).await.unwrap().updated, 1);
    let item = store.read(|reading| reading.story(StoryId(1))).await.unwrap().remove(0);
    assert_eq!(item.entry.title, "Better title");
    assert_eq!(item.story, StoryId(1));
    assert_eq!(item.first_seen, Timestamp::from_unix(NOW));
    assert_eq!(item.changed, Timestamp::from_unix(NOW + 600));
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
    // Handed over, and then nobody waits for the answer.
    assert!(futures_util::poll!(&mut pending).is_pending());
    drop(pending);
    drop(clone);
    store.close();
    let store = Store::open_to_read(&path).unwrap();
    assert_eq!(totals(&store), (1, 1));
}

fn totals(store: &Store) -> (u64, u64) {
    store
        .read_here(|reading| {
            let (items, stories) = reading.totals()?;
            Ok((items, stories))
        })
        .unwrap()
}

fn open_error(path: &Path) -> OpenError {
    let before = std::fs::read(path).unwrap();
    let error = Store::open(path, &opening()).unwrap_err();
    assert_eq!(std::fs::read(path).unwrap(), before, "the file is left untouched");
    let beside = path.parent().unwrap().read_dir().unwrap().count();
    assert_eq!(beside, 1, "nothing is left beside it");
    error
}

#[test]
fn a_database_of_a_newer_schema_is_refused_and_left_untouched() {
    let (_folder, path) = folder();
    Store::open(&path, &opening()).unwrap().close();
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection.pragma_update(None, "user_version", SCHEMA_VERSION + 1).unwrap();
    drop(connection);
    let error = open_error(&path);
    assert!(matches!(error, OpenError::TooNew { found: 2, known: 1, .. }), "{error}");
    assert!(error.to_string().contains("install the newer version"), "{error}");
}

#[test]
fn a_file_that_is_no_database_is_refused_and_left_untouched() {
    let (_folder, path) = folder();
    std::fs::write(&path, "[[feed]]\nurl = \"https://example.org/\"\n").unwrap();
    assert!(matches!(open_error(&path), OpenError::NotADatabase { .. }));
}

#[test]
fn a_database_of_another_program_is_refused_and_left_untouched() {
    let (_folder, path) = folder();
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection.execute_batch("CREATE TABLE entries (id INTEGER)").unwrap();
    drop(connection);
    assert!(matches!(open_error(&path), OpenError::Foreign { .. }));
}

#[tokio::test]
async fn a_reader_leaves_the_locks_of_the_writer_alone() {
    use std::os::unix::fs::MetadataExt as _;
    let (_folder, path) = folder();
    let store = Store::open(&path, &opening()).unwrap();
    for _ in 0..3 {
        store.read(|reading| reading.state()).await.unwrap();
    }
    let inode = format!(":{} ", std::fs::metadata(&path).unwrap().ino());
    let locks = std::fs::read_to_string("/proc/locks").unwrap();
    assert!(locks.contains(&inode), "without a lock another process would remove the -wal file");
}

#[tokio::test]
async fn all_that_was_stored_is_in_the_one_file_after_the_end() {
    let (folder, path) = folder();
    let store = Store::open(&path, &opening()).unwrap();
    commit(&store, "a", record(vec![new("one", Placement::Own)])).await.unwrap();
    store.read(|reading| reading.state()).await.unwrap();
    store.close();
    let copy = folder.path().join("copy.db");
    std::fs::copy(&path, &copy).unwrap();
    assert_eq!(totals(&Store::open_to_read(&copy).unwrap()), (1, 1));
}

#[test]
fn a_database_that_a_killed_first_start_left_bare_is_taken_over() {
    let (_folder, path) = folder();
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(())).unwrap();
    drop(connection);
    assert!(std::fs::metadata(&path).unwrap().len() > 0);
    Store::open(&path, &opening()).unwrap().close();
    assert_eq!(totals(&Store::open_to_read(&path).unwrap()), (0, 0));
}

#[test]
fn who_only_reads_makes_no_database() {
    let (folder, path) = folder();
    assert!(matches!(Store::open_to_read(&path), Err(OpenError::Missing { .. })));
    assert_eq!(folder.path().read_dir().unwrap().count(), 0);
}

#[tokio::test]
async fn a_lock_that_another_process_holds_is_named() {
    let (_folder, path) = folder();
    let store = Store::open(&path, &opening()).unwrap();
    let other = rusqlite::Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let refused = commit(&store, "a", record(Vec::new())).await;
    assert!(matches!(refused, Err(StoreError::Locked)), "{refused:?}");
    other.execute_batch("ROLLBACK").unwrap();
    assert!(commit(&store, "a", record(Vec::new())).await.is_ok(), "it goes on afterwards");
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
    rows.map(|sql| sql.unwrap().lines().map(plain).collect::<Vec<_>>().join(" ")).collect()
}

#[test]
fn every_released_schema_opens_and_becomes_the_newest() {
    let (_folder, fresh) = folder();
    Store::open(&fresh, &opening()).unwrap().close();
    let released = [include_str!("../../tests/fixtures/schema/v1.sql")];
    for (version, dump) in (1_u32..).zip(released) {
        let (_folder, path) = folder();
        let connection = rusqlite::Connection::open(&path).unwrap();
        connection.execute_batch(dump).unwrap();
        let found: u32 =
            connection.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
        assert_eq!(found, version);
        drop(connection);
        Store::open(&path, &opening()).unwrap().close();
        assert_eq!(schema(&path), schema(&fresh), "schema {version}");
        let store = Store::open_to_read(&path).unwrap();
        assert_eq!(totals(&store), (2, 1));
    }
}

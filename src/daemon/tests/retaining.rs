//! When the daemon lets items go.

use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::{publishing, settings};
use crate::daemon::clock::Clock;
use crate::daemon::metrics::{Holdings, Metrics};
use crate::daemon::retain::{LOOKED_AT, LetGo, Retaining, let_go, let_go_until};
use crate::model::{Archive, Change, Entry, Evidence, FeedKey, Placement, PollRecord, Timestamp};
use crate::store::{Store, StoreError};
use crate::story;

const DAY: Duration = Duration::from_hours(24);

/// The paused clock runs ahead while the writer, a thread of its own, is at work: in small steps, not by far.
const STEP: Duration = Duration::from_millis(50);

/// A poll at that moment that brings items of these numbers.
fn items(at: Timestamp, numbers: Range<usize>) -> PollRecord {
    let entry = |n: usize| Entry { title: format!("Ferry {n} resumes"), ..Entry::default() };
    let new = |candidate| Change::New {
        candidate: Box::new(candidate),
        placement: Placement::Own,
        evidence: Evidence::First { guards: Vec::new() },
        surfaced: at,
        changed: at,
        related: Vec::new(),
        page: None,
    };
    let changes = story::identify(numbers.map(entry).collect()).into_iter().map(new).collect();
    PollRecord { at, changes, ..publishing::record(0) }
}

/// Looks at what is held for ten days.
async fn look(store: &Store, now: Timestamp) -> Result<LetGo, StoreError> {
    let settings = Arc::new(settings("[store]\nkeep = \"10 days\"\n"));
    let_go(store, &settings, now, (Duration::ZERO, &CancellationToken::new())).await
}

#[tokio::test(start_paused = true)]
async fn old_items_go_within_minutes_of_a_start_and_are_counted() {
    let folder = tempfile::tempdir().unwrap();
    let record = publishing::record(0);
    let at = record.at.plus(Duration::from_hours(20 * 24));
    let store = publishing::store_with(&folder, record).await;
    let settings = settings("[store]\nkeep = \"10 days\"\n");
    let (_tell, settings) = watch::channel(Arc::new(settings));
    let (metrics, stop) = (Arc::new(Metrics::new()), CancellationToken::new());
    let retaining = Retaining {
        store: store.clone(),
        clock: Clock::Anchored { origin: tokio::time::Instant::now(), at },
        settings,
        metrics: Arc::clone(&metrics),
    };
    let looking = async {
        while store.read(|reading| reading.totals()).await.unwrap() != (0, 0) {
            tokio::time::sleep(STEP).await;
        }
        let told = || metrics.text(&Holdings::default());
        while !told().lines().any(|line| line == "mainstem_items_let_go_total 2") {
            tokio::time::sleep(STEP).await;
        }
        stop.cancel();
    };
    let both = async { tokio::join!(retaining.run(stop.clone()), looking) };
    assert!(tokio::time::timeout(Duration::from_mins(30), both).await.is_ok());
}

#[tokio::test]
async fn the_log_of_a_feed_that_is_polled_no_longer_ages_though_its_items_stay() {
    let folder = tempfile::tempdir().unwrap();
    let record = publishing::record(0);
    let now = record.at.plus(DAY * 36);
    let store = publishing::store_with(&folder, record).await;
    let settings = Arc::new(settings(""));
    let days = || {
        let mut rows = 0;
        store.read_here(|reading| reading.days(Timestamp::EPOCH, |_| rows += 1)).unwrap();
        rows
    };
    assert_eq!(days(), 1);
    let gone = let_go(&store, &settings, now, (Duration::ZERO, &CancellationToken::new())).await;
    assert_eq!(gone.unwrap(), LetGo::default());
    assert_eq!(days(), 0);
    let lines = store.read(move |reading| reading.old_polls(now, 9)).await.unwrap();
    assert_eq!(lines, [0; 0]);
    assert_eq!(store.read(|reading| reading.totals()).await.unwrap(), (2, 2));
}

#[tokio::test]
async fn what_is_held_back_stays_so_after_a_year_without_mainstem() {
    let folder = tempfile::tempdir().unwrap();
    let record = publishing::record(600);
    let now = record.at;
    let store = publishing::store_with(&folder, record).await;
    let a_year_ago = now.minus(Duration::from_hours(365 * 24));
    store.write(move |writing| writing.count_ages(a_year_ago)).await.unwrap();
    look(&store, now).await.unwrap();
    let shown = store.read(|reading| Ok(reading.trail(None, None, 9)?.len())).await.unwrap();
    assert_eq!(shown, 1, "the other comes out in ten minutes");
}

#[tokio::test]
async fn items_of_a_clock_that_was_ahead_hide_no_old_ones_behind_them() {
    let folder = tempfile::tempdir().unwrap();
    let now = publishing::record(0).at;
    let store = publishing::store_with(&folder, items(now.plus(DAY * 900), 0..LOOKED_AT)).await;
    let old = items(now.minus(DAY * 20), LOOKED_AT..LOOKED_AT + 1);
    let key = FeedKey::of(&"https://a.example/feed".parse().unwrap());
    store
        .write(move |writing| {
            let row = writing.feed(&key, old.at)?;
            writing.commit(&row, &old, old.at)
        })
        .await
        .unwrap();
    assert_eq!(look(&store, now).await.unwrap().items, 1);
}

#[tokio::test]
async fn an_archive_of_a_clock_that_was_ahead_is_as_old_as_the_one_after_it() {
    let folder = tempfile::tempdir().unwrap();
    let now = publishing::record(0).at;
    let store = publishing::store_with(&folder, items(now, 0..1)).await;
    let old = now.minus(DAY * 20);
    for (number, updated) in [(1, now.plus(DAY * 900)), (2, old), (3, now.plus(DAY)), (4, now)] {
        let archive = Archive { number, reach: i64::from(number), updated, entries: vec![] };
        store.write(move |writing| writing.keep_archive(&archive)).await.unwrap();
    }
    assert_eq!(look(&store, now).await.unwrap().archives, 2);
    let oldest = store.read(|reading| reading.oldest_archive()).await.unwrap();
    assert_eq!(oldest.map(|(number, _)| number), Some(3));
}

#[tokio::test]
async fn what_went_is_told_of_though_the_look_fails_half_way() {
    let folder = tempfile::tempdir().unwrap();
    let record = items(publishing::record(0).at, 0..101);
    let now = record.at.plus(DAY * 20);
    let store = publishing::store_with(&folder, record).await;
    store.write(move |writing| writing.number(now)).await.unwrap();
    let file = rusqlite::Connection::open(folder.path().join("mainstem.db")).unwrap();
    file.execute_batch(
        "CREATE TRIGGER fails BEFORE DELETE ON stories WHEN old.id = 101 \
         BEGIN SELECT RAISE(ABORT, 'the disk is full'); END",
    )
    .unwrap();
    let revision = || store.read(|reading| reading.revision());
    let before = revision().await.unwrap();
    assert!(look(&store, now).await.is_err());
    assert_eq!(store.read(|reading| reading.totals()).await.unwrap(), (1, 1));
    assert_ne!(revision().await.unwrap(), before);
}

#[tokio::test]
async fn what_a_command_has_no_time_to_let_go_is_left_to_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let record = items(publishing::record(0).at, 0..2);
    let now = record.at.plus(DAY * 20);
    let store = publishing::store_with(&folder, record).await;
    let (settings, stop) =
        (Arc::new(settings("[store]\nkeep = \"10 days\"\n")), CancellationToken::new());
    let none = let_go_until(std::future::ready(()), &store, &settings, (now, &stop)).await;
    assert!(!none.unwrap());
    assert_eq!(store.read(|reading| reading.totals()).await.unwrap(), (2, 2));
    let all = let_go_until(std::future::pending(), &store, &settings, (now, &stop)).await;
    assert!(all.unwrap());
    assert_eq!(store.read(|reading| reading.totals()).await.unwrap(), (0, 0));
}

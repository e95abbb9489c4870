//! When documents are made anew.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::settings;
use crate::daemon::clock::Clock;
use crate::daemon::metrics::Metrics;
use crate::daemon::publishing::{Publishing, Surfacing, last_modified};
use crate::model::{
    Change, Digest, Entry, Evidence, FeedAbout, FeedKey, FeedMemory, ItemId, Placement,
    PollOutcome, PollRecord, Publication, Settings, Timestamp, Validators,
};
use crate::publish;
use crate::serve::{Board, Outlook};
use crate::store::{Opening, Store};
use crate::story;

const NOW: i64 = 1_795_000_000;

struct Nobody;

impl Outlook for Nobody {
    fn now(&self) -> Timestamp {
        Timestamp::from_unix(NOW)
    }

    fn next_change(&self) -> Option<Timestamp> {
        None
    }

    fn ready(&self) -> Result<(), String> {
        Ok(())
    }
}

/// Two stories, the second of which surfaces so many seconds later.
pub(super) fn record(held: u64) -> PollRecord {
    let now = Timestamp::from_unix(NOW);
    let entry = |title: &str| Entry { title: title.to_owned(), ..Entry::default() };
    let candidates = story::identify(vec![entry("Ferry resumes"), entry("Harbour freezes")]);
    let surfaced = [now, now.plus(Duration::from_secs(held))];
    let changes = candidates.into_iter().zip(surfaced).map(|(candidate, surfaced)| Change::New {
        candidate: Box::new(candidate),
        placement: Placement::Own,
        evidence: Evidence::First { guards: Vec::new() },
        surfaced,
        changed: now,
        related: Vec::new(),
        page: None,
    });
    PollRecord {
        at: now,
        took: Duration::ZERO,
        size_bytes: 0,
        outcome: PollOutcome::Read {
            status: 200,
            validators: Validators::default(),
            url: "https://a.example/feed".to_owned(),
            body: None,
            about: FeedAbout::default(),
            repairs: Vec::new(),
        },
        memory: FeedMemory::default(),
        hosts: Vec::new(),
        changes: changes.collect(),
    }
}

pub(super) async fn store_with(folder: &tempfile::TempDir, record: PollRecord) -> Store {
    let opening = Opening {
        now: Timestamp::from_unix(NOW),
        seed: Digest::of(&[b"a store"]),
        patience: Opening::PATIENCE,
    };
    let store = Store::open(&folder.path().join("mainstem.db"), &opening).unwrap();
    let key = FeedKey::of(&"https://a.example/feed".parse().unwrap());
    store
        .write(move |writing| {
            let row = writing.feed(&key, record.at)?;
            writing.commit(&row, &record, record.at)
        })
        .await
        .unwrap();
    store
}

/// The loop, and what it is told of edits of feeds.toml by.
fn publishing(store: &Store) -> (Publishing, watch::Sender<Arc<Settings>>) {
    let (tell, settings) = watch::channel(Arc::new(settings("")));
    let now = Timestamp::from_unix(NOW);
    let publishing = Publishing {
        store: store.clone(),
        clock: Clock::Anchored { origin: tokio::time::Instant::now(), at: now },
        board: Arc::new(Board::new(Box::new(Nobody))),
        published: watch::Sender::default(),
        surfacing: Arc::new(Surfacing::default()),
        metrics: Arc::new(Metrics::new()),
        settings,
        committed: Arc::new(Notify::new()),
        started: now,
    };
    (publishing, tell)
}

/// Lets tokio's clock, which is paused, go on until so many stories are published.
async fn until_published(board: &Board, stories: usize) -> Arc<Publication> {
    for _ in 0..10_000 {
        if let Some(publication) = board.get().filter(|now| now.stories == stories) {
            return publication;
        }
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
    panic!("{stories} stories are never published");
}

#[tokio::test(start_paused = true)]
async fn a_story_that_is_held_back_is_published_when_it_is_due() {
    let folder = tempfile::tempdir().unwrap();
    let store = store_with(&folder, record(600)).await;
    let (publishing, _tell) = publishing(&store);
    let (board, surfacing) = (Arc::clone(&publishing.board), Arc::clone(&publishing.surfacing));
    let (clock, due) = (publishing.clock, Timestamp::from_unix(NOW + 600));
    let stand = publishing.publish().await.unwrap();
    assert_eq!(board.get().unwrap().stories, 1);
    assert_eq!(surfacing.next(), due, "readers are told when to come again");
    let stop = CancellationToken::new();
    let running = TaskTracker::new();
    drop(running.spawn(publishing.run(stand, stop.clone())));
    let publication = until_published(&board, 2).await;
    assert!(clock.now() >= due && clock.now() <= due.plus(Duration::from_secs(2)));
    assert_eq!(publication.documents["/feed.atom"].last_modified, due);
    assert!(surfacing.next() > due.plus(Duration::from_hours(24)), "nothing else is held back");
    stop.cancel();
    running.close();
    running.wait().await;
}

#[tokio::test(start_paused = true)]
async fn a_correction_that_another_process_makes_is_published_within_seconds() {
    let folder = tempfile::tempdir().unwrap();
    let store = store_with(&folder, record(0)).await;
    let (publishing, _tell) = publishing(&store);
    let (board, clock) = (Arc::clone(&publishing.board), publishing.clock);
    let stand = publishing.publish().await.unwrap();
    let stop = CancellationToken::new();
    let running = TaskTracker::new();
    drop(running.spawn(publishing.run(stand, stop.clone())));
    until_published(&board, 2).await;
    let at = clock.now();
    store.write(move |writing| writing.join(ItemId(1), ItemId(2), at)).await.unwrap();
    let written = clock.now();
    until_published(&board, 1).await;
    assert!(clock.now().since(written) <= Duration::from_secs(4));
    stop.cancel();
    running.close();
    running.wait().await;
}

#[test]
fn two_publications_never_carry_the_same_last_modified() {
    let changed = Timestamp::from_unix(NOW);
    assert_eq!(last_modified(changed, None), changed);
    let prepared = publish::prepare("text/plain", b"a".to_vec(), changed);
    let documents = [("/".to_owned(), Arc::new(prepared))].into();
    let previous = Publication { documents, ..Publication::default() };
    assert_eq!(last_modified(changed, Some(&previous)), changed.plus(Duration::from_secs(1)));
}

//! What the push loop makes of what polls find, by a clock that stands still unless it is told to go.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::settings;
use crate::daemon::clock::Clock;
use crate::daemon::desk::Desk;
use crate::daemon::intake::Live;
use crate::daemon::poll::{Polled, Poller};
use crate::daemon::push::Pushing;
use crate::model::{
    Digest, Failure, FailureKind, FeedKey, FeedMemory, HubLink, Lease, PollOutcome, PollTally,
    Stage, Subscription, Timestamp, Trust, Validators,
};
use crate::store::{Opening, Store};
use crate::websub;

const NOW: i64 = 1_795_000_000;

const TOML: &str = "[merged]\nbase_url = \"https://news.example.org/\"\n[[feed]]\nurl = \"https://a.example/feed\"\n";

fn at(seconds: u64) -> Timestamp {
    Timestamp::from_unix(NOW).plus(Duration::from_secs(seconds))
}

fn key() -> FeedKey {
    FeedKey::of(&"https://a.example/feed".parse().unwrap())
}

fn link() -> HubLink {
    HubLink { hub: "https://hub.example/".to_owned(), topic: "https://a.example/feed".to_owned() }
}

/// A store with a feed that names a hub, which pushes for thirty days and has earned this.
async fn store(folder: &tempfile::TempDir, trust: Trust) -> Store {
    let seed = Digest::of(&[b"a store"]);
    let opening = Opening { now: at(0), seed, patience: Opening::PATIENCE };
    let store = Store::open(&folder.path().join("mainstem.db"), &opening).unwrap();
    store
        .write(move |writing| {
            let row = writing.feed(&key(), at(0))?;
            let mut record = super::publishing::record(0);
            record.memory.about.hub = Some(link());
            writing.commit(&row, &record, at(0))?;
            let secret = writing.push_key(seed)?;
            let base = "https://news.example.org/".to_owned();
            let until = at(30 * 86_400);
            writing.remember_subscription(&Subscription {
                token: websub::token(secret, &key(), &link(), &base),
                feed: key(),
                link: link(),
                base,
                stage: Stage::Verified(Lease { since: at(0), granted: at(0), until }),
                ask_at: at(20 * 86_400),
                tries: 0,
                note: None,
                trust,
                last_push: None,
                ignored: 0,
            })
        })
        .await
        .unwrap();
    store
}

/// A poll that ended now, with an item of this date, if any.
fn polled(news: Option<Timestamp>) -> Polled {
    let memory = FeedMemory { last_poll: Some(at(3600)), ..FeedMemory::default() };
    let mut about = memory.about.clone();
    about.hub = Some(link());
    let memory = FeedMemory { about, ..memory };
    Polled {
        at: at(3600),
        took: Duration::ZERO,
        size_bytes: 0,
        outcome: PollOutcome::NotModified(Validators::default()),
        tally: PollTally::default(),
        news: news.into_iter().map(Some).collect(),
        before: memory.clone(),
        memory,
        forgave: false,
    }
}

async fn trusted(store: &Store) -> Option<Timestamp> {
    store.read(|reading| reading.feed(&key())).await.unwrap().unwrap().memory.pushed_until
}

/// Lets the clock go on until the store trusts the feed's hub so.
async fn until_trusted(store: &Store, until: Option<Timestamp>) {
    for _ in 0..1_000 {
        if trusted(store).await == until {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the hub is never trusted until {until:?}");
}

#[tokio::test(start_paused = true)]
async fn a_hub_is_trusted_until_a_poll_finds_what_it_had_not_pushed() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder, Trust { pushes: 1, misses: 0 }).await;
    let clock = Clock::Anchored { origin: tokio::time::Instant::now(), at: at(0) };
    let settings = settings(TOML);
    let live = Arc::new(Live::new(settings.merged.window));
    let poller = Poller::new(&settings.fetch, store.clone(), live, clock).unwrap();
    let (desk, deliveries) = Desk::open(&store, clock, 1).await.unwrap();
    let (sooner, stop) = (Arc::new(Notify::new()), CancellationToken::new());
    let (_tell, settings) = watch::channel(Arc::new(settings));
    let (_lend, poller) = watch::channel(poller);
    let pushing = Pushing {
        store: store.clone(),
        clock,
        settings,
        poller,
        committed: Arc::default(),
        wanted: Arc::default(),
        sooner: Arc::clone(&sooner),
        desk: Arc::clone(&desk),
        deliveries,
        trusted: BTreeMap::new(),
        looked: tokio::time::Instant::now(),
    };
    let running = TaskTracker::new();
    drop(running.spawn(pushing.run(stop.clone())));
    until_trusted(&store, Some(at(30 * 86_400))).await;

    tokio::time::sleep(Duration::from_hours(2)).await;
    desk.polled(&key(), &polled(Some(clock.now().minus(Duration::from_mins(5)))));
    tokio::time::sleep(Duration::from_mins(5)).await;
    assert_eq!(trusted(&store).await, Some(at(30 * 86_400)), "it may have been on its way");

    desk.polled(&key(), &polled(Some(clock.now().minus(Duration::from_mins(30)))));
    sooner.notified().await;
    until_trusted(&store, None).await;
    let held = store.read(|reading| reading.subscriptions()).await.unwrap();
    assert_eq!(held[0].trust, Trust { pushes: 0, misses: 1 });
    assert!(matches!(held[0].stage, Stage::Verified(_)), "it goes on pushing");
    stop.cancel();
    running.close();
    running.wait().await;
}

#[tokio::test(start_paused = true)]
async fn a_miss_is_forgiven_by_a_poll_that_has_looked_and_by_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder, Trust { pushes: 6, misses: 1 }).await;
    let clock = Clock::Anchored { origin: tokio::time::Instant::now(), at: at(7200) };
    let (desk, _deliveries) = Desk::open(&store, clock, 1).await.unwrap();
    let token = websub::token(desk.key, &key(), &link(), "https://news.example.org/");
    let failure =
        Failure { kind: FailureKind::Connect, status: None, detail: "connect".to_owned() };
    desk.polled(&key(), &Polled { outcome: PollOutcome::Failed(failure), ..polled(None) });
    assert_eq!(desk.get(token).unwrap().trust, Trust { pushes: 6, misses: 1 });
    desk.polled(&key(), &polled(None));
    assert_eq!(desk.get(token).unwrap().trust, Trust { pushes: 1, misses: 0 });
}

//! What publishers are polled from in these tests: feeds.toml and a store, and pollers that come and go.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use mainstem::config::{self, Place, Secrets};
use mainstem::daemon::{Clock, Live, Poller, Polls, Turn, bring_out, health};
use mainstem::model::{Ailment, Digest, Feed, FeedMemory, PollOutcome, Settings, Timestamp};
use mainstem::store::{Opening, Store};
use tokio_util::sync::CancellationToken;

use crate::support::publisher::{Answer, Asked, Publisher};

/// A poller's desk: feeds.toml and a store in a folder.
pub(super) struct Desk {
    folder: tempfile::TempDir,
    settings: Settings,
}

impl Desk {
    /// With feeds at these addresses, all to be polled as often as can be.
    pub(super) fn with(urls: &[String]) -> Self {
        let feeds = urls.iter().map(|url| format!("[[feed]]\nurl = \"{url}\"\n"));
        let toml = format!(
            "[fetch]\nhost_gap = \"0s\"\nallow_private_networks = true\ntimeout = \"5s\"\n\
             [defaults]\nschedule = \"every 1m\"\n{}",
            feeds.collect::<String>()
        );
        let place = Place::alone(Path::new("feeds.toml"), Secrets::Needed);
        let settings = config::read(&toml, &place, mainstem::daemon::JUDGE).unwrap();
        Self { folder: tempfile::tempdir().unwrap(), settings }
    }

    pub(super) fn feed(&self, number: usize) -> Arc<Feed> {
        Arc::new(self.settings.feeds[number].clone())
    }

    pub(super) fn store(&self) -> Store {
        let opening = Opening {
            now: Timestamp::EPOCH,
            seed: Digest::of(&[b"a desk"]),
            patience: Opening::PATIENCE,
        };
        Store::open(&self.folder.path().join("mainstem.db"), &opening).unwrap()
    }

    /// Polls the first feed, if it is due at this moment.
    pub(super) fn poll(&self, moment: &str) -> Turn {
        self.round(moment, &[0]).remove(0)
    }

    /// Polls these feeds in turn by one poller, where they are due at this moment.
    pub(super) fn round(&self, moment: &str, numbers: &[usize]) -> Vec<Turn> {
        self.with_poller(moment, async |poller, feeds| {
            let mut turns = Vec::new();
            for number in numbers {
                let stop = CancellationToken::new();
                turns.push(poller.poll(&feeds[*number], false, &stop).await.unwrap());
            }
            turns
        })
    }

    /// Polls all feeds at once by one poller.
    pub(super) fn at_once(&self, moment: &str) {
        self.with_poller(moment, async |poller, feeds| {
            let mut polls = Polls::default();
            for feed in feeds {
                polls.start(&poller, feed, false, &CancellationToken::new());
            }
            while let Some((_, turn)) = polls.next().await {
                turn.unwrap();
            }
        });
    }

    fn with_poller<T>(
        &self,
        moment: &str,
        work: impl AsyncFnOnce(Poller, Vec<Arc<Feed>>) -> T,
    ) -> T {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let store = self.store();
        let done = runtime.block_on(async {
            let at = Timestamp::from_rfc3339(moment).unwrap();
            let clock = Clock::Anchored { origin: tokio::time::Instant::now(), at };
            let live = Arc::new(Live::new(Duration::from_hours(24)));
            let fetch = &self.settings.fetch;
            let poller = Poller::new(fetch, store.clone(), live, clock).unwrap();
            poller.recall().await.unwrap();
            let feeds: Vec<_> = (0..self.settings.feeds.len()).map(|n| self.feed(n)).collect();
            poller.expect(&feeds);
            work(poller, feeds).await
        });
        store.close();
        done
    }

    /// What is remembered of a feed; nothing where it was not asked for yet.
    pub(super) fn memory(&self, number: usize) -> FeedMemory {
        let key = self.feed(number).key.clone();
        let store = self.store();
        let memory = store.read_here(|reading| reading.memory(&key)).unwrap();
        store.close();
        memory
    }

    /// How many items have come out by this moment.
    pub(super) fn published(&self, moment: &str) -> usize {
        let store = self.store();
        let now = Timestamp::from_rfc3339(moment).unwrap();
        bring_out(&store, &self.settings, now).unwrap();
        let trail = store.read_here(|reading| reading.trail(None, None, 1_000)).unwrap();
        store.close();
        trail.len()
    }

    /// What the operator is told of feeds.
    pub(super) fn told(&self) -> Vec<Ailment> {
        let store = self.store();
        let health = store.read_here(|reading| health(reading, &self.settings)).unwrap();
        store.close();
        health.told.into_iter().map(|(_, ailment)| ailment).collect()
    }
}

/// A publisher with one feed at `/feed`, and a desk that polls it.
pub(super) fn desk(answers: impl IntoIterator<Item = Answer>) -> (Publisher, Desk) {
    let publisher = Publisher::start();
    publisher.serve_in_turn("/feed", answers);
    let desk = Desk::with(&[publisher.url("/feed")]);
    (publisher, desk)
}

pub(super) fn document(items: usize) -> String {
    let items = (0..items).map(|number| {
        format!("<item><guid>harbour-{number}</guid><title>Ferry {number} sails</title></item>")
    });
    format!("<rss version=\"2.0\"><channel>{}</channel></rss>", items.collect::<String>())
}

pub(super) fn outcome(turn: &Turn) -> &PollOutcome {
    match turn {
        Turn::Polled(polled) => &polled.outcome,
        Turn::Stopped | Turn::NotDue { .. } | Turn::HeldBack { .. } => panic!("{turn:?}"),
    }
}

pub(super) fn until(turn: &Turn) -> String {
    match turn {
        Turn::NotDue { until } | Turn::HeldBack { until, .. } => until.rfc3339(),
        Turn::Stopped | Turn::Polled(_) => panic!("{turn:?}"),
    }
}

pub(super) fn validators(asked: &Asked) -> (Option<&str>, Option<&str>) {
    (asked.header("if-none-match"), asked.header("if-modified-since"))
}

/// Day and time of November 2026.
pub(super) fn on(day: u32, time: &str) -> String {
    format!("2026-11-{day:02}T{time}:00Z")
}

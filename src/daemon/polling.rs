//! The loop that polls what is due. It also feeds systemd's watchdog: a loop that is stuck is
//! noticed because nobody else says that it is alive.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use tokio::sync::{Notify, mpsc, watch};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::agenda::Agenda;
use super::announce::Announcer;
use super::clock::Clock;
use super::desk::Desk;
use super::footing::Trouble;
use super::metrics::Metrics;
use super::pages::Pages;
use super::poll::{Polled, Poller, Turn};
use super::polls::Polls;
use super::push::Pushing;
use super::retain::Retaining;
use super::systemd::Watchdog;
use crate::model::{
    Delivery, Feed, FeedMemory, FeedState, FetchSettings, Publication, Settings, Timestamp,
};
use crate::schedule;
use crate::store::{Store, StoreError};

/// The longest sleep. The machine's clock may be set, and after a suspend it has jumped.
const LONGEST_SLEEP: Duration = Duration::from_secs(20);

/// How the loop is doing, for those who are asked.
#[derive(Debug, Default)]
pub(super) struct Pulse {
    turned: AtomicI64,
    next: AtomicI64,
}

impl Pulse {
    /// When the next feed is due; the last turn of the loop, while any is being polled.
    pub(super) fn next_poll(&self) -> Timestamp {
        Timestamp::from_unix(self.next.load(Ordering::Relaxed))
    }

    /// Whether the loop has turned lately.
    pub(super) fn beats(&self, now: Timestamp) -> bool {
        let turned = Timestamp::from_unix(self.turned.load(Ordering::Relaxed));
        now.since(turned) <= 3 * LONGEST_SLEEP
    }
}

/// What the polling loop works with.
#[derive(Debug)]
pub(super) struct Polling {
    pub(super) store: Store,
    pub(super) clock: Clock,
    pub(super) watchdog: Watchdog,
    pub(super) settings: watch::Receiver<Arc<Settings>>,
    /// Woken whenever something was committed.
    pub(super) committed: Arc<Notify>,
    pub(super) pulse: Arc<Pulse>,
    pub(super) metrics: Arc<Metrics>,
    /// To be woken whenever a poll has brought something, which may want its page.
    pub(super) wanted: Arc<Notify>,
    /// Told of the poller as it is now.
    pub(super) pollers: watch::Sender<Poller>,
    /// Told of what polls found that hubs may have missed.
    pub(super) desk: Arc<Desk>,
    /// Woken when a feed is to be polled sooner than was settled.
    pub(super) sooner: Arc<Notify>,
}

/// The state of the loop.
struct Turning {
    agenda: Agenda,
    poller: Poller,
    /// What the poller was made from.
    manners: FetchSettings,
    polls: Polls,
    /// From when on those that missed their slot come one after the other: the start, or the end of
    /// an outage.
    since: Timestamp,
    /// Whether polls can be recorded.
    trouble: Trouble,
}

impl Polling {
    /// The loop over the article pages that the polls bring, which goes out as they do.
    pub(super) fn pages(&self) -> Pages {
        Pages {
            settings: self.settings.clone(),
            poller: self.pollers.subscribe(),
            wanted: Arc::clone(&self.wanted),
            committed: Arc::clone(&self.committed),
            sooner: Arc::clone(&self.sooner),
        }
    }

    /// The loop over the subscriptions at hubs, which takes in what comes out of `deliveries`.
    pub(super) fn pushing(&self, deliveries: mpsc::Receiver<Delivery>) -> Pushing {
        Pushing {
            store: self.store.clone(),
            clock: self.clock,
            settings: self.settings.clone(),
            poller: self.pollers.subscribe(),
            committed: Arc::clone(&self.committed),
            wanted: Arc::clone(&self.wanted),
            sooner: Arc::clone(&self.sooner),
            desk: Arc::clone(&self.desk),
            deliveries,
            trusted: BTreeMap::new(),
            looked: Instant::now(),
        }
    }

    /// The loop that tells our own hub of what is published.
    pub(super) fn announcer(&self, published: watch::Receiver<Arc<Publication>>) -> Announcer {
        let (settings, poller) = (self.settings.clone(), self.pollers.subscribe());
        Announcer { store: self.store.clone(), clock: self.clock, settings, poller, published }
    }

    /// The loop that lets items go that need not be held any longer.
    pub(super) fn retaining(&self) -> Retaining {
        Retaining {
            store: self.store.clone(),
            clock: self.clock,
            settings: self.settings.clone(),
            metrics: Arc::clone(&self.metrics),
        }
    }

    /// Polls until `stop`, then waits for what is being written.
    pub(super) async fn run(mut self, poller: Poller, stop: CancellationToken) {
        let mut turning = Turning {
            agenda: Agenda::default(),
            poller,
            manners: self.settings.borrow().fetch.clone(),
            polls: Polls::default(),
            since: self.clock.now(),
            trouble: Trouble::default(),
        };
        self.adopt(&mut turning).await;
        while !stop.is_cancelled() {
            self.start_due(&mut turning, &stop);
            self.watchdog.alive();
            let pause = self.pause(&turning.agenda);
            tokio::select! {
                () = stop.cancelled() => {}
                Some((feed, turn)) = turning.polls.next() => {
                    if self.end(&mut turning, &feed, turn) {
                        turning.since = self.clock.now();
                        self.adopt(&mut turning).await;
                    }
                }
                Ok(()) = self.settings.changed() => self.adopt(&mut turning).await,
                () = self.sooner.notified() => self.adopt(&mut turning).await,
                () = tokio::time::sleep(pause) => {}
            }
        }
        while let Some((feed, turn)) = turning.polls.next().await {
            self.end(&mut turning, &feed, turn);
        }
    }

    fn start_due(&self, turning: &mut Turning, stop: &CancellationToken) {
        let now = self.clock.now();
        while let Some(feed) = turning.agenda.take_due(now) {
            turning.polls.start(&turning.poller, feed, false, stop);
        }
        self.metrics.polling(turning.polls.len());
        self.pulse.turned.store(now.unix(), Ordering::Relaxed);
        let waiting = turning.agenda.next().unwrap_or(now.plus(LONGEST_SLEEP));
        let next = if turning.polls.is_empty() { waiting } else { now };
        self.pulse.next.store(next.unix(), Ordering::Relaxed);
    }

    fn pause(&self, agenda: &Agenda) -> Duration {
        let due = agenda.next().map_or(LONGEST_SLEEP, |due| due.since(self.clock.now()));
        // Due within this second: the clock tells no finer.
        let due = due.max(Duration::from_millis(50));
        let heartbeat = self.watchdog.heartbeat().unwrap_or(LONGEST_SLEEP);
        due.min(LONGEST_SLEEP).min(heartbeat)
    }

    /// Takes over the settings as they are now.
    async fn adopt(&self, turning: &mut Turning) {
        let settings = Arc::clone(&self.settings.borrow());
        if settings.fetch != turning.manners {
            match turning.poller.remade(&turning.manners, &settings.fetch) {
                Ok(poller) => {
                    self.pollers.send_replace(poller.clone());
                    turning.poller = poller;
                }
                Err(error) => {
                    tracing::error!(%error, "[fetch] stays as it was: failed to {error}");
                }
            }
            turning.manners = settings.fetch.clone();
        }
        turning.poller.look_back(settings.merged.window);
        let memories = self.store.read(|reading| reading.feeds()).await.unwrap_or_else(|error| {
            // Polled too early, a feed costs its publisher a 304.
            tracing::error!(%error, "All feeds are polled now: failed to read the store: {error}");
            Vec::new()
        });
        let memories: BTreeMap<String, _> =
            memories.into_iter().map(|row| (row.url, row.memory)).collect();
        let now = self.clock.now();
        let feeds: Vec<Arc<Feed>> = settings.feeds.iter().cloned().map(Arc::new).collect();
        turning.poller.expect(&feeds);
        turning.agenda.replace(&feeds, |feed| {
            let memory = memories.get(feed.key.as_str());
            let crowd = (feeds.len(), turning.since);
            memory.map_or(now, |memory| schedule::first_due(feed, memory, crowd, now))
        });
        let feeds = turning.agenda.len();
        tracing::debug!(feeds, "The agenda is made anew, of {feeds} feeds");
    }

    /// Takes in how a poll ended. Whether the agenda is to be made anew: what is remembered of other
    /// feeds has changed.
    fn end(&self, turning: &mut Turning, feed: &Feed, turn: Result<Turn, StoreError>) -> bool {
        let now = self.clock.now();
        match turn {
            Ok(Turn::Stopped) => turning.agenda.put_back(&feed.key, |_| now),
            Ok(Turn::NotDue { until } | Turn::HeldBack { until, .. }) => {
                turning.agenda.put_back(&feed.key, |_| until);
            }
            Ok(Turn::Polled(polled)) => {
                turning.trouble.over();
                report(feed, &polled);
                let apart = self.settings.borrow().metrics_per_feed.then(|| feed.key.shown());
                self.metrics.polled(apart.as_deref(), &polled);
                self.desk.polled(&feed.key, &polled);
                if polled.tally.new + polled.tally.updated > 0 {
                    self.committed.notify_one();
                    self.wanted.notify_one();
                }
                turning
                    .agenda
                    .put_back(&feed.key, |feed| schedule::next_due(feed, &polled.memory, now));
                return polled.forgave;
            }
            Err(error) => {
                // A fault of ours with this feed, or one of the store with all of them.
                if matches!(error, StoreError::Sql(_)) {
                    let key = feed.key.shown();
                    tracing::error!(feed.url = key, %error, "Failed to record the poll of {key}: {error}");
                } else {
                    turning.trouble.met(&error);
                }
                // Not sooner than if it had been recorded: a full disk is no fault of publishers.
                let known = FeedMemory::default();
                turning.agenda.put_back(&feed.key, |feed| schedule::next_slot(feed, &known, now));
            }
        }
        false
    }
}

/// A feed's change of state is told once, everything else to those who look closely.
fn report(feed: &Feed, polled: &Polled) {
    let Polled { outcome, tally, before, memory, .. } = polled;
    let key = feed.key.shown();
    let (was, is) = (FeedState::of(before, true), FeedState::of(memory, true));
    let error = memory.error.as_deref().unwrap_or_default();
    if is == FeedState::Ok && was != FeedState::Ok && was != FeedState::New {
        tracing::info!(feed.url = key, "{key} is well again");
    } else if memory.error.is_some() && (was != is || before.error.is_none()) {
        tracing::warn!(
            feed.url = key,
            feed.state = is.name(),
            failures = memory.failures,
            "{key} is {}: {error}",
            is.name()
        );
    }
    tracing::debug!(
        feed.url = key,
        outcome = outcome.name(),
        new = tally.new,
        updated = tally.updated,
        duplicate = tally.duplicate,
        next_poll = memory.next_poll.map(|at| at.rfc3339()),
        "Polled {key}: {}, {} new",
        outcome.name(),
        tally.new,
    );
}

/// The settings' feeds that are polled, for the status line.
pub(super) fn count(settings: &Settings) -> String {
    match settings.feeds.iter().filter(|feed| feed.enabled).count() {
        1 => "1 feed".to_owned(),
        n => format!("{n} feeds"),
    }
}

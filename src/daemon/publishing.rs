//! From the store to the documents: gives what comes out its place, renders what is published, and hands
//! it over.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use tokio::sync::{Notify, watch};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::admission::{self, Coming};
use super::archiving;
use super::clock::Clock;
use super::gathering::window;
use super::library::Files;
use super::metrics::Metrics;
use crate::model::{FeedId, Health, Publication, River, Settings, SourceFeed, Timestamp};
use crate::publish;
use crate::serve::Board;
use crate::store::{Reading, Store, StoreError};

/// Between two publications: while a thousand polls come in, a reader is well served with one a
/// second, and each costs some tens of milliseconds. `Last-Modified` counts in seconds as well.
const GAP: Duration = Duration::from_millis(950);

/// How often to look whether another process has written: a `mainstem poll` by hand, a correction.
const LOOK: Duration = Duration::from_secs(2);

/// Notices that the feed of them shows: a reader that looks in once a month has missed none.
const NOTICES: u32 = 200;

/// How the feeds are, as their operator is told of it.
pub fn health(reading: &Reading<'_>, settings: &Settings) -> Result<Health, StoreError> {
    let (_, made, _) = reading.state()?;
    let listed = reading.sources()?.into_iter().filter_map(|mut source| {
        settings.feed(&source.url)?;
        settings.name_source(&mut source);
        Some((source.id, source))
    });
    let sources: BTreeMap<FeedId, SourceFeed> = listed.collect();
    let notices = reading.notices(NOTICES)?.into_iter();
    let told = notices.filter_map(|(feed, notice)| Some((sources.get(&feed)?.clone(), notice)));
    Ok(Health { made, told: told.collect() })
}

/// What the publishing loop works with.
#[derive(Clone, Debug)]
pub(super) struct Publishing {
    pub(super) store: Store,
    pub(super) clock: Clock,
    pub(super) board: Arc<Board>,
    /// Told of what is published.
    pub(super) published: watch::Sender<Arc<Publication>>,
    pub(super) surfacing: Arc<Surfacing>,
    pub(super) metrics: Arc<Metrics>,
    pub(super) settings: watch::Receiver<Arc<Settings>>,
    /// Woken whenever something was committed.
    pub(super) committed: Arc<Notify>,
    /// When the daemon was started: what was published before then, and under which settings, is
    /// not remembered, so that nothing is dated before it.
    pub(super) started: Timestamp,
}

/// When a story surfaces that is held back, for whoever is asked how long documents hold.
#[derive(Debug)]
pub(super) struct Surfacing(AtomicI64);

impl Surfacing {
    fn tell(&self, next: Option<Timestamp>) {
        self.0.store(next.map_or(i64::MAX, Timestamp::unix), Ordering::Relaxed);
    }

    /// The moment; beyond all calendars where none is held back.
    pub(super) fn next(&self) -> Timestamp {
        Timestamp::from_unix(self.0.load(Ordering::Relaxed))
    }
}

impl Default for Surfacing {
    fn default() -> Self {
        Self(AtomicI64::new(i64::MAX))
    }
}

/// What a publication was made from, and how long it holds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stand {
    /// Of the store.
    revision: i64,
    /// When a story surfaces that was held back.
    next: Option<Timestamp>,
    /// Whether there are more archives to pack, or more items that rules leave out.
    is_filling: bool,
}

impl Publishing {
    /// The loop that writes as files what this one publishes.
    pub(super) fn files(&self) -> Files {
        Files {
            store: self.store.clone(),
            settings: self.settings.clone(),
            published: self.published.subscribe(),
        }
    }

    /// Publishes what the store holds now.
    pub(super) async fn publish(&self) -> Result<Stand, StoreError> {
        let settings = Arc::clone(&self.settings.borrow());
        self.board.open(&settings.server, settings.merged.base_url.path());
        let begun = Instant::now();
        let (store, now, started) = (self.store.clone(), self.clock.now(), self.started);
        let previous = self.board.get();
        let making = tokio::task::spawn_blocking(move || {
            let (river, changed, stand) = look(&store, &settings, now)?;
            let modified = last_modified(changed.max(started), previous.as_deref());
            let publication = publish::publish(&river, modified, previous.as_deref());
            Ok::<_, StoreError>((Arc::new(publication), stand))
        });
        let panicked = |_| StoreError::Sql("mainstem panicked while rendering".to_owned());
        let (publication, stand) = making.await.map_err(panicked)??;
        let stories = publication.stories;
        tracing::debug!(stories, "Published {stories} stories");
        self.metrics.published(publication.stories, begun.elapsed(), now);
        self.surfacing.tell(stand.next);
        self.board.put(Arc::clone(&publication));
        self.published.send_replace(publication);
        Ok(stand)
    }

    /// Publishes whenever `stand`, or what replaced it, holds no longer, until `stop`.
    pub(super) async fn run(mut self, mut stand: Stand, stop: CancellationToken) {
        let mut is_behind = false;
        loop {
            let wait = if is_behind { LOOK } else { self.next_look(stand) };
            let changed = tokio::select! {
                () = stop.cancelled() => return,
                () = self.committed.notified() => true,
                changed = self.settings.changed() => changed.is_ok(),
                () = tokio::time::sleep(wait) => is_behind || self.is_outdated(stand).await,
            };
            if !changed {
                continue;
            }
            match self.publish().await {
                Ok(published) => {
                    stand = published;
                    is_behind = false;
                }
                Err(error) if is_behind => tracing::debug!(%error, "Still not published: {error}"),
                Err(error) => {
                    tracing::error!(%error, "The merged feed stays as it is: failed to use the store: {error}");
                    is_behind = true;
                }
            }
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(GAP) => {}
            }
        }
    }

    /// How long to wait before looking whether anything has changed that nobody tells of.
    fn next_look(&self, stand: Stand) -> Duration {
        if stand.is_filling {
            return Duration::ZERO;
        }
        stand.next.map_or(LOOK, |next| next.since(self.clock.now()).min(LOOK))
    }

    /// Whether a story has surfaced, or another process has written. Failing to look is no news:
    /// the next publication fails likewise, and says so.
    async fn is_outdated(&self, stand: Stand) -> bool {
        if stand.is_filling || stand.next.is_some_and(|next| next <= self.clock.now()) {
            return true;
        }
        let revision = self.store.read(|reading| reading.revision()).await;
        revision.is_ok_and(|revision| revision != stand.revision)
    }
}

/// Gives all that comes out by `now` its place, and packs all archives that are to be packed.
pub fn bring_out(store: &Store, settings: &Settings, now: Timestamp) -> Result<(), StoreError> {
    while look(store, settings, now)?.2.is_filling {}
    Ok(())
}

/// What is published at `now`, after all that comes out by now was given its place; with it, when the
/// store last changed.
pub(super) fn look(
    store: &Store,
    settings: &Settings,
    now: Timestamp,
) -> Result<(River, Timestamp, Stand), StoreError> {
    let coming = store.read_here(|reading| Coming::of(reading, settings, now))?;
    store.write_here(move |writing| {
        coming.write(writing, now)?;
        writing.number(now)
    })?;
    let (window, changed, revision, next) = store.read_here(|reading| {
        let (_, _, changed) = reading.state()?;
        let changed = reading.last_surfacing(now)?.map_or(changed, |at| changed.max(at));
        Ok((window(reading, settings)?, changed, reading.revision()?, reading.next_surfacing(now)?))
    })?;
    let is_leaving_out = admission::leave_out(store, settings, &window)?;
    let (archives, is_filling) = archiving::fill(store, settings, window.left)?;
    let river = River { archives, ..window.river };
    Ok((river, changed, Stand { revision, next, is_filling: is_filling || is_leaving_out }))
}

/// `Last-Modified` counts in seconds, and two publications may fall into one: the later is then
/// dated a second on, or a reader that only sends `If-Modified-Since` would miss it.
pub(super) fn last_modified(changed: Timestamp, previous: Option<&Publication>) -> Timestamp {
    let documents = previous.into_iter().flat_map(|previous| previous.documents.values());
    let newest = documents.map(|document| document.last_modified).max();
    newest.map_or(changed, |newest| changed.max(newest.plus(Duration::from_secs(1))))
}

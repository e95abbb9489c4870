//! The whole way of one poll, from the request to the committed record.

use std::sync::Arc;

use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use url::Url;

use super::clock::Clock;
use crate::article;
use crate::fetch::{FetchSetupError, Fetcher, HostGate, host_key};
use crate::model::{
    Candidate, Digest, Document, Failure, FailureKind, Feed, FeedMemory, FetchOutcome,
    FetchRequest, FetchSettings, PollOutcome, PollRecord, PollTally, Timestamp, Validators,
};
use crate::parse::{self, ReadFeedError};
use crate::schedule;
use crate::store::{Store, StoreError};
use crate::story::{self, Assigned};

/// How long after an item was first seen copies of it are looked for.
const WINDOW: std::time::Duration = std::time::Duration::from_hours(7 * 24);

/// Whatever a poll needs beside its feed.
#[derive(Clone, Debug)]
pub struct Poller {
    /// Goes out.
    fetcher: Arc<Fetcher>,
    /// Lets requests to one host pass one by one.
    gate: Arc<HostGate>,
    /// Bounds how many polls are under way, and with them the documents in memory.
    slots: Arc<Semaphore>,
    /// Remembers.
    store: Store,
    /// Tells the time.
    clock: Clock,
}

/// How a turn at polling ended.
#[derive(Clone, Debug)]
pub enum Turn {
    /// The daemon ends. Nothing was written.
    Stopped,
    /// Somebody else has polled the feed meanwhile.
    NotDue {
        /// When it is due now.
        until: Timestamp,
    },
    /// The feed was polled.
    Polled(Box<Polled>),
}

/// What came of a poll, for whoever asked for it.
#[derive(Clone, Debug)]
pub struct Polled {
    /// How it ended.
    pub outcome: PollOutcome,
    /// What it brought.
    pub tally: PollTally,
    /// What was remembered before.
    pub before: FeedMemory,
    /// What is remembered now.
    pub memory: FeedMemory,
}

/// A poll up to the publisher's answer.
enum Outing<'p> {
    NotDue {
        until: Timestamp,
    },
    Fetched {
        /// Held until the document is written, because it bounds how many are in memory.
        slot: Option<SemaphorePermit<'p>>,
        at: (Timestamp, Instant),
        held_body: Option<Digest>,
        outcome: FetchOutcome,
    },
}

/// A body, read.
struct Reading {
    outcome: PollOutcome,
    candidates: Vec<Candidate>,
    size_bytes: u64,
}

impl Poller {
    /// What goes out under these settings.
    pub fn new(
        settings: &FetchSettings,
        store: Store,
        clock: Clock,
    ) -> Result<Self, FetchSetupError> {
        Ok(Self {
            fetcher: Arc::new(Fetcher::new(settings)?),
            gate: Arc::new(HostGate::new(settings.per_host, settings.host_gap)),
            slots: Arc::new(Semaphore::new(settings.concurrency)),
            store,
            clock,
        })
    }

    /// The same under other settings. What waits at a host or for a slot goes on doing so: an edit
    /// of feeds.toml must not let twice as many requests out.
    pub(super) fn remade(
        &self,
        before: &FetchSettings,
        after: &FetchSettings,
    ) -> Result<Self, FetchSetupError> {
        let mut poller = Self::new(after, self.store.clone(), self.clock)?;
        if (before.per_host, before.host_gap) == (after.per_host, after.host_gap) {
            poller.gate = Arc::clone(&self.gate);
        }
        if before.concurrency == after.concurrency {
            poller.slots = Arc::clone(&self.slots);
        }
        Ok(poller)
    }

    /// Polls the feed when its host is free: if it is due then, or in any case where `force` is
    /// set. Breaks off at `stop` until the publisher has answered, and not after.
    pub async fn poll(
        &self,
        feed: &Arc<Feed>,
        force: bool,
        stop: &CancellationToken,
    ) -> Result<Turn, StoreError> {
        let going_out = self.go_out(feed, force);
        let gone_out = tokio::select! {
            () = stop.cancelled() => return Ok(Turn::Stopped),
            gone_out = going_out => gone_out?,
        };
        match gone_out {
            Outing::NotDue { until } => Ok(Turn::NotDue { until }),
            Outing::Fetched { slot, at, held_body, outcome } => {
                let polled = self.finish(feed, held_body, outcome, at).await;
                drop(slot);
                polled.map(|polled| Turn::Polled(Box::new(polled)))
            }
        }
    }

    /// Up to the publisher's answer: what can be broken off without a trace.
    async fn go_out(&self, feed: &Feed, force: bool) -> Result<Outing<'_>, StoreError> {
        // The host first: a slot is not to be held by who waits for a busy host.
        let host = self.gate.enter(&host_key(&feed.url)).await;
        let slot = self.slots.acquire().await;
        let at = (self.clock.now(), Instant::now());
        let memory = self.memory(feed).await?;
        if !force && !schedule::is_due(feed, &memory, at.0) {
            return Ok(Outing::NotDue { until: schedule::next_due(feed, &memory, at.0) });
        }
        let outcome = self.fetcher.fetch(&request(feed, &memory), at.0).await;
        drop(host);
        Ok(Outing::Fetched { slot: slot.ok(), at, held_body: memory.body, outcome })
    }

    /// What is remembered of the feed.
    async fn memory(&self, feed: &Feed) -> Result<FeedMemory, StoreError> {
        let key = feed.key.clone();
        let row = self.store.read(move |reading| reading.feed(&key)).await?;
        Ok(row.map(|row| row.memory).unwrap_or_default())
    }

    /// Reads what was fetched and writes all that comes of it, in one transaction: looking up what
    /// is held belongs to it, or two feeds that bring the same story at once would both have it
    /// for new.
    async fn finish(
        &self,
        feed: &Arc<Feed>,
        held_body: Option<Digest>,
        fetched: FetchOutcome,
        (now, begun): (Timestamp, Instant),
    ) -> Result<Polled, StoreError> {
        let reading = match fetched {
            // Reading a document of 16 MiB takes long enough to be felt by other polls.
            FetchOutcome::Fresh(document) => {
                tokio::task::spawn_blocking(move || read_document(*document, held_body, now))
                    .await
                    .unwrap_or_else(|_| Reading::failed(internal("read the document: a panic")))
            }
            FetchOutcome::NotModified(validators) => {
                Reading::without_entries(PollOutcome::NotModified(validators))
            }
            FetchOutcome::HoldOff { status, until } => {
                Reading::without_entries(PollOutcome::HoldOff { status, until })
            }
            FetchOutcome::Gone => Reading::without_entries(PollOutcome::Gone),
            FetchOutcome::Failed(failure) => Reading::failed(failure),
        };
        let feed = Arc::clone(feed);
        self.store
            .write(move |writing| {
                let row = writing.feed(&feed.key, now)?;
                let known = writing.reading().known(row.id, &reading.candidates)?;
                let first_document = !row.was_read;
                let ground = Assigned { feed: row.id, first_document, known: &known, now };
                let changes = story::assign(reading.candidates, &ground);
                let memory = schedule::settle(&feed, &row.memory, &reading.outcome, now);
                let record = PollRecord {
                    at: now,
                    took: begun.elapsed(),
                    size_bytes: reading.size_bytes,
                    outcome: reading.outcome,
                    memory,
                    changes,
                };
                let tally = writing.commit(&row, &record, now.minus(WINDOW))?;
                let PollRecord { outcome, memory, .. } = record;
                Ok(Polled { outcome, tally, before: row.memory, memory })
            })
            .await
    }
}

fn request(feed: &Feed, memory: &FeedMemory) -> FetchRequest {
    FetchRequest {
        url: feed.url.clone(),
        validators: memory.validators.clone(),
        held_at: memory.document_url.as_deref().and_then(|url| Url::parse(url).ok()),
        headers: feed.headers.clone(),
        proxy: feed.proxy.clone(),
    }
}

impl Reading {
    fn without_entries(outcome: PollOutcome) -> Self {
        Self { outcome, candidates: Vec::new(), size_bytes: 0 }
    }

    fn failed(failure: Failure) -> Self {
        Self::without_entries(PollOutcome::Failed(failure))
    }
}

/// A body that was read before is not read again: it would say the same.
fn read_document(document: Document, held_body: Option<Digest>, now: Timestamp) -> Reading {
    let Document { url, moved_to, status, content_type, validators, body: bytes } = document;
    let size_bytes = bytes.len() as u64;
    let body = Digest::of(&[&bytes]);
    let (outcome, candidates) = if held_body == Some(body) {
        (PollOutcome::SameBody { status, url: url.into(), validators }, Vec::new())
    } else {
        match parse::document(&bytes, content_type.as_deref(), &url) {
            Ok(feed) => {
                for repair in &feed.repairs {
                    tracing::debug!(feed.url = %url, "Read {url} all the same: {repair}");
                }
                let mut entries = article::normalise(&feed, &url);
                article::forget_the_future(&mut entries, now);
                let candidates = story::identify(entries);
                let (about, moved_to) = (feed.about, moved_to.map(String::from));
                let url = url.into();
                // Of what came only in part nothing is kept that could keep the rest away.
                let whole = !feed.is_cut_short;
                let validators = if whole { validators } else { Validators::default() };
                let body = whole.then_some(body);
                (PollOutcome::Read { status, validators, url, body, about, moved_to }, candidates)
            }
            Err(error) => (PollOutcome::Failed(unreadable(&error, status, &url)), Vec::new()),
        }
    };
    Reading { outcome, candidates, size_bytes }
}

fn unreadable(error: &ReadFeedError, status: u16, url: &Url) -> Failure {
    let kind = match error {
        ReadFeedError::Html => FailureKind::Html,
        ReadFeedError::Panicked(_) => FailureKind::Internal,
        ReadFeedError::Empty | ReadFeedError::NotAFeed(_) | ReadFeedError::Malformed(_) => {
            FailureKind::NotAFeed
        }
    };
    let host = url.host_str().unwrap_or_default();
    Failure { kind, status: Some(status), detail: format!("{error} (from {host})") }
}

fn internal(detail: &str) -> Failure {
    Failure { kind: FailureKind::Internal, status: None, detail: detail.to_owned() }
}

//! The whole way of one poll, from the request to the committed record.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use url::Url;

use super::clock::Clock;
use super::diagnosis;
use super::intake::{Intake, Live};
use super::notices;
use super::outage::{Counted, Outage};
use super::reach::{self, Reach, Weight};
use super::reading::Reading;
use super::turns::Turns;
use crate::fetch::{FetchSetupError, Fetcher, HostGate, Permit, Slot, host_key};
use crate::model::{
    Change, Entry, Feed, FeedMemory, FetchRequest, FetchSettings, Fetched, FullText, HostMemory,
    PollOutcome, PollRecord, PollTally, Said, Timestamp, Wants, one_line,
};
use crate::schedule::{self, Came};
use crate::store::{Store, StoreError};

/// Whatever a poll needs beside its feed.
#[derive(Clone, Debug)]
pub struct Poller {
    /// Goes out.
    pub(super) fetcher: Arc<Fetcher>,
    /// Lets requests to one host pass one by one, keeps away from those that want to be left alone,
    /// and bounds how many polls are under way, and with them the documents in memory.
    pub(super) gate: Arc<HostGate>,
    /// Notices when our own network is down.
    pub(super) outage: Arc<Mutex<Outage>>,
    /// Remembers.
    pub(super) store: Store,
    /// What new items are compared with.
    pub(super) live: Arc<Live>,
    /// Has one document of a feed taken in at a time, be it polled or pushed.
    turns: Arc<Turns>,
    /// Tells the time.
    pub(super) clock: Clock,
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
    /// Nothing was asked for, and nothing is to be until a later moment.
    HeldBack {
        /// When to try again.
        until: Timestamp,
        /// Why, in words.
        why: &'static str,
    },
    /// The feed was polled.
    Polled(Box<Polled>),
}

/// What came of a poll, for whoever asked for it.
#[derive(Clone, Debug)]
pub struct Polled {
    /// How it ended.
    pub outcome: PollOutcome,
    /// When it began.
    pub at: Timestamp,
    /// How long it took to its record.
    pub took: Duration,
    /// The size of what came, after decompression, in bytes.
    pub size_bytes: u64,
    /// What it brought.
    pub tally: PollTally,
    /// The dates of what was new, where it bears one.
    pub news: Vec<Option<Timestamp>>,
    /// What was remembered before.
    pub before: FeedMemory,
    /// What is remembered now.
    pub memory: FeedMemory,
    /// Whether, with this poll, our own network was found to be down, and polls before it are
    /// counted no longer.
    pub forgave: bool,
}

/// A poll up to the publisher's answer.
enum Outing {
    Over(Turn),
    Fetched {
        /// Held until the document is written, because it bounds how many are in memory.
        slot: Option<Slot>,
        at: (Timestamp, Instant),
        before: Box<FeedMemory>,
        fetched: Box<Fetched>,
    },
}

/// What came of a request, read.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) reading: Reading,
    pub(super) said: Said,
    /// What is to be remembered of hosts.
    pub(super) hosts: Vec<(String, HostMemory)>,
    /// Whether the publisher was reached; `None` where it was not asked.
    pub(super) reach: Option<Reach>,
}

impl Poller {
    /// What goes out under these settings. What the store remembers of hosts is heeded from when it
    /// is [recalled](Self::recall).
    pub fn new(
        settings: &FetchSettings,
        store: Store,
        live: Arc<Live>,
        clock: Clock,
    ) -> Result<Self, FetchSetupError> {
        Ok(Self {
            fetcher: Arc::new(Fetcher::new(settings)?.explained_by(diagnosis::explain)),
            gate: Arc::new(HostGate::new(settings)),
            outage: Arc::default(),
            store,
            live,
            turns: Arc::default(),
            clock,
        })
    }

    /// Takes over what the store remembers of hosts that asked to be left alone.
    pub async fn recall(&self) -> Result<(), StoreError> {
        let hosts = self.store.read(|reading| reading.hosts()).await?;
        self.gate.recall(&hosts, self.clock.now());
        Ok(())
    }

    /// The same under other settings. What waits at a host or for a slot goes on doing so: an edit
    /// of feeds.toml must not let twice as many requests out.
    pub(super) fn remade(
        &self,
        before: &FetchSettings,
        after: &FetchSettings,
    ) -> Result<Self, FetchSetupError> {
        let mut poller = Self::new(after, self.store.clone(), Arc::clone(&self.live), self.clock)?;
        poller.outage = Arc::clone(&self.outage);
        poller.turns = Arc::clone(&self.turns);
        let pace = |of: &FetchSettings| (of.per_host, of.host_gap, of.concurrency);
        poller.gate = if pace(before) == pace(after) {
            Arc::clone(&self.gate)
        } else {
            Arc::new(self.gate.remade(after))
        };
        Ok(poller)
    }

    /// From now on, new items are compared with what came in so long ago.
    pub(super) fn look_back(&self, window: Duration) {
        self.live.set_window(window);
    }

    /// These are the feeds that there are to poll.
    pub fn expect(&self, feeds: &[Arc<Feed>]) {
        let hosts: BTreeSet<String> = feeds.iter().map(|feed| host_key(&feed.url)).collect();
        self.outage().expect(hosts.len());
    }

    pub(super) fn outage(&self) -> MutexGuard<'_, Outage> {
        reach::unpoisoned(&self.outage)
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
            Outing::Over(turn) => Ok(turn),
            Outing::Fetched { slot, at, before, fetched } => {
                let polled = Box::pin(self.finish(feed, &before, *fetched, at)).await;
                drop(slot);
                polled.map(|polled| Turn::Polled(Box::new(polled)))
            }
        }
    }

    /// Up to the publisher's answer: what can be broken off without a trace. As many polls as there are
    /// feeds may wait here for their hosts: what takes much memory is made for those that go out.
    async fn go_out(&self, feed: &Feed, force: bool) -> Result<Outing, StoreError> {
        let host = self.host(feed).await?;
        match self.gate.enter(&host).await {
            Ok(permit) => Box::pin(self.fetch(feed, force, (host, permit))).await,
            Err(asked) => Ok(held_back(asked.until)),
        }
    }

    async fn fetch(
        &self,
        feed: &Feed,
        force: bool,
        (host, permit): (String, Permit),
    ) -> Result<Outing, StoreError> {
        let at = (self.clock.now(), Instant::now());
        // Again: it may have been polled while it waited for its host, or the host may have asked
        // another process to be left alone.
        let (memory, host_memory) = self.memories(feed, &host).await?;
        if at.0 < host_memory.frozen_until {
            self.gate.recall(&[(host, host_memory)], at.0);
            return Ok(held_back(host_memory.frozen_until));
        }
        if !force && !schedule::is_due(feed, &memory, at.0) {
            let until = schedule::next_due(feed, &memory, at.0);
            return Ok(Outing::Over(Turn::NotDue { until }));
        }
        if let Some(until) = self.outage().holds_back(&feed.key, at.0) {
            let why = "no host can be reached from here";
            return Ok(Outing::Over(Turn::HeldBack { until, why }));
        }
        let request = request(feed, &memory);
        let (fetched, slot) = self.fetcher.fetch(&request, &self.gate, permit, at.0).await;
        let (before, fetched) = (Box::new(memory), Box::new(fetched));
        Ok(Outing::Fetched { slot, at, before, fetched })
    }

    /// Where the feed is asked for.
    async fn host(&self, feed: &Feed) -> Result<String, StoreError> {
        let key = feed.key.clone();
        let memory = self.store.read(move |reading| reading.memory(&key)).await?;
        Ok(host_key(&schedule::address(feed, &memory)))
    }

    /// What is remembered of the feed, and of the host that it is asked for at.
    async fn memories(
        &self,
        feed: &Feed,
        host: &str,
    ) -> Result<(FeedMemory, HostMemory), StoreError> {
        let (key, host) = (feed.key.clone(), host.to_owned());
        self.store.read(move |reading| Ok((reading.memory(&key)?, reading.host(&host)?))).await
    }

    /// Reads what was fetched, and records what comes of it.
    async fn finish(
        &self,
        feed: &Arc<Feed>,
        before: &FeedMemory,
        fetched: Fetched,
        (now, begun): (Timestamp, Instant),
    ) -> Result<Polled, StoreError> {
        let asked = schedule::address(feed, before);
        let Fetched { outcome, said, hosts, is_answered } = fetched;
        let mut reading = Reading::of(outcome, asked.clone(), before.body, now).await;
        let failure = if let PollOutcome::Failed(failure) = &mut reading.outcome {
            failure.detail = feed.conceal(&one_line(&failure.detail));
            Some(&*failure)
        } else {
            None
        };
        let reach = Reach::of(&asked, failure, is_answered);
        self.record(feed, Answer { reading, said, hosts, reach }, (now, begun)).await
    }

    /// Writes all that comes of an answer in one transaction: looking up what is held belongs to it,
    /// or two feeds that bring the same story at once would both have it for new.
    pub(super) async fn record(
        &self,
        feed: &Arc<Feed>,
        answer: Answer,
        (now, begun): (Timestamp, Instant),
    ) -> Result<Polled, StoreError> {
        let Answer { reading, said, hosts, reach } = answer;
        let _turn = self.turns.at(&feed.key).await;
        let intake = self.intake(feed, reading.entries, now).await?;
        let (feed, live) = (Arc::clone(feed), Arc::clone(&self.live));
        let outage = Arc::clone(&self.outage);
        let written = self
            .store
            .write(move |writing| {
                let row = writing.feed(&feed.key, now)?;
                let counted = Counted::Feed(feed.key.clone(), Box::new(row.memory.clone()));
                let weight = match &reach {
                    Some(reach) => reach.weigh(&outage, counted, writing, now)?,
                    None => Weight::Full,
                };
                let outcome = weight.of(reading.outcome);
                let mut changes =
                    intake.assign(writing, &row, &live, (feed.hold, feed.flood, now))?;
                if feed.full_text != FullText::Off {
                    schedule::want_pages(&mut changes, !row.was_read, (feed.hold, now));
                }
                let news = news(&changes);
                let came = Came { outcome: &outcome, said: &said, news: &news };
                let memory = schedule::settle(&feed, &row.memory, came, now);
                let record = PollRecord {
                    at: now,
                    took: begun.elapsed(),
                    size_bytes: reading.size_bytes,
                    outcome,
                    memory,
                    hosts,
                    changes,
                };
                let tally = writing.commit(&row, &record, live.since(now))?;
                let is_told = notices::note(writing, &feed, &row, &record)?;
                if is_told || schedule::is_told_otherwise(&row.memory, &record.memory) {
                    writing.count_revision()?;
                }
                let PollRecord { at, took, size_bytes, outcome, memory, .. } = record;
                let (before, forgave) = (row.memory, weight == Weight::None { forgave: true });
                Ok(Polled { outcome, at, took, size_bytes, tally, news, before, memory, forgave })
            })
            .await;
        if written.is_err() {
            self.live.forget();
        }
        written
    }

    /// Entries as they are compared. Nothing of their feed changes until they are written: its
    /// documents are taken in one at a time.
    async fn intake(
        &self,
        feed: &Arc<Feed>,
        entries: Vec<Entry>,
        now: Timestamp,
    ) -> Result<Intake, StoreError> {
        if entries.is_empty() {
            return Ok(Intake::default());
        }
        let key = feed.key.clone();
        self.store.read(move |reading| Intake::of(reading, &key, entries, now)).await
    }
}

fn held_back(until: Timestamp) -> Outing {
    Outing::Over(Turn::HeldBack { until, why: "its host asks to be left alone" })
}

/// What is asked of a feed, of which this is remembered.
pub(super) fn request(feed: &Feed, memory: &FeedMemory) -> FetchRequest {
    FetchRequest {
        url: schedule::address(feed, memory),
        home: memory.address.is_some().then(|| feed.url.clone()),
        wants: Wants::Feed,
        validators: memory.validators.clone(),
        held_at: memory.document_url.as_deref().and_then(|url| Url::parse(url).ok()),
        headers: feed.headers.clone(),
        proxy: feed.proxy.clone(),
    }
}

/// The dates of the items that are new.
fn news(changes: &[Change]) -> Vec<Option<Timestamp>> {
    let new = changes.iter().filter_map(|change| match change {
        Change::New { candidate, .. } => Some(candidate.entry.published),
        Change::Updated { .. }
        | Change::Renamed { .. }
        | Change::Aged { .. }
        | Change::Unchanged { .. } => None,
    });
    new.collect()
}

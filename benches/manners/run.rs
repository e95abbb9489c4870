//! The poller's side: what the daemon decides, by the daemon's own rooms, over a network that is made up.
//! Time is tokio's, paused: a month passes as fast as it is reckoned.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use futures_util::future::join_all;
use mainstem::daemon::{Bearing, Clock, Counted, Outage};
use mainstem::fetch::{HostGate, Permit, host_key};
use mainstem::model::{
    Cadence, Digest, Failure, FailureKind, Feed, FeedAbout, FeedMemory, FetchSettings, PollOutcome,
    Said, Timestamp, Validators, Wishes,
};
use mainstem::schedule::{self, Came};

use crate::prose::Chance;
use crate::publisher::{Answer, Publishers};
use crate::tally::Tally;

/// The world and what the poller keeps between polls.
struct Run {
    publishers: RefCell<Publishers>,
    gate: HostGate,
    outage: RefCell<Outage>,
    memories: RefCell<Vec<FeedMemory>>,
    /// How many items of each feed were there when it was last read.
    held: RefCell<Vec<usize>>,
    feeds: Vec<Feed>,
    clock: Clock,
    end: Timestamp,
}

/// Polls these feeds until the end.
pub(crate) fn run(
    feeds: Vec<Feed>,
    publishers: Publishers,
    settings: &FetchSettings,
    (start, end): (i64, i64),
) -> Tally {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap();
    runtime.block_on(async {
        let mut outage = Outage::default();
        outage.expect(feeds.len());
        let at = Timestamp::from_unix(start);
        let run = Rc::new(Run {
            publishers: RefCell::new(publishers),
            gate: HostGate::new(settings),
            outage: RefCell::new(outage),
            memories: RefCell::new(vec![FeedMemory::default(); feeds.len()]),
            held: RefCell::new(vec![0; feeds.len()]),
            clock: Clock::Anchored { origin: tokio::time::Instant::now(), at },
            end: Timestamp::from_unix(end),
            feeds,
        });
        let all = join_all((0..run.feeds.len()).map(|number| run.follow(number)));
        all.await;
        Rc::into_inner(run).unwrap().publishers.into_inner().tally
    })
}

impl Run {
    /// Polls one feed whenever it is due.
    async fn follow(&self, number: usize) {
        let feed = &self.feeds[number];
        let mut chance = Chance::of([number as u64, 5, 7]);
        let mut due = self.clock.now();
        while due < self.end {
            tokio::time::sleep(due.since(self.clock.now())).await;
            due = match self.gate.enter(&host_key(&feed.url)).await {
                Ok(permit) => self.poll(number, permit, &mut chance).await,
                Err(asked) => asked.until,
            };
        }
    }

    /// Comes back: when the feed is due again.
    async fn poll(&self, number: usize, permit: Permit, chance: &mut Chance) -> Timestamp {
        let feed = &self.feeds[number];
        let now = self.clock.now();
        let due = schedule::next_due(feed, &self.memories.borrow()[number], now);
        if now < due {
            return due;
        }
        if let Some(until) = self.outage.borrow_mut().holds_back(&feed.key, now) {
            return until;
        }
        let before = self.memories.borrow()[number].clone();
        let held = before
            .validators
            .etag
            .as_deref()
            .map(|etag| std::str::from_utf8(etag).unwrap().parse::<usize>().unwrap());
        self.publishers.borrow_mut().begin(number, held, now.unix());
        tokio::time::sleep(Duration::from_secs(chance.below(3))).await;
        let then = self.clock.now();
        let (answer, wishes) = self.publishers.borrow_mut().end(number, held, then.unix());
        let is_reached = !matches!(answer, Answer::None);
        let (mut outcome, news) = self.outcome(number, &answer, &wishes, (&permit, then));
        drop(permit);
        if self.is_down(number, &before, is_reached, now) {
            outcome = outcome.while_offline();
        }
        let said = Said { at: Some(then), wishes, ..Said::default() };
        let came = Came { outcome: &outcome, said: &said, news: &news };
        let memory = schedule::settle(feed, &before, came, now);
        let due = schedule::next_due(feed, &memory, now);
        self.memories.borrow_mut()[number] = memory;
        due
    }

    /// What the answer comes to, with the dates of the items that are new.
    fn outcome(
        &self,
        number: usize,
        answer: &Answer,
        wishes: &Wishes,
        (permit, now): (&Permit, Timestamp),
    ) -> (PollOutcome, Vec<Option<Timestamp>>) {
        let failed = |kind, status| {
            PollOutcome::Failed(Failure { kind, status, detail: "fetch".to_owned() })
        };
        match *answer {
            Answer::None => (failed(FailureKind::Connect, None), Vec::new()),
            Answer::Status(status) => {
                let outcome = match permit.heard(status, wishes, now).1 {
                    _ if status == 410 => PollOutcome::Gone,
                    Some(asked) => PollOutcome::HoldOff(asked),
                    None => failed(FailureKind::Status, Some(status)),
                };
                (outcome, Vec::new())
            }
            Answer::NotModified => {
                permit.heard(304, wishes, now);
                (PollOutcome::NotModified(Validators::default()), Vec::new())
            }
            Answer::Items(there) => {
                permit.heard(200, wishes, now);
                self.read(number, there, now)
            }
        }
    }

    fn read(
        &self,
        number: usize,
        there: usize,
        now: Timestamp,
    ) -> (PollOutcome, Vec<Option<Timestamp>>) {
        let mut publishers = self.publishers.borrow_mut();
        let is_first = self.memories.borrow()[number].body.is_none();
        let held = std::mem::replace(&mut self.held.borrow_mut()[number], there);
        let source = &publishers.sources[number];
        let shown = there.saturating_sub(30)..there;
        let new = source.items[held.max(shown.start)..there].to_vec();
        let asks = source.asks;
        let about = FeedAbout {
            cadence: Cadence {
                period: asks.ttl_min.map(Duration::from_mins),
                skip_hours: asks.skip_hours,
                skip_days: asks.skip_days,
            },
            ..FeedAbout::default()
        };
        let etag = source.gives_validators.then(|| there.to_string().into_bytes());
        let outcome = PollOutcome::Read {
            status: 200,
            validators: Validators { etag, last_modified: None },
            url: "https://example.org/feed".to_owned(),
            body: Some(Digest::of(&[&there.to_le_bytes()])),
            about,
            repairs: Vec::new(),
        };
        if !is_first {
            publishers.tally.delays.extend(new.iter().map(|item| now.unix() - item));
        }
        let news = new.into_iter().map(|item| Some(Timestamp::from_unix(item))).collect();
        (outcome, news)
    }

    /// Whether it is the poller's own network that is down; then what was counted meanwhile is not.
    fn is_down(
        &self,
        number: usize,
        before: &FeedMemory,
        is_reached: bool,
        now: Timestamp,
    ) -> bool {
        let feed = &self.feeds[number];
        let host = host_key(&feed.url);
        let counted = Counted::Feed(feed.key.clone(), Box::new(before.clone()));
        let bearing = self.outage.borrow_mut().look(&host, is_reached, counted, now);
        let Bearing::Down(forgiven) = bearing else { return false };
        for counted in forgiven {
            let Counted::Feed(key, memory) = counted else { continue };
            let place = self.feeds.iter().position(|feed| feed.key == key).unwrap();
            let now = &mut self.memories.borrow_mut()[place];
            *now = std::mem::take(now).forgiven(&memory);
        }
        true
    }
}

//! The subscriptions, in memory: asked by hubs at their callbacks, edited by the push loop, which writes
//! them down. What becomes of them is decided in `websub/`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{Notify, mpsc};

use super::clock::{Clock, seed};
use super::poll::Polled;
use crate::model::{
    CallbackToken, Delivery, Digest, FeedKey, HubLink, HubReply, PollOutcome, Subscription,
    Timestamp,
};
use crate::serve::{Callbacks, Room};
use crate::store::{Store, StoreError};
use crate::websub::{self, Call, Errand, Event};

/// Pushed documents in memory at most, read or waiting to be.
const QUEUE: usize = 16;

/// Subscriptions, and where what is pushed goes.
#[derive(Debug)]
pub(super) struct Desk {
    clock: Clock,
    /// What callbacks and secrets are made from.
    pub(super) key: Digest,
    /// Since when hubs are heard.
    listening: Timestamp,
    book: Mutex<Book>,
    queue: mpsc::Sender<Delivery>,
    /// How large a pushed document may be, in bytes.
    most: AtomicUsize,
    /// Woken when something is to be written or done.
    pub(super) edited: Notify,
    /// Woken when a feed names another hub than before.
    pub(super) linked: Notify,
}

#[derive(Debug, Default)]
struct Book {
    by_token: BTreeMap<CallbackToken, Subscription>,
    /// What the store does not know yet.
    unsaved: BTreeSet<CallbackToken>,
}

/// What is to be written: subscriptions, and `None` for those that are to be forgotten.
pub(super) type Unsaved = Vec<(CallbackToken, Option<Subscription>)>;

impl Desk {
    /// The subscriptions that the store holds, and where what is pushed comes out, of `most` bytes
    /// each.
    pub(super) async fn open(
        store: &Store,
        clock: Clock,
        most: usize,
    ) -> Result<(Arc<Self>, mpsc::Receiver<Delivery>), StoreError> {
        let drawn = seed(clock);
        let (key, held) = store
            .write(move |writing| {
                Ok((writing.push_key(drawn)?, writing.reading().subscriptions()?))
            })
            .await?;
        let (queue, deliveries) = mpsc::channel(QUEUE);
        let desk = Self::new(clock, key, held, queue);
        desk.take_at_most(most);
        Ok((Arc::new(desk), deliveries))
    }

    fn new(
        clock: Clock,
        key: Digest,
        subscriptions: Vec<Subscription>,
        queue: mpsc::Sender<Delivery>,
    ) -> Self {
        let by_token: BTreeMap<_, _> =
            subscriptions.into_iter().map(|known| (known.token, known)).collect();
        // What may be trusted follows from the moment too.
        let unsaved = by_token.keys().copied().collect();
        Self {
            clock,
            key,
            listening: clock.now(),
            book: Mutex::new(Book { by_token, unsaved }),
            queue,
            most: AtomicUsize::new(0),
            edited: Notify::new(),
            linked: Notify::new(),
        }
    }

    /// Nothing that is done under this lock can leave it half done.
    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on, documents of so many bytes are taken.
    pub(super) fn take_at_most(&self, bytes: usize) {
        self.most.store(bytes, Ordering::Relaxed);
    }

    /// The subscription with this callback.
    pub(super) fn get(&self, token: CallbackToken) -> Option<Subscription> {
        self.book().by_token.get(&token).cloned()
    }

    /// Takes in that this happened to a subscription.
    pub(super) fn happen(&self, token: CallbackToken, event: &Event) {
        let now = self.clock.now();
        let mut book = self.book();
        if let Some(known) = book.by_token.get(&token) {
            let next = websub::step(known, event, now);
            book.put(next);
            self.edited.notify_one();
        }
    }

    /// These are the subscriptions that there are to be; those that are new begin as they are here.
    pub(super) fn want(&self, wanted: Vec<Subscription>) {
        let now = self.clock.now();
        let mut book = self.book();
        let tokens: BTreeSet<CallbackToken> = wanted.iter().map(|wanted| wanted.token).collect();
        let after = |known: &Subscription| {
            let is_wanted = tokens.contains(&known.token);
            websub::step(known, if is_wanted { &Event::Wanted } else { &Event::Unwanted }, now)
        };
        let others = book.by_token.values().map(|known| (known, after(known)));
        let others: Vec<Subscription> =
            others.filter(|(known, next)| *known != next).map(|(_, next)| next).collect();
        for next in others {
            book.put(next);
        }
        for new in wanted {
            if !book.by_token.contains_key(&new.token) {
                book.put(new);
            }
        }
    }

    /// The hubs and topics of those feeds whose hub, reached by it from `base`, is not to be asked for
    /// another topic yet.
    pub(super) fn held_links(&self, base: &str) -> BTreeMap<FeedKey, HubLink> {
        let now = self.clock.now();
        let book = self.book();
        let held = book.by_token.values();
        let held = held.filter(|known| known.base == base && websub::holds_topic(known, now));
        held.map(|known| (known.feed.clone(), known.link.clone())).collect()
    }

    /// Whether a hub is to be asked for anything now.
    pub(super) fn has_errands(&self) -> bool {
        let now = self.clock.now();
        let book = self.book();
        book.by_token.values().any(|known| matches!(websub::errand(known, now), Errand::Ask(_)))
    }

    /// What hubs are to be asked now, but for those at `busy` hosts; and when to look again.
    pub(super) fn errands(
        &self,
        is_busy: impl Fn(&Subscription) -> bool,
    ) -> (Vec<(Subscription, websub::Mode)>, Option<Timestamp>) {
        let now = self.clock.now();
        let (mut due, mut next) = (Vec::new(), None::<Timestamp>);
        for known in self.book().by_token.values() {
            match websub::errand(known, now) {
                Errand::Wait(until) => next = Some(next.map_or(until, |next| next.min(until))),
                Errand::Ask(mode) if !is_busy(known) => due.push((known.clone(), mode)),
                // What is over is taken out when that is written.
                Errand::Ask(_) | Errand::Forget => {}
            }
        }
        (due, next)
    }

    /// Takes in a poll of the daemon's: what it found may have been for a hub to tell, and it may name
    /// another hub.
    pub(super) fn polled(&self, feed: &FeedKey, polled: &Polled) {
        if polled.before.about.hub != polled.memory.about.hub {
            self.linked.notify_one();
        }
        let now = self.clock.now();
        let looked = polled.before.last_poll;
        let mut book = self.book();
        let found = |known: &Subscription| {
            if websub::has_missed(known, &polled.news, looked, self.listening, now) {
                let feed = feed.shown();
                tracing::debug!(
                    feed.url = feed,
                    "A poll of {feed} found what its hub had not pushed"
                );
                websub::step(known, &Event::Missed, now)
            } else if has_looked(&polled.outcome) {
                websub::step(known, &Event::Kept, now)
            } else {
                known.clone()
            }
        };
        let of_feed = book.by_token.values().filter(|known| known.feed == *feed);
        let others: Vec<Subscription> = of_feed
            .map(|known| (known, found(known)))
            .filter(|(known, next)| *known != next)
            .map(|(_, next)| next)
            .collect();
        for next in others {
            book.put(next);
            self.edited.notify_one();
        }
    }

    /// What the store does not know yet, what is over among it. It is taken to be written now.
    pub(super) fn take_unsaved(&self) -> Unsaved {
        let now = self.clock.now();
        let mut book = self.book();
        let Book { by_token, unsaved } = &mut *book;
        let is_over = |known: &Subscription| websub::errand(known, now) == Errand::Forget;
        unsaved.extend(by_token.extract_if(.., |_, known| is_over(known)).map(|(token, _)| token));
        let tokens = std::mem::take(&mut book.unsaved);
        tokens.into_iter().map(|token| (token, book.by_token.get(&token).cloned())).collect()
    }

    /// It was not written.
    pub(super) fn give_back(&self, unsaved: &Unsaved) {
        self.book().unsaved.extend(unsaved.iter().map(|(token, _)| *token));
    }

    /// Until when the hub of each feed is trusted that has a subscription.
    pub(super) fn trusted(&self) -> BTreeMap<FeedKey, Option<Timestamp>> {
        let now = self.clock.now();
        let mut trusted: BTreeMap<FeedKey, Option<Timestamp>> = BTreeMap::new();
        for known in self.book().by_token.values() {
            let until = websub::trusted_until(known, now);
            let of_feed = trusted.entry(known.feed.clone()).or_default();
            *of_feed = (*of_feed).max(until);
        }
        trusted
    }
}

/// Whether a poll that ended so has seen what there is.
fn has_looked(outcome: &PollOutcome) -> bool {
    match outcome {
        PollOutcome::Read { .. } | PollOutcome::SameBody { .. } | PollOutcome::NotModified(_) => {
            true
        }
        PollOutcome::HoldOff(_)
        | PollOutcome::Gone
        | PollOutcome::Failed(_)
        | PollOutcome::Pushed
        | PollOutcome::Offline(_) => false,
    }
}

impl Book {
    fn put(&mut self, subscription: Subscription) {
        self.unsaved.insert(subscription.token);
        self.by_token.insert(subscription.token, subscription);
    }
}

impl Callbacks for Desk {
    fn asked(&self, token: CallbackToken, query: &str) -> HubReply {
        let Some(call) = Call::read(query) else { return HubReply::Unknown };
        let now = self.clock.now();
        let mut book = self.book();
        let Some(known) = book.by_token.get(&token) else { return HubReply::Unknown };
        let (reply, next) = websub::hear(known, &call, now);
        if let Some(next) = next {
            let (feed, stage) = (next.feed.shown(), next.stage.name());
            tracing::debug!(feed.url = feed, stage, "The hub of {feed} has spoken: {stage}");
            book.put(next);
            self.edited.notify_one();
        }
        reply
    }

    fn room(&self, token: CallbackToken) -> Room {
        if !self.book().by_token.contains_key(&token) {
            return Room::Unknown;
        }
        let most = self.most.load(Ordering::Relaxed);
        let place = self.queue.clone().try_reserve_owned();
        place.map_or(Room::Full, |place| Room::Free { place, most })
    }
}

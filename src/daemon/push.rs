//! The loop that subscribes at hubs and takes in what they push. What hubs say at callbacks is heard by
//! the `desk`, also while this loop waits.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, mpsc, watch};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use url::Url;

use super::clock::Clock;
use super::desk::Desk;
use super::poll::{Answer, Poller};
use super::reading::Reading;
use super::tasks::Tasks;
use crate::fetch::{self, host_key};
use crate::model::{
    CallbackToken, Delivery, Digest, Document, Feed, FeedKey, FetchOutcome, HostMemory, HubLink,
    HubRequest, PollOutcome, PollTally, Posted, Said, Settings, Stage, Subscription, Timestamp,
    Trust, TurnedAway, Validators,
};
use crate::store::{Store, StoreError};
use crate::websub::{self, Event, Mode};

/// The longest sleep: the machine's clock may be set.
const LONGEST_SLEEP: Duration = Duration::from_mins(1);

/// What hubs are asked for is looked up again before they are asked, but not more often than this.
const LOOK_AGAIN: Duration = Duration::from_mins(10);

/// What the push loop works with.
#[derive(Debug)]
pub(super) struct Pushing {
    pub(super) store: Store,
    pub(super) clock: Clock,
    pub(super) settings: watch::Receiver<Arc<Settings>>,
    /// The poller as it is now.
    pub(super) poller: watch::Receiver<Poller>,
    /// To be woken whenever something was committed.
    pub(super) committed: Arc<Notify>,
    /// To be woken whenever something has come that may want its page.
    pub(super) wanted: Arc<Notify>,
    /// To be woken when a feed is to be polled sooner than was settled.
    pub(super) sooner: Arc<Notify>,
    pub(super) desk: Arc<Desk>,
    pub(super) deliveries: mpsc::Receiver<Delivery>,
    /// What the store has of the trust in hubs.
    pub(super) trusted: BTreeMap<FeedKey, Option<Timestamp>>,
    /// When it was last looked up which feeds name which hubs.
    pub(super) looked: Instant,
}

/// Requests to hubs that are under way, each with its subscription's callback and the hub's host.
type Asking = Tasks<(CallbackToken, String), Posted>;

impl Pushing {
    /// Runs until `stop`, then takes in what was pushed until then.
    pub(super) async fn run(mut self, stop: CancellationToken) {
        let mut asking = Asking::default();
        self.look_around().await;
        while !stop.is_cancelled() {
            // A feed may name another topic by now than that which its hub was left with.
            if LOOK_AGAIN <= self.looked.elapsed() && self.desk.has_errands() {
                self.look_around().await;
            }
            self.save().await;
            let pause = self.start_errands(&mut asking);
            tokio::select! {
                () = stop.cancelled() => {}
                Some(delivery) = self.deliveries.recv() => self.take_in(delivery).await,
                Some(((token, _), posted)) = asking.next() => match posted {
                    Ok(posted) => self.end_errand(token, posted).await,
                    Err(error) => tracing::error!(%error, "mainstem panicked while asking a hub: {error}"),
                },
                Ok(()) = self.settings.changed() => self.look_around().await,
                () = self.desk.linked.notified() => self.look_around().await,
                () = self.desk.edited.notified() => {}
                () = tokio::time::sleep(pause) => {}
            }
        }
        // Those that were told 202 rely on it. Nobody else is let in.
        self.deliveries.close();
        while let Some(delivery) = self.deliveries.recv().await {
            self.take_in(delivery).await;
        }
        self.save().await;
    }

    /// Finds out which feeds name a hub, and whether that would reach us.
    async fn look_around(&mut self) {
        self.looked = Instant::now();
        let settings = Arc::clone(&self.settings.borrow());
        self.desk.take_at_most(settings.fetch.max_body);
        match self.store.read(|reading| reading.feeds()).await {
            Ok(rows) => {
                let links = rows.into_iter().filter(|row| !row.memory.is_given_up);
                let links = links.filter_map(|row| Some((row.url, row.memory.about.hub?)));
                let held = self.desk.held_links(settings.merged.base_url.as_str());
                let links = (links, held);
                self.desk.want(wanted(&settings, links, self.desk.key, self.clock.now()));
            }
            Err(error) => {
                tracing::error!(%error, "Subscriptions stay as they are: failed to read the store: {error}");
            }
        }
    }

    /// Asks hubs for what is due, each host for one thing at a time. Returns how long nothing else is.
    fn start_errands(&self, asking: &mut Asking) -> Duration {
        let host_of = |subscription: &Subscription| {
            Url::parse(&subscription.link.hub).map(|hub| host_key(&hub)).unwrap_or_default()
        };
        let is_busy = |asking: &Asking, host: &str| asking.keys().any(|(_, busy)| busy == host);
        let (due, next) = self.desk.errands(|known| is_busy(asking, &host_of(known)));
        for (subscription, mode) in due {
            let host = host_of(&subscription);
            if is_busy(asking, &host) {
                continue;
            }
            self.desk.happen(subscription.token, &Event::Asking);
            let request = self.request(&subscription, mode);
            let poller = self.poller.borrow().clone();
            asking.start((subscription.token, host), async move {
                match request {
                    Some(request) => poller.post(&request).await,
                    None => turned_away("ask the hub: its address is none"),
                }
            });
        }
        let wait = next.map_or(LONGEST_SLEEP, |next| next.since(self.clock.now()));
        wait.clamp(Duration::from_millis(50), LONGEST_SLEEP)
    }

    fn request(&self, subscription: &Subscription, mode: Mode) -> Option<HubRequest> {
        let Subscription { feed, link, base, .. } = subscription;
        let secret = websub::secret(self.desk.key, feed, link, base);
        let settings = self.settings.borrow();
        Some(HubRequest {
            hub: Url::parse(&link.hub).ok()?,
            form: websub::request(subscription, mode, &secret),
            proxy: settings.feed(feed.as_str()).and_then(|feed| feed.proxy.clone()),
        })
    }

    async fn end_errand(&self, token: CallbackToken, posted: Posted) {
        let Posted { outcome, hosts } = posted;
        remember(&self.store, hosts).await;
        let Err(TurnedAway { why, until }) = outcome else { return };
        if let Some(known) = self.desk.get(token) {
            let feed = known.feed.shown();
            tracing::debug!(feed.url = feed, "Failed to subscribe to {feed}: failed to {why}");
        }
        self.desk.happen(token, &Event::TurnedAway(why, until));
    }

    /// Takes in what was pushed, if it is the hub's own.
    async fn take_in(&self, delivery: Delivery) {
        let Some(known) = self.desk.get(delivery.token) else { return };
        let Subscription { feed: key, link, base, stage, .. } = &known;
        let secret = websub::secret(self.desk.key, key, link, base);
        if !websub::is_signed(&secret, delivery.signature.as_deref(), &delivery.body) {
            let key = key.shown();
            tracing::debug!(
                feed.url = key,
                "What was pushed for {key} is ignored: its signature is not the hub's"
            );
            self.desk.happen(known.token, &Event::Forged);
            return;
        }
        let feed = self.settings.borrow().feed(key.as_str()).filter(|feed| feed.enabled).cloned();
        let Some(feed) = feed.filter(|_| *stage != Stage::Leaving) else { return };
        let (poller, key) = (self.poller.borrow().clone(), key.shown());
        match poller.take_pushed(&Arc::new(feed), link, delivery).await {
            Ok(Some(tally)) => {
                tracing::debug!(
                    feed.url = key,
                    new = tally.new,
                    updated = tally.updated,
                    "{key} was pushed, {} new",
                    tally.new
                );
                self.desk.happen(known.token, &Event::Pushed(tally.new));
                if tally.new + tally.updated > 0 {
                    self.committed.notify_one();
                    self.wanted.notify_one();
                }
            }
            Ok(None) => {
                tracing::debug!(
                    feed.url = key,
                    "What was pushed for {key} is no feed; it is polled all the same"
                );
            }
            Err(error) => {
                tracing::error!(feed.url = key, %error, "Failed to record what was pushed for {key}: {error}");
            }
        }
    }

    /// Writes what has changed, and has feeds polled sooner whose hub is not trusted any more.
    async fn save(&mut self) {
        let unsaved = self.desk.take_unsaved();
        let trusted = self.desk.trusted();
        let gone = self.trusted.keys().filter(|feed| !trusted.contains_key(feed)).cloned();
        let now: BTreeMap<FeedKey, Option<Timestamp>> =
            gone.map(|feed| (feed, None)).chain(trusted.clone()).collect();
        let others = now.iter().filter(|(feed, until)| self.trusted.get(feed) != Some(until));
        let others: Vec<(FeedKey, Option<Timestamp>)> =
            others.map(|(feed, until)| (feed.clone(), *until)).collect();
        if unsaved.is_empty() && others.is_empty() {
            return;
        }
        let is_lost = others
            .iter()
            .any(|(feed, until)| self.trusted.get(feed).is_some_and(|before| until < before));
        let writing = (unsaved.clone(), others);
        let written = self
            .store
            .write(move |store| {
                let (unsaved, others) = writing;
                for (token, subscription) in unsaved {
                    match subscription {
                        Some(subscription) => store.remember_subscription(&subscription)?,
                        None => store.forget_subscription(token)?,
                    }
                }
                others.iter().try_for_each(|(feed, until)| store.trust_push(feed, *until))
            })
            .await;
        match written {
            Ok(()) => self.trusted = trusted,
            Err(error) => {
                tracing::error!(%error, "Subscriptions are not remembered yet: {error}");
                self.desk.give_back(&unsaved);
            }
        }
        if is_lost {
            self.sooner.notify_one();
        }
    }
}

impl Poller {
    /// Sends a form to a hub, when its host is free.
    pub(super) async fn post(&self, request: &HubRequest) -> Posted {
        match self.gate.enter(&host_key(&request.hub)).await {
            Ok(permit) => self.fetcher.post(request, &self.gate, permit, self.clock.now()).await,
            Err(asked) => {
                let why = "ask the hub: its host asks to be left alone".to_owned();
                let outcome = Err(TurnedAway { why, until: Some(asked.until) });
                Posted { outcome, hosts: Vec::new() }
            }
        }
    }

    /// Takes in a pushed document as if a poll had brought it, but for what follows from its being
    /// the publisher's own: nothing is recognised by it, and what is not in it means nothing. `None`
    /// where it can't be read.
    async fn take_pushed(
        &self,
        feed: &Arc<Feed>,
        link: &HubLink,
        delivery: Delivery,
    ) -> Result<Option<PollTally>, StoreError> {
        let at = (self.clock.now(), Instant::now());
        let document = Document {
            url: Url::parse(&link.topic).unwrap_or_else(|_| feed.url.clone()),
            status: 200,
            content_type: delivery.content_type,
            validators: Validators::default(),
            body: delivery.body,
        };
        let document = FetchOutcome::Fresh(Box::new(document));
        let mut reading = Reading::of(document, feed.url.clone(), None, at.0).await;
        if !matches!(reading.outcome, PollOutcome::Read { .. }) {
            return Ok(None);
        }
        reading.outcome = PollOutcome::Pushed;
        let answer = Answer { reading, said: Said::default(), hosts: Vec::new(), reach: None };
        self.record(feed, answer, at).await.map(|polled| Some(polled.tally))
    }
}

/// What there is to subscribe to, each as it begins: for every feed that is polled and names a hub, if
/// that can reach us. A hub that `held` names for the feed as well keeps the topic that it has there.
fn wanted(
    settings: &Settings,
    (links, held): (impl Iterator<Item = (String, HubLink)>, BTreeMap<FeedKey, HubLink>),
    key: Digest,
    now: Timestamp,
) -> Vec<Subscription> {
    let base_url = &settings.merged.base_url;
    if !fetch::is_reachable(base_url, &settings.fetch.private_networks) {
        return Vec::new();
    }
    let listed = links.filter_map(|(url, link)| {
        let feed = settings.feed(&url).filter(|feed| feed.enabled)?;
        let base = base_url.to_string();
        let held = held.get(&feed.key).filter(|held| held.hub == link.hub);
        let link = held.cloned().unwrap_or(link);
        Some(Subscription {
            token: websub::token(key, &feed.key, &link, &base),
            feed: feed.key.clone(),
            link,
            base,
            stage: Stage::Idle,
            ask_at: now,
            tries: 0,
            note: None,
            trust: Trust::default(),
            last_push: None,
            ignored: 0,
        })
    });
    listed.collect()
}

fn turned_away(why: &str) -> Posted {
    let outcome = Err(TurnedAway { why: why.to_owned(), until: None });
    Posted { outcome, hosts: Vec::new() }
}

/// Writes what a hub's host asked for.
pub(super) async fn remember(store: &Store, hosts: Vec<(String, HostMemory)>) {
    if hosts.is_empty() {
        return;
    }
    let written = store.write(move |writing| writing.remember_hosts(&hosts)).await;
    if let Err(error) = written {
        tracing::error!(%error, "What a hub asks for is not remembered: {error}");
    }
}

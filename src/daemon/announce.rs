//! The loop that tells our own hub which documents have changed. It looks at what is published and is
//! waited for by nobody. When a hub is told is decided in `websub/`.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use url::Url;

use super::clock::Clock;
use super::poll::Poller;
use super::push::remember;
use crate::fetch;
use crate::model::{
    Digest, HubRequest, Publication, Settings, Timestamp, TurnedAway, conceal, keys_in,
};
use crate::store::{Store, Writing};
use crate::websub::{self, Announcing};

/// What the loop works with.
#[derive(Debug)]
pub(super) struct Announcer {
    pub(super) store: Store,
    pub(super) clock: Clock,
    pub(super) settings: watch::Receiver<Arc<Settings>>,
    /// The poller as it is now.
    pub(super) poller: watch::Receiver<Poller>,
    /// What is published now.
    pub(super) published: watch::Receiver<Arc<Publication>>,
}

/// The state of the loop.
#[derive(Default)]
struct Telling {
    hub: Option<Url>,
    announcing: Announcing,
    is_failing: bool,
}

impl Telling {
    /// The hub did not take what it was told; that is said once.
    fn fails(&mut self, TurnedAway { why, until }: &TurnedAway, now: Timestamp) {
        if !std::mem::replace(&mut self.is_failing, true) {
            let keys = self.hub.as_ref().map(|hub| keys_in(hub.as_str())).unwrap_or_default();
            let why = conceal(why, keys);
            tracing::warn!(
                "The hub is not told of changes, and is tried again later: failed to {why}"
            );
        }
        self.announcing.failed(*until, now);
    }
}

impl Announcer {
    /// Runs until `stop`. What has changed since the hub was last told is announced at the start too: it
    /// may have while nobody was there to tell.
    pub(super) async fn run(mut self, stop: CancellationToken) {
        let mut telling = Telling::default();
        self.look(&mut telling).await;
        loop {
            let wait = telling.announcing.wait(self.clock.now());
            tokio::select! {
                () = stop.cancelled() => return,
                Ok(()) = self.published.changed() => self.look(&mut telling).await,
                Ok(()) = self.settings.changed() => self.look(&mut telling).await,
                () = tokio::time::sleep(wait.unwrap_or_default()), if wait.is_some() => {
                    tokio::select! {
                        () = stop.cancelled() => return,
                        () = self.tell(&mut telling) => {}
                    }
                }
            }
        }
    }

    /// Finds out what there is to tell, and whom.
    async fn look(&mut self, telling: &mut Telling) {
        let settings = Arc::clone(&self.settings.borrow_and_update());
        let hub = settings.merged.hub.clone();
        let is_reachable = is_reachable(&settings);
        if hub != telling.hub {
            if hub.is_some() && !is_reachable {
                tracing::warn!(
                    "[merged] hub is not told of changes: nobody reaches {} from outside; set [merged] base_url",
                    settings.merged.base_url
                );
            }
            let told = match &hub {
                Some(hub) => self.told(hub).await,
                None => BTreeMap::new(),
            };
            *telling = Telling { hub, announcing: Announcing::knowing(told), is_failing: false };
        }
        let publication = Arc::clone(&self.published.borrow_and_update());
        let documents = if telling.hub.is_some() && is_reachable {
            documents(&publication).collect()
        } else {
            BTreeMap::new()
        };
        telling.announcing.see(documents);
    }

    /// What the hub was told before.
    async fn told(&self, hub: &Url) -> BTreeMap<String, Digest> {
        let hub = hub.to_string();
        let told = self.store.read(move |reading| reading.announced(&hub)).await;
        told.unwrap_or_else(|error| {
            tracing::error!(%error, "The hub is told of all documents: failed to read the store: {error}");
            BTreeMap::new()
        })
    }

    async fn tell(&self, telling: &mut Telling) {
        let Some(hub) = telling.hub.clone() else { return };
        for (document, digest) in telling.announcing.round(self.clock.now()) {
            let form = websub::announcement(&document);
            let request = HubRequest { hub: hub.clone(), form, proxy: None };
            let poller = self.poller.borrow().clone();
            let posted = poller.post(&request).await;
            remember(&self.store, posted.hosts).await;
            if let Err(turned_away) = posted.outcome {
                telling.fails(&turned_away, self.clock.now());
                return;
            }
            self.note(&hub, document.clone(), digest).await;
            telling.announcing.told(document, digest);
        }
        if std::mem::take(&mut telling.is_failing) {
            tracing::info!("The hub is told of changes again");
        }
    }

    async fn note(&self, hub: &Url, document: String, digest: Digest) {
        let hub = hub.to_string();
        let note = move |writing: &Writing<'_>| writing.remember_announced(&hub, &document, digest);
        if let Err(error) = self.store.write(note).await {
            tracing::error!(%error, "The hub will be told once more: failed to write the store: {error}");
        }
    }
}

fn is_reachable(settings: &Settings) -> bool {
    fetch::is_reachable(&settings.merged.base_url, &settings.fetch.private_networks)
}

/// The documents that hubs are told of, by the addresses that they know them by.
fn documents(publication: &Publication) -> impl Iterator<Item = (String, Digest)> {
    publication.documents.values().filter_map(|document| {
        document.hub.as_ref().map(|link| (link.topic.clone(), document.digest))
    })
}

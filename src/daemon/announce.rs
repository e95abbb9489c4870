//! The loop that tells our own hub which documents have changed. It looks at what is published and is
//! waited for by nobody. When a hub is told is decided in `websub/`.

use std::sync::Arc;

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use url::Url;

use super::clock::Clock;
use super::poll::Poller;
use super::push::remember;
use crate::fetch;
use crate::model::{HubRequest, Publication, Settings, TurnedAway};
use crate::store::Store;
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
    announcing: Announcing,
    hub: Option<Url>,
    /// The last publication that was looked at.
    seen: Arc<Publication>,
    is_failing: bool,
}

impl Announcer {
    /// Runs until `stop`. What is published at the start is announced: it may have changed while nobody
    /// was there to tell.
    pub(super) async fn run(mut self, stop: CancellationToken) {
        let mut telling = Telling::default();
        self.look(&mut telling);
        loop {
            let wait = telling.announcing.wait(self.clock.now());
            tokio::select! {
                () = stop.cancelled() => return,
                Ok(()) = self.published.changed() => self.look(&mut telling),
                Ok(()) = self.settings.changed() => self.look(&mut telling),
                () = tokio::time::sleep(wait.unwrap_or_default()), if wait.is_some() => {
                    tokio::select! {
                        () = stop.cancelled() => return,
                        () = self.tell(&mut telling) => {}
                    }
                }
            }
        }
    }

    /// Finds out what has changed, and whom to tell.
    fn look(&mut self, telling: &mut Telling) {
        let settings = Arc::clone(&self.settings.borrow_and_update());
        let hub = settings.merged.hub.clone();
        if hub != telling.hub {
            telling.announcing.forget();
            if hub.is_some() && !is_reachable(&settings) {
                tracing::warn!(
                    "[merged] hub is not told of changes: nobody reaches {} from outside; set [merged] base_url",
                    settings.merged.base_url
                );
            }
            telling.hub = hub;
        }
        let publication = Arc::clone(&self.published.borrow_and_update());
        if telling.hub.is_some() && is_reachable(&settings) {
            telling.announcing.changed(changed(&telling.seen, &publication));
        }
        telling.seen = publication;
    }

    async fn tell(&self, telling: &mut Telling) {
        let Some(hub) = telling.hub.clone() else { return };
        let mut waiting = telling.announcing.take(self.clock.now()).into_iter();
        while let Some(document) = waiting.next() {
            let form = websub::announcement(&document);
            let request = HubRequest { hub: hub.clone(), form, proxy: None };
            let poller = self.poller.borrow().clone();
            let posted = poller.post(&request).await;
            remember(&self.store, posted.hosts).await;
            let Err(TurnedAway { why, until }) = posted.outcome else { continue };
            if !telling.is_failing {
                tracing::warn!(
                    "The hub is not told of changes, and is tried again later: failed to {why}"
                );
            }
            telling.is_failing = true;
            let untold = std::iter::once(document).chain(waiting);
            telling.announcing.failed(untold, until, self.clock.now());
            return;
        }
        telling.announcing.told();
        if std::mem::take(&mut telling.is_failing) {
            tracing::info!("The hub is told of changes again");
        }
    }
}

fn is_reachable(settings: &Settings) -> bool {
    fetch::is_reachable(&settings.merged.base_url, &settings.fetch.private_networks)
}

/// The addresses of the documents that a hub knows and that are others than before.
fn changed<'p>(
    before: &'p Publication,
    after: &'p Publication,
) -> impl Iterator<Item = String> + 'p {
    after.documents.iter().filter_map(|(path, document)| {
        let link = document.hub.as_ref()?;
        let held = before.documents.get(path);
        let is_same = held.is_some_and(|held| held.digest == document.digest);
        (!is_same).then(|| link.topic.clone())
    })
}

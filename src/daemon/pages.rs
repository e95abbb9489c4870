//! Article pages under way: which is next, the daemon's loop over them, and a round by hand. What waits
//! is in the store, so that a restart forgets none.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;
use url::Url;

use super::page::PageTurn;
use super::poll::Poller;
use super::tasks::Tasks;
use crate::fetch::host_key;
use crate::model::{DuePage, Feed, FullText, Settings, Timestamp, public_address};
use crate::store::StoreError;

/// Pages at a time, over all hosts: the places for requests are for polls in the first place.
const AT_A_TIME: usize = 8;

/// Pages that are looked at to find the next: those of one host may stand before all others.
const LOOKED_AT: usize = 5_000;

/// The longest sleep: another process may have polled meanwhile.
const LONGEST_SLEEP: Duration = Duration::from_secs(20);

/// What came of some pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PageTally {
    /// Items that have their text.
    pub read: usize,
    /// Pages that brought none.
    pub failed: usize,
}

/// Pages that have been begun and not ended, at most one at a host: however many there are, a poll
/// that comes to the host's gate has one page before it at most.
#[derive(Debug, Default)]
struct UnderWay {
    /// By the page's host.
    tasks: Tasks<(String, DuePage), Result<PageTurn, StoreError>>,
    tally: PageTally,
    /// Whether failures of feeds count no longer: those are due again.
    forgave: bool,
}

impl UnderWay {
    /// Begins what is due and may begin.
    async fn start_due(
        &mut self,
        poller: &Poller,
        settings: &Settings,
        stop: &CancellationToken,
    ) -> Result<(), StoreError> {
        let now = poller.clock.now();
        let due = poller.store.read(move |reading| reading.due_pages(now, LOOKED_AT)).await?;
        let mut unwanted: BTreeSet<String> = BTreeSet::new();
        for page in due {
            let Some(feed) = wanting(settings, &page) else {
                unwanted.insert(page.feed_url);
                continue;
            };
            if self.tasks.len() >= AT_A_TIME {
                break;
            }
            let host = Url::parse(&page.url).map(|url| host_key(&url)).unwrap_or_default();
            if self.tasks.keys().all(|(busy, _)| *busy != host) {
                let (poller, feed, stop) = (poller.clone(), feed.clone(), stop.clone());
                let begun_for = (host, page.clone());
                self.tasks.start(begun_for, read(poller, feed, page, stop));
            }
        }
        for feed in unwanted {
            poller.store.write(move |writing| writing.forget_pages(&feed)).await?;
        }
        Ok(())
    }

    /// Waits for the next page that ends; whether there was one. May be broken off and asked again.
    async fn next(&mut self) -> bool {
        let Some(((_, page), ended)) = self.tasks.next().await else { return false };
        let turn = ended.unwrap_or_else(|error| {
            Err(StoreError::Sql(format!("mainstem panicked over a page: {error}")))
        });
        let url = public_address(page.url.as_str());
        match turn {
            Ok(PageTurn::Left) => {}
            Ok(PageTurn::Offline { forgave }) => self.forgave |= forgave,
            Ok(PageTurn::Read) => {
                self.tally.read += 1;
                tracing::debug!(page.url = url, "Read the article page {url}");
            }
            Ok(PageTurn::Failed(error)) => {
                self.tally.failed += 1;
                tracing::debug!(page.url = url, %error, "Failed to {error}: {url}");
            }
            Err(error) => {
                tracing::error!(page.url = url, %error, "Failed to record the article page {url}: {error}");
            }
        }
        true
    }
}

async fn read(
    poller: Poller,
    feed: Feed,
    page: DuePage,
    stop: CancellationToken,
) -> Result<PageTurn, StoreError> {
    poller.page(&feed, &page, &stop).await
}

/// The feed that a page is wanted for, as feeds.toml is now.
fn wanting<'s>(settings: &'s Settings, page: &DuePage) -> Option<&'s Feed> {
    let feed = settings.feed(&page.feed_url)?;
    (feed.enabled && feed.full_text != FullText::Off).then_some(feed)
}

/// Reads the pages that are due now, until none is left, or until `stop`.
pub async fn read_pages(
    poller: &Poller,
    settings: &Settings,
    stop: &CancellationToken,
) -> Result<PageTally, StoreError> {
    let mut under_way = UnderWay::default();
    while !stop.is_cancelled() {
        under_way.start_due(poller, settings, stop).await?;
        if !under_way.next().await {
            break;
        }
    }
    while under_way.next().await {}
    Ok(under_way.tally)
}

/// What the loop over pages works with.
#[derive(Debug)]
pub(super) struct Pages {
    pub(super) settings: watch::Receiver<Arc<Settings>>,
    /// Goes out, as polls do.
    pub(super) poller: watch::Receiver<Poller>,
    /// Woken whenever a poll has brought something.
    pub(super) wanted: Arc<Notify>,
    /// To be woken whenever something was committed.
    pub(super) committed: Arc<Notify>,
    /// To be woken when feeds are to be polled sooner than was settled.
    pub(super) sooner: Arc<Notify>,
}

impl Pages {
    /// Reads pages until `stop`, then waits for what is being written.
    pub(super) async fn run(mut self, stop: CancellationToken) {
        let mut under_way = UnderWay::default();
        let mut is_failing = false;
        while !stop.is_cancelled() {
            let poller = self.poller.borrow_and_update().clone();
            let settings = Arc::clone(&self.settings.borrow_and_update());
            let started = under_way.start_due(&poller, &settings, &stop).await;
            if let Err(error) = &started
                && !is_failing
            {
                tracing::error!(%error, "No article page is read: failed to use the store: {error}");
            }
            is_failing = started.is_err();
            let pause = pause(&poller).await;
            tokio::select! {
                () = stop.cancelled() => {}
                true = under_way.next() => self.committed.notify_one(),
                () = self.wanted.notified() => {}
                Ok(()) = self.settings.changed() => {}
                () = tokio::time::sleep(pause) => {}
            }
            if std::mem::take(&mut under_way.forgave) {
                self.sooner.notify_one();
            }
        }
        while under_way.next().await {}
    }
}

/// How long nothing more will be due, as far as is known.
async fn pause(poller: &Poller) -> Duration {
    let now = poller.clock.now();
    let next = poller.store.read(move |reading| reading.next_page(now)).await.ok().flatten();
    let next: Timestamp = next.unwrap_or(now.plus(LONGEST_SLEEP));
    next.since(now).clamp(Duration::from_secs(1), LONGEST_SLEEP)
}

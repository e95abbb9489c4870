//! The whole way of one article page, from the request to what is written of it. Which page is next is
//! left to `pages`; what becomes of an item that has its text, to `placing`.

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;
use url::Url;

use super::outage::Counted;
use super::placing::Prepared;
use super::poll::Poller;
use super::reach::{Reach, Weight};
use crate::article::{self, Page, PageError, Wanted};
use crate::fetch::{Permit, Slot, host_key};
use crate::model::{
    AnnouncedPage, Document, DuePage, Feed, FetchOutcome, FetchRequest, Fetched, FullText, HoldOff,
    HostMemory, ItemId, PageFailure, Timestamp, Wants,
};
use crate::parse;
use crate::schedule;
use crate::store::{Reading, StoreError, Writing};

/// How long a page is put off at least, whatever its host asks for.
const SOON: Duration = Duration::from_mins(1);

/// How long a page waits that was found not to be reached when nothing was. Longer than feeds are held
/// back then: its host may be gone for good, and would never show that the network is back.
const OFFLINE_REST: Duration = Duration::from_mins(6);

/// How a turn at a page ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum PageTurn {
    /// It was not asked for: the daemon ends, somebody else has asked, or it is put off.
    Left,
    /// It was not reached, and neither is anything else from here: nothing counts.
    Offline {
        /// Whether that was found just now, and feeds are due again whose failures were counted.
        forgave: bool,
    },
    /// The item has its text.
    Read,
    /// It brought no text: why.
    Failed(String),
}

/// A page up to the publisher's answer.
struct Asked {
    /// The item's address.
    url: Url,
    announced: AnnouncedPage,
    fetched: Fetched,
    /// Held until the page is written, because it bounds how many documents are in memory.
    slot: Option<Slot>,
}

/// What came of a request for a page.
enum Came {
    Page(Box<Page>),
    /// Its host asks to be left alone.
    HoldOff(HoldOff),
    Failed(PageFailure),
}

/// What is known of a page that was asked for, whatever it says.
struct Met {
    item: ItemId,
    /// How long stories of its feed wait in any case.
    hold: Duration,
    /// What is to be remembered of hosts.
    hosts: Vec<(String, HostMemory)>,
    /// Whether its host was reached; `None` where it was not asked.
    reach: Option<Reach>,
}

impl Poller {
    /// Asks for the page when its host is free, as polls do, and lets the item have its text. Breaks
    /// off at `stop` until the publisher has answered.
    pub(super) async fn page(
        &self,
        feed: &Feed,
        page: &DuePage,
        stop: &CancellationToken,
    ) -> Result<PageTurn, StoreError> {
        let Ok(url) = Url::parse(&page.url) else {
            let failure = final_failure("read the item's address");
            let met = Met { item: page.item, hold: feed.hold, hosts: Vec::new(), reach: None };
            return self.note(met, failure).await;
        };
        let host = host_key(&url);
        let permit = tokio::select! {
            () = stop.cancelled() => return Ok(PageTurn::Left),
            permit = self.gate.enter(&host) => permit,
        };
        let asked = match self.leave(feed, permit) {
            Ok(permit) => self.ask(feed, page.item, (url, permit), stop).await?,
            Err(until) => {
                let (item, at) = (page.item, (self.clock.now(), feed.hold));
                let put_off = move |writing: &Writing<'_>| writing.put_off_page(item, until, at);
                self.store.write(put_off).await?;
                None
            }
        };
        let Some(Asked { url, announced, fetched, slot }) = asked else {
            return Ok(PageTurn::Left);
        };
        let Fetched { outcome, hosts, is_answered, said: _ } = fetched;
        let failure =
            if let FetchOutcome::Failed(failure) = &outcome { Some(failure) } else { None };
        let reach = Reach::of(&url, failure, is_answered);
        let met = Met { item: page.item, hold: feed.hold, hosts, reach };
        let turn = match read(outcome, &feed.full_text, (url, &announced)).await {
            Came::Page(page) => self.take_in(met, *page).await,
            Came::HoldOff(asked) => self.put_off(met, asked).await,
            Came::Failed(failure) => self.note(met, failure).await,
        };
        drop(slot);
        turn
    }

    /// Leave to go out; else until when there is none.
    fn leave(&self, feed: &Feed, permit: Result<Permit, HoldOff>) -> Result<Permit, Timestamp> {
        let now = self.clock.now();
        let permit = permit.map_err(|asked| asked.until.max(now.plus(SOON)))?;
        self.outage().holds_back(&feed.key, now).map_or(Ok(permit), Err)
    }

    /// Takes the page and asks for it; `None` where somebody else has, or the daemon ends.
    async fn ask(
        &self,
        feed: &Feed,
        item: ItemId,
        (url, permit): (Url, Permit),
        stop: &CancellationToken,
    ) -> Result<Option<Asked>, StoreError> {
        let now = self.clock.now();
        let take = move |writing: &Writing<'_>| {
            writing.take_page(item, now, |tries| schedule::next_try(tries, now))
        };
        let Some(announced) = self.store.write(take).await? else { return Ok(None) };
        let asked = url.clone();
        let request = request(feed, url);
        let (fetched, slot) = tokio::select! {
            () = stop.cancelled() => {
                let give_back = move |writing: &Writing<'_>| writing.give_back_page(item, now);
                self.store.write(give_back).await?;
                return Ok(None);
            }
            fetched = self.fetcher.fetch(&request, &self.gate, permit, now) => fetched,
        };
        Ok(Some(Asked { url: asked, announced, fetched, slot }))
    }

    /// Notes why there is no text.
    async fn note(&self, met: Met, failure: PageFailure) -> Result<PageTurn, StoreError> {
        let (item, at) = (met.item, (self.clock.now(), met.hold));
        self.write_page(met, move |writing| {
            writing.page_failed(item, &failure, at)?;
            Ok(PageTurn::Failed(failure.error))
        })
        .await
    }

    /// The host asked for patience: the try does not count.
    async fn put_off(&self, met: Met, asked: HoldOff) -> Result<PageTurn, StoreError> {
        let (item, at) = (met.item, (self.clock.now(), met.hold));
        self.write_page(met, move |writing| {
            spare(writing, item, asked.until, at)?;
            Ok(PageTurn::Left)
        })
        .await
    }

    /// Writes what came of a page, unless it is our own network that is down.
    async fn write_page(
        &self,
        met: Met,
        write: impl FnOnce(&Writing<'_>) -> Result<PageTurn, StoreError> + Send + 'static,
    ) -> Result<PageTurn, StoreError> {
        let Met { item, hold, hosts, reach } = met;
        let (outage, now) = (Arc::clone(&self.outage), self.clock.now());
        let written = move |writing: &Writing<'_>| {
            writing.remember_hosts(&hosts)?;
            let weight = match reach {
                Some(reach) => reach.weigh(&outage, Counted::Page(item), writing, now)?,
                None => Weight::Full,
            };
            if let Weight::None { forgave } = weight {
                spare(writing, item, now.plus(OFFLINE_REST), (now, hold))?;
                return Ok(PageTurn::Offline { forgave });
            }
            write(writing)
        };
        self.store.write(written).await
    }

    /// Writes what a page says. What it is compared by is found before, and where it goes inside the
    /// transaction, as it is with polls.
    async fn take_in(&self, met: Met, page: Page) -> Result<PageTurn, StoreError> {
        let (item, hold, now) = (met.item, met.hold, self.clock.now());
        let prepare = move |reading: &Reading<'_>| Prepared::of(reading, item, page, now);
        let prepared = self.store.read(prepare).await?;
        let live = Arc::clone(&self.live);
        let written = self
            .write_page(met, move |writing| {
                let placed = prepared.place(writing, &live, (hold, now))?;
                writing.page_read(item, &prepared.text, placed.as_ref(), (now, hold))?;
                live.learn_page(item, now, &prepared.text.traits.sketch);
                Ok(PageTurn::Read)
            })
            .await;
        if written.is_err() {
            self.live.forget();
        }
        written
    }
}

/// Gives a page back whose try is not to count, until this moment, and for a while at least.
fn spare(
    writing: &Writing<'_>,
    item: ItemId,
    until: Timestamp,
    at: (Timestamp, Duration),
) -> Result<(), StoreError> {
    writing.give_back_page(item, at.0)?;
    writing.put_off_page(item, until.max(at.0.plus(SOON)), at)
}

/// The feed's own fields go to the feed's own origin.
fn request(feed: &Feed, url: Url) -> FetchRequest {
    FetchRequest {
        home: Some(feed.url.clone()),
        headers: feed.headers.clone(),
        proxy: feed.proxy.clone(),
        ..FetchRequest::bare(url, Wants::Page)
    }
}

fn failure(error: &str) -> PageFailure {
    PageFailure { error: error.to_owned(), ..PageFailure::default() }
}

/// A failure that would be the same another time.
fn final_failure(error: &str) -> PageFailure {
    PageFailure { is_final: true, ..failure(error) }
}

/// What was fetched, read.
async fn read(
    outcome: FetchOutcome,
    full_text: &FullText,
    (asked, announced): (Url, &AnnouncedPage),
) -> Came {
    let document = match outcome {
        FetchOutcome::Fresh(document) => document,
        FetchOutcome::HoldOff(asked) => return Came::HoldOff(asked),
        FetchOutcome::Gone => {
            return Came::Failed(final_failure("get the article page: it is gone (410)"));
        }
        FetchOutcome::NotModified(_) => {
            return Came::Failed(failure("get the article page: a 304 that nobody asked for"));
        }
        FetchOutcome::Failed(reason) => return Came::Failed(failure(&reason.to_string())),
    };
    let (full_text, announced) = (full_text.clone(), announced.clone());
    // It takes long enough to be felt by others.
    let read = tokio::task::spawn_blocking(move || {
        read_document(&document, &full_text, (&asked, &announced))
    });
    let read = read.await.unwrap_or_else(|_| Err(failure("read the article page: a panic")));
    read.map_or_else(Came::Failed, |page| Came::Page(Box::new(page)))
}

fn read_document(
    document: &Document,
    full_text: &FullText,
    (asked, announced): (&Url, &AnnouncedPage),
) -> Result<Page, PageFailure> {
    let content_type = document.content_type.as_deref();
    let media = content_type.unwrap_or("text/html").split(';').next().unwrap_or_default().trim();
    if !["text/html", "application/xhtml+xml"].iter().any(|html| media.eq_ignore_ascii_case(html)) {
        let media: String = media.chars().take(80).collect();
        return Err(final_failure(&format!("read the article page: it is `{media}`, no web page")));
    }
    let wanted = Wanted {
        full_text,
        title: &announced.title,
        own: &article::plain_text(&announced.own_html),
        asked,
        is_same_publisher: |one, other| host_key(one) == host_key(other),
    };
    let html = parse::text(&document.body, content_type);
    article::read_page(&html, &document.url, &wanted).map_err(|error| {
        let host = document.url.host_str().unwrap_or_default();
        PageFailure {
            feed_says_more: error == PageError::SaysLess,
            is_final: error == PageError::LedUp,
            ..failure(&format!("read the article page: {error} (from {host})"))
        }
    })
}

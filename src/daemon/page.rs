//! The whole way of one article page, from the request to what its item says from then on. Which page
//! is next is left to `pages`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;
use url::Url;

use super::intake::{LEARNED_FROM, Live, MOST_AT_A_LINK, compared, recurring, worded};
use super::poll::Poller;
use crate::article::{self, Page, PageError, Wanted};
use crate::fetch::{Permit, Slot, host_key};
use crate::model::{
    AnnouncedPage, Candidate, Digest, Document, DuePage, Entry, Feed, FeedId, FetchOutcome,
    FetchRequest, Fetched, Flood, FullText, HoldOff, HostMemory, ItemId, Known, PageFailure,
    PageText, Placed, Timestamp, Wants,
};
use crate::parse;
use crate::schedule;
use crate::store::{Reading, StoreError, Writing};
use crate::story::{self, Assigned, MOST_NEAR, Near, Report};

/// How long a page is put off at least: while nothing can be reached from here, for instance.
const SOON: Duration = Duration::from_mins(1);

/// How a turn at a page ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum PageTurn {
    /// It was not asked for: the daemon ends, somebody else has asked, or it is put off.
    Left,
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
            return self.note(page.item, failure, Vec::new(), feed.hold).await;
        };
        let host = host_key(&url);
        let permit = tokio::select! {
            () = stop.cancelled() => return Ok(PageTurn::Left),
            permit = self.gate.enter(&host) => permit,
        };
        let asked = match self.leave(permit) {
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
        if let Some(until) = self.says_nothing_of_the_page(&fetched) {
            let (item, at, hosts) = (page.item, (self.clock.now(), feed.hold), fetched.hosts);
            let spare = move |writing: &Writing<'_>| {
                writing.remember_hosts(&hosts)?;
                writing.give_back_page(item, at.0)?;
                writing.put_off_page(item, until, at)
            };
            self.store.write(spare).await?;
            return Ok(PageTurn::Left);
        }
        let turn = match read(fetched.outcome, &feed.full_text, (url, &announced)).await {
            Ok(read) => self.take_in(page.item, read, fetched.hosts, feed.hold).await,
            Err(failure) => self.note(page.item, failure, fetched.hosts, feed.hold).await,
        };
        drop(slot);
        turn
    }

    /// Leave to go out; else until when there is none.
    fn leave(&self, permit: Result<Permit, HoldOff>) -> Result<Permit, Timestamp> {
        let soon = self.clock.now().plus(SOON);
        let permit = permit.map_err(|asked| asked.until.max(soon))?;
        if self.outage().is_on() { Err(soon) } else { Ok(permit) }
    }

    /// Until when to wait where a try is not to count: the host asked for patience, or nothing can be
    /// reached from here.
    fn says_nothing_of_the_page(&self, fetched: &Fetched) -> Option<Timestamp> {
        let soon = self.clock.now().plus(SOON);
        match &fetched.outcome {
            FetchOutcome::HoldOff(asked) => Some(asked.until.max(soon)),
            FetchOutcome::Failed(_) if !fetched.is_answered && self.outage().is_on() => Some(soon),
            FetchOutcome::Failed(_)
            | FetchOutcome::Fresh(_)
            | FetchOutcome::NotModified(_)
            | FetchOutcome::Gone => None,
        }
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

    async fn note(
        &self,
        item: ItemId,
        failure: PageFailure,
        hosts: Vec<(String, HostMemory)>,
        hold: Duration,
    ) -> Result<PageTurn, StoreError> {
        let now = self.clock.now();
        let told = failure.error.clone();
        let note = move |writing: &Writing<'_>| {
            writing.remember_hosts(&hosts)?;
            writing.page_failed(item, &failure, (now, hold))
        };
        self.store.write(note).await.map(|()| PageTurn::Failed(told))
    }

    /// Writes what a page says. What it is compared by is found before, and where it goes inside the
    /// transaction, as it is with polls.
    async fn take_in(
        &self,
        item: ItemId,
        page: Page,
        hosts: Vec<(String, HostMemory)>,
        hold: Duration,
    ) -> Result<PageTurn, StoreError> {
        let now = self.clock.now();
        let prepare = move |reading: &Reading<'_>| Prepared::of(reading, item, page, now);
        let prepared = self.store.read(prepare).await?;
        let live = Arc::clone(&self.live);
        let written = self
            .store
            .write(move |writing| {
                writing.remember_hosts(&hosts)?;
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
) -> Result<Page, PageFailure> {
    let document = match outcome {
        FetchOutcome::Fresh(document) => document,
        FetchOutcome::HoldOff(_) => {
            return Err(failure("get the article page: the site asks to be left alone"));
        }
        FetchOutcome::Gone => return Err(final_failure("get the article page: it is gone (410)")),
        FetchOutcome::NotModified(_) => {
            return Err(failure("get the article page: a 304 that nobody asked for"));
        }
        FetchOutcome::Failed(reason) => return Err(failure(&reason.to_string())),
    };
    let (full_text, announced) = (full_text.clone(), announced.clone());
    // It takes long enough to be felt by others.
    tokio::task::spawn_blocking(move || read_document(&document, &full_text, (&asked, &announced)))
        .await
        .unwrap_or_else(|_| Err(failure("read the article page: a panic")))
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

/// A page on its way to the store.
struct Prepared {
    item: ItemId,
    candidate: Candidate,
    reports: BTreeMap<Digest, Report>,
    text: PageText,
    /// The link that its feed gave it.
    own_link: Option<Digest>,
    /// What its feed says of it: its title and its excerpt.
    announced: String,
    feed: FeedId,
}

impl Prepared {
    fn of(
        reading: &Reading<'_>,
        item: ItemId,
        page: Page,
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        let stored = reading.item(item)?.ok_or(StoreError::NoItem(item))?;
        let Page { content_html, text, summary, canonical_url, language } = page;
        let canonical_url = canonical_url.as_deref().and_then(article::canonical_link);
        let own_link = reading.own_link(item)?;
        let announced = reading.own_html(item)?.unwrap_or_default();
        let announced = format!("{} {}", stored.entry.title, article::plain_text(&announced));
        let entry = Entry {
            content_html: content_html.clone(),
            text,
            canonical_url: canonical_url.clone().or(stored.entry.canonical_url.clone()),
            ..stored.entry
        };
        let mut pieces = reading.pieces(stored.source.id, LEARNED_FROM - 1, Some(item))?;
        let own = article::pieces(&entry.text, &entry.title);
        pieces.push(own.clone());
        let boilerplate = recurring(&pieces, pieces.len() - 1, &own);
        let (traits, report) = worded(&entry, &own, &boilerplate, now);
        let mut candidates = story::identify(vec![entry]);
        let mut candidate = candidates.pop().ok_or(StoreError::NoItem(item))?;
        candidate.traits = traits.clone();
        let link = canonical_url.as_ref().and(candidate.print.link);
        let text = PageText {
            content_html,
            summary,
            canonical_url,
            language,
            link,
            text: candidate.print.text,
            traits,
        };
        let reports = BTreeMap::from([(candidate.print.key, report)]);
        let feed = stored.source.id;
        Ok(Self { item, candidate, reports, text, own_link, announced, feed })
    }

    /// Where the item goes with its page, if it may still go anywhere.
    fn place(
        &self,
        writing: &Writing<'_>,
        live: &Live,
        (hold, now): (Duration, Timestamp),
    ) -> Result<Option<Placed>, StoreError> {
        let reading = writing.reading();
        if !reading.may_move(self.item, now)? {
            return Ok(None);
        }
        let known = reading.copies_of(self.item, &self.candidate.print)?;
        let near = self.near(&reading, &known, (live, now))?;
        let ground = Assigned {
            feed: self.feed,
            first_document: false,
            known: &known,
            reports: &self.reports,
            near: &BTreeMap::from([(self.candidate.print.key, near)]),
            hold,
            flood: Flood::Publish,
            now,
        };
        Ok(Some(story::place_again(&self.candidate, self.own_link, &ground)))
    }

    /// What is held that may be a copy of it, by its text or at its link.
    fn near(
        &self,
        reading: &Reading<'_>,
        known: &Known,
        (live, now): (&Live, Timestamp),
    ) -> Result<Vec<Near>, StoreError> {
        let Candidate { print, traits, .. } = &self.candidate;
        // One more, because the item itself is among them.
        let index = live.caught_up(reading, now)?;
        let mut found = index.like(&traits.sketch, live.since(now), MOST_NEAR + 1);
        drop(index);
        let linked = print.link.and_then(|link| known.by_link.get(&link)).into_iter().flatten();
        found.extend(linked.rev().take(MOST_AT_A_LINK).map(|held| held.id));
        found.retain(|near| *near != self.item);
        let mut seen = BTreeSet::new();
        found.retain(|near| seen.insert(*near));
        let text = &self.candidate.entry.text;
        let near = reading.near(&found)?.into_iter().map(|near| {
            let title = &near.entry.title;
            let other = format!("{title} {}", article::plain_text(&near.entry.content_html));
            let is_about = article::is_about(&self.announced, (text, &other));
            Near { is_about, ..compared(near) }
        });
        Ok(near.collect())
    }
}

//! Entries of a document on their way to the store: worded as they are compared, and put beside what is
//! held and like them. What is made of that is decided in `story/`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::alike::{alike, compared};
use crate::article;
use crate::model::{
    Candidate, Change, Digest, Entry, FeedId, FeedKey, Flood, HeldItem, ItemId, Known, Timestamp,
    Traits,
};
use crate::search;
use crate::store::{FeedRow, Reading, StoreError, Writing};
use crate::story::{self, Assigned, Index, Near, Report};

/// How many items of a feed its boilerplate is learned from.
pub(super) const LEARNED_FROM: usize = 20;

/// Entries with what they are compared by.
#[derive(Debug, Default)]
pub struct Intake {
    candidates: Vec<Candidate>,
    /// By the candidates' keys; none for those that are held just so.
    reports: BTreeMap<Digest, Report>,
}

impl Intake {
    /// The entries of a document of this feed, recognised and worded. Takes most of the time that an
    /// item costs, and so is done outside the transaction that writes.
    pub fn of(
        reading: &Reading<'_>,
        feed: &FeedKey,
        entries: Vec<Entry>,
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        let mut candidates = story::identify(entries);
        let row = reading.feed(feed)?;
        let (held, mut pieces) = match &row {
            Some(row) => {
                let held = reading.held_contents(row.id, &candidates)?;
                let is_all_held = held.len() == candidates.len();
                let learned_from = if is_all_held { 0 } else { LEARNED_FROM };
                (held, reading.pieces(row.id, learned_from, None)?)
            }
            None => (BTreeSet::new(), Vec::new()),
        };
        let known = pieces.len();
        let is_new = |candidate: &&mut Candidate| !held.contains(&candidate.print.key);
        let mut new: Vec<&mut Candidate> = candidates.iter_mut().rev().filter(is_new).collect();
        let pages = pages(reading, row.as_ref(), &new)?;
        for candidate in &new {
            let entry = pages.get(&candidate.print.key).unwrap_or(&candidate.entry);
            pieces.push(article::pieces(&entry.text, &entry.title));
        }
        let mut reports = BTreeMap::new();
        for (place, candidate) in (known..).zip(&mut new) {
            let own = pieces.get(place).map(Vec::as_slice).unwrap_or_default();
            let entry = pages.get(&candidate.print.key).unwrap_or(&candidate.entry);
            let (traits, report) = worded(entry, own, &recurring(&pieces, place, own), now);
            candidate.traits = traits;
            reports.insert(candidate.print.key, report);
        }
        Ok(Self { candidates, reports })
    }

    /// What becomes of the entries, beside what the store holds at this moment. Inside the transaction
    /// that writes, or two feeds that bring one story at once would both have it for new.
    pub fn assign(
        self,
        writing: &Writing<'_>,
        row: &FeedRow,
        live: &Live,
        (hold, flood, now): (Duration, Flood, Timestamp),
    ) -> Result<Vec<Change>, StoreError> {
        let reading = writing.reading();
        let known = reading.known(row.id, &self.candidates)?;
        let near = if self.reports.is_empty() {
            BTreeMap::new()
        } else {
            let index = live.caught_up(&reading, now)?;
            self.near(&reading, (row.id, &known), (&index, live.since(now)))?
        };
        let ground = Assigned {
            feed: row.id,
            first_document: !row.was_read,
            known: &known,
            reports: &self.reports,
            near: &near,
            hold,
            flood,
            now,
        };
        let changes = story::assign(self.candidates, &ground);
        live.learn(&changes, now);
        Ok(changes)
    }

    /// What is held that may be a copy of those that are new, by their texts or at their links in `feed`. Also
    /// of those that link or text will place, which only `story/` knows: a guard may speak against it.
    fn near(
        &self,
        reading: &Reading<'_>,
        (feed, known): (FeedId, &Known),
        (index, since): (&Index, Timestamp),
    ) -> Result<BTreeMap<Digest, Vec<Near>>, StoreError> {
        let mut near = BTreeMap::new();
        let mut reports: BTreeMap<ItemId, Near> = BTreeMap::new();
        for candidate in &self.candidates {
            let key = candidate.print.key;
            if known.by_key.contains_key(&key) {
                continue;
            }
            // What only its page links so must be like the entry as well.
            let is_no_proof =
                |held: &HeldItem| held.feed == feed || held.link != candidate.print.link;
            let found = alike(candidate, None, (index, since), known, is_no_proof);
            let unread: Vec<ItemId> =
                found.iter().copied().filter(|item| !reports.contains_key(item)).collect();
            for item in reading.near(&unread)? {
                reports.insert(item.held.id, compared(item));
            }
            let found: Vec<Near> =
                found.iter().filter_map(|item| reports.get(item)).cloned().collect();
            if !found.is_empty() {
                near.insert(key, found);
            }
        }
        Ok(near)
    }
}

/// Entries that are held and whose pages were read, with what the page says in place of what the feed
/// says: by that they are compared.
fn pages(
    reading: &Reading<'_>,
    row: Option<&FeedRow>,
    new: &[&mut Candidate],
) -> Result<BTreeMap<Digest, Entry>, StoreError> {
    let mut pages = BTreeMap::new();
    let Some(row) = row else { return Ok(pages) };
    if !reading.feed_has_pages(row.id)? {
        return Ok(pages);
    }
    for candidate in new {
        let key = candidate.print.key;
        if let Some(content_html) = reading.page_html(row.id, key)? {
            let text = article::plain_text(&content_html);
            pages.insert(key, Entry { content_html, text, ..candidate.entry.clone() });
        }
    }
    Ok(pages)
}

/// The pieces of the item at this place that recur in those around it: in the items before it, and
/// at the beginning, where there are too few, in those behind it as well.
pub(super) fn recurring(pieces: &[Vec<u32>], place: usize, own: &[u32]) -> BTreeSet<u32> {
    let end = (place + 1).max(LEARNED_FROM.min(pieces.len()));
    let window = pieces.get(end.saturating_sub(LEARNED_FROM)..end).unwrap_or_default();
    let window: Vec<&[u32]> = window.iter().map(Vec::as_slice).collect();
    article::recurring(&window, own)
}

/// An entry as it is compared, and what its text tells.
pub(super) fn worded(
    entry: &Entry,
    pieces: &[u32],
    recurring: &BTreeSet<u32>,
    now: Timestamp,
) -> (Traits, Report) {
    let mut wording = article::wording(entry, recurring);
    if !pieces.is_empty() && pieces.iter().all(|piece| recurring.contains(piece)) {
        // A notice that stands in place of the text: nothing is left to compare.
        wording.text.clear();
    }
    let report = Report::of(&entry.title, &wording, entry.published, now);
    let traits = Traits {
        sketch: story::sketch(&report),
        boilerplate: recurring.iter().copied().collect(),
        pieces: pieces.to_vec(),
        agency: wording.agency,
        is_original: wording.is_original,
        words: search::words(entry),
    };
    (traits, report)
}

/// The live items, as they are looked up by their texts. A cache of what the store has: the items that
/// another process has written are taken in before it is asked.
#[derive(Debug, Default)]
pub struct Live {
    index: Mutex<Index>,
    /// How long after its first sight an item is live.
    window: Mutex<Duration>,
}

impl Live {
    /// Nothing yet; items are live for so long.
    pub fn new(window: Duration) -> Self {
        Self { index: Mutex::default(), window: Mutex::new(window) }
    }

    /// From now on, items are live for so long. What is not held any more is not looked up again.
    pub fn set_window(&self, window: Duration) {
        let before = std::mem::replace(&mut *unpoisoned(&self.window), window);
        if before < window {
            self.forget();
        }
    }

    /// What was first seen before this moment is not live any more.
    pub fn since(&self, now: Timestamp) -> Timestamp {
        now.minus(*unpoisoned(&self.window))
    }

    /// Starts anew: what it was told may not have been written in the end.
    pub fn forget(&self) {
        *unpoisoned(&self.index) = Index::default();
    }

    /// Takes in what edits have made of items. Those of another process are taken in with the next
    /// index that is made anew.
    fn learn(&self, changes: &[Change], now: Timestamp) {
        let mut index = unpoisoned(&self.index);
        if index.is_empty() {
            // It will take in all of them; with one of them in it, it would begin behind that.
            return;
        }
        for change in changes {
            if let Change::Updated { item, candidate, .. } = change {
                index.insert(*item, now, &candidate.traits.sketch);
            }
        }
    }

    /// Takes in what its page has made of an item, likewise.
    pub(super) fn learn_page(&self, item: ItemId, now: Timestamp, sketch: &[u32]) {
        let mut index = unpoisoned(&self.index);
        if !index.is_empty() {
            index.insert(item, now, sketch);
        }
    }

    /// Takes in the items that were written since it was asked last.
    pub fn caught_up(
        &self,
        reading: &Reading<'_>,
        now: Timestamp,
    ) -> Result<MutexGuard<'_, Index>, StoreError> {
        let since = self.since(now);
        let mut index = unpoisoned(&self.index);
        if index.is_stale(since) {
            *index = Index::default();
        }
        let newest = index.newest().unwrap_or(ItemId(0));
        reading
            .prints_since(newest, since, |item, seen, sketch| index.insert(item, seen, sketch))?;
        Ok(index)
    }
}

/// What it guards is right whatever its last user was doing.
fn unpoisoned<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

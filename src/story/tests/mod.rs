//! What becomes of the entries of a document. The store that remembers between two documents is a few
//! lines here; the real one has tests of its own.
//!
//! - `ladder`: which item, which story, rule by rule.
//! - `likeness`: when two texts are one story, and when they are not.
//! - `templates`: reports of one template, notices and digests, which share most of their words.
//! - `one_feed`: what more it takes within one feed.
//! - `third`: what a third item may not bring together.
//! - `churn`: items that change, and sites that move.
//! - `pages`: what an item's page tells of it.
//! - `flood`: how many of them come into the river.

mod aged;
mod churn;
mod flood;
mod ladder;
mod likeness;
mod one_feed;
mod pages;
mod templates;
mod third;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use super::{Assigned, Near, Report, assign, identify, link_digest, place_again, sketch};
use crate::model::{
    Candidate, Change, Digest, Entry, Evidence, FeedId, Flood, HeldItem, ItemId, Known, Placed,
    Placement, StoryId, Timestamp, Wording,
};

const NOW: i64 = 1_795_000_000;

/// A text long enough to tell one story from another.
fn text(about: &str) -> String {
    format!("{about}. ").repeat(1 + 600 / about.len())
}

fn entry(guid: &str, link: &str, title: &str, text: &str) -> Entry {
    let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    Entry {
        guid: some(guid),
        url: some(link),
        canonical_url: some(link),
        title: title.to_owned(),
        content_html: text.to_owned(),
        text: text.to_owned(),
        ..Entry::default()
    }
}

/// An entry as it is compared.
fn report(entry: &Entry) -> Report {
    let wording = Wording { text: entry.text.clone(), ..Wording::default() };
    Report::of(&entry.title, &wording, entry.published, Timestamp::from_unix(NOW))
}

/// What becomes of these entries where nothing is held that they could be.
fn assigned_alone(
    entries: Vec<Entry>,
    (first_document, hold, flood): (bool, Duration, Flood),
) -> Vec<Change> {
    let (known, reports, near) = (Known::default(), BTreeMap::new(), BTreeMap::new());
    let ground = Assigned {
        feed: FeedId(1),
        first_document,
        known: &known,
        reports: &reports,
        near: &near,
        hold,
        flood,
        now: Timestamp::from_unix(NOW),
    };
    assign(identify(entries), &ground)
}

/// A candidate as it is held.
fn held(candidate: &Candidate, (id, feed, story): (ItemId, FeedId, StoryId)) -> HeldItem {
    let Candidate { print, entry, .. } = candidate;
    HeldItem {
        id,
        feed,
        story,
        key: print.key,
        link: print.link,
        text: print.text,
        title: print.title,
        content: print.content,
        published: entry.published,
        text_edits: 0,
        is_aged: false,
    }
}

/// Remembers what was assigned, as the store does.
#[derive(Default)]
struct Memory {
    items: Vec<(HeldItem, Candidate)>,
}

impl Memory {
    fn known(&self, feed: FeedId, candidates: &[Candidate]) -> Known {
        let mut known = Known::default();
        let pairs = candidates.iter().flat_map(|c| self.items.iter().map(move |item| (c, item)));
        for (Candidate { print, .. }, (held, stored)) in pairs {
            let mut named = print.names();
            if held.feed == feed && named.any(|key| *key == held.key) {
                known.by_key.insert(held.key, held.clone());
            }
            let links = (print.link, held.link, &mut known.by_link);
            let texts = (print.text, stored.print.text, &mut known.by_text);
            for (wanted, has, found) in [links, texts] {
                let items = wanted.filter(|_| wanted == has).map(|d| found.entry(d).or_default());
                items.into_iter().filter(|i| !i.contains(held)).for_each(|i| i.push(held.clone()));
            }
        }
        known.latest = self
            .items
            .iter()
            .rev()
            .map(|(held, _)| held)
            .filter(|held| held.feed == feed)
            .cloned()
            .collect();
        known
    }

    /// All that is held, whatever its sketch.
    fn near(&self, candidates: &[Candidate]) -> BTreeMap<Digest, Vec<Near>> {
        let all: Vec<Near> = self
            .items
            .iter()
            .map(|(held, stored)| Near {
                held: held.clone(),
                report: Arc::new(report(&stored.entry)),
                is_about: true,
            })
            .collect();
        candidates.iter().map(|candidate| (candidate.print.key, all.clone())).collect()
    }

    fn poll(&mut self, feed: i64, entries: Vec<Entry>) -> Vec<Change> {
        let feed = FeedId(feed);
        let mut candidates = identify(entries);
        let mut reports = BTreeMap::new();
        for candidate in &mut candidates {
            let report = report(&candidate.entry);
            candidate.traits.sketch = sketch(&report);
            reports.insert(candidate.print.key, report);
        }
        let known = self.known(feed, &candidates);
        let near = self.near(&candidates);
        let first_document = self.items.iter().all(|(held, _)| held.feed != feed);
        let now = Timestamp::from_unix(NOW);
        let hold = Duration::ZERO;
        let ground = Assigned {
            feed,
            first_document,
            known: &known,
            reports: &reports,
            near: &near,
            hold,
            flood: Flood::Publish,
            now,
        };
        let changes = assign(candidates, &ground);
        let mut placed = vec![None; changes.len()];
        for (index, change) in changes.iter().enumerate().rev() {
            match change {
                Change::New { candidate, placement, .. } => {
                    let id = ItemId(1 + i64::try_from(self.items.len()).unwrap());
                    let story = match placement {
                        Placement::Own => StoryId(id.0),
                        Placement::With { story, .. } => *story,
                        Placement::WithNew(other) => placed[*other].unwrap(),
                    };
                    placed[index] = Some(story);
                    let new = held(candidate, (id, feed, story));
                    self.items.push((new, candidate.as_ref().clone()));
                }
                Change::Updated { item, candidate, text_edits } => {
                    self.store(*item, candidate).text_edits = *text_edits;
                }
                Change::Renamed { item, candidate } => {
                    self.store(*item, candidate).key = candidate.print.key;
                }
                Change::Aged { .. } | Change::Unchanged { .. } => {}
            }
        }
        changes
    }

    /// Where an item of this feed goes whose page names this link and has this text.
    fn place_again(&self, feed: i64, own_link: &str, page: Entry, is_about: bool) -> Placed {
        let feed = FeedId(feed);
        let own_link = link_digest(own_link);
        let candidates = identify(vec![page]);
        let candidate = &candidates[0];
        let reports = BTreeMap::from([(candidate.print.key, report(&candidate.entry))]);
        let mut near = self.near(&candidates);
        near.values_mut().flatten().for_each(|near| near.is_about = is_about);
        let ground = Assigned {
            feed,
            first_document: false,
            known: &self.known(feed, &candidates),
            reports: &reports,
            near: &near,
            hold: Duration::ZERO,
            flood: Flood::Publish,
            now: Timestamp::from_unix(NOW),
        };
        place_again(candidate, own_link, &ground)
    }

    fn store(&mut self, item: ItemId, candidate: &Candidate) -> &mut HeldItem {
        let (held, stored) = self.items.iter_mut().find(|(held, _)| held.id == item).unwrap();
        held.link = candidate.print.link;
        held.text = candidate.print.text;
        held.published = candidate.entry.published;
        held.title = candidate.print.title;
        held.content = candidate.print.content;
        *stored = candidate.clone();
        held
    }

    fn stories(&self) -> usize {
        let stories: std::collections::BTreeSet<_> =
            self.items.iter().map(|(held, _)| held.story).collect();
        stories.len()
    }
}

fn evidence(change: &Change) -> &Evidence {
    match change {
        Change::New { evidence, .. } => evidence,
        Change::Updated { .. }
        | Change::Renamed { .. }
        | Change::Aged { .. }
        | Change::Unchanged { .. } => {
            panic!("not new: {change:?}")
        }
    }
}

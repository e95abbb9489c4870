//! The verdict on each entry of a document: held already, edited, a further report of a story, or
//! a story of its own. Which story is left to `place`.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::churn;
use super::flood;
use super::place::{Ladder, Near};
use super::verdict::Report;
use crate::model::{Candidate, Change, Digest, FeedId, Flood, HeldItem, ItemId, Known, Timestamp};

/// How far back the date of an item that a known feed brings late may lie before it is left where
/// its date puts it. A feed that suddenly lists its archive must not bury today's stories.
const LATE: Duration = Duration::from_hours(3 * 24);

/// How far an edit may move an item's date of publication: an hour's change of time zone, and some.
pub(super) const CLOCK_OF_AN_EDIT: Duration = Duration::from_mins(90);

/// How often in a row an item's text may be edited and nothing else: a page with a clock in it would
/// otherwise be news at every poll. The number is that of lemon24/reader.
const MOST_TEXT_EDITS: u32 = 24;

/// What is assigned, and when.
#[derive(Debug)]
pub struct Assigned<'a> {
    /// The feed of the document.
    pub feed: FeedId,
    /// Whether it is the first document of this feed: its items are then as new as they say.
    pub first_document: bool,
    /// What is held that may be the same as some of its entries.
    pub known: &'a Known,
    /// Entries as they are compared, by their keys; for those that are not held just so.
    pub reports: &'a BTreeMap<Digest, Report>,
    /// What is held that may be a copy of an entry, by the entry's key.
    pub near: &'a BTreeMap<Digest, Vec<Near>>,
    /// How long a story of this feed waits for the original.
    pub hold: Duration,
    /// What is done with more of its stories than a reader wants at once.
    pub flood: Flood,
    /// The present moment.
    pub now: Timestamp,
}

/// Decides what becomes of each entry, in the order of the document. Total: every entry gets its
/// change, and what is held is never touched by more than an edit.
pub fn assign(candidates: Vec<Candidate>, ground: &Assigned<'_>) -> Vec<Change> {
    let mut document = Document::of(&candidates, ground);
    let mut changes: Vec<Change> = candidates
        .into_iter()
        .enumerate()
        // From the last to the first, so that of two new copies the older has the story.
        .rev()
        .map(|(index, candidate)| document.judge(index, candidate))
        .collect();
    changes.reverse();
    flood::tame(&mut changes, ground);
    changes
}

/// The verdicts so far on one document.
struct Document<'a> {
    ground: &'a Assigned<'a>,
    ladder: Ladder<'a>,
    /// Items that came under other keys before: the site has moved.
    moved: BTreeMap<usize, ItemId>,
    taken: BTreeSet<ItemId>,
}

impl<'a> Document<'a> {
    fn of(candidates: &[Candidate], ground: &'a Assigned<'a>) -> Self {
        let moved = if ground.first_document {
            BTreeMap::new()
        } else {
            churn::moved(candidates, ground.known)
        };
        Self { ground, ladder: Ladder::of(candidates, ground), moved, taken: BTreeSet::new() }
    }

    fn judge(&mut self, index: usize, mut candidate: Candidate) -> Change {
        if let Some(held) = self.held(&candidate) {
            self.taken.insert(held.id);
            return edited(held, candidate);
        }
        if let Some(item) = self.moved.get(&index).copied().filter(|item| self.taken.insert(*item))
        {
            return Change::Renamed { item, candidate: Box::new(candidate) };
        }
        let found = self.ladder.place(&candidate);
        self.ladder.remember(&candidate, index, found.placement);
        self.rename(&mut candidate);
        let (mut surfaced, changed) = self.moments(&candidate);
        // Also where it joins a story: one that is held back goes on waiting for the original.
        if surfaced == self.ground.now {
            surfaced = surfaced.plus(self.ground.hold);
        }
        Change::New {
            candidate: Box::new(candidate),
            placement: found.placement,
            evidence: found.evidence,
            surfaced,
            changed,
            related: found.related,
            page: None,
        }
    }

    /// The item of this feed that the entry is, and two entries are never one item. One that
    /// agrees in link or title is preferred, whichever of its names it is held under: the id alone
    /// may be one that the publisher uses again and again.
    fn held(&self, candidate: &Candidate) -> Option<&'a HeldItem> {
        let print = &candidate.print;
        let by_key = &self.ground.known.by_key;
        print
            .names()
            .filter_map(|key| by_key.get(key))
            .filter(|held| !self.is_another_edition(held, candidate))
            .find(|held| held.agrees_with(print) && !self.taken.contains(&held.id))
            .or_else(|| {
                let is_it = |held: &&HeldItem| !is_used_again(held, candidate);
                by_key.get(&print.key).filter(is_it).filter(|held| !self.taken.contains(&held.id))
            })
    }

    /// Whether an item under one of the entry's names is another edition of it: of another moment, with
    /// another text. A publisher who dates every edit anew brings that too, so that there have to be
    /// several: in the document, or held at the entry's link under its title.
    fn is_another_edition(&self, held: &HeldItem, candidate: &Candidate) -> bool {
        let print = &candidate.print;
        let has_its_text =
            held.content == print.content || held.text.is_some() && held.text == print.text;
        if has_its_text || !is_of_another_moment(held, candidate) {
            return false;
        }
        let Some(link) = print.link.filter(|_| !print.is_edition) else { return true };
        let at_its_link = self.ground.known.by_link.get(&link).into_iter().flatten();
        let mut others = at_its_link.filter(|other| other.id != held.id);
        others.any(|other| other.feed == self.ground.feed && other.title == print.title)
    }

    /// Gives an entry whose id another item has already the next of its names that is free: the
    /// item that has it must not be overwritten.
    fn rename(&self, candidate: &mut Candidate) {
        let print = &mut candidate.print;
        let by_key = &self.ground.known.by_key;
        if by_key.contains_key(&print.key) {
            let free = print.aliases.iter().find(|alias| !by_key.contains_key(alias));
            print.key = free.copied().unwrap_or_else(|| print.key.within("used again"));
        }
    }

    /// Where a story of the entry's own stands in the river, and when it last changed.
    ///
    /// What a known feed brings is new now, whatever its date, unless that is long past: a reader
    /// who comes by every day must find it above what it has seen.
    fn moments(&self, candidate: &Candidate) -> (Timestamp, Timestamp) {
        let now = self.ground.now;
        let believed = |date: Option<Timestamp>| date.filter(|date| *date <= now);
        let published = believed(candidate.entry.published).or(believed(candidate.entry.updated));
        let surfaced = match published {
            Some(date) if self.ground.first_document || date < now.minus(LATE) => date,
            Some(_) | None => now,
        };
        let changed = believed(candidate.entry.updated).max(published).unwrap_or(now);
        (surfaced, changed)
    }
}

/// Whether both are dated, and not as an edit would leave it.
fn is_of_another_moment(held: &HeldItem, candidate: &Candidate) -> bool {
    let dates = held.published.zip(candidate.entry.published);
    dates.is_some_and(|(held, now)| now.apart(held) > CLOCK_OF_AN_EDIT)
}

/// Whether two items with nothing but their id in common are two: an edit changes headline and
/// address, and leaves the date of publication. Seen in the wild: ids that count the places of the
/// document, 1 to 10.
fn is_used_again(held: &HeldItem, candidate: &Candidate) -> bool {
    match (held.published, candidate.entry.published) {
        (Some(_), Some(_)) => is_of_another_moment(held, candidate),
        // Without dates, another address as well speaks for another article: it is worse to lose one
        // than to show an edited one again.
        // Of one that was let go not even the edit would be shown.
        (None, None) => held.is_aged || held.link.is_some() && candidate.print.link.is_some(),
        (Some(_), None) | (None, Some(_)) => held.is_aged,
    }
}

/// What becomes of an item that is held.
fn edited(held: &HeldItem, candidate: Candidate) -> Change {
    let item = held.id;
    if held.is_aged {
        return Change::Aged { item, key: held.key };
    }
    let print = &candidate.print;
    if held.content == print.content {
        return Change::Unchanged { item };
    }
    let only_text = held.title == print.title && held.link == print.link;
    let text_edits = if only_text { held.text_edits.saturating_add(1) } else { 0 };
    if text_edits > MOST_TEXT_EDITS {
        return Change::Unchanged { item };
    }
    Change::Updated { item, candidate: Box::new(candidate), text_edits }
}

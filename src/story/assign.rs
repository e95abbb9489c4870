//! The verdict on each entry of a document: held already, edited, a further report of a story, or
//! a story of its own.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use crate::model::{
    Candidate, Change, Digest, Evidence, FeedId, Guard, HeldItem, ItemId, Known, Placement,
    StoryId, Timestamp,
};

/// How far back the date of an item that a known feed brings late may lie before it is left where
/// its date puts it. A feed that suddenly lists its archive must not bury today's stories.
const LATE: Duration = Duration::from_hours(3 * 24);

/// How far an edit may move an item's date of publication: an hour's change of time zone, and some.
const CLOCK_OF_AN_EDIT: Duration = Duration::from_mins(90);

/// What is assigned, and when.
#[derive(Debug)]
pub struct Assigned<'a> {
    /// The feed of the document.
    pub feed: FeedId,
    /// Whether it is the first document of this feed: its items are then as new as they say.
    pub first_document: bool,
    /// What is held that may be the same as some of its entries.
    pub known: &'a Known,
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
    changes
}

/// A copy of the entry that is judged.
#[derive(Clone, Copy)]
struct Copy {
    feed: FeedId,
    title: Digest,
    text: Option<Digest>,
    content: Digest,
    place: Place,
}

#[derive(Clone, Copy)]
enum Place {
    Held { item: ItemId, story: StoryId },
    New(usize),
}

/// The verdicts so far on one document.
struct Document<'a> {
    ground: &'a Assigned<'a>,
    /// Links that several items of this document have under different titles.
    page_links: BTreeSet<Digest>,
    /// Texts that several items of this document have under different titles.
    stock_texts: BTreeSet<Digest>,
    new_by_link: BTreeMap<Digest, Vec<Copy>>,
    new_by_text: BTreeMap<Digest, Vec<Copy>>,
    taken: BTreeSet<ItemId>,
}

impl<'a> Document<'a> {
    fn of(candidates: &[Candidate], ground: &'a Assigned<'a>) -> Self {
        Self {
            ground,
            page_links: under_several_titles(
                candidates.iter().map(|c| (c.print.link, c.print.title)),
            ),
            stock_texts: under_several_titles(
                candidates.iter().map(|c| (c.print.text, c.print.title)),
            ),
            new_by_link: BTreeMap::new(),
            new_by_text: BTreeMap::new(),
            taken: BTreeSet::new(),
        }
    }

    fn judge(&mut self, index: usize, mut candidate: Candidate) -> Change {
        if let Some(held) = self.held(&candidate) {
            let (item, content) = (held.id, held.content);
            self.taken.insert(item);
            return if content == candidate.print.content {
                Change::Unchanged { item }
            } else {
                Change::Updated { item, candidate: Box::new(candidate), text_edits: 0 }
            };
        }
        self.rename(&mut candidate);
        let (placement, evidence) = self.place(&candidate);
        let copy = Copy {
            feed: self.ground.feed,
            title: candidate.print.title,
            text: candidate.print.text,
            content: candidate.print.content,
            place: Place::New(index),
        };
        for (digest, copies) in [
            (candidate.print.link, &mut self.new_by_link),
            (candidate.print.text, &mut self.new_by_text),
        ] {
            if let Some(digest) = digest {
                copies.entry(digest).or_default().push(copy);
            }
        }
        let (surfaced, changed) = self.moments(&candidate);
        let (candidate, related) = (Box::new(candidate), Vec::new());
        Change::New { candidate, placement, evidence, surfaced, changed, related }
    }

    /// The item of this feed that the entry is, and two entries are never one item. One that
    /// agrees in link or title is preferred, whichever of its names it is held under: the id alone
    /// may be one that the publisher uses again and again.
    fn held(&self, candidate: &Candidate) -> Option<&'a HeldItem> {
        let print = &candidate.print;
        let by_key = &self.ground.known.by_key;
        let named = std::iter::once(&print.key).chain(&print.aliases);
        named
            .filter_map(|key| by_key.get(key))
            .find(|held| held.agrees_with(print) && !self.taken.contains(&held.id))
            .or_else(|| {
                let date = candidate.entry.published;
                let is_it = |held: &&HeldItem| !is_used_again(held.published, date);
                by_key.get(&print.key).filter(is_it).filter(|held| !self.taken.contains(&held.id))
            })
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

    fn place(&self, candidate: &Candidate) -> (Placement, Evidence) {
        let mut guards = Vec::new();
        let rules = [
            (
                candidate.print.link,
                &self.ground.known.by_link,
                &self.new_by_link,
                &self.page_links,
                (Evidence::SameLink, Guard::LinkRecursInOneFeed),
            ),
            (
                candidate.print.text,
                &self.ground.known.by_text,
                &self.new_by_text,
                &self.stock_texts,
                (Evidence::SameText, Guard::TextRecursInOneFeed),
            ),
        ];
        for (digest, held, new, recurring, (evidence, guard)) in rules {
            let Some(digest) = digest else { continue };
            let copies: Vec<Copy> = copies_of(held.get(&digest), new.get(&digest));
            let Some(first) = copies.first() else { continue };
            if recurring.contains(&digest) || self.recurs_in_one_feed(&copies, candidate) {
                guards.push(guard);
                continue;
            }
            let placement = match first.place {
                Place::Held { item, story } => Placement::With { story, item },
                Place::New(index) => Placement::WithNew(index),
            };
            return (placement, evidence);
        }
        (Placement::Own, Evidence::First { guards })
    }

    /// Whether one feed has this link or text under several titles, the entry itself included: a
    /// podcast's page, a paywall's notice. Or whether the entry's own feed has it with another
    /// text, also under the same title: today's edition of a daily briefing.
    fn recurs_in_one_feed(&self, copies: &[Copy], candidate: &Candidate) -> bool {
        let print = &candidate.print;
        let says_the_same = |copy: &Copy| {
            copy.content == print.content || (copy.text.is_some() && copy.text == print.text)
        };
        let mut own = copies.iter().filter(|copy| copy.feed == self.ground.feed);
        if own.any(|copy| !says_the_same(copy)) {
            return true;
        }
        let mut titles: BTreeMap<FeedId, Digest> = BTreeMap::new();
        titles.insert(self.ground.feed, print.title);
        copies.iter().any(|copy| *titles.entry(copy.feed).or_insert(copy.title) != copy.title)
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

/// Whether two items with nothing but their id in common are two: an edit changes headline and
/// address, and leaves the date of publication. Seen in the wild: ids that count the places of the
/// document, 1 to 10.
fn is_used_again(held: Option<Timestamp>, now: Option<Timestamp>) -> bool {
    let (Some(held), Some(now)) = (held, now) else { return false };
    now.since(held).max(held.since(now)) > CLOCK_OF_AN_EDIT
}

fn copies_of(held: Option<&Vec<HeldItem>>, new: Option<&Vec<Copy>>) -> Vec<Copy> {
    let held = held.into_iter().flatten().map(|held| Copy {
        feed: held.feed,
        title: held.title,
        text: held.text,
        content: held.content,
        place: Place::Held { item: held.id, story: held.story },
    });
    held.chain(new.into_iter().flatten().copied()).collect()
}

fn under_several_titles(
    candidates: impl Iterator<Item = (Option<Digest>, Digest)>,
) -> BTreeSet<Digest> {
    let mut titles: BTreeMap<Digest, Digest> = BTreeMap::new();
    candidates
        .filter_map(|(digest, title)| digest.map(|digest| (digest, title)))
        .filter(|(digest, title)| titles.entry(*digest).or_insert(*title) != title)
        .map(|(digest, _)| digest)
        .collect()
}

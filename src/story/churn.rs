//! A site that moves gives every item another id, and often another address: the same items again,
//! which nobody wants to read again. Seen at all seven of the readers that were looked at.

use std::collections::{BTreeMap, BTreeSet};

use super::assign::CLOCK_OF_AN_EDIT;
use crate::model::{Candidate, Digest, HeldItem, ItemId, Known};

/// Which entries, by their places, are held items under other keys. None unless at least half of the
/// document looks new and most of that is held in truth: single matches are left to the rules for
/// all items.
pub(super) fn moved(candidates: &[Candidate], known: &Known) -> BTreeMap<usize, ItemId> {
    let new = known.look_new(candidates);
    if new.is_empty() || known.latest.is_empty() {
        return BTreeMap::new();
    }
    let still_there: BTreeSet<ItemId> = known.by_key.values().map(|held| held.id).collect();
    let mut free: Vec<&HeldItem> =
        known.latest.iter().filter(|held| !still_there.contains(&held.id)).collect();
    let mut moved = BTreeMap::new();
    let titles = new.iter().map(|(_, candidate)| candidate.print.title);
    let several = several(titles.chain(free.iter().map(|held| held.title)));
    for (index, candidate) in &new {
        // A title that other items have as well names none of them.
        let rungs: &[fn(&HeldItem, &Candidate) -> bool] =
            if several.contains(&candidate.print.title) {
                &[has_its_text]
            } else {
                &[has_its_text, has_its_link, has_its_title]
            };
        let at = rungs.iter().find_map(|is_it| free.iter().position(|held| is_it(held, candidate)));
        if let Some(at) = at {
            moved.insert(*index, free.swap_remove(at).id);
        }
    }
    if moved.len() * 2 > new.len() { moved } else { BTreeMap::new() }
}

/// Titles on both sides of the move that more than one item has on one of them.
fn several(titles: impl Iterator<Item = Digest>) -> BTreeSet<Digest> {
    let mut counts: BTreeMap<Digest, usize> = BTreeMap::new();
    titles.for_each(|title| *counts.entry(title).or_default() += 1);
    // Once before and once behind.
    counts.into_iter().filter(|(_, count)| *count > 2).map(|(title, _)| title).collect()
}

fn has_its_text(held: &HeldItem, candidate: &Candidate) -> bool {
    held.text.is_some() && held.text == candidate.print.text && held.title == candidate.print.title
}

/// The link, and all that a reader sees, or at least title and date: "Morning briefing" may have one
/// page every day.
fn has_its_link(held: &HeldItem, candidate: &Candidate) -> bool {
    let print = &candidate.print;
    let says_the_same = held.content == print.content || has_its_title(held, candidate);
    held.link.is_some() && held.link == print.link && says_the_same
}

/// The title and the date, and no other text.
fn has_its_title(held: &HeldItem, candidate: &Candidate) -> bool {
    let is_dated_alike = match (held.published, candidate.entry.published) {
        (Some(held), Some(now)) => now.apart(held) <= CLOCK_OF_AN_EDIT,
        (Some(_) | None, None) | (None, Some(_)) => false,
    };
    let has_another_text = held.text.is_some() && held.text != candidate.print.text;
    held.title == candidate.print.title && is_dated_alike && !has_another_text
}

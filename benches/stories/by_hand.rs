//! Pairs of items of real feeds that were read by hand: copies that are one story, and look-alikes that are
//! not, most of them of one feed: show notes, episodes, advisories. They belong to their publishers, and
//! so only the keys under which they are stored stand in `read-by-hand.tsv`: the set, whether they are of one
//! feed or of two, their keys, and whether it is right to join them.
//!
//! Titles and beginnings were read, not whole texts. Copies of two feeds with one title and one text to the
//! letter were taken for copies without being read. The guards were made with these pairs at hand, so that
//! they show what is lost again and do not foretell how other feeds fare.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Error;
use std::path::Path;

use mainstem::model::{MatchRule, StoredItem, Timestamp};

use crate::kept::{self, Kept, name, outlet};

const PAIRS: &str = include_str!("read-by-hand.tsv");

/// The sets, by their folders.
pub(crate) const SETS: [&str; 3] = ["series/A2-2021-10min", "series/D-2026-wire", "feeds"];

/// So many letters of a key are written down.
const LETTERS: usize = 16;

/// The moment at which documents are taken in of feeds that are polled once, in seconds since 1970.
const ONE_MOMENT: i64 = 1_795_000_000;

/// How a set's pairs came out, of one feed or of two.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Outcome {
    /// Look-alikes, and how many of them were joined.
    pub(crate) look_alikes: usize,
    pub(crate) joined: usize,
    /// Copies, and how many of them were found.
    pub(crate) copies: usize,
    pub(crate) found: usize,
    /// Items that joined by most of their text one that nobody has read beside them.
    pub(crate) unread: usize,
}

/// The outcome for pairs of one feed, and for those of two.
pub(crate) fn outcomes(data: &Path, set: &str) -> Result<[Outcome; 2], Error> {
    let folder = data.join(set);
    let kept = if set == "feeds" { feeds(&folder)? } else { kept::series(&folder)?.0 };
    let items = kept::replayed(kept, |_| {})?;
    let of = set.rsplit('/').next().unwrap_or_default();
    Ok(judged(&items, of))
}

/// The files of the folder, each a feed that is polled once, in the order of their names.
fn feeds(folder: &Path) -> Result<Vec<Kept>, Error> {
    let mut kept = Vec::new();
    for file in std::fs::read_dir(folder)? {
        let path = file?.path();
        kept.push(Kept { at: Timestamp::from_unix(ONE_MOMENT), outlet: name(&path), path });
    }
    kept.sort_by(|one, other| one.outlet.cmp(&other.outlet));
    Ok(kept)
}

fn judged(items: &[StoredItem], set: &str) -> [Outcome; 2] {
    let by_key: BTreeMap<String, &StoredItem> =
        items.iter().map(|item| (key(item), item)).collect();
    let mut read = BTreeSet::new();
    let mut outcomes = [Outcome::default(); 2];
    for line in PAIRS.lines() {
        let [of, feeds, first, second, verdict] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("five columns: {line}");
        };
        if of != set {
            continue;
        }
        // Where items are recognised otherwise than before, the pair has to be read again.
        let (Some(first), Some(second)) = (by_key.get(first), by_key.get(second)) else { continue };
        read.insert((first.id, second.id));
        let outcome = &mut outcomes[usize::from(feeds == "two")];
        let is_one = usize::from(first.story == second.story);
        if verdict == "right" {
            outcome.copies += 1;
            outcome.found += is_one;
        } else {
            outcome.look_alikes += 1;
            outcome.joined += is_one;
        }
    }
    let by_id: BTreeMap<_, _> = items.iter().map(|item| (item.id, item)).collect();
    for second in items.iter().filter(|item| item.reason.rule == MatchRule::NearCopy) {
        let Some(first) = second.reason.matched.and_then(|id| by_id.get(&id)) else { continue };
        let is_read =
            read.contains(&(first.id, second.id)) || read.contains(&(second.id, first.id));
        let outcome = &mut outcomes[usize::from(outlet(first) != outlet(second))];
        outcome.unread += usize::from(!is_read);
    }
    outcomes
}

fn key(item: &StoredItem) -> String {
    item.key.to_string().chars().take(LETTERS).collect()
}

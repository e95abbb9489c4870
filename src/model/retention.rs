//! How long items are held. Whether one may go is decided in `schedule/`.

use std::collections::{BTreeMap, BTreeSet};

use super::{FeedId, ItemId, StoryId, Timestamp};

/// What is held, as of one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keeping {
    /// Items that were first seen before this are too old; `None`: none is.
    pub old: Option<Timestamp>,
    /// Items up to these are too many, by their feeds: as many newer ones are held as are wanted.
    pub surplus: BTreeMap<FeedId, ItemId>,
    /// Of items that were first seen since, copies are looked for.
    pub live: Timestamp,
    /// The feeds of feeds.toml: what their documents have will come again.
    pub polled: BTreeSet<FeedId>,
    /// The stories that the merged feed shows.
    pub shown: BTreeSet<StoryId>,
}

impl Keeping {
    /// Whether there is no item that it would let go.
    pub fn is_all(&self) -> bool {
        self.old.is_none() && self.surplus.is_empty()
    }
}

/// A report of a story, as far as it matters for how long it is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeldReport {
    /// Its number.
    pub item: ItemId,
    /// Its feed.
    pub feed: FeedId,
    /// When mainstem first saw it.
    pub first_seen: Timestamp,
    /// Whether it has come out, or is one that is only stored. Else it is held back.
    pub is_out: bool,
    /// Whether its feed's document has it, or had it lately, or was not read whole yet.
    pub is_listed: bool,
}

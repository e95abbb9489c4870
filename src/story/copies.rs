//! Copies of an entry: held items, and new ones of its document, with its link or its text. What is made
//! of them is left to `place`.

use std::collections::{BTreeMap, BTreeSet};

use super::guards::FAR_APART;
use crate::model::{Candidate, Digest, FeedId, HeldItem, ItemId, Placement, StoryId, Timestamp};

/// A copy of the entry that is placed.
#[derive(Clone, Copy)]
pub(super) struct Copy {
    pub(super) feed: FeedId,
    pub(super) title: Digest,
    /// As its feed has it.
    pub(super) link: Option<Digest>,
    pub(super) text: Option<Digest>,
    pub(super) content: Digest,
    pub(super) published: Option<Timestamp>,
    pub(super) place: Place,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Held { item: ItemId, story: StoryId },
    New(usize),
}

impl Place {
    pub(super) fn placement(self) -> Placement {
        match self {
            Self::Held { item, story } => Placement::With { story, item },
            Self::New(index) => Placement::WithNew(index),
        }
    }
}

/// Whether both are dated, and too far apart for one story.
pub(super) fn is_far(copy: &Copy, candidate: &Candidate) -> bool {
    let (Some(one), Some(other)) = (copy.published, candidate.entry.published) else {
        return false;
    };
    one.apart(other) > FAR_APART
}

/// All of them, those that are held first.
pub(super) fn copies_of(held: Option<&Vec<HeldItem>>, new: Option<&Vec<Copy>>) -> Vec<Copy> {
    let held = held.into_iter().flatten().map(|held| Copy {
        feed: held.feed,
        title: held.title,
        link: held.link,
        text: held.text,
        content: held.content,
        published: held.published,
        place: Place::Held { item: held.id, story: held.story },
    });
    held.chain(new.into_iter().flatten().copied()).collect()
}

/// The titles that each of these stands under, in one document.
pub(super) fn titles_of(
    candidates: impl Iterator<Item = (Option<Digest>, Digest)>,
) -> BTreeMap<Digest, BTreeSet<Digest>> {
    let mut titles: BTreeMap<Digest, BTreeSet<Digest>> = BTreeMap::new();
    for (digest, title) in candidates {
        if let Some(digest) = digest {
            titles.entry(digest).or_default().insert(title);
        }
    }
    titles
}

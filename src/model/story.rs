//! Items, stories, and the question whether two items are one. The answer is given in `story/`.

use std::collections::BTreeMap;

use super::evidence::{Evidence, Reason};
use super::search::SearchWords;
use super::{Agency, Digest, Entry, FeedId, PageWish, SourceFeed, Timestamp};

/// The row number of an item in the store; what users type to name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemId(pub i64);

/// The row number of a story in the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StoryId(pub i64);

/// What an entry is recognised by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fingerprint {
    /// What the item is stored under within its feed: its id, else its link, else its content.
    /// Where one document uses an id twice, the link and, if need be, the title are part of it.
    pub key: Digest,
    /// What it may be stored under instead, because the document that first brought it used its
    /// id twice, or did not. An item held under one of these is the same if link or title agree.
    pub aliases: Vec<Digest>,
    /// Whether its date is part of its key: the document has other editions under the same id, link and
    /// title.
    pub is_edition: bool,
    /// Its canonical link; `None` where there is none or where it can't name one article.
    pub link: Option<Digest>,
    /// Its text, folded; `None` where that is too short to tell anything.
    pub text: Option<Digest>,
    /// Its title, folded.
    pub title: Digest,
    /// All that a reader sees of it: another one means that the item was edited.
    pub content: Digest,
}

impl Fingerprint {
    /// All that an item may be held under, from the likeliest on.
    pub fn names(&self) -> impl Iterator<Item = &Digest> {
        std::iter::once(&self.key).chain(&self.aliases)
    }
}

/// An entry with what it is recognised by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The entry.
    pub entry: Entry,
    /// What it is recognised by.
    pub print: Fingerprint,
    /// What its text tells. Left empty where the item is held just so: nobody will ask.
    pub traits: Traits,
}

/// What the text of an entry tells, as far as it outlives the poll.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Traits {
    /// Samples of its text, by which copies of it are looked up.
    pub sketch: Vec<u32>,
    /// The pieces that its text is made of, by which the boilerplate of its feed is learned.
    pub pieces: Vec<u32>,
    /// Those of them that are boilerplate, as far as that was known when it came in.
    pub boilerplate: Vec<u32>,
    /// The agency that it is credited to.
    pub agency: Option<Agency>,
    /// Whether its outlet is that agency.
    pub is_original: bool,
    /// What it is found by.
    pub words: SearchWords,
}

/// An item that the store holds, as far as telling items apart needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldItem {
    /// Its number.
    pub id: ItemId,
    /// Its feed.
    pub feed: FeedId,
    /// Its story.
    pub story: StoryId,
    /// What it is stored under: [`Fingerprint::key`] of the entry that first brought it.
    pub key: Digest,
    /// [`Fingerprint::link`].
    pub link: Option<Digest>,
    /// [`Fingerprint::text`].
    pub text: Option<Digest>,
    /// [`Fingerprint::title`].
    pub title: Digest,
    /// [`Fingerprint::content`].
    pub content: Digest,
    /// When it appeared, as its publisher says.
    pub published: Option<Timestamp>,
    /// How often in a row nothing but its text was edited.
    pub text_edits: u32,
    /// Whether it was let go: it is only known that it was held.
    pub is_aged: bool,
}

impl HeldItem {
    /// Whether an entry of the same feed has its link or its title.
    pub fn agrees_with(&self, print: &Fingerprint) -> bool {
        self.title == print.title || (self.link.is_some() && self.link == print.link)
    }
}

/// An item that the store holds, with its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NearItem {
    /// What it is recognised by.
    pub held: HeldItem,
    /// What it says. `text` is empty: it follows from `content_html`.
    pub entry: Entry,
    /// The pieces of its text that recur in its feed.
    pub boilerplate: Vec<u32>,
    /// When mainstem first saw it.
    pub first_seen: Timestamp,
}

/// What the store holds that may be the same as some entries of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// Items of the same feed, by what they are stored under.
    pub by_key: BTreeMap<Digest, HeldItem>,
    /// Items of any feed with the same canonical link, oldest first.
    pub by_link: BTreeMap<Digest, Vec<HeldItem>>,
    /// Items of any feed with the same text, oldest first.
    pub by_text: BTreeMap<Digest, Vec<HeldItem>>,
    /// The latest items of the same feed, where at least half of the document looks new.
    pub latest: Vec<HeldItem>,
}

impl Known {
    /// Fewer entries that look new are news.
    const FEWEST: usize = 3;

    /// The entries that are held under none of their names, with their places in the document, where
    /// there are so many that their site may have moved: at least half of the document. Else none.
    pub fn look_new<'c>(&self, candidates: &'c [Candidate]) -> Vec<(usize, &'c Candidate)> {
        let is_new = |candidate: &Candidate| {
            !candidate.print.names().any(|name| self.by_key.contains_key(name))
        };
        let new: Vec<(usize, &Candidate)> =
            candidates.iter().enumerate().filter(|(_, candidate)| is_new(candidate)).collect();
        let are_many = new.len() >= Self::FEWEST && new.len() * 2 >= candidates.len();
        if are_many { new } else { Vec::new() }
    }
}

/// The story that a new item goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placement {
    /// One of its own.
    Own,
    /// That of an item we hold.
    With {
        /// The story.
        story: StoryId,
        /// The item it was matched with.
        item: ItemId,
    },
    /// That of another new item of the same document: the change at this later place in the
    /// list. Documents are newest first, so that the older item comes later.
    WithNew(usize),
}

/// Where in the river a story stands that is stored and not published: at the end of all time. It comes
/// out where another feed reports it.
pub const STORED_ONLY: Timestamp = Timestamp::from_unix(i64::MAX);

/// What becomes of one entry of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// An item that we do not hold.
    New {
        /// The entry.
        candidate: Box<Candidate>,
        /// Its story.
        placement: Placement,
        /// Why that story.
        evidence: Evidence,
        /// Where a story of its own stands in the river.
        surfaced: Timestamp,
        /// When it last changed, as far as a reader is told.
        changed: Timestamp,
        /// Stories that are close to it and yet others, with how close in thousandths.
        related: Vec<(StoryId, u16)>,
        /// Whether its page is wanted.
        page: Option<PageWish>,
    },
    /// An item that we hold, edited.
    Updated {
        /// The item.
        item: ItemId,
        /// What it is now.
        candidate: Box<Candidate>,
        /// How often in a row nothing but its text was edited, this time included.
        text_edits: u32,
    },
    /// An item that we hold, as we hold it, under another key: its site has moved. A reader is not
    /// told of it.
    Renamed {
        /// The item.
        item: ItemId,
        /// What it is now.
        candidate: Box<Candidate>,
    },
    /// An item that was held once and let go. It is not held again.
    Aged {
        /// The number that it had.
        item: ItemId,
        /// What it is remembered by.
        key: Digest,
    },
    /// An item that we hold, as we hold it.
    Unchanged {
        /// The item.
        item: ItemId,
    },
}

/// An item as the store gives it back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredItem {
    /// Its number.
    pub id: ItemId,
    /// Its story.
    pub story: StoryId,
    /// What it is known by outside its feed: [`Fingerprint::key`] within the feed's address.
    /// Published ids are made from it.
    pub key: Digest,
    /// Where it comes from.
    pub source: SourceFeed,
    /// What it says. `text` is empty: it follows from `content_html`.
    pub entry: Entry,
    /// When mainstem first saw it.
    pub first_seen: Timestamp,
    /// When what a reader sees of it last changed: its date or first sight, else the poll that
    /// brought the change.
    pub changed: Timestamp,
    /// Its place in the river: a number that grows, given when it could first be shown. `None`: it
    /// never could, or is not shown by itself.
    pub place: Option<i64>,
    /// Whether rules have left it out at its place, and no look at it since has let it in.
    pub is_left_out: bool,
    /// The pieces of its text that recur in its feed.
    pub boilerplate: Vec<u32>,
    /// The agency that it is credited to.
    pub agency: Option<Agency>,
    /// Whether its outlet is that agency.
    pub is_original: bool,
    /// Why it is in its story.
    pub reason: Reason,
}

/// An item that rules have left out at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// Its number.
    pub item: ItemId,
    /// Whether that was before every reader had the time to see it there.
    pub is_unseen: bool,
}

/// An item that was edited since rules looked at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edited {
    /// Its number, and what is to be known if it is left out.
    pub left_out: LeftOut,
    /// How many edits there were.
    pub edits: u32,
    /// What rules look at, as it was before the first of them.
    pub former: Entry,
}

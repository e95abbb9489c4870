//! What is searched for, in what, and what is found. How texts become words is `search/`'s.

use std::ops::Range;

use super::{FeedId, ItemId, StoredItem, StoryId, Timestamp};

/// The words that an item is found by: folded, with a space between two.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchWords {
    /// Of its title.
    pub title: String,
    /// Of the names of those who wrote it.
    pub author: String,
    /// Of its full text.
    pub text: String,
}

/// A part of an item that can be searched alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SearchField {
    /// Its title.
    Title,
    /// Who wrote it.
    Author,
}

/// Words that stand behind one another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchTerm {
    /// Where; `None`: anywhere.
    pub field: Option<SearchField>,
    /// At least one, each folded as those of items are: nothing but letters, digits and their marks.
    pub words: Vec<String>,
    /// Whether the last may be the beginning of a word.
    pub is_prefix: bool,
}

/// What somebody looks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchQuery {
    /// Of each of these lists at least one must be there. Neither is empty.
    pub all: Vec<Vec<SearchTerm>>,
    /// None of these may be there.
    pub none: Vec<SearchTerm>,
}

/// In which order what is found is given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SearchOrder {
    /// What says most of what is looked for first; of two that say as much, the newer.
    #[default]
    Rank,
    /// By the dates of the items.
    Newest,
}

/// Which of the items that match are wanted.
#[derive(Clone, Debug, Default)]
pub struct SearchFilter {
    /// In which order.
    pub order: SearchOrder,
    /// Only items of these feeds; `None`: of all.
    pub feeds: Option<Vec<FeedId>>,
    /// Only items dated at or after this moment.
    pub since: Option<Timestamp>,
    /// Only items whose stories are shown at this moment; `None`: also those that are held back.
    pub shown_at: Option<Timestamp>,
    /// Of each story only the item that comes first.
    pub one_per_story: bool,
    /// So many are passed over: those that were given before.
    pub skip: usize,
    /// At most so many are given.
    pub limit: usize,
}

/// An item that matches.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SearchHit {
    /// The item.
    pub item: ItemId,
    /// Its story.
    pub story: StoryId,
    /// Its date.
    pub at: Timestamp,
    /// How well it matches: higher is better. 0 where the order is another.
    pub score: f64,
}

/// Items that match, in the order that was asked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SearchHits {
    /// The items.
    pub hits: Vec<SearchHit>,
    /// Whether others follow.
    pub has_more: bool,
}

/// A piece of a text with the places in it that match.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Excerpt {
    /// The piece, plain text.
    pub text: String,
    /// The places, as bytes of `text`, in order, apart from one another.
    pub marks: Vec<Range<usize>>,
    /// Whether the whole text begins before it.
    pub is_cut_before: bool,
    /// Whether the whole text goes on behind it.
    pub is_cut_after: bool,
}

impl Excerpt {
    /// The text in pieces, each with whether it matches.
    pub fn pieces(&self) -> Vec<(&str, bool)> {
        let mut pieces = Vec::with_capacity(self.marks.len() * 2 + 1);
        let mut at = 0;
        for mark in &self.marks {
            pieces.push((self.text.get(at..mark.start).unwrap_or_default(), false));
            pieces.push((self.text.get(mark.clone()).unwrap_or_default(), true));
            at = mark.end;
        }
        pieces.push((self.text.get(at..).unwrap_or_default(), false));
        pieces.retain(|(text, _)| !text.is_empty());
        pieces
    }
}

/// An item that matches, as it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundItem {
    /// The item.
    pub item: StoredItem,
    /// How well it matches.
    pub score: f64,
    /// Its title, whole.
    pub title: Excerpt,
    /// The piece of its text that says most of what is looked for; the beginning where nothing does.
    pub excerpt: Excerpt,
}

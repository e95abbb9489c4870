//! The page of an article, for items of feeds that give only a part of it. When it is fetched is
//! decided in `schedule/`, what is the article in it in `article/`.

use super::{Digest, Evidence, FeedId, ItemId, Placement, StoryId, Timestamp, Traits};

/// That the page of a new item is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageWish {
    /// Until when the item's story is not shown, so that readers do not see the excerpt first; `None`
    /// where the story is shown already, or has the text from elsewhere.
    pub waits_until: Option<Timestamp>,
}

/// A page that is to be asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DuePage {
    /// The item that it is of.
    pub item: ItemId,
    /// The address of the item's feed in feeds.toml.
    pub feed_url: String,
    /// The page's address.
    pub url: String,
}

/// What is known of an item before its page is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnnouncedPage {
    /// The item's feed.
    pub feed: FeedId,
    /// The item's headline.
    pub title: String,
    /// What the feed says of it, as clean HTML.
    pub own_html: String,
    /// How often the page was asked for, this time included.
    pub tries: u32,
}

/// A page that was read, as the store keeps it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageText {
    /// The article, as clean HTML with absolute addresses.
    pub content_html: String,
    /// What the feed says of it, where that is no beginning of the article.
    pub summary: Option<String>,
    /// The address that the page gives for its own, canonical.
    pub canonical_url: Option<String>,
    /// Its language, as a tag of BCP 47.
    pub language: Option<String>,
    /// What items with that address are found by.
    pub link: Option<Digest>,
    /// What items with that text are found by.
    pub text: Option<Digest>,
    /// What the text tells.
    pub traits: Traits,
}

/// A page that brought no text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageFailure {
    /// Why; completes "failed to …".
    pub error: String,
    /// Whether the feed itself says more than the page.
    pub feed_says_more: bool,
    /// Whether it would be the same another time.
    pub is_final: bool,
}

/// The story of an item, as its page tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// The story.
    pub placement: Placement,
    /// Why that one.
    pub evidence: Evidence,
    /// Stories that are close and yet others, with how close in thousandths.
    pub related: Vec<(StoryId, u16)>,
}

/// How the pages of a feed are doing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageTroubles {
    /// The feed.
    pub feed: FeedId,
    /// How many of its latest pages were asked for.
    pub asked: u32,
    /// How many of them could not be read.
    pub failed: u32,
    /// Why the latest of them could not.
    pub error: String,
}

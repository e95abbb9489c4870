//! What the pages show. How it looks is left to the pages, gathering it to `daemon/`.

use crate::model::search::Excerpt;
use crate::model::{
    FeedId, FeedState, Images, ItemId, RelatedStory, RiverStory, Scope, SourceFeed, Timestamp,
    Wanted,
};

/// What stands around every page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// The title of the merged feed.
    pub title: String,
    /// How readers reach this daemon; ends with a slash.
    pub base_url: String,
    /// What links to our own documents carry, for a reader that has come in with it.
    pub token: Option<String>,
    /// Whether the pages are files: nothing can be asked for that has no file.
    pub is_of_files: bool,
    /// Whether pictures are shown.
    pub images: Images,
    /// The tags of the feeds that are read, each once, in order.
    pub tags: Vec<String>,
    /// The names of the views, in the order of feeds.toml.
    pub views: Vec<String>,
}

/// A part of the river as a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RiverPage {
    /// Which part.
    pub scope: Scope,
    /// Where this page begins, as [`Wanted::Page`] has it.
    pub before: Option<i64>,
    /// What the scope is called: the title of a feed, a tag, the name of a view; of a search, its terms.
    pub name: String,
    /// The stories, in order.
    pub stories: Vec<Card>,
    /// The page with the stories that follow; `None` where the river ends.
    pub older: Option<Wanted>,
    /// How far the first polls have come; `None` once every feed was polled.
    pub beginning: Option<Beginning>,
    /// What is wrong with the terms of a search, in words that say how to write them.
    pub trouble: Option<String>,
}

/// How far the first polls of the feeds have come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Beginning {
    /// Feeds that are to be read.
    pub feeds: usize,
    /// Feeds that were polled, whatever came of it.
    pub polled: usize,
}

/// A story among others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// The story as it is published.
    pub story: RiverStory,
    /// When it came into the river.
    pub at: Timestamp,
    /// How many reports were gathered in it.
    pub reports: usize,
    /// The tags of the feeds that carry it, each once, in order.
    pub tags: Vec<String>,
    /// The feeds that carry it, each once, that of the lead first.
    pub sources: Vec<(FeedId, String)>,
    /// Where it says what was searched for.
    pub found: Option<Found>,
}

/// Where a story says what was searched for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its title, whole.
    pub title: Excerpt,
    /// The piece of its text that says most of it.
    pub text: Excerpt,
}

/// One story as a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoryPage {
    /// The story as it is published.
    pub story: RiverStory,
    /// The tags of the feeds that carry it, each once, in order.
    pub tags: Vec<String>,
    /// Every report of it, in the order in which they came in.
    pub reports: Vec<ReportRow>,
    /// Stories that are close to it and yet others, the closest first, with how much of the shorter text
    /// stands in the longer, in thousandths; 0: that was not measured.
    pub related: Vec<(RelatedStory, u16)>,
}

/// A report of a story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportRow {
    /// The item.
    pub item: ItemId,
    /// Its feed.
    pub source: SourceFeed,
    /// Its headline.
    pub title: String,
    /// Its address.
    pub url: Option<String>,
    /// The language, as a tag of BCP 47.
    pub language: Option<String>,
    /// When it appeared, as its publisher says.
    pub published: Option<Timestamp>,
    /// When mainstem first saw it.
    pub first_seen: Timestamp,
    /// Why it is in this story, in words that follow "Here because".
    pub because: String,
    /// Whether it is the one that is published.
    pub is_lead: bool,
    /// How it differs from the one that is published; `None` where nothing was compared.
    pub beside: Option<Beside>,
}

/// A report beside the one that is published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beside {
    /// How alike they are, in sentences.
    pub words: Vec<String>,
    /// The text of the one that is published, with what it has alone.
    pub lead: Excerpt,
    /// The text of the other, with what it has alone.
    pub other: Excerpt,
}

/// How the feeds are, as a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourcesPage {
    /// What is wrong with feeds.toml, where that is not what is in use.
    pub complaint: Option<String>,
    /// A row for each feed, in any order.
    pub feeds: Vec<SourceRow>,
    /// What all polls came to, day by day, the oldest first, without gaps.
    pub days: Vec<DayTotals>,
}

/// How a feed is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceRow {
    /// The feed; `None` where it was never polled, and has no number yet.
    pub feed: Option<FeedId>,
    /// What it is called.
    pub title: String,
    /// Its address in feeds.toml.
    pub url: String,
    /// The page that it is about.
    pub site_url: Option<String>,
    /// Its tags, in order.
    pub tags: Vec<String>,
    /// How it is, in a word.
    pub state: FeedState,
    /// When it was last polled.
    pub last_poll: Option<Timestamp>,
    /// When it is polled next.
    pub next_poll: Option<Timestamp>,
    /// Polls that failed since the last that did not.
    pub failures: u32,
    /// When the first of these was.
    pub failing_since: Option<Timestamp>,
    /// What is wrong and what to do, in sentences.
    pub trouble: Option<String>,
    /// How it is pushed, where it is.
    pub push: Option<String>,
    /// Items it holds in all.
    pub items: u64,
    /// New items of each of the days of [`SourcesPage::days`].
    pub new: Vec<u32>,
    /// Polls in these days.
    pub polls: u32,
    /// Of these, answers of 304.
    pub not_modified: u32,
}

/// What the polls of one day came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DayTotals {
    /// When the day began, UTC.
    pub day: Timestamp,
    /// Polls.
    pub polls: u64,
    /// Of these, those that failed.
    pub failed: u64,
    /// Of these, answers of 304.
    pub not_modified: u64,
    /// Bytes of documents, decompressed.
    pub bytes: u64,
    /// New items that made a story.
    pub stories: u64,
    /// New items that were reports of a story that was there.
    pub duplicates: u64,
}

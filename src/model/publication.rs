//! What is published: the river of stories, and the documents made from it.

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;

use super::{Ailment, Digest, FeedId, HubLink, Scope, StoredItem, StoryId, Timestamp};

/// A feed as the source of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFeed {
    /// Its number.
    pub id: FeedId,
    /// Its address in feeds.toml.
    pub url: String,
    /// What it is called: by the operator, else by its publisher, else its address.
    pub title: String,
    /// The page it is about.
    pub site_url: Option<String>,
}

/// A story as the store holds it: every report of it, before anybody decided what is published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gathered {
    /// Its number.
    pub id: StoryId,
    /// What its published id is made from.
    pub key: Digest,
    /// When it came out, or the earlier date of its article.
    pub surfaced: Timestamp,
    /// When an operator last changed which reports it has.
    pub corrected: Option<Timestamp>,
    /// Its reports, in any order.
    pub items: Vec<StoredItem>,
    /// The first report of each story that is close to it and yet another, the closest first.
    pub related: Vec<StoredItem>,
}

/// A story as it is published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RiverStory {
    /// Its number.
    pub id: StoryId,
    /// What its published id is made from.
    pub key: Digest,
    /// Where it stands in its part of the river: the greater, the later readers got to see it there.
    pub place: i64,
    /// When it came out, or the earlier date of its article.
    pub surfaced: Timestamp,
    /// When what a reader sees of it last changed.
    pub changed: Timestamp,
    /// The report that is published.
    pub lead: StoredItem,
    /// The others, each once per feed.
    pub also: Vec<AlsoIn>,
    /// Stories that are close to it and yet others, the closest first.
    pub related: Vec<RelatedStory>,
}

/// Another report of a story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlsoIn {
    /// The name of the feed.
    pub feed_title: String,
    /// The report's headline.
    pub title: String,
    /// The report's address.
    pub url: Option<String>,
}

/// A story that is close to another, as its first report has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelatedStory {
    /// Its number.
    pub story: StoryId,
    /// The name of the feed.
    pub feed_title: String,
    /// The headline.
    pub title: String,
    /// The address.
    pub url: Option<String>,
}

/// The stories of one merged feed, in published order, with what its head says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct River {
    /// Which part of the river it is.
    pub scope: Scope,
    /// Its title.
    pub title: String,
    /// How readers reach this daemon; ends with a slash.
    pub base_url: String,
    /// What links to our own documents carry, for a reader that has come in with it.
    pub token: Option<String>,
    /// The WebSub hub that is told of changes.
    pub hub: Option<String>,
    /// What the feed's own id is made from: never changes for one scope of one store.
    pub key: Digest,
    /// When what it shows last changed; when the store was made, where it shows nothing.
    pub updated: Timestamp,
    /// The stories, the newest place first.
    pub stories: Vec<RiverStory>,
    /// Whether there are more behind the last of them.
    pub has_more: bool,
    /// How many archive documents are full: those are numbered from 1, the oldest. Only the whole river
    /// has any.
    pub archives: u32,
}

/// An archive document that is full: its entries are what they were when it got so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Archive {
    /// Its number, from 1.
    pub number: u32,
    /// The place of its newest story.
    pub reach: i64,
    /// When what it shows had last changed.
    pub updated: Timestamp,
    /// Its entries, as `publish/` has packed them.
    pub entries: Vec<u8>,
}

/// How the feeds are, as far as their operator is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Health {
    /// When the store was made: what is said of when it last changed where nothing is wrong.
    pub made: Timestamp,
    /// What was told of feeds, in any order.
    pub told: Vec<(SourceFeed, Ailment)>,
}

/// The documents of one moment that lie ready, by their path on the server.
#[derive(Clone, Debug, Default)]
pub struct Publication {
    /// Counts the publications of this process: what else is made holds for one of them.
    pub edition: u64,
    /// What documents are dated that became others with it.
    pub made: Timestamp,
    /// The documents; a path begins with a slash.
    pub documents: BTreeMap<String, Arc<Prepared>>,
    /// How many stories they show.
    pub stories: usize,
}

/// A document, ready to be sent in any coding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prepared {
    /// `Content-Type`.
    pub content_type: &'static str,
    /// When it last became other bytes.
    pub last_modified: Timestamp,
    /// A digest of the plain bytes: two documents with the same one are the same.
    pub digest: Digest,
    /// Whether it is a page with images of publishers in it.
    pub has_images: bool,
    /// The hub that is told of its changes, and what it is known by there: its address.
    pub hub: Option<HubLink>,
    /// The bytes in each coding that is worth it, with the strong ETag (quotes and all) of that
    /// representation. The plain one is always there.
    pub bodies: BTreeMap<Coding, (String, Bytes)>,
}

/// The codings of RFC 9110 section 8.4.1 that mainstem sends, in the order it prefers them where
/// a reader takes several alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Coding {
    /// Zstandard, RFC 8878.
    Zstd,
    /// Brotli, RFC 7932.
    Brotli,
    /// gzip, RFC 1952.
    Gzip,
    /// As it is.
    Identity,
}

impl Coding {
    /// The token of the coding.
    pub fn token(self) -> &'static str {
        match self {
            Self::Zstd => "zstd",
            Self::Brotli => "br",
            Self::Gzip => "gzip",
            Self::Identity => "identity",
        }
    }
}

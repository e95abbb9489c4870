//! A publisher's document as it was read, nothing believed yet. Cleaning is left to `article/`.

use url::Url;

use super::{Cadence, Companion, Contributor, Enclosure, HubLink, Location, Person, Timestamp};

/// A document that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParsedFeed {
    /// What it says of the feed.
    pub about: FeedAbout,
    /// What had to be mended before it could be read, in words for the operator.
    pub repairs: Vec<String>,
    /// Whether the document ends in the middle: its entries may not be all of them, and the last
    /// may not be whole.
    pub is_cut_short: bool,
    /// Its entries, in the order of the document.
    pub entries: Vec<ParsedEntry>,
}

/// What a publisher says of a feed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FeedAbout {
    /// The format of the document; `None` before one was read.
    pub format: Option<FeedFormat>,
    /// The feed's title as plain text.
    pub title: Option<String>,
    /// The page that the feed is about, as an absolute address.
    pub site_url: Option<String>,
    /// The language it is declared to be in, as a tag of BCP 47.
    pub language: Option<String>,
    /// How often it asks to be polled.
    pub cadence: Cadence,
    /// Where it says that it pushes what is new.
    pub hub: Option<HubLink>,
}

/// The formats of feed documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FeedFormat {
    /// RSS 0.90 to 0.94.
    Rss0,
    /// RSS 1.0, which is RDF.
    Rss1,
    /// RSS 2.0.
    Rss2,
    /// Atom 0.3 and 1.0.
    Atom,
    /// JSON Feed 1.x.
    Json,
    /// Microsoft's Channel Definition Format of 1997.
    Cdf,
}

impl FeedFormat {
    /// The word for `--json` and the store.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rss0 => "rss0",
            Self::Rss1 => "rss1",
            Self::Rss2 => "rss2",
            Self::Atom => "atom",
            Self::Json => "json",
            Self::Cdf => "cdf",
        }
    }

    /// The format of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Rss0, Self::Rss1, Self::Rss2, Self::Atom, Self::Json, Self::Cdf]
            .into_iter()
            .find(|format| format.name() == name)
    }
}

/// One entry as it stands in the document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ParsedEntry {
    /// The id that the publisher gave; `None` where it gave none. Never one that we made up.
    pub id: Option<String>,
    /// The address of the article, as written, not yet made absolute.
    pub link: Option<String>,
    /// What relative addresses in this entry are relative to.
    pub base: Option<Url>,
    /// The headline.
    pub title: Option<Text>,
    /// The short form.
    pub summary: Option<Text>,
    /// The full form.
    pub content: Option<Text>,
    /// When its publisher says that it appeared.
    pub published: Option<Timestamp>,
    /// When its publisher says that it was last changed.
    pub updated: Option<Timestamp>,
    /// Who wrote it.
    pub authors: Vec<Person>,
    /// Categories, by label where there is one.
    pub categories: Vec<String>,
    /// Files that belong to it; addresses as written.
    pub enclosures: Vec<Enclosure>,
    /// Files that go with those; addresses as written.
    pub companions: Vec<Companion>,
    /// Who took part without having written it.
    pub contributors: Vec<Contributor>,
    /// A small picture of it; its address as written.
    pub thumbnail: Option<String>,
    /// Who may do what with it: its own, else the feed's.
    pub rights: Option<Text>,
    /// Where on the earth it is.
    pub location: Option<Location>,
    /// The language it is declared to be in.
    pub language: Option<String>,
}

/// Text as the publisher marked it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Text {
    /// Characters that mean themselves.
    Plain(String),
    /// HTML of a stranger: not sanitised.
    Html(String),
}

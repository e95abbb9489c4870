//! What is found in a document, all of it, as its publisher wrote it: the nouns of this room. What
//! the daemon needs of it is chosen by `lean`; `mainstem parse` prints it as it is.

use std::sync::Arc;

use serde::{Serialize, Serializer};
use url::Url;

use super::asks::Asks;
use crate::model::{FeedFormat, Location, Timestamp};

/// A document, read.
#[derive(Debug, Serialize)]
pub struct Found {
    /// Its format.
    #[serde(serialize_with = "format_name")]
    pub format: FeedFormat,
    /// The charset it was decoded from, by the name of the WHATWG in lower case.
    pub encoding: String,
    /// What it says of the feed.
    pub feed: Feed,
    /// Its entries, in the order of the document.
    pub entries: Vec<Entry>,
    /// What had to be mended, in words for the operator.
    #[serde(skip)]
    pub repairs: Vec<String>,
    /// Whether it ends in the middle.
    #[serde(skip)]
    pub is_cut_short: bool,
    /// Whether elements were left out because they lie too deep.
    #[serde(skip)]
    pub is_too_deep: bool,
    /// What it asks of those who poll it.
    #[serde(skip)]
    pub(super) asks: Asks,
}

/// What is said of a feed: of the document's own, or of the one that an entry is from.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct Feed {
    /// The id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// What it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subtitle: Option<Text>,
    /// Who may do what with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rights: Option<Text>,
    /// Atom 0.3's word to whoever opens the feed in a browser.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub info: Option<Text>,
    /// The page that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// All its links.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
    /// When it was last changed.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "moment")]
    pub updated: Option<Timestamp>,
    /// When it appeared.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "moment")]
    pub published: Option<Timestamp>,
    /// Its language, as a tag of BCP 47.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Who writes it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<Person>,
    /// Who else is named, and as what.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contributors: Vec<Person>,
    /// What it is filed under.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<Category>,
    /// The program that made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub generator: Option<Generator>,
    /// A small square picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icon: Option<String>,
    /// A larger picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logo: Option<Picture>,
    /// For how many minutes it may be kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ttl: Option<u64>,
}

/// An entry.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// The id that its publisher gave, never one made up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Whether the id is said to be the article's address; `None` where nothing is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_is_permalink: Option<bool>,
    /// The headline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// The article's address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// All its links.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
    /// The short form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<Text>,
    /// The full form, in as many ways as it is given; the best first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub content: Vec<Text>,
    /// When it appeared.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "moment")]
    pub published: Option<Timestamp>,
    /// When it was last changed.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "moment")]
    pub updated: Option<Timestamp>,
    /// Whether `updated` is a date that may as well be the other one: Dublin Core's `date`.
    #[serde(skip)]
    pub is_updated_vague: bool,
    /// Who wrote it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<Person>,
    /// Who else is named, and as what.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contributors: Vec<Person>,
    /// What it is filed under.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<Category>,
    /// Files that belong to it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub enclosures: Vec<File>,
    /// Small pictures of it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub thumbnails: Vec<Picture>,
    /// Who may do what with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rights: Option<Text>,
    /// The page where it is talked about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comments: Option<String>,
    /// The feed of that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comments_feed: Option<String>,
    /// How long it plays, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration: Option<u64>,
    /// Where on the earth it is, as a geometry of `GeoJSON`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
    /// Its language, where it is its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// What is relative in it is relative to this.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "base")]
    pub base: Option<Arc<Url>>,
    /// The feed that it is from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<Box<Feed>>,
}

/// How a text is marked up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// Characters that mean themselves.
    #[default]
    Plain,
    /// HTML.
    Html,
    /// XHTML, as a part of the document.
    Xhtml,
    /// Something else: its media type.
    Other(String),
}

impl Kind {
    /// The media type.
    pub fn media_type(&self) -> &str {
        match self {
            Self::Plain => "text/plain",
            Self::Html => "text/html",
            Self::Xhtml => "application/xhtml+xml",
            Self::Other(media_type) => media_type,
        }
    }
}

/// A text as it is marked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Text {
    /// The text, not sanitised; empty where it stands elsewhere.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub value: String,
    /// How it is marked up.
    #[serde(rename = "type", serialize_with = "kind")]
    pub kind: Kind,
    /// Where it stands, if not here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub src: Option<String>,
    /// The language in effect.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "words")]
    pub language: Option<Arc<str>>,
    /// What addresses in it are relative to.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "base")]
    pub base: Option<Arc<Url>>,
}

/// A link.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Link {
    /// Where to.
    pub href: String,
    /// What is there to whoever links.
    pub rel: String,
    /// The media type.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// The language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hreflang: Option<String>,
    /// A name for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The size in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub length: Option<u64>,
}

/// Somebody.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Person {
    /// The name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// A mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// A page of theirs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uri: Option<String>,
    /// What they do, where it is not writing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
}

/// A category.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Category {
    /// Its name for programs.
    pub term: String,
    /// The list that the name is of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scheme: Option<String>,
    /// Its name for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Narrower ones.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sub: Vec<Category>,
    /// Whether it is one of a list of words to be found by, of which publishers give many.
    #[serde(skip)]
    pub is_keyword: bool,
}

/// A file that belongs to an entry.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct File {
    /// Its address.
    pub url: String,
    /// Its media type.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// What stands for the type in Media RSS: `image`, `video`.
    #[serde(skip)]
    pub medium: Option<String>,
    /// Its size in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub length: Option<u64>,
    /// How long it plays, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration: Option<u64>,
    /// A name for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

/// A picture.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Picture {
    /// Its address.
    pub url: String,
    /// What it shows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Where it leads to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// Its width in pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<u64>,
    /// Its height in pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height: Option<u64>,
    /// More words on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// The program that made a feed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Generator {
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// A page of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uri: Option<String>,
    /// Its version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's form")]
fn format_name<S: Serializer>(format: &FeedFormat, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(format.name())
}

#[expect(clippy::ref_option, reason = "serde's form")]
fn moment<S: Serializer>(moment: &Option<Timestamp>, to: S) -> Result<S::Ok, S::Error> {
    moment.map(Timestamp::rfc3339).serialize(to)
}

#[expect(clippy::ref_option, reason = "serde's form")]
fn base<S: Serializer>(base: &Option<Arc<Url>>, to: S) -> Result<S::Ok, S::Error> {
    base.as_deref().map(Url::as_str).serialize(to)
}

#[expect(clippy::ref_option, reason = "serde's form")]
fn words<S: Serializer>(words: &Option<Arc<str>>, to: S) -> Result<S::Ok, S::Error> {
    words.as_deref().serialize(to)
}

fn kind<S: Serializer>(kind: &Kind, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(kind.media_type())
}

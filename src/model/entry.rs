//! An entry that can be believed, stored and shown. `article/` makes it from a parsed one.

use super::{Location, Timestamp};

/// An item of a feed: clean, absolute, dated where its date can be believed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// The id that its publisher gave.
    pub guid: Option<String>,
    /// The article's address: absolute, `http` or `https`, as the publisher spells it.
    pub url: Option<String>,
    /// The same address stripped of what does not name the article: compare these, show `url`.
    pub canonical_url: Option<String>,
    /// The headline as plain text; made from the text where the publisher gave none.
    pub title: String,
    /// The short form as plain text, where the publisher gave one beside the full text.
    pub summary: Option<String>,
    /// The fullest text the feed gives, as sanitised HTML with absolute addresses.
    pub content_html: String,
    /// `content_html` as plain text.
    pub text: String,
    /// Who wrote it.
    pub authors: Vec<Person>,
    /// Categories, each once, in the publisher's order.
    pub categories: Vec<String>,
    /// Files that belong to it, with absolute addresses.
    pub enclosures: Vec<Enclosure>,
    /// Files that go with those: transcripts, chapters.
    pub companions: Vec<Companion>,
    /// Who took part without having written it.
    pub contributors: Vec<Contributor>,
    /// A small picture of it: an absolute address.
    pub thumbnail: Option<String>,
    /// Who may do what with it, as plain text: the entry's own words, else the feed's.
    pub rights: Option<String>,
    /// Where on the earth it is.
    pub location: Option<Location>,
    /// The language, as a tag of BCP 47: the entry's own, else the feed's.
    pub language: Option<String>,
    /// When it appeared, as its publisher says.
    pub published: Option<Timestamp>,
    /// When it was last changed, as its publisher says.
    pub updated: Option<Timestamp>,
}

/// Somebody who wrote something.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// The name, or the address where there is no name.
    pub name: String,
    /// A page of theirs.
    pub uri: Option<String>,
}

/// Somebody who took part: the guest of an episode, an editor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contributor {
    /// The name.
    pub name: String,
    /// A page of theirs.
    pub uri: Option<String>,
    /// As what, in a word of the publisher's.
    pub role: Option<String>,
}

/// What a file tells of an episode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompanionKind {
    /// What is said in it.
    Transcript,
    /// Where its parts begin.
    Chapters,
}

impl CompanionKind {
    /// Its name in podcasts, in the store and in `--json`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Transcript => "transcript",
            Self::Chapters => "chapters",
        }
    }

    /// The kind of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Transcript, Self::Chapters].into_iter().find(|kind| kind.name() == name)
    }
}

/// A file that goes with an episode.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Companion {
    /// What it tells.
    pub kind: CompanionKind,
    /// Its address.
    pub url: String,
    /// Its media type.
    pub media_type: Option<String>,
    /// Its language, as a tag of BCP 47.
    pub language: Option<String>,
}

/// A file that belongs to an entry: an episode, a picture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Enclosure {
    /// Its address.
    pub url: String,
    /// Its media type.
    pub media_type: Option<String>,
    /// Its size in bytes.
    pub length: Option<u64>,
    /// How long it plays, in seconds.
    pub duration: Option<u64>,
}

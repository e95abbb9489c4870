//! What the elements of feeds mean: names of RSS, Atom and their modules to the fields of an
//! entry. Which element is where is left to `tree` and `walk`.

use super::space::Space;
use crate::model::Shape;
use crate::parse::asks::Ask;
use crate::parse::places::Part as PlacePart;

/// How the text of an element is marked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Marking {
    /// As Atom's `type` and `mode` say.
    Declared,
    /// HTML.
    Html,
    /// HTML where it looks so.
    Guessed,
}

/// Which text of an entry, or of the feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The headline.
    Title,
    /// The short form; of the feed: what it is about.
    Summary,
    /// The full form.
    Content,
    /// Who may do what with it.
    Rights,
    /// Atom 0.3's word to whoever opens the feed in a browser.
    Info,
}

/// What somebody who is named has to do with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Wrote it.
    Author,
    /// Wrote it, where nobody else is named: with what rank.
    Fallback(u8),
    /// Something else: what the element itself says, else this.
    Other(&'static str),
}

/// What an element says. A rank tells which of several elements that say the same is believed: the
/// higher, and of equals the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    /// An entry begins.
    Entry,
    /// What belongs to the feed begins.
    Channel,
    /// The elements within count as if they stood outside; it may itself name a file.
    Group,
    /// A text: which, of what rank, and how it is marked up.
    Text(Place, u8, Marking),
    /// The article's address.
    Link,
    /// The same, before a proxy replaced it.
    OriginalLink,
    /// RSS's id, which may be an address.
    Guid,
    /// An id.
    Id(u8),
    /// When it appeared.
    Published(u8),
    /// When it was changed.
    Updated(u8),
    /// When, without a word of what.
    Date(u8),
    /// Somebody.
    Person(Part),
    /// A category.
    Category,
    /// A category that may hold narrower ones.
    Topic,
    /// Words to be found by.
    Keywords,
    /// A file.
    Enclosure,
    /// A picture of an entry.
    Thumbnail,
    /// A picture of the feed, with what rank.
    Logo(u8),
    /// A small one.
    Icon,
    /// Where the entry is from.
    Source,
    /// The page where the entry is talked about.
    Comments,
    /// The feed of that.
    CommentsFeed,
    /// How long the entry plays, with what rank.
    Duration(u8),
    /// The program that made the feed, with what rank.
    Generator(u8),
    /// The address of a licence.
    License,
    /// The language.
    Language,
    /// A wish of how to be polled.
    Ask(Ask),
    /// What such wishes stand in.
    Asks,
    /// Where the entry is, or a part of that.
    Location(PlacePart),
    /// A file that goes with the entry: what it is to it.
    Beside(&'static str),
    /// Nothing that is read; neither is what is in it.
    Other,
}

impl Field {
    /// Whether the text of an element of this kind is read.
    pub(super) fn is_read(self) -> bool {
        !matches!(
            self,
            Self::Entry | Self::Channel | Self::Group | Self::Topic | Self::Asks | Self::Other
        )
    }

    /// Whether an element of this kind may say something by its attributes alone, and not all of it.
    pub(super) fn is_said_by_attributes(self) -> bool {
        matches!(self, Self::Category | Self::Source | Self::Generator(_))
    }

    /// Whether only the feed, or the source of an entry, has an element of this kind.
    pub(super) fn is_of_feeds(self) -> bool {
        matches!(
            self,
            Self::Ask(_)
                | Self::Asks
                | Self::Logo(_)
                | Self::Icon
                | Self::Generator(_)
                | Self::Text(Place::Info, ..)
        )
    }

    /// Whether only an entry has an element of this kind.
    pub(super) fn is_of_entries(self) -> bool {
        matches!(
            self,
            Self::OriginalLink
                | Self::Group
                | Self::Enclosure
                | Self::Source
                | Self::Comments
                | Self::CommentsFeed
                | Self::Duration(_)
                | Self::Location(_)
                | Self::Beside(_)
        )
    }

    /// Whether an element of this kind is no place for another: one that begins in it shows that
    /// its end was forgotten.
    pub(super) fn is_short(self) -> bool {
        matches!(
            self,
            Self::Text(Place::Title, ..)
                | Self::Link
                | Self::OriginalLink
                | Self::Guid
                | Self::Id(_)
                | Self::Published(_)
                | Self::Updated(_)
                | Self::Date(_)
                | Self::Category
                | Self::Keywords
                | Self::Language
                | Self::Comments
                | Self::CommentsFeed
                | Self::Duration(_)
                | Self::Enclosure
                | Self::Thumbnail
                | Self::Ask(_)
        )
    }
}

/// The longest name that means anything.
const LONGEST: usize = 24;

/// What the element of this name says. Case is ignored: `pubdate` is as frequent a slip as
/// `PubDate`.
pub(super) fn field(space: Space, local: &str) -> Field {
    let mut buffer = [0; LONGEST];
    let Some(name) = buffer.get_mut(..local.len()) else { return Field::Other };
    name.copy_from_slice(local.as_bytes());
    name.make_ascii_lowercase();
    let name = std::str::from_utf8(name).unwrap_or_default();
    match space {
        Space::Core => core(name),
        Space::Atom => atom(name),
        Space::Content if name == "encoded" => Field::Text(Place::Content, 9, Marking::Html),
        Space::Dublin | Space::Terms => dublin(name),
        Space::Media => media(name),
        Space::Syndication => syndication(name),
        Space::Itunes => itunes(name),
        Space::Proxy if name == "origlink" => Field::OriginalLink,
        Space::Proxy if name == "browserfriendly" => Field::Text(Place::Info, 5, Marking::Guessed),
        Space::Xhtml if matches!(name, "body" | "div") => {
            Field::Text(Place::Content, 8, Marking::Html)
        }
        Space::Podcast => podcast(name),
        Space::Comments if name == "commentrss" => Field::CommentsFeed,
        Space::License if name == "license" => Field::License,
        Space::Admin if name == "generatoragent" => Field::Generator(5),
        Space::Places | Space::Geography | Space::Positions => place(space, name),
        Space::Content
        | Space::Proxy
        | Space::Xhtml
        | Space::Rdf
        | Space::Comments
        | Space::License
        | Space::Admin
        | Space::Other => Field::Other,
    }
}

/// RSS of every version, and CDF, which has an `abstract` and a `logo`.
fn core(name: &str) -> Field {
    match name {
        "item" | "entry" => Field::Entry,
        "channel" => Field::Channel,
        "title" => Field::Text(Place::Title, 9, Marking::Guessed),
        "description" => Field::Text(Place::Summary, 9, Marking::Html),
        "summary" | "abstract" => Field::Text(Place::Summary, 8, Marking::Html),
        "content" | "fulltext" | "fullitem" => Field::Text(Place::Content, 7, Marking::Html),
        "body" => Field::Text(Place::Content, 6, Marking::Html),
        "copyright" | "rights" => Field::Text(Place::Rights, 9, Marking::Guessed),
        "link" | "url" => Field::Link,
        "guid" => Field::Guid,
        "id" => Field::Id(6),
        "pubdate" => Field::Published(9),
        "published" | "issued" => Field::Published(8),
        "date" => Field::Date(4),
        "created" => Field::Published(4),
        "updated" | "modified" => Field::Updated(8),
        "lastbuilddate" => Field::Updated(5),
        "author" => Field::Person(Part::Author),
        "managingeditor" => Field::Person(Part::Other("managingEditor")),
        "webmaster" => Field::Person(Part::Other("webMaster")),
        "category" => Field::Category,
        "enclosure" => Field::Enclosure,
        "keywords" => Field::Keywords,
        "source" => Field::Source,
        "comments" => Field::Comments,
        "image" => Field::Logo(9),
        "logo" => Field::Logo(8),
        "generator" => Field::Generator(9),
        "language" => Field::Language,
        "ttl" => Field::Ask(Ask::Ttl),
        "skiphours" | "skipdays" => Field::Asks,
        "hour" => Field::Ask(Ask::Hour),
        "day" => Field::Ask(Ask::Day),
        _ => Field::Other,
    }
}

fn syndication(name: &str) -> Field {
    match name {
        "updateperiod" => Field::Ask(Ask::Period),
        "updatefrequency" => Field::Ask(Ask::Frequency),
        _ => Field::Other,
    }
}

/// Atom 1.0 and what 0.3 called the same.
fn atom(name: &str) -> Field {
    match name {
        "entry" => Field::Entry,
        "title" => Field::Text(Place::Title, 9, Marking::Declared),
        "summary" | "subtitle" | "tagline" => Field::Text(Place::Summary, 9, Marking::Declared),
        "content" => Field::Text(Place::Content, 9, Marking::Declared),
        "rights" | "copyright" => Field::Text(Place::Rights, 9, Marking::Declared),
        "info" => Field::Text(Place::Info, 9, Marking::Declared),
        "link" => Field::Link,
        "id" => Field::Id(9),
        "published" | "issued" => Field::Published(9),
        "created" => Field::Published(5),
        "pubdate" => Field::Published(7),
        "updated" | "modified" => Field::Updated(9),
        "author" => Field::Person(Part::Author),
        "contributor" => Field::Person(Part::Other("")),
        "category" => Field::Category,
        "source" => Field::Source,
        "generator" => Field::Generator(9),
        "icon" => Field::Icon,
        "logo" => Field::Logo(9),
        // Words of RSS that are met in Atom.
        "comments" | "description" | "enclosure" | "guid" | "image" | "language" => core(name),
        _ => Field::Other,
    }
}

/// Dublin Core's elements and terms, which share their names.
fn dublin(name: &str) -> Field {
    match name {
        "title" => Field::Text(Place::Title, 5, Marking::Guessed),
        "creator" | "author" => Field::Person(Part::Author),
        "contributor" => Field::Person(Part::Other("")),
        "publisher" => Field::Person(Part::Other("publisher")),
        "description" | "abstract" => Field::Text(Place::Summary, 5, Marking::Guessed),
        "rights" => Field::Text(Place::Rights, 5, Marking::Guessed),
        "subject" => Field::Category,
        "language" => Field::Language,
        "license" => Field::License,
        "identifier" => Field::Id(3),
        "issued" | "available" => Field::Published(7),
        "date" => Field::Date(6),
        "created" => Field::Published(5),
        "modified" => Field::Updated(7),
        _ => Field::Other,
    }
}

fn media(name: &str) -> Field {
    match name {
        "group" | "content" | "location" => Field::Group,
        "title" => Field::Text(Place::Title, 2, Marking::Guessed),
        "description" => Field::Text(Place::Summary, 2, Marking::Guessed),
        "thumbnail" => Field::Thumbnail,
        "peerlink" => Field::Enclosure,
        "category" => Field::Category,
        "keywords" => Field::Keywords,
        "credit" => Field::Person(Part::Other("credit")),
        "copyright" => Field::Text(Place::Rights, 3, Marking::Guessed),
        _ => Field::Other,
    }
}

fn itunes(name: &str) -> Field {
    match name {
        "title" => Field::Text(Place::Title, 3, Marking::Guessed),
        // Beside a description it is the longer of the two.
        "summary" => Field::Text(Place::Content, 2, Marking::Guessed),
        "subtitle" => Field::Text(Place::Summary, 1, Marking::Guessed),
        "author" => Field::Person(Part::Fallback(9)),
        "owner" => Field::Person(Part::Other("owner")),
        "category" => Field::Topic,
        "keywords" => Field::Keywords,
        "image" => Field::Logo(5),
        // The picture, in the drafts of the specification.
        "link" => Field::Logo(4),
        "duration" => Field::Duration(9),
        _ => Field::Other,
    }
}

fn podcast(name: &str) -> Field {
    match name {
        "person" => Field::Person(Part::Other("host")),
        "transcript" => Field::Beside("transcript"),
        "chapters" => Field::Beside("chapters"),
        _ => Field::Other,
    }
}

/// `GeoRSS`, what it uses of GML, and the W3C's positions. GML's shapes and the W3C's point hold what
/// they are in elements of their own.
fn place(space: Space, name: &str) -> Field {
    Field::Location(match (space, name) {
        (Space::Places, "point") | (Space::Geography, "pos") => PlacePart::Whole(Shape::Point),
        (Space::Places, "line") => PlacePart::Whole(Shape::Line),
        (Space::Places, "polygon") => PlacePart::Whole(Shape::Polygon),
        (Space::Places, "box") => PlacePart::Whole(Shape::Box),
        (Space::Geography, "poslist") => PlacePart::Path,
        (Space::Geography, "lowercorner") => PlacePart::Lower,
        (Space::Geography, "uppercorner") => PlacePart::Upper,
        (Space::Positions, "lat") => PlacePart::Latitude,
        (Space::Positions, "long" | "lon") => PlacePart::Longitude,
        (Space::Places, "where")
        | (Space::Positions, "point")
        | (
            Space::Geography,
            "point" | "linestring" | "polygon" | "exterior" | "linearring" | "envelope",
        ) => return Field::Group,
        _ => return Field::Other,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_means_the_same_in_every_case() {
        assert_eq!(field(Space::Core, "PubDate"), Field::Published(9));
        assert_eq!(field(Space::Core, "aNameFarLongerThanAnyThatMeansAnything"), Field::Other);
    }
}

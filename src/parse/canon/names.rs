//! What the elements of feeds mean: names of RSS, Atom and their modules to the fields of an
//! entry. Which element is where is left to `tree` and `walk`.

use crate::parse::asks::Ask;

/// A vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Space {
    /// RSS of any version, and names without a namespace.
    Core,
    /// Atom 0.3 and 1.0.
    Atom,
    /// The RSS module `content`.
    Content,
    /// Dublin Core's elements.
    Dublin,
    /// Dublin Core's terms.
    Terms,
    /// Media RSS.
    Media,
    /// Apple's podcasts.
    Itunes,
    /// `FeedBurner` and its like, which put themselves into the links.
    Proxy,
    /// The RSS module `syndication`.
    Syndication,
    /// XHTML.
    Xhtml,
    /// RDF.
    Rdf,
    /// Anything else.
    Other,
}

impl Space {
    /// The vocabulary of this namespace. Its spelling is not taken seriously: scheme, case and
    /// closing slash vary in the wild.
    pub(super) fn by_uri(uri: &str) -> Option<Self> {
        let uri = uri.trim().to_ascii_lowercase();
        let uri = uri.strip_prefix("http://").or(uri.strip_prefix("https://")).unwrap_or(&uri);
        let uri = uri.trim_end_matches(['/', '#']);
        Some(match uri {
            "www.w3.org/2005/atom" | "purl.org/atom/ns" => Self::Atom,
            ""
            | "purl.org/rss/1.0"
            | "purl.org/net/rss1.1"
            | "my.netscape.com/rdf/simple/0.9"
            | "channel.netscape.com/rdf/simple/0.9"
            | "my.netscape.com/publish/formats/rss-0.91.dtd"
            | "blogs.law.harvard.edu/tech/rss"
            | "cyber.law.harvard.edu/rss/rss.html" => Self::Core,
            "purl.org/rss/1.0/modules/content" => Self::Content,
            "purl.org/rss/1.0/modules/syndication" => Self::Syndication,
            "purl.org/dc/elements/1.0" | "purl.org/dc/elements/1.1" => Self::Dublin,
            "purl.org/dc/terms" => Self::Terms,
            "www.w3.org/1999/xhtml" => Self::Xhtml,
            "www.w3.org/1999/02/22-rdf-syntax-ns" => Self::Rdf,
            "rssnamespace.org/feedburner/ext/1.0" | "www.pheedo.com/namespace/pheedo" => {
                Self::Proxy
            }
            _ if uri.starts_with("backend.userland.com/rss") => Self::Core,
            _ if uri.contains("search.yahoo.com/mrss") => Self::Media,
            _ if uri.contains("itunes") && uri.contains("podcast") => Self::Itunes,
            _ => return None,
        })
    }

    /// The vocabulary that this prefix usually stands for.
    pub(super) fn by_prefix(prefix: &str) -> Self {
        match prefix.to_ascii_lowercase().as_str() {
            "" | "rss" => Self::Core,
            "atom" | "atom10" | "atom03" | "a10" => Self::Atom,
            "content" => Self::Content,
            "sy" => Self::Syndication,
            "dc" => Self::Dublin,
            "dcterms" | "dct" => Self::Terms,
            "media" => Self::Media,
            "itunes" => Self::Itunes,
            "feedburner" | "pheedo" => Self::Proxy,
            "xhtml" | "html" => Self::Xhtml,
            "rdf" => Self::Rdf,
            _ => Self::Other,
        }
    }
}

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

/// Which text of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The headline.
    Title,
    /// The short form.
    Summary,
    /// The full form.
    Content,
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
    /// Who wrote it.
    Author,
    /// Who wrote it, where nobody else is named.
    FallbackAuthor,
    /// A category.
    Category,
    /// A file.
    Enclosure,
    /// The language.
    Language,
    /// A wish of how to be polled.
    Ask(Ask),
    /// What such wishes stand in.
    Asks,
    /// Nothing that is read; neither is what is in it.
    Other,
}

impl Field {
    /// Whether the text of an element of this kind is read in an entry.
    pub(super) fn is_read(self) -> bool {
        !matches!(
            self,
            Self::Entry
                | Self::Channel
                | Self::Group
                | Self::Enclosure
                | Self::Ask(_)
                | Self::Asks
                | Self::Other
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
                | Self::Category
                | Self::Language
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
        Space::Xhtml if matches!(name, "body" | "div") => {
            Field::Text(Place::Content, 8, Marking::Html)
        }
        Space::Content | Space::Proxy | Space::Xhtml | Space::Rdf | Space::Other => Field::Other,
    }
}

fn core(name: &str) -> Field {
    match name {
        "item" | "entry" => Field::Entry,
        "channel" => Field::Channel,
        "title" => Field::Text(Place::Title, 9, Marking::Guessed),
        "description" => Field::Text(Place::Summary, 9, Marking::Html),
        "summary" => Field::Text(Place::Summary, 8, Marking::Html),
        "content" | "fulltext" => Field::Text(Place::Content, 7, Marking::Html),
        "body" => Field::Text(Place::Content, 6, Marking::Html),
        "link" | "url" => Field::Link,
        "guid" => Field::Guid,
        "id" => Field::Id(6),
        "pubdate" => Field::Published(9),
        "published" | "issued" => Field::Published(8),
        "date" | "created" => Field::Published(4),
        "updated" | "modified" => Field::Updated(8),
        "lastbuilddate" => Field::Updated(5),
        "author" => Field::Author,
        "category" => Field::Category,
        "enclosure" => Field::Enclosure,
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
        "summary" => Field::Text(Place::Summary, 9, Marking::Declared),
        "content" => Field::Text(Place::Content, 9, Marking::Declared),
        "link" => Field::Link,
        "id" => Field::Id(9),
        "published" | "issued" => Field::Published(9),
        "created" => Field::Published(5),
        "pubdate" => Field::Published(7),
        "updated" | "modified" => Field::Updated(9),
        "author" => Field::Author,
        "category" => Field::Category,
        _ => Field::Other,
    }
}

/// Dublin Core's elements and terms, which share their names.
fn dublin(name: &str) -> Field {
    match name {
        "title" => Field::Text(Place::Title, 5, Marking::Guessed),
        "creator" | "author" => Field::Author,
        "description" | "abstract" => Field::Text(Place::Summary, 5, Marking::Guessed),
        "subject" => Field::Category,
        "language" => Field::Language,
        "identifier" => Field::Id(3),
        "issued" | "available" => Field::Published(7),
        "date" => Field::Published(6),
        "created" => Field::Published(5),
        "modified" => Field::Updated(7),
        _ => Field::Other,
    }
}

fn media(name: &str) -> Field {
    match name {
        "group" | "content" => Field::Group,
        "title" => Field::Text(Place::Title, 2, Marking::Guessed),
        "description" => Field::Text(Place::Summary, 2, Marking::Guessed),
        _ => Field::Other,
    }
}

fn itunes(name: &str) -> Field {
    match name {
        "title" => Field::Text(Place::Title, 3, Marking::Guessed),
        // Beside a description it is the longer of the two.
        "summary" => Field::Text(Place::Content, 2, Marking::Guessed),
        "subtitle" => Field::Text(Place::Summary, 1, Marking::Guessed),
        "author" => Field::FallbackAuthor,
        _ => Field::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_namespace_is_known_however_it_is_spelled() {
        assert_eq!(Space::by_uri("https://www.w3.org/2005/Atom"), Some(Space::Atom));
        assert_eq!(Space::by_uri(" http://search.yahoo.com/mrss"), Some(Space::Media));
        assert_eq!(Space::by_uri("http://purl.org/atom/ns#"), Some(Space::Atom));
        assert_eq!(Space::by_uri("http://example.org/"), None);
    }

    #[test]
    fn a_name_means_the_same_in_every_case() {
        assert_eq!(field(Space::Core, "PubDate"), Field::Published(9));
        assert_eq!(field(Space::Core, "aNameFarLongerThanAnyThatMeansAnything"), Field::Other);
    }
}

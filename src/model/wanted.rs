//! What a reader may ask the server for, and the one address of each. Making it is left to the rooms.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use url::form_urlencoded;

use super::{FeedId, StoryId};

/// A part of the river.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// All of it.
    River,
    /// The stories that a feed with this tag carries.
    Tag(String),
    /// The stories of a `[[view]]`, by its name.
    View(String),
    /// The stories that this feed carries.
    Source(FeedId),
    /// The stories that answer a search, as it was typed.
    Search(String),
}

/// A format that readers subscribe to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// Atom 1.0, RFC 4287.
    Atom,
    /// RSS 2.0.
    Rss,
    /// JSON Feed 1.1.
    Json,
}

impl Format {
    /// Every format, the one to recommend first.
    pub const ALL: [Self; 3] = [Self::Atom, Self::Rss, Self::Json];

    /// What names of documents end with, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Atom => "atom",
            Self::Rss => "rss",
            Self::Json => "json",
        }
    }
}

/// A document that a reader may ask for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wanted {
    /// A merged feed.
    Feed {
        /// Of what.
        scope: Scope,
        /// As what.
        format: Format,
    },
    /// An archive document of the river (RFC 5005 section 4), by its number from 1.
    Archive(u32),
    /// The stories of an archive that is full as a page for people.
    ArchivePage(u32),
    /// Stories as a page for people.
    Page {
        /// Which.
        scope: Scope,
        /// Only those before this place in the river, or, of a search, behind so many; `None`: from the
        /// newest on.
        before: Option<i64>,
    },
    /// One story as a page.
    Story(StoryId),
    /// How the feeds are, as a page.
    Sources,
    /// How the feeds are, as a feed.
    Health,
    /// The feeds as OPML.
    Opml,
    /// What pages are styled with.
    Style,
    /// What pages are made comfortable with.
    Script,
    /// The sign that browsers show for the pages.
    Icon,
    /// The picture that readers show above a feed.
    Logo,
}

impl Wanted {
    /// The address, relative to the base address: without a slash in front, with its query. Every
    /// document has one address.
    pub fn address(&self) -> String {
        match self {
            Self::Feed { scope, format } => {
                let (folder, query) = place(scope);
                let query = query.map(|query| format!("?{query}")).unwrap_or_default();
                format!("{folder}feed.{}{query}", format.extension())
            }
            Self::Archive(number) => format!("archive/{number}.atom"),
            Self::ArchivePage(number) => format!("archive/{number}"),
            Self::Page { scope, before } => {
                let (folder, query) = place(scope);
                let before = before.map(|before| format!("before={before}"));
                let query: Vec<String> = query.into_iter().chain(before).collect();
                let mark = if query.is_empty() { "" } else { "?" };
                format!("{}{mark}{}", folder.trim_end_matches('/'), query.join("&"))
            }
            Self::Story(story) => format!("story/{}", story.0),
            Self::Sources => "sources".to_owned(),
            Self::Health => "health.atom".to_owned(),
            Self::Opml => "feeds.opml".to_owned(),
            Self::Style => "style.css".to_owned(),
            Self::Script => "script.js".to_owned(),
            Self::Icon => "icon.svg".to_owned(),
            Self::Logo => "logo.svg".to_owned(),
        }
    }

    /// The same, with what opens it at its end, where it takes something.
    pub fn address_with(&self, token: Option<&str>) -> String {
        let address = self.address();
        let Some(token) = token else { return address };
        let mark = if address.contains('?') { '&' } else { '?' };
        let query = form_urlencoded::Serializer::new(String::new());
        format!("{address}{mark}{}", { query }.append_pair(TOKEN, token).finish())
    }

    /// The name of the file that it is, for web servers that serve a folder: pages are the `index.html` of
    /// their address. `None` where no file can stand for it: what a query asks for, and names that no file
    /// can have.
    pub fn file(&self) -> Option<String> {
        let address = self.address();
        if address.contains('?') {
            return None;
        }
        let is_page = matches!(
            self,
            Self::Page { .. } | Self::ArchivePage(_) | Self::Story(_) | Self::Sources
        );
        let pieces: Vec<&str> = address.split('/').filter(|piece| !piece.is_empty()).collect();
        let index = is_page.then_some("index.html");
        let names = pieces.into_iter().chain(index).map(|piece| {
            let name = percent_decode_str(piece).decode_utf8().ok()?;
            let is_name = !matches!(&*name, "." | "..") && !name.contains(['/', '\0']);
            (is_name && name.len() <= LONGEST_NAME).then(|| name.into_owned())
        });
        names.collect::<Option<Vec<String>>>().map(|names| names.join("/"))
    }

    /// What a file of this name is, as [`file`](Self::file) has it.
    pub fn of_file(file: &str) -> Option<Self> {
        let page = file.strip_suffix("index.html").map(|folder| folder.trim_end_matches('/'));
        let names = page.unwrap_or(file).split('/').map(segment);
        let wanted = Self::at(&format!("/{}", names.collect::<Vec<_>>().join("/")), "")?;
        (wanted.file().as_deref() == Some(file)).then_some(wanted)
    }

    /// What is asked for at a path, which begins with a slash, with this query; `None` where there is
    /// no such thing. Parameters that mean nothing there are passed over.
    pub fn at(path: &str, query: &str) -> Option<Self> {
        let path = path.strip_prefix('/')?;
        let parameter = |name: &str| {
            let mut pairs = form_urlencoded::parse(query.as_bytes());
            pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
        };
        let own = match path {
            "sources" => Some(Self::Sources),
            "health.atom" => Some(Self::Health),
            "feeds.opml" => Some(Self::Opml),
            "style.css" => Some(Self::Style),
            "script.js" => Some(Self::Script),
            "icon.svg" => Some(Self::Icon),
            "logo.svg" => Some(Self::Logo),
            _ => None,
        };
        if own.is_some() {
            return own;
        }
        if let Some(archive) = path.strip_prefix("archive/") {
            return match archive.strip_suffix(".atom") {
                Some(archive) => number(archive).map(Self::Archive),
                None => number(archive).map(Self::ArchivePage),
            };
        }
        if let Some(story) = path.strip_prefix("story/") {
            return number(story).map(|id| Self::Story(StoryId(id)));
        }
        let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
        let format = Format::ALL
            .into_iter()
            .find(|format| file.strip_prefix("feed.") == Some(format.extension()));
        let terms = || parameter("q").unwrap_or_default();
        if let Some(format) = format {
            return Some(Self::Feed { scope: scope(folder, terms)?, format });
        }
        let before = parameter("before").and_then(|before| number(&before));
        Some(Self::Page { scope: scope(path, terms)?, before })
    }
}

/// The parameter of a query that has the token in it.
pub const TOKEN: &str = "token";

/// The longest name of a file, in bytes, with room for what a temporary name has more: 255 on all file
/// systems that matter.
const LONGEST_NAME: usize = 240;

/// What stands for itself in a segment of a path: the unreserved characters of RFC 3986 section 2.3.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The folder of a scope, which ends with a slash unless it is the whole river, and the query it needs.
fn place(scope: &Scope) -> (String, Option<String>) {
    match scope {
        Scope::River => (String::new(), None),
        Scope::Tag(tag) => (format!("tag/{}/", segment(tag)), None),
        Scope::View(name) => (format!("view/{}/", segment(name)), None),
        Scope::Source(feed) => (format!("source/{}/", feed.0), None),
        Scope::Search(terms) => {
            let query = form_urlencoded::Serializer::new(String::new());
            ("search/".to_owned(), Some({ query }.append_pair("q", terms).finish()))
        }
    }
}

/// The scope of a folder, without a slash around it.
fn scope(folder: &str, terms: impl FnOnce() -> String) -> Option<Scope> {
    match folder.split_once('/') {
        None if folder.is_empty() => Some(Scope::River),
        None => (folder == "search").then(|| Scope::Search(terms())),
        Some(("tag", tag)) => unescape(tag).map(Scope::Tag),
        Some(("view", name)) => unescape(name).map(Scope::View),
        Some(("source", id)) => number(id).map(|id| Scope::Source(FeedId(id))),
        Some(_) => None,
    }
}

/// A name as one segment of a path. Browsers take `.` and `..` for steps however they are spelled, so
/// that these two can't be named; feeds.toml has no use for them.
fn segment(name: &str) -> String {
    utf8_percent_encode(name, UNRESERVED).to_string()
}

fn unescape(segment: &str) -> Option<String> {
    let name = percent_decode_str(segment).decode_utf8().ok()?;
    (!segment.is_empty() && !segment.contains('/')).then(|| name.into_owned())
}

/// A number as we write it: another spelling of it would be another address of the same.
fn number<N: std::str::FromStr + ToString>(text: &str) -> Option<N> {
    text.parse().ok().filter(|number: &N| number.to_string() == text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn scopes() -> impl Strategy<Value = Scope> {
        prop_oneof![
            Just(Scope::River),
            ".+".prop_map(Scope::Tag),
            ".+".prop_map(Scope::View),
            any::<i64>().prop_map(|id| Scope::Source(FeedId(id))),
            any::<String>().prop_map(Scope::Search),
        ]
    }

    fn wanted() -> impl Strategy<Value = Wanted> {
        let formats = prop::sample::select(Format::ALL.to_vec());
        prop_oneof![
            (scopes(), formats).prop_map(|(scope, format)| Wanted::Feed { scope, format }),
            (scopes(), any::<Option<i64>>())
                .prop_map(|(scope, before)| Wanted::Page { scope, before }),
            any::<u32>().prop_map(Wanted::Archive),
            any::<u32>().prop_map(Wanted::ArchivePage),
            any::<i64>().prop_map(|id| Wanted::Story(StoryId(id))),
            prop::sample::select(vec![
                Wanted::Sources,
                Wanted::Health,
                Wanted::Opml,
                Wanted::Style,
                Wanted::Script,
                Wanted::Icon,
                Wanted::Logo,
            ]),
        ]
    }

    #[test]
    fn addresses_are_those_that_users_were_promised() {
        let feed = |scope, format| Wanted::Feed { scope, format }.address();
        let page = |scope| Wanted::Page { scope, before: None }.address();
        assert_eq!(feed(Scope::River, Format::Atom), "feed.atom");
        assert_eq!(
            feed(Scope::Tag("südasien/a".to_owned()), Format::Rss),
            "tag/s%C3%BCdasien%2Fa/feed.rss"
        );
        assert_eq!(feed(Scope::Source(FeedId(7)), Format::Json), "source/7/feed.json");
        assert_eq!(
            feed(Scope::Search("a b&c".to_owned()), Format::Atom),
            "search/feed.atom?q=a+b%26c"
        );
        assert_eq!(page(Scope::River), "");
        assert_eq!(page(Scope::View("asia".to_owned())), "view/asia");
        assert_eq!(page(Scope::Search("東京".to_owned())), "search?q=%E6%9D%B1%E4%BA%AC");
    }

    #[test]
    fn the_token_stands_at_the_end_of_an_address() {
        let with = |wanted: Wanted| wanted.address_with(Some("a+b c"));
        assert_eq!(with(Wanted::Archive(3)), "archive/3.atom?token=a%2Bb+c");
        let rain = Scope::Search("rain".to_owned());
        assert_eq!(with(Wanted::Page { scope: rain, before: None }), "search?q=rain&token=a%2Bb+c");
        assert_eq!(Wanted::Sources.address_with(None), "sources");
    }

    #[test]
    fn a_file_stands_where_a_web_server_looks_for_an_address() {
        let file = |wanted: Wanted| wanted.file();
        let scoped = |scope| Wanted::Page { scope, before: None };
        let is = |file: &str| Some(file.to_owned());
        assert_eq!(file(scoped(Scope::River)), is("index.html"));
        assert_eq!(file(scoped(Scope::Tag("südasien".to_owned()))), is("tag/südasien/index.html"));
        assert_eq!(file(Wanted::Story(StoryId(7))), is("story/7/index.html"));
        assert_eq!(file(Wanted::Archive(3)), is("archive/3.atom"));
        assert_eq!(file(scoped(Scope::Tag("a/b".to_owned()))), None);
        assert_eq!(file(scoped(Scope::Tag("..".to_owned()))), None);
        assert_eq!(file(scoped(Scope::Search("rain".to_owned()))), None);
        assert_eq!(file(Wanted::Page { scope: Scope::River, before: Some(9) }), None);
    }

    #[test]
    fn what_is_nowhere_is_nothing() {
        for path in [
            "feed.atom",
            "/feed.xml",
            "/tag/",
            "/tag//feed.atom",
            "/source/07",
            "/story/x",
            "/a/b",
            "/archive/one",
        ] {
            assert_eq!(Wanted::at(path, ""), None, "{path}");
        }
    }

    proptest! {
        #[test]
        fn no_file_leaves_its_folder_and_no_two_documents_share_one(one in wanted(), other in wanted()) {
            if let Some(file) = one.file() {
                prop_assert!(file.split('/').all(|name| !matches!(name, "" | "." | "..")));
                prop_assert!(one == other || other.file().as_ref() != Some(&file));
                prop_assert_eq!(Wanted::of_file(&file), Some(one));
            }
        }

        #[test]
        fn every_document_is_found_at_its_address(wanted in wanted()) {
            let address = format!("/{}", wanted.address());
            let (path, query) = address.split_once('?').unwrap_or((&address, ""));
            prop_assert_eq!(Wanted::at(path, query), Some(wanted));
        }
    }
}

//! A feed as the operator wants it: one checked `[[feed]]`. What its publisher said of it, and how
//! the polls went, is in [`FeedMemory`](super::FeedMemory).

use std::collections::BTreeSet;
use std::fmt;
use std::time::Duration;

use url::Url;

use super::Rules;
use super::address::{conceal, keys_in, public_address};
use super::line::shortened;

/// How much of a publisher's title of a feed is shown, in characters.
const LONGEST_SHOWN: usize = 200;

/// What a feed is called: by the operator, else by its publisher, else its address, as strangers may see
/// that.
pub fn feed_title(operator: Option<&str>, publisher: Option<&str>, address: &str) -> String {
    let given = operator.map(str::to_owned).or_else(|| given_title(publisher));
    given.unwrap_or_else(|| public_address(address))
}

/// What its publisher calls a feed, as it is shown: with every item of the feed.
pub fn given_title(publisher: Option<&str>) -> Option<String> {
    publisher.filter(|title| !title.is_empty()).map(|title| shortened(title, LONGEST_SHOWN))
}

/// What a feed is known by everywhere: its address in feeds.toml, in the spelling of the URL
/// standard. It stays when the publisher redirects.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FeedKey(String);

impl FeedKey {
    /// The key of the feed at this address. A fragment is no part of an address that is fetched.
    pub fn of(url: &Url) -> Self {
        let mut url = url.clone();
        url.set_fragment(None);
        Self(url.into())
    }

    /// The key that the store has in this spelling.
    pub fn stored(spelling: String) -> Self {
        Self(spelling)
    }

    /// The address as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address as the log has it: without what opens it.
    pub fn shown(&self) -> String {
        public_address(&self.0)
    }
}

/// The row number of a feed in the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FeedId(pub i64);

/// One `[[feed]]`, checked, with `[defaults]` filled in.
#[derive(Clone, Debug)]
pub struct Feed {
    /// What it is known by.
    pub key: FeedKey,
    /// Where it is fetched from.
    pub url: Url,
    /// The operator's name for it; `None`: the publisher's own is used.
    pub title: Option<String>,
    /// Words to group feeds by.
    pub tags: BTreeSet<String>,
    /// When it is polled.
    pub schedule: Schedule,
    /// The zone in which a cron expression is read: a name of the IANA database, for instance
    /// `Asia/Tokyo`. `None`: the machine's own.
    pub timezone: Option<String>,
    /// Whose copy of a story is published: the higher wins.
    pub priority: i64,
    /// Whether the article pages of new items are fetched.
    pub full_text: FullText,
    /// Which of its items are published.
    pub rules: Rules,
    /// Whether blocks that recur in its items are left out; `None`: only trailing ones.
    pub strip_boilerplate: Option<bool>,
    /// How long its items wait for the original before they are published.
    pub hold: Duration,
    /// What is done with more of its stories than a reader wants at once.
    pub flood: Flood,
    /// How many of its items are held at least; `None`: as many as `[store] keep` says.
    pub keep_items: Option<u64>,
    /// Fields that go out with each of its requests.
    pub headers: Vec<Header>,
    /// The proxy that its requests go through, before that of `[fetch]`.
    pub proxy: Option<Url>,
    /// Whether it is polled at all.
    pub enabled: bool,
}

impl Feed {
    /// What its publisher says without what opens the feed: the values of its headers, and the keys in its
    /// address.
    pub fn conceal(&self, text: &str) -> String {
        let keys = keys_in(self.key.as_str());
        let values = self.headers.iter().map(|header| header.value.reveal());
        // Of `Bearer abc` what follows the scheme, whole: it may be repeated without that.
        let bare = |value| str::rsplit(value, ' ').next().unwrap_or(value);
        let values = values.flat_map(|value| [value, bare(value)]);
        conceal(text, values.chain(keys.iter().map(String::as_str)))
    }
}

/// A feed as lists of subscriptions have it, which readers exchange as OPML.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListedFeed {
    /// Where it is fetched from, as it is written there.
    pub url: String,
    /// What it is called.
    pub title: Option<String>,
    /// The site it is of.
    pub site_url: Option<String>,
    /// The folders that it lies in and the categories that it has; in feeds.toml, its tags.
    pub tags: BTreeSet<String>,
}

/// What is done with more new stories in one document than a reader wants at once. They are stored in
/// any case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flood {
    /// They are published one by one; of a feed's first document, only the newest.
    Spread,
    /// Only the newest are published.
    Store,
    /// All are published at once.
    Publish,
}

/// When a feed is polled, as typed and found to be readable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Schedule {
    /// mainstem chooses.
    Auto,
    /// A fixed interval.
    Every(Duration),
    /// A cron expression of 5, 6 or 7 fields, or one like `@hourly`, as typed.
    Cron(String),
}

/// Whether the article page of a new item is fetched for its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FullText {
    /// The feed's own text is used.
    Off,
    /// The page is fetched and its main text found by readability.
    Readability,
    /// The page is fetched and its text is what this CSS selector names.
    Selector(String),
}

/// A field that goes out with requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The field's name, for instance `Authorization`.
    pub name: String,
    /// Its value.
    pub value: Secret,
}

/// Text that must not be shown. Debug and Display print three stars.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Takes the text in.
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// The text itself, for the wire only.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_the_address_as_the_url_standard_spells_it() {
        let key = |typed: &str| FeedKey::of(&Url::parse(typed).unwrap());
        assert_eq!(key("HTTP://Example.ORG:80/feed#top").as_str(), "http://example.org/feed");
    }

    #[test]
    fn of_a_publishers_long_title_the_beginning_is_shown_and_of_the_operators_all() {
        let long = "潮".repeat(700_000);
        let shown = format!("{}…", "潮".repeat(200));
        let address = "https://a.example/feed";
        assert_eq!(feed_title(None, Some(&long), address), shown);
        assert_eq!(given_title(Some(&long)), Some(shown));
        assert_eq!(feed_title(Some(&long), Some("Harbour"), address), long);
        assert_eq!(feed_title(None, Some("Harbour"), address), "Harbour");
        assert_eq!(feed_title(None, Some(""), address), address);
    }

    #[test]
    fn a_secret_is_never_printed() {
        assert_eq!(format!("{0:?} {0}", Secret::new("hunter2".to_owned())), "*** ***");
    }
}

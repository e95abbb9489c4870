//! Which addresses are of feeds that feeds.toml has already.

use std::collections::BTreeMap;

use url::Url;

use crate::model::{FeedMemory, Settings};

/// Addresses of feeds, each with the one that stands in feeds.toml.
#[derive(Clone, Debug, Default)]
pub struct Listed {
    by_address: BTreeMap<String, String>,
}

impl Listed {
    /// The addresses in feeds.toml.
    pub fn of(settings: &Settings) -> Self {
        let feeds = settings.feeds.iter();
        let entry = |url: &Url| (bare_address(url), url.to_string());
        Self { by_address: feeds.map(|feed| entry(&feed.url)).collect() }
    }

    /// Adds where a feed was found to be: its redirects lead there. `key`: its address in feeds.toml.
    pub fn remember(&mut self, key: &str, memory: &FeedMemory) {
        let is_listed = self.by_address.values().any(|url| url == key);
        let addresses = [memory.document_url.as_deref(), memory.moved_to()];
        for address in addresses.into_iter().flatten() {
            if let Some(url) = Url::parse(address).ok().filter(|_| is_listed) {
                self.by_address.entry(bare_address(&url)).or_insert_with(|| key.to_owned());
            }
        }
    }

    /// The address under which this feed stands in feeds.toml.
    pub fn find(&self, url: &Url) -> Option<&str> {
        self.by_address.get(&bare_address(url)).map(String::as_str)
    }
}

/// What is left of an address without what seldom tells two feeds apart: http or https, a slash at
/// the end, a fragment. Addresses of which the same is left are taken for one feed's.
pub fn bare_address(url: &Url) -> String {
    let mut url = url.clone();
    url.set_fragment(None);
    let text = url.as_str();
    let text = text.split_once("://").map_or(text, |(_, rest)| rest);
    text.trim_end_matches('/').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_the_same_over_http_and_with_a_slash() {
        let of = |text: &str| bare_address(&text.parse().unwrap());
        let one = of("https://Harbour.example/feed");
        for same in ["http://harbour.example:80/feed/", "https://harbour.example/feed#top"] {
            assert_eq!(of(same), one, "{same}");
        }
        for other in ["https://harbour.example/Feed", "https://harbour.example/feed?a=1"] {
            assert_ne!(of(other), one, "{other}");
        }
    }

    #[test]
    fn a_feed_is_found_where_its_redirects_lead() {
        let key = "https://a.example/feed";
        let mut listed = Listed::default();
        listed.by_address.insert("a.example/feed".to_owned(), key.to_owned());
        let memory = FeedMemory {
            document_url: Some("https://b.example/rss".to_owned()),
            address: Some("https://c.example/rss".to_owned()),
            ..FeedMemory::default()
        };
        listed.remember(key, &memory);
        let elsewhere = Some("https://d.example/".to_owned());
        let gone = FeedMemory { document_url: elsewhere, ..FeedMemory::default() };
        listed.remember("https://gone.example/", &gone);
        for address in ["https://b.example/rss", "http://c.example/rss/"] {
            assert_eq!(listed.find(&address.parse().unwrap()), Some(key), "{address}");
        }
        assert_eq!(listed.find(&"https://d.example/".parse().unwrap()), None);
    }
}

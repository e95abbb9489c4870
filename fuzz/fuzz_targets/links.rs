//! Any text as the address of an article: what is made of it is an address of the web, and the canonical
//! form of a canonical form is itself.

#![no_main]

use libfuzzer_sys::fuzz_target;
use mainstem::article::{canonical_link, normalise};
use mainstem::model::{FeedAbout, ParsedEntry, ParsedFeed};
use url::Url;

fuzz_target!(|text: &str| {
    let Ok(base) = Url::parse("https://wire.example/news/feed.xml") else { return };
    let entry = ParsedEntry { link: Some(text.to_owned()), ..ParsedEntry::default() };
    let feed = feed(vec![entry]);
    for entry in normalise(&feed, &base) {
        if let Some(url) = entry.url {
            assert!(Url::parse(&url).is_ok_and(|url| matches!(url.scheme(), "http" | "https")));
        }
        if let Some(canonical) = entry.canonical_url {
            assert_eq!(canonical_link(&canonical).as_ref(), Some(&canonical));
        }
    }
});

fn feed(entries: Vec<ParsedEntry>) -> ParsedFeed {
    ParsedFeed { about: FeedAbout::default(), repairs: Vec::new(), is_cut_short: false, entries }
}

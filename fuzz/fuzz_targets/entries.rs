//! The whole way of a document: bytes to entries, cleaned, dated and recognised. The first line is the
//! `Content-Type` it comes with.

#![no_main]

use libfuzzer_sys::fuzz_target;
use mainstem::article::{believe, normalise};
use mainstem::model::Timestamp;
use mainstem::parse::document;
use mainstem::story::identify;
use url::Url;

fuzz_target!(|bytes: &[u8]| {
    let Ok(url) = Url::parse("https://wire.example/news/feed.xml") else { return };
    let end = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(0);
    let (head, body) = bytes.split_at(end);
    let Ok(feed) = document(body, std::str::from_utf8(head).ok(), &url) else { return };
    let mut entries = normalise(&feed, &url);
    assert_eq!(entries.len(), feed.entries.len(), "no entry is lost");
    believe(&mut entries, Timestamp::from_unix(1_795_000_000));
    for entry in &entries {
        let addresses = entry.url.iter().chain(entry.enclosures.iter().map(|file| &file.url));
        for address in addresses {
            let is_web = address.starts_with("http://") || address.starts_with("https://");
            assert!(is_web, "{address} is shown to readers");
        }
    }
    let count = entries.len();
    // The same entry twice is one.
    assert!(identify(entries).len() <= count);
});

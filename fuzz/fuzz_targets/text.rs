//! Any text as title and content, as HTML and plain: nothing that runs comes through.

#![no_main]

use libfuzzer_sys::fuzz_target;
use mainstem::article::{normalise, plain_text};
use mainstem::model::{FeedAbout, ParsedEntry, ParsedFeed, Text};
use url::Url;

fuzz_target!(|text: &str| {
    let Ok(base) = Url::parse("https://wire.example/news/feed.xml") else { return };
    let entry = |text: Text| ParsedEntry {
        title: Some(text.clone()),
        content: Some(text),
        ..ParsedEntry::default()
    };
    let feed = feed(vec![entry(Text::Html(text.to_owned())), entry(Text::Plain(text.to_owned()))]);
    for entry in normalise(&feed, &base) {
        let html = entry.content_html.to_lowercase();
        for begun in ["<script", "<style", "<iframe", "<object", "<form"] {
            assert!(!html.contains(begun), "{html}");
        }
        assert_eq!(plain_text(&entry.content_html), entry.text);
    }
});

fn feed(entries: Vec<ParsedEntry>) -> ParsedFeed {
    ParsedFeed { about: FeedAbout::default(), repairs: Vec::new(), is_cut_short: false, entries }
}

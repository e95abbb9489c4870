//! Entries as they were written, and what becomes of them.

use url::Url;

use super::normalise;
use crate::model::{Enclosure, Entry, FeedAbout, ParsedEntry, ParsedFeed, Person, Text, Timestamp};

fn document() -> Url {
    Url::parse("https://harbour.example/news/feed.xml").unwrap()
}

fn one(entry: ParsedEntry) -> Entry {
    let about = FeedAbout { language: Some("en".to_owned()), ..FeedAbout::default() };
    let feed = ParsedFeed { about, repairs: Vec::new(), is_cut_short: false, entries: vec![entry] };
    normalise(&feed, &document()).remove(0)
}

fn html(html: &str) -> Text {
    Text::Html(html.to_owned())
}

fn plain(text: &str) -> Text {
    Text::Plain(text.to_owned())
}

#[test]
fn an_entry_is_cleaned_and_nothing_of_it_is_lost() {
    let entry = one(ParsedEntry {
        id: Some(" tag:1 ".to_owned()),
        link: Some("../high-tide/?utm_source=rss&amp;id=7".to_owned()),
        title: Some(html("High <b>tide</b> &amp; low")),
        summary: Some(html("<p>The <a href='/t'>table</a></p>")),
        published: Some(Timestamp::from_unix(1)),
        updated: Some(Timestamp::from_unix(2)),
        authors: vec![
            Person { name: "Ada  &amp; Bo".to_owned(), uri: Some("/ada".to_owned()) },
            Person { name: "Ada & Bo".to_owned(), uri: None },
        ],
        categories: vec!["Sea".to_owned(), " Sea".to_owned(), String::new()],
        ..ParsedEntry::default()
    });
    let url = "https://harbour.example/high-tide/?utm_source=rss&id=7";
    assert_eq!(entry.guid.as_deref(), Some("tag:1"));
    assert_eq!(entry.url.as_deref(), Some(url));
    assert_eq!(entry.canonical_url.as_deref(), Some("https://harbour.example/high-tide?id=7"));
    assert_eq!(entry.title, "High tide & low");
    assert_eq!(
        entry.content_html,
        "<p>The <a href=\"https://harbour.example/t\" rel=\"noopener noreferrer\">table</a></p>"
    );
    assert_eq!((entry.text.as_str(), entry.summary), ("The table", None));
    assert_eq!(entry.authors.len(), 1);
    assert_eq!(entry.authors[0].name, "Ada & Bo");
    assert_eq!(entry.authors[0].uri.as_deref(), Some("https://harbour.example/ada"));
    assert_eq!(entry.categories, ["Sea"]);
    assert_eq!(entry.language.as_deref(), Some("en"));
    assert_eq!(entry.published, Some(Timestamp::from_unix(1)));
    assert_eq!(entry.updated, Some(Timestamp::from_unix(2)));
}

#[test]
fn the_fuller_text_is_the_content_whichever_it_is_called() {
    let both = |summary: &str, content: &str| {
        let entry = one(ParsedEntry {
            summary: Some(html(summary)),
            content: Some(html(content)),
            ..ParsedEntry::default()
        });
        (entry.text, entry.summary)
    };
    let (full, teaser) = ("One two three four", "In short: numbers");
    let kept = (full.to_owned(), Some(teaser.to_owned()));
    assert_eq!(both(teaser, full), kept);
    assert_eq!(both(full, teaser), kept);
    // What the text begins with is said twice.
    assert_eq!(both("<p>One  two thr…</p>", full), (full.to_owned(), None));
    assert_eq!(both(full, full), (full.to_owned(), None));
    // A picture is content, even where it says nothing.
    assert_eq!(both("", "<img src=/a.png>"), (String::new(), None));
}

#[test]
fn plain_text_keeps_its_lines() {
    let entry = one(ParsedEntry {
        content: Some(plain("One < two\nthree\n\nfour")),
        ..ParsedEntry::default()
    });
    assert_eq!(entry.content_html, "<p>One &lt; two<br>three</p><p>four</p>");
    assert_eq!(entry.text, "One < two\nthree\nfour");
    assert_eq!(entry.title, "One < two");
}

#[test]
fn the_base_of_an_entry_wins_over_the_document() {
    let entry = one(ParsedEntry {
        base: Url::parse("https://quay.example/blog/").ok(),
        link: Some("a".to_owned()),
        content: Some(html("<img src=b.png>")),
        enclosures: ["c.mp3", "/blog/c.mp3", "javascript:x"]
            .map(|url| Enclosure { url: url.to_owned(), ..Enclosure::default() })
            .to_vec(),
        language: Some("fr".to_owned()),
        ..ParsedEntry::default()
    });
    assert_eq!(entry.url.as_deref(), Some("https://quay.example/blog/a"));
    assert_eq!(entry.content_html, "<img src=\"https://quay.example/blog/b.png\">");
    assert_eq!(entry.enclosures.len(), 1);
    assert_eq!(entry.enclosures[0].url, "https://quay.example/blog/c.mp3");
    assert_eq!(entry.language.as_deref(), Some("fr"));
}

#[test]
fn what_is_beyond_measure_is_cut() {
    let entry = one(ParsedEntry {
        title: Some(plain(&"é ".repeat(5_000))),
        content: Some(plain(&"é".repeat(2_000_000))),
        categories: (0..200).map(|n| n.to_string()).collect(),
        ..ParsedEntry::default()
    });
    assert!(entry.title.chars().count() <= 1_001);
    assert_eq!(entry.content_html.len(), 2 * 1024 * 1024);
    assert_eq!(entry.categories.len(), 50);
}

#[test]
fn an_entry_that_says_nothing_is_an_entry() {
    let entry =
        one(ParsedEntry { link: Some("javascript:x".to_owned()), ..ParsedEntry::default() });
    assert_eq!(entry, Entry { language: Some("en".to_owned()), ..Entry::default() });
}

#[test]
fn what_a_publisher_says_of_rights_pictures_and_length_is_carried_over() {
    let file = Enclosure { url: "c.mp3".to_owned(), duration: Some(61), ..Enclosure::default() };
    let entry = one(ParsedEntry {
        rights: Some(html("&copy; The <b>Harbour</b>\n&amp; Sons")),
        thumbnail: Some("../small.jpg".to_owned()),
        enclosures: vec![file],
        ..ParsedEntry::default()
    });
    assert_eq!(entry.rights.as_deref(), Some("© The Harbour & Sons"));
    assert_eq!(entry.thumbnail.as_deref(), Some("https://harbour.example/small.jpg"));
    assert_eq!(entry.enclosures[0].duration, Some(61));
}

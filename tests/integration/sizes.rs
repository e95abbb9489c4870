//! Documents that are made, or have grown, to exhaust whoever reads them: read as far as is sensible, or
//! refused in words, and at once. A test that never ends here is one that fails. How much is fetched at
//! all is tested in `fetch/`.

use std::fmt::Write as _;

use mainstem::article::{believe, normalise};
use mainstem::model::{Entry, Timestamp};
use mainstem::parse::{ReadFeedError, document};
use url::Url;

/// What the daemon makes of a document.
fn read(body: &[u8]) -> Result<Vec<Entry>, ReadFeedError> {
    let url = Url::parse("https://wire.example/feed").unwrap();
    let feed = document(body, Some("application/xml"), &url)?;
    let mut entries = normalise(&feed, &url);
    believe(&mut entries, Timestamp::from_unix(1_795_000_000));
    Ok(entries)
}

/// A feed of an item with this inside, and one that has nothing to do with it.
fn around(item: &str) -> String {
    format!(
        "<rss version=\"2.0\"><channel><title>Wire</title>\
         <item><title>Before</title><link>https://wire.example/1</link>{item}</item>\
         <item><title>After</title><link>https://wire.example/2</link></item></channel></rss>"
    )
}

/// The item after the one with this inside is there, and that one as well; it is given.
fn with_neighbour(item: &str) -> Entry {
    let mut entries = read(around(item).as_bytes()).unwrap();
    assert_eq!(entries.len(), 2);
    assert_eq!(entries.pop().unwrap().title, "After");
    entries.remove(0)
}

const DEEP: usize = 100_000;

#[test]
fn a_hundred_thousand_nested_elements_cost_no_item() {
    for name in ["div", "media:group", "x"] {
        let (open, close) = (format!("<{name}>"), format!("</{name}>"));
        let nested = format!("{}deep{}", open.repeat(DEEP), close.repeat(DEEP));
        let entries = read(around(&format!("<a>{nested}</a>")).as_bytes()).unwrap();
        let titles: Vec<&str> = entries.iter().map(|entry| entry.title.as_str()).collect();
        assert!(titles.contains(&"Before") && titles.contains(&"After"), "{name}");
    }
    // Also where the document ends in the middle.
    let cut = around(&"<media:group>".repeat(DEEP));
    assert!(read(cut.as_bytes()).is_ok_and(|entries| entries[0].title == "Before"));
}

#[test]
fn html_of_a_hundred_thousand_levels_is_read_as_far_as_its_text() {
    for name in ["div", "b", "blockquote", "ul><li", "table><tr><td", "svg"] {
        let html = format!("<p>Said first.</p>{}deep", format!("<{name}>").repeat(DEEP));
        let entry = with_neighbour(&format!("<description><![CDATA[{html}]]></description>"));
        assert!(entry.text.starts_with("Said first."), "{name}");
    }
}

#[test]
fn json_of_a_hundred_thousand_levels_is_refused_in_words() {
    let body = format!(
        "{{\"version\": \"https://jsonfeed.org/version/1.1\", \"items\": {}",
        "[".repeat(DEEP)
    );
    let error = read(body.as_bytes()).unwrap_err();
    assert!(error.to_string().starts_with("read a feed: "), "{error}");
}

#[test]
fn entities_that_are_made_of_entities_are_not_unfolded() {
    let mut types = String::from("<!ENTITY lol0 \"lol\">");
    for n in 1..10 {
        let before = format!("&lol{};", n - 1).repeat(10);
        write!(types, "<!ENTITY lol{n} \"{before}\">").unwrap();
    }
    for inside in ["<title>&lol9;</title>", "<description>&lol9;&lol9;</description>"] {
        let body = format!("<!DOCTYPE rss [{types}]>{}", around(inside));
        let entries = read(body.as_bytes()).unwrap();
        assert_eq!(entries.len(), 2);
        assert!(entries[0].title.len() + entries[0].text.len() < 1_000, "{inside}");
    }
}

#[test]
fn a_title_of_ten_megabytes_is_cut() {
    for title in
        ["word ".repeat(2 << 20), "x".repeat(10 << 20), "&amp;lt;b&amp;gt;".repeat(1 << 19)]
    {
        let body = around("").replace("Before", &title);
        let entries = read(body.as_bytes()).unwrap();
        assert_eq!(entries.len(), 2);
        assert!(entries[0].title.len() < 4_096, "{}", entries[0].title.len());
    }
}

#[test]
fn an_item_of_fifty_megabytes_is_cut_and_costs_no_neighbour() {
    let text = "Lorem ipsum dolor sit amet. ".repeat((50 << 20) / 28);
    let entry = with_neighbour(&format!("<description>{text}</description>"));
    assert!(entry.text.starts_with("Lorem ipsum") && entry.content_html.len() <= 4 << 20);
}

#[test]
fn a_million_attributes_and_namespaces_are_read_at_once() {
    let mut attributes = String::new();
    for n in 0..200_000 {
        write!(attributes, " a{n}=\"1\" xmlns:n{n}=\"urn:n\"").unwrap();
    }
    assert_eq!(with_neighbour(&format!("<a{attributes}/>")).title, "Before");
}

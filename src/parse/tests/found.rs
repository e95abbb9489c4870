//! Everything that formats and modules have a place for, as `mainstem parse` prints it.

use url::Url;

use super::HERE;
use crate::parse::all;
use crate::parse::found::{Entry, Found, Kind};

fn found(body: &[u8]) -> Found {
    all(body, None, Some(&Url::parse(HERE).unwrap())).unwrap()
}

/// What is printed, without the comma and brace that only make lines.
fn printed(body: &[u8]) -> String {
    serde_json::to_string_pretty(&found(body)).unwrap()
}

/// The first entry of an RSS channel with these elements.
fn entry(inner: &str) -> Entry {
    let feed = format!("<rss><channel><item>{inner}</item></channel></rss>");
    found(feed.as_bytes()).entries.remove(0)
}

#[test]
fn all_that_atom_says_is_found() {
    insta::assert_snapshot!(printed(include_bytes!("../../../tests/fixtures/pier-everything.xml")));
}

#[test]
fn all_that_rss_and_its_modules_say_is_found() {
    insta::assert_snapshot!(printed(include_bytes!("../../../tests/fixtures/market-modules.xml")));
}

#[test]
fn all_that_rdf_says_is_found() {
    insta::assert_snapshot!(printed(include_bytes!("../../../tests/fixtures/gazette-rdf10.xml")));
}

#[test]
fn all_that_cdf_says_is_found() {
    insta::assert_snapshot!(printed(include_bytes!("../../../tests/fixtures/kiosk-cdf.xml")));
}

#[test]
fn all_that_json_feed_says_is_found() {
    insta::assert_snapshot!(printed(include_bytes!(
        "../../../tests/fixtures/beacon-attachments.json"
    )));
}

#[test]
fn rss_of_every_age_is_told_apart() {
    let format = |body: &str| found(body.as_bytes()).format.name();
    for (body, name) in [
        ("<rss version='0.91'/>", "rss0"),
        ("<rss version='0.94'/>", "rss0"),
        ("<rss version='2.0'/>", "rss2"),
        ("<rss version='3.14'/>", "rss2"),
        ("<RSS/>", "rss2"),
        ("<rdf:RDF xmlns='http://my.netscape.com/rdf/simple/0.9/'/>", "rss0"),
        ("<rdf:RDF xmlns='http://purl.org/rss/1.0/'/>", "rss1"),
        ("<feed/>", "atom"),
        ("<x:feed xmlns:x='http://purl.org/atom/ns#'/>", "atom"),
        ("<channel HREF='https://kiosk.example/'/>", "cdf"),
        ("{\"items\": []}", "json"),
    ] {
        assert_eq!(format(body), name, "{body}");
    }
}

#[test]
fn markup_of_a_text_is_told_as_it_is() {
    let kind = |inner: &str| entry(inner).title.unwrap().kind;
    assert_eq!(kind("<title>AT&amp;T</title>"), Kind::Plain);
    assert_eq!(kind("<title>&lt;b>Bold&lt;/b></title>"), Kind::Html);
    assert_eq!(kind("<title>a <i>b</i></title>"), Kind::Html);
    let atom = |attributes: &str| {
        let feed = format!("<feed><entry><title {attributes}>x</title></entry></feed>");
        found(feed.as_bytes()).entries.remove(0).title.unwrap().kind
    };
    assert_eq!(atom(""), Kind::Plain);
    assert_eq!(atom("type='html'"), Kind::Html);
    assert_eq!(atom("type='xhtml'"), Kind::Xhtml);
    assert_eq!(atom("type='xhtml' mode='escaped'"), Kind::Html);
    assert_eq!(atom("type='text/x-web-markdown'"), Kind::Other("text/x-web-markdown".to_owned()));
}

#[test]
fn without_an_address_what_is_relative_stays_so() {
    let feed = "<feed><entry><link href='a'/></entry></feed>";
    assert_eq!(all(feed.as_bytes(), None, None).unwrap().entries[0].link.as_deref(), Some("a"));
}

#[test]
fn an_address_within_a_base_is_made_absolute_and_an_id_never_is() {
    let feed = "<feed xml:base='https://pier.example/a/'><entry><id>x</id><link href='../b'/>\
                <link rel='related' href='tag:c'/></entry></feed>";
    let entry = found(feed.as_bytes()).entries.remove(0);
    assert_eq!(entry.id.as_deref(), Some("x"));
    assert_eq!(entry.link.as_deref(), Some("https://pier.example/b"));
    assert_eq!(entry.links[1].href, "tag:c");
}

#[test]
fn of_several_pages_the_one_in_the_language_of_the_entry_is_its_link() {
    let link = |lang: &str| {
        let feed = format!(
            "<feed xml:lang='{lang}'><entry><link href='en' hreflang='en-US'/>\
             <link href='fr' hreflang='fr'/></entry></feed>"
        );
        found(feed.as_bytes()).entries.remove(0).link.unwrap()
    };
    assert_eq!(link("fr-CA"), "https://feeds.example/dir/fr");
    assert_eq!(link("en"), "https://feeds.example/dir/en");
    assert_eq!(link("nl"), "https://feeds.example/dir/en");
}

#[test]
fn what_is_said_of_something_else_is_not_said_of_the_entry() {
    let unknown =
        "<title>Own</title><x:thing><title>Other</title><link>https://o.example/</link></x:thing>";
    let entry = entry(unknown);
    assert_eq!(entry.title.unwrap().value, "Own");
    assert_eq!(entry.link, None);
}

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

#[test]
fn addresses_in_a_text_are_relative_to_the_base_where_they_stand() {
    let feed = "<feed xml:base='https://pier.example/a/'><entry><content type='xhtml'>\
                <div xmlns='http://www.w3.org/1999/xhtml' xml:base='b/'><img src='1'/>\
                <p xml:base='c/'><br xml:base='d/'/><img src='2'/></p><img src='3'/></div></content>\
                <summary type='html' xml:base='/e/'>&lt;a href=4></summary>\
                <title type='text'>&lt;a href=5></title></entry></feed>";
    let entry = found(feed.as_bytes()).entries.remove(0);
    let content = &entry.content[0].value;
    for address in ["a/b/1", "a/b/c/2", "a/b/3"] {
        assert!(content.contains(&format!("\"https://pier.example/{address}\"")), "{content}");
    }
    assert_eq!(entry.summary.unwrap().value, "<a href=\"https://pier.example/e/4\">");
    assert_eq!(entry.title.unwrap().value, "<a href=5>");
}

#[test]
fn content_that_stands_elsewhere_is_relative_to_the_document() {
    let feed = "<feed><entry><content type='video/mp4' src='v.mp4'/></entry></feed>";
    let entry = found(feed.as_bytes()).entries.remove(0);
    assert_eq!(entry.content[0].src.as_deref(), Some("https://feeds.example/dir/v.mp4"));
}

#[test]
fn cdf_has_a_base_of_its_own() {
    let feed = "<CHANNEL HREF='p' BASE='https://kiosk.example/x/'><ITEM HREF='1'/></CHANNEL>";
    let found = found(feed.as_bytes());
    assert_eq!(found.feed.link.as_deref(), Some("https://kiosk.example/x/p"));
    assert_eq!(found.entries[0].link.as_deref(), Some("https://kiosk.example/x/1"));
}

#[test]
fn transcripts_and_chapters_are_links_of_the_entry() {
    let feed = "<rss xmlns:podcast='https://podcastindex.org/namespace/1.0'><channel><item>\
                <podcast:transcript url='t.vtt' type='text/vtt' language='de' rel='captions'/>\
                <podcast:chapters url='c.json' type='application/json+chapters'/></item></channel></rss>";
    let entry = found(feed.as_bytes()).entries.remove(0);
    let links: Vec<_> =
        entry.links.iter().map(|link| (link.rel.as_str(), link.href.as_str())).collect();
    assert_eq!(
        links,
        [
            ("transcript", "https://feeds.example/dir/t.vtt"),
            ("chapters", "https://feeds.example/dir/c.json")
        ]
    );
    assert_eq!(entry.links[0].media_type.as_deref(), Some("text/vtt"));
    assert_eq!(entry.links[0].hreflang.as_deref(), Some("de"));
    assert_eq!(entry.link, None);
}

#[test]
fn a_link_in_the_form_of_its_format_goes_before_others() {
    let rss = "<rss><channel><atom:link href='https://a.example/feed'/><link>https://a.example/</link>\
               <item><atom:link href='https://a.example/other'/><link>https://a.example/1</link></item>\
               </channel></rss>";
    let read = found(rss.as_bytes());
    assert_eq!(read.feed.link.as_deref(), Some("https://a.example/"));
    assert_eq!(read.entries[0].link.as_deref(), Some("https://a.example/1"));
    assert_eq!(read.entries[0].links.len(), 2);
    let atom = |more: &str| {
        let feed = format!("<feed><entry><link>https://a.example/text</link>{more}</entry></feed>");
        found(feed.as_bytes()).entries.remove(0).link.unwrap()
    };
    assert_eq!(atom("<link href='https://a.example/2'/>"), "https://a.example/2");
    assert_eq!(atom("<link rel='self' href='https://a.example/3'/>"), "https://a.example/text");
}

#[test]
fn a_category_is_its_text_or_else_its_label() {
    let read =
        entry("<media:category label='L'>music</media:category><category label='M'/><category/>");
    let terms: Vec<_> = read.categories.iter().map(|category| category.term.as_str()).collect();
    assert_eq!(terms, ["music", "M"]);
    assert_eq!(read.categories[0].label.as_deref(), Some("L"));
}

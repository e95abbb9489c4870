//! Real kinds of documents, as the daemon reads them, and what would do harm.

use std::fmt::Write as _;

use proptest::prelude::*;
use url::Url;

use super::{ReadFeedError, document, read};
use crate::model::{FeedFormat, ParsedFeed, Text, Timestamp};

const HARBOUR: &[u8] = include_bytes!("../../../tests/fixtures/harbour-atom03.xml");
const LIGHTHOUSE: &[u8] = include_bytes!("../../../tests/fixtures/lighthouse-rdf.xml");
const FERRY: &[u8] = include_bytes!("../../../tests/fixtures/ferry-rss091.xml");
const TIDE: &[u8] = include_bytes!("../../../tests/fixtures/tide-broken.xml");
const MOLE: &[u8] = include_bytes!("../../../tests/fixtures/mole-podcast.xml");
const QUAY: &[u8] = include_bytes!("../../../tests/fixtures/quay-atom.xml");
const BUOY: &[u8] = include_bytes!("../../../tests/fixtures/buoy-numbers.json");

/// A feed in a few lines, without what is not there.
fn outline(body: &[u8]) -> String {
    let ParsedFeed { about, repairs, entries, is_cut_short: _ } = read(body).unwrap();
    let mut out = format!(
        "{} {:?} {} {}\n",
        about.format.map_or("-", FeedFormat::name),
        about.title.unwrap_or_default(),
        about.site_url.as_deref().unwrap_or("-"),
        about.language.as_deref().unwrap_or("-"),
    );
    for repair in repairs {
        writeln!(out, "! {repair}").unwrap();
    }
    for entry in entries {
        let mut line = |name: &str, value: Option<String>| {
            if let Some(value) = value {
                writeln!(out, "{}", format!("{name} {value}").trim_end()).unwrap();
            }
        };
        let text = |text: Text| match text {
            Text::Plain(text) => format!("plain {text:?}"),
            Text::Html(html) => format!("html {html:?}"),
        };
        line("-", Some(entry.id.unwrap_or_default()));
        line("  link", entry.link);
        line("  base", entry.base.map(String::from));
        line("  title", entry.title.map(text));
        line("  summary", entry.summary.map(text));
        line("  content", entry.content.map(text));
        line("  published", entry.published.map(Timestamp::rfc3339));
        line("  updated", entry.updated.map(Timestamp::rfc3339));
        for author in entry.authors {
            line("  author", Some(format!("{} {}", author.name, author.uri.unwrap_or_default())));
        }
        for category in entry.categories {
            line("  category", Some(category));
        }
        for file in entry.enclosures {
            line("  file", Some(format!("{} {:?} {:?}", file.url, file.media_type, file.length)));
        }
        line("  language", entry.language);
    }
    out
}

#[test]
fn atom_03_is_read_as_atom() {
    insta::assert_snapshot!(outline(HARBOUR), @r##"
    atom "Harbour log" https://harbour.example/ en
    - tag:harbour.example,2004:1
      link https://harbour.example/dredging
      base https://feeds.example/dir/feed.xml
      title html "Dredging &amp; <b>sounding</b>"
      content html "<div><p>Channel &amp; basin, 5 &lt; 6 m<br /></p></div>"
      published 2004-05-06T06:00:00Z
      updated 2004-05-07T06:00:00Z
      author The harbour master https://harbour.example/master
      category Works
    - tag:harbour.example,2004:2
      base https://feeds.example/dir/feed.xml
      title plain "Pilots"
      summary plain "Short of pilots"
      content html "<p>Short of pilots.</p>"
      published 2004-05-05T08:00:00Z
      author The harbour master https://harbour.example/master
    "##);
}

#[test]
fn rdf_keeps_items_without_a_link() {
    insta::assert_snapshot!(outline(LIGHTHOUSE), @r##"
    rss1 "Lighthouse" https://lighthouse.example/ nl
    ! uses prefixes that it does not declare
    - https://lighthouse.example/1
      link https://lighthouse.example/1
      base https://lighthouse.example/
      title plain "Lamp replaced"
      summary html "The lamp of 1911 <em>rests</em>."
      published 2005-11-20T00:43:00Z
      author A. Keeper
    -
      base https://lighthouse.example/
      title plain "An item without link or name"
    "##);
}

#[test]
fn the_oldest_rss_is_read_with_its_charset_and_its_named_characters() {
    insta::assert_snapshot!(outline(FERRY), @r##"
    rss0 "Fährbetrieb" https://ferry.example/ de-DE
    ! names characters as HTML does, without declaring them
    -
      link https://ferry.example/cafe
      base https://ferry.example/
      title plain "Café an Bord – eröffnet"
      summary html "Ab Mai\u{a0}täglich"
    "##);
}

#[test]
fn a_broken_feed_is_mended_and_loses_no_item() {
    insta::assert_snapshot!(outline(TIDE), @r##"
    rss2 "Tides & currents" https://tide.example/ -
    ! something stands before the XML; it was left out
    ! holds ampersands that begin nothing; they were taken as such
    ! holds `<` that begin no element; they were taken as text
    ! names characters as HTML does, without declaring them
    ! leaves elements open; they were closed
    ! closes elements that are not open
    ! ends in the middle; what is there was read
    -
      link https://tide.example/1?a=1&b=2
      base https://tide.example/
      title plain "Spring tide: 5 < 6 m, AT&T moved"
      summary html "<p>High at <b>noon</b></p> … see <a href=\"https://tide.example/table\">table</a>"
      published 2024-01-04T10:00:00Z
    - https://tide.example/2
      link https://tide.example/2
      base https://tide.example/
      title plain "Neap tide"
      summary html "Low <i>all</i> day"
    - surge
      base https://tide.example/
      title plain "Storm surge"
      summary html "Doors shut at"
    "##);
}

#[test]
fn the_words_of_podcasts_are_told_from_the_feeds_own() {
    insta::assert_snapshot!(outline(MOLE), @r##"
    rss2 "The Mole & friends" https://mole.example/show -
    - https://mole.example/?p=1
      link https://mole.example/1
      base https://mole.example/show
      title plain "Episode 1"
      summary html "Short notes"
      content plain "Longer notes, with more words in them"
      published 2024-01-04T15:00:00Z
      author Ada Mole
      category Sea
      category Stone
      file https://mole.example/1.mp3 Some("audio/mpeg") Some(12345)
    - https://mole.example/?p=2
      link https://mole.example/?p=2
      base https://mole.example/show
      title plain "Episode 2"
      summary plain "Described elsewhere"
      content html "<p>Full <b>notes</b></p>"
      published 2024-01-05T00:00:00Z
      author Mole Radio
      file https://mole.example/2.mp4 Some("video/mp4") Some(99)
    "##);
}

#[test]
fn atom_with_prefixes_bases_and_markup_is_read() {
    insta::assert_snapshot!(outline(QUAY), @r##"
    atom "Le quai" https://quay.example/blog/ fr
    - urn:uuid:1
      link https://quay.example/blog/2024/a.html
      base https://quay.example/blog/2024/a/
      title plain "1 < 2 & so weiter"
      summary plain "Kurz"
      content html "<p>Lang <br />&amp; breit<a name=\"b\"></a></p>"
      updated 2024-01-04T10:00:00Z
      author Rédaction
      category Hafen
      category t2
      file https://quay.example/blog/2024/a.ogg Some("audio/ogg") Some(7)
      language de
    - https://quay.example/blog/b
      link https://quay.example/blog/b
      base https://quay.example/blog/
      content html "<p>Un quai</p>"
      published 2024-01-05T10:00:00Z
      author Ada https://ada.example/
    "##);
}

#[test]
fn a_json_feed_with_numbers_for_ids_is_read() {
    insta::assert_snapshot!(outline(BUOY), @r##"
    json "" https://buoy.example/ en
    - 42
      link https://buoy.example/42
      base https://buoy.example/
      title html "Waves &amp; wind"
      summary plain "Calm < rough"
      content html "<p>Two metres</p>"
      published 2024-01-04T09:00:00Z
      updated 2024-01-04T10:00:00Z
      author 山田太郎
      category sea
      category 7
      file https://buoy.example/42.csv Some("text/csv") Some(12)
    - x
      link https://elsewhere.example/x
      base https://buoy.example/
      content plain "Plain & simple"
      author Buoy 7 https://buoy.example/7
      category one
    "##);
}

#[test]
fn a_title_is_html_only_where_it_looks_so() {
    let title = |written: &str| {
        let feed = format!("<rss><channel><item><title>{written}</title></item></channel></rss>");
        read(feed.as_bytes()).unwrap().entries.remove(0).title.unwrap()
    };
    let plain = |text: &str| Text::Plain(text.to_owned());
    let html = |text: &str| Text::Html(text.to_owned());
    assert_eq!(title("AT&amp;T"), plain("AT&T"));
    assert_eq!(title("AT&amp;amp;T"), html("AT&amp;T"));
    assert_eq!(title("The &lt;b> element"), plain("The <b> element"));
    assert_eq!(title("&lt;b>Bold&lt;/b>"), html("<b>Bold</b>"));
    assert_eq!(title("<![CDATA[1 < 2]]>"), plain("1 < 2"));
    assert_eq!(title("a &lt; <i>b</i>"), html("a &lt; <i>b</i>"));
}

#[test]
fn a_guid_is_the_link_only_where_it_may_be() {
    let link = |inner: &str| {
        let feed = format!("<rss><channel><item>{inner}</item></channel></rss>");
        read(feed.as_bytes()).unwrap().entries.remove(0).link
    };
    assert_eq!(link("<guid>https://a.example/1</guid>").as_deref(), Some("https://a.example/1"));
    assert_eq!(link("<guid isPermaLink='False'>https://a.example/1</guid>"), None);
    assert_eq!(link("<guid>tag:1</guid>"), None);
    let both = "<guid>https://a.example/1</guid><link>https://a.example/2</link>";
    assert_eq!(link(both).as_deref(), Some("https://a.example/2"));
}

#[test]
fn the_better_of_two_dates_is_taken_whatever_their_order() {
    let published = |inner: &str| {
        let feed = format!("<rss><channel><item>{inner}</item></channel></rss>");
        let moment = read(feed.as_bytes()).unwrap().entries.remove(0).published;
        moment.map(Timestamp::rfc3339)
    };
    let own = "<pubDate>Thu, 04 Jan 2024 10:00:00 GMT</pubDate>";
    let other = "<dc:date>2023-01-01</dc:date>";
    let expected = Some("2024-01-04T10:00:00Z".to_owned());
    assert_eq!(published(&format!("{own}{other}")), expected);
    assert_eq!(published(&format!("{other}{own}")), expected);
    assert_eq!(
        published(&format!("<pubDate>soon</pubDate>{other}")).as_deref(),
        Some("2023-01-01T00:00:00Z")
    );
}

#[test]
fn what_is_no_feed_is_said_to_be_what_it_is() {
    let error = |body: &str| read(body.as_bytes()).unwrap_err();
    assert_eq!(error(" \n"), ReadFeedError::Empty);
    for page in ["<!DOCTYPE html><p>Hello", "<html><body><rss></rss>", "<HTML lang=en></HTML>"] {
        assert_eq!(error(page), ReadFeedError::Html, "{page}");
    }
    for (body, what) in [
        ("Not found", "plain text"),
        ("\u{1}\u{2}", "binary data"),
        ("<opml version='2.0'><body/></opml>", "a document of <opml>"),
        ("{\"error\": 404}", "JSON, but without items"),
    ] {
        assert_eq!(error(body), ReadFeedError::NotAFeed(what.to_owned()), "{body}");
    }
    assert!(matches!(error("{\"items\": ["), ReadFeedError::Malformed(_)));
}

#[test]
fn a_feed_served_as_something_else_is_read_all_the_same() {
    let url = Url::parse("https://buoy.example/").unwrap();
    let marked = ["\u{feff}".as_bytes(), BUOY].concat();
    assert_eq!(document(&marked, Some("text/plain"), &url).unwrap().entries.len(), 2);
    assert_eq!(document(MOLE, Some("text/html; charset=utf-8"), &url).unwrap().entries.len(), 2);
}

#[test]
fn nesting_without_end_does_no_harm() {
    let deep = |inner: &str| {
        let feed = format!(
            "<rss><channel><item>{inner}</item><item><guid>b</guid></item></channel></rss>"
        );
        let feed = read(feed.as_bytes()).unwrap();
        assert!(feed.repairs.iter().any(|repair| repair.contains("too deep")));
        feed.entries.len()
    };
    assert_eq!(deep(&"<media:group>".repeat(50_000)), 2);
    assert_eq!(deep(&format!("<description>{}</description>", "<div>".repeat(50_000))), 2);
}

#[test]
fn entities_that_unfold_without_end_do_no_harm() {
    let mut bomb = "<!DOCTYPE rss [<!ENTITY a0 'ha'>".to_owned();
    for n in 1..64 {
        write!(bomb, "<!ENTITY a{n} '&a{};&a{};'>", n - 1, n - 1).unwrap();
    }
    bomb.push_str("]><rss><channel><item><title>&a63;</title></item></channel></rss>");
    let title = read(bomb.as_bytes()).unwrap().entries.remove(0).title;
    assert_eq!(title, Some(Text::Plain("&a63;".to_owned())));
}

#[test]
fn a_name_for_a_long_text_does_no_harm_however_often_it_is_used() {
    let names = "&a;".repeat(100_000);
    let feed = format!(
        "<!DOCTYPE rss [<!ENTITY a '{}'>]><rss><channel><item><title>{names}</title></item></channel></rss>",
        "x".repeat(250)
    );
    let Some(Text::Plain(title)) = read(feed.as_bytes()).unwrap().entries.remove(0).title else {
        panic!("no title")
    };
    assert!(title.starts_with("xxx") && title.ends_with("&a;") && title.len() < 2_000_000);
}

#[test]
fn more_entries_than_any_feed_has_are_cut_off() {
    let feed = format!("<rss><channel>{}</channel></rss>", "<item/>".repeat(100_100));
    let feed = read(feed.as_bytes()).unwrap();
    assert_eq!(feed.entries.len(), 100_000);
    assert!(feed.repairs.iter().any(|repair| repair.contains("more entries")));
    let feed = format!("{{\"items\": [{}{{}}]}}", "0,{},".repeat(100_100));
    let feed = read(feed.as_bytes()).unwrap();
    assert_eq!(feed.entries.len(), 100_000);
    assert!(feed.repairs.iter().any(|repair| repair.contains("more entries")));
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(body in proptest::collection::vec(any::<u8>(), 0..200)) {
        read(&body).ok();
    }

    #[test]
    fn no_damage_makes_it_panic(
        which in 0..7_usize,
        cuts in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        end in any::<prop::sample::Index>(),
    ) {
        let mut body = [HARBOUR, LIGHTHOUSE, FERRY, TIDE, MOLE, QUAY, BUOY][which].to_vec();
        for (at, byte) in cuts {
            let at = at.index(body.len());
            body[at] = byte;
        }
        let end = end.index(body.len());
        body.truncate(body.len() - end / 4);
        read(&body).ok();
    }

    /// What is written before an item, in it or after it, does not take the next one away.
    #[test]
    fn a_broken_item_does_not_take_the_next_away(inner in "(<[a-c]>|</[a-c]>|<title>|<description>|</description>|<link>|text|&|<br/>){0,12}") {
        let feed = format!(
            "<rss><channel><item>{inner}</item><item><guid>last</guid></item></channel></rss>"
        );
        let entries = read(feed.as_bytes()).unwrap().entries;
        prop_assert_eq!(entries.last().and_then(|entry| entry.id.as_deref()), Some("last"));
        prop_assert_eq!(entries.len(), 2);
    }
}

#[test]
fn of_a_document_that_ends_in_the_middle_whole_items_are_kept_and_nothing_is_made_up() {
    let head = "<rss version='2.0'><channel><title>Tide</title>";
    let whole = "<item><title>One</title><guid>1</guid></item>";
    let titles = |body: String| -> Vec<Option<Text>> {
        let feed = read(body.as_bytes()).unwrap();
        assert!(feed.is_cut_short);
        feed.entries.into_iter().map(|entry| entry.title).collect()
    };
    let one = || Some(Text::Plain("One".to_owned()));
    assert_eq!(titles(format!("{head}{whole}<item><title>Tw")), [one()]);
    assert_eq!(titles(format!("{head}{whole}<item><guid>2</guid><title>Tw")).len(), 2);
    for nothing in [head.to_owned(), format!("{head}<item><title>Tw")] {
        assert!(matches!(read(nothing.as_bytes()), Err(ReadFeedError::Malformed(_))));
    }
}

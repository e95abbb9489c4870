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

#[test]
fn attributes_of_rdf_are_read_by_any_prefix_and_by_none() {
    let rdf = |name: &str| {
        let feed = format!(
            "<{name}:RDF xmlns:{name}='http://www.w3.org/1999/02/22-rdf-syntax-ns#' \
             xmlns='http://purl.org/rss/1.0/'><channel {name}:about='https://a.example/feed'/>\
             <item {name}:about='https://a.example/1'/><item about='https://a.example/2'/>\
             </{name}:RDF>"
        );
        let found = found(feed.as_bytes());
        let ids: Vec<_> = found.entries.into_iter().filter_map(|entry| entry.id).collect();
        (found.feed.id, ids)
    };
    let (feed, ids) = rdf("r");
    assert_eq!(feed.as_deref(), Some("https://a.example/feed"));
    assert_eq!(ids, ["https://a.example/1", "https://a.example/2"]);
    assert_eq!(rdf("rdf"), (feed, ids));
    let feed = "<Channel xmlns='http://purl.org/net/rss1.1#' about='https://a.example/f'>\
                <items><item about='https://a.example/1'/></items></Channel>";
    let found = found(feed.as_bytes());
    assert_eq!((found.format.name(), found.entries.len()), ("rss1", 1));
    assert_eq!(found.feed.id.as_deref(), Some("https://a.example/f"));
}

#[test]
fn xhtml_is_written_as_html_and_its_wrapper_is_a_part_of_it_only_before_atom_1() {
    let content = |version: &str, inner: &str| {
        let feed = format!(
            "<feed xmlns='http://www.w3.org/2005/Atom' {version}><entry><content type='xhtml'>\
             {inner}</content></entry></feed>"
        );
        found(feed.as_bytes()).entries.remove(0).content.remove(0).value
    };
    let inner = "<div xmlns=\"http://www.w3.org/1999/xhtml\">1 &lt; 2 > 0</div>";
    assert_eq!(content("", inner), "1 &lt; 2 &gt; 0");
    assert_eq!(content("version='0.3'", inner), "<div>1 &lt; 2 &gt; 0</div>");
    let inner = "a <x:b xmlns:x='http://www.w3.org/1999/xhtml' id='c'>d</x:b>";
    assert_eq!(content("", inner), "a <b id='c'>d</b>");
}

#[test]
fn what_is_said_to_be_base64_and_is_not_stays_as_it_is() {
    let feed = "<feed><entry><content type='application/json'>{\"a\": 1}</content></entry></feed>";
    let entry = found(feed.as_bytes()).entries.remove(0);
    assert_eq!(entry.content[0].value, "{\"a\": 1}");
}

#[test]
fn the_language_of_a_feed_goes_before_that_of_its_document() {
    let feed = "<rss xml:lang='en'><channel><language>fr</language></channel></rss>";
    assert_eq!(found(feed.as_bytes()).feed.language.as_deref(), Some("fr"));
}

#[test]
fn a_file_is_read_from_the_text_of_its_element_and_has_its_own_title() {
    let files = |inner: &str| entry(inner).enclosures;
    let [file] = files("<enclosure>https://a.example/1.mp3</enclosure>").try_into().unwrap();
    assert_eq!(file.url, "https://a.example/1.mp3");
    let [file] =
        files("<enclosure url='https://a.example/1.mp3' length='1,234'>").try_into().unwrap();
    assert_eq!(file.length, Some(1_234));
    let named = "<title>Both</title><media:content url='https://a.example/1.mp4'>\
                 <media:title>One</media:title></media:content><media:title>Neither</media:title>";
    assert_eq!(files(named)[0].title.as_deref(), Some("One"));
    let [file] = files("<media:peerLink href='https://a.example/1.torrent'/>").try_into().unwrap();
    assert_eq!(file.url, "https://a.example/1.torrent");
    // Its end is forgotten often.
    let unclosed = entry("<enclosure url='https://a.example/1.mp3'><title>After</title>");
    assert_eq!(unclosed.title.unwrap().value, "After");
}

#[test]
fn people_and_sources_are_found_within_what_is_around_them_or_without_text() {
    let rdf =
        "<dc:creator><rdf:Description><rdf:value>Ada</rdf:value></rdf:Description></dc:creator>";
    assert_eq!(entry(rdf).authors[0].name.as_deref(), Some("Ada"));
    let source = entry("<source url='https://a.example/feed'/>").source.unwrap();
    assert_eq!(source.link.as_deref(), Some("https://a.example/feed"));
    assert_eq!(entry("<source/>").source, None);
}

#[test]
fn a_generator_may_be_no_more_than_its_address() {
    let generator = |inner: &str| {
        let feed = format!("<rss><channel><generator{inner}</channel></rss>");
        found(feed.as_bytes()).feed.generator
    };
    let uri = generator(" uri='https://a.example/'/>").unwrap().uri;
    assert_eq!(uri.as_deref(), Some("https://a.example/"));
    assert_eq!(generator("/>"), None);
}

#[test]
fn an_id_of_json_that_is_an_address_is_the_link_where_nothing_else_is() {
    let link = |more: &str| {
        let feed = format!("{{\"items\": [{{\"id\": \"https://a.example/1\"{more}}}]}}");
        found(feed.as_bytes()).entries.remove(0).link.unwrap()
    };
    assert_eq!(link(""), "https://a.example/1");
    let elsewhere = ", \"external_url\": \"https://b.example/\"";
    assert_eq!(link(elsewhere), "https://b.example/");
}

#[test]
fn an_id_is_an_address_where_nothing_or_only_that_is_said() {
    for (attribute, is_permalink) in [
        ("", true),
        ("isPermaLink=''", true),
        ("isPermaLink='True'", true),
        ("ispermalink='1'", true),
        ("isPermaLink='false'", false),
        ("isPermaLink='0'", false),
        ("isPermaLink='no'", false),
    ] {
        let entry = entry(&format!("<guid {attribute}>https://a.example/1</guid>"));
        assert_eq!(entry.id_is_permalink, Some(is_permalink), "{attribute}");
        assert_eq!(entry.link.is_some(), is_permalink, "{attribute}");
    }
}

#[test]
fn pictures_in_the_link_to_an_article_are_of_it_and_those_in_links_to_others_are_not() {
    let pictures = |rel: &str| {
        let feed = format!(
            "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:media='http://search.yahoo.com/mrss/'>\
             <entry><link href='https://a.example/1' {rel}><media:content>\
             <media:thumbnail url='https://a.example/1.jpg'/></media:content></link>\
             <title>After</title></entry></feed>"
        );
        let entry = found(feed.as_bytes()).entries.remove(0);
        assert_eq!(entry.title.unwrap().value, "After");
        entry.thumbnails.len()
    };
    assert_eq!((pictures(""), pictures("rel='alternate'"), pictures("rel='related'")), (1, 1, 0));
}

#[test]
fn atom_with_words_of_rss_is_understood() {
    let feed = "<feed xmlns='http://www.w3.org/2005/Atom'><entry><description>Short</description>\
                <enclosure url='https://a.example/1.mp3'/>\
                <link rel='enclosure' type='image/jpeg'>https://a.example/1.jpg</link>\
                <content type='text/plain' src='https://a.example/1.txt'/></entry></feed>";
    let entry = found(feed.as_bytes()).entries.remove(0);
    let files: Vec<_> = entry.enclosures.iter().map(|file| file.url.as_str()).collect();
    assert_eq!(files, ["https://a.example/1.mp3", "https://a.example/1.jpg"]);
    assert_eq!((entry.summary.unwrap().value.as_str(), entry.link), ("Short", None));
}

#[test]
fn names_and_categories_that_were_encoded_twice_are_decoded_twice() {
    let entry = entry("<author>AndrÃ©</author><category>EspaÃ±ol</category>");
    assert_eq!(entry.authors[0].name.as_deref(), Some("André"));
    assert_eq!(entry.categories[0].term, "Español");
}

//! From a page to the feeds that it names.

use super::{addresses, feeds, url};
use crate::discover::Page;

const SITE: &str = "https://harbour.example/news/today";

#[track_caller]
fn check(html: &str, expected: &[&str]) {
    let found = feeds(html, SITE);
    assert_eq!(addresses(&found), expected, "{html}");
}

#[test]
fn every_type_of_feed_is_found_however_it_is_written() {
    for link in [
        "<link rel=alternate type=application/rss+xml href=/a>",
        "<LINK REL='Alternate' TYPE='Application/RSS+XML' HREF='/a'>",
        "<link rel=\"alternate home\" type=\"application/atom+xml; charset=utf-8\" href=\" /a \"/>",
        "<link rel=alternate type=application/feed+json href=/a>",
        "<link rel=alternate type=application/rdf+xml href=/a>",
        "<link type=application/rss+xml href=/a>",
        "<link rel=feed href=/a>",
        "<link rel=alternate type=text/xml title='RSS feed' href=/a>",
        "<link rel=alternate type=application/rss+xml href=/a#top>",
        "<body><p>Late<link rel=alternate type=application/rss+xml href=/a>",
    ] {
        check(link, &["https://harbour.example/a"]);
    }
}

#[test]
fn links_to_anything_else_are_none() {
    for link in [
        "<link rel=stylesheet type=application/rss+xml href=/a>",
        "<link rel=alternate hreflang=ja href=/ja/>",
        "<link rel=alternate type=application/json+oembed href=/a>",
        "<link rel=alternate type=application/json title=JSON href=/wp-json/wp/v2/posts/1>",
        "<link rel=alternate type=text/xml+oembed href=/a>",
        "<link rel=alternate type=application/rss+xml>",
        "<link rel=alternate type=application/rss+xml href=''>",
        "<link rel=alternate type=application/rss+xml href='javascript:x'>",
        "<link rel=alternate type=application/rss+xml href='mailto:a@harbour.example'>",
        "<!-- <link rel=alternate type=application/rss+xml href=/a> -->",
        "<script>'<link rel=alternate type=application/rss+xml href=/a>'</script>",
        "<title><link rel=alternate type=application/rss+xml href=/a></title>",
        "<a href=/sitemap.xml>Map</a><a href=/feedback>Write</a><a href=/about/feed-the-gulls>",
        "<a href='https://feedly.com/i/subscription/feed/https://harbour.example/rss'>",
    ] {
        check(link, &[]);
    }
}

#[test]
fn addresses_are_relative_to_the_base_and_free_of_entities() {
    let link = "<link rel=alternate type=application/rss+xml href='feed?a=1&amp;b=2'>";
    check(link, &["https://harbour.example/news/feed?a=1&b=2"]);
    check(&format!("<base href=/x/>{link}"), &["https://harbour.example/x/feed?a=1&b=2"]);
    check(
        &format!("<base href=https://cdn.example/><base href=/y/>{link}"),
        &["https://cdn.example/feed?a=1&b=2"],
    );
    check("<a href='feed:https://b.example/rss'>", &["https://b.example/rss"]);
    check("<a href='feed://b.example/rss'>", &["https://b.example/rss"]);
}

#[test]
fn the_main_feed_comes_first_and_comments_last() {
    let html =
        "<link rel=alternate type=application/rss+xml title='Harbour » Comments Feed' href=/c>
        <link rel=alternate type=application/rss+xml title='Harbour » RSS' href=/rss>
        <link rel=alternate type=application/rss+xml title='Sport' href=/sport>
        <link rel=alternate type=application/feed+json title='Harbour (JSON Feed)' href=/json>
        <link rel=alternate type=application/atom+xml title='Harbour Atom 1.0' href=/atom>
        <link rel=alternate type=application/rss+xml title='Kommentare' href=/k>
        <a href=/tide.rss>The tide</a>";
    let found = feeds(html, SITE);
    let paths: Vec<&str> = found.iter().map(|feed| feed.url.path()).collect();
    assert_eq!(paths, ["/atom", "/rss", "/json", "/sport", "/tide.rss", "/c", "/k"]);
    let titles: Vec<_> = found.iter().map(|feed| feed.title.as_deref()).collect();
    assert_eq!(titles[0], Some("Harbour Atom 1.0"));
    assert_eq!(titles[4], Some("The tide"));
    assert!(found[5].is_comments && !found[4].is_declared);
    assert!(found[..3].iter().all(|feed| feed.subject == "harbour"));
}

#[test]
fn a_site_s_own_feeds_come_before_those_of_others() {
    check(
        "<a href=https://other.example/feed/>Friends</a><a href=https://feeds.harbour.example/news.rss>
         <a href=/rss.xml>",
        &[
            "https://feeds.harbour.example/news.rss",
            "https://harbour.example/rss.xml",
            "https://other.example/feed/",
        ],
    );
}

#[test]
fn a_feed_that_is_linked_and_declared_is_named_once() {
    let found = feeds(
        "<a href=/feed/>RSS</a><link rel=alternate type=application/rss+xml title=Harbour href=/feed/>",
        SITE,
    );
    assert_eq!(addresses(&found), ["https://harbour.example/feed/"]);
    assert!(found[0].is_declared);
    assert_eq!(found[0].title.as_deref(), Some("Harbour"));
}

#[test]
fn a_page_of_youtube_leads_to_its_channel() {
    let html = "<title>Harbour - YouTube</title><meta itemprop=identifier content=UCab>";
    let found = feeds(html, "https://www.youtube.com/@harbour");
    assert_eq!(addresses(&found), ["https://www.youtube.com/feeds/videos.xml?channel_id=UCab"]);
    check(html, &[]);
}

#[test]
fn a_page_of_thousands_of_links_is_read_no_further_than_needed() {
    let many: String = (0..5000).map(|n| format!("<a href=/{n}.rss>{n}</a>")).collect();
    assert_eq!(feeds(&many, SITE).len(), 200);
    let page = Page::read(&"<p>words ".repeat(500_000), &url(SITE));
    assert_eq!(page.feeds(), []);
}

//! Telling a feed by the type and the address that a page gives it. Ranking is left to `links`.

use url::Url;

use crate::model::FeedFormat;

/// Services that take the address of a feed in their own, and pages about feeds.
const NOT_FEEDS: [&str; 14] = [
    "feedly.com",
    "add.my.yahoo.com",
    "www.netvibes.com",
    "www.inoreader.com",
    "www.newsblur.com",
    "feedbin.com",
    "www.bloglines.com",
    "www.google.com",
    "validator.w3.org",
    "www.feedvalidator.org",
    "www.facebook.com",
    "twitter.com",
    "x.com",
    "web.archive.org",
];

/// Last parts of a path that are of feeds.
const FEED_NAMES: [&str; 22] = [
    "feed",
    "feeds",
    "rss",
    "atom",
    "rdf",
    "rss2",
    "feed.xml",
    "feeds.xml",
    "rss.xml",
    "rss2.xml",
    "atom.xml",
    "index.xml",
    "index.rdf",
    "index.rss",
    "index.atom",
    "feed.json",
    "feed.rss",
    "feed.atom",
    "rss.php",
    "feed.php",
    "rss.aspx",
    "blog-feed.xml",
];

/// Whether a `<link>` of this type names a feed. Types that are of other things as well need an
/// address or a title that says so.
pub(super) fn is_feed_type(media_type: &str, url: &Url, title: &str) -> bool {
    match media_type {
        "application/rss+xml"
        | "application/atom+xml"
        | "application/feed+json"
        | "application/rdf+xml"
        | "application/x-rss+xml"
        | "application/x.atom+xml"
        | "application/x-atom+xml"
        | "application/rss"
        | "application/atom"
        | "text/rss"
        | "text/rss+xml"
        | "text/atom"
        | "text/atom+xml" => true,
        // WordPress names its API so, and embeds have types of their own.
        "application/json" | "application/xml" | "text/xml" => {
            let title = title.to_lowercase();
            !url.path().contains("/wp-json/")
                && (looks_like_a_feed(url) || title.contains("feed") || title.contains("rss"))
        }
        _ => false,
    }
}

/// The format that a type or an address promises.
pub(super) fn promised(media_type: &str, url: &Url) -> Option<FeedFormat> {
    let said = |word: &str| media_type.contains(word) || media_type.is_empty() && names(url, word);
    if said("atom") {
        Some(FeedFormat::Atom)
    } else if said("json") {
        Some(FeedFormat::Json)
    } else if said("rdf") {
        Some(FeedFormat::Rss1)
    } else if said("rss") {
        Some(FeedFormat::Rss2)
    } else {
        None
    }
}

/// Whether the last part of the path, or the query, has the word.
fn names(url: &Url, word: &str) -> bool {
    last_part(url).contains(word) || url.query().is_some_and(|query| query.contains(word))
}

/// Whether the address is of a kind that feeds have.
pub fn looks_like_a_feed(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    if NOT_FEEDS.contains(&host) {
        return false;
    }
    let last = last_part(url);
    let (_, extension) = last.rsplit_once('.').unwrap_or_default();
    let by_query = url.query_pairs().any(|(key, value)| {
        let value = value.to_ascii_lowercase();
        matches!(&*key, "feed" | "format" | "type" | "output" | "alt")
            && matches!(&*value, "rss" | "rss2" | "atom" | "rdf" | "feed" | "jsonfeed")
    });
    FEED_NAMES.contains(&&*last)
        || matches!(extension, "rss" | "atom" | "rdf")
        || extension == "xml" && is_xml_of_a_feed(url)
        || by_query
        || url.path().ends_with("/feeds/posts/default")
        || host == "feeds.feedburner.com" && url.path().len() > 1
}

/// A sitemap is XML too.
fn is_xml_of_a_feed(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let path = url.path().to_ascii_lowercase();
    let says = |word: &str| path.contains(word) || host.starts_with(word);
    ["feed", "rss", "atom"].iter().any(|word| says(word)) && !path.contains("sitemap")
}

/// The last part of the path that is not empty, in lower case.
fn last_part(url: &Url) -> String {
    let path = url.path().trim_end_matches('/');
    path.rsplit('/').next().unwrap_or_default().to_ascii_lowercase()
}

/// `feed:https://…` and `feed://…` as the web addresses that they mean; `None` for any other.
pub(super) fn without_feed_scheme(typed: &str) -> Option<String> {
    let (scheme, rest) = typed.split_once(':')?;
    if !["feed", "rss", "itpc", "pcast", "podcast"].contains(&&*scheme.to_ascii_lowercase()) {
        return None;
    }
    let lower = rest.to_ascii_lowercase();
    if lower.starts_with("http://") || lower.starts_with("https://") {
        return Some(rest.to_owned());
    }
    rest.strip_prefix("//").map(|rest| format!("https://{rest}"))
}

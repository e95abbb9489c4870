//! The feeds that a page names, the best first. Reading the page is left to `page`.

use url::Url;

use super::kinds;
use super::page::{Page, RawLink};
use super::sites;
use crate::model::FeedFormat;

/// Words for comments, in the languages of many blogs.
const COMMENTS: [&str; 11] = [
    "comment",
    "kommentar",
    "comentari",
    "comentário",
    "commenti",
    "reactie",
    "yorum",
    "коммент",
    "コメント",
    "评论",
    "댓글",
];

/// Words that a title says of the format and not of the subject.
const FORMAT_WORDS: [&str; 12] =
    ["rss", "atom", "json", "feed", "xml", "rdf", "2.0", "1.0", "0.92", "0.3", "1.1", "rss2"];

/// A feed that a page names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkedFeed {
    /// Its address.
    pub url: Url,
    /// What the page calls it.
    pub title: Option<String>,
    /// Whether the page names it to programs; else it merely links there.
    pub is_declared: bool,
    /// Whether it is of comments.
    pub is_comments: bool,
    /// What it is about, without what the title says of the format: the same for the Atom and the
    /// RSS feed of one thing.
    pub subject: String,
}

/// The feeds of a page: those that it declares before those that it links to, its own site's before
/// others', feeds of comments last. Else in its own order, which begins with the main feed; but
/// among feeds of one subject Atom, RSS, JSON.
pub(super) fn ranked(page: &Page) -> Vec<LinkedFeed> {
    let embedded = page
        .channel
        .as_deref()
        .filter(|_| sites::is_youtube(&page.url))
        .and_then(sites::youtube_channel)
        .map(|url| LinkedFeed {
            url,
            title: page.title().map(str::to_owned),
            is_declared: true,
            is_comments: false,
            subject: String::new(),
        });
    let linked = page.links.iter().map(linked).collect::<Vec<_>>();
    let place = |feed: &LinkedFeed| linked.iter().position(|other| other.subject == feed.subject);
    let format = |link: &RawLink| match kinds::promised(&link.media_type, &link.url) {
        Some(FeedFormat::Atom) => 0,
        Some(FeedFormat::Rss2 | FeedFormat::Rss1 | FeedFormat::Rss0 | FeedFormat::Cdf) | None => 1,
        Some(FeedFormat::Json) => 2,
    };
    let mut order: Vec<_> = page.links.iter().zip(&linked).collect();
    order.sort_by_key(|(link, feed)| {
        let is_elsewhere = !is_same_site(&page.url, &link.url);
        (feed.is_comments, !feed.is_declared, is_elsewhere, place(feed), format(link))
    });
    let mut feeds: Vec<LinkedFeed> = embedded.into_iter().collect();
    for (_, feed) in order {
        if feeds.iter().all(|known| known.url != feed.url) {
            feeds.push(feed.clone());
        }
    }
    feeds
}

fn linked(link: &RawLink) -> LinkedFeed {
    let RawLink { url, title, is_declared, .. } = link;
    let title = title.trim();
    let lower = title.to_lowercase();
    let of_comments = |text: &str| COMMENTS.iter().any(|word| text.contains(word));
    let path = url.path().to_lowercase();
    LinkedFeed {
        url: url.clone(),
        title: (!title.is_empty()).then(|| title.to_owned()),
        is_declared: *is_declared,
        is_comments: of_comments(&lower) || path.contains("/comments"),
        subject: subject(&lower),
    }
}

/// The words of a title that are not of the format.
fn subject(title: &str) -> String {
    let outer = |c: char| !c.is_alphanumeric();
    let words = title.split_whitespace().map(|word| word.trim_matches(outer));
    let words = words.filter(|word| !word.is_empty() && !FORMAT_WORDS.contains(word));
    words.collect::<Vec<_>>().join(" ")
}

/// Whether the hosts are one but for `www.`, or the one lies below the other.
fn is_same_site(page: &Url, feed: &Url) -> bool {
    let bare = |url: &Url| {
        let host = url.host_str().unwrap_or_default().to_owned();
        host.strip_prefix("www.").map_or(host.clone(), str::to_owned)
    };
    let (page, feed) = (bare(page), bare(feed));
    let is_below = |host: &str, above: &str| {
        host.strip_suffix(above).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    is_below(&page, &feed) || is_below(&feed, &page)
}

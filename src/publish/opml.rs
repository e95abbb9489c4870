//! The feeds as OPML 2.0 (<http://opml.org/spec2.opml>), for other readers. What each is called is told
//! by the caller.
//!
//! A feed stands once, in a folder of the first of its tags, because that is what readers import, and
//! has all of them as `category`. A tag with a comma can't be a category, and is a folder in any case.

use std::collections::BTreeMap;

use super::document::Rendered;
use super::markup::Xml;
use crate::model::ListedFeed;

/// The media type: that which OPML is mostly served as, for it has none of its own.
const TYPE: &str = "text/x-opml; charset=utf-8";

/// The list, under this title. Feeds stay in their order; those of one folder stand together.
pub fn opml(title: &str, feeds: &[ListedFeed]) -> Rendered {
    let mut folders: BTreeMap<Vec<&str>, Vec<&ListedFeed>> = BTreeMap::new();
    for feed in feeds {
        folders.entry(folders_of(feed)).or_default().push(feed);
    }
    let mut xml = Xml::new();
    xml.node("opml", &[("version", "2.0")], |xml| {
        xml.node("head", &[], |xml| xml.leaf("title", &[], title));
        xml.node("body", &[], |xml| {
            for (path, feeds) in &folders {
                folder(xml, path, feeds);
            }
        });
    });
    Rendered::new(xml.into_bytes(), TYPE)
}

/// The folders that a feed lies in, from the outermost.
fn folders_of(feed: &ListedFeed) -> Vec<&str> {
    let tags = || feed.tags.iter().map(String::as_str);
    let with_comma: Vec<&str> = tags().filter(|tag| tag.contains(',')).collect();
    if with_comma.is_empty() { tags().take(1).collect() } else { with_comma }
}

fn folder(xml: &mut Xml, path: &[&str], feeds: &[&ListedFeed]) {
    match path.split_first() {
        Some((name, rest)) => {
            let named = [("text", *name), ("title", *name)];
            xml.node("outline", &named, |xml| folder(xml, rest, feeds));
        }
        None => feeds.iter().for_each(|feed| outline(xml, feed)),
    }
}

fn outline(xml: &mut Xml, feed: &ListedFeed) {
    let title = feed.title.as_deref().unwrap_or(&feed.url);
    let categories = feed.tags.iter().filter(|tag| !tag.contains(',')).map(String::as_str);
    let categories = categories.collect::<Vec<_>>().join(",");
    let attributes = [
        ("type", Some("rss")),
        ("text", Some(title)),
        ("title", Some(title)),
        ("xmlUrl", Some(&feed.url)),
        ("htmlUrl", feed.site_url.as_deref()),
        ("category", Some(categories.as_str()).filter(|list| !list.is_empty())),
    ];
    let given: Vec<(&str, &str)> =
        attributes.iter().filter_map(|(name, value)| Some((*name, (*value)?))).collect();
    xml.empty("outline", &given);
}

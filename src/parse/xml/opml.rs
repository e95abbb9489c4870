//! Lists of subscriptions: OPML 1.0 and 2.0, as readers write it. What becomes of the feeds in it is left
//! to others.

use std::collections::BTreeSet;

use super::events::{Event, Events, Tag};
use crate::model::ListedFeed;

/// What a list has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subscriptions {
    /// The feeds, in its order.
    pub feeds: Vec<ListedFeed>,
    /// What is no feed, by its name: links, empty folders.
    pub others: Vec<String>,
}

/// An outline that is open.
struct Folder {
    /// `None` where it is a feed, which names no folder.
    name: Option<String>,
    /// Whether there was anything in it.
    is_used: bool,
}

/// Reads a list, whatever state it is in; `None` where it is none.
pub(in crate::parse) fn read(text: &str) -> Option<Subscriptions> {
    let mut found = Subscriptions::default();
    let mut folders: Vec<Folder> = Vec::new();
    let mut is_opml = false;
    let mut events = Events::new(text);
    loop {
        match events.next() {
            Event::Open(tag) if is(&tag, "opml") => is_opml = true,
            Event::Open(tag) if is(&tag, "outline") => {
                is_opml = true;
                let is_feed = outline(&tag, &mut folders, &mut found);
                let name = (!is_feed).then(|| name(&tag)).flatten();
                folders.push(Folder { name, is_used: is_feed });
            }
            Event::Empty(tag) if is(&tag, "outline") => {
                is_opml = true;
                if !outline(&tag, &mut folders, &mut found) {
                    found.others.push(told(name(&tag).as_deref(), tag.attribute("url").as_deref()));
                }
            }
            Event::Close(tag) if tag.eq_ignore_ascii_case("outline") => {
                let unused = folders.pop().filter(|folder| !folder.is_used);
                found.others.extend(unused.map(|folder| told(folder.name.as_deref(), None)));
            }
            Event::End { .. } => return is_opml.then_some(found),
            Event::Open(_)
            | Event::Empty(_)
            | Event::Close(_)
            | Event::Text(_)
            | Event::BareAmpersand(_)
            | Event::StrayMark
            | Event::Reference(_)
            | Event::Doctype(_) => {}
        }
    }
}

fn is(tag: &Tag<'_>, name: &str) -> bool {
    tag.local().eq_ignore_ascii_case(name)
}

/// Takes an outline in, if it is a feed; whether it is.
fn outline(tag: &Tag<'_>, folders: &mut [Folder], found: &mut Subscriptions) -> bool {
    for folder in folders.iter_mut() {
        folder.is_used = true;
    }
    let kind = tag.attribute("type").unwrap_or_default().to_ascii_lowercase();
    // Some write no other address.
    let is_feed = matches!(kind.as_str(), "rss" | "atom" | "feed" | "rdf");
    let bare = || tag.attribute("url").filter(|_| is_feed);
    let Some(url) = tag.attribute("xmlUrl").or_else(bare) else { return false };
    let names = folders.iter().filter_map(|folder| folder.name.as_deref());
    let categories = tag.attribute("category").unwrap_or_default();
    let tags: BTreeSet<String> = names.chain(categories.split(',')).flat_map(tags).collect();
    found.feeds.push(ListedFeed {
        url: url.into_owned(),
        title: name(tag),
        site_url: tag.attribute("htmlUrl").map(|url| url.into_owned()),
        tags,
    });
    true
}

/// What a folder or category is called as tags: a slash in it parts levels (OPML 2.0, category).
fn tags(name: &str) -> impl Iterator<Item = String> {
    let levels = name.split('/').map(one_line);
    levels.filter(|name| !name.is_empty())
}

/// What an outline is called: `text`, which must be there, else `title`.
fn name(tag: &Tag<'_>) -> Option<String> {
    let given = |attribute| tag.attribute(attribute).map(|name| one_line(&name));
    given("text").filter(|name| !name.is_empty()).or_else(|| given("title"))
}

/// The text with single spaces where it has white space or characters that control.
fn one_line(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn told(name: Option<&str>, url: Option<&str>) -> String {
    match (name, url) {
        (Some(name), Some(url)) => format!("{name} ({url})"),
        (Some(name), None) => name.to_owned(),
        (None, Some(url)) => url.to_owned(),
        (None, None) => "an outline without a name".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feed(url: &str, title: &str, tags: &[&str]) -> ListedFeed {
        ListedFeed {
            url: url.to_owned(),
            title: Some(title.to_owned()),
            site_url: None,
            tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        }
    }

    #[test]
    fn folders_and_categories_become_tags_however_deep() {
        let list = r#"<?xml version="1.0"?><opml version="2.0"><head><title>Mine</title></head><body>
            <outline text="World"><outline text="Asia / East">
              <outline type="rss" text="A &amp; B" xmlUrl="https://a.example/f?x=1&amp;y=2"
                       category="/news/wire,daily"/>
            </outline><outline text="B" xmlurl="https://b.example/"></outline></outline>
            <outline title="C" type="rss" url="https://c.example/"/></body></opml>"#;
        let found = read(list).unwrap();
        assert_eq!(
            found.feeds,
            [
                feed(
                    "https://a.example/f?x=1&y=2",
                    "A & B",
                    &["World", "Asia", "East", "news", "wire", "daily"]
                ),
                feed("https://b.example/", "B", &["World"]),
                feed("https://c.example/", "C", &[]),
            ]
        );
        assert!(found.others.is_empty(), "{:?}", found.others);
    }

    #[test]
    fn what_is_no_feed_is_named() {
        let list = r#"<opml><body><outline text="A link" type="link" url="https://a.example/"/>
            <outline text="Empty"></outline><outline/>
            <outline text="Full"><outline text="F" xmlUrl="https://f.example/"/></outline></body></opml>"#;
        let found = read(list).unwrap();
        assert_eq!(
            found.others,
            ["A link (https://a.example/)", "Empty", "an outline without a name"]
        );
        assert_eq!(found.feeds.len(), 1);
    }

    #[test]
    fn a_broken_list_is_read_as_far_as_it_goes_and_another_document_is_none() {
        let cut =
            "<opml><body><outline text='R & D' xmlUrl='https://a.example/?a&b'/><outline text=";
        assert_eq!(read(cut).unwrap().feeds, [feed("https://a.example/?a&b", "R & D", &[])]);
        assert_eq!(read("<html><body>No</body></html>"), None);
        assert_eq!(read(""), None);
        assert_eq!(read("<opml version=\"2.0\"><body/></opml>"), Some(Subscriptions::default()));
    }
}

//! JSON Feed 1.0 and 1.1, rewritten as the canonical Atom of `atom`. Read here and not by `feed_rs`,
//! which refuses the whole feed for an id that is a number or a title that is missing, and does not
//! tell attachments from links.

use std::collections::BTreeSet;
use std::fmt;

use serde::de::{IgnoredAny, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::asks::Asks;
use super::atom::{AtomWriter, Beside, Canonical, Link, MOST_ENTRIES, rel};
use super::canon::{language, looks_like_html};
use super::error::ReadFeedError;
use super::repair::Repair;
use super::{dates, people};
use crate::model::FeedFormat;

/// The feed. Every field may be missing or of a wrong kind: only `items` makes it one.
#[derive(Debug, Deserialize)]
struct JsonFeed {
    #[serde(default)]
    version: Value,
    #[serde(default)]
    title: Value,
    #[serde(default)]
    home_page_url: Value,
    #[serde(default)]
    feed_url: Value,
    #[serde(default)]
    hubs: Value,
    #[serde(default)]
    language: Value,
    #[serde(default)]
    author: Value,
    #[serde(default)]
    authors: Value,
    items: Option<Items>,
}

/// The items, as many as are read.
#[derive(Debug, Default)]
struct Items {
    read: Vec<Value>,
    are_more: bool,
}

impl<'de> Deserialize<'de> for Items {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(ItemsVisitor)
    }
}

struct ItemsVisitor;

impl<'de> Visitor<'de> for ItemsVisitor {
    type Value = Items;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of items")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Items, A::Error> {
        let mut items = Items::default();
        while items.read.len() < MOST_ENTRIES {
            let Some(item) = list.next_element::<Value>()? else { return Ok(items) };
            if item.is_object() {
                items.read.push(item);
            }
        }
        while list.next_element::<IgnoredAny>()?.is_some() {
            items.are_more = true;
        }
        Ok(items)
    }
}

/// Rewrites a JSON Feed as Atom.
pub(super) fn canonical(text: &str) -> Result<Canonical, ReadFeedError> {
    // What follows the feed is not looked at.
    let mut documents = serde_json::Deserializer::from_str(text).into_iter::<JsonFeed>();
    let feed = match documents.next() {
        Some(Ok(feed)) => feed,
        Some(Err(error)) => return Err(ReadFeedError::Malformed(format!("broken JSON: {error}"))),
        None => return Err(ReadFeedError::Empty),
    };
    let Some(items) = &feed.items else {
        return Err(ReadFeedError::NotAFeed("JSON, but without items".to_owned()));
    };
    let mut repairs = BTreeSet::new();
    if !string(&feed.version).is_some_and(|version| version.contains("jsonfeed.org/version/1")) {
        repairs.insert(Repair::NoVersion);
    }
    let mut out = AtomWriter::new(text.len());
    write_text(&mut out, "title", &feed.title);
    if let Some(href) = string(&feed.home_page_url) {
        out.link(&Link { rel: rel::ALTERNATE, href: &href, ..Link::default() });
    }
    write_authors(&mut out, &feed.authors, &feed.author);
    if items.are_more {
        repairs.insert(Repair::TooManyEntries);
    }
    for item in &items.read {
        write_item(&mut out, item);
    }
    let (atom, beside) = out.finish();
    let language = string(&feed.language).and_then(|tag| language(&tag));
    let asks = asks(&feed);
    Ok(Canonical { atom, format: FeedFormat::Json, language, asks, beside, repairs })
}

/// A hub may speak another protocol than WebSub: `rssCloud` has been seen.
fn asks(feed: &JsonFeed) -> Asks {
    let mut asks = Asks::default();
    let is_known = |hub: &&Value| {
        let kind = hub.get("type").and_then(string).unwrap_or_default();
        kind.eq_ignore_ascii_case("websub") || kind.eq_ignore_ascii_case("pubsubhubbub")
    };
    let hub = list(&feed.hubs).find(is_known).and_then(|hub| string(hub.get("url")?));
    for (relation, href) in [("hub", hub), ("self", string(&feed.feed_url))] {
        if let Some(href) = href {
            asks.link(relation, &href);
        }
    }
    asks
}

fn write_item(out: &mut AtomWriter, item: &Value) {
    let field = |name: &str| item.get(name).unwrap_or(&Value::Null);
    out.open_entry();
    if let Some(id) = string(field("id")) {
        out.id(&id);
    }
    for (name, rel) in [("url", rel::ALTERNATE), ("external_url", rel::ABOUT)] {
        if let Some(href) = string(field(name)) {
            out.link(&Link { rel, href: &href, ..Link::default() });
        }
    }
    write_text(out, "title", field("title"));
    write_text(out, "summary", field("summary"));
    if let Some(html) = string(field("content_html")) {
        out.text("content", &html, true);
    } else if let Some(text) = string(field("content_text")) {
        out.text("content", &text, false);
    }
    for (name, element) in [("date_published", "published"), ("date_modified", "updated")] {
        if let Some(moment) = string(field(name)).and_then(|text| dates::read(&text)) {
            out.moment(element, moment);
        }
    }
    write_authors(out, field("authors"), field("author"));
    for tag in list(field("tags")) {
        if let Some(label) = string(tag) {
            out.category(&label);
        }
    }
    for attachment in list(field("attachments")) {
        write_attachment(out, attachment);
    }
    let language = string(field("language")).and_then(|tag| language(&tag));
    out.close_entry(Beside { base: None, language });
}

/// Plain text by the specification; HTML where it plainly is.
fn write_text(out: &mut AtomWriter, element: &str, value: &Value) {
    if let Some(text) = string(value) {
        out.text(element, &text, looks_like_html(&text));
    }
}

/// `authors` is of 1.1, `author` of 1.0; many feeds give both.
fn write_authors(out: &mut AtomWriter, authors: &Value, author: &Value) {
    for person in list(authors).chain(list(author)) {
        let uri = person.get("url").and_then(string).unwrap_or_default();
        let name = string(person).or_else(|| person.get("name").and_then(string));
        let name = name.map_or_else(|| uri.clone(), |name| people::name(&name));
        if !name.is_empty() {
            out.person(&name, &uri);
        }
    }
}

fn write_attachment(out: &mut AtomWriter, attachment: &Value) {
    let Some(href) = attachment.get("url").and_then(string) else { return };
    let media_type = attachment.get("mime_type").and_then(string);
    out.link(&Link {
        rel: rel::ENCLOSURE,
        href: &href,
        media_type: media_type.as_deref(),
        length: attachment.get("size_in_bytes").and_then(Value::as_u64),
    });
}

/// What a list holds; what stands where a list should is taken for its only member.
fn list(value: &Value) -> impl Iterator<Item = &Value> {
    let members = match value {
        Value::Array(members) => members.as_slice(),
        Value::Null => &[],
        Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {
            std::slice::from_ref(value)
        }
    };
    members.iter()
}

/// A string that is not blank; a number is met in its place.
fn string(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return None,
    };
    (!text.is_empty()).then_some(text)
}

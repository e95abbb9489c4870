//! JSON Feed 1.0 and 1.1, by `feed_rs`. It refuses the whole feed for an id that is a number or a
//! title that is missing, and does not tell attachments from links: what it is given is cleaned
//! before, and what it has no place for goes beside it.

use std::collections::BTreeSet;
use std::fmt;

use feed_rs::model;
use serde::de::{IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use super::asks::Asks;
use super::draft::{Draft, Held, MOST_ENTRIES, language, seconds};
use super::error::ReadFeedError;
use super::found::{Category, Entry, Feed, File, Found, Kind, Link, Person, Picture, Text};
use super::mend::{Mended, mend};
use super::repair::Repair;
use super::xml::looks_like_html;
use super::{dates, opinion, people};
use crate::model::{FeedFormat, Timestamp};

/// What is read of the feed beside its items.
const FIELDS: [&str; 11] = [
    "version",
    "title",
    "home_page_url",
    "feed_url",
    "description",
    "icon",
    "favicon",
    "hubs",
    "language",
    "author",
    "authors",
];

/// The feed. Every field may be missing, of a wrong kind, or there twice, and then the last is taken:
/// only `items` makes it one.
#[derive(Debug, Default)]
struct JsonFeed {
    about: Map<String, Value>,
    items: Option<Items>,
}

impl JsonFeed {
    fn field(&self, name: &str) -> &Value {
        self.about.get(name).unwrap_or(&Value::Null)
    }
}

impl<'de> Deserialize<'de> for JsonFeed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(FeedVisitor)
    }
}

struct FeedVisitor;

impl<'de> Visitor<'de> for FeedVisitor {
    type Value = JsonFeed;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a feed")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<JsonFeed, A::Error> {
        let mut feed = JsonFeed::default();
        while let Some(name) = fields.next_key::<String>()? {
            if name == "items" {
                feed.items = fields.next_value()?;
            } else if FIELDS.contains(&name.as_str()) {
                feed.about.insert(name, fields.next_value()?);
            } else {
                fields.next_value::<IgnoredAny>()?;
            }
        }
        Ok(feed)
    }
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

/// Reads a JSON Feed.
pub(super) fn read(text: &str) -> Result<Found, ReadFeedError> {
    let mut repairs = BTreeSet::new();
    let feed = match parse(text) {
        Ok(feed) => feed,
        Err(error) => {
            let Mended { text, is_cut, lacks } = mend(text);
            repairs.insert(if is_cut { Repair::CutShort } else { Repair::BrokenJson });
            repairs.extend(lacks.then_some(Repair::LacksItems));
            let why = |_| ReadFeedError::Malformed(format!("broken JSON: {error}"));
            parse(&text).map_err(why)?
        }
    };
    let Some(items) = &feed.items else {
        return Err(ReadFeedError::NotAFeed("JSON, but without items".to_owned()));
    };
    if !string(feed.field("version"))
        .is_some_and(|version| version.contains("jsonfeed.org/version/1"))
    {
        repairs.insert(Repair::NoVersion);
    }
    if items.are_more {
        repairs.insert(Repair::TooManyEntries);
    }
    let read = opinion::parse(clean(&feed, &items.read).to_string().as_bytes());
    let mut read = read.map_err(|fault| match fault {
        opinion::Fault::Refused(why) => ReadFeedError::Malformed(why),
        opinion::Fault::Panicked(why) => ReadFeedError::Panicked(why),
    })?;
    let asks = asks(&feed);
    let language = read.language.as_deref().and_then(language);
    let entries = std::mem::take(&mut read.entries).into_iter().zip(&items.read);
    let entries = entries.map(|(entry, item)| whole_entry(entry, item)).collect();
    Ok(Found {
        format: FeedFormat::Json,
        encoding: String::new(),
        entries,
        feed: Feed { language, ..whole_feed(read, &feed) },
        is_cut_short: repairs.contains(&Repair::CutShort),
        is_too_deep: false,
        repairs: repairs.into_iter().map(|repair| repair.words().to_owned()).collect(),
        asks,
    })
}

/// What follows the feed is not looked at.
fn parse(text: &str) -> serde_json::Result<JsonFeed> {
    JsonFeed::deserialize(&mut serde_json::Deserializer::from_str(text))
}

/// A hub may speak another protocol than WebSub: `rssCloud` has been seen.
fn asks(feed: &JsonFeed) -> Asks {
    let mut asks = Asks::default();
    let is_known = |hub: &&Value| {
        let kind = hub.get("type").and_then(string).unwrap_or_default();
        kind.eq_ignore_ascii_case("websub") || kind.eq_ignore_ascii_case("pubsubhubbub")
    };
    let hub = list(feed.field("hubs")).find(is_known).and_then(|hub| string(hub.get("url")?));
    for (relation, href) in [("hub", hub), ("self", string(feed.field("feed_url")))] {
        if let Some(href) = href {
            asks.link(relation, &href);
        }
    }
    asks
}

/// The feed as `feed_rs` can read it: what it takes must be text, and people are left out, for it
/// takes their names apart and panics at some.
fn clean(feed: &JsonFeed, items: &[Value]) -> Value {
    let mut out = Map::new();
    out.insert("version".to_owned(), "https://jsonfeed.org/version/1.1".into());
    out.insert("title".to_owned(), string(feed.field("title")).unwrap_or_default().into());
    for name in ["description", "icon", "favicon", "language"] {
        insert(&mut out, name, feed.field(name));
    }
    out.insert("items".to_owned(), items.iter().map(clean_item).collect());
    Value::Object(out)
}

fn clean_item(item: &Value) -> Value {
    let mut out = Map::new();
    let has_html = item.get("content_html").and_then(string).is_some();
    for name in ["id", "title", "summary", "content_html", "content_text"] {
        // Beside HTML it would be taken for a summary.
        if name != "content_text" || !has_html {
            insert(&mut out, name, field(item, name));
        }
    }
    for name in ["date_published", "date_modified"] {
        let moment = string(field(item, name)).and_then(|text| dates::read(&text));
        if let Some(moment) = moment {
            out.insert(name.to_owned(), moment.unix().to_string().into());
        }
    }
    let tags = list(field(item, "tags")).filter_map(string).map(Value::from);
    out.insert("tags".to_owned(), tags.collect());
    let files = list(field(item, "attachments")).filter_map(clean_attachment);
    out.insert("attachments".to_owned(), files.collect());
    Value::Object(out)
}

fn clean_attachment(attachment: &Value) -> Option<Value> {
    let mut out = Map::new();
    let media_type = string(field(attachment, "mime_type")).unwrap_or_default();
    let size = string(field(attachment, "size_in_bytes")).and_then(|size| size.parse::<u64>().ok());
    out.insert("url".to_owned(), string(field(attachment, "url"))?.into());
    out.insert("mime_type".to_owned(), media_type.into());
    out.insert("size_in_bytes".to_owned(), size.into());
    insert(&mut out, "title", field(attachment, "title"));
    Some(Value::Object(out))
}

fn insert(out: &mut Map<String, Value>, name: &str, value: &Value) {
    if let Some(text) = string(value) {
        out.insert(name.to_owned(), text.into());
    }
}

fn field<'a>(item: &'a Value, name: &str) -> &'a Value {
    item.get(name).unwrap_or(&Value::Null)
}

/// What was read of the feed, with what `feed_rs` has no place for.
fn whole_feed(read: model::Feed, feed: &JsonFeed) -> Feed {
    let mut draft = Draft::default();
    offer(&mut draft.title, read.title);
    offer(&mut draft.summary, read.description);
    for (href, rel) in [("home_page_url", "alternate"), ("feed_url", "self")] {
        link(&mut draft, feed.field(href), rel);
    }
    authors(&mut draft, feed.field("authors"), feed.field("author"));
    draft.icon = read.icon.map(|icon| icon.uri);
    if let Some(logo) = read.logo {
        draft.logo.offer(9, Picture { url: logo.uri, ..Picture::default() });
    }
    draft.into_feed()
}

/// What was read of an entry, with what `feed_rs` has no place for.
fn whole_entry(read: model::Entry, item: &Value) -> Entry {
    let mut draft = Draft::default();
    draft.addresses.about = string(field(item, "external_url"));
    if !read.id.is_empty() {
        draft.named(9, &read.id);
    }
    link(&mut draft, field(item, "url"), "alternate");
    link(&mut draft, field(item, "external_url"), "related");
    offer(&mut draft.title, read.title);
    offer(&mut draft.summary, read.summary);
    if let Some(content) = read.content {
        let is_html = content.content_type.as_str() == "text/html";
        let kind = if is_html { Kind::Html } else { Kind::Plain };
        let value = content.body.unwrap_or_default();
        draft.content(9, Text { value, kind, ..Text::default() });
        if let Some(value) = string(field(item, "content_text")).filter(|_| is_html) {
            draft.content(8, Text { value, ..Text::default() });
        }
    }
    for (held, moment) in
        [(&mut draft.published, read.published), (&mut draft.updated, read.updated)]
    {
        if let Some(moment) = moment {
            held.offer(9, Timestamp::from_chrono(&moment));
        }
    }
    authors(&mut draft, field(item, "authors"), field(item, "author"));
    for category in read.categories {
        draft.category(Category { term: category.term, ..Category::default() });
    }
    let attachments =
        list(field(item, "attachments")).filter(|file| clean_attachment(file).is_some());
    for (file, given) in read.links.into_iter().zip(attachments) {
        draft.file(File {
            url: string(field(given, "url")).unwrap_or(file.href),
            media_type: file.media_type.filter(|media_type| !media_type.is_empty()),
            length: file.length,
            duration: string(field(given, "duration_in_seconds")).and_then(|text| seconds(&text)),
            title: file.title,
            medium: None,
        });
    }
    for name in ["image", "banner_image"] {
        if let Some(url) = string(field(item, name)) {
            draft.thumbnail(Picture { url, ..Picture::default() });
        }
    }
    if let Some(language) = string(field(item, "language")).and_then(|tag| language(&tag)) {
        draft.language.offer(9, language);
    }
    draft.into_entry()
}

/// Plain text by the specification; HTML where it plainly is.
fn offer(held: &mut Held<Text>, text: Option<model::Text>) {
    let value = text.map(|text| text.content).unwrap_or_default();
    if !value.is_empty() {
        let kind = if looks_like_html(&value) { Kind::Html } else { Kind::Plain };
        held.offer(9, Text { value, kind, ..Text::default() });
    }
}

fn link(draft: &mut Draft, href: &Value, rel: &str) {
    if let Some(href) = string(href) {
        draft.link(Link { href, rel: rel.to_owned(), ..Link::default() });
    }
}

/// `authors` is of 1.1, `author` of 1.0; many feeds give both.
fn authors(draft: &mut Draft, authors: &Value, author: &Value) {
    for person in list(authors).chain(list(author)) {
        let name = string(person).or_else(|| string(field(person, "name"))).unwrap_or_default();
        let people::Named { name, email } = people::person(&name);
        let uri = string(field(person, "url"));
        if name.is_some() || email.is_some() || uri.is_some() {
            draft.author(Person { name, email, uri, role: None });
        }
    }
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

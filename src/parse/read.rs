//! The canonical document, read by `feed_rs` into entries, and the choice among what they offer.
//! The only file that knows `feed_rs`.

use std::panic::{AssertUnwindSafe, catch_unwind};

use chrono::{DateTime, Utc};
use feed_rs::model;
use feed_rs::parser::Builder;
use url::Url;

use super::atom::{Beside, Canonical, rel};
use super::canon::{decode, is_web_address};
use super::error::ReadFeedError;
use super::repair::Repair;
use crate::model::{
    Enclosure, FeedAbout, FeedFormat, ParsedEntry, ParsedFeed, Person, Text, Timestamp,
};

/// How many authors of an entry are looked at: each is compared with those before it.
const MOST_AUTHORS: usize = 100;

/// Reads a canonical document that came from `url`.
pub(super) fn read(canonical: Canonical, url: &Url) -> Result<ParsedFeed, ReadFeedError> {
    let Canonical { atom, format, language, asks, beside, repairs } = canonical;
    let feed = parse(&atom)?;
    drop(atom);
    let site = links(&feed.links, rel::ALTERNATE).find_map(|link| web_address(&link.href, url));
    let base = site.clone().filter(|_| format != FeedFormat::Atom);
    let authors = people(&feed.authors);
    let mut beside = beside.into_iter();
    let entries = feed.entries.into_iter().map(|found| {
        let Beside { base: own, language } = beside.next().unwrap_or_default();
        let mut entry = entry(found);
        entry.base = own.or_else(|| base.clone());
        entry.language = language;
        if entry.authors.is_empty() {
            entry.authors.clone_from(&authors);
        }
        entry
    });
    let mut entries: Vec<ParsedEntry> = entries.collect();
    let about = FeedAbout {
        format: Some(format),
        title: feed.title.map(|title| plain(&title)).filter(|title| !title.is_empty()),
        site_url: site.map(String::from),
        language,
        cadence: asks.cadence(),
        hub: asks.hub(url),
    };
    let is_cut_short = repairs.contains(&Repair::CutShort);
    if is_cut_short {
        // The rest of it will come, and then it must be known for the same.
        entries.pop_if(|last| last.id.is_none() && last.link.is_none());
    }
    let repairs = repairs.into_iter().map(|repair| repair.words().to_owned()).collect();
    Ok(ParsedFeed { about, repairs, is_cut_short, entries })
}

/// A fresh parser each time: one that has failed once panics on its next document. Its ids are
/// none, for where a publisher gives no id and no link it would draw one by lot; its sanitiser is
/// off, for it lets some scripts through and `article/` sanitises everything.
fn parse(atom: &str) -> Result<model::Feed, ReadFeedError> {
    let parser = Builder::new()
        .id_generator(|_, _, _| String::new())
        .sanitize_content(false)
        .timestamp_parser(seconds)
        .build();
    let parsed = catch_unwind(AssertUnwindSafe(|| parser.parse(atom.as_bytes())));
    match parsed {
        Ok(Ok(feed)) => Ok(feed),
        Ok(Err(error)) => Err(ReadFeedError::Malformed(error.to_string())),
        Err(panic) => {
            let words = panic.downcast_ref::<String>().map(String::as_str);
            let words = words.or_else(|| panic.downcast_ref::<&str>().copied());
            Err(ReadFeedError::Panicked(words.unwrap_or("no word of why").to_owned()))
        }
    }
}

/// Dates in a canonical document are seconds since 1970: `dates` has read them already.
fn seconds(text: &str) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp(text.parse().ok()?, 0)
}

fn entry(found: model::Entry) -> ParsedEntry {
    let moment = |moment: Option<DateTime<Utc>>| moment.as_ref().map(Timestamp::from_chrono);
    ParsedEntry {
        id: Some(found.id).filter(|id| !id.is_empty()),
        link: link(&found.links),
        base: None,
        title: found.title.map(text),
        summary: found.summary.map(text),
        content: found.content.and_then(content),
        published: moment(found.published),
        updated: moment(found.updated),
        authors: people(&found.authors),
        categories: found.categories.into_iter().map(|category| category.term).collect(),
        enclosures: links(&found.links, rel::ENCLOSURE).map(enclosure).collect(),
        language: None,
    }
}

/// The address of the article: what a proxy replaced, else the alternate that is a page, else any
/// alternate, else an id that is an address.
fn link(all: &[model::Link]) -> Option<String> {
    let is_page = |link: &&model::Link| {
        link.media_type.as_deref().is_none_or(|media_type| media_type.contains("html"))
    };
    let found = links(all, rel::ORIGINAL)
        .next()
        .or_else(|| links(all, rel::ALTERNATE).find(is_page))
        .or_else(|| links(all, rel::ALTERNATE).next())
        .or_else(|| links(all, rel::PERMALINK).next())
        .or_else(|| links(all, rel::ABOUT).next())?;
    Some(found.href.clone())
}

fn links<'a>(all: &'a [model::Link], rel: &'a str) -> impl Iterator<Item = &'a model::Link> {
    all.iter().filter(move |link| link.rel.as_deref() == Some(rel))
}

fn enclosure(link: &model::Link) -> Enclosure {
    Enclosure {
        url: link.href.clone(),
        media_type: link.media_type.clone(),
        length: link.length.filter(|length| *length > 0),
    }
}

fn people(found: &[model::Person]) -> Vec<Person> {
    let mut people: Vec<Person> = Vec::new();
    for person in found.iter().take(MOST_AUTHORS) {
        let name = person.name.clone().unwrap_or_default();
        if !people.iter().any(|held| held.name == name) {
            people.push(Person { name, uri: person.uri.clone() });
        }
    }
    people
}

fn content(found: model::Content) -> Option<Text> {
    let is_html = found.content_type.as_str() == "text/html";
    let body = found.body.filter(|body| !body.is_empty())?;
    Some(if is_html { Text::Html(body) } else { Text::Plain(body) })
}

fn text(found: model::Text) -> Text {
    let is_html = found.content_type.as_str() == "text/html";
    if is_html { Text::Html(found.content) } else { Text::Plain(found.content) }
}

/// The title of a feed as plain text. Markup in it is rare, and never nested.
fn plain(title: &model::Text) -> String {
    if title.content_type.as_str() != "text/html" {
        return title.content.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    let mut pieces = title.content.split('<');
    let first = pieces.next().unwrap_or_default().to_owned();
    let text = pieces
        .fold(first, |text, piece| text + piece.split_once('>').map_or(piece, |(_, after)| after));
    decode(&text).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn web_address(href: &str, document: &Url) -> Option<Url> {
    document.join(href).ok().filter(|url| is_web_address(url.as_str()))
}

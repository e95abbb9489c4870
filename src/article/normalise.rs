//! A parsed feed to entries. Each entry is made from its own and the feed's words alone; whether
//! its dates are believed is left to `dates`, which is told the time.

use std::borrow::Cow;

use url::Url;

use super::headline::{headline, label};
use super::html::{Cleaner, escape};
use super::text::plain_text;
use super::{canonical_link, link};
use crate::model::{
    Companion, Contributor, Enclosure, Entry, LONGEST_ADDRESS, ParsedEntry, ParsedFeed, Person,
    Text, shortened,
};

/// The longest text that is read, in bytes. The longest article met has 400 KB.
const LONGEST_CONTENT: usize = 2 * 1024 * 1024;

/// The longest summary that is kept beside the full text, in characters.
const LONGEST_SUMMARY: usize = 1_000;

/// The longest id, name, label or language that is kept, in characters.
const LONGEST_LABEL: usize = 1_000;

/// The longest media type that is kept, in characters.
const LONGEST_TYPE: usize = 255;

/// How many categories, enclosures or authors of an entry are kept.
const MOST: usize = 50;

/// The entries of a feed, cleaned: one for each, in the same order. `document` is the address that
/// gave the feed: what is relative is relative to it where the feed does not say.
pub fn normalise(feed: &ParsedFeed, document: &Url) -> Vec<Entry> {
    let mut cleaner = Cleaner::new(document.clone());
    let language = feed.about.language.as_deref();
    feed.entries
        .iter()
        .map(|entry| {
            let base = entry.base.as_ref().unwrap_or(document);
            if cleaner.base() != base {
                cleaner = Cleaner::new(base.clone());
            }
            Entry {
                language: entry.language.as_deref().or(language).map(str::to_owned),
                ..normalised(entry, &cleaner)
            }
        })
        .collect()
}

fn normalised(entry: &ParsedEntry, cleaner: &Cleaner) -> Entry {
    let Body { content_html, text, summary } = body(entry, cleaner);
    let url = entry.link.as_deref().and_then(|href| address(href, cleaner.base()));
    Entry {
        guid: entry.id.as_deref().map(|id| limited(id.trim(), LONGEST_LABEL)),
        canonical_url: url.as_deref().and_then(canonical_link),
        title: headline(entry, cleaner, &text, url.as_deref()),
        url,
        summary,
        content_html,
        text,
        authors: authors(&entry.authors, cleaner.base()),
        categories: categories(&entry.categories),
        enclosures: enclosures(&entry.enclosures, cleaner.base()),
        companions: companions(&entry.companions, cleaner.base()),
        contributors: contributors(&entry.contributors, cleaner.base()),
        thumbnail: entry.thumbnail.as_deref().and_then(|href| address(href, cleaner.base())),
        rights: rights(entry.rights.as_ref(), cleaner),
        location: entry.location.clone(),
        language: None,
        published: entry.published,
        updated: entry.updated,
    }
}

/// What an entry has to say.
#[derive(Debug, Default)]
struct Body {
    content_html: String,
    text: String,
    summary: Option<String>,
}

/// The fuller of summary and content is the content, whichever the publisher calls so: half of the
/// feeds with both put a teaser into one, and they do not agree which.
fn body(entry: &ParsedEntry, cleaner: &Cleaner) -> Body {
    let read = |given: &Option<Text>| {
        let content_html = given.as_ref().map(|given| cleaned(given, cleaner)).unwrap_or_default();
        Body { text: plain_text(&content_html), content_html, summary: None }
    };
    let (content, summary) = (read(&entry.content), read(&entry.summary));
    let content_is_fuller =
        content.text.len() >= summary.text.len() && !content.content_html.is_empty();
    let (full, short) = if content_is_fuller { (content, summary) } else { (summary, content) };
    Body { summary: teaser(&short.text, &full.text), ..full }
}

/// The short form, where it says something that the full one does not begin with.
pub(super) fn teaser(short: &str, full: &str) -> Option<String> {
    let ends = ["[…]", "[...]", "…", "...", "Read more", "Continue reading"];
    let mut said = short.trim();
    while let Some(rest) = ends.iter().find_map(|end| said.strip_suffix(end)) {
        said = rest.trim_end();
    }
    let is_new = !said.is_empty() && !begins_with(full, said);
    is_new.then(|| shortened(short, LONGEST_SUMMARY))
}

/// Whether `full` begins with the words of `short`, of which the last may be cut.
fn begins_with(full: &str, short: &str) -> bool {
    let mut words = full.split_whitespace();
    let mut given = short.split_whitespace().peekable();
    while let Some(word) = given.next() {
        let is_last = given.peek().is_none();
        match words.next() {
            Some(found) if found == word || is_last && found.starts_with(word) => {}
            _ => return false,
        }
    }
    true
}

fn cleaned(given: &Text, cleaner: &Cleaner) -> String {
    match given {
        Text::Html(html) => cleaner.clean(cut(html, LONGEST_CONTENT)),
        Text::Plain(text) => paragraphs(cut(text, LONGEST_CONTENT)),
    }
}

/// Plain text as HTML: a paragraph where there was an empty line, a break where there was one.
fn paragraphs(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    if !text.contains('\n') {
        escape(&mut out, text);
        return out;
    }
    let mut is_open = false;
    for line in text.lines().map(str::trim) {
        if line.is_empty() {
            out.push_str(if is_open { "</p>" } else { "" });
            is_open = false;
            continue;
        }
        out.push_str(if is_open { "<br>" } else { "<p>" });
        escape(&mut out, line);
        is_open = true;
    }
    out.push_str(if is_open { "</p>" } else { "" });
    out
}

/// An address as a publisher wrote it, made absolute. Its references are resolved: feeds that are
/// escaped twice are met, and no address holds `&amp;`.
fn address(href: &str, base: &Url) -> Option<String> {
    let href = if href.contains('&') {
        Cow::Owned(super::html::entities::decode(href))
    } else {
        Cow::Borrowed(href)
    };
    let url = link::absolute(&href, base)?;
    (url.len() <= LONGEST_ADDRESS).then(|| url.into_owned())
}

fn authors(given: &[Person], base: &Url) -> Vec<Person> {
    let mut authors: Vec<Person> = Vec::new();
    for person in given.iter().take(MOST) {
        let name = limited(&label(&person.name), LONGEST_LABEL);
        if !name.is_empty() && !authors.iter().any(|held| held.name == name) {
            let uri = person.uri.as_deref().and_then(|uri| address(uri, base));
            authors.push(Person { name, uri });
        }
    }
    authors
}

fn categories(given: &[String]) -> Vec<String> {
    let mut categories: Vec<String> = Vec::new();
    for category in given {
        let category = limited(&label(category), LONGEST_LABEL);
        if !category.is_empty() && !categories.contains(&category) {
            categories.push(category);
        }
        if categories.len() == MOST {
            break;
        }
    }
    categories
}

fn enclosures(given: &[Enclosure], base: &Url) -> Vec<Enclosure> {
    let mut enclosures: Vec<Enclosure> = Vec::new();
    for enclosure in given {
        let url = address(&enclosure.url, base);
        if let Some(url) = url.filter(|url| !enclosures.iter().any(|held| held.url == *url)) {
            let media_type = media_type(enclosure.media_type.as_deref());
            let Enclosure { length, duration, .. } = *enclosure;
            enclosures.push(Enclosure { url, media_type, length, duration });
        }
        if enclosures.len() == MOST {
            break;
        }
    }
    enclosures
}

fn media_type(given: Option<&str>) -> Option<String> {
    given.map(|given| limited(given.trim(), LONGEST_TYPE))
}

fn companions(given: &[Companion], base: &Url) -> Vec<Companion> {
    let given = given.iter().take(MOST).filter_map(|file| {
        let url = address(&file.url, base)?;
        let media_type = media_type(file.media_type.as_deref());
        Some(Companion { url, media_type, ..file.clone() })
    });
    given.collect()
}

fn contributors(given: &[Contributor], base: &Url) -> Vec<Contributor> {
    let word = |given: &str| Some(limited(&label(given), LONGEST_LABEL)).filter(|w| !w.is_empty());
    let given = given.iter().take(MOST).filter_map(|person| {
        let uri = person.uri.as_deref().and_then(|uri| address(uri, base));
        let role = person.role.as_deref().and_then(word);
        Some(Contributor { name: word(&person.name)?, uri, role })
    });
    given.collect()
}

/// Who may do what, on one line.
fn rights(given: Option<&Text>, cleaner: &Cleaner) -> Option<String> {
    let said = plain_text(&cleaned(given?, cleaner));
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    (!said.is_empty()).then(|| limited(&said, LONGEST_LABEL))
}

/// At most this many characters.
fn limited(text: &str, longest: usize) -> String {
    if text.len() <= longest {
        return text.to_owned();
    }
    text.chars().take(longest).collect()
}

/// At most this many bytes, whole characters.
fn cut(text: &str, longest: usize) -> &str {
    text.get(..text.floor_char_boundary(longest)).unwrap_or(text)
}

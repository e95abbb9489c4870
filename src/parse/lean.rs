//! What the daemon needs of what is found in a document: one text of each kind, one address.

use url::Url;

use super::draft::{is_web_address, language};
use super::found::{self, Category, File, Found, Kind, Link};
use super::xml::decode;
use crate::model::{
    Companion, CompanionKind, Contributor, Enclosure, FeedAbout, FeedFormat, LONGEST_ADDRESS,
    LONGEST_TITLE, ParsedEntry, ParsedFeed, Person, Text, shortened,
};

/// How many authors of an entry are looked at: each is compared with those before it.
const MOST_AUTHORS: usize = 100;

/// The document that came from `url`, as the daemon wants it.
pub(super) fn lean(found: Found, url: &Url) -> ParsedFeed {
    let Found { format, feed, entries, repairs, is_cut_short, asks, .. } = found;
    let title = feed.title.as_ref().map(plain).filter(|title| !title.is_empty());
    let site_url = feed.link.filter(|link| is_web_address(link));
    let site_url = site_url.and_then(|site| Url::parse(&site).ok()).map(String::from);
    // An entry of RSS without an author has none; elsewhere the feed's are meant (RFC 4287 section
    // 4.2.1, JSON Feed 1.1).
    let shared = matches!(format, FeedFormat::Atom | FeedFormat::Json);
    let authors = people(if shared { &feed.authors } else { &[] });
    let about = FeedAbout {
        format: Some(format),
        title: title.map(|title| shortened(&title, LONGEST_TITLE)),
        site_url: site_url.filter(|site| site.len() <= LONGEST_ADDRESS),
        language: feed.language,
        cadence: asks.cadence(),
        hub: asks.hub(url),
    };
    let rights = feed.rights.and_then(text).map(|(rights, _)| rights);
    let lean = entries.into_iter().map(|found| {
        let mut entry = entry(found);
        if entry.rights.is_none() {
            entry.rights.clone_from(&rights);
        }
        if entry.authors.is_empty() {
            entry.authors.clone_from(&authors);
        }
        entry
    });
    let mut entries: Vec<ParsedEntry> = lean.collect();
    if is_cut_short {
        // The rest of it will come, and then it must be known for the same.
        entries.pop_if(|last| last.id.is_none() && last.link.is_none());
    }
    ParsedFeed { about, repairs, is_cut_short, entries }
}

fn entry(found: found::Entry) -> ParsedEntry {
    let authors = people(&found.authors);
    // Of several forms of the same that which says more: markup.
    let mut forms = found.content.into_iter().filter_map(text).peekable();
    let first = forms.next_if(|(text, _)| matches!(text, Text::Plain(_)));
    let content = forms.find(|(text, _)| matches!(text, Text::Html(_))).or(first);
    let (content, content_base) = content.unzip();
    let (summary, summary_base) = found.summary.and_then(text).unzip();
    // Content that stands elsewhere has no say in what this one is relative to.
    let base = content_base.flatten().or(summary_base.flatten()).or(found.base);
    let mut enclosures: Vec<Enclosure> = found.enclosures.into_iter().map(enclosure).collect();
    if let [file] = enclosures.as_mut_slice() {
        file.duration = file.duration.or(found.duration);
    }
    let is_updated_said = !found.is_updated_vague || found.published.is_none();
    ParsedEntry {
        id: found.id,
        link: found.link,
        base: base.map(|base| Url::clone(&base)),
        title: found.title.and_then(text).map(|(title, _)| title),
        summary,
        content,
        published: found.published,
        updated: found.updated.filter(|_| is_updated_said),
        authors,
        categories: categories(found.categories),
        enclosures,
        companions: found.links.into_iter().filter_map(companion).collect(),
        contributors: found.contributors.into_iter().filter_map(contributor).collect(),
        thumbnail: found.thumbnails.into_iter().next().map(|picture| picture.url),
        rights: found.rights.and_then(text).map(|(rights, _)| rights),
        location: found.location,
        language: found.language,
    }
}

/// A text that can be shown, with what is relative in it.
fn text(found: found::Text) -> Option<(Text, Option<std::sync::Arc<Url>>)> {
    let found::Text { value, kind, base, .. } = found;
    let text = match kind {
        _ if value.is_empty() => return None,
        Kind::Plain => Text::Plain(value),
        Kind::Html | Kind::Xhtml => Text::Html(value),
        Kind::Other(media_type) if media_type.starts_with("text/") => Text::Plain(value),
        Kind::Other(media_type) if media_type.ends_with("xml") => Text::Html(value),
        Kind::Other(_) => return None,
    };
    Some((text, base))
}

fn people(found: &[found::Person]) -> Vec<Person> {
    let mut people: Vec<Person> = Vec::new();
    for person in found.iter().take(MOST_AUTHORS) {
        let name = person.name.as_ref().or(person.email.as_ref()).or(person.uri.as_ref());
        let name = name.cloned().unwrap_or_default();
        if !people.iter().any(|held| held.name == name) {
            people.push(Person { name, uri: person.uri.clone() });
        }
    }
    people
}

/// Every category by its name for people, without words that are only to be found by.
fn categories(found: Vec<Category>) -> Vec<String> {
    let mut names = Vec::new();
    for category in found.into_iter().filter(|category| !category.is_keyword) {
        names.push(category.label.unwrap_or(category.term));
        names.extend(category.sub.into_iter().map(|sub| sub.label.unwrap_or(sub.term)));
    }
    names
}

/// A link of an entry, where it is to a file that tells of an episode.
fn companion(link: Link) -> Option<Companion> {
    let kind = CompanionKind::from_name(&link.rel)?;
    let language = link.hreflang.as_deref().and_then(language);
    Some(Companion { kind, url: link.href, media_type: link.media_type, language })
}

/// Somebody who took part; not those who only brought it out, or own what is shown.
fn contributor(person: found::Person) -> Option<Contributor> {
    const OTHERS: [&str; 5] = ["credit", "managingEditor", "owner", "publisher", "webMaster"];
    let found::Person { name, uri, role, .. } = person;
    let took_part = role.as_deref().is_none_or(|role| !OTHERS.contains(&role));
    name.filter(|_| took_part).map(|name| Contributor { name, uri, role })
}

fn enclosure(file: File) -> Enclosure {
    Enclosure {
        url: file.url,
        media_type: file.media_type.or(file.medium),
        length: file.length.filter(|length| *length > 0),
        duration: file.duration.filter(|duration| *duration > 0),
    }
}

/// The title of a feed as plain text. Markup in it is rare, and never nested.
fn plain(title: &found::Text) -> String {
    if matches!(title.kind, Kind::Plain | Kind::Other(_)) {
        return title.value.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    let mut pieces = title.value.split('<');
    let first = pieces.next().unwrap_or_default().to_owned();
    let text = pieces
        .fold(first, |text, piece| text + piece.split_once('>').map_or(piece, |(_, after)| after));
    decode(&text).split_whitespace().collect::<Vec<_>>().join(" ")
}

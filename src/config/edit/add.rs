//! One more `[[feed]]`. Nothing is taken out of the text: a piece is put in, after the last feed.

use toml_edit::{Array, Document, Item, Table, Value};
use url::Url;

use super::style::Style;

/// Why a text can't be edited: fragments that complete "failed to …".
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// It is no TOML.
    #[error("edit feeds.toml: it is no TOML: {0}")]
    NotToml(String),
    /// `feed` is something that nothing can be added to.
    #[error("edit feeds.toml: `feed` is no list of tables; write [[feed]] above each feed")]
    NoList,
}

/// A feed as it is to be written.
#[derive(Clone, Debug)]
pub struct NewFeed<'a> {
    /// Where from.
    pub url: &'a Url,
    /// The operator's name for it.
    pub title: Option<&'a str>,
    /// Its tags.
    pub tags: &'a [String],
    /// Its schedule, as typed.
    pub schedule: Option<&'a str>,
}

impl NewFeed<'_> {
    /// Keys with their values as TOML, in the order of the manual.
    pub(super) fn keys(&self) -> Vec<(&'static str, String)> {
        let quoted = |text: &str| Value::from(text).to_string();
        let tags: Vec<String> = self.tags.iter().map(|tag| quoted(tag)).collect();
        let tags = (!tags.is_empty()).then(|| format!("[{}]", tags.join(", ")));
        let keys = [
            ("url", Some(quoted(self.url.as_str()))),
            ("title", self.title.map(quoted)),
            ("tags", tags),
            ("schedule", self.schedule.map(quoted)),
        ];
        keys.into_iter().filter_map(|(key, value)| Some((key, value?))).collect()
    }
}

/// The text with one more feed in it.
pub fn add(text: &str, feed: &NewFeed<'_>) -> Result<String, EditError> {
    let document =
        Document::parse(text).map_err(|error| EditError::NotToml(error.message().to_owned()))?;
    let pieces = match document.get("feed") {
        None => vec![at_end(text, feed)],
        Some(Item::ArrayOfTables(feeds)) => match feeds.iter().last() {
            Some(last) => vec![after(text, document.as_table(), last, feed)],
            None => vec![at_end(text, feed)],
        },
        Some(Item::Value(Value::Array(feeds))) => {
            within(text, feeds, feed).ok_or(EditError::NoList)?
        }
        Some(Item::Table(_) | Item::Value(_) | Item::None) => return Err(EditError::NoList),
    };
    let mut edited = text.to_owned();
    // From the end on, so that the places before stay right.
    for (at, piece) in pieces.into_iter().rev() {
        edited.insert_str(at, &piece);
    }
    Ok(edited)
}

/// Where something is put in, and what.
type Piece = (usize, String);

/// Below everything, in a file without feeds.
fn at_end(text: &str, feed: &NewFeed<'_>) -> Piece {
    let at = end_of_content(text, text.len());
    (at, Style::plain(text).block(feed, text.get(..at).unwrap_or_default()))
}

/// Below the last feed, above whatever comes then and the comment that belongs to that.
fn after(text: &str, root: &Table, last: &Table, feed: &NewFeed<'_>) -> Piece {
    let mut headers = Vec::new();
    for (name, item) in root {
        collect_headers(item, name == "feed", &mut headers);
    }
    let last_of_feeds = headers.iter().filter(|(_, is_feed)| *is_feed).map(|(at, _)| *at).max();
    let last_of_feeds = last_of_feeds.unwrap_or_default();
    let next = headers.iter().map(|(at, _)| *at).filter(|at| last_of_feeds < *at).min();
    let until = next.map_or(text.len(), |next| above_comments(text, next));
    // A comment that follows the feed without a blank line may well be of the feed.
    let at = end_of_content(text, until.max(end_of_line(text, last_of_feeds)));
    (at, Style::of(text, last).block(feed, text.get(..at).unwrap_or_default()))
}

/// The places of all headers of tables in an item, with whether they are a feed's.
fn collect_headers(item: &Item, is_feed: bool, to: &mut Vec<(usize, bool)>) {
    let mut of_table = |table: &Table| {
        if let Some(span) = table.span().filter(|_| !table.is_implicit()) {
            to.push((span.start, is_feed));
        }
        for (_, item) in table {
            collect_headers(item, is_feed, to);
        }
    };
    match item {
        Item::Table(table) => of_table(table),
        Item::ArrayOfTables(tables) => tables.iter().for_each(of_table),
        Item::Value(_) | Item::None => {}
    }
}

/// Into `feed = [{ … }, …]`.
fn within(text: &str, feeds: &Array, feed: &NewFeed<'_>) -> Option<Vec<Piece>> {
    let keys = feed.keys().into_iter().map(|(key, value)| format!("{key} = {value}"));
    let table = format!("{{ {} }}", keys.collect::<Vec<_>>().join(", "));
    let Some(last) = feeds.iter().last().and_then(Value::span) else {
        return Some(vec![(feeds.span()?.start + 1, table)]);
    };
    let end = last.end;
    let line = line_start(text, last.start);
    let before = text.get(line..last.start)?;
    let is_alone = before.trim().is_empty();
    let comma = feeds.trailing_comma().then(|| comma_after(text, end)).flatten();
    if !is_alone {
        let at = comma.unwrap_or(end);
        let piece = if comma.is_some() { format!(" {table},") } else { format!(", {table}") };
        return Some(vec![(at, piece)]);
    }
    // Each on a line of its own: what follows on the line of the last stays with it.
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let closing = feeds.span()?.end - 1;
    let at = end_of_line_content(text, comma.unwrap_or(end)).min(closing);
    let own = format!("{newline}{before}{table}");
    Some(match comma {
        Some(_) => vec![(at, format!("{own},"))],
        None => vec![(end, ",".to_owned()), (at, own)],
    })
}

/// The place behind the comma that follows a place, with nothing but space and comments between.
fn comma_after(text: &str, from: usize) -> Option<usize> {
    let mut is_comment = false;
    for (at, c) in text.get(from..)?.char_indices() {
        match c {
            '#' => is_comment = true,
            '\n' => is_comment = false,
            ',' if !is_comment => return Some(from + at + 1),
            _ => {}
        }
    }
    None
}

fn line_start(text: &str, at: usize) -> usize {
    text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1)
}

/// The place behind the newline of the line that a place is in.
fn end_of_line(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    rest.find('\n').map_or(text.len(), |newline| at + newline + 1)
}

/// The place before the newline of the line that a place is in.
fn end_of_line_content(text: &str, at: usize) -> usize {
    let line = text.get(at..end_of_line(text, at)).unwrap_or_default();
    at + line.trim_end_matches(['\r', '\n']).len()
}

/// The place behind the last line before `until` that is not blank.
fn end_of_content(text: &str, until: usize) -> usize {
    let content = text.get(..until).unwrap_or_default().trim_end_matches([' ', '\t', '\r', '\n']);
    if content.trim_start_matches('\u{feff}').is_empty() {
        return content.len();
    }
    end_of_line(text, content.len())
}

/// The beginning of the comment that stands directly above the line of a place, or of that line.
fn above_comments(text: &str, at: usize) -> usize {
    let mut start = line_start(text, at);
    while start > 0 {
        let above = line_start(text, start - 1);
        if !text.get(above..start).unwrap_or_default().trim_start().starts_with('#') {
            break;
        }
        start = above;
    }
    start
}

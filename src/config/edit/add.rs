//! More `[[feed]]`. Nothing is taken out of the text: a piece is put in, after the last feed.

use toml_edit::{Array, Document, Item, Table, Value};
use url::Url;

use super::places::{
    above_comments, comma_after, end_of_content, end_of_line, end_of_line_content, line_start,
};
use super::style::Style;

/// Why a text can't be edited: fragments that complete "failed to …".
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// It is no TOML.
    #[error("edit feeds.toml: it is no TOML: {0}")]
    NotToml(String),
    /// There is no such feed in it.
    #[error("edit feeds.toml: the feed {0} is not in it")]
    NoFeed(String),
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

/// The text with these feeds in it.
pub fn add(text: &str, feeds: &[NewFeed<'_>]) -> Result<String, EditError> {
    let document = parsed(text)?;
    let (at, style) = match document.get("feed") {
        None => at_end(text),
        Some(Item::ArrayOfTables(listed)) => match listed.iter().last() {
            Some(last) => after(text, document.as_table(), last),
            None => at_end(text),
        },
        Some(Item::Value(Value::Array(_))) => {
            return feeds.iter().try_fold(text.to_owned(), |text, feed| join(&text, feed));
        }
        Some(Item::Table(_) | Item::Value(_) | Item::None) => return Err(EditError::NoList),
    };
    let mut edited = text.get(..at).unwrap_or_default().to_owned();
    for feed in feeds {
        let block = style.block(feed, &edited);
        edited.push_str(&block);
    }
    edited.push_str(text.get(at..).unwrap_or_default());
    Ok(edited)
}

pub(super) fn parsed(text: &str) -> Result<Document<&str>, EditError> {
    Document::parse(text).map_err(|error| EditError::NotToml(error.message().to_owned()))
}

/// The text with one more feed in its `feed = [{ … }, …]`.
fn join(text: &str, feed: &NewFeed<'_>) -> Result<String, EditError> {
    let document = parsed(text)?;
    let feeds = document.get("feed").and_then(Item::as_array);
    let pieces = feeds.and_then(|feeds| within(text, feeds, feed)).ok_or(EditError::NoList)?;
    let mut edited = text.to_owned();
    // From the end on, so that the places before stay right.
    for (at, piece) in pieces.into_iter().rev() {
        edited.insert_str(at, &piece);
    }
    Ok(edited)
}

/// Below everything, in a file without feeds.
fn at_end(text: &str) -> (usize, Style) {
    (end_of_content(text, text.len()), Style::plain(text))
}

/// Below the last feed, above whatever comes then and the comment that belongs to that.
fn after(text: &str, root: &Table, last: &Table) -> (usize, Style) {
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
    (at, Style::of(text, last))
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

/// Where something is put in, and what.
type Piece = (usize, String);

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

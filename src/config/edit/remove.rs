//! A `[[feed]]` taken out. What stands around it stays as it is, also the comments above it: they may be of
//! the feeds that follow.

use std::ops::Range;

use toml_edit::{Array, Item, Table, Value};

use super::add::{EditError, parsed};
use super::places::{comma_after, end_of_line, line_start};

/// The text without the feeds of which `is_meant` says so, by what is typed as their `url`; and how many
/// there were.
pub fn remove(
    text: &str,
    mut is_meant: impl FnMut(&str) -> bool,
) -> Result<(String, usize), EditError> {
    let document = parsed(text)?;
    let mut pieces: Vec<Range<usize>> = Vec::new();
    let mut removed = 0;
    match document.get("feed") {
        Some(Item::ArrayOfTables(feeds)) => {
            for feed in feeds {
                if feed.get("url").and_then(Item::as_str).is_some_and(&mut is_meant) {
                    removed += 1;
                    collect(text, feed, &mut pieces);
                }
            }
            pieces = joined(text, pieces).map(|lines| with_blanks(text, lines)).collect();
        }
        Some(Item::Value(Value::Array(feeds))) => {
            let meant: Vec<bool> =
                feeds.iter().map(|feed| url(feed).is_some_and(&mut is_meant)).collect();
            removed = meant.iter().filter(|is_meant| **is_meant).count();
            pieces = within(text, feeds, &meant);
        }
        Some(Item::Table(_) | Item::Value(_) | Item::None) | None => {}
    }
    let mut left = text.to_owned();
    for piece in pieces.into_iter().rev() {
        left.replace_range(piece, "");
    }
    Ok((left, removed))
}

fn url(feed: &Value) -> Option<&str> {
    feed.as_inline_table()?.get("url")?.as_str()
}

/// The lines of a table and of the tables in it: each from its header to its last key. Another table may
/// stand between them.
fn collect(text: &str, table: &Table, pieces: &mut Vec<Range<usize>>) {
    if let Some(header) = table.span().filter(|_| !table.is_implicit()) {
        let end = table.iter().filter_map(|(_, item)| end(item)).fold(header.end, usize::max);
        let lines = line_start(text, header.start)..end_of_line(text, end);
        pieces.push(lines);
    }
    for (_, item) in table {
        match item {
            Item::Table(table) if !table.is_dotted() => collect(text, table, pieces),
            Item::ArrayOfTables(tables) => {
                tables.iter().for_each(|table| collect(text, table, pieces));
            }
            Item::Table(_) | Item::Value(_) | Item::None => {}
        }
    }
}

/// Where a value ends, or the last of those with dotted keys.
fn end(item: &Item) -> Option<usize> {
    match item {
        Item::Value(value) => value.span().map(|span| span.end),
        Item::Table(table) if table.is_dotted() => {
            table.iter().filter_map(|(_, item)| end(item)).max()
        }
        Item::Table(_) | Item::ArrayOfTables(_) | Item::None => None,
    }
}

/// The lines in order, those as one that have only blank ones between them.
fn joined(text: &str, mut pieces: Vec<Range<usize>>) -> impl Iterator<Item = Range<usize>> {
    pieces.sort_by_key(|piece| piece.start);
    let mut joined: Vec<Range<usize>> = Vec::new();
    for piece in pieces {
        let between = |last: &Range<usize>| text.get(last.end..piece.start).unwrap_or_default();
        match joined.last_mut().filter(|last| between(last).trim().is_empty()) {
            Some(last) => last.end = last.end.max(piece.end),
            None => joined.push(piece),
        }
    }
    joined.into_iter()
}

/// These lines with the blank ones above them, as far as as many stand below, or nothing does.
fn with_blanks(text: &str, lines: Range<usize>) -> Range<usize> {
    let is_blank = |line: &&str| line.trim().is_empty();
    let before = text.get(..lines.start).unwrap_or_default();
    let after = text.get(lines.end..).unwrap_or_default();
    let above: Vec<usize> =
        before.split_inclusive('\n').rev().take_while(is_blank).map(str::len).collect();
    let below = after.split_inclusive('\n').take_while(is_blank).count();
    let needless = if after.trim().is_empty() { above.len() } else { above.len().min(below) };
    lines.start - above.iter().take(needless).sum::<usize>()..lines.end
}

/// Out of `feed = [{ … }, …]`: each with the comma behind it, or, of the last, before it.
fn within(text: &str, feeds: &Array, meant: &[bool]) -> Vec<Range<usize>> {
    let spans: Vec<Range<usize>> = feeds.iter().filter_map(Value::span).collect();
    let mut pieces: Vec<Range<usize>> = Vec::new();
    let closing = feeds.span().map_or(text.len(), |span| span.end.saturating_sub(1));
    for (place, span) in spans.iter().enumerate() {
        if !meant.get(place).copied().unwrap_or(false) {
            continue;
        }
        let next = spans.get(place + 1).map_or(closing, |next| next.start);
        let comma = comma_after(text, span.end).filter(|comma| *comma <= next);
        let line = line_start(text, span.start);
        let end = comma.unwrap_or(span.end);
        let is_alone = text.get(line..span.start).is_some_and(|before| before.trim().is_empty())
            && end_of_line(text, end) <= next;
        let piece = if is_alone {
            line..end_of_line(text, end)
        } else {
            let space = text.get(end..next).unwrap_or_default();
            let space = space.len() - space.trim_start_matches([' ', '\t']).len();
            span.start..if comma.is_some() { end + space } else { end }
        };
        pieces.push(piece);
    }
    pieces
}

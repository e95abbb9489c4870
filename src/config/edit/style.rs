//! How a file writes its feeds: indents, space around `=`, aligned columns, blank lines between,
//! line ends. The new feed is written like the last one.

use toml_edit::Table;

use super::add::NewFeed;

/// More blank lines than this are between parts of a file, not between feeds.
const MOST_BLANKS: usize = 3;

/// How a feed is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Style {
    newline: &'static str,
    /// Lines between feeds.
    blanks: usize,
    /// Before the header.
    indent: String,
    /// Before a key.
    key_indent: String,
    /// Between a key and `=`.
    before: String,
    /// The column of `=` within the line, counted from the key, where it is the same for all keys.
    column: Option<usize>,
    /// Between `=` and the value.
    after: String,
}

impl Style {
    /// How to write the first feed of a file.
    pub(super) fn plain(text: &str) -> Self {
        Self {
            newline: if text.contains("\r\n") { "\r\n" } else { "\n" },
            blanks: 1,
            indent: String::new(),
            key_indent: String::new(),
            before: " ".to_owned(),
            column: None,
            after: " ".to_owned(),
        }
    }

    /// How this feed is written.
    pub(super) fn of(text: &str, feed: &Table) -> Self {
        let plain = Self::plain(text);
        let Some(at) = feed.span().map(|span| span.start) else { return plain };
        let Some(space) = space_around(text, feed) else { return plain };
        let [key_indent, before, after] = space.map(str::to_owned);
        Self {
            blanks: blanks_above(text, at).unwrap_or(plain.blanks),
            indent: indent(text, at).to_owned(),
            column: (before.len() > 1).then_some("url".len() + before.chars().count()),
            key_indent,
            before,
            after,
            ..plain
        }
    }

    /// The feed as lines that follow this text.
    pub(super) fn block(&self, feed: &NewFeed<'_>, before: &str) -> String {
        let newline = self.newline;
        let content = before.trim_start_matches('\u{feff}');
        let open = if content.is_empty() || content.ends_with('\n') { "" } else { newline };
        let blanks = if content.is_empty() { 0 } else { self.blanks };
        let keys = feed.keys().into_iter().map(|(key, value)| {
            let gap = match self.column {
                Some(column) => " ".repeat(column.saturating_sub(key.len()).max(1)),
                None => self.before.clone(),
            };
            format!("{}{key}{gap}={}{value}{newline}", self.key_indent, self.after)
        });
        let header = format!("{open}{}{}[[feed]]{newline}", newline.repeat(blanks), self.indent);
        std::iter::once(header).chain(keys).collect()
    }
}

/// What stands before the key `url`, between it and `=`, and between that and the value.
fn space_around<'t>(text: &'t str, feed: &Table) -> Option<[&'t str; 3]> {
    let (key, item) = feed.get_key_value("url")?;
    let (key, value) = (key.span()?, item.span()?);
    let between = text.get(key.end..value.start)?;
    let (before, after) = between.split_once('=')?;
    let is_space = |space: &str| space.chars().all(|c| matches!(c, ' ' | '\t'));
    (is_space(before) && is_space(after)).then_some([indent(text, key.start), before, after])
}

/// The white space between the beginning of a line and a place in it.
fn indent(text: &str, at: usize) -> &str {
    let before = text.get(..at).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    if line.chars().all(|c| matches!(c, ' ' | '\t')) { line } else { "" }
}

/// Blank lines above the comment that stands above a header; `None` where there is nothing else.
fn blanks_above(text: &str, at: usize) -> Option<usize> {
    let before = text.get(..at).unwrap_or_default();
    let mut lines = before.trim_end_matches([' ', '\t']).lines().rev().peekable();
    while lines.next_if(|line| line.trim_start().starts_with('#')).is_some() {}
    let mut blanks = 0;
    while lines.next_if(|line| line.trim().is_empty()).is_some() {
        blanks += 1;
    }
    lines.peek().is_some().then_some(blanks.min(MOST_BLANKS))
}

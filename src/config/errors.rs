//! What is wrong with a feeds.toml, and where. Finding it is left to the readers of this room.

use std::fmt;

use serde::Serialize;

/// One error in feeds.toml.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ConfigError {
    /// The line, from 1; 0 where the file as a whole is meant.
    pub line: usize,
    /// The column in characters, from 1; 0 where the file as a whole is meant.
    pub column: usize,
    /// The key with its table, for instance `[[feed]] schedule`; empty where no key is meant.
    pub key: String,
    /// What is wrong. Never shows a secret.
    pub message: String,
    /// What to do about it.
    pub fix: String,
}

/// Everything that is wrong with a feeds.toml, by position. Never empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
pub struct ConfigErrors {
    /// The file, as the operator named it.
    pub file: String,
    /// The errors.
    pub errors: Vec<ConfigError>,
}

/// What is wrong with one value; its place and key are added by the table it stands in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wrong {
    /// What is wrong.
    pub(super) message: String,
    /// What to do about it; `None`: an example of the key helps best.
    pub(super) fix: Option<String>,
}

impl Wrong {
    /// An error whose fix is an example of the key.
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), fix: None }
    }

    /// The same error with a fix of its own.
    #[must_use]
    pub(super) fn fix(self, fix: impl Into<String>) -> Self {
        Self { fix: Some(fix.into()), ..self }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line > 0 {
            write!(f, "{}:{}: ", self.line, self.column)?;
        }
        if !self.key.is_empty() {
            write!(f, "{}: ", self.key)?;
        }
        write!(f, "{}; {}", self.message, self.fix)
    }
}

/// One line an error, in the form that editors and terminals turn into a link:
/// `feeds.toml:12:3: [[feed]] shedule: unknown key; did you mean "schedule"?`
impl fmt::Display for ConfigErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, error) in self.errors.iter().enumerate() {
            let before = if number == 0 { "" } else { "\n" };
            let space = if error.line == 0 { " " } else { "" };
            write!(f, "{before}{}:{space}{error}", self.file)?;
        }
        Ok(())
    }
}

/// The lines of a text, to turn byte offsets into places.
#[derive(Debug)]
pub(super) struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    /// Finds the lines. What follows the last newline is a line only if there is something.
    pub(super) fn of(text: &'t str) -> Self {
        let after_newlines = text.match_indices('\n').map(|(at, _)| at + 1);
        let starts = std::iter::once(0).chain(after_newlines.filter(|at| *at < text.len()));
        Self { text, starts: starts.collect() }
    }

    /// Line and column, both from 1, of the character at a byte offset. An offset at the end of
    /// the text is taken for the end of its last line.
    pub(super) fn at(&self, offset: usize) -> (usize, usize) {
        let offset = self.text.floor_char_boundary(offset);
        let line = self.starts.partition_point(|start| *start <= offset).max(1);
        let start = self.starts.get(line - 1).copied().unwrap_or_default();
        let before = self.text.get(start..offset).unwrap_or_default();
        let before = before.trim_start_matches('\u{feff}').trim_end_matches(['\r', '\n']);
        (line, before.chars().count() + 1)
    }

    /// The text of a line, counted from 1.
    pub(super) fn line(&self, line: usize) -> &'t str {
        self.text.lines().nth(line.saturating_sub(1)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_counts_characters_not_bytes() {
        let lines = Lines::of("a = 1\nb = \"東京\" x\n");
        assert_eq!(lines.at(0), (1, 1));
        assert_eq!(lines.at("a = 1\nb = \"東京\" ".len()), (2, 10));
    }

    #[test]
    fn an_offset_inside_a_character_is_that_of_the_character() {
        assert_eq!(Lines::of("東京").at(4), (1, 2));
    }

    #[test]
    fn the_end_of_the_text_is_the_end_of_its_last_line() {
        assert_eq!(Lines::of("a = \n").at(5), (1, 5));
        assert_eq!(Lines::of("a = \r\n").at(99), (1, 5));
        assert_eq!(Lines::of("").at(0), (1, 1));
    }

    #[test]
    fn a_byte_order_mark_takes_no_column() {
        assert_eq!(Lines::of("\u{feff}a = 1").at(3), (1, 1));
    }
}

//! Typed access to the tables of a parsed feeds.toml. Collects what is wrong instead of stopping
//! at it; what a value must be is left to the functions it is given.

use std::cell::RefCell;

use toml_edit::{Item, TableLike, Value};

use super::errors::{ConfigError, Lines, Wrong};
use super::keys::{self, Keys, TABLES};

/// What is wrong, as it was found on the way. Shared by all tables of one file.
#[derive(Debug)]
pub(super) struct Report<'t> {
    lines: Lines<'t>,
    errors: RefCell<Vec<ConfigError>>,
}

impl<'t> Report<'t> {
    /// An empty report on this text.
    pub(super) fn on(text: &'t str) -> Self {
        Self { lines: Lines::of(text), errors: RefCell::default() }
    }

    fn error(&self, offset: usize, key: String, wrong: Wrong) {
        let (line, column) = self.lines.at(offset);
        let Wrong { message, fix } = wrong;
        let fix = fix.unwrap_or_default();
        self.errors.borrow_mut().push(ConfigError { line, column, key, message, fix });
    }

    /// What was found, in the order of the file.
    pub(super) fn finish(self) -> Vec<ConfigError> {
        let mut errors = self.errors.into_inner();
        errors.sort_by_key(|error| (error.line, error.column));
        errors
    }
}

/// The top of the file.
#[derive(Clone, Copy)]
pub(super) struct Document<'r> {
    report: &'r Report<'r>,
    root: &'r toml_edit::Table,
}

impl<'r> Document<'r> {
    /// Reports what is none of our tables.
    pub(super) fn open(report: &'r Report<'r>, root: &'r toml_edit::Table) -> Self {
        for (name, item) in root {
            if TABLES.iter().all(|keys| keys.name != name) {
                let shown = match item {
                    Item::Table(_) => format!("[{}]", shown(name)),
                    Item::ArrayOfTables(_) => format!("[[{}]]", shown(name)),
                    Item::Value(_) | Item::None => shown(name),
                };
                report.error(place_of_key(root, name), shown, keys::unknown_table(name));
            }
        }
        Self { report, root }
    }

    /// The table that may stand once; an empty one where it is not in the file.
    pub(super) fn table(&self, keys: &'static Keys) -> Table<'r> {
        let at = place_of_key(self.root, keys.name);
        let body = self.root.get(keys.name).and_then(|item| {
            let body = item.as_table_like();
            if body.is_none() {
                let wrong = Wrong::new(format!("expected a table, found {}", kind(item)));
                let fix = format!("write {} once, with its keys below it", keys.header);
                self.report.error(at, keys.header.to_owned(), wrong.fix(fix));
            }
            body
        });
        Table::open(self.report, keys, body, at)
    }

    /// The tables of a kind that may stand any number of times.
    pub(super) fn tables(&self, keys: &'static Keys) -> Vec<Table<'r>> {
        let Some(item) = self.root.get(keys.name) else { return Vec::new() };
        let at = place_of_key(self.root, keys.name);
        let open = |body: &'r dyn TableLike, at| Table::open(self.report, keys, Some(body), at);
        match item {
            Item::ArrayOfTables(tables) => tables
                .iter()
                .map(|table| open(table, table.span().map_or(at, |span| span.start)))
                .collect(),
            Item::Value(Value::Array(array)) => {
                array.iter().filter_map(|value| self.inline(keys, value, at)).collect()
            }
            Item::Table(_) | Item::Value(_) | Item::None => {
                let found = match item {
                    Item::Table(_) => "a table that can stand only once",
                    Item::Value(_) | Item::None | Item::ArrayOfTables(_) => kind(item),
                };
                let wrong = Wrong::new(format!("expected {}, found {found}", keys.header));
                let fix = format!("write {}, with two brackets, above each", keys.header);
                self.report.error(at, keys.header.to_owned(), wrong.fix(fix));
                item.as_table_like().map(|body| open(body, at)).into_iter().collect()
            }
        }
    }

    /// One of several tables that are written as a list: `feed = [{ url = "…" }]`.
    fn inline(&self, keys: &'static Keys, value: &'r Value, at: usize) -> Option<Table<'r>> {
        let at = value.span().map_or(at, |span| span.start);
        let Some(body) = value.as_inline_table() else {
            let wrong = Wrong::new(format!("expected a table, found {}", kind_of(value)));
            let fix = format!("write {} above each", keys.header);
            self.report.error(at, keys.header.to_owned(), wrong.fix(fix));
            return None;
        };
        Some(Table::open(self.report, keys, Some(body), at))
    }
}

/// One table, whether it is in the file or not.
#[derive(Clone, Copy)]
pub(super) struct Table<'r> {
    report: &'r Report<'r>,
    keys: &'static Keys,
    body: Option<&'r dyn TableLike>,
    at: usize,
}

impl<'r> Table<'r> {
    /// Reports the keys that don't belong in it.
    fn open(
        report: &'r Report<'r>,
        keys: &'static Keys,
        body: Option<&'r dyn TableLike>,
        at: usize,
    ) -> Self {
        if let Some(body) = body {
            for (name, _) in body.iter().filter(|(name, _)| keys.names().all(|key| key != *name)) {
                let at = place_of_key(body, name);
                report.error(at, keys.full(&shown(name)), keys.unknown(name));
            }
        }
        Self { report, keys, body, at }
    }

    /// What stands under a key, read by `reader`. `None` where nothing stands there, and where it
    /// is wrong: then that is reported.
    pub(super) fn read<T>(
        &self,
        key: &str,
        reader: impl FnOnce(&Item) -> Result<T, Wrong>,
    ) -> Option<T> {
        let item = self.item(key)?;
        match reader(item) {
            Ok(value) => Some(value),
            Err(wrong) => {
                self.error(self.place_of(key), key, key, wrong);
                None
            }
        }
    }

    /// The list that stands under a key, each element read by `reader`.
    pub(super) fn list<T>(
        &self,
        key: &str,
        reader: impl Fn(&Item) -> Result<T, Wrong>,
    ) -> Option<Vec<T>> {
        let array = self.read(key, |item| {
            item.as_array()
                .ok_or_else(|| Wrong::new(format!("expected a list, found {}", kind(item))))
                .cloned()
        })?;
        let read = |value: &Value| {
            reader(&Item::Value(value.clone()))
                .map_err(|wrong| {
                    let at = value.span().map_or_else(|| self.place_of(key), |span| span.start);
                    self.error(at, key, key, wrong);
                })
                .ok()
        };
        Some(array.iter().filter_map(read).collect())
    }

    /// The table that stands under a key, with names of the operator's choice: each name and what
    /// stands under it read by `reader`.
    pub(super) fn named<T>(
        &self,
        key: &str,
        mut reader: impl FnMut(&str, &Item) -> Result<T, Wrong>,
    ) -> Option<Vec<T>> {
        self.read(key, |item| {
            let found = || Wrong::new(format!("expected a table, found {}", kind(item)));
            item.as_table_like().map(|_| ()).ok_or_else(found)
        })?;
        let table = self.item(key)?.as_table_like()?;
        let read = |(name, item): (&str, &Item)| match reader(name, item) {
            Ok(value) => Some(value),
            Err(wrong) => {
                let path = format!("{key}.{}", shown(name));
                self.error(place_of_key(table, name), &path, key, wrong);
                None
            }
        };
        Some(table.iter().filter_map(read).collect())
    }

    /// What stands under a key, unread.
    pub(super) fn item(&self, key: &str) -> Option<&'r Item> {
        self.body.and_then(|body| body.get(key))
    }

    /// Reports what is wrong with a key for another reason than its value alone.
    pub(super) fn refuse(&self, key: &str, wrong: Wrong) {
        self.error(self.place_of(key), key, key, wrong);
    }

    /// The line on which a key's value stands, or the table where it has no such key.
    pub(super) fn line_of(&self, key: &str) -> usize {
        self.report.lines.at(self.place_of(key)).0
    }

    fn place_of(&self, key: &str) -> usize {
        self.item(key)
            .and_then(Item::span)
            .or_else(|| self.body.and_then(|body| body.key(key)).and_then(toml_edit::Key::span))
            .map_or(self.at, |span| span.start)
    }

    fn error(&self, at: usize, path: &str, key: &str, wrong: Wrong) {
        let fix = wrong.fix.unwrap_or_else(|| self.keys.example_of(key));
        let wrong = Wrong { message: wrong.message, fix: Some(fix) };
        self.report.error(at, self.keys.full(path), wrong);
    }
}

fn place_of_key(table: &dyn TableLike, key: &str) -> usize {
    table
        .key(key)
        .and_then(toml_edit::Key::span)
        .or_else(|| table.get(key).and_then(Item::span))
        .map_or(0, |span| span.start)
}

/// A key as TOML would have it, on one line and not too long.
fn shown(key: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let short: String = key.chars().take(60).collect();
    if !short.is_empty() && short.chars().all(bare) { short } else { format!("{short:?}") }
}

/// What stands there, with its article.
pub(super) fn kind(item: &Item) -> &'static str {
    match item {
        Item::None => "nothing",
        Item::Value(value) => kind_of(value),
        Item::Table(_) => "a table",
        Item::ArrayOfTables(_) => "several tables",
    }
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::String(_) => "a text",
        Value::Integer(_) => "a whole number",
        Value::Float(_) => "a number with a fraction",
        Value::Boolean(_) => "true or false",
        Value::Datetime(_) => "a date",
        Value::Array(_) => "a list",
        Value::InlineTable(_) => "a table",
    }
}

//! Items as they are given back.

use rusqlite::Row;
use rusqlite::types::Value;

use super::columns::{
    authors_from_column, companions_from_column, contributors_from_column, enclosures_from_column,
    guards_from_column, numbers_from_column, words_from_column,
};
use super::errors::StoreError;
use super::feeds::source;
use super::readers::Reading;
use crate::model::{
    Agency, Digest, Entry, FeedId, Location, MatchRule, Reason, StoredItem, StoryId, Timestamp,
};

/// What an item says: what [`read_entry`] reads, from column 0 on.
pub(super) const ENTRY_COLUMNS: &str = "items.published_s, items.updated_s, texts.guid, \
    texts.url, coalesce(pages.canonical_url, texts.canonical_url), texts.title, \
    coalesce(texts.summary, pages.summary), coalesce(pages.content_html, texts.content_html), \
    texts.authors, texts.categories, texts.enclosures, coalesce(texts.language, pages.language)";

/// Where they stand: what the article's page says goes before what the feed says of it.
pub(super) const ENTRY_TABLES: &str = "items JOIN texts ON texts.item = items.id \
                                       LEFT JOIN pages ON pages.item = items.id";

/// All of an item beside what it says: what [`read_item`] reads after that.
pub(super) const ITEM_COLUMNS: &str = "items.id, items.story, \
    coalesce(items.name, items.key), items.first_seen_s, items.changed_s, items.boilerplate, \
    items.agency, items.is_original, items.rule, items.matched, items.coverage, items.guards, \
    feeds.id, feeds.url, feeds.title, feeds.site_url, items.seq, texts.rights, \
    texts.thumbnail, texts.location, texts.companions, texts.contributors";

/// An item's date: its publisher's, unless that lies after the moment it was first seen.
pub(super) const DATE: &str = "min(coalesce(published_s, updated_s, first_seen_s), first_seen_s)";

/// Which items are wanted.
#[derive(Clone, Debug, Default)]
pub struct ItemFilter {
    /// Only items of these feeds; `None`: of all.
    pub feeds: Option<Vec<FeedId>>,
    /// Only items of this story.
    pub story: Option<StoryId>,
    /// Only items dated at or after this moment: by their publisher, else by first sight.
    pub since: Option<Timestamp>,
    /// At most so many; `None`: all.
    pub limit: Option<usize>,
}

impl Reading<'_> {
    /// Hands every wanted item to `take`, the newest first, as the store gives them: a store of
    /// years is never in memory as a whole. Ends early where `take` answers `false`.
    pub fn items(
        &self,
        filter: &ItemFilter,
        mut take: impl FnMut(StoredItem) -> bool,
    ) -> Result<(), StoreError> {
        let (condition, values) = filter.condition();
        // SQLite's word for no limit is -1.
        let limit = filter.limit.map_or(-1, |limit| i64::try_from(limit).unwrap_or(i64::MAX));
        let mut statement = self.connection.prepare(&format!(
            "SELECT {ENTRY_COLUMNS}, {ITEM_COLUMNS} FROM {ENTRY_TABLES} JOIN feeds ON feeds.id = items.feed \
             WHERE {condition} ORDER BY {DATE} DESC, items.id DESC \
             LIMIT {limit}"
        ))?;
        let mut rows = statement.query(rusqlite::params_from_iter(values))?;
        while let Some(row) = rows.next()? {
            if !take(read_item(row)?) {
                break;
            }
        }
        Ok(())
    }

    /// Whether its story has other items.
    pub fn has_other_reports(&self, item: &StoredItem) -> Result<bool, StoreError> {
        Ok(self
            .connection
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM items WHERE story = ?1 AND id <> ?2)")?
            .query_row((item.story, item.id), |row| row.get(0))?)
    }

    /// The size of the database, in bytes, without what is not written back to it yet.
    pub fn size(&self) -> Result<u64, StoreError> {
        let number = |name: &str| -> Result<i64, StoreError> {
            Ok(self.connection.pragma_query_value(None, name, |row| row.get(0))?)
        };
        let size = number("page_count")?.saturating_mul(number("page_size")?);
        Ok(u64::try_from(size).unwrap_or(0))
    }

    /// How many items and stories there are.
    pub fn totals(&self) -> Result<(u64, u64), StoreError> {
        let count = |table: &str| -> Result<u64, StoreError> {
            let sql = format!("SELECT count(*) FROM {table}");
            let n: i64 = self.connection.query_row(&sql, [], |row| row.get(0))?;
            Ok(u64::try_from(n).unwrap_or(0))
        };
        Ok((count("items")?, count("stories")?))
    }
}

impl ItemFilter {
    /// The same as SQL, with its values.
    pub(super) fn condition(&self) -> (String, Vec<Value>) {
        let mut parts = vec!["1".to_owned()];
        let mut values = Vec::new();
        if let Some(feeds) = &self.feeds {
            let marks = vec!["?"; feeds.len()].join(", ");
            parts.push(format!("items.feed IN ({marks})"));
            values.extend(feeds.iter().map(|feed| Value::Integer(feed.0)));
        }
        if let Some(story) = self.story {
            parts.push("items.story = ?".to_owned());
            values.push(Value::Integer(story.0));
        }
        if let Some(since) = self.since {
            parts.push(format!("{DATE} >= ?"));
            values.push(Value::Integer(since.unix()));
        }
        (parts.join(" AND "), values)
    }
}

pub(super) fn read_item(row: &Row<'_>) -> rusqlite::Result<StoredItem> {
    let key: Digest = row.get(14)?;
    let feed_url: String = row.get(25)?;
    let boilerplate = row.get_ref(17)?.as_blob_or_null()?;
    let agency = row.get_ref(18)?.as_str_or_null()?;
    let place: Option<i64> = row.get(28)?;
    let location = row.get_ref(31)?.as_str_or_null()?;
    Ok(StoredItem {
        entry: Entry {
            rights: row.get(29)?,
            thumbnail: row.get(30)?,
            location: location.and_then(Location::from_words),
            companions: companions_from_column(row.get_ref(32)?.as_str_or_null()?),
            contributors: contributors_from_column(row.get_ref(33)?.as_str_or_null()?),
            ..read_entry(row)?
        },
        id: row.get(12)?,
        story: row.get(13)?,
        key: key.within(&feed_url),
        first_seen: row.get(15)?,
        changed: row.get(16)?,
        place: place.filter(|place| *place > 0),
        is_left_out: place.is_some_and(|place| place < 0),
        boilerplate: boilerplate.map(numbers_from_column).unwrap_or_default(),
        agency: agency.and_then(Agency::from_name),
        is_original: row.get(19)?,
        reason: Reason {
            // A word that this version does not know must not cost the item.
            rule: MatchRule::from_name(row.get_ref(20)?.as_str()?).unwrap_or_default(),
            matched: row.get(21)?,
            coverage: row.get(22)?,
            guards: guards_from_column(row.get_ref(23)?.as_str()?),
        },
        source: source(row.get(24)?, feed_url, row.get_ref(26)?.as_str_or_null()?, row.get(27)?),
    })
}

pub(super) fn read_entry(row: &Row<'_>) -> rusqlite::Result<Entry> {
    let json = |index: usize| -> rusqlite::Result<&str> { Ok(row.get_ref(index)?.as_str()?) };
    Ok(Entry {
        published: row.get(0)?,
        updated: row.get(1)?,
        guid: row.get(2)?,
        url: row.get(3)?,
        canonical_url: row.get(4)?,
        title: row.get(5)?,
        summary: row.get(6)?,
        content_html: row.get(7)?,
        text: String::new(),
        authors: json(8).map(authors_from_column)?,
        categories: json(9).map(words_from_column)?,
        enclosures: json(10).map(enclosures_from_column)?,
        language: row.get(11)?,
        // Nothing that compares items needs these.
        ..Entry::default()
    })
}

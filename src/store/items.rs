//! Items as they are given back.

use rusqlite::Row;
use rusqlite::types::Value;

use super::columns::{authors_from_column, categories_from_column, enclosures_from_column};
use super::errors::StoreError;
use super::readers::Reading;
use crate::model::{Digest, Entry, FeedId, SourceFeed, StoredItem, StoryId, Timestamp};

pub(super) const ITEM_COLUMNS: &str = "items.id, items.story, items.key, items.published_s, \
    items.updated_s, items.first_seen_s, items.changed_s, texts.guid, texts.url, \
    texts.canonical_url, texts.title, texts.summary, texts.content_html, texts.authors, \
    texts.categories, texts.enclosures, texts.language, feeds.id, feeds.url, feeds.title, \
    feeds.site_url";

const FROM: &str = "FROM items JOIN texts ON texts.item = items.id \
                    JOIN feeds ON feeds.id = items.feed";

/// An item's date: its publisher's, unless that lies after the moment it was first seen.
const DATE: &str = "min(coalesce(published_s, updated_s, first_seen_s), first_seen_s)";

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
            "SELECT {ITEM_COLUMNS} {FROM} WHERE {condition} ORDER BY {DATE} DESC, items.id DESC \
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
    fn condition(&self) -> (String, Vec<Value>) {
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
    let json = |index: usize| -> rusqlite::Result<&str> { Ok(row.get_ref(index)?.as_str()?) };
    let key: Digest = row.get(2)?;
    let feed_url: String = row.get(18)?;
    let feed_title: Option<String> = row.get(19)?;
    Ok(StoredItem {
        id: row.get(0)?,
        story: row.get(1)?,
        key: key.within(&feed_url),
        first_seen: row.get(5)?,
        changed: row.get(6)?,
        entry: Entry {
            published: row.get(3)?,
            updated: row.get(4)?,
            guid: row.get(7)?,
            url: row.get(8)?,
            canonical_url: row.get(9)?,
            title: row.get(10)?,
            summary: row.get(11)?,
            content_html: row.get(12)?,
            text: String::new(),
            authors: json(13).map(authors_from_column)?,
            categories: json(14).map(categories_from_column)?,
            enclosures: json(15).map(enclosures_from_column)?,
            language: row.get(16)?,
        },
        source: SourceFeed {
            id: row.get(17)?,
            title: feed_title.filter(|title| !title.is_empty()).unwrap_or_else(|| feed_url.clone()),
            url: feed_url,
            site_url: row.get(20)?,
        },
    })
}

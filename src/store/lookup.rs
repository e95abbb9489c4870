//! Single items as an operator names them, and which stories are close to theirs.

use rusqlite::{OptionalExtension as _, ToSql};

use super::errors::StoreError;
use super::items::{ENTRY_COLUMNS, ENTRY_TABLES, ITEM_COLUMNS, read_item};
use super::readers::Reading;
use crate::model::{Digest, ItemId, StoredItem, StoryId};

/// Items of one address that are given back: more than anybody chooses from.
const LIMIT: u32 = 32;

impl Reading<'_> {
    /// The item of this number.
    pub fn item(&self, id: ItemId) -> Result<Option<StoredItem>, StoreError> {
        let mut statement = self.connection.prepare_cached(&items_where("items.id = ?1"))?;
        Ok(statement.query_row([id], read_item).optional()?)
    }

    /// The items that have this address, also as their canonical link, the newest first. Where none
    /// has it to the letter, those with the same canonical link, of which `link` is the digest.
    pub fn items_at(&self, url: &str, link: Option<Digest>) -> Result<Vec<StoredItem>, StoreError> {
        let of_link = "items.id IN (SELECT id FROM items WHERE link = ?1 UNION ALL \
                       SELECT item FROM pages WHERE link = ?1)";
        let linked = self.items_with(of_link, &link)?;
        let has_it = |item: &&StoredItem| {
            let entry = &item.entry;
            [&entry.url, &entry.canonical_url].iter().any(|held| held.as_deref() == Some(url))
        };
        let exact: Vec<StoredItem> = linked.iter().filter(has_it).cloned().collect();
        match (exact.is_empty(), linked.is_empty()) {
            (false, _) => Ok(exact),
            (true, false) => Ok(linked),
            // A link that names a page rather than an article is in no index.
            (true, true) => self.items_with(
                "texts.url = ?1 OR texts.canonical_url = ?1 OR pages.canonical_url = ?1",
                &url,
            ),
        }
    }

    fn items_with(
        &self,
        condition: &str,
        value: &impl ToSql,
    ) -> Result<Vec<StoredItem>, StoreError> {
        let sql = format!("{} ORDER BY items.id DESC LIMIT {LIMIT}", items_where(condition));
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map([value], read_item)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Stories that are close to this one and yet others, the closest first, with how close in
    /// thousandths.
    pub fn close_to(&self, story: StoryId) -> Result<Vec<(StoryId, u16)>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT other AS id, coverage FROM related WHERE story = ?1 UNION ALL \
             SELECT story, coverage FROM related WHERE other = ?1 ORDER BY 2 DESC, 1",
        )?;
        let rows = statement.query_map([story], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

fn items_where(condition: &str) -> String {
    format!(
        "SELECT {ENTRY_COLUMNS}, {ITEM_COLUMNS} FROM {ENTRY_TABLES} \
         JOIN feeds ON feeds.id = items.feed WHERE {condition}"
    )
}

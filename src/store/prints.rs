//! What of the items' texts is looked at while copies of them may come in, and the items that one
//! may be a copy of.

use rusqlite::OptionalExtension as _;

use super::columns::{numbers_from_column, read_numbers};
use super::errors::StoreError;
use super::items::{ENTRY_COLUMNS, ENTRY_TABLES, read_entry};
use super::known::{HELD_COLUMNS, read_held};
use super::readers::Reading;
use super::writer::Writing;
use crate::model::{FeedId, ItemId, NearItem, Timestamp};

/// The latest items of a feed keep their prints however old they are: from a feed that seldom says
/// something, its boilerplate is learned all the same.
const KEPT: u32 = 20;

impl Reading<'_> {
    /// The pieces of the feed's latest items, at most `limit`, the oldest first; without this item's.
    pub fn pieces(
        &self,
        feed: FeedId,
        limit: usize,
        without: Option<ItemId>,
    ) -> Result<Vec<Vec<u32>>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT pieces FROM prints WHERE feed = ?1 AND item IS NOT ?3 \
             ORDER BY seen_s DESC, item DESC LIMIT ?2",
        )?;
        let rows = statement
            .query_map((feed, i64::try_from(limit).unwrap_or(i64::MAX), without), |row| {
                Ok(numbers_from_column(row.get_ref(0)?.as_blob()?))
            })?;
        let mut pieces: Vec<Vec<u32>> = rows.collect::<Result<_, _>>()?;
        pieces.reverse();
        Ok(pieces)
    }

    /// Hands the sketch of every item after this one that was first seen at `live_since` or later
    /// to `take`, with when that was, in the order of their numbers.
    pub fn prints_since(
        &self,
        after: ItemId,
        live_since: Timestamp,
        mut take: impl FnMut(ItemId, Timestamp, &[u32]),
    ) -> Result<(), StoreError> {
        let first = match after {
            ItemId(0) => self.first_live(live_since)?,
            ItemId(after) => Some(ItemId(after + 1)),
        };
        let mut statement = self.connection.prepare_cached(
            "SELECT item, seen_s, sketch FROM prints WHERE item >= ?1 AND seen_s >= ?2 \
             ORDER BY item",
        )?;
        let mut rows = statement.query((first, live_since))?;
        let mut sketch = Vec::new();
        while let Some(row) = rows.next()? {
            read_numbers(row.get_ref(2)?.as_blob().map_err(rusqlite::Error::from)?, &mut sketch);
            take(row.get(0)?, row.get(1)?, &sketch);
        }
        Ok(())
    }

    /// The first item that was first seen then. Items are numbered as they come in, so that from there on
    /// nearly all were: what lies before, in a store of years most of it, need not be read.
    fn first_live(&self, live_since: Timestamp) -> Result<Option<ItemId>, StoreError> {
        Ok(self
            .connection
            .prepare_cached(
                "SELECT min(item) FROM prints INDEXED BY prints_by_time WHERE seen_s >= ?1",
            )?
            .query_row([live_since], |row| row.get(0))?)
    }

    /// These items, with their texts, in this order. Those that there are not are passed over.
    pub fn near(&self, items: &[ItemId]) -> Result<Vec<NearItem>, StoreError> {
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT {ENTRY_COLUMNS}, items.boilerplate, items.first_seen_s, {HELD_COLUMNS} \
             FROM {ENTRY_TABLES} WHERE items.id = ?1"
        ))?;
        let mut found = Vec::with_capacity(items.len());
        for item in items {
            let near = statement.query_row([item], |row| {
                let boilerplate = row.get_ref(12)?.as_blob_or_null()?;
                Ok(NearItem {
                    entry: read_entry(row)?,
                    boilerplate: boilerplate.map(numbers_from_column).unwrap_or_default(),
                    first_seen: row.get(13)?,
                    held: read_held(row, 14)?,
                })
            });
            found.extend(near.optional()?);
        }
        Ok(found)
    }
}

impl Writing<'_> {
    /// Deletes the prints of this feed that nobody will look at any more.
    pub(super) fn prune_prints(
        &self,
        feed: FeedId,
        live_since: Timestamp,
    ) -> Result<(), StoreError> {
        self.connection
            .prepare_cached(
                "DELETE FROM prints WHERE feed = ?1 AND seen_s < ?2 AND item NOT IN \
                 (SELECT item FROM prints WHERE feed = ?1 \
                  ORDER BY seen_s DESC, item DESC LIMIT ?3)",
            )?
            .execute((feed, live_since, KEPT))?;
        Ok(())
    }
}

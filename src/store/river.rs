//! Stories in the order of the river, with all their reports.

use super::errors::StoreError;
use super::items::{ENTRY_COLUMNS, ENTRY_TABLES, ITEM_COLUMNS, read_item};
use super::readers::Reading;
use super::writer::Writing;
use crate::model::{Digest, Gathered, STORED_ONLY, StoredItem, StoryId, Timestamp};

/// Related stories that are given back of one.
const RELATED: u32 = 8;

/// A place in the river; the next page begins behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RiverCursor {
    surfaced: Timestamp,
    story: StoryId,
}

impl Reading<'_> {
    /// The next stories behind `cursor` (at its head: `None`), newest first, at most `limit`, and
    /// where to go on; no cursor where the river ends. What is held back at `now` is not in it.
    pub fn river(
        &self,
        cursor: Option<RiverCursor>,
        limit: usize,
        now: Timestamp,
    ) -> Result<(Vec<Gathered>, Option<RiverCursor>), StoreError> {
        let (surfaced, story) = match cursor {
            Some(cursor) => (cursor.surfaced.unix(), cursor.story),
            None => (now.unix(), StoryId(i64::MAX)),
        };
        // The first condition lets the index be entered at the right place.
        let mut statement = self.connection.prepare_cached(
            "SELECT id, key, surfaced_s FROM stories \
             WHERE surfaced_s <= ?1 AND (surfaced_s < ?1 OR id < ?2) \
             AND coalesce(waits_s, ?4) <= ?4 \
             ORDER BY surfaced_s DESC, id DESC LIMIT ?3",
        )?;
        let mut stories: Vec<Gathered> = statement
            .query_map((surfaced, story, i64::try_from(limit).unwrap_or(i64::MAX), now), |row| {
                Ok(Gathered {
                    id: row.get(0)?,
                    key: row.get(1)?,
                    surfaced: row.get(2)?,
                    items: Vec::new(),
                    related: Vec::new(),
                })
            })?
            .collect::<Result<_, _>>()?;
        for story in &mut stories {
            story.items = self.reports(story.id)?;
            story.related = self.related(story.id, now)?;
        }
        let next = stories
            .last()
            .filter(|_| stories.len() == limit)
            .map(|last| RiverCursor { surfaced: last.surfaced, story: last.id });
        Ok((stories, next))
    }

    /// One story with all its reports.
    pub fn story(&self, id: StoryId) -> Result<Vec<StoredItem>, StoreError> {
        self.reports(id)
    }

    fn reports(&self, story: StoryId) -> Result<Vec<StoredItem>, StoreError> {
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT {ENTRY_COLUMNS}, {ITEM_COLUMNS} FROM {ENTRY_TABLES} \
             JOIN feeds ON feeds.id = items.feed WHERE items.story = ?1 ORDER BY items.id"
        ))?;
        let rows = statement.query_map([story], read_item)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The first report of each story that is close to this one and shown at `now`, the closest
    /// first.
    fn related(&self, story: StoryId, now: Timestamp) -> Result<Vec<StoredItem>, StoreError> {
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT {ENTRY_COLUMNS}, {ITEM_COLUMNS} FROM \
             (SELECT other AS id, coverage FROM related WHERE story = ?1 UNION ALL \
              SELECT story, coverage FROM related WHERE other = ?1) AS close \
             JOIN stories ON stories.id = close.id AND stories.surfaced_s <= ?2 \
             AND coalesce(stories.waits_s, ?2) <= ?2 \
             JOIN items ON items.id = (SELECT min(id) FROM items AS i WHERE i.story = close.id) \
             JOIN texts ON texts.item = items.id LEFT JOIN pages ON pages.item = items.id \
             JOIN feeds ON feeds.id = items.feed ORDER BY close.coverage DESC, close.id LIMIT {RELATED}"
        ))?;
        let rows = statement.query_map((story, now), read_item)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// When the last story surfaced that is shown at `now`.
    pub fn last_surfacing(&self, now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        Ok(self
            .connection
            .prepare_cached(
                "SELECT max(at) FROM \
                 (SELECT max(surfaced_s) AS at FROM stories WHERE surfaced_s <= ?1 UNION ALL \
                  SELECT max(waits_s) FROM stories WHERE waits_s <= ?1 AND surfaced_s <= ?1)",
            )?
            .query_row([now], |row| row.get(0))?)
    }

    /// When the next story surfaces that is held back at `now`.
    pub fn next_surfacing(&self, now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        Ok(self
            .connection
            .prepare_cached(
                "SELECT min(max(surfaced_s, coalesce(waits_s, surfaced_s))) FROM \
                 (SELECT surfaced_s, waits_s FROM stories WHERE surfaced_s > ?1 AND surfaced_s < ?2 \
                  UNION ALL SELECT surfaced_s, waits_s FROM stories \
                  WHERE waits_s > ?1 AND surfaced_s < ?2)",
            )?
            .query_row((now, STORED_ONLY), |row| row.get(0))?)
    }

    /// What the merged feeds' ids are made from, when the store was made, and when its content
    /// last changed.
    pub fn state(&self) -> Result<(Digest, Timestamp, Timestamp), StoreError> {
        Ok(self
            .connection
            .prepare_cached("SELECT key, made_s, changed_s FROM store_state")?
            .query_row([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?)
    }

    /// Another number whenever anybody, also in another process, has written what a document may
    /// show.
    pub fn revision(&self) -> Result<i64, StoreError> {
        Ok(self
            .connection
            .prepare_cached("SELECT revision FROM store_state")?
            .query_row([], |row| row.get(0))?)
    }
}

impl Writing<'_> {
    /// Counts the revision up: something was written that a document may show, and that is no item.
    pub fn count_revision(&self) -> Result<(), StoreError> {
        self.connection
            .prepare_cached("UPDATE store_state SET revision = revision + 1")?
            .execute([])?;
        Ok(())
    }
}

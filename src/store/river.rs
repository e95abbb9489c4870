//! Stories with all their reports, and when they come into the river.

use std::collections::BTreeSet;

use rusqlite::OptionalExtension as _;

use super::errors::StoreError;
use super::items::{ENTRY_COLUMNS, ENTRY_TABLES, ITEM_COLUMNS, read_item};
use super::places::list;
use super::readers::Reading;
use super::writer::Writing;
use crate::model::{Digest, FeedId, Gathered, STORED_ONLY, StoredItem, StoryId, Timestamp};

/// Related stories that are given back of one.
const RELATED: u32 = 8;

impl Reading<'_> {
    /// The story with all its reports, and with what is close to it; `None` where there is no such story.
    pub fn gathered(&self, id: StoryId) -> Result<Option<Gathered>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT key, surfaced_s, corrected_s FROM stories WHERE id = ?1")?;
        let bare = statement.query_row([id], |row| {
            Ok(Gathered {
                id,
                key: row.get(0)?,
                surfaced: row.get(1)?,
                corrected: row.get(2)?,
                items: Vec::new(),
                related: Vec::new(),
            })
        });
        let Some(mut story) = bare.optional()? else { return Ok(None) };
        story.items = self.reports(id)?;
        story.related = self.related(id)?;
        Ok(Some(story))
    }

    /// The feeds that carry a story, one for each report of it, in the order in which they came in.
    pub fn carriers(&self, story: StoryId) -> Result<Vec<FeedId>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT feed FROM items WHERE story = ?1 ORDER BY id")?;
        let rows = statement.query_map([story], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
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

    /// The first report of each story that is close to this one and was shown, the closest first.
    fn related(&self, story: StoryId) -> Result<Vec<StoredItem>, StoreError> {
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT {ENTRY_COLUMNS}, {ITEM_COLUMNS} FROM \
             (SELECT other AS id, coverage FROM related WHERE story = ?1 UNION ALL \
              SELECT story, coverage FROM related WHERE other = ?1) AS close \
             JOIN items ON items.id = (SELECT min(id) FROM items AS i WHERE i.story = close.id) \
             AND EXISTS (SELECT 1 FROM items AS i WHERE i.story = close.id AND i.seq > 0) \
             JOIN texts ON texts.item = items.id LEFT JOIN pages ON pages.item = items.id \
             JOIN feeds ON feeds.id = items.feed ORDER BY close.coverage DESC, close.id LIMIT {RELATED}"
        ))?;
        let rows = statement.query_map([story], read_item)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Those of these stories that came in, were edited, joined, split or reported again since. Only what is
    /// asked for is looked at: there may be millions of others.
    pub fn touched(
        &self,
        stories: &BTreeSet<StoryId>,
        since: Timestamp,
    ) -> Result<Vec<StoryId>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT stories.id FROM json_each(?1) AS chosen \
             CROSS JOIN stories ON stories.id = chosen.value \
             WHERE corrected_s >= ?2 OR EXISTS (SELECT 1 FROM items WHERE items.story = stories.id \
             AND seq <> 0 AND (changed_s >= ?2 OR first_seen_s >= ?2))",
        )?;
        let chosen = list(stories.iter().map(|story| story.0));
        let rows = statement.query_map((chosen, since), |row| row.get(0))?;
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

//! Stories that are let go. Whether one may go is decided elsewhere; here are those that may be asked
//! about, and their end.

use std::collections::BTreeSet;

use rusqlite::OptionalExtension as _;

use super::errors::StoreError;
use super::listed::LEFT;
use super::places::list;
use super::readers::Reading;
use super::writer::Writing;
use crate::model::{FeedId, HeldReport, ItemId, StoryId, Timestamp};

impl Reading<'_> {
    /// The items behind this one in the order in which they came in, at most `limit`: each with its story and
    /// when it was first seen.
    pub fn items_behind(
        &self,
        item: ItemId,
        limit: usize,
    ) -> Result<Vec<(ItemId, StoryId, Timestamp)>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT id, story, first_seen_s FROM items WHERE id > ?1 ORDER BY id LIMIT ?2",
        )?;
        let rows = statement
            .query_map((item, whole(limit)), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The same of one feed, up to the item `last`.
    pub fn items_of(
        &self,
        feed: FeedId,
        (behind, last): (ItemId, ItemId),
        limit: usize,
    ) -> Result<Vec<(ItemId, StoryId)>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT id, story FROM items INDEXED BY items_by_feed \
             WHERE feed = ?1 AND id > ?2 AND id <= ?3 ORDER BY id LIMIT ?4",
        )?;
        let rows = statement
            .query_map((feed, behind, last, whole(limit)), |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The newest item of the feed that has so many newer ones.
    pub fn newest_but(&self, feed: FeedId, newer: u64) -> Result<Option<ItemId>, StoreError> {
        Ok(self
            .connection
            .prepare_cached(
                "SELECT id FROM items INDEXED BY items_by_feed WHERE feed = ?1 \
                 ORDER BY id DESC LIMIT 1 OFFSET ?2",
            )?
            .query_row((feed, i64::try_from(newer).unwrap_or(i64::MAX)), |row| row.get(0))
            .optional()?)
    }

    /// The reports of a story, as far as it matters for how long they are held. Ages are counted as of a
    /// moment that may lag behind `now`. What left its feed's document more than a day after `now` did so by
    /// a clock that was ahead, and is not in it.
    pub fn held_reports(
        &self,
        story: StoryId,
        (counted, now): (Timestamp, Timestamp),
    ) -> Result<Vec<HeldReport>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT items.id, items.feed, first_seen_s, seq IS NOT NULL, NOT is_listed OR EXISTS \
             (SELECT 1 FROM listed WHERE listed.feed = items.feed AND listed.item = items.id \
              AND (left_s IS NULL OR left_s BETWEEN ?2 AND ?3)) \
             FROM items JOIN feeds ON feeds.id = items.feed WHERE story = ?1",
        )?;
        let (since, until) = (counted.minus(LEFT), now.plus(LEFT));
        let rows = statement.query_map((story, since, until), |row| {
            Ok(HeldReport {
                item: row.get(0)?,
                feed: row.get(1)?,
                first_seen: row.get(2)?,
                is_out: row.get(3)?,
                is_listed: row.get(4)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Those of these stories that are not held, or not any more.
    pub fn not_held(&self, stories: &BTreeSet<StoryId>) -> Result<Vec<StoryId>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT value FROM json_each(?1) \
             WHERE NOT EXISTS (SELECT 1 FROM stories WHERE stories.id = value)",
        )?;
        let rows =
            statement.query_map([list(stories.iter().map(|story| story.0))], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The moment as of which ages were last counted.
    pub fn ages_counted(&self) -> Result<Option<Timestamp>, StoreError> {
        Ok(self
            .connection
            .prepare_cached("SELECT counted_s FROM store_state")?
            .query_row([], |row| row.get(0))?)
    }
}

impl Writing<'_> {
    /// Ages are counted as of this moment.
    pub fn count_ages(&self, now: Timestamp) -> Result<(), StoreError> {
        self.connection.prepare_cached("UPDATE store_state SET counted_s = ?1")?.execute([now])?;
        Ok(())
    }

    /// Lets a story go, with all its reports and whatever was derived from them, and tells how many these
    /// were. It stays known that they were held.
    pub fn let_go(&self, story: StoryId, now: Timestamp) -> Result<usize, StoreError> {
        self.remember_reports(story, now)?;
        self.connection
            .prepare_cached(
                "DELETE FROM listed WHERE (feed, item) IN \
                 (SELECT feed, id FROM items WHERE story = ?1)",
            )?
            .execute([story])?;
        // Texts, pages and prints go with their items, words with the texts, and links with the story.
        let items = self
            .connection
            .prepare_cached("DELETE FROM items WHERE story = ?1")?
            .execute([story])?;
        self.connection.prepare_cached("DELETE FROM stories WHERE id = ?1")?.execute([story])?;
        Ok(items)
    }
}

fn whole(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

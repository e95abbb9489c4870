//! Stories in the order of the river, with all their reports.

use super::errors::StoreError;
use super::items::{ITEM_COLUMNS, read_item};
use super::readers::Reading;
use crate::model::{Digest, Gathered, StoredItem, StoryId, Timestamp};

/// A place in the river; the next page begins behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RiverCursor {
    surfaced: Timestamp,
    story: StoryId,
}

impl Reading<'_> {
    /// The next stories behind `cursor` (at its head: `None`), newest first, at most `limit`, and
    /// where to go on; no cursor where the river ends.
    pub fn river(
        &self,
        cursor: Option<RiverCursor>,
        limit: usize,
    ) -> Result<(Vec<Gathered>, Option<RiverCursor>), StoreError> {
        let (surfaced, story) = match cursor {
            Some(cursor) => (cursor.surfaced.unix(), cursor.story),
            None => (i64::MAX, StoryId(i64::MAX)),
        };
        // The first condition lets the index be entered at the right place.
        let mut statement = self.connection.prepare_cached(
            "SELECT id, key, surfaced_s FROM stories \
             WHERE surfaced_s <= ?1 AND (surfaced_s < ?1 OR id < ?2) \
             ORDER BY surfaced_s DESC, id DESC LIMIT ?3",
        )?;
        let mut stories: Vec<Gathered> = statement
            .query_map((surfaced, story, i64::try_from(limit).unwrap_or(i64::MAX)), |row| {
                Ok(Gathered {
                    id: row.get(0)?,
                    key: row.get(1)?,
                    surfaced: row.get(2)?,
                    items: Vec::new(),
                })
            })?
            .collect::<Result<_, _>>()?;
        for story in &mut stories {
            story.items = self.reports(story.id)?;
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
            "SELECT {ITEM_COLUMNS} FROM items JOIN texts ON texts.item = items.id \
             JOIN feeds ON feeds.id = items.feed WHERE items.story = ?1 ORDER BY items.id"
        ))?;
        let rows = statement.query_map([story], read_item)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// What the merged feeds' ids are made from, when the store was made, and when its content
    /// last changed.
    pub fn state(&self) -> Result<(Digest, Timestamp, Timestamp), StoreError> {
        Ok(self
            .connection
            .prepare_cached("SELECT key, made_s, changed_s FROM store_state")?
            .query_row([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?)
    }

    /// The number of the last line in the log of polls.
    pub fn last_poll_line(&self) -> Result<i64, StoreError> {
        Ok(self
            .connection
            .prepare_cached("SELECT coalesce(max(id), 0) FROM polls")?
            .query_row([], |row| row.get(0))?)
    }

    /// Whether anybody, also in another process, has read a document after this line of the log.
    pub fn has_news_since(&self, line: i64) -> Result<bool, StoreError> {
        Ok(self
            .connection
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM polls WHERE id > ?1 AND outcome = 'read')",
            )?
            .query_row([line], |row| row.get(0))?)
    }
}

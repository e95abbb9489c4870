//! Items that were held once: an entry that brings one of them again is recognised, and not taken for
//! news.

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension as _, Row};

use super::errors::StoreError;
use super::readers::Reading;
use super::writer::Writing;
use crate::model::{Digest, FeedId, Fingerprint, HeldItem, ItemId, StoryId, Timestamp};

impl Reading<'_> {
    /// The items under one of the entry's names that were held once, where none is held under it.
    pub(super) fn aged_under(
        &self,
        feed: FeedId,
        print: &Fingerprint,
        found: &mut BTreeMap<Digest, HeldItem>,
    ) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT item, story, key, link, title, content, published_s FROM aged \
             WHERE feed = ?1 AND key = ?2",
        )?;
        for name in print.names().filter(|name| !found.contains_key(*name)).collect::<Vec<_>>() {
            let aged = statement.query_row((feed, name), |row| read_aged(feed, row)).optional()?;
            found.extend(aged.map(|aged| (*name, aged)));
        }
        Ok(())
    }

    /// Up to `limit` items behind this one, in the order of feeds and keys, that were seen last before this
    /// moment and are in no document.
    pub fn long_aged(
        &self,
        behind: Option<(FeedId, Digest)>,
        before: Timestamp,
        limit: usize,
    ) -> Result<Vec<(FeedId, Digest)>, StoreError> {
        let (feed, key) = behind.unwrap_or((FeedId(0), Digest::from_bytes([0; 16])));
        let mut statement = self.connection.prepare_cached(
            "SELECT feed, key FROM aged WHERE (feed, key) > (?1, ?2) AND seen_s < ?3 AND NOT EXISTS \
             (SELECT 1 FROM listed WHERE listed.feed = aged.feed AND listed.item = aged.item) \
             ORDER BY feed, key LIMIT ?4",
        )?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = statement
            .query_map((feed, key, before, limit), |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Whether there was an item of this number, which is not held any more.
    pub fn had_item(&self, item: ItemId) -> Result<bool, StoreError> {
        self.had("items", item.0)
    }

    /// Whether there was a story of this number, which was let go, or whose reports are all in others now.
    pub fn had_story(&self, story: StoryId) -> Result<bool, StoreError> {
        self.had("stories", story.0)
    }

    /// Numbers are never given twice, so that one that was given and is free now was somebody's.
    fn had(&self, table: &str, number: i64) -> Result<bool, StoreError> {
        let sql = format!(
            "SELECT ?1 BETWEEN 1 AND coalesce((SELECT seq FROM sqlite_sequence WHERE name = '{table}'), 0) \
             AND NOT EXISTS (SELECT 1 FROM {table} WHERE id = ?1)"
        );
        Ok(self.connection.prepare_cached(&sql)?.query_row([number], |row| row.get(0))?)
    }

    /// Whether an item with this link was held once. Goes through all of them.
    pub fn had_link(&self, link: Digest) -> Result<bool, StoreError> {
        Ok(self
            .connection
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM aged WHERE link = ?1)")?
            .query_row([link], |row| row.get(0))?)
    }
}

impl Writing<'_> {
    /// The item was in its feed's document up to now.
    pub(super) fn was_seen(
        &self,
        feed: FeedId,
        key: Digest,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.connection
            .prepare_cached(
                "UPDATE aged SET seen_s = max(seen_s, ?3) WHERE feed = ?1 AND key = ?2",
            )?
            .execute((feed, key, now))?;
        Ok(())
    }

    /// The reports of this story are known from now on as items that were held once. Under the name that
    /// they were published under as well: no other item is to have that.
    pub(super) fn remember_reports(
        &self,
        story: StoryId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        for (name, or) in [("key", "REPLACE"), ("name", "IGNORE")] {
            self.connection
                .prepare_cached(&format!(
                    "INSERT OR {or} INTO aged \
                     (feed, key, link, title, content, published_s, item, story, seen_s) \
                     SELECT feed, {name}, link, title, content, published_s, id, story, ?2 \
                     FROM items WHERE story = ?1 AND {name} IS NOT NULL"
                ))?
                .execute((story, now))?;
        }
        Ok(())
    }

    /// Forgets items that were held once.
    pub fn forget_aged(&self, items: &[(FeedId, Digest)]) -> Result<(), StoreError> {
        let mut forget =
            self.connection.prepare_cached("DELETE FROM aged WHERE feed = ?1 AND key = ?2")?;
        for (feed, key) in items {
            forget.execute((feed, key))?;
        }
        Ok(())
    }
}

fn read_aged(feed: FeedId, row: &Row<'_>) -> rusqlite::Result<HeldItem> {
    Ok(HeldItem {
        id: row.get(0)?,
        feed,
        story: row.get(1)?,
        key: row.get(2)?,
        link: row.get(3)?,
        text: None,
        title: row.get(4)?,
        content: row.get(5)?,
        published: row.get(6)?,
        text_edits: 0,
        is_aged: true,
    })
}

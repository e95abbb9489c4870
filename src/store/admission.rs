//! Items that rules have left out where they stand, and items that were edited since rules looked at
//! them. Whether rules admit an item is decided elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use super::columns::{authors_from_column, words_from_column};
use super::errors::StoreError;
use super::places::list;
use super::readers::Reading;
use super::writer::Writing;
use crate::model::{Digest, Edited, Entry, FeedId, ItemId, LeftOut};

impl Reading<'_> {
    /// Up to which place everything has left the window since it came in, and a digest of the rules that
    /// were looked at last.
    pub fn admission(&self) -> Result<(i64, Option<Digest>), StoreError> {
        Ok(self
            .connection
            .prepare_cached("SELECT passed_seq, rules FROM store_state")?
            .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?)
    }

    /// The items behind this place that are not left out; where `feeds` are given, only theirs.
    pub fn placed_behind(
        &self,
        place: i64,
        feeds: Option<&BTreeSet<FeedId>>,
    ) -> Result<Vec<ItemId>, StoreError> {
        let feeds = feeds.map(|feeds| list(feeds.iter().map(|feed| feed.0)));
        let mut statement = self.connection.prepare_cached(
            "SELECT id FROM items INDEXED BY items_by_seq WHERE seq > 0 AND seq > ?1 \
             AND (?2 IS NULL OR feed IN (SELECT value FROM json_each(?2)))",
        )?;
        let rows = statement.query_map((place, feeds), |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The items that are left out, the newest place first, at most `limit`.
    pub fn left_out(&self, limit: usize) -> Result<Vec<LeftOut>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT id, unseen FROM items INDEXED BY items_left_out WHERE seq < 0 \
             ORDER BY seq LIMIT ?1",
        )?;
        let rows = statement.query_map([i64::try_from(limit).unwrap_or(i64::MAX)], |row| {
            Ok(LeftOut { item: row.get(0)?, is_unseen: row.get(1)? })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The items that were edited since rules looked at them.
    pub fn edited(&self) -> Result<Vec<Edited>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT edited.item, edits, url, edited.title, content_html, authors, categories, \
             unseen FROM edited JOIN items ON items.id = edited.item",
        )?;
        let rows = statement.query_map([], |row| {
            let item = row.get(0)?;
            let former = Entry {
                url: row.get(2)?,
                title: row.get(3)?,
                content_html: row.get(4)?,
                authors: authors_from_column(row.get_ref(5)?.as_str()?),
                categories: words_from_column(row.get_ref(6)?.as_str()?),
                ..Entry::default()
            };
            let is_unseen = row.get(7)?;
            Ok(Edited { left_out: LeftOut { item, is_unseen }, edits: row.get(1)?, former })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The items that stand elsewhere in the view of this name than in the river, and where.
    pub fn entered(&self, view: &str) -> Result<BTreeMap<ItemId, i64>, StoreError> {
        let mut statement =
            self.connection.prepare_cached("SELECT item, seq FROM entered WHERE view = ?1")?;
        let rows = statement.query_map([view], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl Writing<'_> {
    /// Leaves these items out where they stand. Those behind `passed` were not in the window for long
    /// enough.
    pub fn leave_out(&self, items: &[ItemId], passed: i64) -> Result<(), StoreError> {
        let mut leave = self.connection.prepare_cached(
            "UPDATE items SET seq = -seq, unseen = seq > ?2 WHERE id = ?1 AND seq > 0",
        )?;
        for item in items {
            leave.execute((item, passed))?;
        }
        Ok(())
    }

    /// Lets an item in that was left out: at its place, or at another that it gets with the next
    /// publication.
    pub fn let_in(&self, item: ItemId, is_anew: bool) -> Result<(), StoreError> {
        self.connection
            .prepare_cached(
                "UPDATE items SET seq = iif(?2, NULL, -seq), unseen = 0 WHERE id = ?1 AND seq < 0",
            )?
            .execute((item, is_anew))?;
        if is_anew { self.forget_entered(item) } else { Ok(()) }
    }

    /// An item that gets another place in the river comes into views with that as well.
    pub(super) fn forget_entered(&self, item: ItemId) -> Result<(), StoreError> {
        self.connection.prepare_cached("DELETE FROM entered WHERE item = ?1")?.execute([item])?;
        Ok(())
    }

    /// Gives an item a place in this view that stands before all others.
    pub fn enter(&self, view: &str, item: ItemId) -> Result<(), StoreError> {
        let place: i64 = self
            .connection
            .prepare_cached("UPDATE store_state SET last_seq = last_seq + 1 RETURNING last_seq")?
            .query_row([], |row| row.get(0))?;
        self.connection
            .prepare_cached("INSERT OR REPLACE INTO entered (view, item, seq) VALUES (?1, ?2, ?3)")?
            .execute((view, item, place))?;
        Ok(())
    }

    /// Rules have looked at an item after so many edits.
    pub fn was_looked_at(&self, item: ItemId, edits: u32) -> Result<(), StoreError> {
        self.connection
            .prepare_cached("DELETE FROM edited WHERE item = ?1 AND edits = ?2")?
            .execute((item, edits))?;
        Ok(())
    }

    /// Everything up to this place has left the window since it came in.
    pub fn note_passed(&self, place: i64) -> Result<(), StoreError> {
        self.connection
            .prepare_cached("UPDATE store_state SET passed_seq = max(passed_seq, ?1)")?
            .execute([place])?;
        Ok(())
    }

    /// These rules were looked at.
    pub fn note_rules(&self, rules: Digest) -> Result<(), StoreError> {
        self.connection.prepare_cached("UPDATE store_state SET rules = ?1")?.execute([rules])?;
        Ok(())
    }

    /// Keeps what rules look at of an item that is about to be edited, if it has a place.
    pub(super) fn keep_former(&self, item: ItemId) -> Result<(), StoreError> {
        self.connection
            .prepare_cached(
                "INSERT INTO edited (item, url, title, content_html, authors, categories) \
                 SELECT items.id, url, texts.title, \
                 coalesce(pages.content_html, texts.content_html), authors, categories \
                 FROM items JOIN texts ON texts.item = items.id \
                 LEFT JOIN pages ON pages.item = items.id WHERE items.id = ?1 AND seq <> 0 \
                 ON CONFLICT DO UPDATE SET edits = edits + 1",
            )?
            .execute([item])?;
        Ok(())
    }
}

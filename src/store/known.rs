//! What the store holds that may be the same as the entries of a document.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{OptionalExtension as _, Row};

use super::errors::StoreError;
use super::readers::Reading;
use crate::model::{Candidate, Digest, FeedId, Fingerprint, HeldItem, ItemId, Known};

/// Items with the same link or text that are looked at. More than a few in one feed is a guard's
/// case already.
const LIMIT: u32 = 32;

/// Items of a feed that are looked at where its document looks new: more than a document holds.
const LATEST: u32 = 500;

/// What [`read_held`] reads.
pub(super) const HELD_COLUMNS: &str = "items.id, items.feed, items.story, items.key, items.link, \
    items.text, items.title, items.content, items.published_s, items.text_edits";

impl Reading<'_> {
    /// All that is held which one of these entries of `feed` may be.
    ///
    /// Links and texts are only asked for where no item of the feed is held under the entry's key:
    /// an item that is held keeps its story.
    pub fn known(&self, feed: FeedId, candidates: &[Candidate]) -> Result<Known, StoreError> {
        let mut known = Known::default();
        let has = |table: &str| -> Result<bool, StoreError> {
            let exists = format!("SELECT EXISTS (SELECT 1 FROM {table} WHERE feed = ?1)");
            Ok(self.connection.prepare_cached(&exists)?.query_row([feed], |row| row.get(0))?)
        };
        let (has_items, has_aged) = (has("items")?, has("aged")?);
        let has_pages = self.has_pages()?;
        for candidate in candidates {
            if has_items && self.held_under(feed, candidate, &mut known.by_key)? {
                continue;
            }
            if has_aged {
                self.aged_under(feed, &candidate.print, &mut known.by_key)?;
            }
            self.copies(&candidate.print, has_pages, &mut known)?;
        }
        if has_items && !known.look_new(candidates).is_empty() {
            known.latest = self.latest(feed)?;
        }
        Ok(known)
    }

    /// The keys of those entries that are held, or were, under just this key with just this content:
    /// nothing will become of them.
    pub fn held_contents(
        &self,
        feed: FeedId,
        candidates: &[Candidate],
    ) -> Result<BTreeSet<Digest>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM items WHERE feed = ?1 AND key = ?2 AND content = ?3) \
             OR EXISTS (SELECT 1 FROM aged WHERE feed = ?1 AND key = ?2 AND content = ?3)",
        )?;
        let mut held = BTreeSet::new();
        for Candidate { print, .. } in candidates {
            if statement.query_row((feed, print.key, print.content), |row| row.get(0))? {
                held.insert(print.key);
            }
        }
        Ok(held)
    }

    /// Whether an item is held under the entry's key that is plainly the same. Where none is, or one of
    /// another date with another content, its aliases are looked up too, and it takes a closer look to
    /// tell.
    fn held_under(
        &self,
        feed: FeedId,
        Candidate { print, entry, .. }: &Candidate,
        found: &mut BTreeMap<Digest, HeldItem>,
    ) -> Result<bool, StoreError> {
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT {HELD_COLUMNS} FROM items WHERE feed = ?1 AND key = ?2"
        ))?;
        for key in print.names() {
            let held = statement.query_row((feed, key), |row| read_held(row, 0)).optional()?;
            let Some(held) = held else { continue };
            let dates = held.published.zip(entry.published);
            let is_dated_anew = dates.is_some_and(|(held, now)| held != now);
            let is_edited_anew = is_dated_anew && held.content != print.content;
            let plain = key == &print.key && held.agrees_with(print) && !is_edited_anew;
            found.insert(*key, held);
            if plain {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// What is held with the same link or text as this item, which is held itself.
    pub fn copies_of(&self, item: ItemId, print: &Fingerprint) -> Result<Known, StoreError> {
        let mut known = Known::default();
        self.copies(print, true, &mut known)?;
        for copies in known.by_link.values_mut().chain(known.by_text.values_mut()) {
            copies.retain(|held| held.id != item);
        }
        Ok(known)
    }

    fn copies(
        &self,
        print: &Fingerprint,
        has_pages: bool,
        known: &mut Known,
    ) -> Result<(), StoreError> {
        self.held_with(("link", print.link), has_pages, &mut known.by_link)?;
        self.held_with(("text", print.text), has_pages, &mut known.by_text)
    }

    fn has_pages(&self) -> Result<bool, StoreError> {
        Ok(self
            .connection
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM pages)")?
            .query_row([], |row| row.get(0))?)
    }

    /// Items with this link or text, as their feed or as their page has it.
    fn held_with(
        &self,
        (column, digest): (&str, Option<Digest>),
        has_pages: bool,
        found: &mut BTreeMap<Digest, Vec<HeldItem>>,
    ) -> Result<(), StoreError> {
        let Some(digest) = digest.filter(|digest| !found.contains_key(digest)) else {
            return Ok(());
        };
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT {HELD_COLUMNS} FROM items WHERE {column} = ?1 ORDER BY id LIMIT {LIMIT}"
        ))?;
        let mut held: Vec<HeldItem> =
            statement.query_map([digest], |row| read_held(row, 0))?.collect::<Result<_, _>>()?;
        if has_pages {
            let mut statement = self.connection.prepare_cached(&format!(
                "SELECT {HELD_COLUMNS} FROM pages JOIN items ON items.id = pages.item \
                 WHERE pages.{column} = ?1 ORDER BY items.id LIMIT {LIMIT}"
            ))?;
            let rows = statement.query_map([digest], |row| read_held(row, 0))?;
            held.extend(rows.collect::<Result<Vec<_>, _>>()?);
            held.sort_by_key(|item| item.id);
            held.dedup_by_key(|item| item.id);
        }
        if !held.is_empty() {
            found.insert(digest, held);
        }
        Ok(())
    }

    /// The feed's latest items, newest first.
    fn latest(&self, feed: FeedId) -> Result<Vec<HeldItem>, StoreError> {
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT {HELD_COLUMNS} FROM items WHERE feed = ?1 ORDER BY id DESC LIMIT {LATEST}"
        ))?;
        let rows = statement.query_map([feed], |row| read_held(row, 0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// What [`HELD_COLUMNS`] name, from the column of this number on.
pub(super) fn read_held(row: &Row<'_>, from: usize) -> rusqlite::Result<HeldItem> {
    Ok(HeldItem {
        id: row.get(from)?,
        feed: row.get(from + 1)?,
        story: row.get(from + 2)?,
        key: row.get(from + 3)?,
        link: row.get(from + 4)?,
        text: row.get(from + 5)?,
        title: row.get(from + 6)?,
        content: row.get(from + 7)?,
        published: row.get(from + 8)?,
        text_edits: row.get(from + 9)?,
        is_aged: false,
    })
}

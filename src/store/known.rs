//! What the store holds that may be the same as the entries of a document.

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension as _, Row};

use super::errors::StoreError;
use super::readers::Reading;
use crate::model::{Candidate, Digest, FeedId, Fingerprint, HeldItem, Known};

/// Items with the same link or text that are looked at. More than a few in one feed is a guard's
/// case already.
const LIMIT: u32 = 32;

const COLUMNS: &str = "id, feed, story, key, link, text, title, content, published_s";

impl Reading<'_> {
    /// All that is held which one of these entries of `feed` may be.
    ///
    /// Links and texts are only asked for where no item of the feed is held under the entry's key:
    /// an item that is held keeps its story.
    pub fn known(&self, feed: FeedId, candidates: &[Candidate]) -> Result<Known, StoreError> {
        let mut known = Known::default();
        let has_items: bool = self
            .connection
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM items WHERE feed = ?1)")?
            .query_row([feed], |row| row.get(0))?;
        for Candidate { print, .. } in candidates {
            if has_items && self.held_under(feed, print, &mut known.by_key)? {
                continue;
            }
            self.held_with("link", print.link, &mut known.by_link)?;
            self.held_with("text", print.text, &mut known.by_text)?;
        }
        Ok(known)
    }

    /// Whether an item is held under the entry's key that is plainly the same. Where none is, its
    /// aliases are looked up too, and it takes a closer look to tell.
    fn held_under(
        &self,
        feed: FeedId,
        print: &Fingerprint,
        found: &mut BTreeMap<Digest, HeldItem>,
    ) -> Result<bool, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached(&format!("SELECT {COLUMNS} FROM items WHERE feed = ?1 AND key = ?2"))?;
        for key in std::iter::once(&print.key).chain(&print.aliases) {
            let Some(held) = statement.query_row((feed, key), read_row).optional()? else {
                continue;
            };
            let plain = key == &print.key && held.agrees_with(print);
            found.insert(*key, held);
            if plain {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn held_with(
        &self,
        column: &str,
        digest: Option<Digest>,
        found: &mut BTreeMap<Digest, Vec<HeldItem>>,
    ) -> Result<(), StoreError> {
        let Some(digest) = digest.filter(|digest| !found.contains_key(digest)) else {
            return Ok(());
        };
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM items WHERE {column} = ?1 ORDER BY id LIMIT {LIMIT}"
        ))?;
        let held: Vec<HeldItem> =
            statement.query_map([digest], read_row)?.collect::<Result<_, _>>()?;
        if !held.is_empty() {
            found.insert(digest, held);
        }
        Ok(())
    }
}

fn read_row(row: &Row<'_>) -> rusqlite::Result<HeldItem> {
    Ok(HeldItem {
        id: row.get(0)?,
        feed: row.get(1)?,
        story: row.get(2)?,
        key: row.get(3)?,
        link: row.get(4)?,
        text: row.get(5)?,
        title: row.get(6)?,
        content: row.get(7)?,
        published: row.get(8)?,
    })
}

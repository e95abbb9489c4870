//! Items into the index, and those that are still to come into it: what an older mainstem has stored, and
//! what has other words now than anybody has told.

use crate::model::search::SearchWords;
use crate::model::{ItemId, Person};
use crate::store::columns::authors_from_column;
use crate::store::errors::StoreError;
use crate::store::readers::Reading;
use crate::store::writer::Writing;

/// An item that is not in the index, with what it would be found by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnsearchedItem {
    /// The item.
    pub id: ItemId,
    /// Its title.
    pub title: String,
    /// Who wrote it.
    pub authors: Vec<Person>,
    /// What it says, as HTML.
    pub content_html: String,
}

impl Reading<'_> {
    /// Items that are still to come into the index, the newest first; at most `limit`.
    pub fn unsearched(&self, limit: usize) -> Result<Vec<UnsearchedItem>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT unsearched.item, texts.title, texts.authors, \
             coalesce(pages.content_html, texts.content_html) FROM unsearched \
             JOIN texts ON texts.item = unsearched.item \
             LEFT JOIN pages ON pages.item = unsearched.item \
             ORDER BY unsearched.item DESC LIMIT ?1",
        )?;
        let rows = statement.query_map([i64::try_from(limit).unwrap_or(i64::MAX)], |row| {
            Ok(UnsearchedItem {
                id: row.get(0)?,
                title: row.get(1)?,
                authors: authors_from_column(row.get_ref(2)?.as_str()?),
                content_html: row.get(3)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// How many these are.
    pub fn count_unsearched(&self) -> Result<u64, StoreError> {
        let count = "SELECT count(*) FROM unsearched";
        let n: i64 = self.connection.prepare_cached(count)?.query_row([], |row| row.get(0))?;
        Ok(u64::try_from(n).unwrap_or(0))
    }
}

impl Writing<'_> {
    /// Brings items into the index that are still to come into it. One that somebody else has brought
    /// meanwhile, perhaps with other words, is passed over.
    pub fn make_searched(&self, items: &[(ItemId, SearchWords)]) -> Result<(), StoreError> {
        let mut wanted = self
            .connection
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM unsearched WHERE item = ?1)")?;
        for (item, words) in items {
            if wanted.query_row([item], |row| row.get(0))? {
                self.write_words(*item, words)?;
            }
        }
        Ok(())
    }

    /// From now on the item is found by these words.
    pub(in crate::store) fn write_words(
        &self,
        item: ItemId,
        words: &SearchWords,
    ) -> Result<(), StoreError> {
        self.connection
            .prepare_cached(
                "INSERT OR REPLACE INTO search (rowid, title, author, text) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute((item, &words.title, &words.author, &words.text))?;
        self.connection
            .prepare_cached("DELETE FROM unsearched WHERE item = ?1")?
            .execute([item])?;
        Ok(())
    }

    /// The item has other words now, which are still to be made.
    pub(in crate::store) fn search_again(&self, item: ItemId) -> Result<(), StoreError> {
        self.connection
            .prepare_cached("INSERT OR IGNORE INTO unsearched (item) VALUES (?1)")?
            .execute([item])?;
        Ok(())
    }
}

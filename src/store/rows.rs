//! The rows of one item: what it is recognised by, what it says, and what copies of it are looked
//! up by.

use super::columns::{
    authors_to_column, companions_to_column, contributors_to_column, enclosures_to_column,
    guards_to_column, numbers_to_column, words_to_column,
};
use super::errors::StoreError;
use super::writer::Writing;
use crate::model::{
    Agency, Candidate, Digest, Evidence, FeedId, ItemId, Location, STORED_ONLY, StoryId, Timestamp,
    Traits,
};

/// What a new item's row says beside what it is recognised by.
pub(super) struct NewItem<'a> {
    pub(super) feed: FeedId,
    pub(super) candidate: &'a Candidate,
    /// What it is published under, where that is not its key.
    pub(super) name: Option<Digest>,
    pub(super) evidence: &'a Evidence,
    pub(super) story: StoryId,
    pub(super) matched: Option<ItemId>,
    pub(super) changed: Timestamp,
}

impl Writing<'_> {
    /// What a new item of this key has to be published under instead, because an item that its site
    /// has moved is published under that key still.
    pub(super) fn free_name(
        &self,
        feed: FeedId,
        key: Digest,
    ) -> Result<Option<Digest>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM items WHERE feed = ?1 AND name = ?2)")?;
        let mut name = key;
        while statement.query_row((feed, name), |row| row.get(0))? {
            name = name.within("used again");
        }
        Ok(Some(name).filter(|name| *name != key))
    }

    pub(super) fn new_item(&self, row: &NewItem<'_>, now: Timestamp) -> Result<ItemId, StoreError> {
        let (print, traits) = (&row.candidate.print, &row.candidate.traits);
        self.connection
            .prepare_cached(
                "INSERT INTO items (feed, story, key, name, link, text, title, content, rule, \
                 guards, matched, coverage, agency, is_original, boilerplate, published_s, \
                 updated_s, first_seen_s, changed_s, seq) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, \
                 ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, \
                 (SELECT iif(surfaced_s < ?20, NULL, 0) FROM stories WHERE id = ?2))",
            )?
            .execute(rusqlite::params![
                row.feed,
                row.story,
                print.key,
                row.name,
                print.link,
                print.text,
                print.title,
                print.content,
                row.evidence.rule().name(),
                guards_to_column(row.evidence.guards()),
                row.matched,
                row.evidence.coverage(),
                traits.agency.map(Agency::name),
                traits.is_original,
                boilerplate(traits),
                row.candidate.entry.published,
                row.candidate.entry.updated,
                now,
                row.changed,
                STORED_ONLY,
            ])?;
        let item = ItemId(self.connection.last_insert_rowid());
        self.write_text(item, row.candidate)?;
        self.write_print(item, row.feed, now, traits)?;
        self.write_words(item, &traits.words)?;
        Ok(item)
    }

    pub(super) fn edit_item(
        &self,
        item: ItemId,
        candidate: &Candidate,
        text_edits: u32,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let (print, traits) = (&candidate.print, &candidate.traits);
        self.keep_former(item)?;
        self.connection
            .prepare_cached(
                "UPDATE items SET link = ?2, text = ?3, title = ?4, content = ?5, \
                 published_s = ?6, updated_s = ?7, changed_s = ?8, text_edits = ?9, agency = ?10, \
                 is_original = ?11, boilerplate = ?12 WHERE id = ?1",
            )?
            .execute(rusqlite::params![
                item,
                print.link,
                print.text,
                print.title,
                print.content,
                candidate.entry.published,
                candidate.entry.updated,
                now,
                text_edits,
                traits.agency.map(Agency::name),
                traits.is_original,
                boilerplate(traits),
            ])?;
        self.write_text(item, candidate)?;
        self.write_words(item, &traits.words)?;
        // Also where the row has gone: an old item that is edited is looked at once more.
        let (feed, seen) = self
            .connection
            .prepare_cached("SELECT feed, first_seen_s FROM items WHERE id = ?1")?
            .query_row([item], |row| Ok((row.get(0)?, row.get(1)?)))?;
        self.write_print(item, feed, seen, traits)
    }

    /// Its site has moved: it is held under the new key from now on, and published under the one
    /// it had. Should the new key be another item's, that keeps it, and this stays as it was.
    pub(super) fn rename_item(
        &self,
        item: ItemId,
        candidate: &Candidate,
    ) -> Result<(), StoreError> {
        let print = &candidate.print;
        self.keep_former(item)?;
        let renamed = self
            .connection
            .prepare_cached(
                "UPDATE OR IGNORE items SET name = coalesce(name, key), key = ?2, link = ?3, \
                 text = ?4, title = ?5, content = ?6 WHERE id = ?1",
            )?
            .execute((item, print.key, print.link, print.text, print.title, print.content))?;
        if renamed == 0 { Ok(()) } else { self.write_text(item, candidate) }
    }

    fn write_text(&self, item: ItemId, candidate: &Candidate) -> Result<(), StoreError> {
        let entry = &candidate.entry;
        self.connection
            .prepare_cached(
                "INSERT OR REPLACE INTO texts (item, guid, url, canonical_url, title, summary, \
                 content_html, authors, categories, enclosures, language, rights, thumbnail, \
                 location, companions, contributors) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
            )?
            .execute(rusqlite::params![
                item,
                entry.guid,
                entry.url,
                entry.canonical_url,
                entry.title,
                entry.summary,
                entry.content_html,
                authors_to_column(&entry.authors),
                words_to_column(&entry.categories),
                enclosures_to_column(&entry.enclosures),
                entry.language,
                entry.rights,
                entry.thumbnail,
                entry.location.as_ref().map(Location::words),
                companions_to_column(&entry.companions),
                contributors_to_column(&entry.contributors),
            ])?;
        Ok(())
    }

    pub(super) fn write_print(
        &self,
        item: ItemId,
        feed: FeedId,
        seen: Timestamp,
        traits: &Traits,
    ) -> Result<(), StoreError> {
        self.connection
            .prepare_cached(
                "INSERT OR REPLACE INTO prints (item, feed, seen_s, sketch, pieces) \
                 VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute((
                item,
                feed,
                seen,
                numbers_to_column(&traits.sketch),
                numbers_to_column(&traits.pieces),
            ))?;
        Ok(())
    }
}

pub(super) fn boilerplate(traits: &Traits) -> Option<Vec<u8>> {
    Some(numbers_to_column(&traits.boilerplate)).filter(|column| !column.is_empty())
}

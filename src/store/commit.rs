//! All that a poll leaves behind, written in one transaction.

use std::time::Duration;

use super::columns::{authors_to_column, categories_to_column, enclosures_to_column};
use super::errors::StoreError;
use super::feeds::FeedRow;
use super::writer::Writing;
use crate::model::{
    Candidate, Change, Evidence, FeedId, Guard, ItemId, Placement, PollOutcome, PollRecord,
    PollTally, StoryId, Timestamp,
};

/// How long the log of polls reaches back.
const LOG_KEPT: Duration = Duration::from_hours(35 * 24);

/// What a new item's row says beside what it is recognised by.
struct NewItem<'a> {
    feed: FeedId,
    candidate: &'a Candidate,
    evidence: &'a Evidence,
    story: StoryId,
    matched: Option<ItemId>,
    changed: Timestamp,
}

impl Writing<'_> {
    /// Writes a poll of this feed: its items, what is remembered of the feed, and its line in the
    /// log.
    pub fn commit(&self, feed: &FeedRow, record: &PollRecord) -> Result<PollTally, StoreError> {
        let tally = self.items(feed, record)?;
        self.remember(feed.id, record)?;
        self.log(feed.id, record, tally)?;
        if tally.new + tally.updated > 0 {
            self.connection
                .prepare_cached("UPDATE store_state SET changed_s = max(changed_s, ?1)")?
                .execute([record.at])?;
        }
        Ok(tally)
    }

    /// From the last to the first: documents are newest first, and of two items the newer is to
    /// have the higher number.
    fn items(&self, feed: &FeedRow, record: &PollRecord) -> Result<PollTally, StoreError> {
        let mut tally = PollTally::default();
        let mut placed: Vec<Option<(ItemId, StoryId)>> = vec![None; record.changes.len()];
        for (index, change) in record.changes.iter().enumerate().rev() {
            match change {
                Change::New { candidate, placement, evidence, surfaced, changed } => {
                    let found = match placement {
                        Placement::Own => None,
                        Placement::With { story, item } => Some((*item, *story)),
                        Placement::WithNew(other) => placed.get(*other).copied().flatten(),
                    };
                    let story = match found {
                        Some((_, story)) => story,
                        None => self.new_story(feed, candidate, *surfaced)?,
                    };
                    let (feed, changed) = (feed.id, *changed);
                    let matched = found.map(|(item, _)| item);
                    let row = NewItem { feed, candidate, evidence, story, matched, changed };
                    let item = self.new_item(&row, record.at)?;
                    placed.get_mut(index).into_iter().for_each(|at| *at = Some((item, story)));
                    tally.new += 1;
                    tally.duplicate += usize::from(matched.is_some());
                }
                Change::Updated { item, candidate } => {
                    self.edit_item(*item, candidate, record.at)?;
                    tally.updated += 1;
                }
                Change::Unchanged { .. } => tally.unchanged += 1,
            }
        }
        Ok(tally)
    }

    fn new_story(
        &self,
        feed: &FeedRow,
        candidate: &Candidate,
        surfaced: Timestamp,
    ) -> Result<StoryId, StoreError> {
        let key = candidate.print.key.within(&feed.url);
        self.connection
            .prepare_cached("INSERT INTO stories (key, surfaced_s) VALUES (?1, ?2)")?
            .execute((key, surfaced))?;
        Ok(StoryId(self.connection.last_insert_rowid()))
    }

    fn new_item(&self, row: &NewItem<'_>, now: Timestamp) -> Result<ItemId, StoreError> {
        let print = &row.candidate.print;
        self.connection
            .prepare_cached(
                "INSERT INTO items (feed, story, key, link, text, title, content, rule, guards, \
                 matched, published_s, updated_s, first_seen_s, changed_s) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
            )?
            .execute(rusqlite::params![
                row.feed,
                row.story,
                print.key,
                print.link,
                print.text,
                print.title,
                print.content,
                row.evidence.rule(),
                guards(row.evidence),
                row.matched,
                row.candidate.entry.published,
                row.candidate.entry.updated,
                now,
                row.changed,
            ])?;
        let item = ItemId(self.connection.last_insert_rowid());
        self.write_text(item, row.candidate)?;
        Ok(item)
    }

    fn edit_item(
        &self,
        item: ItemId,
        candidate: &Candidate,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let print = &candidate.print;
        self.connection
            .prepare_cached(
                "UPDATE items SET link = ?2, text = ?3, title = ?4, content = ?5, \
                 published_s = ?6, updated_s = ?7, changed_s = ?8 WHERE id = ?1",
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
            ])?;
        self.write_text(item, candidate)
    }

    fn write_text(&self, item: ItemId, candidate: &Candidate) -> Result<(), StoreError> {
        let entry = &candidate.entry;
        self.connection
            .prepare_cached(
                "INSERT OR REPLACE INTO texts (item, guid, url, canonical_url, title, summary, \
                 content_html, authors, categories, enclosures, language) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
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
                categories_to_column(&entry.categories),
                enclosures_to_column(&entry.enclosures),
                entry.language,
            ])?;
        Ok(())
    }

    fn log(&self, feed: FeedId, record: &PollRecord, tally: PollTally) -> Result<(), StoreError> {
        let error = match &record.outcome {
            PollOutcome::Failed(failure) => Some(failure.to_string()),
            PollOutcome::Read { .. }
            | PollOutcome::SameBody { .. }
            | PollOutcome::NotModified(_)
            | PollOutcome::HoldOff { .. }
            | PollOutcome::Gone => None,
        };
        let number = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        self.connection
            .prepare_cached(
                "INSERT INTO polls (feed, at_s, took_ms, outcome, status, size_bytes, new, \
                 duplicate, updated, error) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            )?
            .execute(rusqlite::params![
                feed,
                record.at,
                i64::try_from(record.took.as_millis()).unwrap_or(i64::MAX),
                record.outcome.name(),
                record.outcome.status(),
                i64::try_from(record.size_bytes).unwrap_or(i64::MAX),
                number(tally.new),
                number(tally.duplicate),
                number(tally.updated),
                error,
            ])?;
        self.connection
            .prepare_cached("DELETE FROM polls WHERE feed = ?1 AND at_s < ?2")?
            .execute((feed, record.at.minus(LOG_KEPT)))?;
        Ok(())
    }
}

fn guards(evidence: &Evidence) -> String {
    match evidence {
        Evidence::First { guards } => {
            guards.iter().copied().map(Guard::name).collect::<Vec<_>>().join(",")
        }
        Evidence::SameLink | Evidence::SameText => String::new(),
    }
}

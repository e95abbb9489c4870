//! All that a poll leaves behind, written in one transaction.

use super::errors::StoreError;
use super::feeds::FeedRow;
use super::listed::Listed;
use super::rows::NewItem;
use super::writer::Writing;
use crate::model::{
    Candidate, Change, Digest, Evidence, FeedId, ItemId, PageWish, Placement, PollOutcome,
    PollRecord, PollTally, STORED_ONLY, StoryId, Timestamp,
};

/// What was decided of a new item.
struct Arrival<'a> {
    candidate: &'a Candidate,
    evidence: &'a Evidence,
    surfaced: Timestamp,
    changed: Timestamp,
    related: &'a [(StoryId, u16)],
    page: Option<PageWish>,
    /// Where it was matched with another: that item and its story.
    found: Option<(ItemId, StoryId)>,
}

impl Writing<'_> {
    /// Writes a poll of this feed: its items, what is remembered of the feed, and its line in the
    /// log. Copies of what was seen before `live_since` are looked for no longer.
    pub fn commit(
        &self,
        feed: &FeedRow,
        record: &PollRecord,
        live_since: Timestamp,
    ) -> Result<PollTally, StoreError> {
        let (tally, listed) = self.items(feed, record)?;
        self.list(feed.id, &listed, record)?;
        if tally.new > 0 {
            self.prune_prints(feed.id, live_since)?;
        }
        let was_read = matches!(record.outcome, PollOutcome::Read { .. });
        self.remember(feed.id, &record.memory, was_read)?;
        self.remember_hosts(&record.hosts)?;
        self.log(feed.id, record, tally)?;
        self.count(feed.id, record, tally)?;
        let is_news = tally.new + tally.updated > 0;
        // Also without news: the feed may have another name now.
        if is_news || was_read {
            self.connection
                .prepare_cached(
                    "UPDATE store_state SET revision = revision + 1, \
                     changed_s = iif(?2, max(changed_s, ?1), changed_s)",
                )?
                .execute((record.at, is_news))?;
        }
        Ok(tally)
    }

    /// From the last to the first: documents are newest first, and of two items the newer is to
    /// have the higher number.
    fn items(
        &self,
        feed: &FeedRow,
        record: &PollRecord,
    ) -> Result<(PollTally, Vec<Listed>), StoreError> {
        let mut tally = PollTally::default();
        let mut listed = Vec::with_capacity(record.changes.len());
        let mut placed: Vec<Option<(ItemId, StoryId)>> = vec![None; record.changes.len()];
        for (index, change) in record.changes.iter().enumerate().rev() {
            match change {
                Change::New {
                    candidate,
                    placement,
                    evidence,
                    surfaced,
                    changed,
                    related,
                    page,
                } => {
                    let found = match placement {
                        Placement::Own => None,
                        Placement::With { story, item } => Some((*item, *story)),
                        Placement::WithNew(other) => placed.get(*other).copied().flatten(),
                    };
                    let (surfaced, changed, page) = (*surfaced, *changed, *page);
                    let arrival =
                        Arrival { candidate, evidence, surfaced, changed, related, page, found };
                    let written = self.arrive(feed, &arrival, record.at)?;
                    placed.get_mut(index).into_iter().for_each(|at| *at = Some(written));
                    listed.push((written.0, None));
                    tally.new += 1;
                    tally.duplicate += usize::from(found.is_some());
                }
                Change::Updated { item, candidate, text_edits } => {
                    self.edit_item(*item, candidate, *text_edits, record.at)?;
                    self.want_page_again(*item, record.at)?;
                    listed.push((*item, None));
                    tally.updated += 1;
                }
                Change::Renamed { item, candidate } => {
                    self.rename_item(*item, candidate)?;
                    listed.push((*item, None));
                    tally.unchanged += 1;
                }
                Change::Aged { item, key } => {
                    listed.push((*item, Some(*key)));
                    tally.unchanged += 1;
                }
                Change::Unchanged { item } => {
                    listed.push((*item, None));
                    tally.unchanged += 1;
                }
            }
        }
        Ok((tally, listed))
    }

    fn arrive(
        &self,
        feed: &FeedRow,
        arrival: &Arrival<'_>,
        now: Timestamp,
    ) -> Result<(ItemId, StoryId), StoreError> {
        let Arrival { candidate, evidence, surfaced, changed, related, page, found } = *arrival;
        let name = self.free_name(feed.id, candidate.print.key)?;
        let story = if let Some((_, story)) = found {
            self.surface(story, surfaced, now)?;
            if page.is_none() {
                self.end_wait(story)?;
            }
            story
        } else {
            let key = name.unwrap_or(candidate.print.key);
            let story = self.insert_story(key.within(&feed.url), surfaced)?;
            self.wait(story, page.and_then(|page| page.waits_until))?;
            story
        };
        let matched = found.map(|(item, _)| item);
        let feed = feed.id;
        let row = NewItem { feed, candidate, name, evidence, story, matched, changed };
        let item = self.new_item(&row, now)?;
        if page.is_some() {
            self.want_page(item, feed, now)?;
        }
        for (other, coverage) in related {
            self.relate(story, *other, *coverage)?;
        }
        Ok((item, story))
    }

    pub(super) fn insert_story(
        &self,
        key: Digest,
        surfaced: Timestamp,
    ) -> Result<StoryId, StoreError> {
        self.connection
            .prepare_cached("INSERT INTO stories (key, surfaced_s) VALUES (?1, ?2)")?
            .execute((key, surfaced))?;
        Ok(StoryId(self.connection.last_insert_rowid()))
    }

    /// A story that is held back waits no longer than its latest report has to. One that was not to be
    /// published at all comes out where that report puts it.
    pub(super) fn surface(
        &self,
        story: StoryId,
        surfaced: Timestamp,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.connection
            .prepare_cached(
                "UPDATE stories SET surfaced_s = iif(surfaced_s < ?4, max(?2, ?3), ?2) \
                 WHERE id = ?1 AND surfaced_s > ?3 AND surfaced_s > ?2",
            )?
            .execute((story, surfaced, now, STORED_ONLY))?;
        self.let_out(story)
    }

    /// Notes that two stories are close. One that has been joined with another meanwhile is
    /// passed over.
    pub(super) fn relate(&self, a: StoryId, b: StoryId, coverage: u16) -> Result<(), StoreError> {
        self.connection
            .prepare_cached(
                "INSERT INTO related (story, other, coverage) SELECT ?1, ?2, ?3 \
                 WHERE ?1 < ?2 AND EXISTS (SELECT 1 FROM stories WHERE id = ?1) \
                 AND EXISTS (SELECT 1 FROM stories WHERE id = ?2) \
                 ON CONFLICT DO UPDATE SET coverage = max(coverage, excluded.coverage)",
            )?
            .execute((a.min(b), a.max(b), coverage))?;
        Ok(())
    }

    fn log(&self, feed: FeedId, record: &PollRecord, tally: PollTally) -> Result<(), StoreError> {
        let error = match &record.outcome {
            PollOutcome::Failed(failure) | PollOutcome::Offline(failure) => {
                Some(failure.to_string())
            }
            PollOutcome::Read { .. }
            | PollOutcome::SameBody { .. }
            | PollOutcome::NotModified(_)
            | PollOutcome::HoldOff(_)
            | PollOutcome::Gone
            | PollOutcome::Pushed => None,
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
        Ok(())
    }
}

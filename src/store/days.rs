//! What polls came to, day by day. What is shown of it is decided elsewhere.

use super::commit::LOG_KEPT;
use super::errors::StoreError;
use super::readers::Reading;
use super::writer::Writing;
use crate::model::{FeedId, PollOutcome, PollRecord, PollTally, Timestamp};

/// Seconds of a day.
const DAY_S: i64 = 86_400;

/// What the polls of a feed came to on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayRow {
    /// When the day began, UTC.
    pub day: Timestamp,
    /// The feed.
    pub feed: FeedId,
    /// Polls, without what was pushed.
    pub polls: u32,
    /// Of these, answers of 304.
    pub not_modified: u32,
    /// Of these, those that failed.
    pub failed: u32,
    /// Bytes of documents, after decompression.
    pub bytes: u64,
    /// Items not held before.
    pub new: u32,
    /// Of these, reports of a story that was there.
    pub duplicate: u32,
}

impl Reading<'_> {
    /// What polls came to since the day of this moment, day by day, the oldest first. The log of polls
    /// is not gone through for it.
    pub fn days(&self, since: Timestamp) -> Result<Vec<DayRow>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT day, feed, polls, not_modified, failed, size_bytes, new, duplicate \
             FROM poll_days WHERE day >= ?1 ORDER BY day, feed",
        )?;
        let rows = statement.query_map([since.unix().div_euclid(DAY_S)], |row| {
            Ok(DayRow {
                day: Timestamp::from_unix(row.get::<_, i64>(0)?.saturating_mul(DAY_S)),
                feed: row.get(1)?,
                polls: row.get(2)?,
                not_modified: row.get(3)?,
                failed: row.get(4)?,
                bytes: u64::try_from(row.get::<_, i64>(5)?).unwrap_or(0),
                new: row.get(6)?,
                duplicate: row.get(7)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl Writing<'_> {
    /// Adds a poll to those of its day, and drops what is older than the log of polls reaches back.
    pub(super) fn count(
        &self,
        feed: FeedId,
        record: &PollRecord,
        tally: PollTally,
    ) -> Result<(), StoreError> {
        let outcome = &record.outcome;
        let number = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        let day = |at: Timestamp| at.unix().div_euclid(DAY_S);
        self.connection
            .prepare_cached(
                "INSERT INTO poll_days VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) \
                 ON CONFLICT DO UPDATE SET polls = polls + excluded.polls, \
                 not_modified = not_modified + excluded.not_modified, \
                 failed = failed + excluded.failed, size_bytes = size_bytes + excluded.size_bytes, \
                 new = new + excluded.new, duplicate = duplicate + excluded.duplicate",
            )?
            .execute((
                day(record.at),
                feed,
                !matches!(outcome, PollOutcome::Pushed),
                matches!(outcome, PollOutcome::NotModified(_)),
                matches!(outcome, PollOutcome::Failed(_) | PollOutcome::Gone),
                i64::try_from(record.size_bytes).unwrap_or(i64::MAX),
                number(tally.new),
                number(tally.duplicate),
            ))?;
        self.connection
            .prepare_cached("DELETE FROM poll_days WHERE day < ?1 AND feed = ?2")?
            .execute((day(record.at.minus(LOG_KEPT)), feed))?;
        Ok(())
    }
}

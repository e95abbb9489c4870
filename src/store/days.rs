//! What polls came to, day by day. What is shown of it is decided elsewhere.

use std::time::Duration;

use super::errors::StoreError;
use super::readers::Reading;
use super::writer::Writing;
use crate::model::{FeedId, PollOutcome, PollRecord, PollTally, Timestamp};

/// How long the log of polls reaches back, and what they came to day by day.
const LOG_KEPT: Duration = Duration::from_hours(35 * 24);

/// Seconds of a day.
const DAY_S: i64 = 86_400;

/// The first day that the log of polls reaches back to at `now`.
fn first_day(now: Timestamp) -> i64 {
    now.minus(LOG_KEPT).unix().div_euclid(DAY_S)
}

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
    /// Hands to `take` what polls came to since the day of this moment, day by day, the oldest first: a
    /// month of many feeds is millions of rows. The log of polls is not gone through for it.
    pub fn days(&self, since: Timestamp, mut take: impl FnMut(DayRow)) -> Result<(), StoreError> {
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
        for row in rows {
            take(row?);
        }
        Ok(())
    }

    /// Whether there are days that are older than the log of polls reaches back at `now`.
    pub fn has_old_days(&self, now: Timestamp) -> Result<bool, StoreError> {
        Ok(self
            .connection
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM poll_days WHERE day < ?1)")?
            .query_row([first_day(now)], |row| row.get(0))?)
    }

    /// Lines of the log of polls that are older than it reaches back at `now`, of all feeds, also of those
    /// that are polled no longer; at most `limit`. Looks once at each feed.
    pub fn old_polls(&self, now: Timestamp, limit: usize) -> Result<Vec<i64>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT polls.id FROM feeds CROSS JOIN polls ON polls.feed = feeds.id AND polls.at_s < ?1 \
             LIMIT ?2",
        )?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = statement.query_map((now.minus(LOG_KEPT), limit), |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl Writing<'_> {
    /// Adds a poll to those of its day.
    pub(super) fn count(
        &self,
        feed: FeedId,
        record: &PollRecord,
        tally: PollTally,
    ) -> Result<(), StoreError> {
        let outcome = &record.outcome;
        let number = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        self.connection
            .prepare_cached(
                "INSERT INTO poll_days VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) \
                 ON CONFLICT DO UPDATE SET polls = polls + excluded.polls, \
                 not_modified = not_modified + excluded.not_modified, \
                 failed = failed + excluded.failed, size_bytes = size_bytes + excluded.size_bytes, \
                 new = new + excluded.new, duplicate = duplicate + excluded.duplicate",
            )?
            .execute((
                record.at.unix().div_euclid(DAY_S),
                feed,
                !matches!(outcome, PollOutcome::Pushed),
                matches!(outcome, PollOutcome::NotModified(_)),
                matches!(outcome, PollOutcome::Failed(_) | PollOutcome::Gone),
                i64::try_from(record.size_bytes).unwrap_or(i64::MAX),
                number(tally.new),
                number(tally.duplicate),
            ))?;
        Ok(())
    }

    /// Drops these lines of the log of polls.
    pub fn forget_polls(&self, lines: &[i64]) -> Result<(), StoreError> {
        let mut forget = self.connection.prepare_cached("DELETE FROM polls WHERE id = ?1")?;
        for line in lines {
            forget.execute([line])?;
        }
        Ok(())
    }

    /// Drops what polls came to on days that are older than the log of polls reaches back at `now`, for
    /// `limit` feeds and days at most; for how many it did.
    pub fn forget_days(&self, now: Timestamp, limit: usize) -> Result<usize, StoreError> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        Ok(self
            .connection
            .prepare_cached(
                "DELETE FROM poll_days WHERE (day, feed) IN \
                 (SELECT day, feed FROM poll_days WHERE day < ?1 ORDER BY day, feed LIMIT ?2)",
            )?
            .execute((first_day(now), limit))?)
    }
}

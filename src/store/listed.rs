//! What the documents of feeds have. It is written only where a document has something else than the one
//! before: most polls bring none, or the same items.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::errors::StoreError;
use super::writer::Writing;
use crate::model::{Digest, FeedId, ItemId, PollOutcome, PollRecord, Timestamp};

/// How long an item that has left its feed's document is still taken to be in it: some publishers hand out
/// two versions of a document by turns, or an empty one by mistake.
pub(super) const LEFT: Duration = Duration::from_hours(24);

/// An item of a document, and what it is remembered by where it is not held any more.
pub(super) type Listed = (ItemId, Option<Digest>);

/// What is noted of the items of a document: what they are remembered by, and when they left it.
type Noted = BTreeMap<ItemId, (Option<Digest>, Option<Timestamp>)>;

impl Writing<'_> {
    /// Notes that the feed's document has these items. Where it was pushed, or not read whole, it may have
    /// more than these.
    pub(super) fn list(
        &self,
        feed: FeedId,
        items: &[Listed],
        record: &PollRecord,
    ) -> Result<(), StoreError> {
        let is_whole = matches!(record.outcome, PollOutcome::Read { body: Some(_), .. });
        if items.is_empty() && !is_whole {
            return Ok(());
        }
        let noted = self.noted(feed)?;
        for (item, key) in items {
            if noted.get(item) != Some(&(*key, None)) {
                self.connection
                    .prepare_cached(
                        "INSERT OR REPLACE INTO listed (feed, item, key) VALUES (?1, ?2, ?3)",
                    )?
                    .execute((feed, item, key))?;
            }
        }
        if !is_whole {
            return Ok(());
        }
        let items: BTreeSet<ItemId> = items.iter().map(|(item, _)| *item).collect();
        for (item, (key, left)) in noted.into_iter().filter(|(item, _)| !items.contains(item)) {
            self.unlist((feed, item, key), left, record.at)?;
        }
        self.connection
            .prepare_cached("UPDATE feeds SET is_listed = 1 WHERE id = ?1 AND is_listed = 0")?
            .execute([feed])?;
        Ok(())
    }

    /// The document does not have this item, which has left it at that moment, if not just now. One that
    /// is still to come is of a clock that was ahead.
    fn unlist(
        &self,
        (feed, item, key): (FeedId, ItemId, Option<Digest>),
        left: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let left = left.filter(|left| *left <= now);
        match left {
            None => {
                self.connection
                    .prepare_cached("UPDATE listed SET left_s = ?3 WHERE feed = ?1 AND item = ?2")?
                    .execute((feed, item, now))?;
            }
            Some(left) if left < now.minus(LEFT) => {
                self.connection
                    .prepare_cached("DELETE FROM listed WHERE feed = ?1 AND item = ?2")?
                    .execute((feed, item))?;
            }
            Some(_) => {}
        }
        match (left, key) {
            (None, Some(key)) => self.was_seen(feed, key, now),
            (None, None) | (Some(_), _) => Ok(()),
        }
    }

    fn noted(&self, feed: FeedId) -> Result<Noted, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT item, key, left_s FROM listed WHERE feed = ?1")?;
        let rows =
            statement.query_map([feed], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

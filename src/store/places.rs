//! The order in which readers get to see items. Each gets a place, a number that grows, when it can first
//! be shown: what comes in late stands before what was shown already, whatever its date, so that
//! nobody who looks in now and then misses it. Which items are published is decided elsewhere.

use std::collections::BTreeSet;
use std::time::Duration;

use rusqlite::{CachedStatement, Params};

use super::errors::StoreError;
use super::readers::Reading;
use super::writer::Writing;
use crate::model::{FeedId, ItemId, STORED_ONLY, StoryId, Timestamp};

/// Of so many feeds, each is asked for its newest. Of more, all items are gone through: a thousand
/// feeds of which most are silent would each be asked for items that are then thrown away.
const FEW_FEEDS: usize = 32;

/// Nothing is held back for longer: 7 days by `hold`, and the hour that a burst is spread over.
const LONGEST_HOLD: Duration = Duration::from_hours(8 * 24);

/// An item at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// Its place, from 1.
    pub place: i64,
    /// The item.
    pub item: ItemId,
    /// Its story.
    pub story: StoryId,
}

impl Reading<'_> {
    /// The items that have a place before this one (`None`: all that have one), the newest place
    /// first, at most `limit`; where `feeds` are given, only theirs.
    pub fn trail(
        &self,
        feeds: Option<&BTreeSet<FeedId>>,
        before: Option<i64>,
        limit: usize,
    ) -> Result<Vec<Step>, StoreError> {
        let (before, rows) = (before.unwrap_or(i64::MAX), i64::try_from(limit).unwrap_or(i64::MAX));
        let Some(feeds) = feeds else {
            let all = self.connection.prepare_cached(
                "SELECT seq, id, story FROM items INDEXED BY items_by_seq \
                 WHERE seq > 0 AND seq < ?1 ORDER BY seq DESC LIMIT ?2",
            )?;
            return steps(all, (before, rows));
        };
        if feeds.len() > FEW_FEEDS {
            let theirs = self.connection.prepare_cached(
                "SELECT seq, id, story FROM items INDEXED BY items_by_seq \
                 WHERE seq > 0 AND seq < ?1 AND feed IN (SELECT value FROM json_each(?3)) \
                 ORDER BY seq DESC LIMIT ?2",
            )?;
            return steps(theirs, (before, rows, list(feeds.iter().map(|feed| feed.0))));
        }
        let mut merged = Vec::new();
        for feed in feeds {
            let theirs = self.connection.prepare_cached(
                "SELECT seq, id, story FROM items INDEXED BY items_by_feed_seq \
                 WHERE feed = ?3 AND seq > 0 AND seq < ?1 ORDER BY seq DESC LIMIT ?2",
            )?;
            merged.extend(steps(theirs, (before, rows, feed))?);
        }
        merged.sort_by_key(|step| std::cmp::Reverse(step.place));
        merged.truncate(limit);
        Ok(merged)
    }

    /// Those of these items that have a place before this one, likewise.
    pub fn trail_of(
        &self,
        items: &BTreeSet<ItemId>,
        before: Option<i64>,
        limit: usize,
    ) -> Result<Vec<Step>, StoreError> {
        let (before, rows) = (before.unwrap_or(i64::MAX), i64::try_from(limit).unwrap_or(i64::MAX));
        let theirs = self.connection.prepare_cached(
            "SELECT items.seq, items.id, items.story FROM json_each(?3) AS chosen \
             CROSS JOIN items ON items.id = chosen.value \
             WHERE items.seq > 0 AND items.seq < ?1 ORDER BY items.seq DESC LIMIT ?2",
        )?;
        steps(theirs, (before, rows, list(items.iter().map(|item| item.0))))
    }

    /// The items that have a place behind this one, the oldest place first, at most `limit`.
    pub fn trail_from(&self, place: i64, limit: usize) -> Result<Vec<Step>, StoreError> {
        let rows = i64::try_from(limit).unwrap_or(i64::MAX);
        let behind = self.connection.prepare_cached(
            "SELECT seq, id, story FROM items INDEXED BY items_by_seq \
             WHERE seq > 0 AND seq > ?1 ORDER BY seq LIMIT ?2",
        )?;
        steps(behind, (place, rows))
    }
}

/// Numbers as a JSON array.
pub(super) fn list(numbers: impl Iterator<Item = i64>) -> String {
    format!("[{}]", numbers.map(|number| number.to_string()).collect::<Vec<_>>().join(","))
}

fn steps(mut statement: CachedStatement<'_>, values: impl Params) -> Result<Vec<Step>, StoreError> {
    let rows = statement.query_map(values, |row| {
        Ok(Step { place: row.get(0)?, item: row.get(1)?, story: row.get(2)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

impl Writing<'_> {
    /// Gives every item that can be shown at `now` its place, and tells how many got one. Those that
    /// come out at once stand in the order of their stories' dates.
    pub fn number(&self, now: Timestamp) -> Result<usize, StoreError> {
        self.let_out_what_waits_for_years(now)?;
        let due: Vec<ItemId> = self
            .connection
            .prepare_cached(
                "SELECT items.id FROM items INDEXED BY items_without_seq \
                 CROSS JOIN stories ON stories.id = items.story \
                 WHERE items.seq IS NULL AND surfaced_s <= ?1 AND coalesce(waits_s, ?1) <= ?1 \
                 ORDER BY surfaced_s, stories.id, items.id",
            )?
            .query_map([now], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        if due.is_empty() {
            return Ok(0);
        }
        let last: i64 = self
            .connection
            .prepare_cached("SELECT last_seq FROM store_state")?
            .query_row([], |row| row.get(0))?;
        let mut give = self.connection.prepare_cached("UPDATE items SET seq = ?2 WHERE id = ?1")?;
        let mut place = last;
        for item in &due {
            place += 1;
            give.execute((item, place))?;
        }
        self.connection.prepare_cached("UPDATE store_state SET last_seq = ?1")?.execute([place])?;
        Ok(due.len())
    }

    /// What is to come out later than anything is ever held back was stored by a clock that was wrong,
    /// and comes out now.
    fn let_out_what_waits_for_years(&self, now: Timestamp) -> Result<(), StoreError> {
        self.connection
            .prepare_cached(
                "UPDATE stories SET surfaced_s = iif(surfaced_s > ?2, ?1, surfaced_s), \
                 waits_s = iif(waits_s > ?2, ?1, waits_s) \
                 WHERE id IN (SELECT story FROM items INDEXED BY items_without_seq WHERE seq IS NULL) \
                 AND surfaced_s < ?3 AND (surfaced_s > ?2 OR waits_s > ?2)",
            )?
            .execute((now, now.plus(LONGEST_HOLD), STORED_ONLY))?;
        Ok(())
    }

    /// The items that were only stored get a place with the next publication, where their story is
    /// one to be shown.
    pub(super) fn let_out(&self, story: StoryId) -> Result<(), StoreError> {
        self.connection
            .prepare_cached(
                "UPDATE items SET seq = NULL WHERE story = ?1 AND seq = 0 \
                 AND (SELECT surfaced_s FROM stories WHERE id = ?1) < ?2",
            )?
            .execute((story, STORED_ONLY))?;
        Ok(())
    }
}

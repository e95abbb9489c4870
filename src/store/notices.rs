//! What the operator was told of feeds, and what that is decided by. The deciding is `schedule/`'s.

use rusqlite::{OptionalExtension as _, Row};

use super::errors::StoreError;
use super::readers::Reading;
use super::writer::Writing;
use crate::model::{Ailment, AilmentKind, Arrivals, FeedId, Timestamp};

/// Arrivals that tell what is usual for a feed.
const LOOKED_AT: u32 = 60;

/// So many of the latest notices are kept, and the last of each feed. Fewer than that are shown.
const KEPT: u32 = 1_000;

const COLUMNS: &str = "feed, at_s, kind, words";

impl Reading<'_> {
    /// The latest notices, the newest first, each with its feed.
    pub fn notices(&self, limit: u32) -> Result<Vec<(FeedId, Ailment)>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached(&format!("SELECT {COLUMNS} FROM notices ORDER BY id DESC LIMIT ?1"))?;
        let rows = statement.query_map([limit], read_notice)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// What was last told of this feed.
    pub fn last_notice(&self, feed: FeedId) -> Result<Option<Ailment>, StoreError> {
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM notices WHERE feed = ?1 ORDER BY id DESC LIMIT 1"
        ))?;
        Ok(statement.query_row([feed], read_notice).optional()?.map(|(_, notice)| notice))
    }

    /// When the latest items of a feed came, where the last came before `before`.
    pub fn arrivals(
        &self,
        feed: FeedId,
        before: Timestamp,
    ) -> Result<Option<Arrivals>, StoreError> {
        let last: Option<Timestamp> = self
            .connection
            .prepare_cached(
                "SELECT first_seen_s FROM items WHERE feed = ?1 ORDER BY id DESC LIMIT 1",
            )?
            .query_row([feed], |row| row.get(0))
            .optional()?;
        if last.is_none_or(|last| before <= last) {
            return Ok(None);
        }
        let arrivals = self
            .connection
            .prepare_cached(&format!(
                "SELECT min(first_seen_s), max(first_seen_s), count(DISTINCT first_seen_s) FROM \
                 (SELECT first_seen_s FROM items WHERE feed = ?1 ORDER BY id DESC LIMIT {LOOKED_AT})"
            ))?
            .query_row([feed], |row| {
                Ok(Arrivals { first: row.get(0)?, last: row.get(1)?, count: row.get(2)? })
            })?;
        Ok(Some(arrivals))
    }
}

impl Writing<'_> {
    /// Notes what the operator is told of a feed from now on.
    pub fn notice(&self, feed: FeedId, notice: &Ailment) -> Result<(), StoreError> {
        self.connection
            .prepare_cached(
                "INSERT INTO notices (feed, at_s, kind, words) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute((feed, notice.since, notice.kind.name(), &notice.words))?;
        let first_too_many: Option<i64> = self
            .connection
            .prepare_cached("SELECT id FROM notices ORDER BY id DESC LIMIT 1 OFFSET ?1")?
            .query_row([KEPT], |row| row.get(0))
            .optional()?;
        // What a feed was told of last decides what is told of it next. Only the first that is too many, and
        // those of this feed, can have a later one since the last look.
        self.connection
            .prepare_cached(
                "DELETE FROM notices WHERE id IN (SELECT ?1 UNION ALL \
                 SELECT id FROM notices WHERE feed = ?2 AND id < ?1) \
                 AND EXISTS (SELECT 1 FROM notices AS later \
                 WHERE later.feed = notices.feed AND later.id > notices.id)",
            )?
            .execute((first_too_many, feed))?;
        Ok(())
    }
}

fn read_notice(row: &Row<'_>) -> rusqlite::Result<(FeedId, Ailment)> {
    let kind: String = row.get(2)?;
    // An unknown kind is of a newer version, which would have refused this one.
    let kind = AilmentKind::from_name(&kind).unwrap_or(AilmentKind::Failing);
    Ok((row.get(0)?, Ailment { kind, since: row.get(1)?, words: row.get(3)? }))
}

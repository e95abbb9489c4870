//! Stories that wait for the page of their item, and where that takes the item. The pages themselves are
//! in `pages`.

use std::time::Duration;

use rusqlite::OptionalExtension as _;

use super::columns::guards_to_column;
use super::errors::StoreError;
use super::readers::Reading;
use super::writer::Writing;
use crate::model::{ItemId, MatchRule, Placed, Placement, StoryId, Timestamp};

impl Reading<'_> {
    /// Whether the item may still go to another story: it is alone in one that nobody was shown by
    /// `now`, and that no operator gave it.
    pub fn may_move(&self, item: ItemId, now: Timestamp) -> Result<bool, StoreError> {
        self.connection
            .prepare_cached(
                "SELECT max(surfaced_s, coalesce(waits_s, surfaced_s)) > ?2 AND rule = ?3 AND \
                 NOT EXISTS (SELECT 1 FROM items AS o WHERE o.story = items.story AND o.id <> ?1) \
                 FROM items JOIN stories ON stories.id = items.story WHERE items.id = ?1",
            )?
            .query_row((item, now, MatchRule::First.name()), |row| row.get(0))
            .optional()?
            .ok_or(StoreError::NoItem(item))
    }
}

impl Writing<'_> {
    /// Takes the item from the story that it is alone in to the one that its page tells.
    pub(super) fn place(
        &self,
        item: ItemId,
        placed: &Placed,
        (now, hold): (Timestamp, Duration),
    ) -> Result<(), StoreError> {
        let Placed { placement, evidence, related } = placed;
        let own: StoryId = self
            .connection
            .prepare_cached("SELECT story FROM items WHERE id = ?1")?
            .query_row([item], |row| row.get(0))?;
        let (story, matched) = match placement {
            Placement::With { story, item } => (*story, Some(*item)),
            Placement::Own | Placement::WithNew(_) => (own, None),
        };
        self.connection
            .prepare_cached(
                "UPDATE items SET story = ?2, rule = ?3, guards = ?4, matched = ?5, coverage = ?6 \
                 WHERE id = ?1",
            )?
            .execute(rusqlite::params![
                item,
                story,
                evidence.rule().name(),
                guards_to_column(evidence.guards()),
                matched,
                evidence.coverage(),
            ])?;
        if story != own {
            self.connection.prepare_cached("DELETE FROM stories WHERE id = ?1")?.execute([own])?;
            self.surface(story, self.unheld(item, hold)?, now)?;
            self.has_changed(now)?;
        }
        for (other, coverage) in related {
            self.relate(story, *other, *coverage)?;
        }
        Ok(())
    }

    /// The item's story need not wait for its page any more: it comes at the head of the river, or
    /// where its date puts it.
    pub(super) fn show(
        &self,
        item: ItemId,
        (now, hold): (Timestamp, Duration),
    ) -> Result<(), StoreError> {
        let shown = self
            .connection
            .prepare_cached(
                "UPDATE stories SET waits_s = NULL, \
                 surfaced_s = iif(surfaced_s > ?2, max(?2, min(surfaced_s, ?3)), surfaced_s) \
                 WHERE id = (SELECT story FROM items WHERE id = ?1) AND waits_s > ?2",
            )?
            .execute((item, now, self.unheld(item, hold)?))?;
        if shown == 0 { Ok(()) } else { self.has_changed(now) }
    }

    /// From when on the item may be shown for all that its feed waits.
    fn unheld(&self, item: ItemId, hold: Duration) -> Result<Timestamp, StoreError> {
        let seen: Timestamp = self
            .connection
            .prepare_cached("SELECT first_seen_s FROM items WHERE id = ?1")?
            .query_row([item], |row| row.get(0))?;
        Ok(seen.plus(hold))
    }

    pub(super) fn wait(&self, story: StoryId, until: Option<Timestamp>) -> Result<(), StoreError> {
        if until.is_some() {
            self.connection
                .prepare_cached("UPDATE stories SET waits_s = ?2 WHERE id = ?1")?
                .execute((story, until))?;
        }
        Ok(())
    }

    pub(super) fn end_wait(&self, story: StoryId) -> Result<(), StoreError> {
        self.connection
            .prepare_cached(
                "UPDATE stories SET waits_s = NULL WHERE id = ?1 AND waits_s IS NOT NULL",
            )?
            .execute([story])?;
        Ok(())
    }
}

//! What an operator corrects by hand: two stories that are one, and one that is two.

use rusqlite::OptionalExtension as _;

use super::errors::StoreError;
use super::writer::Writing;
use crate::model::{Digest, ItemId, MatchRule, StoryId, Timestamp};

impl Writing<'_> {
    /// Makes one story of those that these items are in: all reports of the newer go into the older,
    /// which keeps its place and its published id. Nothing changes where it is one story already.
    pub fn join(&self, a: ItemId, b: ItemId, now: Timestamp) -> Result<StoryId, StoreError> {
        let (story_a, story_b) = (self.story_of(a)?, self.story_of(b)?);
        if story_a == story_b {
            return Ok(story_a);
        }
        let ((older, stays), (newer, moves)) = if story_a < story_b {
            ((story_a, a), (story_b, b))
        } else {
            ((story_b, b), (story_a, a))
        };
        self.connection
            .prepare_cached("UPDATE items SET story = ?1 WHERE story = ?2")?
            .execute((older, newer))?;
        self.give_reason(moves, MatchRule::Joined, Some(stays))?;
        let surfaced: Timestamp = self
            .connection
            .prepare_cached("SELECT surfaced_s FROM stories WHERE id = ?1")?
            .query_row([newer], |row| row.get(0))?;
        self.surface(older, surfaced, now)?;
        self.end_wait(older)?;
        self.is_corrected(older, now)?;
        self.connection.prepare_cached("DELETE FROM stories WHERE id = ?1")?.execute([newer])?;
        self.has_changed(now)?;
        Ok(older)
    }

    /// Gives the item a story of its own, which readers get to see next; `None` where it is alone in
    /// its story already. The two stories stay related.
    pub fn split(&self, item: ItemId, now: Timestamp) -> Result<Option<StoryId>, StoreError> {
        let story = self.story_of(item)?;
        let has_others: bool = self
            .connection
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM items WHERE story = ?1 AND id <> ?2)")?
            .query_row((story, item), |row| row.get(0))?;
        if !has_others {
            return Ok(None);
        }
        let (name, url, seen, coverage, key): (Digest, String, Timestamp, Option<u16>, Digest) =
            self.connection
                .prepare_cached(
                    "SELECT coalesce(items.name, items.key), feeds.url, items.first_seen_s, \
                     items.coverage, stories.key FROM items JOIN feeds ON feeds.id = items.feed \
                     JOIN stories ON stories.id = items.story WHERE items.id = ?1",
                )?
                .query_row([item], |row| {
                    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
                })?;
        // Not the item's own key: the story that it is taken out of may have that.
        let mut key = Digest::of(&[b"split", name.within(&url).as_bytes(), key.as_bytes()]);
        // It may have been split from there before, and another story may have been made of that.
        while self.is_a_key(key)? {
            key = key.within("split again");
        }
        let own = self.insert_story(key, seen)?;
        if self.stands_by(story, item)? {
            self.come_anew(story)?;
        }
        self.connection
            .prepare_cached("UPDATE items SET story = ?2, seq = NULL WHERE id = ?1")?
            .execute((item, own))?;
        self.forget_entered(item)?;
        self.give_reason(item, MatchRule::Split, None)?;
        self.is_corrected(own, now)?;
        self.is_corrected(story, now)?;
        self.relate(own, story, coverage.unwrap_or(0))?;
        self.has_changed(now)?;
        Ok(Some(own))
    }

    /// Whether the story has its place by this report: all others that are shown came in later.
    fn stands_by(&self, story: StoryId, item: ItemId) -> Result<bool, StoreError> {
        Ok(self
            .connection
            .prepare_cached(
                "SELECT coalesce((SELECT seq FROM items WHERE id = ?2 AND seq > 0) < \
                 (SELECT min(seq) FROM items WHERE story = ?1 AND id <> ?2 AND seq > 0), 0)",
            )?
            .query_row((story, item), |row| row.get(0))?)
    }

    /// All reports of the story that are shown get another place with the next publication. Who was told
    /// of them by one that stood before them need never have seen these places.
    fn come_anew(&self, story: StoryId) -> Result<(), StoreError> {
        let shown: Vec<ItemId> = self
            .connection
            .prepare_cached(
                "UPDATE items SET seq = NULL WHERE story = ?1 AND seq > 0 RETURNING id",
            )?
            .query_map([story], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        shown.into_iter().try_for_each(|item| self.forget_entered(item))
    }

    fn story_of(&self, item: ItemId) -> Result<StoryId, StoreError> {
        self.connection
            .prepare_cached("SELECT story FROM items WHERE id = ?1")?
            .query_row([item], |row| row.get(0))
            .optional()?
            .ok_or(StoreError::NoItem(item))
    }

    fn give_reason(
        &self,
        item: ItemId,
        rule: MatchRule,
        matched: Option<ItemId>,
    ) -> Result<(), StoreError> {
        self.connection
            .prepare_cached(
                "UPDATE items SET rule = ?2, matched = ?3, coverage = NULL, guards = '' \
                 WHERE id = ?1",
            )?
            .execute((item, rule.name(), matched))?;
        Ok(())
    }

    /// What a reader sees of the story is another than before, though none of its reports was edited.
    fn is_corrected(&self, story: StoryId, now: Timestamp) -> Result<(), StoreError> {
        self.connection
            .prepare_cached("UPDATE stories SET corrected_s = ?2 WHERE id = ?1")?
            .execute((story, now))?;
        Ok(())
    }

    fn is_a_key(&self, key: Digest) -> Result<bool, StoreError> {
        Ok(self
            .connection
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM stories WHERE key = ?1)")?
            .query_row([key], |row| row.get(0))?)
    }

    /// Daemons in other processes publish anew, and what they publish is dated.
    pub fn has_changed(&self, now: Timestamp) -> Result<(), StoreError> {
        self.connection
            .prepare_cached(
                "UPDATE store_state SET changed_s = max(changed_s, ?1), revision = revision + 1",
            )?
            .execute([now])?;
        Ok(())
    }
}

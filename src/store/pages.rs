//! Rows of article pages. When a page is asked for is decided in `schedule/`; stories that wait for one are
//! in `waits`.

use std::time::Duration;

use rusqlite::OptionalExtension as _;

use super::errors::StoreError;
use super::readers::Reading;
use super::rows::boilerplate;
use super::writer::Writing;
use crate::model::{
    Agency, AnnouncedPage, Digest, DuePage, FeedId, ItemId, PageFailure, PageText, PageTroubles,
    Placed, Timestamp,
};

/// Pages of a feed that its troubles are told by: the latest that were asked for.
const LATEST: u32 = 20;

impl Reading<'_> {
    /// The pages that are due at `now`, those that are due longest first, and of these the newest
    /// items'; at most `limit`.
    pub fn due_pages(&self, now: Timestamp, limit: usize) -> Result<Vec<DuePage>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT pages.item, feeds.url, texts.url FROM pages \
             JOIN texts ON texts.item = pages.item JOIN feeds ON feeds.id = pages.feed \
             WHERE due_s <= ?1 AND texts.url IS NOT NULL ORDER BY due_s, pages.item DESC LIMIT ?2",
        )?;
        let rows = statement.query_map((now, i64::try_from(limit).unwrap_or(i64::MAX)), |row| {
            Ok(DuePage { item: row.get(0)?, feed_url: row.get(1)?, url: row.get(2)? })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// When the next page is due that is not due at `now`.
    pub fn next_page(&self, now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        Ok(self
            .connection
            .prepare_cached("SELECT min(due_s) FROM pages WHERE due_s > ?1")?
            .query_row([now], |row| row.get(0))?)
    }

    /// How many pages are still to be asked for, now or later.
    pub fn count_waiting_pages(&self) -> Result<u64, StoreError> {
        let count = "SELECT count(*) FROM pages WHERE due_s IS NOT NULL";
        let n: i64 = self.connection.prepare_cached(count)?.query_row([], |row| row.get(0))?;
        Ok(u64::try_from(n).unwrap_or(0))
    }

    /// The text of an item's page, as HTML, by what the item is held under; `None` where it was not
    /// read.
    pub fn page_html(&self, feed: FeedId, key: Digest) -> Result<Option<String>, StoreError> {
        let html = self
            .connection
            .prepare_cached(
                "SELECT pages.content_html FROM items JOIN pages ON pages.item = items.id \
                 WHERE items.feed = ?1 AND items.key = ?2",
            )?
            .query_row((feed, key), |row| row.get(0))
            .optional()?;
        Ok(html.flatten())
    }

    /// What the item's feed says of it, as HTML; `None` where there is no such item.
    pub fn own_html(&self, item: ItemId) -> Result<Option<String>, StoreError> {
        Ok(self
            .connection
            .prepare_cached("SELECT content_html FROM texts WHERE item = ?1")?
            .query_row([item], |row| row.get(0))
            .optional()?)
    }

    /// The digest of the link that the item's feed gives it, if it has one.
    pub fn own_link(&self, item: ItemId) -> Result<Option<Digest>, StoreError> {
        let link = self
            .connection
            .prepare_cached("SELECT link FROM items WHERE id = ?1")?
            .query_row([item], |row| row.get(0))
            .optional()?;
        Ok(link.flatten())
    }

    /// The digests of the address that the item's page names for its own, and of the page's text.
    pub fn page_digests(&self, item: ItemId) -> Result<[Option<Digest>; 2], StoreError> {
        let digests = self
            .connection
            .prepare_cached("SELECT link, text FROM pages WHERE item = ?1")?
            .query_row([item], |row| Ok([row.get(0)?, row.get(1)?]))
            .optional()?;
        Ok(digests.unwrap_or_default())
    }

    /// Whether the feed has items with pages.
    pub fn feed_has_pages(&self, feed: FeedId) -> Result<bool, StoreError> {
        Ok(self
            .connection
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM pages WHERE feed = ?1)")?
            .query_row([feed], |row| row.get(0))?)
    }

    /// How the latest pages of each feed are doing, where some of them could not be read.
    pub fn page_troubles(&self) -> Result<Vec<PageTroubles>, StoreError> {
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT feed, count(*), sum(error IS NOT NULL), error, max(iif(error IS NULL, 0, item)) \
             FROM (SELECT feed, item, error, row_number() OVER (PARTITION BY feed ORDER BY item DESC) AS place \
                   FROM pages WHERE asked_s IS NOT NULL) \
             WHERE place <= {LATEST} GROUP BY feed HAVING sum(error IS NOT NULL) > 0"
        ))?;
        let rows = statement.query_map([], |row| {
            Ok(PageTroubles {
                feed: row.get(0)?,
                asked: row.get(1)?,
                failed: row.get(2)?,
                // SQLite takes it from the row that has the maximum.
                error: row.get(3)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl Writing<'_> {
    pub(super) fn want_page(
        &self,
        item: ItemId,
        feed: FeedId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.connection
            .prepare_cached("INSERT INTO pages (item, feed, due_s) VALUES (?1, ?2, ?3)")?
            .execute((item, feed, now))?;
        Ok(())
    }

    /// The feed has another text of the item: its page may have so as well. At most once a day: some
    /// feeds have a clock in their texts.
    pub(super) fn want_page_again(&self, item: ItemId, now: Timestamp) -> Result<(), StoreError> {
        self.connection
            .prepare_cached(
                "UPDATE pages SET tries = 0, due_s = max(?2, coalesce(asked_s, 0) + 86400) \
                 WHERE item = ?1",
            )?
            .execute((item, now))?;
        Ok(())
    }

    /// Pages of this feed are wanted no longer.
    pub fn forget_pages(&self, feed_url: &str) -> Result<(), StoreError> {
        self.connection
            .prepare_cached(
                "UPDATE pages SET due_s = NULL WHERE due_s IS NOT NULL AND feed IN \
                 (SELECT id FROM feeds WHERE url = ?1)",
            )?
            .execute([feed_url])?;
        Ok(())
    }

    /// Takes a page that is due, to ask for it now: counts the try, and puts the next off until
    /// what `next` says of that number. So a page that ends the process is not asked for for ever.
    /// `None` where it is not due any more.
    pub fn take_page(
        &self,
        item: ItemId,
        now: Timestamp,
        next: impl FnOnce(u32) -> Option<Timestamp>,
    ) -> Result<Option<AnnouncedPage>, StoreError> {
        let found = self
            .connection
            .prepare_cached(
                "SELECT pages.feed, texts.title, texts.content_html, pages.tries + 1 FROM pages \
                 JOIN texts ON texts.item = pages.item WHERE pages.item = ?1 AND due_s <= ?2",
            )?
            .query_row((item, now), |row| {
                Ok(AnnouncedPage {
                    feed: row.get(0)?,
                    title: row.get(1)?,
                    own_html: row.get(2)?,
                    tries: row.get(3)?,
                })
            })
            .optional()?;
        if let Some(page) = &found {
            self.connection
                .prepare_cached(
                    "UPDATE pages SET tries = ?2, asked_s = ?3, due_s = ?4 WHERE item = ?1",
                )?
                .execute((item, page.tries, now, next(page.tries)))?;
        }
        Ok(found)
    }

    /// Gives a page back that was taken and not asked for after all: it is due, and nothing counts.
    pub fn give_back_page(&self, item: ItemId, now: Timestamp) -> Result<(), StoreError> {
        self.connection
            .prepare_cached(
                "UPDATE pages SET tries = max(0, tries - 1), due_s = ?2 WHERE item = ?1",
            )?
            .execute((item, now))?;
        Ok(())
    }

    /// Puts a page off that is due and can't be asked for now. A story that would wait for it until
    /// after its time is shown.
    pub fn put_off_page(
        &self,
        item: ItemId,
        until: Timestamp,
        at: (Timestamp, Duration),
    ) -> Result<(), StoreError> {
        self.connection
            .prepare_cached("UPDATE pages SET due_s = ?2 WHERE item = ?1 AND due_s < ?2")?
            .execute((item, until))?;
        let is_too_late: bool = self
            .connection
            .prepare_cached(
                "SELECT coalesce(waits_s <= ?2, 0) FROM stories \
                 JOIN items ON items.story = stories.id WHERE items.id = ?1",
            )?
            .query_row((item, until), |row| row.get(0))?;
        if is_too_late { self.show(item, at) } else { Ok(()) }
    }

    /// Notes why a page brought no text. Where the feed says more than the page, what the page said
    /// before is dropped. `at`: the present moment, and how long stories of the feed wait in any case.
    pub fn page_failed(
        &self,
        item: ItemId,
        failure: &PageFailure,
        at: (Timestamp, Duration),
    ) -> Result<(), StoreError> {
        self.connection
            .prepare_cached(
                "UPDATE pages SET error = ?2, due_s = iif(?3, NULL, due_s) WHERE item = ?1",
            )?
            .execute((item, &failure.error, failure.is_final))?;
        if failure.feed_says_more {
            self.keep_former(item)?;
            let dropped = self
                .connection
                .prepare_cached(
                    "UPDATE pages SET content_html = NULL, summary = NULL, text = NULL \
                     WHERE item = ?1 AND content_html IS NOT NULL",
                )?
                .execute([item])?;
            if dropped > 0 {
                self.search_again(item)?;
                self.item_has_changed(item, at.0)?;
            }
        }
        self.show(item, at)
    }

    /// Writes what a page says, and where the item goes with it.
    pub fn page_read(
        &self,
        item: ItemId,
        page: &PageText,
        placed: Option<&Placed>,
        at: (Timestamp, Duration),
    ) -> Result<(), StoreError> {
        self.keep_former(item)?;
        self.connection
            .prepare_cached(
                "UPDATE pages SET content_html = ?2, summary = ?3, canonical_url = ?4, \
                 language = ?5, link = ?6, text = ?7, error = NULL, due_s = NULL, tries = 0 \
                 WHERE item = ?1",
            )?
            .execute(rusqlite::params![
                item,
                page.content_html,
                page.summary,
                page.canonical_url,
                page.language,
                page.link,
                page.text,
            ])?;
        let traits = &page.traits;
        let (feed, seen) = self
            .connection
            .prepare_cached(
                "UPDATE items SET agency = ?2, is_original = ?3, boilerplate = ?4 WHERE id = ?1 \
                 RETURNING feed, first_seen_s",
            )?
            .query_row(
                (item, traits.agency.map(Agency::name), traits.is_original, boilerplate(traits)),
                |row| Ok((row.get(0)?, row.get(1)?)),
            )?;
        self.write_print(item, feed, seen, traits)?;
        self.write_words(item, &traits.words)?;
        self.item_has_changed(item, at.0)?;
        if let Some(placed) = placed {
            self.place(item, placed, at)?;
        }
        self.show(item, at)
    }

    /// An item says something else now. Readers who were not shown it have nothing to be told.
    fn item_has_changed(&self, item: ItemId, now: Timestamp) -> Result<(), StoreError> {
        let changed = self
            .connection
            .prepare_cached(
                "UPDATE items SET changed_s = ?2 WHERE id = ?1 AND EXISTS \
                 (SELECT 1 FROM stories WHERE stories.id = items.story \
                  AND max(surfaced_s, coalesce(waits_s, surfaced_s)) <= ?2)",
            )?
            .execute((item, now))?;
        if changed == 0 { Ok(()) } else { self.has_changed(now) }
    }
}

//! Rows of feeds: what is remembered between polls.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use rusqlite::{OptionalExtension as _, Row};

use super::columns::{numbers_from_column, numbers_to_column, words_from_column, words_to_column};
use super::errors::StoreError;
use super::readers::Reading;
use super::writer::Writing;
use crate::model::{
    Cadence, FeedAbout, FeedFormat, FeedId, FeedKey, FeedMemory, HubLink, Moving, Rhythm,
    Sightings, SourceFeed, Timestamp, Validators, feed_title,
};

/// A feed as the store has it.
#[derive(Clone, Debug)]
pub struct FeedRow {
    /// Its number.
    pub id: FeedId,
    /// What it is known by.
    pub url: String,
    /// What is remembered of it.
    pub memory: FeedMemory,
    /// Whether a document of it was read before.
    pub was_read: bool,
}

const COLUMNS: &str = "id, url, documents, format, title, site_url, language, etag, last_modified, \
                       body, document_url, last_poll_s, last_status, next_poll_s, moved_to, failures, error, gone, \
                       period_s, skip_hours, skip_days, hub, topic, wish_until_s, address, \
                       moving_count, moving_since_s, failing_since_s, gone_count, gone_since_s, \
                       rhythm, rhythm_as_of_s, pushed_until_s, repairs";

impl Reading<'_> {
    /// What is remembered of this feed; `None` where it was never polled.
    pub fn feed(&self, key: &FeedKey) -> Result<Option<FeedRow>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached(&format!("SELECT {COLUMNS} FROM feeds WHERE url = ?1"))?;
        Ok(statement.query_row([key.as_str()], read_row).optional()?)
    }

    /// The same, where nothing but that is of interest; of a feed that was never polled, nothing.
    pub fn memory(&self, key: &FeedKey) -> Result<FeedMemory, StoreError> {
        Ok(self.feed(key)?.map(|row| row.memory).unwrap_or_default())
    }

    /// All feeds the store knows, also those that are no longer listed.
    pub fn feeds(&self) -> Result<Vec<FeedRow>, StoreError> {
        let mut statement =
            self.connection.prepare_cached(&format!("SELECT {COLUMNS} FROM feeds ORDER BY id"))?;
        let rows = statement.query_map([], read_row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// All feeds the store knows, as sources of items.
    pub fn sources(&self) -> Result<Vec<SourceFeed>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT id, url, title, site_url FROM feeds ORDER BY id")?;
        let rows = statement.query_map([], |row| {
            let title = row.get_ref(2)?.as_str_or_null()?;
            Ok(source(row.get(0)?, row.get(1)?, title, row.get(3)?))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The addresses of the feeds that were ever polled.
    pub fn polled(&self) -> Result<BTreeSet<String>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT url FROM feeds WHERE last_poll_s IS NOT NULL")?;
        let rows = statement.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// How many items each feed has.
    pub fn item_totals(&self) -> Result<BTreeMap<FeedId, u64>, StoreError> {
        let mut statement =
            self.connection.prepare_cached("SELECT feed, count(*) FROM items GROUP BY feed")?;
        totals(&mut statement, [])
    }

    /// How many items of each feed were first seen since this moment; none where there is no such feed. Items
    /// are numbered as they come in, so that only the last of them are looked at.
    pub fn recent_totals(&self, since: Timestamp) -> Result<BTreeMap<FeedId, u64>, StoreError> {
        let before: i64 = self
            .connection
            .prepare_cached(
                "SELECT id FROM items WHERE first_seen_s < ?1 ORDER BY id DESC LIMIT 1",
            )?
            .query_row([since], |row| row.get(0))
            .optional()?
            .unwrap_or_default();
        let mut statement = self
            .connection
            .prepare_cached("SELECT feed, count(*) FROM items WHERE id > ?1 GROUP BY +feed")?;
        totals(&mut statement, [before])
    }
}

fn totals(
    statement: &mut rusqlite::Statement<'_>,
    values: impl rusqlite::Params,
) -> Result<BTreeMap<FeedId, u64>, StoreError> {
    let rows = statement.query_map(values, |row| {
        Ok((row.get(0)?, u64::try_from(row.get::<_, i64>(1)?).unwrap_or(0)))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A feed as its publisher names it, where it does; else its address is its name.
pub(super) fn source(
    id: FeedId,
    url: String,
    title: Option<&str>,
    site_url: Option<String>,
) -> SourceFeed {
    let title = feed_title(None, title, &url);
    SourceFeed { id, url, title, site_url }
}

impl Writing<'_> {
    /// The feed's row, made where there is none.
    pub fn feed(&self, key: &FeedKey, now: Timestamp) -> Result<FeedRow, StoreError> {
        if let Some(row) = self.reading().feed(key)? {
            return Ok(row);
        }
        self.connection
            .prepare_cached("INSERT INTO feeds (url, added_s) VALUES (?1, ?2)")?
            .execute((key.as_str(), now))?;
        Ok(FeedRow {
            id: FeedId(self.connection.last_insert_rowid()),
            url: key.as_str().to_owned(),
            memory: FeedMemory::default(),
            was_read: false,
        })
    }

    /// Takes back a failure of a feed that is not to count, given what was remembered before it: it is
    /// due again at once. What else was learned since stays.
    pub fn forgive(&self, feed: &FeedKey, before: &FeedMemory) -> Result<(), StoreError> {
        match self.reading().feed(feed)? {
            Some(row) => self.remember(row.id, &row.memory.forgiven(before), false),
            None => Ok(()),
        }
    }

    /// Writes what is remembered of a feed, but for whether it is pushed: no poll decides that.
    /// `was_read`: with a document that was read just now.
    pub(super) fn remember(
        &self,
        feed: FeedId,
        memory: &FeedMemory,
        was_read: bool,
    ) -> Result<(), StoreError> {
        let FeedMemory { about, rhythm, moving, .. } = memory;
        let FeedAbout { cadence, hub, .. } = about;
        let amounts = rhythm.as_of.map(|_| numbers_to_column(&rhythm.amounts()));
        self.connection
            .prepare_cached(
                "UPDATE feeds SET documents = documents + ?2, format = ?3, title = ?4, \
                 site_url = ?5, language = ?6, etag = ?7, last_modified = ?8, body = ?9, \
                 last_poll_s = ?10, last_status = ?11, next_poll_s = ?12, moved_to = ?13, \
                 failures = ?14, error = ?15, gone = ?16, document_url = ?17, period_s = ?18, \
                 skip_hours = ?19, skip_days = ?20, hub = ?21, topic = ?22, wish_until_s = ?23, \
                 address = ?24, moving_count = ?25, moving_since_s = ?26, failing_since_s = ?27, \
                 gone_count = ?28, gone_since_s = ?29, rhythm = ?30, rhythm_as_of_s = ?31, \
                 repairs = ?32 \
                 WHERE id = ?1",
            )?
            .execute(rusqlite::params![
                feed,
                was_read,
                about.format.map(FeedFormat::name),
                about.title,
                about.site_url,
                about.language,
                memory.validators.etag,
                memory.validators.last_modified,
                memory.body,
                memory.last_poll,
                memory.last_status,
                memory.next_poll,
                moving.as_ref().map(|moving| &moving.to),
                memory.failures,
                memory.error,
                memory.is_given_up,
                memory.document_url,
                cadence.period.map(|period| i64::try_from(period.as_secs()).unwrap_or(i64::MAX)),
                cadence.skip_hours,
                cadence.skip_days,
                hub.as_ref().map(|link| &link.hub),
                hub.as_ref().map(|link| &link.topic),
                memory.wish_until,
                memory.address,
                moving.as_ref().map_or(0, |moving| moving.seen.count),
                moving.as_ref().map(|moving| moving.seen.since),
                memory.failing_since,
                memory.gone.map_or(0, |seen| seen.count),
                memory.gone.map(|seen| seen.since),
                amounts,
                rhythm.as_of,
                words_to_column(&memory.repairs),
            ])?;
        Ok(())
    }
}

fn read_row(row: &Row<'_>) -> rusqlite::Result<FeedRow> {
    let documents: i64 = row.get("documents")?;
    let moved_to: Option<String> = row.get("moved_to")?;
    let moving = moved_to.zip(sightings(row, "moving_count", "moving_since_s")?);
    let amounts: Option<Vec<u8>> = row.get("rhythm")?;
    let amounts = numbers_from_column(&amounts.unwrap_or_default());
    Ok(FeedRow {
        id: row.get("id")?,
        url: row.get("url")?,
        was_read: documents > 0,
        memory: FeedMemory {
            about: read_about(row)?,
            validators: Validators {
                etag: row.get("etag")?,
                last_modified: row.get("last_modified")?,
            },
            document_url: row.get("document_url")?,
            body: row.get("body")?,
            repairs: words_from_column(&row.get::<_, String>("repairs")?),
            last_poll: row.get("last_poll_s")?,
            last_status: row.get("last_status")?,
            next_poll: row.get("next_poll_s")?,
            wish_until: row.get("wish_until_s")?,
            address: row.get("address")?,
            moving: moving.map(|(to, seen)| Moving { to, seen }),
            failures: row.get("failures")?,
            failing_since: row.get("failing_since_s")?,
            error: row.get("error")?,
            gone: sightings(row, "gone_count", "gone_since_s")?,
            is_given_up: row.get("gone")?,
            rhythm: Rhythm::from_amounts(&amounts, row.get("rhythm_as_of_s")?),
            pushed_until: row.get("pushed_until_s")?,
        },
    })
}

fn read_about(row: &Row<'_>) -> rusqlite::Result<FeedAbout> {
    let format: Option<String> = row.get("format")?;
    let period: Option<i64> = row.get("period_s")?;
    let hub: Option<String> = row.get("hub")?;
    let topic: Option<String> = row.get("topic")?;
    Ok(FeedAbout {
        format: format.as_deref().and_then(FeedFormat::from_name),
        title: row.get("title")?,
        site_url: row.get("site_url")?,
        language: row.get("language")?,
        cadence: Cadence {
            period: period.and_then(|s| u64::try_from(s).ok()).map(Duration::from_secs),
            skip_hours: row.get("skip_hours")?,
            skip_days: row.get("skip_days")?,
        },
        hub: hub.zip(topic).map(|(hub, topic)| HubLink { hub, topic }),
    })
}

fn sightings(row: &Row<'_>, count: &str, since: &str) -> rusqlite::Result<Option<Sightings>> {
    let (count, since): (u32, Option<Timestamp>) = (row.get(count)?, row.get(since)?);
    Ok(since.filter(|_| count > 0).map(|since| Sightings { since, count }))
}

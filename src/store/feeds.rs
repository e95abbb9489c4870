//! Rows of feeds: what is remembered between polls.

use rusqlite::{OptionalExtension as _, Row};

use super::errors::StoreError;
use super::readers::Reading;
use super::writer::Writing;
use crate::model::{
    FeedAbout, FeedFormat, FeedId, FeedKey, FeedMemory, PollRecord, Timestamp, Validators,
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
                       body, document_url, last_poll_s, last_status, next_poll_s, moved_to, failures, error, gone";

impl Reading<'_> {
    /// What is remembered of this feed; `None` where it was never polled.
    pub fn feed(&self, key: &FeedKey) -> Result<Option<FeedRow>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached(&format!("SELECT {COLUMNS} FROM feeds WHERE url = ?1"))?;
        Ok(statement.query_row([key.as_str()], read_row).optional()?)
    }

    /// All feeds the store knows, also those that are no longer listed.
    pub fn feeds(&self) -> Result<Vec<FeedRow>, StoreError> {
        let mut statement =
            self.connection.prepare_cached(&format!("SELECT {COLUMNS} FROM feeds ORDER BY id"))?;
        let rows = statement.query_map([], read_row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// How many items each feed has: in all, and first seen since this moment.
    pub fn item_counts(&self, since: Timestamp) -> Result<Vec<(FeedId, u64, u64)>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT feed, count(*), count(*) FILTER (WHERE first_seen_s >= ?1) FROM items \
             GROUP BY feed",
        )?;
        let rows = statement.query_map([since], |row| {
            Ok((row.get(0)?, row.get::<_, i64>(1)?, row.get::<_, i64>(2)?))
        })?;
        rows.map(|row| {
            let (feed, all, recent) = row?;
            let count = |n: i64| u64::try_from(n).unwrap_or(0);
            Ok((feed, count(all), count(recent)))
        })
        .collect()
    }
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

    pub(super) fn remember(&self, feed: FeedId, record: &PollRecord) -> Result<(), StoreError> {
        let memory = &record.memory;
        let about = &memory.about;
        let was_read = matches!(record.outcome, crate::model::PollOutcome::Read { .. });
        self.connection
            .prepare_cached(
                "UPDATE feeds SET documents = documents + ?2, format = ?3, title = ?4, \
                 site_url = ?5, language = ?6, etag = ?7, last_modified = ?8, body = ?9, \
                 last_poll_s = ?10, last_status = ?11, next_poll_s = ?12, moved_to = ?13, \
                 failures = ?14, error = ?15, gone = ?16, document_url = ?17 WHERE id = ?1",
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
                memory.moved_to,
                memory.failures,
                memory.error,
                memory.gone,
                memory.document_url,
            ])?;
        Ok(())
    }
}

fn read_row(row: &Row<'_>) -> rusqlite::Result<FeedRow> {
    let format: Option<String> = row.get("format")?;
    let documents: i64 = row.get("documents")?;
    Ok(FeedRow {
        id: row.get("id")?,
        url: row.get("url")?,
        was_read: documents > 0,
        memory: FeedMemory {
            about: FeedAbout {
                format: format.as_deref().and_then(FeedFormat::from_name),
                title: row.get("title")?,
                site_url: row.get("site_url")?,
                language: row.get("language")?,
            },
            validators: Validators {
                etag: row.get("etag")?,
                last_modified: row.get("last_modified")?,
            },
            document_url: row.get("document_url")?,
            body: row.get("body")?,
            last_poll: row.get("last_poll_s")?,
            last_status: row.get("last_status")?,
            next_poll: row.get("next_poll_s")?,
            moved_to: row.get("moved_to")?,
            failures: row.get("failures")?,
            error: row.get("error")?,
            gone: row.get("gone")?,
        },
    })
}

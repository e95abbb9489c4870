//! Opening the file: whose it is, which schema it has, and how SQLite is to treat it.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::errors::{OpenError, StoreError};
use super::migrate::{backup_for, migrate};
use super::watched::Watched;
use super::{shrink, soundness};
use crate::model::{Digest, Timestamp};

/// In order. The place of a file, from 1, is the schema it makes.
pub(super) const MIGRATIONS: &[&str] = &[
    include_str!("../../migrations/0001_first.sql"),
    include_str!("../../migrations/0002_stories.sql"),
    include_str!("../../migrations/0003_manners.sql"),
    include_str!("../../migrations/0004_pages.sql"),
    include_str!("../../migrations/0005_push.sql"),
    include_str!("../../migrations/0006_search.sql"),
    include_str!("../../migrations/0007_places.sql"),
    include_str!("../../migrations/0008_repairs.sql"),
    include_str!("../../migrations/0009_announced.sql"),
    include_str!("../../migrations/0010_rights.sql"),
    include_str!("../../migrations/0011_health.sql"),
    include_str!("../../migrations/0012_carried.sql"),
    include_str!("../../migrations/0013_retention.sql"),
    include_str!("../../migrations/0014_admission.sql"),
    include_str!("../../migrations/0015_dates.sql"),
];

/// The newest schema that this program knows.
pub const SCHEMA_VERSION: u32 = 15;
const _: () = assert!(MIGRATIONS.len() == SCHEMA_VERSION as usize, "a migration is not listed");

/// The file's header and that of its first page, in bytes.
const HEADER: usize = 108;

/// "mstm": marks a database as ours (`PRAGMA application_id`).
pub(super) const APPLICATION_ID: u32 = 0x6d73_746d;

/// How long readers wait for another process's lock: they hardly ever have to.
const READER_PATIENCE: Duration = Duration::from_secs(5);

/// Statements each connection keeps compiled: a little over the number there are.
const KEPT_STATEMENTS: usize = 64;

/// The writer's page cache. Its inserts go to random places of four indexes.
const WRITER_CACHE_KIB: i64 = 6_000;

/// A reader's page cache.
const READER_CACHE_KIB: i64 = 1_000;

/// Pages in the -wal file before they are brought home, 4 KiB each: four times SQLite's own number,
/// because a first poll of many feeds writes the same pages of the indexes again and again.
const WAL_PAGES: i64 = 4_000;

/// The -wal file is cut back to this after a burst.
const WAL_LIMIT_BYTES: i64 = 16 << 20;

/// How a store is opened to be written.
#[derive(Clone, Copy, Debug)]
pub struct Opening {
    /// The present moment: when the store was made, should there be none yet.
    pub now: Timestamp,
    /// Something no other store has, for one that is made: the ids of its feeds come from it.
    pub seed: Digest,
    /// How long a write waits for another process's lock.
    pub patience: Duration,
}

impl Opening {
    /// What a daemon needs. A migration or a backup by another mainstem takes seconds; longer is
    /// a process that hangs.
    pub const PATIENCE: Duration = Duration::from_secs(5);
}

/// Opens the file to write, makes it where there is none, and brings it to the newest schema. With
/// `look` it is looked through first where there is reason to doubt it.
pub(super) fn to_write(
    path: &Path,
    opening: &Opening,
    (watched, look): (&Watched, bool),
) -> Result<Connection, OpenError> {
    look_at_header(path)?;
    // Before the first connection, which makes a -wal file in any case.
    let doubt = if look { soundness::doubt(path) } else { None };
    let mut connection = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )
    .map_err(|error| OpenError::other(path, error))?;
    let other = |error: rusqlite::Error| OpenError::other(path, error);
    if connection.is_readonly("main").map_err(other)? {
        return Err(OpenError::other(path, StoreError::ReadOnly));
    }
    // Should it be refused, it is left as it was found, and its -wal file to tell the next start.
    keep_wal(&connection, true).map_err(other)?;
    connection.busy_timeout(opening.patience).map_err(other)?;
    refuse_newer(path, &connection)?;
    shrink::from_the_beginning(&connection).map_err(other)?;
    settle_in(&connection, WRITER_CACHE_KIB).map_err(other)?;
    if let Some(doubt) = doubt {
        soundness::look_through(path, &mut connection, doubt, watched)
            .map_err(|error| OpenError::other(path, error))?;
    }
    keep_wal(&connection, false).map_err(other)?;
    migrate(path, &mut connection, opening, watched)?;
    shrink::from_now_on(path, &mut connection, watched)
        .map_err(|error| OpenError::other(path, error))?;
    Ok(connection)
}

/// Opens the file to read, the first time in this process. It must have the schema of this
/// program: whoever only reads does not migrate.
pub(super) fn to_read(path: &Path) -> Result<Connection, OpenError> {
    refuse_missing(path)?;
    look_at_header(path)?;
    further_reader(path)
}

/// A folder that may not be entered is none where there is nothing: the look at the header tells of it.
fn refuse_missing(path: &Path) -> Result<(), OpenError> {
    match path.try_exists() {
        Ok(false) => Err(OpenError::Missing { path: path.to_owned() }),
        Ok(true) | Err(_) => Ok(()),
    }
}

/// Opens the file to be copied as it is, whichever schema it has.
pub(super) fn to_copy(path: &Path) -> Result<Connection, OpenError> {
    refuse_missing(path)?;
    look_at_header(path)?;
    let (connection, _) = reader(path)?;
    Ok(connection)
}

/// Opens the file to read, beside other connections of this process.
pub(super) fn further_reader(path: &Path) -> Result<Connection, OpenError> {
    let other = |error: rusqlite::Error| OpenError::other(path, error);
    let (connection, schema) = reader(path)?;
    match schema {
        SCHEMA_VERSION => {}
        0 => return Err(OpenError::Missing { path: path.to_owned() }),
        found => return Err(OpenError::TooOld { path: path.to_owned(), found }),
    }
    stable_plans(&connection).map_err(other)?;
    connection.pragma_update(None, "cache_size", -READER_CACHE_KIB).map_err(other)?;
    connection.set_prepared_statement_cache_capacity(KEPT_STATEMENTS);
    Ok(connection)
}

/// A connection that only reads, and the schema of the file.
pub(super) fn reader(path: &Path) -> Result<(Connection, u32), OpenError> {
    let other = |error: rusqlite::Error| OpenError::other(path, error);
    let connection = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )
    .map_err(other)?;
    connection.busy_timeout(READER_PATIENCE).map_err(other)?;
    let schema = refuse_newer(path, &connection)?;
    Ok((connection, schema))
}

/// Judges the file by its first bytes, before SQLite may touch it: to open a database in WAL
/// mode can already change it. (Offsets: "The Database Header" in SQLite's file format.)
///
/// Only ever before the first connection of this process: to close a file drops all locks that the
/// process has on it (POSIX), also those of SQLite's connections, and the next process to close the
/// database would take itself for the last and remove the -wal file that we go on writing to.
fn look_at_header(path: &Path) -> Result<(), OpenError> {
    let mut header = Vec::with_capacity(HEADER);
    match std::fs::File::open(path) {
        Ok(file) => {
            file.take(HEADER as u64)
                .read_to_end(&mut header)
                .map_err(|e| OpenError::other(path, e))?;
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => {
            return Err(OpenError::other(path, StoreError::Forbidden));
        }
        Err(error) => return Err(OpenError::other(path, error)),
    }
    if header.is_empty() {
        return Ok(());
    }
    if !header.starts_with(b"SQLite format 3\0") || header.len() < HEADER {
        return Err(OpenError::NotADatabase { path: path.to_owned() });
    }
    let number = |at: usize| {
        header.get(at..at + 4).and_then(|b| b.try_into().ok()).map_or(0, u32::from_be_bytes)
    };
    let (application, schema) = (number(68), number(60));
    // A leaf without cells: no table was made yet. So a first start that was killed leaves it.
    let is_bare = header.get(100) == Some(&0x0d) && header.get(103..105) == Some(&[0, 0]);
    if application == 0 && schema == 0 && (is_bare || beside(path, "-wal").exists()) {
        // All that was ever committed may still be in the -wal file: SQLite has to tell.
        return Ok(());
    }
    judge(path, application, schema)
}

/// The file beside the database with this ending.
pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// The same, as SQLite sees it: the latest commit may still be in the -wal file.
fn refuse_newer(path: &Path, connection: &Connection) -> Result<u32, OpenError> {
    let pragma = |name: &str| {
        connection
            .pragma_query_value(None, name, |row| row.get::<_, u32>(0))
            .map_err(|error| OpenError::other(path, error))
    };
    let (application, schema) = (pragma("application_id")?, pragma("user_version")?);
    let tables: u32 = connection
        .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
        .map_err(|error| OpenError::other(path, error))?;
    if tables > 0 || schema > 0 {
        judge(path, application, schema)?;
    }
    Ok(schema)
}

fn judge(path: &Path, application: u32, schema: u32) -> Result<(), OpenError> {
    if application != APPLICATION_ID {
        return Err(OpenError::Foreign { path: path.to_owned() });
    }
    if schema > SCHEMA_VERSION {
        return Err(OpenError::TooNew {
            path: path.to_owned(),
            found: schema,
            known: SCHEMA_VERSION,
            backup: backup_for(path, SCHEMA_VERSION),
        });
    }
    Ok(())
}

/// WAL, so that readers never wait for the writer. NORMAL, so that a commit does not wait for the
/// disk: after a power cut the last polls may be gone, whole, and with them their validators, so
/// that they are simply made again.
///
/// `temp_store`, because each poll stands behind a savepoint, and its journal would be a file.
fn settle_in(connection: &Connection, cache_kib: i64) -> rusqlite::Result<()> {
    stable_plans(connection)?;
    connection.pragma_update(None, "temp_store", "memory")?;
    connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", "normal")?;
    connection.pragma_update(None, "cache_size", -cache_kib)?;
    connection.pragma_update_and_check(None, "wal_autocheckpoint", WAL_PAGES, |_| Ok(()))?;
    connection.pragma_update_and_check(None, "journal_size_limit", WAL_LIMIT_BYTES, |_| Ok(()))?;
    connection.set_prepared_statement_cache_capacity(KEPT_STATEMENTS);
    Ok(())
}

/// Whether the -wal file stays when this connection is closed as the last, with what is in it.
pub(super) fn keep_wal(connection: &Connection, keep: bool) -> rusqlite::Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, keep).map(drop)
}

/// Does something to the whole file, with what is sorted or copied meanwhile in files, as in memory a million
/// items took 200 MB. SQLite has these in `SQLITE_TMPDIR`, `TMPDIR`, /var/tmp or /tmp, not beside the store.
pub(super) fn large_work<T, E: From<rusqlite::Error>>(
    connection: &mut Connection,
    work: impl FnOnce(&mut Connection) -> Result<T, E>,
) -> Result<T, E> {
    connection.pragma_update(None, "temp_store", "file")?;
    let done = work(connection);
    connection.pragma_update(None, "temp_store", "memory")?;
    done
}

/// Plans depend on the statement alone. Otherwise SQLite looks at each bound value, and compiles a
/// statement over a partial index anew for every one: a quarter of the time of a first poll.
fn stable_plans(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map(drop)
}

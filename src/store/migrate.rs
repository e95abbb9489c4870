//! From the schema of an older mainstem to the newest: first a backup beside the store, then all that is
//! missing in one transaction. What each schema brings stands in migrations/.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, Transaction, TransactionBehavior};
use rustix::fs::StatVfsMountFlags;

use super::backup;
use super::errors::{OpenError, StoreError};
use super::open::{APPLICATION_ID, MIGRATIONS, Opening, SCHEMA_VERSION, beside, large_work};
use super::watched::{Watched, Work};

/// What must stay free beside a backup for the migration itself, as a share of the store: the -wal file
/// and what is new took 9 % of it from schema 6 to 11.
const ROOM_SHARE: u64 = 4;

/// And at least so much, in bytes.
const ROOM: u64 = 16 << 20;

/// The backup of a store of this schema that is made before it is migrated.
pub(super) fn backup_path(store: &Path, schema: u32) -> PathBuf {
    beside(store, &format!(".schema-{schema}"))
}

/// The newest backup beside the store that a mainstem can open that knows schemas up to `known`.
pub(super) fn backup_for(store: &Path, known: u32) -> Option<PathBuf> {
    (1..=known).rev().map(|schema| backup_path(store, schema)).find(|path| path.exists())
}

/// Brings the store to the newest schema: whole or not at all.
pub(super) fn migrate(
    path: &Path,
    connection: &mut Connection,
    opening: &Opening,
    watched: &Watched,
) -> Result<(), OpenError> {
    let failed = |error: StoreError| OpenError::Migration {
        path: path.to_owned(),
        to: SCHEMA_VERSION,
        error,
    };
    // A table that is rebuilt must not take its dependants along. No effect inside a transaction.
    let foreign_keys = |connection: &Connection, on: bool| {
        connection.pragma_update(None, "foreign_keys", on).map_err(|error| failed(error.into()))
    };
    foreign_keys(connection, false)?;
    watched
        .over(connection, |connection| bring_up(path, connection, opening, watched))
        .map_err(failed)?;
    foreign_keys(connection, true)
}

fn bring_up(
    path: &Path,
    connection: &mut Connection,
    opening: &Opening,
    watched: &Watched,
) -> Result<(), StoreError> {
    if schema(connection)? == SCHEMA_VERSION {
        return Ok(());
    }
    large_work(connection, |connection| bring_up_alone(path, connection, opening, watched))
}

fn bring_up_alone(
    path: &Path,
    connection: &mut Connection,
    opening: &Opening,
    watched: &Watched,
) -> Result<(), StoreError> {
    // IMMEDIATE: of two processes that start at once, one waits, and nobody writes between the backup
    // and the migration.
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found = schema(&transaction)?;
    let backup = match found {
        0 => None,
        SCHEMA_VERSION => return Ok(()),
        found => {
            tracing::info!(
                "{} is of an older mainstem: migrating it from schema {found} to {SCHEMA_VERSION}",
                path.display()
            );
            back_up(path, found, watched)?
        }
    };
    apply(&transaction, found, opening, watched)?;
    transaction.commit()?;
    if let Some(backup) = backup {
        tracing::info!("Migrated; as it was before it lies in {}", backup.display());
        forget_backups_before(path, found);
    }
    Ok(())
}

fn schema(connection: &Connection) -> Result<u32, StoreError> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

/// All that a store of this schema is missing.
fn apply(
    transaction: &Transaction<'_>,
    found: u32,
    opening: &Opening,
    watched: &Watched,
) -> Result<(), StoreError> {
    // The last part is the look at foreign keys. To make a new store takes no time.
    let parts = MIGRATIONS.len().saturating_sub(found as usize) + 1;
    for (done, sql) in MIGRATIONS.iter().skip(found as usize).enumerate() {
        if found > 0 {
            watched.at(Work::Migrating, done, parts);
        }
        transaction.execute_batch(sql)?;
    }
    if found > 0 {
        watched.at(Work::Migrating, parts - 1, parts);
    }
    let mut broken = 0;
    transaction.pragma_query(None, "foreign_key_check", |_| {
        broken += 1;
        Ok(())
    })?;
    if broken > 0 {
        return Err(StoreError::Damaged(format!("{broken} rows point nowhere")));
    }
    transaction.execute(
        "INSERT OR IGNORE INTO store_state (id, key, made_s, changed_s) VALUES (1, ?1, ?2, ?2)",
        (opening.seed, opening.now),
    )?;
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", SCHEMA_VERSION)?;
    Ok(())
}

/// Where the backup is; `None` where there is no room for one. A migration is made whole or not at all,
/// so that only the way back to the older mainstem is lost, and that is worth less than the news of
/// the days until somebody makes room.
fn back_up(store: &Path, schema: u32, watched: &Watched) -> Result<Option<PathBuf>, StoreError> {
    let to = backup_path(store, schema);
    let size = fs::metadata(store)?.len();
    let needed = size + (size / ROOM_SHARE).max(ROOM);
    let free = free_space(store)?;
    if free < needed {
        let (free, needed) = (free >> 20, needed.div_ceil(1 << 20));
        tracing::warn!(
            "No backup is made before the migration: of {needed} MiB that it takes {free} are free. \
             There is no way back to the older mainstem but a backup of your own"
        );
        return Ok(None);
    }
    backup::copy_pages(store, &to, watched)?;
    Ok(Some(to))
}

/// What is free for us where this file lies, in bytes.
fn free_space(file: &Path) -> io::Result<u64> {
    let found = rustix::fs::statvfs(file)?;
    Ok(found.f_bavail.saturating_mul(found.f_frsize))
}

/// Whether fewer bytes than these are free in a folder that could have some: what can only be read has
/// none to give, and /proc no room at all.
pub(super) fn is_full(folder: &Path, bytes: u64) -> bool {
    rustix::fs::statvfs(folder).is_ok_and(|found| {
        let can_have = found.f_blocks > 0 && !found.f_flag.contains(StatVfsMountFlags::RDONLY);
        can_have && found.f_bavail.saturating_mul(found.f_frsize) < bytes
    })
}

/// Backups that were made before earlier migrations have done their duty.
fn forget_backups_before(store: &Path, schema: u32) {
    for old in (1..schema).map(|schema| backup_path(store, schema)).filter(|path| path.exists()) {
        match fs::remove_file(&old) {
            Ok(()) => tracing::info!("Removed {}, the backup of a migration before", old.display()),
            Err(error) => tracing::warn!(%error, "failed to remove {}: {error}", old.display()),
        }
    }
}

//! A damaged file is made anew from what can be read of it. Of most damage nothing is lost: indexes and
//! the words for search follow from the rest. Where items would be lost, nothing is done: that is for
//! the operator to decide.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::backup::{remove, settle};
use super::errors::{OpenError, StoreError};
use super::migrate::backup_for;
use super::open::{self, Opening, SCHEMA_VERSION, beside};
use super::soundness;
use super::watched::{Watched, Work};
use crate::model::Timestamp;

/// Tables that mainstem can do without: the log of polls, what copies of items of the last days are
/// found by, which stories are linked as close, what our own hub and the operator were told, which hosts
/// asked for patience, which edits rules are still to look at, and what documents have.
const EXPENDABLE: &[&str] =
    &["polls", "poll_days", "prints", "related", "announced", "notices", "hosts", "edited", LISTED];

/// What documents have.
const LISTED: &str = "listed";

/// Makes the store anew in its place, as `what` is damaged. The damaged file stays beside it, as
/// `mainstem.db.damaged`.
pub(super) fn mend(
    store: &Path,
    what: String,
    opening: &Opening,
    watched: &Watched,
) -> Result<(), OpenError> {
    tracing::warn!("{} is damaged ({what}); making it anew", store.display());
    // Whatever comes of this, it is not used again unseen.
    soundness::suspect(store);
    let new = beside(store, ".mended");
    let mended = make_anew(store, &new, opening, watched)
        .and_then(|lost| bring_home(store).map(|()| lost))
        .and_then(|lost| Ok((take_its_place(store, &new)?, lost)));
    match mended {
        Ok((kept, lost)) => {
            soundness::acquit(store);
            tracing::warn!(
                "{} was made anew: no item is lost, {}. The damaged file is kept as {}; check the \
                 disk, and remove that file when all is well",
                store.display(),
                lost_words(&lost),
                kept.display()
            );
            Ok(())
        }
        Err(why_not) => {
            // Nothing else can be done about it, and the first error says more.
            drop(clear(&new));
            let backup = backup_for(store, SCHEMA_VERSION);
            Err(OpenError::Damaged { path: store.to_owned(), what, why_not, backup })
        }
    }
}

/// Makes a store of all that can be read; what was lost of the expendable.
fn make_anew(
    store: &Path,
    new: &Path,
    opening: &Opening,
    watched: &Watched,
) -> Result<Vec<String>, StoreError> {
    clear(new)?;
    let mut connection =
        open::to_write(new, opening, (watched, false)).map_err(OpenError::within)?;
    let lost = watched.over(&mut connection, |new| copy_all(store, new, watched))?;
    if lost.iter().any(|table| table == LISTED) {
        doubt_documents(&connection, opening.now)?;
    }
    connection.close().map_err(|(_, error)| error)?;
    fs::set_permissions(new, fs::metadata(store)?.permissions())?;
    fs::File::open(new)?.sync_all()?;
    Ok(lost)
}

fn lost_words(lost: &[String]) -> String {
    if lost.is_empty() {
        "nor anything else".to_owned()
    } else {
        format!("only {}", lost.join(", "))
    }
}

/// Removes a database file, where there is one, and what SQLite keeps beside it.
fn clear(file: &Path) -> io::Result<()> {
    ["", "-wal", "-shm"].iter().try_for_each(|ending| remove(&beside(file, ending)))
}

/// Brings what is in the -wal file into the damaged file, which does not look at what it says: so it is
/// kept as one file, and no -wal of its can be taken for that of the new one. Only where the new one is
/// made, as a file that is refused stays as it was found.
fn bring_home(store: &Path) -> Result<(), StoreError> {
    let connection = Connection::open(store)?;
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| match row.get(0)? {
        0_i64 => Ok(Ok(())),
        _ => Ok(Err(StoreError::Locked)),
    })?
}

/// Copies every table to the new store, row by row; the names of those that could not be, of the
/// expendable ones.
fn copy_all(store: &Path, new: &Connection, watched: &Watched) -> Result<Vec<String>, StoreError> {
    // Should this be broken off, the new file is thrown away.
    new.pragma_update_and_check(None, "journal_mode", "memory", |_| Ok(()))?;
    new.pragma_update(None, "synchronous", "off")?;
    new.pragma_update(None, "foreign_keys", false)?;
    let name = store.to_str().ok_or_else(|| io::Error::from(io::ErrorKind::InvalidFilename))?;
    // To detach it is to close it.
    open::keep_wal(new, true)?;
    new.execute("ATTACH ?1 AS damaged", [name])?;
    let found: u32 = new.pragma_query_value(Some("damaged"), "user_version", |row| row.get(0))?;
    if found != SCHEMA_VERSION {
        return Err(StoreError::Sql(format!(
            "it is of schema {found}, and only one of schema {SCHEMA_VERSION} can be read so"
        )));
    }
    let tables = tables(new)?;
    let mut lost = Vec::new();
    for (done, table) in tables.iter().enumerate() {
        watched.at(Work::Mending, done, tables.len());
        match copy_table(new, table) {
            Err(StoreError::Damaged(_)) if EXPENDABLE.contains(&table.as_str()) => {
                lost.push(table.clone());
            }
            copied => copied?,
        }
    }
    // So that no number is given twice; where they can't be read, those of the rows that are left hold.
    drop(new.execute_batch(
        "DELETE FROM main.sqlite_sequence;
         INSERT INTO main.sqlite_sequence SELECT name, seq FROM damaged.sqlite_sequence;",
    ));
    new.execute("INSERT INTO main.unsearched SELECT item FROM main.texts", [])?;
    look_whether_all_is_there(new)?;
    new.execute_batch("DETACH damaged")?;
    Ok(lost)
}

/// Has every item and all that was held once count as what its document may have, until a whole document
/// says otherwise: else what has been there all the time could come back as news.
fn doubt_documents(new: &Connection, now: Timestamp) -> Result<(), StoreError> {
    new.execute("UPDATE feeds SET is_listed = 0", [])?;
    new.execute("UPDATE aged SET seen_s = max(seen_s, ?1)", [now])?;
    Ok(())
}

/// The tables that hold something that follows from nothing else.
fn tables(new: &Connection) -> Result<Vec<String>, StoreError> {
    let mut statement = new.prepare(
        "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND rootpage > 0 \
         AND name NOT GLOB 'sqlite_*' AND name NOT GLOB 'search*' AND name <> 'unsearched'",
    )?;
    let names = statement.query_map([], |row| row.get(0))?;
    Ok(names.collect::<Result<_, _>>()?)
}

/// In a transaction of its own. The columns are named and indexes forbidden, or SQLite would copy these
/// as they are.
fn copy_table(new: &Connection, table: &str) -> Result<(), StoreError> {
    let columns: String = new.query_row(
        "SELECT group_concat('\"' || name || '\"', ', ') FROM pragma_table_info(?1, 'main')",
        [table],
        |row| row.get(0),
    )?;
    let transaction = new.unchecked_transaction()?;
    // The row of the store itself, which a new one has.
    transaction.execute(&format!("DELETE FROM main.{table}"), [])?;
    transaction.execute(
        &format!(
            "INSERT INTO main.{table} ({columns}) SELECT {columns} FROM damaged.{table} NOT INDEXED"
        ),
        [],
    )?;
    Ok(transaction.commit()?)
}

/// A page that can't be reached any more gives no error: its rows are missing, and others that belong to
/// them point nowhere.
fn look_whether_all_is_there(new: &Connection) -> Result<(), StoreError> {
    let missing: i64 = new.query_row(
        "SELECT (SELECT count(*) FROM pragma_foreign_key_check(NULL, 'main')) + \
         (SELECT count(*) = 0 FROM main.store_state)",
        [],
        |row| row.get(0),
    )?;
    if missing > 0 {
        return Err(StoreError::Damaged(format!("{missing} rows are missing")));
    }
    Ok(())
}

/// Puts the new file in the place of the store; where the damaged one is now. At no moment there is none.
fn take_its_place(store: &Path, new: &Path) -> io::Result<PathBuf> {
    let kept = beside(store, ".damaged");
    clear(&kept)?;
    fs::hard_link(store, &kept).or_else(|_| fs::copy(store, &kept).map(drop))?;
    fs::rename(new, store)?;
    settle(store);
    Ok(kept)
}

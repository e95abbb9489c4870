//! How the file shrinks: pages that nothing is in any more are given back bit by bit (SQLite's incremental
//! vacuum). A file has to be made for that, or written anew once.

use std::path::Path;

use rusqlite::Connection;

use super::errors::StoreError;
use super::open::large_work;
use super::readers::Reading;
use super::watched::{Watched, Work};
use super::writer::Writing;

/// What `PRAGMA auto_vacuum` says of a file that can shrink.
const INCREMENTAL: i64 = 2;

/// So large may a file be that is written anew when it is opened, in pages of 4 KiB: that takes a second or
/// two.
const SMALL: i64 = (128 << 20) / 4_096;

/// One page in so many may be empty: news fills it before long.
const EMPTY: i64 = 16;

/// A file that is made now can shrink.
pub(super) fn from_the_beginning(connection: &Connection) -> rusqlite::Result<()> {
    if number(connection, "page_count")? == 0 {
        connection.pragma_update(None, "auto_vacuum", INCREMENTAL)?;
    }
    Ok(())
}

/// A small file that an older mainstem has made is written anew, so that it can. Where that fails, it stays
/// as it was.
pub(super) fn from_now_on(
    path: &Path,
    connection: &mut Connection,
    watched: &Watched,
) -> rusqlite::Result<()> {
    if can(connection)? || number(connection, "page_count")? > SMALL {
        return Ok(());
    }
    tracing::info!(
        "{} is of an older mainstem: writing it anew once, so that it gives back what is empty",
        path.display()
    );
    large_work(connection, |connection| {
        connection.pragma_update(None, "auto_vacuum", INCREMENTAL)?;
        // Another process may be writing, or the disk be full. The next start tries again.
        watched.at(Work::WritingAnew, 0, 0);
        watched.over(connection, |connection| drop(connection.execute_batch("VACUUM")));
        Ok(())
    })
}

/// What is copied from here with VACUUM INTO can shrink, whatever this file can.
pub(super) fn in_copies(connection: &Connection) -> rusqlite::Result<()> {
    // Where the file can, it would be written to.
    if can(connection)? {
        Ok(())
    } else {
        connection.pragma_update(None, "auto_vacuum", INCREMENTAL)
    }
}

fn can(connection: &Connection) -> rusqlite::Result<bool> {
    Ok(number(connection, "auto_vacuum")? == INCREMENTAL)
}

fn number(connection: &Connection, name: &str) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, name, |row| row.get(0))
}

impl Reading<'_> {
    /// Whether the file gives back what is empty. One that an older mainstem has made and that is large
    /// does not, until a copy of it takes its place.
    pub fn can_shrink(&self) -> Result<bool, StoreError> {
        Ok(can(self.connection)?)
    }
}

impl Writing<'_> {
    /// Gives back up to so many pages, if more than a few are empty, and tells whether there were any to
    /// give.
    pub fn give_back(&self, pages: u32) -> Result<bool, StoreError> {
        let free = number(self.connection, "freelist_count")?;
        let few = number(self.connection, "page_count")? / EMPTY;
        if free <= few || !can(self.connection)? {
            return Ok(false);
        }
        let pages = i64::from(pages).min(free - few);
        self.connection.pragma(None, "incremental_vacuum", pages, |_| Ok(()))?;
        Ok(true)
    }
}

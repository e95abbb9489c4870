//! Archive documents that are full. What goes into one is decided elsewhere; once written it stays as it is.

use rusqlite::{OptionalExtension as _, Row};

use super::errors::StoreError;
use super::readers::Reading;
use super::writer::Writing;
use crate::model::{Archive, Timestamp};

impl Reading<'_> {
    /// The number of the newest archive, and the place that it reaches up to; twice 0 where there is none.
    pub fn archived(&self) -> Result<(u32, i64), StoreError> {
        Ok(self
            .connection
            .prepare_cached("SELECT number, last_seq FROM archives ORDER BY number DESC LIMIT 1")?
            .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?
            .unwrap_or_default())
    }

    /// The number of the oldest archive that is kept, and when what it shows had last changed.
    pub fn oldest_archive(&self) -> Result<Option<(u32, Timestamp)>, StoreError> {
        Ok(self
            .connection
            .prepare_cached("SELECT number, updated_s FROM archives ORDER BY number LIMIT 1")?
            .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?)
    }

    /// When what an archive shows had last changed, of the oldest one for which that is no later than `now`.
    pub fn first_archived(&self, now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        Ok(self
            .connection
            .prepare_cached(
                "SELECT updated_s FROM archives WHERE updated_s <= ?1 ORDER BY number LIMIT 1",
            )?
            .query_row([now], |row| row.get(0))
            .optional()?)
    }

    /// The places of the stories of an archive: those behind the first, up to the second. Where the one
    /// before it was dropped, it is not known any more where it begins.
    pub fn archive_span(&self, number: u32) -> Result<Option<(Option<i64>, i64)>, StoreError> {
        Ok(self
            .connection
            .prepare_cached(
                "SELECT iif(?1 = 1, 0, (SELECT last_seq FROM archives WHERE number = ?1 - 1)), last_seq \
                 FROM archives WHERE number = ?1",
            )?
            .query_row([number], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?)
    }

    /// The number of the archive that has what stands at this place.
    pub fn archive_with(&self, place: i64) -> Result<Option<u32>, StoreError> {
        Ok(self
            .connection
            .prepare_cached("SELECT min(number) FROM archives WHERE last_seq >= ?1")?
            .query_row([place], |row| row.get(0))?)
    }

    /// The archive of this number.
    pub fn archive(&self, number: u32) -> Result<Option<Archive>, StoreError> {
        let read = |row: &Row<'_>| {
            Ok(Archive { number, reach: row.get(0)?, updated: row.get(1)?, entries: row.get(2)? })
        };
        Ok(self
            .connection
            .prepare_cached("SELECT last_seq, updated_s, entries FROM archives WHERE number = ?1")?
            .query_row([number], read)
            .optional()?)
    }
}

impl Writing<'_> {
    /// Writes the next archive. Where another process was faster, its archive stands.
    pub fn keep_archive(&self, archive: &Archive) -> Result<(), StoreError> {
        self.connection
            .prepare_cached(
                "INSERT INTO archives (number, last_seq, updated_s, entries) \
                 VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
            )?
            .execute((archive.number, archive.reach, archive.updated, &archive.entries))?;
        Ok(())
    }

    /// Drops an archive; never the newest, by which the next one is numbered.
    pub fn drop_archive(&self, number: u32) -> Result<(), StoreError> {
        self.connection
            .prepare_cached(
                "DELETE FROM archives WHERE number = ?1 \
                 AND number < (SELECT max(number) FROM archives)",
            )?
            .execute([number])?;
        Ok(())
    }
}

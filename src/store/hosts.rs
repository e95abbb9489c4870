//! Rows of hosts that asked to be left alone.

use rusqlite::OptionalExtension as _;

use super::errors::StoreError;
use super::readers::Reading;
use super::writer::Writing;
use crate::model::HostMemory;

impl Reading<'_> {
    /// What is remembered of each host that there is something to remember of.
    pub fn hosts(&self) -> Result<Vec<(String, HostMemory)>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT host, frozen_until_s, strikes FROM hosts ORDER BY host")?;
        let rows = statement.query_map([], |row| {
            Ok((row.get(0)?, HostMemory { frozen_until: row.get(1)?, strikes: row.get(2)? }))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl Reading<'_> {
    /// What is remembered of this host.
    pub fn host(&self, host: &str) -> Result<HostMemory, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT frozen_until_s, strikes FROM hosts WHERE host = ?1")?;
        let memory = statement.query_row([host], |row| {
            Ok(HostMemory { frozen_until: row.get(0)?, strikes: row.get(1)? })
        });
        Ok(memory.optional()?.unwrap_or_default())
    }
}

impl Writing<'_> {
    /// Writes what is remembered of a host from now on.
    pub fn remember_host(&self, host: &str, memory: HostMemory) -> Result<(), StoreError> {
        if memory == HostMemory::default() {
            self.connection.prepare_cached("DELETE FROM hosts WHERE host = ?1")?.execute([host])?;
            return Ok(());
        }
        self.connection
            .prepare_cached(
                "INSERT INTO hosts (host, frozen_until_s, strikes) VALUES (?1, ?2, ?3) \
                 ON CONFLICT (host) DO UPDATE SET frozen_until_s = ?2, strikes = ?3",
            )?
            .execute((host, memory.frozen_until, memory.strikes))?;
        Ok(())
    }
}

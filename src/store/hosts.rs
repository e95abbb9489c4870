//! Rows of hosts that asked to be left alone.

use rusqlite::{OptionalExtension as _, Row};

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
        let rows = statement.query_map([], |row| Ok((row.get("host")?, read_row(row)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// What is remembered of this host.
    pub fn host(&self, host: &str) -> Result<HostMemory, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT frozen_until_s, strikes FROM hosts WHERE host = ?1")?;
        Ok(statement.query_row([host], read_row).optional()?.unwrap_or_default())
    }
}

impl Writing<'_> {
    /// Writes what is remembered of hosts from now on.
    pub fn remember_hosts(&self, hosts: &[(String, HostMemory)]) -> Result<(), StoreError> {
        hosts.iter().try_for_each(|(host, memory)| self.remember_host(host, *memory))
    }

    fn remember_host(&self, host: &str, memory: HostMemory) -> Result<(), StoreError> {
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

fn read_row(row: &Row<'_>) -> rusqlite::Result<HostMemory> {
    Ok(HostMemory { frozen_until: row.get("frozen_until_s")?, strikes: row.get("strikes")? })
}

//! Connections that only read, and what runs on them.

use std::path::PathBuf;
use std::sync::Mutex;

use rusqlite::Connection;

use super::errors::{OpenError, StoreError};
use super::open;

/// Readings at a time, and so connections. A reading takes microseconds and to open a connection
/// takes a hundred times as long, so that who comes while all are in use does better to wait.
pub(super) const CONNECTIONS: usize = 3;

/// A view of the store as of one moment: all that is asked of it in one reading agrees.
#[derive(Debug)]
pub struct Reading<'c> {
    pub(super) connection: &'c Connection,
}

#[derive(Debug)]
pub(super) struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
}

impl Readers {
    /// Readers of this file, which must be open in this process already, or be so by `first`.
    pub(super) fn new(path: PathBuf, first: Option<Connection>) -> Self {
        Self { path, idle: Mutex::new(first.into_iter().collect()) }
    }

    /// Closes the connections that are idle.
    pub(super) fn clear(&self) {
        self.with_idle(Vec::clear);
    }

    /// Runs `work` on a connection of its own, inside one read transaction.
    pub(super) fn read<T>(
        &self,
        work: impl FnOnce(&Reading<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let idle = self.with_idle(Vec::pop);
        let mut connection = match idle {
            Some(connection) => connection,
            None => open::further_reader(&self.path).map_err(OpenError::within)?,
        };
        let transaction = connection.transaction()?;
        let answer = work(&Reading { connection: &transaction })?;
        transaction.commit()?;
        self.with_idle(|idle| {
            if idle.len() < CONNECTIONS {
                idle.push(connection);
            }
        });
        Ok(answer)
    }

    fn with_idle<T>(&self, use_it: impl FnOnce(&mut Vec<Connection>) -> T) -> T {
        // A list of idle connections is right whatever its last user was doing.
        use_it(&mut self.idle.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
    }
}

//! Whether the file is whole: what gives reason to doubt it, and the look through it. What becomes of a
//! file that is not is left to `mend`.

use std::fs::{self, File};
use std::path::Path;

use rusqlite::Connection;

use super::backup;
use super::errors::StoreError;
use super::open::beside;
use super::watched::{Watched, Work};

/// The mark beside a file that was found damaged while it was open.
const MARK: &str = "-suspect";

/// Why a file may not be whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Doubt {
    /// Whoever wrote last did not close it: killed, or the power was cut.
    CutOff,
    /// It was found damaged while it was open.
    Suspect,
}

/// What speaks against the file. Asked before the first connection of this process: who closes a
/// store as the last takes its -wal file away, and who opens it makes one.
pub(super) fn doubt(store: &Path) -> Option<Doubt> {
    if beside(store, MARK).exists() {
        return Some(Doubt::Suspect);
    }
    let left = fs::metadata(beside(store, "-wal")).map_or(0, |wal| wal.len());
    (left > 0).then_some(Doubt::CutOff)
}

/// Has the file looked through when it is opened next.
pub(super) fn suspect(store: &Path) {
    if let Err(error) = File::create(beside(store, MARK)) {
        tracing::warn!(%error, "failed to note that {} is damaged: {error}", store.display());
    }
}

/// The file is whole, or another.
pub(super) fn acquit(store: &Path) {
    let mark = beside(store, MARK);
    if let Err(error) = backup::remove(&mark) {
        tracing::warn!(%error, "failed to remove {}: {error}", mark.display());
    }
}

/// Looks through the whole file. After an end that was none, all that a power cut can do shows in its
/// pages (`quick_check`); where damage was met already, also indexes that do not fit their tables.
pub(super) fn look_through(
    store: &Path,
    connection: &mut Connection,
    doubt: Doubt,
    watched: &Watched,
) -> Result<(), StoreError> {
    let check = match doubt {
        Doubt::CutOff => "PRAGMA quick_check(1)",
        Doubt::Suspect => "PRAGMA integrity_check(1)",
    };
    watched.at(Work::Checking, 0, 0);
    let said: String =
        watched.over(connection, |connection| connection.query_row(check, [], |row| row.get(0)))?;
    if said != "ok" {
        return Err(StoreError::Damaged(said));
    }
    acquit(store);
    Ok(())
}

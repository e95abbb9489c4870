//! Whether the file is whole: what gives reason to doubt it, and the look through it. What becomes of a
//! file that is not is left to `mend`.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

use rusqlite::Connection;

use super::backup;
use super::errors::StoreError;
use super::open::beside;
use super::watched::{Watched, Work};

/// The mark beside a file that was found damaged while it was open.
const MARK: &str = "-suspect";

/// The note that the -wal file was left by a stop, as another process had the store open. It tells which
/// -wal file that was, and speaks for one start.
const STOPPED: &str = "-stopped";

/// Bytes of the header of a -wal file: its salts are others each time that it is begun anew.
const WAL_HEADER: u64 = 32;

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
    let note = beside(store, STOPPED);
    let noted = fs::read_to_string(&note).ok();
    clear(&note);
    if beside(store, MARK).exists() {
        return Some(Doubt::Suspect);
    }
    match left(store) {
        Ok(None) => None,
        Ok(left) if left == noted => None,
        Ok(Some(_)) | Err(_) => Some(Doubt::CutOff),
    }
}

/// Which -wal file there is, if there is anything in it: another after every write to it. One is not
/// made shorter when it is begun anew, so that its length alone does not tell.
fn left(store: &Path) -> io::Result<Option<String>> {
    let file = match File::open(beside(store, "-wal")) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        file => file?,
    };
    let about = file.metadata()?;
    if about.len() == 0 {
        return Ok(None);
    }
    let mut header = Vec::new();
    file.take(WAL_HEADER).read_to_end(&mut header)?;
    let (long, since, fraction) = (about.len(), about.mtime(), about.mtime_nsec());
    Ok(Some(format!("{long} {since}.{fraction:09} {header:02x?}")))
}

/// Notes that what is left of a -wal file was left by a stop, so that it is no sign of an end that was none.
pub(super) fn stopped(store: &Path) {
    let note = || match left(store)? {
        Some(left) => {
            // A power cut after this is not to take what the note speaks for.
            File::open(beside(store, "-wal"))?.sync_all()?;
            fs::write(beside(store, STOPPED), left)
        }
        None => Ok(()),
    };
    if let Err(error) = note() {
        tracing::warn!(
            %error,
            "failed to note that {} was closed, so that the next start looks through it: {error}",
            store.display()
        );
    }
}

/// Has the file looked through when it is opened next.
pub(super) fn suspect(store: &Path) {
    if let Err(error) = File::create(beside(store, MARK)) {
        tracing::warn!(%error, "failed to note that {} is damaged: {error}", store.display());
    }
}

/// The file is whole, or another.
pub(super) fn acquit(store: &Path) {
    clear(&beside(store, MARK));
}

fn clear(mark: &Path) {
    if let Err(error) = backup::remove(mark) {
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

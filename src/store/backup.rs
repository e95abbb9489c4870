//! A copy of the whole store as of one moment, made while others write.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use super::errors::StoreError;
use super::{open, shrink};

/// Why there is no backup: fragments that complete "failed to …".
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// There is something at its place.
    #[error("back up to {}: it is there already; name another file, or add --force", .0.display())]
    Exists(PathBuf),
    /// The store can't be opened.
    #[error("{0}")]
    Open(#[from] super::OpenError),
    /// The copy can't be made.
    #[error("back up to {}: {error}", .path.display())]
    Copy {
        /// Where to.
        path: PathBuf,
        /// What went wrong.
        error: StoreError,
    },
}

/// A backup that was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backup {
    /// Its size.
    pub size_bytes: u64,
    /// The items in it.
    pub items: u64,
    /// Its schema: that of the store, which may be an older one.
    pub schema: u32,
}

/// Copies the store to a file of its own, which appears when it is whole, checked, and on the disk. What is
/// at its place is replaced only by `force`.
///
/// The copy is what SQLite makes of a store that it writes anew (VACUUM INTO): as of one moment, without
/// free pages and without a -wal file. The daemon goes on meanwhile.
pub fn back_up(store: &Path, to: &Path, force: bool) -> Result<Backup, BackupError> {
    if to.exists() && !force {
        return Err(BackupError::Exists(to.to_owned()));
    }
    let source = open::to_copy(store)?;
    let failed = |error| BackupError::Copy { path: to.to_owned(), error };
    let temporary = beside(to).map_err(|error| failed(error.into()))?;
    let made = copy(&source, &temporary).and_then(|backup| {
        fs::rename(&temporary, to)?;
        Ok(backup)
    });
    if made.is_err() {
        // Nothing else can be done about it, and the first error says more.
        drop(fs::remove_file(&temporary));
    } else if let Some(folder) = folder(to).and_then(|folder| File::open(folder).ok()) {
        // The name is there; whether it outlives a power cut is not worth an error.
        drop(folder.sync_all());
    }
    made.map_err(failed)
}

fn folder(file: &Path) -> Option<&Path> {
    file.parent().map(|folder| if folder.as_os_str().is_empty() { Path::new(".") } else { folder })
}

/// An empty file in the folder of the backup, which nobody else can read: there are keys in a store.
fn beside(to: &Path) -> io::Result<PathBuf> {
    let name = to.file_name().ok_or(io::ErrorKind::InvalidFilename)?.to_string_lossy().into_owned();
    let path = to.with_file_name(format!(".{name}.{}.new", std::process::id()));
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path)?;
    Ok(path)
}

/// Copies, and looks whether the copy is what it should be.
fn copy(source: &Connection, to: &Path) -> Result<Backup, StoreError> {
    let name = to.to_str().ok_or_else(|| io::Error::from(io::ErrorKind::InvalidFilename))?;
    shrink::in_copies(source)?;
    source.execute("VACUUM INTO ?1", [name])?;
    let backup = verified(to)?;
    File::open(to)?.sync_all()?;
    Ok(backup)
}

fn verified(file: &Path) -> Result<Backup, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let copy = Connection::open_with_flags(file, flags)?;
    let said: String = copy.query_row("PRAGMA quick_check", [], |row| row.get(0))?;
    if said != "ok" {
        return Err(StoreError::Damaged(said));
    }
    let items: i64 = copy.query_row("SELECT count(*) FROM items", [], |row| row.get(0))?;
    Ok(Backup {
        size_bytes: fs::metadata(file)?.len(),
        items: u64::try_from(items).unwrap_or(0),
        schema: copy.pragma_query_value(None, "user_version", |row| row.get(0))?,
    })
}

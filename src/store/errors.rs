//! What can go wrong with the file, told so that the operator knows what to do.

use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

use crate::model::ItemId;

/// Why the store can't be opened. The file is as it was before.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// There is no such file, and the command only reads.
    #[error(
        "open {path}: there is no database yet; run `mainstem` or `mainstem poll` first",
        path = path.display()
    )]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// The file is something else.
    #[error(
        "open {path}: this is not an SQLite database; set [store] path to another file, or move \
         this one away",
        path = path.display()
    )]
    NotADatabase {
        /// The file.
        path: PathBuf,
    },
    /// The database belongs to another program.
    #[error(
        "open {path}: this database was not made by mainstem; set [store] path to another file",
        path = path.display()
    )]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// A newer mainstem has migrated it.
    #[error(
        "open {path}: it has schema {found}, and this version of mainstem knows schemas up to \
         {known}; install the newer version again, or restore a backup made before it",
        path = path.display()
    )]
    TooNew {
        /// The file.
        path: PathBuf,
        /// Its schema.
        found: u32,
        /// The newest schema that this program knows.
        known: u32,
    },
    /// An older mainstem has made it, and this command only reads.
    #[error(
        "open {path}: it has schema {found}, of an older mainstem; `mainstem` or `mainstem poll` brings \
         it up to date",
        path = path.display()
    )]
    TooOld {
        /// The file.
        path: PathBuf,
        /// Its schema.
        found: u32,
    },
    /// A migration could not be made; the database stays at the schema it had.
    #[error("migrate {path} to schema {to}: {error}", path = path.display())]
    Migration {
        /// The file.
        path: PathBuf,
        /// The schema that was to be made.
        to: u32,
        /// What SQLite said.
        error: StoreError,
    },
    /// Anything else.
    #[error("open {path}: {error}", path = path.display())]
    Other {
        /// The file.
        path: PathBuf,
        /// What went wrong.
        error: StoreError,
    },
}

impl OpenError {
    pub(super) fn other(path: &Path, error: impl Into<StoreError>) -> Self {
        Self::Other { path: path.to_owned(), error: error.into() }
    }
}

/// Why the store can't be read or written.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreError {
    /// Another process holds the write lock for longer than we wait.
    #[error(
        "the database is locked by another process; end the other mainstem or whatever else has \
         it open (`fuser -v FILE` names it)"
    )]
    Locked,
    /// The file or its folder may not be written.
    #[error(
        "the database can't be written; the file, its folder and the -wal and -shm files beside \
         it must belong to the user mainstem runs as"
    )]
    ReadOnly,
    /// No space is left.
    #[error("the disk is full; free some space, mainstem goes on by itself")]
    Full,
    /// The file is damaged.
    #[error("the database is damaged ({0}); restore a backup, and check the disk")]
    Damaged(String),
    /// The folder is missing or may not be entered.
    #[error("the file can't be opened or made; its folder must exist and be writable")]
    CannotOpen,
    /// Reading or writing the file failed beneath SQLite.
    #[error("{0}")]
    Io(String),
    /// The thread that writes is gone, because the store is being closed.
    #[error("the store is closed")]
    Closed,
    /// Somebody named an item that there is not.
    #[error("there is no item {number}; `mainstem items` prints their numbers", number = .0.0)]
    NoItem(ItemId),
    /// Anything else that SQLite says.
    #[error("{0}")]
    Sql(String),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        let text = error.to_string();
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Locked,
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Self::ReadOnly,
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged(text),
            Some(ErrorCode::CannotOpen) => Self::CannotOpen,
            _ => Self::Sql(text),
        }
    }
}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error.to_string())
    }
}

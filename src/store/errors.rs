//! What can go wrong with the file, told so that the operator knows what to do.

use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;
use rusqlite::ffi::SQLITE_IOERR_SHMSIZE;

use super::migrate::is_full;
use crate::model::ItemId;

/// What SQLite makes a -shm file of, at least.
const SHM_BYTES: u64 = 32 << 10;

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
         {known}; install the newer version again, or {back}",
        path = path.display(),
        back = go_back(path, backup.as_deref(), "a backup made before it")
    )]
    TooNew {
        /// The file.
        path: PathBuf,
        /// Its schema.
        found: u32,
        /// The newest schema that this program knows.
        known: u32,
        /// The backup that was made before its migration, where that is still there.
        backup: Option<PathBuf>,
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
    #[error("migrate {path} to schema {to}: {error}{}", also_full(error), path = path.display())]
    Migration {
        /// The file.
        path: PathBuf,
        /// The schema that was to be made.
        to: u32,
        /// What SQLite said.
        error: StoreError,
    },
    /// The file is damaged, and can't be mended without loss.
    #[error(
        "open {path}: the database is damaged ({what}), and mainstem can't mend it without loss \
         ({why_not}); check the disk, and {back}; or save what can be read, with sqlite3 3.43 or newer \
         (an older one makes an empty file, and says nothing): sqlite3 {path} .recover | sqlite3 \
         recovered.db; see that it has items (sqlite3 recovered.db 'SELECT count(*) FROM items'), \
         give it to the owner of the other (chown --reference={path} recovered.db), and put it in \
         its place in the same way",
        path = path.display(),
        back = go_back(path, backup.as_deref(), "a backup")
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What SQLite says of it.
        what: String,
        /// What is in the way of mending it.
        why_not: StoreError,
        /// The backup that was made before the last migration, where that is still there.
        backup: Option<PathBuf>,
    },
    /// There is no store, and there was one.
    #[error(
        "open {path}: the file is empty or missing, and {left} beside it tells that there was a store; \
         {back}; or, to begin anew, with other ids for all that readers have, remove {left}",
        path = path.display(),
        left = listed(left),
        back = go_back(path, backup.as_deref(), "a backup")
    )]
    Emptied {
        /// The file.
        path: PathBuf,
        /// What that store has left.
        left: Vec<PathBuf>,
        /// The backup that was made before its last migration, where that is still there.
        backup: Option<PathBuf>,
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
        let error = error.into();
        // What SQLite keeps beside a file is what it can't make then.
        let is_full =
            matches!(error, StoreError::Io(_) | StoreError::CannotOpen) && has_no_room(path);
        let error = if is_full { StoreError::Full } else { error };
        Self::Other { path: path.to_owned(), error }
    }

    /// Whether it stays so until somebody has done something about it: to try again is in vain, and takes
    /// a look through the whole file and a copy of it. A disk that is full may be so no more.
    pub fn needs_hands(&self) -> bool {
        match self {
            Self::Damaged { why_not, .. } => {
                !matches!(why_not, StoreError::Full | StoreError::Io(_))
            }
            Self::Emptied { .. } => true,
            Self::Missing { .. }
            | Self::NotADatabase { .. }
            | Self::Foreign { .. }
            | Self::TooNew { .. }
            | Self::TooOld { .. }
            | Self::Migration { .. }
            | Self::Other { .. } => false,
        }
    }

    /// The same for a store that is open already.
    pub(super) fn within(self) -> StoreError {
        match self {
            Self::Other { error, .. } | Self::Migration { error, .. } => error,
            Self::Missing { .. }
            | Self::NotADatabase { .. }
            | Self::Foreign { .. }
            | Self::TooNew { .. }
            | Self::TooOld { .. }
            | Self::Damaged { .. }
            | Self::Emptied { .. } => StoreError::Sql(self.to_string()),
        }
    }
}

/// Whether there is less room beside the file than the smallest of what SQLite makes there.
fn has_no_room(path: &Path) -> bool {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    is_full(folder.unwrap_or(Path::new(".")), SHM_BYTES)
}

fn listed(files: &[PathBuf]) -> String {
    files.iter().map(|file| file.display().to_string()).collect::<Vec<_>>().join(", ")
}

/// How to go back to a backup: this one, or `any` in words.
fn go_back(path: &Path, backup: Option<&Path>, any: &str) -> String {
    let backup = match backup {
        Some(backup) => backup.display().to_string(),
        None => any.to_owned(),
    };
    let path = path.display();
    format!(
        "go back to {backup}: remove {path}-wal and {path}-shm, and put it in the place of {path}"
    )
}

/// Where else a migration needs room.
fn also_full(error: &StoreError) -> &'static str {
    if matches!(error, StoreError::Full) {
        "; a migration needs some beside the store, and where temporary files lie (SQLITE_TMPDIR, TMPDIR, \
         /var/tmp or /tmp)"
    } else {
        ""
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
    /// The file may not even be read.
    #[error(
        "the database may not be read; the file, its folder and the -wal and -shm files beside it must \
         belong to the user mainstem runs as (`chown`), and commands be run by that user or root"
    )]
    Forbidden,
    /// No space is left.
    #[error("the disk is full; free some space, mainstem goes on by itself")]
    Full,
    /// The file is damaged.
    #[error(
        "the database is damaged ({0}); start mainstem again: it mends what it can, or says what to do"
    )]
    Damaged(String),
    /// The folder is missing or may not be entered.
    #[error(
        "the file can't be opened or made; its folder must exist and be writable, and mainstem be \
         allowed enough open files (`LimitNOFILE=`)"
    )]
    CannotOpen,
    /// Reading or writing the file failed beneath SQLite.
    #[error("{0}")]
    Io(String),
    /// The file was removed while it was open, and stands at its place again.
    #[error(
        "the database file was removed while mainstem ran; it was put back, with all that was in it; \
         start mainstem again"
    )]
    PutBack,
    /// The file was removed while it was open, and can't be put back.
    #[error(
        "the database file was removed while mainstem ran, and can't be put back ({0}); nothing new is \
         stored until it can, and what is stored is lost when mainstem ends before"
    )]
    Removed(String),
    /// Another file stands in its place.
    #[error(
        "another file was put in the place of the database while mainstem ran; start mainstem again \
         to use that one, and end it first the next time"
    )]
    Replaced,
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
        // The -shm file can't grow: SQLite calls that a failure of the disk.
        if error.sqlite_error().is_some_and(|error| error.extended_code == SQLITE_IOERR_SHMSIZE) {
            return Self::Full;
        }
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Locked,
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Self::ReadOnly,
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged(text),
            Some(ErrorCode::CannotOpen) => Self::CannotOpen,
            Some(ErrorCode::SystemIoFailure) => Self::Io(format!(
                "the database can't be read or written ({text}); check the disk, mainstem goes on by \
                 itself"
            )),
            _ => Self::Sql(text),
        }
    }
}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error.to_string())
    }
}

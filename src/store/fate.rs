//! What ends the use of a file that is open: it is not at its place any more, or it is damaged. Then
//! nothing is written that would be lost, and whoever has it open had better begin anew.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use rusqlite::Connection;

use super::backup;
use super::errors::StoreError;
use super::open::beside;
use super::soundness;

/// The file as it was opened, and what has become of it.
#[derive(Debug)]
pub(super) struct Fate {
    path: PathBuf,
    /// Device and inode; `None` where the file system does not tell, and nothing is looked at.
    file: Option<(u64, u64)>,
    sealed: Mutex<Option<StoreError>>,
}

/// What stands at the file's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    Itself,
    Nothing,
    Another,
}

impl Fate {
    /// Of a file that has just been opened.
    pub(super) fn of(path: &Path) -> Self {
        let file = fs::metadata(path).ok().map(|file| (file.dev(), file.ino()));
        Self { path: path.to_owned(), file, sealed: Mutex::new(None) }
    }

    /// What has ended the use of the file, once anything has.
    pub(super) fn sealed(&self) -> Option<StoreError> {
        self.sealed.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The first that is said holds.
    fn seal(&self, error: StoreError) -> StoreError {
        self.sealed.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error).clone()
    }

    /// Whether it stands where it stood.
    pub(super) fn stands(&self) -> bool {
        self.standing() == Standing::Itself
    }

    fn standing(&self) -> Standing {
        let Some(file) = self.file else { return Standing::Itself };
        match fs::metadata(&self.path) {
            Ok(found) if (found.dev(), found.ino()) == file => Standing::Itself,
            Ok(_) => Standing::Another,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Standing::Nothing,
            // Whatever that is, it is not an answer.
            Err(_) => Standing::Itself,
        }
    }

    /// Asked before each transaction. A file that was removed is put back: as long as it is open, all
    /// that is in it is there.
    pub(super) fn before_writing(&self, connection: &Connection) -> Result<(), StoreError> {
        if let Some(error) = self.sealed() {
            return Err(error);
        }
        match self.standing() {
            Standing::Itself => Ok(()),
            Standing::Another => Err(self.seal(StoreError::Replaced)),
            Standing::Nothing => match self.put_back(connection) {
                Ok(()) => Err(self.seal(StoreError::PutBack)),
                // It is tried again.
                Err(error) => Err(StoreError::Removed(error.to_string())),
            },
        }
    }

    /// All that was committed was left in good order by this process, which was alone with the file.
    pub(super) fn closed(&self) {
        if self.sealed().is_none() && self.stands() {
            soundness::stopped(&self.path);
        }
    }

    fn put_back(&self, connection: &Connection) -> Result<(), StoreError> {
        let copy = backup::private(&self.path)?;
        let placed = backup::anew(connection, &copy).and_then(|()| {
            fs::File::open(&copy)?.sync_all()?;
            // They belong to the file that was removed, and must not be taken for those of this one.
            for ending in ["-wal", "-shm"] {
                drop(fs::remove_file(beside(&self.path, ending)));
            }
            // Unlike a rename, this replaces nothing that has come there meanwhile.
            Ok(fs::hard_link(&copy, &self.path)?)
        });
        drop(backup::discard(&copy));
        backup::settle(&self.path);
        placed
    }

    /// Takes note of an error that whoever used the file met; it is given back.
    pub(super) fn noted<T>(&self, answer: Result<T, StoreError>) -> Result<T, StoreError> {
        if let Err(error @ StoreError::Damaged(_)) = &answer
            && self.sealed().is_none()
        {
            self.seal(error.clone());
            soundness::suspect(&self.path);
        }
        answer
    }
}

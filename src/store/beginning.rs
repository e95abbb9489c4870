//! Whether a store may be made where there is none. Where something beside it tells that there was one,
//! the operator has to decide: a new store has another key, and readers would get everything once more.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::errors::OpenError;
use super::migrate::{backup_for, backup_path};
use super::open::{SCHEMA_VERSION, beside};

/// Opens the store with `open`, unless that would begin one where there was another. That one was begun
/// is told, as nothing else tells the two apart.
pub(super) fn told<T>(
    store: &Path,
    open: impl FnOnce() -> Result<T, OpenError>,
) -> Result<T, OpenError> {
    let begins = begins(store);
    if begins {
        let left = left_of_another(store);
        if !left.is_empty() {
            let backup = backup_for(store, SCHEMA_VERSION);
            return Err(OpenError::Emptied { path: store.to_owned(), left, backup });
        }
    }
    let opened = open()?;
    if begins {
        tracing::info!("{} is a new store: there was none", store.display());
    }
    Ok(opened)
}

fn begins(store: &Path) -> bool {
    match fs::metadata(store) {
        Ok(file) => file.len() == 0,
        Err(error) => error.kind() == io::ErrorKind::NotFound,
    }
}

/// A first start that is killed leaves none of these beside an empty file: before there is a -wal file,
/// the store has a page on the disk.
fn left_of_another(store: &Path) -> Vec<PathBuf> {
    let wal = beside(store, "-wal");
    let has_wal = fs::metadata(&wal).is_ok_and(|wal| wal.len() > 0);
    let marks = ["-suspect", ".damaged"].map(|ending| beside(store, ending));
    let backups = (1..=SCHEMA_VERSION).filter_map(|schema| {
        let backup = backup_path(store, schema);
        backup.exists().then_some(backup)
    });
    let mut left: Vec<_> = marks.into_iter().filter(|file| file.exists()).chain(backups).collect();
    left.extend(has_wal.then_some(wal));
    left
}

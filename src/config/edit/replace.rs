//! A new text in the place of an old file, in one step: whoever reads the file sees the one or the
//! other, whole. What the text is, is left to the caller.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _, fchown};
use std::path::{Path, PathBuf};

/// Why the file is as it was: fragments that complete "failed to …".
#[derive(Debug, thiserror::Error)]
pub enum ReplaceError {
    /// Somebody else has changed it meanwhile.
    #[error("write {}: it was changed meanwhile; run the command again", .0.display())]
    Changed(PathBuf),
    /// It belongs to somebody else, and we may not give the new one to them.
    #[error("write {}: the new file can't be given to the old one's owner ({error}); run the command as that user", .path.display())]
    Owner {
        /// The file.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// It can't be written.
    #[error("write {}: {error}; its folder must be writable", .path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
}

/// Puts `after` in the place of the file, if that still holds `before`. Links are followed; mode and
/// owner stay. The new text is on the disk before it has the name. Of two at the same time the second
/// finds what the first has written: its folder is locked (`flock`) from the comparison on.
pub fn replace(file: &Path, before: &str, after: &str) -> Result<(), ReplaceError> {
    let failed = |error| ReplaceError::Write { path: file.to_owned(), error };
    let target = fs::canonicalize(file).map_err(failed)?;
    let metadata = fs::metadata(&target).map_err(failed)?;
    // Locked rather than the file, which is another one after each edit.
    let folder = target.parent().and_then(|folder| File::open(folder).ok());
    let (temporary, mut written) = beside(&target).map_err(failed)?;
    let placed = fill(&mut written, after, &metadata)
        .map_err(|error| {
            let is_refused = error.kind() == io::ErrorKind::PermissionDenied;
            let path = file.to_owned();
            if is_refused { ReplaceError::Owner { path, error } } else { failed(error) }
        })
        .and_then(|()| {
            // Until the function ends. Where it can't be locked, we trust that nobody else edits.
            drop(folder.as_ref().map(File::lock));
            match fs::read(&target) {
                Ok(now) if now == before.as_bytes() => Ok(()),
                Ok(_) => Err(ReplaceError::Changed(file.to_owned())),
                Err(error) => Err(failed(error)),
            }
        })
        .and_then(|()| fs::rename(&temporary, &target).map_err(failed));
    if placed.is_err() {
        // Nothing else can be done about it, and the first error says more.
        drop(fs::remove_file(&temporary));
    } else if let Some(folder) = folder {
        // The name is there; whether it outlives a power cut is not worth an error.
        drop(folder.sync_all());
    }
    placed
}

/// A new file in the same folder, which nobody else can read yet.
fn beside(target: &Path) -> io::Result<(PathBuf, File)> {
    let name = target.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut last = io::Error::other("all names for a new file beside it are taken");
    for number in 0..100 {
        let path = target.with_file_name(format!(".{name}.new{number}"));
        match OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path) {
            Ok(file) => return Ok((path, file)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => last = error,
            Err(error) => return Err(error),
        }
    }
    Err(last)
}

fn fill(file: &mut File, text: &str, like: &Metadata) -> io::Result<()> {
    file.write_all(text.as_bytes())?;
    let own = file.metadata()?;
    if (own.uid(), own.gid()) != (like.uid(), like.gid()) {
        fchown(&*file, Some(like.uid()), Some(like.gid()))?;
    }
    // After the owner, which clears some of the bits.
    file.set_permissions(fs::Permissions::from_mode(like.mode() & 0o7777))?;
    file.sync_all()
}

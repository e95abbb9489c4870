//! A folder of documents, for whoever serves them with a web server of their own. What is in it is
//! decided elsewhere.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::model::Digest;

/// A folder, and what is known to be in it.
#[derive(Debug)]
pub(super) struct Folder {
    root: PathBuf,
    /// What each file holds that was written or looked at.
    holds: BTreeMap<String, Digest>,
}

impl Folder {
    /// The folder at this path, which need not be there.
    pub(super) fn at(root: PathBuf) -> Self {
        Self { root, holds: BTreeMap::new() }
    }

    /// Where it is.
    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// Has these bytes at this path below the folder, and tells whether they were others before. A file
    /// is replaced as a whole: whoever reads it meanwhile sees the old one or the new one. Nothing is
    /// ever deleted.
    pub(super) fn put(&mut self, file: &str, bytes: &[u8]) -> io::Result<bool> {
        let digest = Digest::of(&[bytes]);
        if self.holds.get(file) == Some(&digest) {
            return Ok(false);
        }
        let path = self.root.join(file);
        let is_there = fs::read(&path).is_ok_and(|there| there == bytes);
        if !is_there {
            replace(&path, bytes)?;
        }
        self.holds.insert(file.to_owned(), digest);
        Ok(!is_there)
    }
}

fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    // One process writes a folder at a time, or both write the same.
    let temporary = folder.join(format!(".{name}.{}", std::process::id()));
    let written = File::create(&temporary)
        // Not synced: after a power cut the next process finds what a file lacks.
        .and_then(|mut file| file.write_all(bytes))
        .and_then(|()| fs::rename(&temporary, path));
    if written.is_err() {
        // Nothing else can be done about it, and the first error says more.
        drop(fs::remove_file(&temporary));
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_written_when_it_is_to_hold_something_else() {
        let place = tempfile::tempdir().unwrap();
        let mut folder = Folder::at(place.path().join("www"));
        assert!(folder.put("tag/japan/feed.atom", b"one").unwrap());
        assert!(!folder.put("tag/japan/feed.atom", b"one").unwrap());
        assert!(folder.put("tag/japan/feed.atom", b"two").unwrap());
        let names = fs::read_dir(place.path().join("www/tag/japan")).unwrap().count();
        assert_eq!(names, 1, "nothing temporary is left");
        assert_eq!(fs::read(folder.root().join("tag/japan/feed.atom")).unwrap(), b"two");
    }

    #[test]
    fn what_an_earlier_process_wrote_is_not_written_again() {
        let place = tempfile::tempdir().unwrap();
        assert!(Folder::at(place.path().into()).put("feed.rss", b"one").unwrap());
        assert!(!Folder::at(place.path().into()).put("feed.rss", b"one").unwrap());
    }

    #[test]
    fn a_folder_that_can_not_be_written_is_an_error_and_leaves_nothing() {
        let place = tempfile::tempdir().unwrap();
        fs::write(place.path().join("tag"), b"a file where a folder should be").unwrap();
        let mut folder = Folder::at(place.path().into());
        assert!(folder.put("tag/japan/feed.atom", b"one").is_err());
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1);
    }
}

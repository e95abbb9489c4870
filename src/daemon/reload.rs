//! Notices that feeds.toml was edited. By looking twice a second, not by inotify: editors replace
//! the file, configuration managers swap links to its folder, and a look finds all of that.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// A valid edit is to apply within two seconds.
pub(super) const LOOK: Duration = Duration::from_millis(500);

/// What tells one version of the file from another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Look {
    modified: Option<SystemTime>,
    size: u64,
    inode: u64,
}

/// Looks at one file again and again. Made before the file is read for the first time, or an edit
/// in between would go unnoticed.
#[derive(Debug)]
pub struct Watch {
    file: PathBuf,
    acted_on: Option<Look>,
    seen: Option<Look>,
}

impl Watch {
    /// Takes the file as it is now for known.
    pub fn new(file: &Path) -> Self {
        let seen = look(file);
        Self { file: file.to_owned(), acted_on: seen.clone(), seen }
    }

    /// Whether the file has become another and has been so at two looks: an editor may still have
    /// been writing at the first.
    pub(super) fn changed(&mut self) -> bool {
        let now = look(&self.file);
        let settled = now == self.seen;
        self.seen = now;
        // A file that is gone is one that is being replaced.
        let changed = settled && self.seen.is_some() && self.seen != self.acted_on;
        if changed {
            self.acted_on.clone_from(&self.seen);
        }
        changed
    }

    /// Takes the file as it is now for known: it was read for another reason.
    pub(super) fn acted(&mut self) {
        self.seen = look(&self.file);
        self.acted_on.clone_from(&self.seen);
    }
}

fn look(file: &Path) -> Option<Look> {
    use std::os::unix::fs::MetadataExt as _;
    let about = std::fs::metadata(file).ok()?;
    Some(Look { modified: about.modified().ok(), size: about.size(), inode: about.ino() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edit_is_noticed_once_when_it_has_settled() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("feeds.toml");
        std::fs::write(&file, "a").unwrap();
        let mut watch = Watch::new(&file);
        assert!(!watch.changed());
        std::fs::write(&file, "a longer one").unwrap();
        assert!(!watch.changed(), "it may still be written");
        assert!(watch.changed());
        assert!(!watch.changed());
    }

    #[test]
    fn a_file_that_is_replaced_is_noticed_and_one_that_is_gone_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("feeds.toml");
        std::fs::write(&file, "a").unwrap();
        let mut watch = Watch::new(&file);
        std::fs::remove_file(&file).unwrap();
        assert!(!watch.changed() && !watch.changed());
        let beside = folder.path().join("feeds.toml.new");
        std::fs::write(&beside, "b").unwrap();
        std::fs::rename(&beside, &file).unwrap();
        assert!(!watch.changed());
        assert!(watch.changed());
    }
}

//! A folder of documents, for whoever serves them with a web server of their own. What is in it is
//! decided elsewhere; a list in it tells which files are ours.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::model::Digest;

/// The name of the list: a line for each file, with a digest of what was written and its path. Of two lines for
/// one file the later holds.
const LIST: &str = ".mainstem";

/// A folder, and what is known to be in it.
#[derive(Debug)]
pub(super) struct Folder {
    root: PathBuf,
    /// What each file holds that was written or looked at.
    holds: BTreeMap<String, Digest>,
    /// What each file held that an earlier process wrote, as far as this one has not come to it yet.
    inherited: BTreeMap<String, Digest>,
    /// Whether the list has nothing that is not ours any more.
    is_listed: bool,
    /// Lines of the list that later ones have replaced.
    replaced: usize,
}

impl Folder {
    /// The folder at this path, which need not be there.
    pub(super) fn at(root: PathBuf) -> Self {
        let list = fs::read_to_string(root.join(LIST)).unwrap_or_default();
        let inherited = list.lines().filter_map(|line| {
            let (digest, file) = line.split_once(' ')?;
            // What was tampered with must not lead anywhere else.
            let is_within = !file.split('/').any(|name| matches!(name, "" | "." | ".."));
            is_within.then_some((file.to_owned(), Digest::from_hex(digest)?))
        });
        let inherited: BTreeMap<String, Digest> = inherited.collect();
        let replaced = list.lines().count().saturating_sub(inherited.len());
        Self { root, holds: BTreeMap::new(), inherited, is_listed: true, replaced }
    }

    /// Where it is.
    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// The files that are ours.
    pub(super) fn ours(&self) -> impl Iterator<Item = &str> {
        self.inherited.keys().chain(self.holds.keys()).map(String::as_str)
    }

    /// Has these bytes at this path below the folder, and tells whether they were others before. A file
    /// is replaced as a whole: whoever reads it meanwhile sees the old one or the new one.
    pub(super) fn put(&mut self, file: &str, bytes: &[u8]) -> io::Result<bool> {
        let digest = Digest::of(&[bytes]);
        if self.holds.get(file) == Some(&digest) {
            return Ok(false);
        }
        let path = self.root.join(file);
        let is_there = fs::read(&path).is_ok_and(|there| there == bytes);
        let listed = self.inherited.get(file).or_else(|| self.holds.get(file)).copied();
        if listed != Some(digest) {
            self.note(file, digest)?;
            self.replaced += usize::from(listed.is_some());
        }
        if !is_there {
            replace(&path, bytes)?;
        }
        self.inherited.remove(file);
        self.holds.insert(file.to_owned(), digest);
        Ok(!is_there)
    }

    /// Lists a file before it is written, so that what a kill leaves behind is ours.
    fn note(&self, file: &str, digest: Digest) -> io::Result<()> {
        fs::create_dir_all(&self.root)?;
        let mut list = OpenOptions::new().create(true).append(true).open(self.root.join(LIST))?;
        // On a line of its own, also where a full disk has cut the last one off.
        list.write_all(format!("\n{digest} {file}").as_bytes())
    }

    /// Has no file at this path any more, and no empty folder around it, if the file is ours and still as
    /// it was written.
    pub(super) fn drop(&mut self, file: &str) -> io::Result<()> {
        let inherited = self.inherited.remove(file);
        let Some(digest) = self.holds.remove(file).or(inherited) else { return Ok(()) };
        self.is_listed = false;
        let path = self.root.join(file);
        match fs::read(&path) {
            Ok(bytes) if Digest::of(&[&bytes]) == digest => fs::remove_file(&path)?,
            Ok(_) => return Ok(()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        let folders = Path::new(file).ancestors().skip(1).filter(|folder| *folder != Path::new(""));
        // One that has something else in it refuses to go.
        folders.map(|folder| fs::remove_dir(self.root.join(folder))).find(Result::is_err);
        Ok(())
    }

    /// Writes the list anew, where something in it is not ours any more, or most of its lines were replaced.
    pub(super) fn list(&mut self) -> io::Result<()> {
        let ours: BTreeMap<&String, &Digest> = self.inherited.iter().chain(&self.holds).collect();
        if self.is_listed && self.replaced <= ours.len() {
            return Ok(());
        }
        let lines = ours.into_iter().map(|(file, digest)| format!("{digest} {file}\n"));
        replace(&self.root.join(LIST), lines.collect::<String>().as_bytes())?;
        (self.is_listed, self.replaced) = (true, 0);
        Ok(())
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
        let left = fs::read_dir(place.path()).unwrap().map(|entry| entry.unwrap().file_name());
        let left: std::collections::BTreeSet<_> = left.collect();
        assert_eq!(left, [LIST, "tag"].map(Into::into).into());
    }

    #[test]
    fn what_was_written_before_a_kill_is_ours() {
        let place = tempfile::tempdir().unwrap();
        let mut folder = Folder::at(place.path().into());
        folder.put("a", b"one").unwrap();
        folder.put("tag/b", b"one").unwrap();
        folder.put("a", b"two").unwrap();
        // Without a word to the folder: it was killed.
        let mut folder = Folder::at(place.path().into());
        assert_eq!(folder.ours().collect::<Vec<_>>(), ["a", "tag/b"]);
        for file in ["a", "tag/b"] {
            folder.drop(file).unwrap();
            assert!(!place.path().join(file).exists());
        }
    }

    #[test]
    fn the_list_does_not_grow_without_end() {
        let place = tempfile::tempdir().unwrap();
        let mut folder = Folder::at(place.path().into());
        for n in 0..100_u8 {
            folder.put("a", &[n]).unwrap();
            folder.list().unwrap();
        }
        let lines = fs::read_to_string(place.path().join(LIST)).unwrap().lines().count();
        assert!(lines < 5, "{lines}");
        assert_eq!(Folder::at(place.path().into()).ours().collect::<Vec<_>>(), ["a"]);
    }

    #[test]
    fn what_is_ours_goes_also_after_a_restart_and_nothing_else_does() {
        let place = tempfile::tempdir().unwrap();
        let path = |file: &str| place.path().join(file);
        let mut folder = Folder::at(place.path().into());
        for file in ["tag/japan/feed.atom", "tag/japan/index.html", "tag/korea/feed.atom", "a"] {
            folder.put(file, b"ours").unwrap();
        }
        folder.list().unwrap();
        fs::write(path("tag/korea/feed.atom"), b"another's").unwrap();
        fs::write(path("b"), b"another's").unwrap();
        fs::remove_file(path("a")).unwrap();

        let mut folder = Folder::at(place.path().into());
        folder.put("tag/japan/index.html", b"ours").unwrap();
        let ours: Vec<&str> = folder.ours().collect();
        let four = ["a", "tag/japan/feed.atom", "tag/korea/feed.atom", "tag/japan/index.html"];
        assert_eq!(ours, four);
        for file in ["tag/japan/feed.atom", "tag/korea/feed.atom", "a", "b", "c"] {
            folder.drop(file).unwrap();
        }
        assert!(path("tag/japan").exists(), "something is in it still");
        folder.drop("tag/japan/index.html").unwrap();
        assert!(!path("tag/japan").exists());
        assert!(path("tag/korea/feed.atom").exists() && path("b").exists());
        folder.list().unwrap();
        assert_eq!(Folder::at(place.path().into()).ours().count(), 0);
    }

    #[test]
    fn a_list_that_leads_out_of_the_folder_is_not_followed() {
        let place = tempfile::tempdir().unwrap();
        let digest = Digest::of(&[b"x"]);
        let list = format!("{digest} ../x\n{digest} /x\nx\n{digest} y\n");
        fs::write(place.path().join(LIST), list).unwrap();
        assert_eq!(Folder::at(place.path().into()).ours().collect::<Vec<_>>(), ["y"]);
    }
}

//! A copy of the whole store as of one moment, made while others write.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io;
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use rusqlite::backup::StepResult;
use rusqlite::{Connection, OpenFlags};

use super::errors::{OpenError, StoreError};
use super::watched::{Watched, Work};
use super::{open, shrink};

/// Pages that are copied between two looks at how far it is: 4 MiB.
const PAGES: i32 = 1_024;

/// After so many of these what was copied is put on the disk, so that all of it is not left for one
/// long silence at the end: 64 MiB.
const PIECES: u32 = 16;

/// How the name of the file ends that SQLite keeps beside one that it writes to.
const JOURNAL: &str = "-journal";

/// What a store is made of: the file, and those that SQLite keeps beside it.
const OF_A_STORE: [&str; 4] = ["", "-wal", "-shm", JOURNAL];

/// Why there is no backup: fragments that complete "failed to …".
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// There is something at its place.
    #[error("back up to {}: it is there already; name another file, or add --force", .0.display())]
    Exists(PathBuf),
    /// That is the store, or what SQLite keeps beside it.
    #[error("back up to {}: that is the store itself, or a part of it; name another file", .0.display())]
    Own(PathBuf),
    /// What is at its place is nothing that can be replaced.
    #[error("back up to {}: what is there is no file but a folder, a device or the like, or a link that leads nowhere; name another file", .0.display())]
    NoFile(PathBuf),
    /// The store can't be opened.
    #[error("{0}")]
    Open(#[from] OpenError),
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
/// at its place is replaced only by `force`, and only if that is a file and none of the store's; where it is
/// a link, the file that it leads to.
///
/// The copy is what SQLite makes of a store that it writes anew (VACUUM INTO): as of one moment, without
/// free pages and without a -wal file. The daemon goes on meanwhile.
pub fn back_up(store: &Path, to: &Path, force: bool) -> Result<Backup, BackupError> {
    let target = target(store, to, force)?;
    let source = open::to_copy(store)?;
    private(&target)
        .map_err(StoreError::from)
        .and_then(|temporary| {
            whole(&temporary, &target, &Watched::by(None), || anew(&source, &temporary))
        })
        .map_err(|error| BackupError::Copy { path: to.to_owned(), error })
}

/// The file that the copy becomes.
fn target(store: &Path, to: &Path, force: bool) -> Result<PathBuf, BackupError> {
    let target = if to.is_symlink() {
        fs::canonicalize(to).map_err(|_| BackupError::NoFile(to.to_owned()))?
    } else {
        to.to_owned()
    };
    let there = fs::metadata(&target).ok();
    if is_of(store, &target, there.as_ref()) {
        return Err(BackupError::Own(to.to_owned()));
    }
    match there {
        Some(there) if !there.is_file() => Err(BackupError::NoFile(to.to_owned())),
        Some(_) if !force => Err(BackupError::Exists(to.to_owned())),
        Some(_) | None => Ok(target),
    }
}

/// Whether this is a part of the store, under whatever name, or would be one.
fn is_of(store: &Path, target: &Path, there: Option<&Metadata>) -> bool {
    // SQLite follows links too: what it keeps beside the store is beside the file that they lead to.
    let Ok(store) = fs::canonicalize(store) else { return false };
    let place = folder(target).and_then(|folder| fs::canonicalize(folder).ok());
    let place = place.zip(target.file_name()).map(|(folder, name)| folder.join(name));
    OF_A_STORE.iter().map(|ending| open::beside(&store, ending)).any(|part| {
        let inode = |of: &Metadata| (of.dev(), of.ino());
        let found = fs::metadata(&part).ok();
        place.as_ref() == Some(&part)
            || (there.is_some() && there.map(inode) == found.as_ref().map(inode))
    })
}

/// The same for a store that nobody writes meanwhile, page by page: a third of the time. What is at its
/// place is replaced. Whoever calls it holds the store's lock, so that nobody else makes this copy: what
/// is left of one is of a process that was killed.
pub(super) fn copy_pages(store: &Path, to: &Path, watched: &Watched) -> Result<Backup, StoreError> {
    let (source, _) = open::reader(store).map_err(OpenError::within)?;
    sweep(to, |_| true)?;
    let temporary = beside(to, "")?;
    make(&temporary)?;
    whole(&temporary, to, watched, || page_by_page(&source, &temporary, watched))
}

/// A file that stands at its place when it is whole, checked, and on the disk.
fn whole(
    temporary: &Path,
    to: &Path,
    watched: &Watched,
    write: impl FnOnce() -> Result<(), StoreError>,
) -> Result<Backup, StoreError> {
    let made = write().and_then(|()| {
        let backup = verified(temporary, watched)?;
        File::open(temporary)?.sync_all()?;
        fs::rename(temporary, to)?;
        Ok(backup)
    });
    if made.is_err() {
        // Nothing else can be done about it, and the first error says more.
        drop(discard(temporary));
    } else {
        settle(to);
    }
    made
}

/// Has the name of a file that was given to it outlive a power cut; where that can't be, it is not worth
/// an error.
pub(super) fn settle(file: &Path) {
    if let Some(folder) = folder(file).and_then(|folder| File::open(folder).ok()) {
        drop(folder.sync_all());
    }
}

fn folder(file: &Path) -> Option<&Path> {
    file.parent().map(|folder| if folder.as_os_str().is_empty() { Path::new(".") } else { folder })
}

/// An empty file of this process in the folder of this one. What processes that are gone have left of such
/// files goes: it is as large as a store.
pub(super) fn private(to: &Path) -> io::Result<PathBuf> {
    let own = std::process::id();
    // In a container every process before had the number of this one.
    sweep(to, |process| {
        process.is_some_and(|id| id == own || !Path::new("/proc").join(id.to_string()).exists())
    })?;
    let path = beside(to, &format!(".{own}"))?;
    make(&path)?;
    Ok(path)
}

/// Makes an empty file that nobody else can read: there are keys in a store.
fn make(path: &Path) -> io::Result<()> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map(drop)
}

fn beside(to: &Path, whose: &str) -> io::Result<PathBuf> {
    let name = to.file_name().ok_or(io::ErrorKind::InvalidFilename)?.to_string_lossy();
    Ok(to.with_file_name(format!(".{name}{whose}.new")))
}

/// Removes unfinished copies, by the process that their names tell, if any.
fn sweep(to: &Path, is_left: impl Fn(Option<u32>) -> bool) -> io::Result<()> {
    let name = to.file_name().ok_or(io::ErrorKind::InvalidFilename)?.to_string_lossy();
    let Some(folder) = folder(to) else { return Ok(()) };
    for file in folder.read_dir()?.filter_map(Result::ok) {
        let found = file.file_name();
        let copy = found.to_str().and_then(|found| found.strip_prefix(&format!(".{name}.")));
        // SQLite's own file beside it is removed with it, or alone.
        let copy = copy.map(|copy| copy.strip_suffix(JOURNAL).unwrap_or(copy));
        let process = match copy.and_then(|copy| copy.strip_suffix("new")) {
            Some("") => None,
            Some(number) => match number.strip_suffix('.').and_then(|n| n.parse().ok()) {
                Some(process) => Some(process),
                None => continue,
            },
            None => continue,
        };
        if is_left(process) {
            remove(&file.path())?;
        }
    }
    Ok(())
}

/// Removes an unfinished copy, and what SQLite may have left beside it.
pub(super) fn discard(copy: &Path) -> io::Result<()> {
    remove(&open::beside(copy, JOURNAL))?;
    remove(copy)
}

/// Removes a file, if there is one.
pub(super) fn remove(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Writes the store anew, without free pages.
pub(super) fn anew(source: &Connection, to: &Path) -> Result<(), StoreError> {
    let name = to.to_str().ok_or_else(|| io::Error::from(io::ErrorKind::InvalidFilename))?;
    shrink::in_copies(source)?;
    source.execute("VACUUM INTO ?1", [name])?;
    Ok(())
}

fn page_by_page(source: &Connection, to: &Path, watched: &Watched) -> Result<(), StoreError> {
    let mut copy = Connection::open(to)?;
    // It is put on the disk here, and has to be there before it has its name.
    copy.pragma_update(None, "synchronous", "off")?;
    let file = File::open(to)?;
    let copying = rusqlite::backup::Backup::new(source, &mut copy)?;
    let mut pieces = 0_u32;
    let number = |n: i32| usize::try_from(n).unwrap_or(0);
    loop {
        match copying.step(PAGES)? {
            StepResult::Done => break,
            StepResult::More => pieces += 1,
            StepResult::Busy | StepResult::Locked | _ => return Err(StoreError::Locked),
        }
        let rusqlite::backup::Progress { remaining, pagecount } = copying.progress();
        watched.at(Work::BackingUp, number(pagecount - remaining), number(pagecount));
        if pieces.is_multiple_of(PIECES) {
            file.sync_data()?;
        }
    }
    drop(copying);
    // As one file: whoever looks into it is not to leave others beside it.
    copy.pragma_update_and_check(None, "journal_mode", "delete", |_| Ok(()))?;
    Ok(())
}

fn verified(file: &Path, watched: &Watched) -> Result<Backup, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut copy = Connection::open_with_flags(file, flags)?;
    let said: String = watched
        .over(&mut copy, |copy| copy.query_row("PRAGMA quick_check", [], |row| row.get(0)))?;
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

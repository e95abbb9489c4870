//! How an opening goes on that takes long, for whoever waits for it. Who is told, and how often, is
//! left to the caller.

use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;

/// Steps of SQLite's machine between two signs of life: some milliseconds of work.
const STEPS: i32 = 100_000;

/// What an opening is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// Looks whether the file is whole, since it was not closed properly.
    Checking,
    /// Makes a backup, as it is going to migrate.
    BackingUp,
    /// Migrates.
    Migrating,
    /// Makes a damaged file anew.
    Mending,
    /// Writes a file anew that could not shrink.
    WritingAnew,
}

/// How far it is with that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// What it is at.
    pub work: Work,
    /// Parts that are done.
    pub done: u32,
    /// Parts that there are; 0 where that is not known.
    pub of: u32,
}

/// Told of every bit of progress, many times a second, by the thread that opens.
pub type Watcher = Arc<dyn Fn(Progress) + Send + Sync>;

/// An opening that is watched, if anybody does.
#[derive(Clone)]
pub(super) struct Watched {
    watcher: Option<Watcher>,
    /// What SQLite is at, as it only says that it goes on.
    at: Arc<Mutex<Progress>>,
}

impl Watched {
    pub(super) fn by(watcher: Option<Watcher>) -> Self {
        let at = Progress { work: Work::Checking, done: 0, of: 0 };
        Self { watcher, at: Arc::new(Mutex::new(at)) }
    }

    /// So far it is with this work.
    pub(super) fn at(&self, work: Work, done: usize, of: usize) {
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let progress = Progress { work, done: number(done), of: number(of) };
        *self.at.lock().unwrap_or_else(PoisonError::into_inner) = progress;
        self.tell(progress);
    }

    /// Runs `work` on a connection, and tells while a statement takes long that it goes on.
    pub(super) fn over<T>(
        &self,
        connection: &mut Connection,
        work: impl FnOnce(&mut Connection) -> T,
    ) -> T {
        let watched = self.clone();
        let beat = move || {
            let at = *watched.at.lock().unwrap_or_else(PoisonError::into_inner);
            watched.tell(at);
            // `true` would break the statement off.
            false
        };
        // Without it nobody is told, and all else goes on.
        drop(connection.progress_handler(STEPS, Some(beat)));
        let done = work(connection);
        drop(connection.progress_handler(0, None::<fn() -> bool>));
        done
    }

    fn tell(&self, progress: Progress) {
        if let Some(watcher) = &self.watcher {
            watcher(progress);
        }
    }
}

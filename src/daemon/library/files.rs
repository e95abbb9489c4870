//! The published documents as files: all of them once for a command, and those that changed for as long
//! as the daemon runs with `[publish] dir`.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::round::{Round, Step};
use crate::model::{Publication, Settings};
use crate::store::{Reading, Store, StoreError};

/// Why documents are not there as files.
#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    /// The store can't be read.
    #[error("read the store: {0}")]
    Store(#[from] StoreError),
    /// A file can't be written.
    #[error("write {path}: {error}")]
    Write {
        /// Which.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
}

/// Writes every document into the folder at `root`, and tells how many there are and how many of them
/// were others before.
pub fn write_all(
    reading: &Reading<'_>,
    settings: &Arc<Settings>,
    root: &Path,
) -> Result<(usize, usize), FilesError> {
    let mut round = Round::default();
    while !round.is_done() {
        round = round.advance((reading, settings), root.to_owned(), Step::Publication(1))?;
    }
    Ok(round.written)
}

/// After a document of the many, the loop rests so many times as long as that took: a thousand sources
/// are not to take the processor from polls.
const REST: u32 = 9;

/// How often what tells of polls is written where nothing is published.
const TIDINGS: Duration = Duration::from_mins(1);

/// The loop that keeps `[publish] dir` as it should be.
#[derive(Debug)]
pub(in crate::daemon) struct Files {
    pub(in crate::daemon) store: Store,
    pub(in crate::daemon) settings: watch::Receiver<Arc<Settings>>,
    /// What is published now: when it is another, files are.
    pub(in crate::daemon) published: watch::Receiver<Arc<Publication>>,
}

impl Files {
    /// Runs until `stop`. What most readers ask for is written at each publication, the rest bit by bit,
    /// as far as publications leave time for it. What can't be written is tried again with the next
    /// publication, and told once.
    pub(in crate::daemon) async fn run(mut self, stop: CancellationToken) {
        let mut round = Round::default();
        let mut is_failing = false;
        let mut told = Instant::now();
        loop {
            let is_time = told.elapsed() >= TIDINGS;
            if is_time {
                told = Instant::now();
            }
            let turn = self.turn(&mut round, is_time).await;
            if let Err(error) = &turn
                && !is_failing
            {
                tracing::error!(%error, "Not all files are in [publish] dir: failed to {error}");
            }
            is_failing = turn.is_err();
            let wait = turn.ok().flatten();
            tokio::select! {
                () = stop.cancelled() => return,
                Ok(()) = self.published.changed() => {}
                Ok(()) = self.settings.changed() => {}
                () = tokio::time::sleep(wait.unwrap_or_default()), if wait.is_some() => {}
            }
        }
    }

    /// Writes what is due, and tells how long to rest before there is more to do; `None` where there is
    /// nothing to do until something changes.
    async fn turn(
        &mut self,
        round: &mut Round,
        is_time: bool,
    ) -> Result<Option<Duration>, FilesError> {
        let settings = Arc::clone(&self.settings.borrow_and_update());
        let edition = self.published.borrow_and_update().edition;
        // What is under way is lost where it fails: the next round begins from nothing.
        let mut under_way = std::mem::take(round);
        let Some(root) = settings.publish_dir.clone().filter(|_| edition > 0) else {
            return Ok(None);
        };
        if under_way.root().is_some_and(|held| held != root) {
            under_way = Round::default();
        }
        let step = if is_time { Step::Tidings } else { Step::Publication(edition) };
        let began = Instant::now();
        let written =
            self.store.read(move |reading| Ok(under_way.advance((reading, &settings), root, step)));
        *round = written.await??;
        Ok(Some(if round.is_done() { TIDINGS } else { began.elapsed() * REST }))
    }
}

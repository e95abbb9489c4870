//! The published documents as files: all of them once for a command, and those that changed for as long
//! as the daemon runs with `[publish] dir`.

use std::collections::{BTreeSet, VecDeque};
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::folder::Folder;
use super::listing::{Listing, led_to, listing};
use super::make::make;
use crate::model::{Publication, Settings, Wanted};
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
    settings: &Settings,
    root: PathBuf,
) -> Result<(usize, usize), FilesError> {
    let mut folder = Folder::at(root);
    let Listing { front, rest } = listing(reading, settings)?;
    let mut queue: VecDeque<Wanted> = front.into_iter().chain(rest).collect();
    let mut seen = BTreeSet::new();
    let (mut all, mut new) = (0, 0);
    while let Some(wanted) = queue.pop_front() {
        if seen.contains(&wanted) {
            continue;
        }
        if let Some(is_new) = write(reading, settings, &wanted, &mut folder)? {
            all += 1;
            new += usize::from(is_new);
        }
        queue.extend(led_to(reading, settings, &wanted)?);
        seen.insert(wanted);
    }
    Ok((all, new))
}

/// Writes a document, and tells whether it was another before; `None` where there is none, or no file
/// can stand for it.
fn write(
    reading: &Reading<'_>,
    settings: &Settings,
    wanted: &Wanted,
    folder: &mut Folder,
) -> Result<Option<bool>, FilesError> {
    let Some(file) = wanted.file() else { return Ok(None) };
    let Some(document) = make(reading, settings, wanted)? else { return Ok(None) };
    let path = folder.root().join(&file);
    let write = |error| FilesError::Write { path, error };
    folder.put(&file, &document.bytes).map(Some).map_err(write)
}

/// After a document of the many, the loop rests so many times as long as that took: a thousand sources
/// are not to take the processor from polls.
const REST: u32 = 9;

/// The loop that keeps `[publish] dir` as it should be.
#[derive(Debug)]
pub(in crate::daemon) struct Files {
    pub(in crate::daemon) store: Store,
    pub(in crate::daemon) settings: watch::Receiver<Arc<Settings>>,
    /// What is published now: when it is another, files are.
    pub(in crate::daemon) published: watch::Receiver<Arc<Publication>>,
}

/// How far the loop is.
#[derive(Debug, Default)]
struct Round {
    folder: Option<Folder>,
    /// The publication that the front was last written at.
    edition: u64,
    /// What is still to be looked at of the many.
    rest: VecDeque<Wanted>,
    /// What is to be looked at after that, where something was published meanwhile.
    next: Option<Vec<Wanted>>,
    /// Pages of stories that pages of parts led to. Each is looked at once for that, and as long as it is
    /// among the newest of the river at each round: a thousand more each time would leave no end in sight.
    led_to: BTreeSet<Wanted>,
}

impl Round {
    /// Writes what is due at this publication: what most readers ask for, or the next of the many.
    fn advance(
        mut self,
        (reading, settings): (&Reading<'_>, &Settings),
        root: PathBuf,
        edition: u64,
    ) -> Result<Self, FilesError> {
        let mut folder = self.folder.take().unwrap_or_else(|| {
            self.edition = 0;
            self.led_to.clear();
            Folder::at(root)
        });
        let due = if self.edition == edition {
            Vec::from_iter(self.rest.pop_front())
        } else {
            let Listing { front, rest } = listing(reading, settings)?;
            (self.edition, self.next) = (edition, Some(rest));
            front
        };
        for wanted in due {
            write(reading, settings, &wanted, &mut folder)?;
            let stories = led_to(reading, settings, &wanted)?.into_iter();
            self.rest.extend(stories.filter(|story| self.led_to.insert(story.clone())));
        }
        self.folder = Some(folder);
        Ok(self)
    }
}

impl Files {
    /// Runs until `stop`. What most readers ask for is written at each publication, the rest bit by bit,
    /// as far as publications leave time for it. What can't be written is tried again with the next
    /// publication, and told once.
    pub(in crate::daemon) async fn run(mut self, stop: CancellationToken) {
        let mut round = Round::default();
        let mut is_failing = false;
        loop {
            let turn = self.turn(&mut round).await;
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

    /// Writes what is due, and tells how long to rest before the next of the many; `None` where nothing
    /// is left to write until something changes.
    async fn turn(&mut self, round: &mut Round) -> Result<Option<Duration>, FilesError> {
        let settings = Arc::clone(&self.settings.borrow_and_update());
        let edition = self.published.borrow_and_update().edition;
        // What is under way is lost where it fails: the next round begins from nothing.
        let mut under_way = std::mem::take(round);
        under_way.folder.take_if(|folder| Some(folder.root()) != settings.publish_dir.as_deref());
        let Some(root) = settings.publish_dir.clone() else { return Ok(None) };
        let began = Instant::now();
        let written = self
            .store
            .read(move |reading| Ok(under_way.advance((reading, &settings), root, edition)));
        *round = written.await??;
        if round.rest.is_empty() {
            round.rest = round.next.take().unwrap_or_default().into();
        }
        Ok((!round.rest.is_empty()).then(|| began.elapsed() * REST))
    }
}

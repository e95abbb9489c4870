//! Where requests for documents come in that do not lie ready: each is made once for each publication
//! that somebody asks for it under, a few at a time.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Semaphore, watch};

use super::kept::{Kept, Term};
use super::make::{make, was_there};
use crate::daemon::clock::Clock;
use crate::model::{Asked, Prepared, Publication, Settings, Wanted};
use crate::serve::{Find, Library, Making, Unavailable};
use crate::store::{Store, StoreError};

/// Documents that are made at a time. A crawler that asks for every page is not to keep the writer and
/// the polls from the processors.
const AT_A_TIME: usize = 2;

/// How long what tells of polls holds, in seconds: most polls bring nothing that is published.
const POLLS_S: i64 = 10;

/// The documents that are made when asked for.
#[derive(Debug)]
pub(in crate::daemon) struct Stacks {
    store: Store,
    clock: Clock,
    settings: watch::Receiver<Arc<Settings>>,
    published: watch::Receiver<Arc<Publication>>,
    kept: Mutex<Kept>,
    makers: Semaphore,
}

impl Stacks {
    /// With nothing made so far.
    pub(in crate::daemon) fn new(
        store: Store,
        clock: Clock,
        settings: watch::Receiver<Arc<Settings>>,
        published: watch::Receiver<Arc<Publication>>,
    ) -> Self {
        let (kept, makers) = (Mutex::default(), Semaphore::new(AT_A_TIME));
        Self { store, clock, settings, published, kept, makers }
    }

    async fn have(&self, asked: Asked) -> Result<Option<Arc<Prepared>>, StoreError> {
        if let Some(document) = self.kept().current(&asked, self.term(&asked)) {
            return Ok(Some(document));
        }
        // Never closed, so that there is always a turn.
        let _turn = self.makers.acquire().await.ok();
        // Who waited may find that it has been made meanwhile.
        let term = self.term(&asked);
        if let Some(document) = self.kept().current(&asked, term) {
            return Ok(Some(document));
        }
        let publication = Arc::clone(&self.published.borrow());
        let settings = Arc::clone(&self.settings.borrow());
        let making = asked.clone();
        let rendered = self.store.read(move |reading| make(reading, &settings, &making)).await?;
        let Some(rendered) = rendered else {
            self.kept().forget(&asked);
            return Ok(None);
        };
        // The first edition is 1: what tells of this moment alone is never taken for current.
        let term = if rendered.is_passing { Term { edition: 0, ..term } } else { term };
        let previous = self.kept().latest(&asked);
        let after = previous.as_ref().map(|held| held.last_modified.plus(Duration::from_secs(1)));
        let made = after.map_or(publication.made, |after| publication.made.max(after));
        let prepare = move || rendered.prepare(made, previous.as_ref());
        let prepared = tokio::task::spawn_blocking(prepare)
            .await
            .map_err(|_| StoreError::Sql("mainstem panicked while compressing".to_owned()))?;
        self.kept().keep(asked, Arc::clone(&prepared), term);
        Ok(Some(prepared))
    }

    async fn look_up(&self, asked: Asked) -> Result<Find, StoreError> {
        let wanted = asked.wanted.clone();
        if let Some(document) = self.have(asked).await? {
            return Ok(Find::Document(document));
        }
        let is_gone = self.store.read(move |reading| was_there(reading, &wanted)).await?;
        Ok(if is_gone { Find::Gone } else { Find::Nothing })
    }

    /// What the document holds for that is made now.
    fn term(&self, asked: &Asked) -> Term {
        let shows_polls = matches!(asked.wanted, Wanted::Sources | Wanted::Health);
        let span = if shows_polls { self.clock.now().unix() / POLLS_S } else { 0 };
        Term { edition: self.published.borrow().edition, span }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Library for Stacks {
    fn find(&self, asked: Asked) -> Making<'_> {
        Box::pin(async move {
            self.look_up(asked).await.map_err(|error| {
                tracing::error!(%error, "A reader was sent away: failed to read the store: {error}");
                Unavailable
            })
        })
    }
}

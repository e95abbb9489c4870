//! What is on offer at the moment, and to whom. Put up by the daemon, read by every request.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use super::callback::Callbacks;
use super::shelf::Shelf;
use crate::model::{Digest, Publication, Secret, Timestamp};

/// What only whoever runs the server knows. Asked with every request: answer from memory.
pub trait Outlook: Send + Sync {
    /// The moment.
    fn now(&self) -> Timestamp;
    /// When the documents may next become others: the next scheduled poll, or the end of a hold.
    /// `None` where nobody can tell.
    fn next_change(&self) -> Option<Timestamp>;
    /// Whether the daemon does its work; why not, as a sentence without a full stop.
    fn ready(&self) -> Result<(), String>;
}

/// What is on offer. It changes as a whole: a request sees the publication and the token as they
/// were when it came.
pub struct Board {
    posted: RwLock<Arc<Posted>>,
    outlook: Box<dyn Outlook>,
    callbacks: Option<Arc<dyn Callbacks>>,
}

/// What is on offer at one moment.
#[derive(Clone, Default)]
pub(super) struct Posted {
    /// The documents; `None` before the first publication.
    pub(super) shelf: Option<Arc<Shelf>>,
    /// What readers must show; `None`: nothing.
    pub(super) gate: Option<Gate>,
}

impl Board {
    /// A board with nothing on it, open to everybody.
    pub fn new(outlook: Box<dyn Outlook>) -> Self {
        Self { posted: RwLock::default(), outlook, callbacks: None }
    }

    /// The same, where hubs are answered too.
    #[must_use]
    pub fn with_callbacks(self, callbacks: Arc<dyn Callbacks>) -> Self {
        Self { callbacks: Some(callbacks), ..self }
    }

    /// Replaces what is published. Requests that have begun end with what was there.
    pub fn put(&self, publication: Arc<Publication>) {
        let stocked = Arc::new(Shelf::of(publication));
        self.repost(|posted| posted.shelf = Some(stocked));
    }

    /// What is published; `None` before the first [`put`](Self::put).
    pub fn get(&self) -> Option<Arc<Publication>> {
        self.posted().shelf.as_ref().map(|shelf| Arc::clone(&shelf.publication))
    }

    /// Asks this of readers from now on; `None`: nothing.
    pub fn require(&self, token: Option<&Secret>) {
        let gate = token.map(Gate::of);
        self.repost(|posted| posted.gate = gate);
    }

    pub(super) fn posted(&self) -> Arc<Posted> {
        Arc::clone(&self.posted.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn outlook(&self) -> &dyn Outlook {
        self.outlook.as_ref()
    }

    pub(super) fn callbacks(&self) -> Option<&dyn Callbacks> {
        self.callbacks.as_deref()
    }

    fn repost(&self, change: impl FnOnce(&mut Posted)) {
        let mut posted = self.posted.write().unwrap_or_else(PoisonError::into_inner);
        change(Arc::make_mut(&mut posted));
    }
}

impl fmt::Debug for Board {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let posted = self.posted();
        f.debug_struct("Board")
            .field("publication", &posted.shelf.as_ref().map(|shelf| &shelf.publication))
            .field("token_required", &posted.gate.is_some())
            .finish_non_exhaustive()
    }
}

/// The token that readers must show, as its digest: what is compared has the same length whatever
/// they show, and does not tell how far a guess was right.
#[derive(Clone, Copy)]
pub(super) struct Gate(Digest);

impl Gate {
    fn of(token: &Secret) -> Self {
        Self(Digest::of(&[token.reveal().as_bytes()]))
    }

    /// Whether this is the token. Takes the same time for every wrong one of its length.
    pub(super) fn opens_for(&self, shown: &[u8]) -> bool {
        let shown = Digest::of(&[shown]);
        let both = self.0.as_bytes().iter().zip(shown.as_bytes());
        both.fold(0, |difference, (a, b)| difference | (a ^ b)) == 0
    }
}

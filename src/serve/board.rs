//! What is on offer at the moment, and to whom. Put up by the daemon, read by every request.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use super::callback::Callbacks;
use super::gate::Gate;
use super::library::Library;
use super::monitor::Monitor;
use super::shelf::Shelf;
use crate::model::{Publication, ServerSettings, Timestamp};

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
    library: Option<Arc<dyn Library>>,
    monitor: Option<Arc<dyn Monitor>>,
}

/// What is on offer at one moment.
#[derive(Clone, Default)]
pub(super) struct Posted {
    /// The documents; `None` before the first publication.
    pub(super) shelf: Option<Arc<Shelf>>,
    /// What readers must show; `None`: nothing.
    pub(super) gate: Option<Gate>,
    /// What readers' paths begin with, without a slash at the end; empty where nothing is in front.
    pub(super) prefix: String,
}

impl Posted {
    /// The path as mainstem has it: proxies may pass one on with the prefix that it has for readers, or without.
    pub(super) fn inner<'a>(&self, path: &'a str) -> &'a str {
        let inner = path.strip_prefix(self.prefix.as_str());
        inner.filter(|path| path.starts_with('/')).unwrap_or(path)
    }
}

impl Board {
    /// A board with nothing on it, open to everybody.
    pub fn new(outlook: Box<dyn Outlook>) -> Self {
        Self { posted: RwLock::default(), outlook, callbacks: None, library: None, monitor: None }
    }

    /// The same, where hubs are answered too.
    #[must_use]
    pub fn with_callbacks(self, callbacks: Arc<dyn Callbacks>) -> Self {
        Self { callbacks: Some(callbacks), ..self }
    }

    /// The same, where documents are made for whoever asks.
    #[must_use]
    pub fn with_library(self, library: Arc<dyn Library>) -> Self {
        Self { library: Some(library), ..self }
    }

    /// The same, where monitors are told how everything is.
    #[must_use]
    pub fn with_monitor(self, monitor: Arc<dyn Monitor>) -> Self {
        Self { monitor: Some(monitor), ..self }
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

    /// Lets readers in as these settings say from now on, to whom the documents are under `base_path`.
    pub fn open(&self, server: &ServerSettings, base_path: &str) {
        let gate = Gate::of(server.token.as_ref(), server.login.as_ref());
        let prefix = base_path.trim_end_matches('/').to_owned();
        self.repost(|posted| (posted.gate, posted.prefix) = (gate, prefix));
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

    pub(super) fn library(&self) -> Option<&dyn Library> {
        self.library.as_deref()
    }

    pub(super) fn monitor(&self) -> Option<&dyn Monitor> {
        self.monitor.as_deref()
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
            .field("is_guarded", &posted.gate.is_some())
            .finish_non_exhaustive()
    }
}

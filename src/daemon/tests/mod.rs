//! What the tests of this room share.

mod admission;
pub(super) mod gathering;
mod polls;
mod publishing;
mod push;
mod retaining;
mod retention;
mod window;

use std::path::Path;
use std::sync::Arc;

use crate::config::{self, Place, Secrets};
use crate::model::{Feed, Settings};

/// What a feeds.toml means.
pub(super) fn settings(toml: &str) -> Settings {
    let place = Place::alone(Path::new("feeds.toml"), Secrets::Needed);
    config::read(toml, &place, crate::daemon::JUDGE).unwrap()
}

/// Feeds of one site with these paths.
pub(super) fn feeds(paths: &[&str]) -> Vec<Arc<Feed>> {
    let tables = paths.iter().map(|path| format!("[[feed]]\nurl = \"https://a.example{path}\"\n"));
    settings(&tables.collect::<String>()).feeds.into_iter().map(Arc::new).collect()
}

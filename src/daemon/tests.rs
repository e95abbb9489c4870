//! What the tests of this room share.

use std::path::Path;
use std::sync::Arc;

use crate::config::{self, Place, Secrets};
use crate::model::Feed;
use crate::schedule;

/// Feeds of one site with these paths.
pub(super) fn feeds(paths: &[&str]) -> Vec<Arc<Feed>> {
    let tables = paths.iter().map(|path| format!("[[feed]]\nurl = \"https://a.example{path}\"\n"));
    let place = Place {
        file: Path::new("feeds.toml"),
        state_directory: None,
        credentials_directory: None,
        secrets: Secrets::Needed,
        env: &|_| None,
    };
    let settings = config::read(&tables.collect::<String>(), &place, schedule::understand).unwrap();
    settings.feeds.into_iter().map(Arc::new).collect()
}

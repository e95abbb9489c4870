//! The Python in which other readers are installed: `.ci/run` makes it, elsewhere tests that need it are skipped.

use std::path::{Path, PathBuf};

use super::shared::skip;

/// The Python that has feedparser and other readers: that of `MAINSTEM_FEEDPARSER`, else where `.ci/run` puts
/// it. `None` where it is absent, as with shared data.
pub(crate) fn python(test: &str) -> Option<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/feedparser/bin/python");
    let python = std::env::var_os("MAINSTEM_FEEDPARSER").map_or(here, PathBuf::from);
    if python.is_file() {
        return Some(python);
    }
    let how = "tests/feedparser/install makes it, MAINSTEM_FEEDPARSER names another";
    skip(test, &format!("{} is absent ({how})", python.display()));
    None
}

//! Programs of others that tests start: `.ci/run` fetches those that Debian does not have, or has only together
//! with a service that would run.

use std::path::{Path, PathBuf};

use super::shared::skip;

/// Where `.ci/run` puts them.
pub(crate) const CADDY: &str = "target/caddy/caddy";
pub(crate) const LITESTREAM: &str = "target/litestream/bin/litestream";
pub(crate) const PROMTOOL: &str = "target/promtool/promtool";

/// The program of this name, from where `.ci/run` puts it, else from the path. `None` where it is absent: the
/// test then ends, as with shared data.
pub(crate) fn installed(test: &str, name: &str, fetched: &str) -> Option<PathBuf> {
    let fetched = Path::new(env!("CARGO_MANIFEST_DIR")).join(fetched);
    let found = Some(fetched.clone()).filter(|program| program.is_file()).or_else(|| in_path(name));
    if found.is_none() {
        skip(test, &format!("{name} is absent (.ci/run makes {})", fetched.display()));
    }
    found
}

/// The program of this name that a shell would start.
pub(crate) fn in_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|program| program.is_file())
}

//! Real feed documents, which belong to their publishers and are no part of this project. They lie
//! beside the clone on the machines of those who work on it; elsewhere the tests on them are skipped.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// A part of the shared data, `feeds` for instance. `None` where it is absent: the test then ends, and
/// the output says that it was skipped and why. With `MAINSTEM_NO_SKIP=1` that is a failure.
pub(crate) fn shared_data(test: &str, part: &str) -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let data = std::env::var_os("MAINSTEM_SHARED_DATA").map_or(beside, PathBuf::from);
    let folder = data.join(part);
    if folder.is_dir() {
        return Some(folder);
    }
    skip(test, &format!("{} is absent (MAINSTEM_SHARED_DATA names its parent)", folder.display()));
    None
}

/// Says that a test was skipped, past the capture of the test harness, or fails it with
/// `MAINSTEM_NO_SKIP=1`.
pub(crate) fn skip(test: &str, why: &str) {
    let line = format!("skipped: {test}: {why}\n");
    assert!(std::env::var_os("MAINSTEM_NO_SKIP").is_none_or(|value| value != "1"), "{line}");
    io::stderr().write_all(line.as_bytes()).unwrap();
}

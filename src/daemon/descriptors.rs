//! How many files may be open at a time, and how many of them may be readers' connections: polls, the
//! store and feeds.toml need some as well, whatever readers do.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::serve::Limits;

/// More are of no use: one a reader and one a poll.
const ENOUGH: u64 = 16_384;

/// Raises the limit as far as is allowed and useful, and gives readers half of it at most.
pub(super) fn limits() -> Limits {
    let limits = Limits::default();
    let half = usize::try_from(raised() / 2).unwrap_or(usize::MAX);
    Limits { connections: limits.connections.min(half), ..limits }
}

/// How many files may be open from now on.
fn raised() -> u64 {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    // `None`: as many as anybody likes.
    let Some(now) = current else { return u64::MAX };
    let wanted = maximum.unwrap_or(ENOUGH).min(ENOUGH);
    if wanted <= now {
        return now;
    }
    match setrlimit(Resource::Nofile, Rlimit { current: Some(wanted), maximum }) {
        Ok(()) => wanted,
        Err(error) => {
            tracing::debug!(%error, "{now} files may be open at a time, and no more: {error}");
            now
        }
    }
}

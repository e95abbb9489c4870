//! Whose turn it is where something may be done for one feed at a time.

use tokio::sync::{Mutex, MutexGuard};

use crate::model::{Digest, FeedKey};

/// So many feeds have turns of their own; with more, some wait for one another now and then.
const QUEUES: u64 = 256;

/// Turns by feed.
#[derive(Debug)]
pub(super) struct Turns(Vec<Mutex<()>>);

impl Default for Turns {
    fn default() -> Self {
        Self((0..QUEUES).map(|_| Mutex::default()).collect())
    }
}

impl Turns {
    /// Waits for this feed's turn, which lasts until what comes back is dropped.
    pub(super) async fn at(&self, feed: &FeedKey) -> Option<MutexGuard<'_, ()>> {
        let queue = Digest::of(&[feed.as_str().as_bytes()]).spread(QUEUES);
        // There is a queue for each number.
        match usize::try_from(queue).ok().and_then(|queue| self.0.get(queue)) {
            Some(queue) => Some(queue.lock().await),
            None => None,
        }
    }
}

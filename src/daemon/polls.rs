//! Polls under way, each a task: what the daemon's loop and a round of polls by hand have in common.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::task::{Id, JoinSet};
use tokio_util::sync::CancellationToken;

use super::poll::{Poller, Turn};
use crate::model::Feed;
use crate::store::StoreError;

/// The polls that have begun and not ended. Dropped, it breaks them off.
#[derive(Debug, Default)]
pub struct Polls {
    tasks: JoinSet<Result<Turn, StoreError>>,
    feeds: BTreeMap<Id, Arc<Feed>>,
}

impl Polls {
    /// Begins a poll of this feed.
    pub fn start(
        &mut self,
        poller: &Poller,
        feed: Arc<Feed>,
        force: bool,
        stop: &CancellationToken,
    ) {
        let (poller, stop, due) = (poller.clone(), stop.clone(), Arc::clone(&feed));
        let task = self.tasks.spawn(async move { poller.poll(&due, force, &stop).await });
        self.feeds.insert(task.id(), feed);
    }

    /// The next poll that ends, and how; `None` where there is none under way. May be broken off
    /// and asked again. A panic in a poll is told as an error of that poll.
    pub async fn next(&mut self) -> Option<(Arc<Feed>, Result<Turn, StoreError>)> {
        let (id, turn) = self.tasks.join_next_with_id().await?.unwrap_or_else(|error| {
            let text = format!("mainstem panicked while polling: {error}");
            (error.id(), Err(StoreError::Sql(text)))
        });
        // Each task was put in with its feed.
        self.feeds.remove(&id).map(|feed| (feed, turn))
    }

    /// Whether none is under way.
    pub fn is_empty(&self) -> bool {
        self.tasks.is_empty()
    }
}

//! Polls under way, each a task: what the daemon's loop and a round of polls by hand have in common.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::poll::{Poller, Turn};
use super::tasks::Tasks;
use crate::model::Feed;
use crate::store::StoreError;

/// The polls that have begun and not ended. Dropped, it breaks them off.
#[derive(Debug, Default)]
pub struct Polls(Tasks<Arc<Feed>, Result<Turn, StoreError>>);

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
        self.0.start(feed, async move { poller.poll(&due, force, &stop).await });
    }

    /// The next poll that ends, and how; `None` where there is none under way. May be broken off
    /// and asked again. A panic in a poll is told as an error of that poll.
    pub async fn next(&mut self) -> Option<(Arc<Feed>, Result<Turn, StoreError>)> {
        let (feed, ended) = self.0.next().await?;
        let turn = ended.unwrap_or_else(|error| {
            Err(StoreError::Sql(format!("mainstem panicked while polling: {error}")))
        });
        Some((feed, turn))
    }

    /// How many are under way.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether none is under way.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

//! Items that are not in the full-text index yet are brought into it, some at a time, beside all else:
//! those of a store that an older mainstem has made, and the few whose words changed unseen.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::article;
use crate::model::search::SearchWords;
use crate::model::{Entry, ItemId};
use crate::search;
use crate::store::{Store, StoreError, UnsearchedItem};

/// Items at a time: some tens of milliseconds of the writer, for which polls wait.
const BATCH: usize = 200;

/// Between two looks whether there are any.
const LOOK: Duration = Duration::from_mins(1);

/// Rests after a batch, so that a large store does not take all of a small machine.
const REST: Duration = Duration::from_millis(20);

/// Brings the newest items that are still to come into the index into it; how many.
async fn index_some(store: &Store) -> Result<usize, StoreError> {
    let waiting = store.read(|reading| reading.unsearched(BATCH)).await?;
    if waiting.is_empty() {
        return Ok(0);
    }
    let worded = tokio::task::spawn_blocking(move || {
        // Ascending, as FTS5 likes it best.
        waiting.into_iter().rev().map(words).collect::<Vec<_>>()
    });
    let words = worded.await.map_err(|_| StoreError::Closed)?;
    let count = words.len();
    store.write(move |writing| writing.make_searched(&words)).await?;
    Ok(count)
}

fn words(item: UnsearchedItem) -> (ItemId, SearchWords) {
    let UnsearchedItem { id, title, authors, content_html } = item;
    let text = article::plain_text(&content_html);
    (id, search::words(&Entry { title, text, authors, ..Entry::default() }))
}

/// Brings all items into the index that are still to come into it, until `stop`.
pub async fn index_all(store: &Store, stop: &CancellationToken) -> Result<(), StoreError> {
    while !stop.is_cancelled() && index_some(store).await? > 0 {}
    Ok(())
}

/// The daemon's loop: the same, and again whenever there are some.
pub(super) async fn index(store: Store, stop: CancellationToken) {
    let mut done = 0;
    let mut is_failing = false;
    while !stop.is_cancelled() {
        let pause = match index_some(&store).await {
            Ok(0) => {
                if done >= BATCH {
                    tracing::info!(items = done, "Search finds all items now: {done} were indexed");
                }
                (done, is_failing) = (0, false);
                LOOK
            }
            Ok(count) => {
                if done == 0 && count == BATCH {
                    tell_how_many(&store).await;
                }
                done += count;
                is_failing = false;
                REST
            }
            Err(error) => {
                if !is_failing {
                    tracing::error!(%error, "Search does not find all items: failed to index them: {error}");
                }
                is_failing = true;
                LOOK
            }
        };
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
}

async fn tell_how_many(store: &Store) {
    if let Ok(left) = store.read(|reading| reading.count_unsearched()).await {
        tracing::info!(items = left, "Indexing {left} items for search, the newest first");
    }
}

//! Whether the store can be relied on: its file is looked at, and a store that can't be written is told
//! of once, not with each poll that it costs.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::systemd;
use crate::store::{Store, StoreError};

/// Between two looks at the file.
const LOOK: Duration = Duration::from_secs(2);

/// Looks after the file, until `stop` or until the daemon had better begin anew, with the file as it is
/// then: it was damaged, or is another. A file that was removed and can't be put back is held on to.
pub(super) async fn watch(store: Store, stop: CancellationToken) {
    let mut trouble = Trouble::default();
    while !stop.is_cancelled() {
        match store.stands().await {
            Err(error @ StoreError::Removed(_)) => trouble.met(&error),
            // Whatever else is wrong is told of by whoever writes.
            Ok(()) | Err(_) if store.fate().is_none() => trouble.over(),
            Ok(()) | Err(_) => return,
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(LOOK) => {}
        }
    }
}

/// A store that can't be written, from the first failure to the first success.
#[derive(Debug, Default)]
pub(super) struct Trouble(Option<String>);

impl Trouble {
    /// Something could not be written. Told where it is new.
    pub(super) fn met(&mut self, error: &StoreError) {
        let words = error.to_string();
        if self.0.as_ref() == Some(&words) {
            return;
        }
        tracing::error!(%error, "Nothing new is stored, and what is published stays as it is: {words}");
        systemd::status(&format!("nothing new is stored: {words}"));
        self.0 = Some(words);
    }

    /// Something was written.
    pub(super) fn over(&mut self) {
        if self.0.take().is_some() {
            tracing::info!("The store is written again");
            systemd::status("the store is written again");
        }
    }
}

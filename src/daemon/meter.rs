//! What monitors are told: what was counted, and what the store holds at that moment.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::sync::watch;

use super::metrics::{Holdings, Metrics};
use crate::model::{FeedState, Settings};
use crate::serve::{Monitor, Reporting, Unavailable};
use crate::store::{Reading, Store, StoreError};

/// Counts answers, and looks into the store for whoever wants a report.
#[derive(Debug)]
pub(super) struct Meter {
    store: Store,
    settings: watch::Receiver<Arc<Settings>>,
    metrics: Arc<Metrics>,
}

impl Meter {
    /// A meter that reports these counts.
    pub(super) fn new(
        store: Store,
        settings: watch::Receiver<Arc<Settings>>,
        metrics: Arc<Metrics>,
    ) -> Self {
        Self { store, settings, metrics }
    }
}

impl Monitor for Meter {
    fn answered(&self, status: u16) {
        self.metrics.answered(status);
    }

    fn report(&self) -> Reporting<'_> {
        let settings = Arc::clone(&self.settings.borrow());
        Box::pin(async move {
            let held = self.store.read(move |reading| holdings(reading, &settings)).await;
            match held {
                Ok(held) => {
                    let failed_writes = self.store.failed_writes();
                    Ok(self.metrics.text(&Holdings { failed_writes, ..held }))
                }
                Err(error) => {
                    tracing::error!(%error, "A monitor was sent away: failed to read the store: {error}");
                    Err(Unavailable)
                }
            }
        })
    }
}

/// What the store holds. Feeds that were never polled are new.
fn holdings(reading: &Reading<'_>, settings: &Settings) -> Result<Holdings, StoreError> {
    let rows: BTreeMap<String, _> =
        reading.feeds()?.into_iter().map(|row| (row.url, row.memory)).collect();
    let mut states: BTreeMap<&'static str, usize> =
        FeedState::ALL.iter().map(|state| (state.name(), 0)).collect();
    for feed in &settings.feeds {
        let known = rows.get(feed.key.as_str());
        let unknown = if feed.enabled { FeedState::New } else { FeedState::Disabled };
        let state = known.map_or(unknown, |memory| FeedState::of(memory, feed.enabled));
        *states.entry(state.name()).or_default() += 1;
    }
    let (items, stories) = reading.totals()?;
    let (feeds, bytes) = (states.into_iter().collect(), reading.size()?);
    Ok(Holdings { feeds, items, stories, bytes, ..Holdings::default() })
}

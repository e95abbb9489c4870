//! What monitors are told: what was counted, and what the store holds at that moment.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

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
    last: Mutex<Option<Look>>,
}

/// The longest that what was counted is told again.
const LONGEST: Duration = Duration::from_mins(1);

/// So many microseconds what was counted is told again for each thing that is there: to count a million of
/// them takes some tens of milliseconds.
const EACH_US: u64 = 50;

/// What was counted in the store, and when. Counting goes through all of it, and monitors ask often.
#[derive(Debug)]
struct Look {
    at: Instant,
    holdings: Holdings,
}

impl Look {
    /// Whether it may be told at `now`.
    fn holds(&self, now: Instant) -> bool {
        let Holdings { feeds, items, stories, .. } = &self.holdings;
        let feeds: usize = feeds.iter().map(|(_, count)| count).sum();
        let things = items.saturating_add(*stories).saturating_add(feeds as u64);
        let term = Duration::from_micros(things.saturating_mul(EACH_US)).min(LONGEST);
        now.duration_since(self.at) < term
    }
}

impl Meter {
    /// A meter that reports these counts.
    pub(super) fn new(
        store: Store,
        settings: watch::Receiver<Arc<Settings>>,
        metrics: Arc<Metrics>,
    ) -> Self {
        Self { store, settings, metrics, last: Mutex::default() }
    }

    /// What the store holds, as of some seconds ago where there is much of it.
    async fn look(&self) -> Result<Holdings, StoreError> {
        let last = || self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let held = last().as_ref().filter(|look| look.holds(now)).map(|look| look.holdings.clone());
        if let Some(holdings) = held {
            return Ok(holdings);
        }
        let settings = Arc::clone(&self.settings.borrow());
        let holdings = self.store.read(move |reading| holdings(reading, &settings)).await?;
        *last() = Some(Look { at: Instant::now(), holdings: holdings.clone() });
        Ok(holdings)
    }
}

impl Monitor for Meter {
    fn answered(&self, status: u16) {
        self.metrics.answered(status);
    }

    fn report(&self) -> Reporting<'_> {
        Box::pin(async move {
            match self.look().await {
                Ok(held) => {
                    let failed_writes = self.store.failed_writes();
                    let waiting_writes = self.store.waiting_writes();
                    Ok(self.metrics.text(&Holdings { failed_writes, waiting_writes, ..held }))
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
    Ok(Holdings {
        feeds: states.into_iter().collect(),
        items,
        stories,
        bytes: reading.size()?,
        waiting_pages: reading.count_waiting_pages()?,
        unsearched: reading.count_unsearched()?,
        ..Holdings::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_more_there_is_the_longer_what_was_counted_is_told_again_up_to_a_minute() {
        let at = Instant::now();
        let told_for = |items, feeds| {
            let feeds = vec![("ok", feeds)];
            let look = Look { at, holdings: Holdings { feeds, items, ..Holdings::default() } };
            (0..100).take_while(|s| look.holds(at + Duration::from_secs(*s))).count()
        };
        assert_eq!([told_for(0, 0), told_for(2, 3)], [0, 1]);
        assert_eq!([told_for(200_000, 0), told_for(0, 200_000)], [10, 10]);
        assert_eq!(told_for(u64::MAX, 1), 60);
    }
}

//! What is counted for monitors, in the words of Prometheus: names end in their units, totals only grow,
//! and no label has more values than the program has words, but for feeds where the operator wants that.
//! What is measured is told by the loops.

use std::fmt;
use std::sync::Mutex;
use std::time::Duration;

use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};

use super::poll::Polled;
use crate::model::Timestamp;

/// One label with its value.
type Label = [(&'static str, &'static str); 1];

/// The same, and the feed where feeds are told apart.
type FeedLabels = Vec<(&'static str, String)>;

/// All that is counted since the start, and how much of everything there is.
pub(super) struct Metrics {
    /// Locked to be written out as one moment saw it.
    registry: Mutex<Registry>,
    polls: Family<FeedLabels, Counter>,
    poll_seconds: Histogram,
    poll_bytes: Histogram,
    late_seconds: Histogram,
    polls_running: Gauge,
    items: Family<FeedLabels, Counter>,
    let_go: Counter,
    publish_seconds: Histogram,
    published_at: Gauge,
    published_stories: Gauge,
    feeds: Family<Label, Gauge>,
    stored: Family<Label, Gauge>,
    store_bytes: Gauge,
    failed_writes: Counter,
    queues: Family<Label, Gauge>,
    config_is_valid: Gauge,
    answers: Family<[(&'static str, u16); 1], Counter>,
}

/// What the store holds at the moment of asking.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Holdings {
    /// How many of the feeds that are listed are in each state.
    pub(super) feeds: Vec<(&'static str, usize)>,
    /// Items.
    pub(super) items: u64,
    /// Stories.
    pub(super) stories: u64,
    /// The size of the database, in bytes.
    pub(super) bytes: u64,
    /// How often it could not be written since the start.
    pub(super) failed_writes: u64,
    /// What waits for the writer.
    pub(super) waiting_writes: usize,
    /// Article pages that are still to be asked for.
    pub(super) waiting_pages: u64,
    /// Items that are still to come into the index for search.
    pub(super) unsearched: u64,
}

impl Metrics {
    /// With nothing counted.
    pub(super) fn new() -> Self {
        // From ten milliseconds to almost three minutes, from 1 KiB to 64 MiB, from a second to nine hours.
        let seconds = || Histogram::new(exponential_buckets(0.01, 2.0, 15));
        let metrics = Self {
            registry: Mutex::default(),
            polls: Family::default(),
            poll_seconds: seconds(),
            poll_bytes: Histogram::new(exponential_buckets(1024.0, 4.0, 9)),
            late_seconds: Histogram::new(exponential_buckets(1.0, 2.0, 16)),
            polls_running: Gauge::default(),
            items: Family::default(),
            let_go: Counter::default(),
            publish_seconds: seconds(),
            published_at: Gauge::default(),
            published_stories: Gauge::default(),
            feeds: Family::default(),
            stored: Family::default(),
            store_bytes: Gauge::default(),
            failed_writes: Counter::default(),
            queues: Family::default(),
            config_is_valid: Gauge::default(),
            answers: Family::default(),
        };
        metrics.config_is_valid.set(1);
        let registry = metrics.registered();
        Self { registry: Mutex::new(registry), ..metrics }
    }

    fn registered(&self) -> Registry {
        let mut all = Registry::with_prefix("mainstem");
        let version = [("version", env!("CARGO_PKG_VERSION"))];
        all.register("build", "The version that runs", Info::new(version));
        all.register("polls", "Polls by how they ended", self.polls.clone());
        let help = "From the request to the record of a poll";
        let seconds = self.poll_seconds.clone();
        all.register_with_unit("poll_duration", help, Unit::Seconds, seconds);
        let help = "What polls brought, after decompression";
        all.register_with_unit("poll_body", help, Unit::Bytes, self.poll_bytes.clone());
        let help = "How long after they were due polls began";
        all.register_with_unit("poll_lateness", help, Unit::Seconds, self.late_seconds.clone());
        let help = "Polls that are due and have not ended: some wait for their host";
        all.register("polls_running", help, self.polls_running.clone());
        let help =
            "Items that polls brought: new, duplicate (new, of a story that was there), updated";
        all.register("items_read", help, self.items.clone());
        let help = "Items that were let go, as [store] keep and keep_items say";
        all.register("items_let_go", help, self.let_go.clone());
        let help = "From a change to the documents that show it";
        let seconds = self.publish_seconds.clone();
        all.register_with_unit("publication_duration", help, Unit::Seconds, seconds);
        let help = "When the documents were last made, in seconds since 1970";
        let at = self.published_at.clone();
        all.register_with_unit("publication_timestamp", help, Unit::Seconds, at);
        let help = "Stories in the merged feed";
        all.register("publication_stories", help, self.published_stories.clone());
        all.register("feeds", "Feeds of feeds.toml by their state", self.feeds.clone());
        all.register("stored", "What the store holds, by kind", self.stored.clone());
        let help = "The size of the database";
        all.register_with_unit("store_size", help, Unit::Bytes, self.store_bytes.clone());
        let help =
            "How often the store could not be written: a poll counts, and every try after it";
        all.register("store_write_failures", help, self.failed_writes.clone());
        let help = "What waits: writes for the store's writer, pages of articles to be read, items for search";
        all.register("queue_length", help, self.queues.clone());
        let help = "Whether feeds.toml is valid as it is now; where it is not, the last valid one is in use";
        all.register("config_valid", help, self.config_is_valid.clone());
        let help = "Requests of readers, hubs and monitors that were answered, by the status";
        all.register("http_requests", help, self.answers.clone());
        all
    }

    /// A poll has ended, of this feed where feeds are told apart.
    pub(super) fn polled(&self, feed: Option<&str>, polled: &Polled) {
        let labels = |name, value: &str| -> FeedLabels {
            let feed = feed.map(|feed| ("feed", feed.to_owned()));
            [(name, value.to_owned())].into_iter().chain(feed).collect()
        };
        self.polls.get_or_create(&labels("outcome", polled.outcome.name())).inc();
        self.poll_seconds.observe(polled.took.as_secs_f64());
        self.poll_bytes.observe(f64::from(u32::try_from(polled.size_bytes).unwrap_or(u32::MAX)));
        if let Some(due) = polled.before.next_poll {
            self.late_seconds.observe(polled.at.since(due).as_secs_f64());
        }
        let tally = polled.tally;
        for (change, count) in
            [("new", tally.new), ("duplicate", tally.duplicate), ("updated", tally.updated)]
        {
            self.items.get_or_create(&labels("change", change)).inc_by(count as u64);
        }
    }

    /// So many items were let go.
    pub(super) fn let_go(&self, items: usize) {
        self.let_go.inc_by(items as u64);
    }

    /// So many polls are under way.
    pub(super) fn polling(&self, running: usize) {
        self.polls_running.set(whole(running));
    }

    /// The documents were made.
    pub(super) fn published(&self, stories: usize, took: Duration, now: Timestamp) {
        self.publish_seconds.observe(took.as_secs_f64());
        self.published_at.set(now.unix());
        self.published_stories.set(whole(stories));
    }

    /// A request was answered with this status.
    pub(super) fn answered(&self, status: u16) {
        self.answers.get_or_create(&[("code", status)]).inc();
    }

    /// feeds.toml was read, and is valid or not.
    pub(super) fn configured(&self, is_valid: bool) {
        self.config_is_valid.set(i64::from(is_valid));
    }

    /// All of it as text, in the `OpenMetrics` format, with what the store holds.
    pub(super) fn text(&self, holdings: &Holdings) -> String {
        let registry = self.registry.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        self.feeds.clear();
        for (state, count) in &holdings.feeds {
            self.feeds.get_or_create(&[("state", *state)]).set(whole(*count));
        }
        for (kind, count) in [("items", holdings.items), ("stories", holdings.stories)] {
            self.stored.get_or_create(&[("kind", kind)]).set(whole(count));
        }
        let Holdings { waiting_pages, unsearched, .. } = *holdings;
        let waiting_writes = holdings.waiting_writes as u64;
        for (queue, length) in
            [("writes", waiting_writes), ("pages", waiting_pages), ("search", unsearched)]
        {
            self.queues.get_or_create(&[("queue", queue)]).set(whole(length));
        }
        self.store_bytes.set(whole(holdings.bytes));
        self.failed_writes.inc_by(holdings.failed_writes.saturating_sub(self.failed_writes.get()));
        let mut text = String::new();
        // Writing to a text does not fail.
        encode(&mut text, &registry).unwrap_or_default();
        text
    }
}

fn whole(count: impl TryInto<i64>) -> i64 {
    count.try_into().unwrap_or(i64::MAX)
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metrics").finish_non_exhaustive()
    }
}

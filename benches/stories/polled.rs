//! The way of a document through the daemon's own intake, without a network: wording, index, verdict
//! and store, as after a poll.

use std::sync::Arc;
use std::time::Duration;

use mainstem::article::{forget_the_future, normalise};
use mainstem::daemon::{Intake, Live};
use mainstem::model::{
    Digest, FeedAbout, FeedKey, FeedMemory, ParsedEntry, ParsedFeed, PollOutcome, PollRecord,
    PollTally, Timestamp, Validators,
};
use mainstem::store::{Store, StoreError};
use url::Url;

/// A feed.
pub(crate) struct Source {
    key: FeedKey,
    url: Url,
}

impl Source {
    /// The feed of this name.
    pub(crate) fn named(name: &str) -> Self {
        let name = Digest::of(&[name.as_bytes()]);
        let url = Url::parse(&format!("https://feeds.invalid/{name}")).unwrap();
        Self { key: FeedKey::of(&url), url }
    }
}

/// A document of this feed, with these entries, at this moment.
pub(crate) async fn poll(
    store: &Store,
    live: &Arc<Live>,
    source: Source,
    entries: Vec<ParsedEntry>,
    now: Timestamp,
) -> Result<PollTally, StoreError> {
    let about = FeedAbout::default();
    let document =
        ParsedFeed { about: about.clone(), repairs: Vec::new(), is_cut_short: false, entries };
    let mut entries = normalise(&document, &source.url);
    forget_the_future(&mut entries, now);
    let Source { key, url } = source;
    let of_feed = key.clone();
    let intake = store.read(move |reading| Intake::of(reading, &of_feed, entries, now)).await?;
    let live = Arc::clone(live);
    store
        .write(move |writing| {
            let row = writing.feed(&key, now)?;
            let changes = intake.assign(writing, &row, &live, (Duration::ZERO, now))?;
            let outcome = PollOutcome::Read {
                status: 200,
                validators: Validators::default(),
                url: url.into(),
                body: None,
                about,
                moved_to: None,
            };
            let record = PollRecord {
                at: now,
                took: Duration::ZERO,
                size_bytes: 0,
                outcome,
                memory: FeedMemory::default(),
                changes,
            };
            writing.commit(&row, &record, live.since(now))
        })
        .await
}

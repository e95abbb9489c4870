//! A document as the daemon takes it in once it is fetched: entries, intake, verdicts, one transaction.

use std::sync::Arc;
use std::time::Duration;

use mainstem::article::{believe, normalise};
use mainstem::daemon::{Intake, Live};
use mainstem::model::{
    Digest, FeedAbout, FeedKey, FeedMemory, Flood, ParsedFeed, PollOutcome, PollRecord, PollTally,
    Timestamp, Validators,
};
use mainstem::store::{Opening, Store, StoreError};
use url::Url;

/// A store in this folder, the same in every run.
pub(crate) fn store(folder: &tempfile::TempDir) -> Store {
    let opening = Opening {
        now: Timestamp::EPOCH,
        seed: Digest::of(&[b"stories"]),
        patience: Opening::PATIENCE,
    };
    Store::open(&folder.path().join("stories.db"), &opening).unwrap()
}

/// Takes in what the feed at `url` said at the moment `now`.
pub(crate) async fn take_in(
    (store, live): (&Store, &Arc<Live>),
    url: Url,
    document: &ParsedFeed,
    now: Timestamp,
) -> Result<PollTally, StoreError> {
    let key = FeedKey::of(&url);
    let mut entries = normalise(document, &url);
    believe(&mut entries, now);
    let reading_key = key.clone();
    let intake = store.read(move |reading| Intake::of(reading, &reading_key, entries, now)).await?;
    let live = Arc::clone(live);
    store
        .write(move |writing| {
            let row = writing.feed(&key, now)?;
            let changes =
                intake.assign(writing, &row, &live, (Duration::ZERO, Flood::Publish, now))?;
            let outcome = PollOutcome::Read {
                status: 200,
                validators: Validators::default(),
                url: url.into(),
                body: None,
                about: FeedAbout::default(),
                repairs: Vec::new(),
            };
            let record = PollRecord {
                at: now,
                took: Duration::ZERO,
                size_bytes: 0,
                outcome,
                memory: FeedMemory::default(),
                hosts: Vec::new(),
                changes,
            };
            writing.commit(&row, &record, live.since(now))
        })
        .await
}

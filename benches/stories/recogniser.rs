//! The recogniser of the daemon itself: records go the way of polls, each a document of its source's
//! feed, through wording, index and verdict into a store of their own.

use std::collections::BTreeMap;
use std::time::Duration;

use mainstem::article::{forget_the_future, normalise};
use mainstem::daemon::{Intake, Live};
use mainstem::model::{
    Digest, FeedAbout, FeedKey, FeedMemory, ItemId, ParsedEntry, ParsedFeed, PollOutcome,
    PollRecord, Text, Timestamp, Validators,
};
use mainstem::store::{ItemFilter, Opening, Store, StoreError};
use url::Url;

use crate::record::Record;

/// All records are live, however many years they span: how long items are, is no matter of the verdict.
const WINDOW: Duration = Duration::from_hours(100 * 365 * 24);

/// A story number for each record. They come in by their dates; those without one come last.
pub(crate) fn recognise(records: &[Record]) -> Vec<usize> {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(recognised(records)).unwrap()
}

async fn recognised(records: &[Record]) -> Result<Vec<usize>, StoreError> {
    let folder = tempfile::tempdir().unwrap();
    let dates: Vec<Option<Timestamp>> = records.iter().map(Record::date).collect();
    let last = dates.iter().flatten().max().copied().unwrap_or(Timestamp::EPOCH);
    let opening = Opening {
        now: Timestamp::EPOCH,
        seed: Digest::of(&[b"stories"]),
        patience: Opening::PATIENCE,
    };
    let store = Store::open(&folder.path().join("stories.db"), &opening).unwrap();
    let live = std::sync::Arc::new(Live::new(WINDOW));
    let mut order: Vec<usize> = (0..records.len()).collect();
    order.sort_by_key(|at| (dates[*at].is_none(), dates[*at], *at));
    for at in &order {
        poll(&store, &live, &records[*at], *at, dates[*at].unwrap_or(last)).await?;
    }
    // Each record made one item, and items are numbered as they come in.
    let mut stories: BTreeMap<ItemId, usize> = BTreeMap::new();
    store.read_here(|reading| {
        reading.items(&ItemFilter::default(), |item| {
            stories.insert(item.id, usize::try_from(item.story.0).unwrap());
            true
        })
    })?;
    assert_eq!(stories.len(), records.len(), "an item is lost, or two records have one id");
    let mut found = vec![0; records.len()];
    for (at, story) in order.into_iter().zip(stories.into_values()) {
        found[at] = story;
    }
    store.close();
    Ok(found)
}

/// One record, as a document of its feed.
async fn poll(
    store: &Store,
    live: &std::sync::Arc<Live>,
    record: &Record,
    number: usize,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (key, url) = feed(record, number);
    let mut entries = normalise(&document(record), &url);
    forget_the_future(&mut entries, now);
    let reading_key = key.clone();
    let intake = store.read(move |reading| Intake::of(reading, &reading_key, entries, now)).await?;
    let live = std::sync::Arc::clone(live);
    store
        .write(move |writing| {
            let row = writing.feed(&key, now)?;
            let changes = intake.assign(writing, &row, &live, (Duration::ZERO, now))?;
            let outcome = PollOutcome::Read {
                status: 200,
                validators: Validators::default(),
                url: url.into(),
                body: None,
                about: FeedAbout::default(),
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
        .await?;
    Ok(())
}

/// The feed of a record's source. Of a record that names none nobody knows which others are of its
/// source: it gets a feed of its own.
fn feed(record: &Record, number: usize) -> (FeedKey, Url) {
    let name = record.source.as_ref().map_or_else(
        || Digest::of(&[b"record", &number.to_be_bytes()]),
        |source| Digest::of(&[b"source", source.as_bytes()]),
    );
    let url = Url::parse(&format!("https://feeds.invalid/{name}")).unwrap();
    (FeedKey::of(&url), url)
}

fn document(record: &Record) -> ParsedFeed {
    let text = if record.has_markup() { Text::Html } else { Text::Plain };
    let entry = ParsedEntry {
        id: Some(record.id.clone()),
        title: Some(Text::Plain(record.title.clone())),
        content: Some(text(record.text.clone())),
        published: record.date(),
        ..ParsedEntry::default()
    };
    ParsedFeed {
        about: FeedAbout::default(),
        repairs: Vec::new(),
        is_cut_short: false,
        entries: vec![entry],
    }
}

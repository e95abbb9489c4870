//! The recogniser of the daemon itself: records go the way of polls, each a document of its source's
//! feed, through wording, index and verdict into a store of their own.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use mainstem::daemon::Live;
use mainstem::model::{Digest, FeedAbout, ItemId, ParsedEntry, ParsedFeed, Text, Timestamp};
use mainstem::store::{ItemFilter, StoreError};
use url::Url;

use crate::polled::{store, take_in};
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
    let store = store(&folder);
    let live = Arc::new(Live::new(WINDOW));
    let mut order: Vec<usize> = (0..records.len()).collect();
    order.sort_by_key(|at| (dates[*at].is_none(), dates[*at], *at));
    for at in &order {
        let record = &records[*at];
        let now = dates[*at].unwrap_or(last);
        take_in((&store, &live), feed(record, *at), &document(record), now).await?;
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

/// The feed of a record's source. Of a record that names none nobody knows which others are of its
/// source: it gets a feed of its own.
fn feed(record: &Record, number: usize) -> Url {
    let name = record.source.as_ref().map_or_else(
        || Digest::of(&[b"record", &number.to_be_bytes()]),
        |source| Digest::of(&[b"source", source.as_bytes()]),
    );
    Url::parse(&format!("https://feeds.invalid/{name}")).unwrap()
}

/// A record, as a document of its feed.
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

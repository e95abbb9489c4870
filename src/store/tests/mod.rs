//! The store as its callers meet it, a file in a fresh folder: what the tests share.

mod beginning;
mod corrections;
mod damage;
mod files;
mod health;
mod known;
mod lookup;
mod lost;
mod pages;
mod places;
mod polls;
mod retention;
mod search;
mod stops;
mod stories;
mod subscriptions;
mod upgrades;

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use super::{Opening, Reading, Store, StoreError};
use crate::model::search::SearchWords;
use crate::model::{
    Agency, Cadence, Candidate, Change, Digest, Enclosure, Entry, Evidence, FeedAbout, FeedFormat,
    FeedKey, FeedMemory, Fingerprint, Gathered, HostMemory, HubLink, ItemId, Moving, Person,
    Placement, PollOutcome, PollRecord, PollTally, Rhythm, Sightings, StoredItem, StoryId,
    Timestamp, Traits, Validators,
};

const NOW: i64 = 1_795_000_000;

/// How long copies are looked for.
const WINDOW: Duration = Duration::from_hours(24);

fn opening() -> Opening {
    let seed = Digest::of(&[b"a store"]);
    Opening { now: Timestamp::from_unix(NOW), seed, patience: Duration::from_millis(50) }
}

fn folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mainstem.db");
    (folder, path)
}

fn key(name: &str) -> FeedKey {
    FeedKey::of(&format!("https://{name}.example/feed").parse().unwrap())
}

fn candidate(name: &str) -> Candidate {
    let digest = |kind: &str| Digest::of(&[kind.as_bytes(), name.as_bytes()]);
    Candidate {
        entry: Entry {
            guid: Some(name.to_owned()),
            url: Some(format!("https://a.example/{name}")),
            canonical_url: Some(format!("https://a.example/{name}")),
            title: format!("Title of {name}"),
            summary: Some("In short".to_owned()),
            content_html: format!("<p>{name}</p>"),
            text: String::new(),
            authors: vec![Person { name: "山田太郎".to_owned(), uri: None }],
            categories: vec!["World".to_owned()],
            enclosures: vec![Enclosure {
                url: "https://a.example/1.mp3".to_owned(),
                media_type: Some("audio/mpeg".to_owned()),
                length: Some(7),
                duration: Some(61),
            }],
            thumbnail: None,
            rights: None,
            location: None,
            companions: Vec::new(),
            contributors: Vec::new(),
            language: Some("ja".to_owned()),
            published: Some(Timestamp::from_unix(NOW - 60)),
            updated: None,
        },
        print: Fingerprint {
            key: digest("key"),
            aliases: Vec::new(),
            is_edition: false,
            link: Some(digest("link")),
            text: Some(digest("text")),
            title: digest("title"),
            content: digest("content"),
        },
        traits: Traits {
            sketch: vec![1, 0xdead_beef],
            pieces: vec![7, 8, 9],
            boilerplate: vec![9],
            agency: Some(Agency::Kyodo),
            is_original: true,
            words: SearchWords {
                title: format!("title of {name}"),
                author: "山田 田太 太郎 郎".to_owned(),
                text: name.to_owned(),
            },
        },
    }
}

fn new(name: &str, placement: Placement) -> Change {
    Change::New {
        candidate: Box::new(candidate(name)),
        placement,
        evidence: Evidence::First { guards: Vec::new() },
        surfaced: Timestamp::from_unix(NOW - 60),
        changed: Timestamp::from_unix(NOW - 60),
        related: Vec::new(),
        page: None,
    }
}

fn with(story: i64, item: i64) -> Placement {
    Placement::With { story: StoryId(story), item: ItemId(item) }
}

fn at(seconds_from_now: i64) -> Timestamp {
    Timestamp::from_unix(NOW + seconds_from_now)
}

fn about() -> FeedAbout {
    FeedAbout {
        format: Some(FeedFormat::Atom),
        title: Some("A".to_owned()),
        site_url: Some("https://a.example/".to_owned()),
        language: Some("en".to_owned()),
        cadence: Cadence {
            period: Some(Duration::from_mins(90)),
            skip_hours: 1 << 23,
            skip_days: 1 << 6,
        },
        hub: Some(HubLink {
            hub: "https://hub.example/".to_owned(),
            topic: "https://a.example/feed".to_owned(),
        }),
    }
}

fn record(changes: Vec<Change>) -> PollRecord {
    let about = about();
    let validators =
        Validators { etag: Some(b"W/\"\xff\"".to_vec()), last_modified: Some(b"today".to_vec()) };
    let body = Digest::of(&[b"body"]);
    PollRecord {
        at: Timestamp::from_unix(NOW),
        took: Duration::from_millis(12),
        size_bytes: 34,
        outcome: PollOutcome::Read {
            status: 200,
            validators: validators.clone(),
            url: "https://b.example/feed".to_owned(),
            body: Some(body),
            about: about.clone(),
            repairs: vec!["holds; something".to_owned()],
        },
        memory: FeedMemory {
            about,
            validators,
            document_url: Some("https://b.example/feed".to_owned()),
            body: Some(body),
            repairs: vec!["holds; something".to_owned()],
            last_poll: Some(Timestamp::from_unix(NOW)),
            last_status: Some(200),
            next_poll: Some(Timestamp::from_unix(NOW + 3600)),
            wish_until: Some(Timestamp::from_unix(NOW + 1800)),
            address: Some("https://b.example/feed".to_owned()),
            moving: Some(Moving {
                to: "https://c.example/feed".to_owned(),
                seen: Sightings { since: Timestamp::from_unix(NOW - 60), count: 2 },
            }),
            failures: 3,
            failing_since: Some(Timestamp::from_unix(NOW - 7200)),
            error: Some("failed to read".to_owned()),
            gone: Some(Sightings { since: Timestamp::from_unix(NOW - 90), count: 3 }),
            is_given_up: true,
            pushed_until: None,
            rhythm: Rhythm {
                watched_s: 5,
                as_of: Some(Timestamp::from_unix(NOW)),
                ..Rhythm::default()
            },
        },
        hosts: vec![(
            "b.example".to_owned(),
            HostMemory { frozen_until: Timestamp::from_unix(NOW + 60), strikes: 2 },
        )],
        changes,
    }
}

async fn commit(store: &Store, feed: &str, record: PollRecord) -> Result<PollTally, StoreError> {
    let key = key(feed);
    store
        .write(move |writing| {
            let feed = writing.feed(&key, Timestamp::from_unix(NOW))?;
            writing.commit(&feed, &record, record.at.minus(WINDOW))
        })
        .await
}

fn totals(store: &Store) -> (u64, u64) {
    store
        .read_here(|reading| {
            let (items, stories) = reading.totals()?;
            Ok((items, stories))
        })
        .unwrap()
}

/// The stories that readers have got to see by now, the one that came last first.
async fn river(store: &Store, now: Timestamp) -> Vec<Gathered> {
    store.write(move |writing| writing.number(now)).await.unwrap();
    let gather = move |reading: &Reading<'_>| {
        let trail = reading.trail(None, None, 1_000)?;
        let firsts: BTreeMap<StoryId, i64> =
            trail.iter().map(|step| (step.story, step.place)).collect();
        let mut stories: Vec<StoryId> = firsts.keys().copied().collect();
        stories.sort_by_key(|story| Reverse(firsts[story]));
        stories.into_iter().map(|story| Ok(reading.gathered(story)?.unwrap())).collect()
    };
    store.read(gather).await.unwrap()
}

/// The story's reports, in the order of their numbers.
async fn reports(store: &Store, id: i64) -> Vec<StoredItem> {
    store.read(move |reading| reading.story(StoryId(id))).await.unwrap()
}

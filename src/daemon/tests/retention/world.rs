//! The store in the middle, feeds with their documents around it, and what is known of them beside it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::daemon::tests::{publishing, settings};
use crate::daemon::{Intake, Live};
use crate::model::{
    Change, Digest, Entry, FeedKey, Flood, PollOutcome, Settings, StoredItem, Timestamp,
};
use crate::schedule::KNOWN;
use crate::store::{ItemFilter, Opening, Store, Writing};

pub(super) const DAY: Duration = Duration::from_hours(24);

/// Days that items are held.
pub(super) const KEEP: u32 = 10;

const TOML: &str = r#"
[merged]
base_url = "https://news.example.org/"
entries = 4
window = "1 day"
[store]
keep = "10 days"
[[feed]]
url = "https://0.example/feed"
"#;

const SECOND: &str = r#"
[[feed]]
url = "https://1.example/feed"
keep_items = 3
"#;

/// An item by its feed and its number in it.
pub(super) type Name = (usize, usize);

/// Numbers that are alike in both feeds are copies of one text.
pub(super) fn entry((feed, number): Name, version: usize) -> Entry {
    let text = format!(
        "The {number} boats of harbour {} sailed on the tide, said the master of the pier; {} \
         crates of herring and {} of cod were landed by noon, and the market opened at once. \
         Version {version}.",
        number % 7,
        number * 31,
        number * 17
    );
    let url = format!("https://{feed}.example/{number}");
    Entry {
        guid: Some(format!("{feed} {number}")),
        url: Some(url.clone()),
        canonical_url: Some(url),
        title: format!("Boats {number}"),
        content_html: format!("<p>{text}</p>"),
        text,
        ..Entry::default()
    }
}

pub(super) fn name(entry: &Entry) -> Name {
    let guid = entry.guid.as_deref().unwrap();
    let (feed, number) = guid.split_once(' ').unwrap();
    (feed.parse().unwrap(), number.parse().unwrap())
}

/// What is known of a document that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Whole,
    Cut,
    Pushed,
}

pub(super) struct World {
    pub(super) path: PathBuf,
    pub(super) store: Option<Store>,
    pub(super) live: Arc<Live>,
    pub(super) has_second: bool,
    pub(super) now: Timestamp,
    /// The numbers that each feed's document has, the newest last, and those that have left it.
    pub(super) documents: [Vec<usize>; 2],
    pub(super) left: [Vec<usize>; 2],
    pub(super) versions: BTreeMap<Name, usize>,
    /// When each item was last in a document that was read: now, of those that still are.
    pub(super) seen: BTreeMap<Name, Timestamp>,
    /// What the store has to take for the feeds' documents.
    pub(super) listed: BTreeSet<Name>,
    /// The ids under which each item was published.
    pub(super) published: BTreeMap<Name, BTreeSet<Digest>>,
    pub(super) corrected: BTreeSet<Name>,
    pub(super) archives: BTreeMap<u32, String>,
}

impl World {
    pub(super) fn new(path: PathBuf) -> Self {
        let mut world = Self {
            path,
            store: None,
            live: Arc::new(Live::new(DAY)),
            has_second: true,
            now: Timestamp::from_unix(1_795_000_000),
            documents: Default::default(),
            left: Default::default(),
            versions: BTreeMap::new(),
            seen: BTreeMap::new(),
            listed: BTreeSet::new(),
            published: BTreeMap::new(),
            corrected: BTreeSet::new(),
            archives: BTreeMap::new(),
        };
        world.restart();
        world
    }

    pub(super) fn restart(&mut self) {
        self.store.take().into_iter().for_each(Store::close);
        let seed = Digest::of(&[b"a store"]);
        let opening = Opening { now: self.now, seed, patience: Opening::PATIENCE };
        self.store = Some(Store::open(&self.path, &opening).unwrap());
        self.live = Arc::new(Live::new(DAY));
    }

    pub(super) fn store(&self) -> &Store {
        self.store.as_ref().unwrap()
    }

    pub(super) fn settings(&self) -> Settings {
        let second = if self.has_second { SECOND } else { "" };
        settings(&format!("{TOML}{second}"))
    }

    pub(super) fn held(&self) -> BTreeMap<Name, StoredItem> {
        let mut held = BTreeMap::new();
        let take = |item: StoredItem| {
            let before = held.insert(name(&item.entry), item);
            assert!(before.is_none(), "held twice: {before:?}");
            true
        };
        self.store().read_here(|reading| reading.items(&ItemFilter::default(), take)).unwrap();
        held
    }

    /// The feed is polled and has these items; `whole`: all of them.
    pub(super) fn poll(&mut self, feed: usize, numbers: &[usize], outcome: Outcome) {
        let names: BTreeSet<Name> = numbers.iter().map(|number| (feed, *number)).collect();
        let entries: Vec<Entry> = numbers
            .iter()
            .rev()
            .map(|number| {
                let name = (feed, *number);
                entry(name, self.versions.get(&name).copied().unwrap_or(0))
            })
            .collect();
        let new = self.commit(feed, entries, outcome);
        for name in &names {
            let known = self.seen.get(name).is_some_and(|seen| self.now.since(*seen) <= KNOWN);
            assert!(!known || !new.contains(name), "{name:?} is known and stored anew");
            assert!(self.seen.contains_key(name) || new.contains(name), "{name:?} is lost");
            if new.contains(name) {
                self.published.remove(name);
            }
        }
        if outcome == Outcome::Whole {
            let mine: Vec<Name> = self.listed.iter().filter(|at| at.0 == feed).copied().collect();
            for name in mine {
                self.seen.insert(name, self.now);
                self.listed.remove(&name);
            }
        }
        for name in names {
            self.seen.insert(name, self.now);
            self.listed.insert(name);
        }
    }

    /// Writes a document as a poll does, and gives back what was new in it.
    pub(super) fn commit(
        &self,
        feed: usize,
        entries: Vec<Entry>,
        outcome: Outcome,
    ) -> BTreeSet<Name> {
        let key = FeedKey::of(&format!("https://{feed}.example/feed").parse().unwrap());
        let (now, live) = (self.now, Arc::clone(&self.live));
        let intake =
            self.store().read_here(|reading| Intake::of(reading, &key, entries, now)).unwrap();
        let mut record = publishing::record(0);
        record.at = now;
        match (&mut record.outcome, outcome) {
            (PollOutcome::Read { body, .. }, Outcome::Whole) => *body = Some(Digest::of(&[b""])),
            (outcome, Outcome::Pushed) => *outcome = PollOutcome::Pushed,
            (_, _) => {}
        }
        let write = move |writing: &Writing<'_>| {
            let row = writing.feed(&key, now)?;
            record.changes =
                intake.assign(writing, &row, &live, (Duration::ZERO, Flood::Publish, now))?;
            writing.commit(&row, &record, live.since(now))?;
            Ok(record.changes)
        };
        let changes = self.store().write_here(write).unwrap();
        let new = changes.iter().filter_map(|change| {
            if let Change::New { candidate, .. } = change { Some(&candidate.entry) } else { None }
        });
        new.map(name).collect()
    }
}

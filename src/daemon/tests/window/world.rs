//! A store that anything happens to, and what is published of it.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use proptest::prelude::*;

use crate::daemon::archiving;
use crate::daemon::publishing::look;
use crate::daemon::tests::{publishing, settings};
use crate::daemon::{gather, river};
use crate::model::{
    Candidate, Change, Digest, Entry, Evidence, FeedKey, Format, ItemId, Placement, River,
    RiverStory, STORED_ONLY, Scope, Settings, StoryId, Timestamp,
};
use crate::publish;
use crate::store::{Opening, Store};
use crate::story;

/// Stories in one document.
pub(super) const WINDOW: usize = 4;

const MERGED: &str = r#"
[merged]
base_url = "https://news.example.org/"
entries = 4
"#;

const VIEW: &str = r#"
[[view]]
name = "live"
keep = ["title: ^LIVE"]
"#;

/// Feeds as an operator may have them, one after the other: with rules of one feed, without any, with
/// rules over all, and without a feed.
const FEEDS: [&str; 4] = [
    r#"
[[feed]]
url = "https://0.example/feed"
priority = 1
[[feed]]
url = "https://1.example/feed"
drop = ["title: ^LIVE"]
[[feed]]
url = "https://2.example/feed"
"#,
    r#"
[[feed]]
url = "https://0.example/feed"
[[feed]]
url = "https://1.example/feed"
[[feed]]
url = "https://2.example/feed"
"#,
    r#"
drop = ["title: [13579]$"]
[[feed]]
url = "https://0.example/feed"
[[feed]]
url = "https://1.example/feed"
keep = ["title: ^LIVE"]
[[feed]]
url = "https://2.example/feed"
"#,
    r#"
[[feed]]
url = "https://0.example/feed"
drop = ["title: ^LIVE"]
[[feed]]
url = "https://2.example/feed"
"#,
];

fn settings_of(number: usize) -> Settings {
    settings(&format!("{MERGED}{}{VIEW}", FEEDS[number % FEEDS.len()]))
}

/// What happens next, with two numbers that say to what.
#[derive(Clone, Copy, Debug)]
pub(super) enum Event {
    /// An item comes in: now, dated long ago, held back for a while, or only to be stored.
    Arrival,
    /// A report of a story that is there.
    Copy,
    Edit,
    /// The operator writes other rules, or takes a feed out.
    Rules,
    /// The site of an item moves, and gives it another id.
    Churn,
    Join,
    Split,
    Restart,
}

pub(super) fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        6 => Just(Event::Arrival),
        2 => Just(Event::Copy),
        3 => Just(Event::Edit),
        1 => Just(Event::Rules),
        1 => Just(Event::Churn),
        1 => Just(Event::Join),
        1 => Just(Event::Split),
        1 => Just(Event::Restart),
    ]
}

/// An item as its publisher has it.
#[derive(Clone, Copy)]
struct Item {
    feed: usize,
    guid: usize,
    /// Of its text.
    version: usize,
    /// Whether its title says so: rules may leave it out for that.
    is_live: bool,
}

fn candidate(number: usize, item: Item) -> Candidate {
    let live = if item.is_live { "LIVE: " } else { "" };
    let entry = Entry {
        guid: Some(format!("guid {number} {}", item.guid)),
        title: format!("{live}Title {number}"),
        content_html: format!("<p>Text {number}, version {}.</p>", item.version),
        ..Entry::default()
    };
    story::identify(vec![entry]).remove(0)
}

pub(super) struct World {
    path: PathBuf,
    store: Option<Store>,
    settings: Settings,
    now: Timestamp,
    items: Vec<Item>,
    /// Items whose stories an operator has corrected.
    pub(super) corrected: BTreeSet<ItemId>,
}

impl World {
    pub(super) fn new(path: PathBuf) -> Self {
        let now = Timestamp::from_unix(1_795_000_000);
        let settings = settings_of(0);
        let (items, corrected) = (Vec::new(), BTreeSet::new());
        let mut world = Self { path, store: None, settings, now, items, corrected };
        world.restart();
        world
    }

    fn restart(&mut self) {
        self.store.take().into_iter().for_each(Store::close);
        let seed = Digest::of(&[b"a store"]);
        let opening = Opening { now: self.now, seed, patience: Opening::PATIENCE };
        self.store = Some(Store::open(&self.path, &opening).unwrap());
    }

    fn store(&self) -> &Store {
        self.store.as_ref().unwrap()
    }

    fn commit(&self, feed: usize, change: Change) {
        let mut record = publishing::record(0);
        record.at = self.now;
        record.changes = vec![change];
        let key = FeedKey::of(&format!("https://{feed}.example/feed").parse().unwrap());
        let now = self.now;
        let work = move |writing: &crate::store::Writing<'_>| {
            let row = writing.feed(&key, now)?;
            writing.commit(&row, &record, now)
        };
        self.store().write_here(work).unwrap();
    }

    /// One of the items, and the number it has in the store.
    fn chosen(&self, a: usize) -> Option<(usize, ItemId)> {
        let number = a.checked_rem(self.items.len())?;
        Some((number, ItemId(i64::try_from(number + 1).unwrap())))
    }

    fn story_of(&self, item: ItemId) -> StoryId {
        self.store().read_here(|reading| reading.item(item)).unwrap().unwrap().story
    }

    fn arrive(&mut self, placement: Placement, (a, b): (usize, usize)) {
        let item = Item { feed: a % 3, guid: 0, version: 0, is_live: b % 3 == 0 };
        let surfaced = match b % 8 {
            0 => self.now.minus(Duration::from_hours(100)),
            1 => self.now.plus(Duration::from_secs(50)),
            2 => STORED_ONLY,
            _ => self.now,
        };
        let change = Change::New {
            candidate: Box::new(candidate(self.items.len(), item)),
            placement,
            evidence: Evidence::First { guards: Vec::new() },
            surfaced,
            changed: self.now.minus(Duration::from_secs((b % 90) as u64)),
            related: Vec::new(),
            page: None,
        };
        self.commit(item.feed, change);
        self.items.push(item);
    }

    pub(super) fn happen(&mut self, event: Event, (a, b): (usize, usize)) {
        self.now = self.now.plus(Duration::from_secs((a % 40) as u64));
        let chosen = self.chosen(a);
        match (event, chosen) {
            (Event::Arrival, _) => self.arrive(Placement::Own, (a, b)),
            (Event::Restart, _) => self.restart(),
            (Event::Rules, _) => self.settings = settings_of(b),
            (_, None) => {}
            (Event::Copy, Some((_, item))) => {
                self.arrive(Placement::With { story: self.story_of(item), item }, (b, a));
            }
            (Event::Edit | Event::Churn, Some((number, item))) => {
                let held = &mut self.items[number];
                let is_edit = matches!(event, Event::Edit);
                (held.version, held.guid) =
                    (held.version + usize::from(is_edit), held.guid + usize::from(!is_edit));
                held.is_live ^= is_edit && b % 2 == 0;
                let (feed, candidate) = (held.feed, Box::new(candidate(number, *held)));
                let edited = Change::Updated { item, candidate: candidate.clone(), text_edits: 1 };
                self.commit(
                    feed,
                    if is_edit { edited } else { Change::Renamed { item, candidate } },
                );
            }
            (Event::Join, Some((_, item))) => {
                let (_, other) = self.chosen(b).unwrap();
                self.correct(item);
                self.correct(other);
                let now = self.now;
                self.store().write_here(move |writing| writing.join(item, other, now)).unwrap();
            }
            (Event::Split, Some((_, item))) => {
                self.correct(item);
                let now = self.now;
                self.store().write_here(move |writing| writing.split(item, now)).unwrap();
            }
        }
    }

    fn correct(&mut self, item: ItemId) {
        let story = self.story_of(item);
        let reports = self.store().read_here(|reading| reading.story(story)).unwrap();
        self.corrected.extend(reports.iter().map(|item| item.id));
    }

    /// All stories that are published, however old.
    pub(super) fn all(&self) -> River {
        let mut settings = self.settings.clone();
        settings.merged.entries = 10_000;
        self.store().read_here(|reading| river(reading, &settings)).unwrap()
    }

    /// All stories of the view, however old.
    pub(super) fn view(&self) -> River {
        let mut settings = self.settings.clone();
        settings.merged.entries = 10_000;
        let view = Scope::View("live".to_owned());
        let part = self.store().read_here(|reading| gather(reading, &settings, &view, None));
        part.unwrap().unwrap()
    }

    /// The reports of a story that is published.
    pub(super) fn reports(&self, story: &RiverStory) -> BTreeSet<ItemId> {
        let reports = self.store().read_here(|reading| reading.story(story.id)).unwrap();
        reports.iter().map(|item| item.id).collect()
    }

    pub(super) fn archive(&self, number: u32) -> Option<String> {
        let document = self
            .store()
            .read_here(|reading| archiving::document(reading, &self.settings, number, None))
            .unwrap()?;
        Some(String::from_utf8(document.bytes).unwrap())
    }

    pub(super) fn publish(&self) -> String {
        let (river, ..) = look(self.store(), &self.settings, self.now).unwrap();
        String::from_utf8(publish::feed(&river, Format::Atom).bytes).unwrap()
    }
}

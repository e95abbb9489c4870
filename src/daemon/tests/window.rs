//! What readers of the merged feed get to see over any history: arrivals of any date, edits, copies, joins
//! and splits by hand, sites that move, holds, floods and restarts.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::Duration;

use proptest::prelude::*;

use super::{publishing, settings};
use crate::daemon::archiving;
use crate::daemon::publishing::look;
use crate::daemon::river;
use crate::model::{
    Candidate, Change, Digest, Entry, Evidence, FeedKey, Format, ItemId, Placement, River,
    RiverStory, STORED_ONLY, Settings, StoryId, Timestamp,
};
use crate::publish;
use crate::store::{Opening, Store};
use crate::story;

/// Stories in one document.
const WINDOW: usize = 4;

const TOML: &str = r#"
[merged]
base_url = "https://news.example.org/"
entries = 4
[[feed]]
url = "https://0.example/feed"
priority = 1
[[feed]]
url = "https://1.example/feed"
drop = ["title: ^LIVE"]
[[feed]]
url = "https://2.example/feed"
"#;

/// What happens next, with two numbers that say to what.
#[derive(Clone, Copy, Debug)]
enum Event {
    /// An item comes in: now, dated long ago, held back for a while, or only to be stored.
    Arrival,
    /// A report of a story that is there.
    Copy,
    Edit,
    /// The site of an item moves, and gives it another id.
    Churn,
    Join,
    Split,
    Restart,
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        6 => Just(Event::Arrival),
        2 => Just(Event::Copy),
        2 => Just(Event::Edit),
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
}

fn candidate(number: usize, item: Item) -> Candidate {
    let live = if number.is_multiple_of(5) { "LIVE: " } else { "" };
    let entry = Entry {
        guid: Some(format!("guid {number} {}", item.guid)),
        title: format!("{live}Title {number}"),
        content_html: format!("<p>Text {number}, version {}.</p>", item.version),
        ..Entry::default()
    };
    story::identify(vec![entry]).remove(0)
}

struct World {
    path: PathBuf,
    store: Option<Store>,
    settings: Settings,
    now: Timestamp,
    items: Vec<Item>,
    /// Items whose stories an operator has corrected.
    corrected: BTreeSet<ItemId>,
}

impl World {
    fn new(path: PathBuf) -> Self {
        let now = Timestamp::from_unix(1_795_000_000);
        let settings = settings(TOML);
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
        let item = Item { feed: a % 3, guid: 0, version: 0 };
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

    fn happen(&mut self, event: Event, (a, b): (usize, usize)) {
        self.now = self.now.plus(Duration::from_secs((a % 40) as u64));
        let chosen = self.chosen(a);
        match (event, chosen) {
            (Event::Arrival, _) => self.arrive(Placement::Own, (a, b)),
            (Event::Restart, _) => self.restart(),
            (_, None) => {}
            (Event::Copy, Some((_, item))) => {
                self.arrive(Placement::With { story: self.story_of(item), item }, (b, a));
            }
            (Event::Edit | Event::Churn, Some((number, item))) => {
                let held = &mut self.items[number];
                let is_edit = matches!(event, Event::Edit);
                (held.version, held.guid) =
                    (held.version + usize::from(is_edit), held.guid + usize::from(!is_edit));
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
    fn all(&self) -> River {
        let mut settings = self.settings.clone();
        settings.merged.entries = 10_000;
        self.store().read_here(|reading| river(reading, &settings)).unwrap()
    }

    /// The reports of a story that is published.
    fn reports(&self, story: &RiverStory) -> BTreeSet<ItemId> {
        let reports = self.store().read_here(|reading| reading.story(story.id)).unwrap();
        reports.iter().map(|item| item.id).collect()
    }

    fn archive(&self, number: u32) -> Option<String> {
        let document = self
            .store()
            .read_here(|reading| archiving::document(reading, &self.settings, number))
            .unwrap()?;
        Some(String::from_utf8(document.bytes).unwrap())
    }

    fn publish(&self) -> String {
        let (river, ..) = look(self.store(), &self.settings, self.now).unwrap();
        String::from_utf8(publish::feed(&river, Format::Atom).bytes).unwrap()
    }
}

/// The ids of a document's entries.
fn ids(document: &str) -> Vec<String> {
    let id = |line: &str| {
        line.strip_prefix("<id>urn:").and_then(|id| id.strip_suffix("</id>")).map(str::to_owned)
    };
    document.lines().filter_map(id).skip(1).collect()
}

/// The number of the archive that a document names so.
fn archive(document: &str, relation: &str) -> Option<u32> {
    let begin = format!("<link rel=\"{relation}\" href=\"https://news.example.org/archive/");
    let line = document.lines().find_map(|line| line.strip_prefix(&begin))?;
    line.split(".atom").next()?.parse().ok()
}

/// What was published, and what a story's reader would know by having seen it.
#[derive(Default)]
struct Record {
    /// The reports that stood behind each id whenever it was published.
    reports: BTreeMap<String, BTreeSet<ItemId>>,
    /// The ids under which each report led.
    led: BTreeMap<ItemId, BTreeSet<String>>,
    shown: BTreeMap<StoryId, RiverStory>,
    archives: BTreeMap<u32, String>,
}

fn urn(story: &RiverStory) -> String {
    story.key.urn().replace("urn:", "")
}

impl Record {
    fn take(&mut self, world: &World, all: &River) {
        let mut shown = BTreeMap::new();
        for story in &all.stories {
            self.reports.entry(urn(story)).or_default().extend(world.reports(story));
            self.led.entry(story.lead.id).or_default().insert(urn(story));
            shown.insert(story.id, RiverStory { place: 0, ..story.clone() });
        }
        for (id, story) in &shown {
            let Some(before) = self.shown.get(id).filter(|held| held.changed != story.changed)
            else {
                continue;
            };
            let is_by_hand = world.reports(story).iter().any(|id| world.corrected.contains(id));
            let same = RiverStory { changed: before.changed, ..story.clone() };
            assert!(is_by_hand || *before != same, "updated, and nothing has changed: {story:?}");
        }
        self.shown = shown;
    }

    /// Whether who has seen these ids was told of this story.
    fn knows(&self, seen: &BTreeSet<String>, world: &World, story: &RiverStory) -> bool {
        let reports = world.reports(story);
        seen.iter().any(|id| !self.reports[id].is_disjoint(&reports))
    }
}

/// A reader, with what it has seen.
#[derive(Default)]
struct Reader {
    ids: BTreeSet<String>,
    archives: BTreeSet<u32>,
    /// The newest place when it read last.
    place: i64,
}

impl Reader {
    fn read(&mut self, document: &str) {
        self.ids.extend(ids(document));
    }

    /// Reads on in archives until one that it knows.
    fn walk(&mut self, world: &World, document: &str) {
        self.read(document);
        let mut next = archive(document, "prev-archive");
        while let Some(number) = next.filter(|number| self.archives.insert(*number)) {
            let older = world.archive(number).unwrap();
            self.read(&older);
            next = archive(&older, "prev-archive");
        }
    }
}

/// Archives that are full stay as they are, hold as many stories as one document, and are linked.
fn check_archives(world: &World, record: &mut Record, document: &str) {
    let newest = archive(document, "prev-archive").unwrap_or(0);
    for number in 1..=newest {
        let held = world.archive(number).unwrap();
        assert_eq!(ids(&held).len(), WINDOW);
        assert!(held.contains("<fh:archive/>"));
        assert_eq!(archive(&held, "prev-archive"), number.checked_sub(1).filter(|n| *n > 0));
        assert_eq!(archive(&held, "next-archive"), Some(number + 1));
        assert_eq!(record.archives.entry(number).or_insert_with(|| held.clone()), &held);
    }
    let unfinished = world.archive(newest + 1);
    assert_eq!(unfinished.is_some(), newest > 0);
    assert!(unfinished.is_none_or(|document| !document.contains("fh:archive/")));
    assert_eq!(world.archive(newest + 2), None);
}

fn check(history: &[(Event, (usize, usize), bool)]) {
    let folder = tempfile::tempdir().unwrap();
    let mut world = World::new(folder.path().join("mainstem.db"));
    let (mut record, mut often, mut seldom) =
        (Record::default(), Reader::default(), Reader::default());
    let mut before = world.publish();
    // What came in such numbers at once that nobody could see it without the archives.
    let mut burst = BTreeSet::new();
    for (event, choice, reads) in history {
        world.happen(*event, *choice);
        let document = world.publish();
        let all = world.all();
        record.take(&world, &all);
        check_archives(&world, &mut record, &document);
        let unique: BTreeSet<String> = ids(&document).into_iter().collect();
        assert_eq!(unique.len(), ids(&document).len());
        let newer = |place: i64| all.stories.iter().filter(|s| s.place > place).count();
        let top = all.stories.first().map_or(0, |story| story.place);
        if newer(often.place) > WINDOW {
            // It was to come before this.
            often.read(&before);
            let unseen = all.stories.iter().skip(WINDOW);
            let unseen = unseen.filter(|s| !record.knows(&often.ids, &world, s));
            burst.extend(unseen.filter(|s| s.place > often.place).map(|story| story.id));
            often.read(&document);
            often.place = top;
        }
        if *reads {
            seldom.walk(&world, &document);
            for story in &all.stories {
                assert!(record.knows(&seldom.ids, &world, story), "lost: {story:?}");
            }
        }
        before = document;
    }
    often.read(&before);
    for story in world.all().stories {
        let known = burst.contains(&story.id) || record.knows(&often.ids, &world, &story);
        assert!(known, "missed: {story:?}");
    }
    for (item, ids) in &record.led {
        assert!(
            ids.len() == 1 || world.corrected.contains(item),
            "{item:?} is seen twice: {ids:?}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn no_reader_misses_a_story_or_sees_one_twice(
        history in prop::collection::vec(
            (event(), (0_usize..1_000, 0_usize..1_000), prop::bool::weighted(0.15)),
            1..60,
        )
    ) {
        check(&history);
    }
}

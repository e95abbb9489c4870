//! Who reads what is published, and what is known of it.

use std::collections::{BTreeMap, BTreeSet};

use super::world::World;
use crate::model::{ItemId, River, RiverStory, StoryId};

/// The ids of a document's entries.
pub(super) fn ids(document: &str) -> Vec<String> {
    let id = |line: &str| {
        line.strip_prefix("<id>urn:").and_then(|id| id.strip_suffix("</id>")).map(str::to_owned)
    };
    document.lines().filter_map(id).skip(1).collect()
}

/// The number of the archive that a document names so.
pub(super) fn archive(document: &str, relation: &str) -> Option<u32> {
    let begin = format!("<link rel=\"{relation}\" href=\"https://news.example.org/archive/");
    let line = document.lines().find_map(|line| line.strip_prefix(&begin))?;
    line.split(".atom").next()?.parse().ok()
}

/// What was published, and what a story's reader would know by having seen it.
#[derive(Default)]
pub(super) struct Record {
    /// The reports that stood behind each id whenever it was published.
    reports: BTreeMap<String, BTreeSet<ItemId>>,
    /// The ids under which each report led.
    pub(super) led: BTreeMap<ItemId, BTreeSet<String>>,
    shown: BTreeMap<StoryId, RiverStory>,
    pub(super) archives: BTreeMap<u32, String>,
}

pub(super) fn urn(story: &RiverStory) -> String {
    story.key.urn().replace("urn:", "")
}

impl Record {
    pub(super) fn take(&mut self, world: &World, all: &River) {
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
    pub(super) fn knows(&self, seen: &BTreeSet<String>, world: &World, story: &RiverStory) -> bool {
        let reports = world.reports(story);
        seen.iter().any(|id| !self.reports[id].is_disjoint(&reports))
    }
}

/// A reader, with what it has seen.
#[derive(Default)]
pub(super) struct Reader {
    pub(super) ids: BTreeSet<String>,
    archives: BTreeSet<u32>,
    /// The newest place when it read last.
    place: i64,
}

/// A reader that comes just in time: before more has come in than one document shows.
#[derive(Default)]
pub(super) struct Timely {
    reader: Reader,
    /// The ids of the document before.
    before: Vec<String>,
    /// What came in such numbers at once that nobody could see it without archives.
    burst: BTreeSet<StoryId>,
}

impl Timely {
    /// All stories of what it reads are these now; a document shows so many.
    pub(super) fn look(&mut self, all: &River, shown: usize, (record, world): (&Record, &World)) {
        let newer = all.stories.iter().filter(|story| story.place > self.reader.place).count();
        let document: Vec<String> = all.stories.iter().take(shown).map(urn).collect();
        if newer > shown {
            // It was to come before this.
            self.reader.ids.extend(self.before.drain(..));
            let unseen = all.stories.iter().skip(shown);
            let unseen = unseen.filter(|story| !record.knows(&self.reader.ids, world, story));
            let burst = unseen.filter(|story| story.place > self.reader.place);
            self.burst.extend(burst.map(|story| story.id));
            self.reader.ids.extend(document.iter().cloned());
            self.reader.place = all.stories.first().map_or(0, |story| story.place);
        }
        self.before = document;
    }

    /// It looks a last time, and must know all of these.
    pub(super) fn knows_all(mut self, all: &River, (record, world): (&Record, &World)) {
        self.reader.ids.extend(self.before.drain(..));
        for story in &all.stories {
            let is_known =
                self.burst.contains(&story.id) || record.knows(&self.reader.ids, world, story);
            assert!(is_known, "missed: {story:?}");
        }
    }
}

impl Reader {
    fn read(&mut self, document: &str) {
        self.ids.extend(ids(document));
    }

    /// Reads on in archives until one that it knows.
    pub(super) fn walk(&mut self, world: &World, document: &str) {
        self.read(document);
        let mut next = archive(document, "prev-archive");
        while let Some(number) = next.filter(|number| self.archives.insert(*number)) {
            let older = world.archive(number).unwrap();
            self.read(&older);
            next = archive(&older, "prev-archive");
        }
    }
}

//! Which stories a part of the river shows, and in which order.

use super::{publishing, settings};
use crate::daemon::{gather, river};
use crate::model::{
    Change, Digest, Entry, FeedId, FeedKey, ItemId, Placement, River, Scope, Settings, StoryId,
    Timestamp,
};
use crate::store::{Opening, Store};
use crate::story;

pub(in crate::daemon) const NOW: Timestamp = Timestamp::from_unix(1_795_000_000);

const TOML: &str = r#"
[merged]
title = "Wires"
base_url = "https://news.example.org/"
entries = 3
[[feed]]
url = "https://a.example/feed"
tags = ["asia"]
drop = ["title: ^LIVE"]
[[feed]]
url = "https://b.example/feed"
title = "The B"
tags = ["asia", "world"]
[[feed]]
url = "https://c.example/feed"
[[view]]
name = "ferries"
keep = ["title: Ferry"]
[[view]]
name = "asian-ferries"
tags = ["asia"]
keep = ["title: Ferry"]
"#;

pub(in crate::daemon) struct World {
    _folder: tempfile::TempDir,
    pub(in crate::daemon) store: Store,
    pub(in crate::daemon) settings: Settings,
}

impl World {
    pub(in crate::daemon) fn new(toml: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let seed = Digest::of(&[b"a store"]);
        let opening = Opening { now: NOW, seed, patience: Opening::PATIENCE };
        let store = Store::open(&folder.path().join("mainstem.db"), &opening).unwrap();
        Self { _folder: folder, store, settings: settings(toml) }
    }

    /// A poll of the feed brings an item with this title, a report of that story or of its own, and
    /// all is published.
    pub(in crate::daemon) fn bring(&self, feed: &str, title: &str, of: Option<i64>) {
        let entry = Entry { title: title.to_owned(), ..Entry::default() };
        let candidate = story::identify(vec![entry]).remove(0);
        let mut record = publishing::record(0);
        record.changes.truncate(1);
        if let Change::New { candidate: held, placement, .. } = &mut record.changes[0] {
            **held = candidate;
            if let Some(of) = of {
                *placement = Placement::With { story: StoryId(of), item: ItemId(of) };
            }
        }
        let key = FeedKey::of(&format!("https://{feed}.example/feed").parse().unwrap());
        let work = move |writing: &crate::store::Writing<'_>| {
            let row = writing.feed(&key, NOW)?;
            writing.commit(&row, &record, NOW)?;
            writing.number(NOW)
        };
        self.store.write_here(work).unwrap();
    }

    fn part(&self, scope: &Scope, before: Option<i64>) -> Option<River> {
        let gathered =
            |reading: &crate::store::Reading<'_>| gather(reading, &self.settings, scope, before);
        self.store.read_here(gathered).unwrap()
    }

    pub(super) fn titles(&self, scope: &Scope) -> Vec<String> {
        titles(&self.part(scope, None).unwrap())
    }
}

pub(super) fn titles(river: &River) -> Vec<String> {
    river.stories.iter().map(|story| story.lead.entry.title.clone()).collect()
}

fn tag(name: &str) -> Scope {
    Scope::Tag(name.to_owned())
}

fn view(name: &str) -> Scope {
    Scope::View(name.to_owned())
}

/// Two stories of C, the first of which B reports later.
fn told_again() -> World {
    let world = World::new(TOML);
    world.bring("c", "Ferry resumes", None);
    world.bring("c", "Harbour freezes", None);
    world.bring("b", "Ferry sails again", Some(1));
    world
}

#[test]
fn a_story_stands_in_each_part_where_that_was_first_told_of_it() {
    let world = told_again();
    world.bring("a", "Markets close", None);
    assert_eq!(
        world.titles(&Scope::River),
        ["Markets close", "Harbour freezes", "Ferry resumes"],
        "a further report moves nothing"
    );
    assert_eq!(world.titles(&tag("asia")), ["Markets close", "Ferry resumes"]);
    assert_eq!(world.titles(&tag("world")), ["Ferry resumes"]);
    assert_eq!(world.titles(&Scope::Source(FeedId(1))), ["Harbour freezes", "Ferry resumes"]);
    assert_eq!(world.titles(&Scope::Source(FeedId(2))), ["Ferry resumes"]);
}

#[test]
fn what_is_shown_of_a_story_is_the_same_everywhere() {
    let world = told_again();
    let shown = |scope: &Scope| {
        let mut story = world.part(scope, None).unwrap().stories.pop().unwrap();
        story.place = 0;
        story
    };
    let whole = shown(&Scope::River);
    assert_eq!(whole.also[0].feed_title, "The B");
    for scope in [tag("world"), view("ferries"), Scope::Source(FeedId(2))] {
        assert_eq!(shown(&scope), whole, "{scope:?}");
    }
}

#[test]
fn a_view_shows_what_its_tags_and_rules_admit() {
    let world = told_again();
    world.bring("b", "Markets close", None);
    assert_eq!(world.titles(&view("ferries")), ["Ferry resumes"]);
    assert_eq!(world.titles(&view("asian-ferries")), ["Ferry resumes"]);
}

#[test]
fn a_report_that_is_dropped_puts_its_story_nowhere() {
    let world = World::new(TOML);
    world.bring("a", "LIVE: ferry", None);
    world.bring("c", "Harbour freezes", None);
    assert_eq!(world.titles(&Scope::River), ["Harbour freezes"]);
    assert_eq!(world.titles(&tag("asia")), [""; 0]);
    world.bring("c", "Ferry resumes", Some(1));
    assert_eq!(world.titles(&Scope::River), ["Ferry resumes", "Harbour freezes"]);
    assert_eq!(world.titles(&tag("asia")), [""; 0], "what is admitted is no report of its feeds");
}

#[test]
fn a_part_is_read_on_from_any_place() {
    let world = World::new(TOML);
    for n in 0..7 {
        world.bring(["b", "c"][n % 2], &format!("Story {n}"), None);
    }
    let first = world.part(&tag("asia"), None).unwrap();
    assert_eq!(
        (titles(&first), first.has_more),
        (["Story 6", "Story 4", "Story 2"].map(str::to_owned).to_vec(), true)
    );
    let last = first.stories.last().map(|story| story.place);
    let rest = world.part(&tag("asia"), last).unwrap();
    assert_eq!((titles(&rest), rest.has_more), (vec!["Story 0".to_owned()], false));
}

#[test]
fn where_duplicates_are_kept_each_report_stands_where_it_came() {
    let world = World::new(&TOML.replace("entries", "duplicates = \"keep\"\nentries"));
    world.bring("c", "Ferry resumes", None);
    world.bring("c", "Harbour freezes", None);
    world.bring("b", "Ferry sails again", Some(1));
    let river = world.store.read_here(|reading| river(reading, &world.settings)).unwrap();
    assert_eq!(titles(&river), ["Ferry sails again", "Harbour freezes", "Ferry resumes"]);
    assert_eq!(world.titles(&tag("world")), ["Ferry sails again"]);
}

#[test]
fn a_part_has_its_name_in_its_title_and_one_that_is_not_there_is_none() {
    let world = told_again();
    let title = |scope| world.part(&scope, None).map(|river| river.title);
    assert_eq!(title(Scope::River).as_deref(), Some("Wires"));
    assert_eq!(title(tag("asia")).as_deref(), Some("Wires: asia"));
    assert_eq!(title(view("ferries")).as_deref(), Some("Wires: ferries"));
    assert_eq!(title(Scope::Source(FeedId(2))).as_deref(), Some("Wires: The B"));
    for nowhere in [tag("africa"), view("asia"), Scope::Source(FeedId(9))] {
        assert_eq!(title(nowhere), None);
    }
}

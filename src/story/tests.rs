//! What becomes of the entries of a document, rule by rule. The store that remembers between two
//! documents is a few lines here; the real one has tests of its own.

use proptest::prelude::*;

use super::{Assigned, assign, identify};
use crate::model::{
    Candidate, Change, Entry, Evidence, FeedId, Guard, HeldItem, ItemId, Known, Placement, StoryId,
    Timestamp,
};

const NOW: i64 = 1_795_000_000;

/// A text long enough to tell one story from another.
fn text(about: &str) -> String {
    format!("{about}. ").repeat(1 + 400 / about.len())
}

fn entry(guid: &str, link: &str, title: &str, text: &str) -> Entry {
    let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    Entry {
        guid: some(guid),
        url: some(link),
        canonical_url: some(link),
        title: title.to_owned(),
        content_html: text.to_owned(),
        text: text.to_owned(),
        ..Entry::default()
    }
}

/// Remembers what was assigned, as the store does.
#[derive(Default)]
struct Memory {
    items: Vec<(HeldItem, Candidate)>,
}

impl Memory {
    fn known(&self, feed: FeedId, candidates: &[Candidate]) -> Known {
        let mut known = Known::default();
        let pairs = candidates.iter().flat_map(|c| self.items.iter().map(move |item| (c, item)));
        for (Candidate { print, .. }, (held, stored)) in pairs {
            let mut named = std::iter::once(&print.key).chain(&print.aliases);
            if held.feed == feed && named.any(|key| *key == held.key) {
                known.by_key.insert(held.key, held.clone());
            }
            let links = (print.link, held.link, &mut known.by_link);
            let texts = (print.text, stored.print.text, &mut known.by_text);
            for (wanted, has, found) in [links, texts] {
                let items = wanted.filter(|_| wanted == has).map(|d| found.entry(d).or_default());
                items.into_iter().filter(|i| !i.contains(held)).for_each(|i| i.push(held.clone()));
            }
        }
        known
    }

    fn poll(&mut self, feed: i64, entries: Vec<Entry>) -> Vec<Change> {
        let feed = FeedId(feed);
        let candidates = identify(entries);
        let known = self.known(feed, &candidates);
        let first_document = self.items.iter().all(|(held, _)| held.feed != feed);
        let now = Timestamp::from_unix(NOW);
        let changes = assign(candidates, &Assigned { feed, first_document, known: &known, now });
        let mut placed = vec![None; changes.len()];
        for (index, change) in changes.iter().enumerate().rev() {
            match change {
                Change::New { candidate, placement, .. } => {
                    let id = ItemId(1 + i64::try_from(self.items.len()).unwrap());
                    let story = match placement {
                        Placement::Own => StoryId(id.0),
                        Placement::With { story, .. } => *story,
                        Placement::WithNew(other) => placed[*other].unwrap(),
                    };
                    placed[index] = Some(story);
                    let Candidate { print, .. } = candidate.as_ref();
                    let held = HeldItem {
                        text_edits: 0,
                        id,
                        feed,
                        story,
                        key: print.key,
                        link: print.link,
                        text: print.text,
                        title: print.title,
                        content: print.content,
                        published: candidate.entry.published,
                    };
                    self.items.push((held, candidate.as_ref().clone()));
                }
                Change::Renamed { item, candidate } | Change::Updated { item, candidate, .. } => {
                    let (held, stored) =
                        self.items.iter_mut().find(|(held, _)| held.id == *item).unwrap();
                    held.link = candidate.print.link;
                    held.text = candidate.print.text;
                    held.published = candidate.entry.published;
                    held.title = candidate.print.title;
                    held.content = candidate.print.content;
                    *stored = candidate.as_ref().clone();
                }
                Change::Unchanged { .. } => {}
            }
        }
        changes
    }

    fn stories(&self) -> usize {
        let stories: std::collections::BTreeSet<_> =
            self.items.iter().map(|(held, _)| held.story).collect();
        stories.len()
    }
}

fn evidence(change: &Change) -> &Evidence {
    match change {
        Change::New { evidence, .. } => evidence,
        Change::Updated { .. } | Change::Renamed { .. } | Change::Unchanged { .. } => {
            panic!("not new: {change:?}")
        }
    }
}

#[test]
fn the_same_document_again_changes_nothing() {
    let mut memory = Memory::default();
    let entries = vec![
        entry("2", "https://a.example/2", "Two", &text("Two things happened")),
        entry("1", "https://a.example/1", "One", &text("One thing happened")),
    ];
    memory.poll(1, entries.clone());
    let again = memory.poll(1, entries);
    assert!(again.iter().all(|change| matches!(change, Change::Unchanged { .. })), "{again:?}");
}

#[test]
fn an_edited_item_is_an_update_and_no_new_item() {
    let mut memory = Memory::default();
    memory.poll(1, vec![entry("1", "https://a.example/1", "One", "before")]);
    let changes = memory.poll(1, vec![entry("1", "https://a.example/one", "Uno", "after")]);
    assert!(matches!(changes[..], [Change::Updated { item: ItemId(1), .. }]), "{changes:?}");
}

#[test]
fn the_same_link_in_two_feeds_is_one_story() {
    let mut memory = Memory::default();
    let link = "https://a.example/1";
    memory.poll(1, vec![entry("1", link, "One", "short")]);
    let changes = memory.poll(2, vec![entry("x", link, "One, they say", "other words")]);
    assert_eq!(evidence(&changes[0]), &Evidence::SameLink);
    assert_eq!(memory.stories(), 1);
}

#[test]
fn the_same_text_under_another_headline_and_link_is_one_story() {
    let mut memory = Memory::default();
    let wire = text("The envoy held talks in the capital");
    memory.poll(1, vec![entry("1", "https://a.example/1", "Envoy holds talks", &wire)]);
    let copy = entry("9", "https://b.example/9", "Talks in the capital", &wire.to_uppercase());
    let changes = memory.poll(2, vec![copy]);
    assert_eq!(evidence(&changes[0]), &Evidence::SameText);
    assert_eq!(memory.stories(), 1);
}

#[test]
fn the_same_teaser_is_no_story() {
    let mut memory = Memory::default();
    memory.poll(1, vec![entry("1", "https://a.example/1", "One", "Continue reading")]);
    memory.poll(2, vec![entry("1", "https://b.example/1", "Two", "Continue reading")]);
    assert_eq!(memory.stories(), 2);
}

#[test]
fn a_page_that_every_episode_links_to_is_no_story() {
    let mut memory = Memory::default();
    let page = "https://a.example/podcast";
    memory.poll(1, vec![entry("2", page, "Episode 2", "b"), entry("1", page, "Episode 1", "a")]);
    let changes = memory.poll(1, vec![entry("3", page, "Episode 3", "c")]);
    let guards = vec![Guard::LinkRecursInOneFeed];
    assert_eq!(evidence(&changes[0]), &Evidence::First { guards });
    assert_eq!(memory.stories(), 3);
}

#[test]
fn a_paywall_notice_is_no_story() {
    let mut memory = Memory::default();
    let notice = text("This article is for subscribers");
    memory.poll(
        1,
        vec![
            entry("2", "https://a.example/2", "Two", &notice),
            entry("1", "https://a.example/1", "One", &notice),
        ],
    );
    memory.poll(2, vec![entry("3", "https://b.example/3", "Three", &notice)]);
    assert_eq!(memory.stories(), 3);
}

#[test]
fn two_copies_in_one_document_are_one_story_that_the_older_has() {
    let mut memory = Memory::default();
    let wire = text("Stocks closed higher");
    let changes = memory.poll(
        1,
        vec![
            entry("2", "https://a.example/2", "Stocks close higher", &wire),
            entry("1", "https://a.example/1", "Stocks close higher", &wire),
        ],
    );
    assert!(matches!(changes[0], Change::New { placement: Placement::WithNew(1), .. }));
    assert!(matches!(changes[1], Change::New { placement: Placement::Own, .. }));
}

#[test]
fn an_id_that_is_used_twice_only_for_a_while_makes_no_new_item() {
    let mut memory = Memory::default();
    let one = || entry("site", "https://a.example/1", "One", "one");
    let two = || entry("site", "https://a.example/2", "Two", "two");
    memory.poll(1, vec![one()]);
    let both = memory.poll(1, vec![two(), one()]);
    assert!(matches!(both[..], [Change::New { .. }, Change::Unchanged { item: ItemId(1) }]));
    let alone = memory.poll(1, vec![two()]);
    assert!(matches!(alone[..], [Change::Unchanged { item: ItemId(2) }]), "{alone:?}");
}

#[test]
fn todays_edition_of_a_daily_briefing_is_a_story_of_its_own() {
    let mut memory = Memory::default();
    let page = "https://a.example/briefing";
    memory.poll(1, vec![entry("1", page, "Daily briefing", &text("Yesterday's news"))]);
    let changes = memory.poll(1, vec![entry("2", page, "Daily briefing", &text("Today's news"))]);
    assert_eq!(
        evidence(&changes[0]),
        &Evidence::First { guards: vec![Guard::LinkRecursInOneFeed] }
    );
    let again = memory.poll(1, vec![entry("3", page, "Daily briefing", &text("Today's news"))]);
    assert_eq!(evidence(&again[0]), &Evidence::SameText, "the id is new, the edition is not");
}

#[test]
fn an_item_that_comes_again_under_another_id_is_no_other_story() {
    let mut memory = Memory::default();
    let wire = text("The ferry runs again");
    memory.poll(1, vec![entry("old-1", "https://a.example/1", "Ferry runs", &wire)]);
    memory.poll(1, vec![entry("new-1", "https://a.example/1", "Ferry runs", &wire)]);
    assert_eq!(memory.stories(), 1);
}

#[test]
fn an_id_that_is_used_again_overwrites_no_item() {
    let mut memory = Memory::default();
    let item = |link, title, at| Entry {
        published: Some(Timestamp::from_unix(at)),
        ..entry("1", link, title, title)
    };
    memory.poll(1, vec![item("https://a.example/a", "A", NOW - 90_000)]);
    let changes = memory.poll(1, vec![item("https://a.example/b", "B", NOW - 60)]);
    assert!(matches!(changes[..], [Change::New { .. }]), "{changes:?}");
    let again = memory.poll(1, vec![item("https://a.example/b", "B", NOW - 60)]);
    assert!(matches!(again[..], [Change::Unchanged { item: ItemId(2) }]), "{again:?}");
    let edited = memory.poll(1, vec![item("https://a.example/c", "Bee", NOW - 60)]);
    assert_eq!(memory.items.len(), 3, "{edited:?}");
}

fn moments(date: Option<i64>, first_document: bool) -> (i64, i64) {
    let dated = Entry { published: date.map(Timestamp::from_unix), ..entry("1", "", "One", "") };
    let now = Timestamp::from_unix(NOW);
    let ground = Assigned { feed: FeedId(1), first_document, known: &Known::default(), now };
    match assign(identify(vec![dated]), &ground).remove(0) {
        Change::New { surfaced, changed, .. } => (surfaced.unix() - NOW, changed.unix() - NOW),
        other @ (Change::Updated { .. } | Change::Renamed { .. } | Change::Unchanged { .. }) => {
            panic!("{other:?}")
        }
    }
}

#[test]
fn a_new_feed_is_as_old_as_it_says_and_a_known_one_brings_news() {
    let (hour, week) = (3600, 7 * 86_400);
    assert_eq!(moments(Some(NOW - week), true), (-week, -week));
    assert_eq!(moments(Some(NOW - hour), false), (0, -hour));
    assert_eq!(moments(Some(NOW - week), false), (-week, -week), "an archive does not surface");
    assert_eq!(moments(Some(NOW + week), true), (0, 0), "the future is not believed");
    assert_eq!(moments(None, true), (0, 0));
}

proptest! {
    /// Whatever a publisher sends: every entry is stored or known, and sent again it is known.
    #[test]
    fn no_item_is_lost_and_none_is_new_twice(
        drawn in proptest::collection::vec(("[ab]?", "(https://a.example/[12])?", "[xy]"), 0..8),
    ) {
        let entries: Vec<Entry> =
            drawn.iter().map(|(guid, link, title)| entry(guid, link, title, title)).collect();
        let distinct: std::collections::BTreeSet<_> = drawn.iter().collect();
        let mut memory = Memory::default();
        memory.poll(1, entries.clone());
        prop_assert!(memory.items.len() <= distinct.len());
        let titles: std::collections::BTreeSet<_> =
            drawn.iter().map(|(_, link, title)| (link, title)).collect();
        let held: std::collections::BTreeSet<_> = memory
            .items
            .iter()
            .map(|(_, stored)| (stored.entry.url.clone().unwrap_or_default(), stored.entry.title.clone()))
            .collect();
        for (link, title) in titles {
            let by_link = held.iter().any(|(url, _)| url == link && !link.is_empty());
            prop_assert!(by_link || held.contains(&(link.clone(), title.clone())));
        }
        for change in memory.poll(1, entries) {
            let is_known = matches!(change, Change::Unchanged { .. });
            prop_assert!(is_known, "{:?}", change);
        }
    }
}

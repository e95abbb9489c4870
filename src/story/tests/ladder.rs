//! Which item an entry is, and which story it belongs to: rule by rule.

use std::time::Duration;

use proptest::prelude::*;

use super::{Memory, NOW, assigned_alone, entry, evidence, text};
use crate::model::{Change, Entry, Evidence, Flood, Guard, ItemId, Placement, StoryId, Timestamp};

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
    let dated = |link: &str, title: &str, text: &str| Entry {
        published: Some(Timestamp::from_unix(NOW - 60)),
        ..entry("1", link, title, text)
    };
    memory.poll(1, vec![dated("https://a.example/1", "One", "before")]);
    let changes = memory.poll(1, vec![dated("https://a.example/one", "Uno", "after")]);
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
    let item = |n: &str, title: &str| entry(n, &format!("https://a.example/{n}"), title, &notice);
    memory.poll(1, vec![item("3", "Tides"), item("2", "Boats"), item("1", "Weather")]);
    memory.poll(1, vec![item("4", "Herring")]);
    memory.poll(2, vec![entry("5", "https://b.example/5", "Markets", &notice)]);
    assert_eq!(memory.stories(), 5);
}

#[test]
fn a_short_notice_under_two_titles_is_no_story() {
    let mut memory = Memory::default();
    let notice = "This article is for subscribers, who find it in the reading room. ".repeat(3);
    let item = |n: &str, title: &str| entry(n, &format!("https://a.example/{n}"), title, &notice);
    memory.poll(1, vec![item("2", "Tides"), item("1", "Boats")]);
    assert_eq!(memory.stories(), 2);
}

#[test]
fn episodes_with_the_same_notes_are_stories_of_their_own() {
    let mut memory = Memory::default();
    let notes = text("Every evening the keepers of the light talk about the day at sea");
    for n in 40..45 {
        let title = format!("Evening Show: Episode {n}");
        memory.poll(
            1,
            vec![entry(&n.to_string(), &format!("https://a.example/{n}"), &title, &notes)],
        );
    }
    assert_eq!(memory.stories(), 5);
}

#[test]
fn the_same_text_after_weeks_is_news_again() {
    let mut memory = Memory::default();
    let at = |id: &str, days: i64| Entry {
        published: Some(Timestamp::from_unix(NOW - days * 86_400)),
        ..entry(
            id,
            &format!("https://a.example/{id}"),
            "Spring tide",
            &text("The spring tide comes"),
        )
    };
    memory.poll(1, vec![at("1", 14)]);
    memory.poll(1, vec![at("2", 0)]);
    assert_eq!(memory.stories(), 2);
}

#[test]
fn an_article_that_its_feed_brings_again_under_another_headline_is_one_story() {
    let mut memory = Memory::default();
    let wire = text("The envoy held talks in the capital on the matter of the pier");
    memory.poll(1, vec![entry("1", "https://a.example/1", "Envoy holds talks", &wire)]);
    memory.poll(1, vec![entry("2", "https://a.example/2", "Pier on the table again", &wire)]);
    assert_eq!(memory.stories(), 1);
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

fn moments(date: Option<i64>, first_document: bool, hold: Duration) -> (i64, i64) {
    let dated = Entry { published: date.map(Timestamp::from_unix), ..entry("1", "", "One", "") };
    match assigned_alone(vec![dated], (first_document, hold, Flood::Spread)).remove(0) {
        Change::New { surfaced, changed, .. } => (surfaced.unix() - NOW, changed.unix() - NOW),
        other @ (Change::Updated { .. }
        | Change::Renamed { .. }
        | Change::Aged { .. }
        | Change::Unchanged { .. }) => panic!("{other:?}"),
    }
}

#[test]
fn a_new_feed_is_as_old_as_it_says_and_a_known_one_brings_news() {
    let (hour, week) = (3600, 7 * 86_400);
    assert_eq!(moments(Some(NOW - week), true, Duration::ZERO), (-week, -week));
    assert_eq!(moments(Some(NOW - hour), false, Duration::ZERO), (0, -hour));
    assert_eq!(
        moments(Some(NOW - week), false, Duration::ZERO),
        (-week, -week),
        "an archive does not surface"
    );
    assert_eq!(
        moments(Some(NOW + week), true, Duration::ZERO),
        (0, 0),
        "the future is not believed"
    );
    assert_eq!(moments(None, true, Duration::ZERO), (0, 0));
}

#[test]
fn a_story_of_a_feed_that_waits_for_the_original_surfaces_later() {
    let (minutes, week) = (Duration::from_mins(10), 7 * 86_400);
    assert_eq!(moments(Some(NOW - 60), false, minutes), (600, -60));
    assert_eq!(
        moments(Some(NOW - week), true, minutes),
        (-week, -week),
        "what is old does not wait"
    );
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

#[test]
fn editions_under_one_id_link_and_title_overwrite_none_that_is_held() {
    let mut memory = Memory::default();
    let edition = |day: i64| Entry {
        published: Some(Timestamp::from_unix(NOW - (9 - day) * 86_400)),
        ..entry(
            "b",
            "https://a.example/b",
            "Morning briefing",
            &text(&format!("News of day {day}")),
        )
    };
    memory.poll(1, vec![edition(1)]);
    memory.poll(1, vec![edition(3), edition(2)]);
    let changes = memory.poll(1, vec![edition(4), edition(3)]);
    assert_eq!(memory.items.len(), 4);
    let [Change::New { .. }, Change::Unchanged { .. }] = changes[..] else { panic!("{changes:?}") };
}

#[test]
fn an_edition_that_was_listed_beside_others_is_known_when_it_comes_alone() {
    let edition = |link: &str, day: i64, about: &str| Entry {
        published: Some(Timestamp::from_unix(NOW - (9 - day) * 86_400)),
        ..entry("b", link, "Morning briefing", &text(about))
    };
    for link in ["https://a.example/b", "https://a.example/"] {
        let [first, second, third, fourth] =
            [(1, "Wheat"), (2, "Bridges"), (3, "Ships"), (4, "Tides")]
                .map(|(day, about)| edition(link, day, about));
        let mut memory = Memory::default();
        for document in [
            vec![first.clone()],
            vec![second.clone(), first.clone()],
            vec![second.clone()],
            vec![third.clone()],
            vec![fourth.clone()],
            vec![fourth.clone(), third.clone(), second.clone()],
        ] {
            memory.poll(1, document);
        }
        let held: Vec<&str> = memory.items.iter().map(|(_, c)| &*c.entry.text).collect();
        let all = [&first, &second, &third, &fourth].map(|entry| &*entry.text);
        assert_eq!(held, all, "{link}");

        let mut memory = Memory::default();
        memory.poll(1, vec![second.clone(), first.clone()]);
        let alone = memory.poll(1, vec![second.clone()]);
        assert!(matches!(alone[..], [Change::Unchanged { .. }]), "{link}: {alone:?}");
    }
}

#[test]
fn an_edit_of_the_only_item_of_its_name_stays_an_edit_however_it_is_dated() {
    let version = |about: &str, published: Option<i64>, updated: Option<i64>| Entry {
        published: published.map(Timestamp::from_unix),
        updated: updated.map(Timestamp::from_unix),
        ..entry("b", "https://a.example/b", "Keeper meets fishermen", &text(about))
    };
    let mut memory = Memory::default();
    for (about, published, updated) in [
        ("Wheat", Some(NOW - 90_000), None),
        ("Wheat and rye", Some(NOW - 90_000), None),
        ("Wheat and oats", Some(NOW - 90_000), Some(NOW - 60)),
        ("Wheat and corn", Some(NOW - 60), None),
        ("Wheat and rice", None, None),
    ] {
        memory.poll(1, vec![version(about, published, updated)]);
        assert_eq!(memory.items.len(), 1, "{about}");
    }
}

#[test]
fn a_link_that_one_feed_has_under_two_edited_headlines_is_one_story() {
    let link = "https://a.example/1";
    let headline = |guid: &str, title: &str| entry(guid, link, title, title);
    let stories = |titles: &[&str]| {
        let mut memory = Memory::default();
        for title in titles {
            memory.poll(1, vec![headline(title, title)]);
        }
        memory.stories()
    };
    let first = "Keeper meets fishermen on lost pier - Harbour Post";
    assert_eq!(stories(&[first, "Keeper meets fishermen on lost pier - harbourpost.example"]), 1);
    assert_eq!(stories(&[first, "Keeper hears fishermen on the pier - Harbour Post"]), 1);
    assert_eq!(stories(&[first, "Lamp oil is dearer by a tenth"]), 2);
    assert_eq!(
        stories(&["Keeper meets 3 fishermen on pier", "Keeper meets 5 fishermen on pier"]),
        2
    );
    let page = ["Boats, nets and tar", "Boats, nets and hulls", "Boats, nets and herring"];
    let mut memory = Memory::default();
    memory.poll(1, page.iter().map(|title| headline(title, title)).collect());
    assert_eq!(memory.stories(), 3, "a link of many titles names a page");
}

#[test]
fn a_re_issue_joins_the_report_of_its_own_feed_and_title_wherever_that_was_put() {
    let wire = text("The envoy held talks in the capital");
    let edited = wire.replacen("held talks", "spoke", 1);
    for again in [&wire, &edited] {
        let mut memory = Memory::default();
        memory.poll(1, vec![entry("1", "https://a.example/1", "Envoy holds talks", &wire)]);
        memory.poll(2, vec![entry("2", "https://b.example/2", "Talks in the capital", &wire)]);
        // What `split` does.
        memory.items[1].0.story = StoryId(99);
        let issue = entry("3", "https://b.example/3", "Talks in the capital", again);
        memory.poll(2, vec![issue]);
        assert_eq!(memory.items[2].0.story, StoryId(99));
    }
}

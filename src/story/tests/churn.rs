//! Items that change while we hold them, and sites that give all of theirs other ids.

use super::{Memory, NOW, entry, text};
use crate::model::{Change, Entry, Timestamp};

fn dated(id: &str, link: &str, title: &str) -> Entry {
    Entry {
        published: Some(Timestamp::from_unix(NOW - 600)),
        ..entry(id, link, title, &text(title))
    }
}

/// A document of this many items of a site at this address.
fn site(address: &str, ids: &str, items: std::ops::Range<usize>) -> Vec<Entry> {
    items
        .rev()
        .map(|n| {
            let title = format!("The harbour master opened gate {n}");
            dated(&format!("{ids}{n}"), &format!("{address}/{n}"), &title)
        })
        .collect()
}

#[test]
fn a_site_that_moves_brings_no_item_twice() {
    let mut memory = Memory::default();
    memory.poll(1, site("https://old.example", "old-", 0..10));
    let changes = memory.poll(1, site("https://new.example", "new-", 0..10));
    assert!(changes.iter().all(|change| matches!(change, Change::Renamed { .. })), "{changes:?}");
    assert_eq!(memory.items.len(), 10);
    let again = memory.poll(1, site("https://new.example", "new-", 0..10));
    assert!(again.iter().all(|change| matches!(change, Change::Unchanged { .. })), "{again:?}");
}

#[test]
fn what_is_new_on_the_day_a_site_moves_is_new() {
    let mut memory = Memory::default();
    memory.poll(1, site("https://old.example", "old-", 0..10));
    let changes = memory.poll(1, site("https://new.example", "new-", 3..12));
    let new = changes.iter().filter(|change| matches!(change, Change::New { .. })).count();
    assert_eq!((new, memory.items.len()), (2, 12));
}

#[test]
fn a_feed_that_brings_many_new_items_has_not_moved() {
    let mut memory = Memory::default();
    memory.poll(1, site("https://a.example", "", 0..10));
    let changes = memory.poll(1, site("https://a.example", "", 10..20));
    assert!(changes.iter().all(|change| matches!(change, Change::New { .. })), "{changes:?}");
}

#[test]
fn the_same_headline_on_another_day_is_another_item() {
    let mut memory = Memory::default();
    let issue = |id: &str, day: i64| Entry {
        published: Some(Timestamp::from_unix(NOW - day * 86_400)),
        ..entry(id, &format!("https://a.example/{id}"), "Tides", &format!("High at {id}"))
    };
    memory.poll(1, vec![issue("3", 5), issue("2", 6), issue("1", 7)]);
    let changes = memory.poll(1, vec![issue("6", 2), issue("5", 3), issue("4", 4)]);
    assert!(changes.iter().all(|change| matches!(change, Change::New { .. })), "{changes:?}");
}

#[test]
fn items_that_have_only_their_title_in_common_are_not_taken_for_moved_ones() {
    let page = "https://a.example/briefing";
    for titles in [["Daily briefing"; 3], ["Morning briefing", "Noon briefing", "Evening briefing"]]
    {
        let mut memory = Memory::default();
        let day = |day: usize| -> Vec<Entry> {
            let items = titles.iter().enumerate();
            items
                .map(|(n, title)| {
                    entry(&format!("{day}-{n}"), page, title, &format!("Tide {day}.{n}"))
                })
                .collect()
        };
        memory.poll(1, day(1));
        let changes = memory.poll(1, day(2));
        assert!(changes.iter().all(|change| matches!(change, Change::New { .. })), "{changes:?}");
    }
}

#[test]
fn an_id_that_is_given_to_another_article_without_dates_overwrites_none() {
    let mut memory = Memory::default();
    let item = |link: &str, title: &str| entry("1", link, title, &text(title));
    memory.poll(1, vec![item("https://a.example/a", "The pier was lost in a storm")]);
    let changes = memory.poll(1, vec![item("https://a.example/b", "A cow stood on a boathouse")]);
    assert!(matches!(changes[..], [Change::New { .. }]), "{changes:?}");
}

#[test]
fn a_page_with_a_clock_in_it_is_edited_so_often_and_no_more() {
    let mut memory = Memory::default();
    let at = |n: usize| vec![entry("1", "https://a.example/1", "Tides", &format!("It is {n} now"))];
    memory.poll(1, at(0));
    let edits = (1..=40).filter(|n| matches!(memory.poll(1, at(*n))[..], [Change::Updated { .. }]));
    assert_eq!(edits.count(), 24);
    let retitled =
        memory.poll(1, vec![entry("1", "https://a.example/1", "High tides", "It is 41")]);
    assert!(matches!(retitled[..], [Change::Updated { text_edits: 0, .. }]), "{retitled:?}");
}

//! Items that were held once.

use super::*;

/// An item that was let go, and what becomes of an entry of its feed.
fn after(first: Entry, then: Entry) -> Change {
    let mut memory = Memory::default();
    memory.poll(1, vec![first]);
    memory.items[0].0.is_aged = true;
    memory.poll(1, vec![then]).remove(0)
}

#[test]
fn an_item_that_was_let_go_is_known_and_not_held_again_however_it_was_edited() {
    let first = entry("7", "https://a.example/7", "Ferry", "It sails.");
    let edited = Entry { content_html: "<p>It sailed.</p>".to_owned(), ..first.clone() };
    let renamed = Entry { title: "The ferry".to_owned(), ..first.clone() };
    for then in [first.clone(), edited, renamed] {
        let change = after(first.clone(), then);
        assert!(matches!(change, Change::Aged { item: ItemId(1), .. }), "{change:?}");
    }
}

#[test]
fn an_id_that_is_used_again_hides_no_news_behind_an_item_that_was_let_go() {
    let first = entry("1", "", "Ferry", "It sails.");
    let change = after(first.clone(), entry("1", "", "Harbour", "It freezes."));
    let Change::New { candidate, .. } = change else { panic!("{change:?}") };
    assert_ne!(candidate.print.key, identify(vec![first])[0].print.key);
}

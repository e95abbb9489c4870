//! Items whose pages were read: what a page names for its address is less of a proof than what a feed
//! names, and what it says may stand in place of the article.

use super::*;
use crate::model::Guard;

const NEWEST: &str = "https://a.example/fog-brings-ferry-to-halt-again";

fn page(title: &str, text: &str) -> Entry {
    Entry {
        canonical_url: Some(NEWEST.to_owned()),
        ..entry("2", "https://a.example/2", title, text)
    }
}

fn held(title: &str, about: &str) -> Memory {
    let mut memory = Memory::default();
    memory.poll(1, vec![entry("1", NEWEST, title, &text(about))]);
    memory
}

fn with_first() -> Placement {
    Placement::With { story: StoryId(1), item: ItemId(1) }
}

#[test]
fn a_link_that_only_a_page_names_is_no_proof_where_nothing_else_agrees() {
    let memory = held("Fog brings the ferry to a halt", "No ferry left the harbour in thick fog");
    let wheat = page("Growers expect a small crop", &text("A dry spring has cost the fields"));
    let placed = memory.place_again(2, "https://a.example/2", wheat.clone(), true);
    assert_eq!(placed.placement, Placement::Own);
    assert_eq!(placed.evidence, Evidence::First { guards: vec![Guard::LinkOfPageOnly] });
    let placed = memory.place_again(2, NEWEST, wheat, true);
    assert_eq!((placed.placement, placed.evidence), (with_first(), Evidence::SameLink));
}

#[test]
fn a_link_that_a_page_names_is_proof_where_titles_agree() {
    let memory = held("Fog brings the ferry to a halt", "No ferry left the harbour in thick fog");
    let copy =
        page("Fog brings ferry to halt again", &text("Commuters waited on the northern bank"));
    let placed = memory.place_again(2, "https://a.example/2", copy, false);
    assert_eq!((placed.placement, placed.evidence), (with_first(), Evidence::SameLink));
}

#[test]
fn what_two_pages_share_is_no_proof_where_neither_says_what_the_feed_says() {
    let wall = "Subscribers read every article on ferries, fog or a small crop without limits";
    let memory = held("Fog brings the ferry to a halt", wall);
    let stub = Entry {
        canonical_url: None,
        ..page("Growers expect a small crop", &format!("A dry spring. {}", text(wall)))
    };
    let placed = |is_about| memory.place_again(2, "https://a.example/2", stub.clone(), is_about);
    assert_eq!(placed(true).placement, with_first());
    let placed = placed(false);
    assert_eq!(placed.placement, Placement::Own);
    assert_eq!(placed.evidence, Evidence::First { guards: vec![Guard::OtherAnnounced] });
}

//! What a third item may not bring together, and texts that agree to the letter and are no story.

use super::*;
use crate::model::Guard;

/// Notes under every episode; long enough for their digest to tell something.
fn notes() -> String {
    let line = "The hour is made by the crew of the old lightship and paid for by those who listen to it. ";
    line.repeat(5)
}

fn episode(feed: &str, number: u32, own: &str) -> Entry {
    let link = format!("https://{feed}.example/{number}");
    entry(
        &number.to_string(),
        &link,
        &format!("Harbour Hour #{number}"),
        &format!("{own} {}", notes()),
    )
}

#[test]
fn a_feed_that_has_both_does_not_bring_two_episodes_of_another_together() {
    let mut memory = Memory::default();
    let own = ["Ada asks why the tide turns.", "Ben tells of eels and of money."];
    let of = |feed| [episode(feed, 40, own[0]), episode(feed, 41, own[1])];
    for (first, second) in of("show").into_iter().zip(of("network")) {
        memory.poll(1, vec![first]);
        memory.poll(2, vec![second]);
    }
    assert_eq!(memory.stories(), 2);
    assert_eq!(memory.items[0].0.story, memory.items[1].0.story);
    assert_eq!(memory.items[2].0.story, memory.items[3].0.story);
}

#[test]
fn an_item_does_not_join_a_story_that_has_another_of_its_feed_under_other_numbers() {
    let count = |crabs: &str| {
        let text =
            format!("{crabs} The count took the keepers of the bay from dawn to dusk. {}", notes());
        entry(crabs, &format!("https://a.example/{crabs}"), "Crabs counted", &text)
    };
    let mut memory = Memory::default();
    memory.poll(1, vec![count("They found 1,420 in all.")]);
    memory.poll(2, vec![count("They found many.")]);
    assert_eq!(memory.stories(), 1);
    let changes = memory.poll(1, vec![count("They found 1,890 in all.")]);
    let guards = vec![Guard::OtherNumbers, Guard::OtherOfItsFeed];
    assert_eq!(evidence(&changes[0]), &Evidence::First { guards });
}

#[test]
fn a_text_that_two_feeds_have_to_the_letter_is_no_story_where_it_speaks_of_neither_title() {
    let wall = "Subscribers receive unlimited admission everywhere, including newsletters, crosswords, archives. "
        .repeat(5);
    let mut memory = Memory::default();
    for (feed, title) in (1..).zip([
        "Fog halts ferry",
        "Growers expect small crop",
        "Cow found on boathouse",
        "Lamp oil is dearer",
        "Choir sings old mass",
        "Anchor raised near sandbar",
        "Bees stop clock",
        "Bakers win tug of war",
        "Library votes for globe",
        "Snow closes moor road",
        "Tar works unload stock",
    ]) {
        memory.poll(feed, vec![entry("1", &format!("https://{feed}.example/1"), title, &wall)]);
    }
    assert_eq!(memory.stories(), 11);
    let again = entry("1", "https://b.example/1", "Fog halts ferry", &wall);
    memory.poll(99, vec![again]);
    assert_eq!(memory.stories(), 11, "under one title it is one");
}

//! What rules leave out, and where it stands when they let it in after all.

use std::time::Duration;

use super::gathering::{NOW, World, titles};
use super::{publishing, settings};
use crate::daemon::publishing::{bring_out, look};
use crate::model::{Change, Entry, FeedKey, ItemId, Scope, Timestamp};
use crate::story;

const TOML: &str = r#"
[merged]
base_url = "https://news.example.org/"
entries = 3
[[feed]]
url = "https://a.example/feed"
tags = ["asia"]
RULE
[[feed]]
url = "https://b.example/feed"
tags = ["asia"]
[[view]]
name = "ferries"
keep = ["title: Ferry"]
"#;

fn toml(rule: &str) -> String {
    TOML.replace("RULE", rule)
}

fn ferries() -> Scope {
    Scope::View("ferries".to_owned())
}

impl World {
    /// The titles of the river as it is published now.
    fn publish(&self, now: Timestamp) -> Vec<String> {
        titles(&look(&self.store, &self.settings, now).unwrap().0)
    }

    /// The publisher gives an item another title.
    fn edit(&self, feed: &str, item: i64, title: &str) {
        let entry = Entry { title: title.to_owned(), ..Entry::default() };
        let candidate = Box::new(story::identify(vec![entry]).remove(0));
        let mut record = publishing::record(0);
        record.changes = vec![Change::Updated { item: ItemId(item), candidate, text_edits: 0 }];
        let key = FeedKey::of(&format!("https://{feed}.example/feed").parse().unwrap());
        let work = move |writing: &crate::store::Writing<'_>| {
            let row = writing.feed(&key, NOW)?;
            writing.commit(&row, &record, NOW)
        };
        self.store.write_here(work).unwrap();
    }
}

#[test]
fn what_an_edit_lets_in_stands_before_what_was_seen_already() {
    let world = World::new(&toml("drop = [\"title: ^LIVE\"]"));
    world.bring("a", "LIVE: ferry", None);
    world.bring("b", "Harbour freezes", None);
    assert_eq!(world.publish(NOW), ["Harbour freezes"]);
    world.edit("a", 1, "LIVE: ferry is late");
    assert_eq!(world.publish(NOW), ["Harbour freezes"]);
    world.edit("a", 1, "Ferry was late");
    assert_eq!(world.publish(NOW), ["Ferry was late", "Harbour freezes"]);
    assert_eq!(world.titles(&Scope::Tag("asia".to_owned())), ["Ferry was late", "Harbour freezes"]);
}

#[test]
fn what_other_rules_let_in_is_news_if_it_came_in_lately() {
    let mut world = World::new(&toml("drop = [\"title: ^LIVE\"]"));
    world.bring("a", "LIVE: ferry", None);
    world.bring("b", "Harbour freezes", None);
    world.publish(NOW);
    world.settings = settings(&toml(""));
    let mut later = World::new(&toml("drop = [\"title: ^LIVE\"]"));
    later.bring("a", "LIVE: ferry", None);
    later.bring("b", "Harbour freezes", None);
    later.publish(NOW);
    later.settings = settings(&toml(""));
    assert_eq!(world.publish(NOW), ["LIVE: ferry", "Harbour freezes"]);
    let days_on = NOW.plus(Duration::from_hours(4 * 24));
    assert_eq!(later.publish(days_on), ["Harbour freezes", "LIVE: ferry"], "it keeps its place");
}

#[test]
fn a_feed_that_is_taken_out_does_not_bring_what_its_rules_left_out() {
    let mut world = World::new(&toml("drop = [\"title: ^LIVE\"]"));
    world.bring("a", "LIVE: ferry", None);
    world.bring("a", "Ferry resumes", None);
    world.publish(NOW);
    let without_a = toml("").replace("https://a.", "https://z.");
    world.settings = settings(&without_a);
    assert_eq!(world.publish(NOW), ["Ferry resumes"]);
    world.settings = settings(&toml(""));
    assert_eq!(world.publish(NOW), ["LIVE: ferry", "Ferry resumes"], "it was put in again");
}

#[test]
fn what_rules_take_out_and_let_in_again_keeps_its_place_where_all_have_seen_it() {
    let mut world = World::new(&toml(""));
    world.bring("a", "LIVE: ferry", None);
    for n in 1..=9 {
        world.bring("b", &format!("Story {n}"), None);
        world.publish(NOW);
    }
    world.settings = settings(&toml("drop = [\"title: ^LIVE\"]"));
    world.publish(NOW);
    world.edit("a", 1, "LIVE: ferry sinks");
    world.publish(NOW);
    world.settings = settings(&toml(""));
    assert_eq!(world.publish(NOW), ["Story 9", "Story 8", "Story 7"]);
}

#[test]
fn an_edit_brings_an_item_into_a_view_before_what_was_seen_there() {
    let world = World::new(&toml(""));
    world.bring("a", "Boat resumes", None);
    world.bring("b", "Ferry sinks", None);
    world.bring("b", "Ferry is raised", None);
    world.publish(NOW);
    world.edit("a", 1, "Ferry resumes");
    assert_eq!(world.publish(NOW), ["Ferry is raised", "Ferry sinks", "Ferry resumes"]);
    assert_eq!(world.titles(&ferries()), ["Ferry resumes", "Ferry is raised", "Ferry sinks"]);
    world.edit("a", 1, "Ferry resumes after a week");
    world.bring("a", "Ferry is painted", None);
    world.publish(NOW);
    assert_eq!(
        world.titles(&ferries()),
        ["Ferry is painted", "Ferry resumes after a week", "Ferry is raised"],
        "a further edit moves nothing"
    );
}

#[test]
fn under_rules_that_admit_one_in_many_the_window_is_filled_and_archives_are_packed() {
    let world = World::new(&toml("keep = [\"title: Ferry\"]"));
    for n in 0..240 {
        let title = if n % 40 == 0 { "Ferry" } else { "Boat" };
        world.bring("a", &format!("{title} {n}"), None);
    }
    bring_out(&world.store, &world.settings, NOW).unwrap();
    assert_eq!(world.publish(NOW), ["Ferry 200", "Ferry 160", "Ferry 120"]);
    let (archives, _) = world.store.read_here(|reading| reading.archived()).unwrap();
    assert!(archives > 0);
}

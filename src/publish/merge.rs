//! Stories to a river: in the one order there is, and no more of them than one document holds.
//! Which report of a story is shown has been decided before.

use std::cmp::Reverse;

use crate::model::{Digest, River, RiverStory, Timestamp};

/// What a merged feed says of itself, and how much of it one document shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RiverHead {
    /// Its title.
    pub title: String,
    /// How readers reach this daemon; ends with a slash.
    pub base_url: String,
    /// The WebSub hub that is told of changes.
    pub hub: Option<String>,
    /// What the feed's own id is made from: never changes for one store.
    pub key: Digest,
    /// When the store was made: what `updated` says of a river without stories.
    pub made: Timestamp,
    /// How many stories one document shows.
    pub entries: usize,
}

/// The river of these stories: newest first, those of one second by their numbers, which
/// follow the order of the document; the reports of one story by their keys. The order is total
/// and looks at nothing but the stories, so the order they are given in never shows.
pub fn river(mut stories: Vec<RiverStory>, head: RiverHead) -> River {
    stories.sort_by_key(|story| (Reverse(story.surfaced), Reverse(story.id), story.key));
    stories.truncate(head.entries);
    // An article that is dated yesterday and came in today changes the feed today, as does one that
    // was held back and surfaces.
    let updated = stories
        .iter()
        .map(|story| story.changed.max(story.surfaced).max(story.lead.first_seen))
        .max();
    River {
        title: head.title,
        base_url: head.base_url,
        hub: head.hub,
        key: head.key,
        updated: updated.unwrap_or(head.made),
        stories,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::publish::tests::story;

    fn head(entries: usize) -> RiverHead {
        RiverHead {
            title: "Morning wires".to_owned(),
            base_url: "https://news.example.org/".to_owned(),
            hub: None,
            key: Digest::of(&[b"store"]),
            made: Timestamp::from_unix(7),
            entries,
        }
    }

    #[test]
    fn a_river_without_stories_is_as_old_as_its_store() {
        assert_eq!(river(Vec::new(), head(10)).updated, Timestamp::from_unix(7));
    }

    #[test]
    fn an_old_article_that_comes_in_late_changes_the_river_when_it_comes_in() {
        let mut late = story(1);
        late.surfaced = Timestamp::from_unix(1_000);
        late.changed = Timestamp::from_unix(1_000);
        late.lead.first_seen = Timestamp::from_unix(9_000);
        assert_eq!(river(vec![late.clone()], head(10)).updated, Timestamp::from_unix(9_000));
        late.surfaced = Timestamp::from_unix(9_600);
        assert_eq!(river(vec![late], head(10)).updated, Timestamp::from_unix(9_600), "held back");
    }

    proptest! {
        #[test]
        fn the_order_that_stories_are_given_in_never_shows(
            stories in Just(
                (0..8).map(|n| {
                    let mut story = story(n);
                    story.surfaced = Timestamp::from_unix(i64::from(n / 3));
                    story
                })
                .collect::<Vec<_>>()
            ).prop_shuffle(),
            entries in 0_usize..10,
        ) {
            let given = river(stories.clone(), head(entries));
            let mut sorted = stories;
            sorted.sort_by_key(|story| story.id);
            prop_assert_eq!(&given, &river(sorted, head(entries)));
            prop_assert!(given.stories.is_sorted_by_key(|story| Reverse(story.surfaced)));
            prop_assert_eq!(given.stories.len(), entries.min(8));
        }
    }
}

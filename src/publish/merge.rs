//! Stories to a river: in the order in which readers got to see them, and no more than one document holds.
//! Which report of a story is shown has been decided before.

use std::cmp::Reverse;

use crate::model::{Digest, River, RiverStory, Scope, Timestamp, Wanted};

/// What a merged feed says of itself, and how much of it one document shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RiverHead {
    /// Which part of the river it is.
    pub scope: Scope,
    /// Its title.
    pub title: String,
    /// How readers reach this daemon; ends with a slash.
    pub base_url: String,
    /// The WebSub hub that is told of changes.
    pub hub: Option<String>,
    /// What the store's ids are made from.
    pub key: Digest,
    /// When the store was made: what `updated` says of a river without stories.
    pub made: Timestamp,
    /// How many stories one document shows.
    pub entries: usize,
    /// How many archive documents are full.
    pub archives: u32,
}

/// The river of these stories, the newest place first: of a story that is dated in the past, the place
/// tells when it came. There is one story at a place, so that the order they are given in never
/// shows. Whether there are more than one document shows, is told by one story more.
pub fn river(mut stories: Vec<RiverStory>, head: RiverHead) -> River {
    stories.sort_by_key(|story| Reverse(story.place));
    let has_more = stories.len() > head.entries;
    stories.truncate(head.entries);
    // An article that is dated yesterday and came in today changes the feed today, as does one that
    // was held back and surfaces.
    let updated = stories
        .iter()
        .map(|story| story.changed.max(story.surfaced).max(story.lead.first_seen))
        .max();
    River {
        key: key(head.key, &head.scope),
        scope: head.scope,
        title: head.title,
        base_url: head.base_url,
        token: None,
        hub: head.hub,
        updated: updated.unwrap_or(head.made),
        stories,
        has_more,
        archives: head.archives,
    }
}

/// What a part's own id is made from. It must not depend on how readers reach this daemon.
fn key(store: Digest, scope: &Scope) -> Digest {
    if *scope == Scope::River {
        return store;
    }
    store.within(&Wanted::Page { scope: scope.clone(), before: None }.address())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::publish::tests::story;

    fn head(entries: usize) -> RiverHead {
        RiverHead {
            scope: Scope::River,
            title: "Morning wires".to_owned(),
            base_url: "https://news.example.org/".to_owned(),
            hub: None,
            key: Digest::of(&[b"store"]),
            made: Timestamp::from_unix(7),
            entries,
            archives: 0,
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

    #[test]
    fn each_part_is_a_feed_of_its_own() {
        let id = |scope| river(Vec::new(), RiverHead { scope, ..head(1) }).key;
        let [tag, view] = ["asia"; 2].map(str::to_owned);
        let ids = [id(Scope::River), id(Scope::Tag(tag)), id(Scope::View(view))];
        assert_eq!(ids[0], head(1).key);
        assert!(ids[0] != ids[1] && ids[1] != ids[2]);
    }

    proptest! {
        #[test]
        fn the_order_that_stories_are_given_in_never_shows(
            stories in Just(
                (0..8).map(story).collect::<Vec<_>>()
            ).prop_shuffle(),
            entries in 0_usize..10,
        ) {
            let given = river(stories.clone(), head(entries));
            let mut sorted = stories;
            sorted.sort_by_key(|story| story.id);
            prop_assert_eq!(&given, &river(sorted, head(entries)));
            prop_assert!(given.stories.is_sorted_by_key(|story| Reverse(story.place)));
            prop_assert_eq!(given.has_more, entries < 8);
            prop_assert_eq!(given.stories.len(), entries.min(8));
        }
    }
}

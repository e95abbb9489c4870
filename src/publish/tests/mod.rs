//! Stories to test with, and the tests that span several files of this room.

mod documents;
mod opml;
mod rank;
mod select;

use crate::model::{
    AlsoIn, Digest, Entry, FeedId, Gathered, ItemId, Person, Reason, RiverStory, SourceFeed,
    StoredItem, StoryId, Timestamp,
};

/// 2026-11-23T09:00:00Z.
pub(super) const MORNING: i64 = 1_795_424_400;

pub(super) fn item(id: i64) -> StoredItem {
    StoredItem {
        id: ItemId(id),
        story: StoryId(1),
        key: Digest::of(&[b"item", &id.to_le_bytes()]),
        source: SourceFeed {
            id: FeedId(1),
            url: "https://wire.example/feed".to_owned(),
            title: "The Wire".to_owned(),
            site_url: Some("https://wire.example/".to_owned()),
        },
        entry: Entry {
            url: Some(format!("https://wire.example/{id}")),
            title: format!("Headline {id}"),
            content_html: format!("<p>Text {id}</p>"),
            authors: vec![Person { name: format!("Author {id}"), uri: None }],
            ..Entry::default()
        },
        first_seen: Timestamp::from_unix(MORNING),
        changed: Timestamp::from_unix(MORNING),
        place: Some(id),
        is_left_out: false,
        boilerplate: Vec::new(),
        agency: None,
        is_original: false,
        reason: Reason::default(),
    }
}

pub(super) fn gathered(items: Vec<StoredItem>) -> Gathered {
    Gathered {
        id: StoryId(1),
        key: Digest::of(&[b"story"]),
        surfaced: Timestamp::from_unix(MORNING),
        corrected: None,
        items,
        related: Vec::new(),
    }
}

pub(super) fn story(number: u32) -> RiverStory {
    RiverStory {
        id: StoryId(number.into()),
        key: Digest::of(&[b"story", &number.to_le_bytes()]),
        place: number.into(),
        surfaced: Timestamp::from_unix(MORNING),
        changed: Timestamp::from_unix(MORNING),
        lead: item(number.into()),
        also: vec![AlsoIn {
            feed_title: "Daily".to_owned(),
            title: "The same, retold".to_owned(),
            url: Some("https://daily.example/1?a=1&b=2".to_owned()),
        }],
        related: Vec::new(),
    }
}

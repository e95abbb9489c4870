//! The list of feeds, as other readers and mainstem itself read it back.

use std::collections::BTreeSet;

use proptest::prelude::*;

use crate::model::ListedFeed;
use crate::parse;
use crate::publish::opml;

fn feed(url: &str, title: Option<&str>, tags: &[&str]) -> ListedFeed {
    ListedFeed {
        url: url.to_owned(),
        title: title.map(str::to_owned),
        site_url: Some("https://a.example/".to_owned()),
        tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
    }
}

#[test]
fn the_whole_of_a_list() {
    let feeds = [
        feed("https://a.example/feed?x=1&y=2", Some("A & \"B\""), &["japan", "world"]),
        feed("https://b.example/feed", None, &[]),
        feed("https://c.example/feed", Some("C"), &["one, two", "japan"]),
    ];
    let list = opml("Morning <wires>", &feeds);
    assert_eq!(list.content_type, "text/x-opml; charset=utf-8");
    insta::assert_snapshot!(String::from_utf8(list.bytes).unwrap());
}

fn word() -> impl Strategy<Value = String> {
    "[a-z&<>\"',;.:é東-]{1,8}( [a-z&<>\"',;.:é東-]{1,8}){0,2}"
}

proptest! {
    #[test]
    fn what_is_exported_is_read_back_the_same(
        feeds in proptest::collection::vec(
            ("https://[a-z]{1,9}\\.example/[a-z?&=%0-9]{0,12}", word(), proptest::collection::btree_set(word(), 0..4)),
            0..8,
        ),
        title in word(),
    ) {
        let listed = feeds.iter().map(|(url, title, tags)| ListedFeed {
            url: url.clone(),
            title: Some(title.clone()),
            site_url: None,
            tags: tags.clone(),
        });
        let listed: Vec<ListedFeed> = listed.collect();
        let once = opml(&title, &listed).bytes;
        let found = parse::subscriptions(&once).unwrap();
        prop_assert!(found.others.is_empty(), "{:?}", found.others);
        let key = |feed: &ListedFeed| (feed.url.clone(), feed.title.clone(), feed.tags.clone());
        let (before, after): (BTreeSet<_>, BTreeSet<_>) =
            (listed.iter().map(key).collect(), found.feeds.iter().map(key).collect());
        prop_assert_eq!(before, after);
        prop_assert_eq!(found.feeds.len(), listed.len());
        prop_assert_eq!(opml(&title, &found.feeds).bytes, once);
    }
}

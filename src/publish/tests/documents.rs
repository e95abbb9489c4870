//! Whole documents: what they look like, what a reader makes of them, and when they are new.

use std::sync::Arc;

use proptest::prelude::*;

use super::{MORNING, story};
use crate::model::{
    Ailment, AilmentKind, AlsoIn, Companion, CompanionKind, Contributor, Digest, Enclosure, Entry,
    Format, Health, Location, Person, Publication, RelatedStory, River, Scope, SourceFeed, StoryId,
    Timestamp,
};
use crate::publish::markup::clean;
use crate::publish::{atom, feed, health as ailing, json, publish, rss, shown};

/// A feed that fails and one that has moved.
fn health() -> Health {
    let ailment = |kind, minutes: i64, words: &str| {
        let since = Timestamp::from_unix(MORNING + 60 * minutes);
        Ailment { kind, since, words: words.to_owned() }
    };
    let wire = story(1).lead.source;
    let daily = SourceFeed {
        url: "https://me:secret@daily.example/feed".to_owned(),
        title: "Daily & Sons".to_owned(),
        ..wire.clone()
    };
    let fails = ailment(AilmentKind::Failing, 5, "failed to connect; the server may be down");
    let moved = ailment(AilmentKind::Moved, 9, "write url = \"https://new.example/?a&b\"");
    Health { made: Timestamp::from_unix(MORNING), told: vec![(wire, fails), (daily, moved)] }
}

fn companions() -> Vec<Companion> {
    let file = |kind, url: &str, media_type: &str, language: &str| Companion {
        kind,
        url: url.to_owned(),
        media_type: Some(media_type.to_owned()),
        language: Some(language.to_owned()),
    };
    let said = "https://wire.example/1.srt?a&b";
    vec![
        file(CompanionKind::Transcript, said, "application/x-subrip", "en"),
        file(CompanionKind::Chapters, "https://wire.example/1.json", "chapters", "English"),
    ]
}

fn contributors() -> Vec<Contributor> {
    let person = |name: &str, uri: Option<&str>, role: Option<&str>| Contributor {
        name: name.to_owned(),
        uri: uri.map(str::to_owned),
        role: role.map(str::to_owned),
    };
    let guest = person("Ken & Ai", Some("https://wire.example/ken"), Some("guest"));
    vec![guest, person("Desk", None, None)]
}

/// All that a story can have, and a story with next to nothing.
fn sample() -> River {
    let mut full = story(1);
    full.changed = Timestamp::from_unix(MORNING + 3_600);
    full.lead.entry = Entry {
        guid: Some("1".to_owned()),
        title: "Shares & bonds <rise> in Tokyo".to_owned(),
        summary: Some("Up by 1 < 2 %".to_owned()),
        content_html: "<p>The Nikkei <b>rose</b> &amp; rose.</p>".to_owned(),
        authors: vec![
            Person {
                name: "Hana Sato".to_owned(),
                uri: Some("https://wire.example/hana".to_owned()),
            },
            Person { name: " ".to_owned(), uri: None },
        ],
        categories: vec!["Business".to_owned(), "Q&A".to_owned()],
        enclosures: vec![
            Enclosure {
                url: "https://wire.example/1.mp3".to_owned(),
                media_type: Some("audio/mpeg".to_owned()),
                length: Some(12_345),
                duration: Some(61),
            },
            Enclosure {
                url: "https://wire.example/1.bin".to_owned(),
                media_type: None,
                length: None,
                duration: None,
            },
        ],
        thumbnail: Some("https://wire.example/1.jpg".to_owned()),
        rights: Some("© The Wire & others".to_owned()),
        location: Location::from_words("point 35.6762 139.6503"),
        companions: companions(),
        contributors: contributors(),
        language: Some("en-GB".to_owned()),
        published: Some(Timestamp::from_unix(MORNING - 60)),
        ..full.lead.entry
    };
    full.also.push(AlsoIn {
        feed_title: "Gazette".to_owned(),
        title: "No address".to_owned(),
        url: None,
    });
    full.related = related();
    let mut bare = story(2);
    bare.also.clear();
    bare.lead.source.site_url = None;
    bare.lead.entry = Entry::default();
    River {
        scope: Scope::River,
        title: "Morning wires".to_owned(),
        base_url: "https://news.example.org/".to_owned(),
        token: None,
        hub: Some("https://hub.example/?a=1&b".to_owned()),
        key: Digest::of(&[b"store"]),
        updated: Timestamp::from_unix(MORNING + 3_600),
        stories: vec![full, bare],
        has_more: false,
        archives: 0,
    }
}

fn related() -> Vec<RelatedStory> {
    let related = |id, title: &str, url: Option<&str>| RelatedStory {
        story: StoryId(id),
        feed_title: "Daily".to_owned(),
        title: title.to_owned(),
        url: url.map(str::to_owned),
    };
    vec![related(7, "Bonds <fall>", Some("https://daily.example/7?a=1&b=2")), related(8, "", None)]
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

/// Leaves a document for those who check whether it is valid, where anybody wants that.
fn keep(format: Format, document: &[u8]) {
    if let Some(folder) = std::env::var_os("MAINSTEM_DOCUMENTS") {
        let name = format!("{}.{}", Digest::of(&[document]), format.extension());
        std::fs::write(std::path::Path::new(&folder).join(name), document).unwrap();
    }
}

#[test]
fn the_whole_of_an_atom_document() {
    insta::assert_snapshot!(text(atom::render(&sample())));
}

#[test]
fn the_whole_of_an_rss_document() {
    insta::assert_snapshot!(text(rss::render(&sample())));
}

#[test]
fn the_whole_of_a_json_document() {
    let document: serde_json::Value = serde_json::from_slice(&json::render(&sample())).unwrap();
    insta::assert_snapshot!(serde_json::to_string_pretty(&document).unwrap());
}

#[test]
fn the_whole_of_a_document_of_what_is_wrong() {
    insta::assert_snapshot!(text(ailing::render(&sample(), &health())));
}

fn published(river: &River, at: i64, previous: Option<&Publication>) -> Publication {
    publish(river, Timestamp::from_unix(at), previous)
}

#[test]
fn a_document_that_is_the_same_is_not_prepared_again_and_keeps_its_date() {
    let before = published(&sample(), 1, None);
    let after = published(&sample(), 2, Some(&before));
    let paths: Vec<&str> = after.documents.keys().map(String::as_str).collect();
    assert_eq!(paths, ["/feed.atom", "/feed.json", "/feed.rss"]);
    for (path, document) in &after.documents {
        assert!(Arc::ptr_eq(document, &before.documents[path]), "{path}");
    }
}

#[test]
fn a_document_that_changed_carries_the_new_date() {
    let before = published(&sample(), 1, None);
    let mut river = sample();
    river.stories[0].lead.entry.enclosures[0].length = None;
    let after = published(&river, 2, Some(&before));
    let dates: Vec<i64> = after.documents.values().map(|d| d.last_modified.unix()).collect();
    assert_eq!(dates, [2, 2, 2]);
}

/// Text of any characters, with those that markup trips over much more often than by chance.
fn nasty() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<String>(),
        Just("]]>".to_owned()),
        Just("\r\n".to_owned()),
        Just("<b>&amp;".to_owned()),
        Just("\u{0}\u{b}\u{fffe}".to_owned()),
        Just("\"'".to_owned()),
    ];
    proptest::collection::vec(piece, 1..4).prop_map(|pieces| pieces.concat())
}

fn arbitrary_river() -> impl Strategy<Value = River> {
    let texts = (nasty(), nasty(), nasty(), "[a-z0-9/?&=%~.-]{0,12}");
    proptest::collection::vec(texts, 0..4).prop_map(|stories| {
        let stories = stories.into_iter().zip(1..).map(|((title, content, also, path), number)| {
            let mut story = story(number);
            story.lead.entry.title = format!("T{title}.");
            story.lead.entry.content_html = format!("<p>{content}</p>");
            let url = url::Url::parse(&format!("https://wire.example/{path}")).unwrap();
            story.lead.entry.url = Some(url.into());
            story.also[0].feed_title = also.clone();
            story.also[0].title = also;
            story
        });
        River { stories: stories.collect(), ..sample() }
    })
}

/// A headline as it is shown. RSS does not say whether it has markup, and none is taken for it.
fn title(title: feed_rs::model::Text) -> String {
    if title.content_type.subty() != "html" || !title.content.contains('&') {
        return title.content;
    }
    let marks = [("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")];
    marks.iter().fold(title.content, |text, (reference, mark)| text.replace(reference, mark))
}

/// What a reader makes of each entry: id, title, addresses, text.
fn read_back(document: &[u8]) -> Vec<(String, String, Vec<String>, String)> {
    let parser = feed_rs::parser::Builder::new().sanitize_content(false).build();
    let feed = parser.parse(document).unwrap();
    let entries = feed.entries.into_iter().map(|entry| {
        let links = entry
            .links
            .into_iter()
            .filter(|link| link.rel.as_deref().is_none_or(|relation| relation == "alternate"));
        (
            entry.id,
            entry.title.map(title).unwrap_or_default(),
            links.map(|link| link.href).collect(),
            entry.content.and_then(|content| content.body).unwrap_or_default(),
        )
    });
    entries.collect()
}

proptest! {
    #[test]
    fn what_is_rendered_is_read_back_the_same_from_every_format(river in arbitrary_river()) {
        let meant: Vec<_> = river.stories.iter().map(|story| {
            let entry = &story.lead.entry;
            (
                story.key.urn(),
                clean(&entry.title).into_owned(),
                entry.url.iter().cloned().collect::<Vec<_>>(),
                shown::content(story).into_owned(),
            )
        }).collect();
        for format in Format::ALL {
            let document = feed(&river, format).bytes;
            keep(format, &document);
            prop_assert_eq!(&read_back(&document), &meant);
        }
    }
}

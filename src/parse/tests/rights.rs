//! What is said of all of a feed and of one entry, of an entry and of its only file, and of what goes with it.

use super::read;
use crate::model::{CompanionKind, Text};

#[test]
fn an_entry_without_rights_has_those_of_its_feed() {
    let document = b"<rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel>\
        <title>Wire</title><copyright>The Wire</copyright>\
        <item><title>One</title></item>\
        <item><title>Two</title><dc:rights>Somebody else</dc:rights></item></channel></rss>";
    let entries = read(document).unwrap().entries;
    let said: Vec<Option<&Text>> = entries.iter().map(|entry| entry.rights.as_ref()).collect();
    let is = |text: Option<&Text>, meant: &str| matches!(text, Some(Text::Plain(said) | Text::Html(said)) if said == meant);
    assert!(is(said[0], "The Wire") && is(said[1], "Somebody else"), "{said:?}");
}

#[test]
fn how_long_an_episode_plays_is_said_of_its_only_file() {
    let document =
        b"<rss version=\"2.0\" xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\">\
        <channel><title>Wire</title><item><title>One</title><itunes:duration>1:01</itunes:duration>\
        <enclosure url=\"https://wire.example/1.mp3\" type=\"audio/mpeg\" length=\"9\"/></item>\
        </channel></rss>";
    let entry = read(document).unwrap().entries.remove(0);
    assert_eq!(entry.enclosures[0].duration, Some(61));
}

#[test]
fn what_goes_with_an_episode_is_told_from_its_links_and_who_took_part_from_who_owns_it() {
    let document = b"<rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"\
        xmlns:podcast=\"https://podcastindex.org/namespace/1.0\"><channel><item><guid>1</guid>\
        <podcast:transcript url=\"1.srt\" type=\"application/srt\" language=\"en\"/>\
        <podcast:chapters url=\"1.json\" type=\"application/json+chapters\"/>\
        <podcast:person href=\"/ken\" role=\"Guest\">Ken</podcast:person>\
        <podcast:person>Ai</podcast:person><dc:contributor>Desk</dc:contributor>\
        <dc:publisher>The Wire</dc:publisher></item></channel></rss>";
    let entry = read(document).unwrap().entries.remove(0);
    let [transcript, chapters] = entry.companions.as_slice() else { panic!("{entry:?}") };
    assert_eq!(transcript.kind, CompanionKind::Transcript);
    assert_eq!(transcript.url, "https://feeds.example/dir/1.srt");
    assert_eq!(transcript.language.as_deref(), Some("en"));
    assert_eq!(chapters.kind, CompanionKind::Chapters);
    let roles = entry.contributors.iter().map(|person| (&*person.name, person.role.as_deref()));
    let roles: Vec<_> = roles.collect();
    assert_eq!(roles, [("Ken", Some("Guest")), ("Ai", Some("host")), ("Desk", None)]);
}

//! What is said of all of a feed and of one entry, and of an entry and of its only file.

use super::read;
use crate::model::Text;

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

//! What commands write where people read, of words that are strangers'.

use crate::support::program::{LOOPBACK, Site};
use crate::support::publisher::{Answer, Publisher};

/// Red, the whole screen, and all that follows from right to left.
const STEERING: &str = "\\u001b[31m\\u009b2J\\u202e\\u2066";

fn steers(c: char) -> bool {
    let turns = ('\u{202a}'..='\u{202e}').contains(&c) || ('\u{2066}'..='\u{2069}').contains(&c);
    turns || c.is_control() && c != '\n'
}

#[test]
fn no_word_of_a_publishers_steers_the_terminal() {
    let publisher = Publisher::start();
    let item = |n: u8| {
        format!(
            "{{\"id\": \"{n}\", \"title\": \"Ferry {STEERING} {n}\", \
             \"content_text\": \"Sails at noon {STEERING}.\"}}"
        )
    };
    let feed = format!(
        "{{\"version\": \"https://jsonfeed.org/version/1.1\", \"title\": \"Harbour {STEERING}\", \
         \"items\": [{}, {}]}}",
        item(1),
        item(2)
    );
    publisher.serve("/feed", Answer::feed(feed).header("content-type", "application/feed+json"));
    let refusal = format!("{{\"error\": \"no {STEERING} entry\"}}");
    let refused = Answer::feed(refusal).with_status(403);
    publisher.serve("/closed", refused.header("content-type", "application/json"));
    let title = "Tide \u{1b}[31m\u{202e}".to_owned();
    let link = |path: &str| {
        format!("<link rel=alternate type=application/feed+json href={path} title=\"{title}\">")
    };
    let links = format!("{}{}", link("/feed"), link("/other"));
    publisher.serve("/", Answer::page(&links, "The harbour."));

    let site = Site::new(LOOPBACK);
    let feeds =
        ["/feed", "/closed"].map(|path| format!("[[feed]]\nurl = \"{}\"\n", publisher.url(path)));
    let told = |arguments: &[&str], words: &str| {
        let output = site.run(arguments);
        let told = [output.stdout, output.stderr].concat();
        let told = String::from_utf8(told).unwrap();
        assert!(told.contains(words), "{arguments:?}: {told}");
        assert!(!told.contains(steers), "{arguments:?}: {told:?}");
    };
    told(&["add", &publisher.url("/")], "Harbour");
    told(&["add", &publisher.url("/closed")], "entry");
    site.write(&format!("{LOOPBACK}{}", feeds.concat()));
    told(&["check", "--live"], "Harbour");
    told(&["poll"], "Harbour");
    told(&["status"], "Harbour");
    told(&["items"], "Ferry");
    told(&["why", "1"], "Ferry");
    told(&["why", "1", "2"], "Ferry");
}

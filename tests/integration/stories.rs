//! One wire copy in several feeds: merged, explained by `why`, corrected by `join` and `split`.

use serde_json::Value;

use crate::support::program::{LOOPBACK, Site};
use crate::support::publisher::{Answer, Publisher};

const WIRE: [&str; 4] = [
    "The town council of Seabrook voted on Monday to close the old harbour bridge for eleven \
     months, after divers found cracks in two of its six piers that had widened since the last \
     inspection in spring.",
    "Ferries will carry up to 4,200 commuters a day across the estuary while engineers replace the \
     piers, the council's engineer Ida Lindqvist told reporters after the vote, adding that \
     lorries would have to take the motorway.",
    "Shopkeepers on the northern bank said they feared for their winter trade. Last time it was \
     closed for three weeks and half the street was empty, said Tomas Brandt, who runs a bakery \
     beside the bridge.",
    "The work is expected to cost 38 million crowns, of which the state pays two thirds. The \
     council rejected a proposal to build a tunnel instead, saying that it would take a decade \
     and five times the money.",
];

const FIRST_QUAKE: &str = "A magnitude 5.6 earthquake struck off the coast of Akita prefecture at \
    6.14 a.m. on Monday, the Meteorological Agency said. The focus was at a depth of 40 kilometres. \
    There was no danger of a tsunami, and there were no immediate reports of damage or injuries in \
    the towns along the coast, local police said.";

/// A feed of one item, whose paragraphs these are.
fn feed(site: &str, title: &str, paragraphs: &[&str]) -> String {
    let html: String = paragraphs.iter().map(|text| format!("&lt;p&gt;{text}&lt;/p&gt;")).collect();
    format!(
        "<rss version=\"2.0\"><channel><title>{site}</title><link>http://{site}.example/</link>\
         <item><title>{title}</title><link>http://{site}.example/news/1</link>\
         <guid>http://{site}.example/news/1</guid><description>{html}</description>\
         <pubDate>Mon, 23 Nov 2026 06:00:00 GMT</pubDate></item></channel></rss>"
    )
}

/// The agency's own wording, under a dateline.
fn harbour() -> String {
    let first = format!("SEABROOK, Nov. 23 (Kyodo) -- {}", WIRE[0]);
    feed("harbour", "Seabrook council closes bridge", &[&first, WIRE[1], WIRE[2], WIRE[3]])
}

/// The same under another headline, without its last sentence and with a footer.
fn bay(title: &str) -> String {
    let last = WIRE[3].split(" The council").next().unwrap();
    let footer = "Follow Bay on social media.";
    feed("bay", title, &[WIRE[0], WIRE[1], WIRE[2], last, footer])
}

/// A site that has polled these documents, one feed after the other.
fn polled(publisher: &Publisher, documents: &[(&str, String)]) -> Site {
    let feeds: String = documents
        .iter()
        .map(|(path, _)| format!("\n[[feed]]\nurl = \"{}\"\n", publisher.url(path)))
        .collect();
    let site = Site::new(&format!("{LOOPBACK}{feeds}"));
    for (path, document) in documents {
        poll(&site, publisher, path, document);
    }
    site
}

fn poll(site: &Site, publisher: &Publisher, path: &str, document: &str) {
    publisher.serve(path, Answer::feed(document.to_owned()));
    let output = site.run(&["poll", "--force", &publisher.url(path)]);
    assert!(output.status.success(), "{output:?}");
}

fn said(site: &Site, arguments: &[&str]) -> String {
    let output = site.run(arguments);
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

fn told(site: &Site, arguments: &[&str]) -> Value {
    let mut all = site.json(arguments);
    assert_eq!(all.len(), 1, "{arguments:?}: {all:?}");
    all.remove(0)
}

/// What the merged feed shows after a start: of each entry its id, its title and who else has it.
fn published(site: &Site) -> Vec<(String, String, Vec<String>, String)> {
    let daemon = site.start();
    let feed: Value = serde_json::from_slice(&daemon.get("/feed.json").body).unwrap();
    assert!(daemon.stop().0.success());
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let items = feed["items"].as_array().unwrap().iter();
    items
        .map(|item| {
            let also = item["_mainstem"]["also"].as_array().unwrap().iter();
            let also = also.map(|other| text(&other["feed_title"])).collect();
            (text(&item["id"]), text(&item["title"]), also, text(&item["date_modified"]))
        })
        .collect()
}

#[test]
fn a_wire_copy_under_another_headline_is_one_story_and_why_shows_what_is_shared() {
    let publisher = Publisher::start();
    let documents = [("/a.xml", harbour()), ("/b.xml", bay("Bridge shut until next autumn"))];
    let site = polled(&publisher, &documents);
    let shown = published(&site);
    assert_eq!(shown.len(), 1, "{shown:?}");
    assert_eq!(
        (shown[0].1.as_str(), &shown[0].2[..]),
        ("Seabrook council closes bridge", &["bay".to_owned()][..])
    );

    let why = told(&site, &["why", "2", "--json"]);
    assert_eq!(
        (&why["story"], &why["rule"], &why["matched"]),
        (&1.into(), &"near-copy".into(), &1.into())
    );
    assert!(
        why["coverage"].as_f64() > Some(0.8) && why["coverage"] == why["coverage_now"],
        "{why}"
    );
    assert_eq!((&why["stands"], &why["verdict"]), (&true.into(), &"same".into()));
    assert_eq!((&why["link_same"], &why["text_same"]), (&false.into(), &false.into()));
    let passage = &why["passages"][0];
    assert!(passage["first"].as_str().unwrap().starts_with("The town council"), "{passage}");
    assert_eq!(passage["first"], passage["second"]);
    let leads = why["reports"].as_array().unwrap().iter().map(|report| &report["lead"]);
    assert_eq!(leads.collect::<Vec<_>>(), [&Value::from(true), &false.into()]);

    let why = said(&site, &["why", "http://bay.example/news/1"]);
    assert!(why.starts_with("Item 2 is in story 1: its text is "), "{why}");
    assert!(why.contains("% that of item 1 (harbour)") && why.contains("Kyodo News"), "{why}");
    let pair = told(&site, &["why", "1", "2", "--json"]);
    assert_eq!((&pair["one_story"], &pair["corrected"]), (&true.into(), &Value::Null));
    assert_eq!(pair["passages"].as_array().unwrap().len(), why.matches("both").count());

    // A text that is edited since stays in its story, and `why` says that it has changed.
    poll(
        &site,
        &publisher,
        "/b.xml",
        &feed("bay", "Bridge shut", &["Now behind a wall.", WIRE[3]]),
    );
    let why = told(&site, &["why", "2", "--json"]);
    assert_eq!((&why["story"], &why["stands"]), (&1.into(), &false.into()));
    assert!(said(&site, &["why", "2"]).contains("This is not what was noted"));
}

#[test]
fn two_reports_of_one_template_are_two_stories_and_why_says_what_differs() {
    let publisher = Publisher::start();
    let second = FIRST_QUAKE.replace("5.6", "4.9").replace("6.14", "9.37").replace("40", "60");
    let documents = [
        ("/a.xml", feed("harbour", "Quake off Akita", &[FIRST_QUAKE])),
        ("/b.xml", feed("bay", "Quake hits Akita", &[&second])),
    ];
    let site = polled(&publisher, &documents);
    let pair = told(&site, &["why", "1", "2", "--json"]);
    assert_eq!((&pair["one_story"], &pair["corrected"]), (&false.into(), &Value::Null));
    assert_eq!(
        (&pair["verdict"], &pair["guards"][0]),
        (&"different".into(), &"other-numbers".into())
    );
    assert_ne!(pair["passages"][0]["first"], pair["passages"][0]["second"]);
    assert!(said(&site, &["why", "1", "2"]).contains("the numbers differ (other-numbers)"));
    let why = told(&site, &["why", "2", "--json"]);
    assert_eq!((&why["rule"], &why["guards"][0]), (&"first".into(), &"other-numbers".into()));
}

#[test]
fn what_was_split_or_joined_by_hand_stays_so_through_polls_edits_and_restarts() {
    let publisher = Publisher::start();
    let title = "Bridge shut until next autumn";
    let site = polled(&publisher, &[("/a.xml", harbour()), ("/b.xml", bay(title))]);
    let daemon = site.start();
    assert_eq!(
        said(&site, &["split", "2"]),
        "Item 2 is a story of its own (2) now; story 1 keeps item 1\n"
    );
    daemon.wait_until("two entries", || {
        String::from_utf8_lossy(&daemon.get("/feed.json").body)
            .matches("\"date_published\"")
            .count()
            == 2
    });
    assert!(daemon.stop().0.success());
    let split = published(&site);
    assert!(split.len() == 2 && split.iter().all(|entry| entry.2.is_empty()), "{split:?}");
    assert_ne!(split[0].0, split[1].0);
    let pair = told(&site, &["why", "1", "2", "--json"]);
    assert_eq!((&pair["one_story"], &pair["corrected"]), (&false.into(), &"split".into()));
    assert_eq!((&pair["verdict"], &pair["related"]), (&"same".into(), &true.into()));

    poll(&site, &publisher, "/b.xml", &bay(title));
    poll(&site, &publisher, "/b.xml", &bay("Bridge shut until autumn, council says"));
    poll(&site, &publisher, "/a.xml", &harbour().replace("38 million", "39 million"));
    let ids = |entries: &[(String, String, Vec<String>, String)]| -> Vec<String> {
        entries.iter().map(|entry| entry.0.clone()).collect()
    };
    assert_eq!(ids(&published(&site)), ids(&split));
    let again = "Item 2 is alone in its story (2) already\n";
    assert_eq!(said(&site, &["split", "2"]), again);

    let joined = told(&site, &["join", "2", "http://harbour.example/news/1", "--json"]);
    assert_eq!((&joined["story"], &joined["from"]), (&1.into(), &2.into()));
    assert_eq!(joined["items"], serde_json::json!([1, 2]));
    assert_eq!(said(&site, &["join", "2", "1"]), "Items 2 and 1 are one story (1) already\n");
    poll(&site, &publisher, "/b.xml", &feed("bay", "Late tide", &["The tide came in late."]));
    poll(&site, &publisher, "/a.xml", &harbour());
    let entries = published(&site);
    assert_eq!((entries.len(), &entries[0].2[..]), (1, &["bay".to_owned()][..]));
    let pair = told(&site, &["why", "2", "1", "--json"]);
    assert_eq!((&pair["one_story"], &pair["corrected"]), (&true.into(), &"joined".into()));
    assert!(said(&site, &["why", "2"]).contains("it was joined by hand with item 1 (harbour)"));
}

#[test]
fn a_copy_that_comes_in_later_goes_under_the_same_entry() {
    let publisher = Publisher::start();
    let third = || feed("coast", "No bridge for eleven months", &WIRE[..3]);
    let nothing = "<rss version=\"2.0\"><channel><title>coast</title></channel></rss>".to_owned();
    let documents = [("/a.xml", harbour()), ("/b.xml", bay("Bridge shut")), ("/c.xml", nothing)];
    let site = polled(&publisher, &documents);
    let before = published(&site);
    poll(&site, &publisher, "/c.xml", &third());
    let after = published(&site);
    assert_eq!((after.len(), &after[0].0), (1, &before[0].0));
    assert_eq!(after[0].2, ["bay", "coast"]);
    assert_eq!(after[0].3, before[0].3, "a copy makes no story unread again");
}

#[test]
fn an_item_that_is_not_there_or_not_alone_is_told_on_stderr_with_1() {
    let publisher = Publisher::start();
    let site = polled(&publisher, &[("/a.xml", harbour())]);
    let failed = |arguments: &[&str], status: i32| {
        let output = site.run(arguments);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(status), "{arguments:?}: {said}");
        said
    };
    assert!(failed(&["why", "7"], 1).contains("there is no item 7"));
    assert!(failed(&["join", "1", "7"], 1).contains("there is no item 7"));
    assert!(failed(&["split", "http://bay.example/2"], 1).contains("no item has the url"));
    assert!(failed(&["why", "harbour"], 2).contains("neither the number of an item nor a url"));

    // Another feed of the same site has the same article.
    site.write(&format!(
        "{LOOPBACK}\n[[feed]]\nurl = \"{}\"\n[[feed]]\nurl = \"{}\"\n",
        publisher.url("/a.xml"),
        publisher.url("/all.xml")
    ));
    poll(&site, &publisher, "/all.xml", &harbour());
    let url = "http://harbour.example/news/1";
    assert!(failed(&["split", url], 1).contains("1, 2; name one of them by its number"));
    assert_eq!(told(&site, &["why", url, "--json"])["id"], 2);
    assert_eq!(told(&site, &["why", "1", url, "--json"])["link_same"], true);

    let empty = Site::new("[[feed]]\nurl = \"http://a.example/\"\n");
    let output = empty.run(&["join", "1", "2"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(!empty.path().join("mainstem.db").exists(), "a correction makes no store");
}

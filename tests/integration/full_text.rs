//! Article pages of feeds that give excerpts: asked for once, compared and published in their place.

use serde_json::Value;

use crate::support::program::{LOOPBACK, Site};
use crate::support::publisher::{Answer, Publisher};

const EXCERPT: &str = "The town council of Seabrook voted on Monday to close the old harbour bridge for \
                       eleven months, after divers found cracks in two of its piers.";

const ARTICLE: [&str; 4] = [
    "The town council of Seabrook voted on Monday to close the old harbour bridge for eleven months, \
     after divers found cracks in two of its six piers that had widened since the spring.",
    "Ferries will carry up to 4,200 commuters a day across the estuary while engineers replace the \
     piers, the council's engineer Ida Lindqvist told reporters after the vote, adding that lorries \
     would have to take the motorway.",
    "Shopkeepers on the northern bank said they feared for their winter trade, as last time it was closed.",
    "The work is expected to cost 38 million crowns, of which the state pays two thirds. The council \
     rejected a proposal to build a tunnel instead, saying that it would take a decade.",
];

const CONSENT: &str = include_str!("../fixtures/bay-consent.html");

/// A page with this article in it.
fn page(head: &str, paragraphs: &[&str]) -> Answer {
    let paragraphs: String = paragraphs.iter().map(|text| format!("<p>{text}</p>")).collect();
    let html = format!(
        "<!doctype html><html lang=en><head><title>News</title>{head}</head><body><nav><a href=/>Home</a></nav>\
         <article>{paragraphs}</article><footer>Imprint</footer></body></html>"
    );
    Answer::feed(html).header("content-type", "text/html; charset=utf-8")
}

/// An item of a feed: its title, its page and what the feed says of it.
fn item(title: &str, url: &str, excerpt: &str) -> String {
    format!(
        "<item><title>{title}</title><link>{url}</link><guid>{url}</guid>\
         <description>{excerpt}</description><pubDate>Mon, 23 Nov 2026 06:00:00 GMT</pubDate></item>"
    )
}

fn feed(items: &[String]) -> Answer {
    let items = items.concat();
    let feed = format!("<rss version=\"2.0\"><channel><title>F</title>{items}</channel></rss>");
    Answer::feed(feed)
}

/// A site with these feeds, each with its lines of settings.
/// Pages are read of what is published.
const ALL_AT_ONCE: &str = "\n[defaults]\nflood = \"publish\"\n";

fn site(feeds: &[(String, &str)]) -> Site {
    let feeds: String =
        feeds.iter().map(|(url, more)| format!("\n[[feed]]\nurl = \"{url}\"\n{more}\n")).collect();
    Site::new(&format!("{LOOPBACK}{ALL_AT_ONCE}{feeds}"))
}

fn poll(site: &Site) -> Value {
    let mut round = site.json(&["poll", "--force", "--json"]);
    round.remove(0)
}

fn items(site: &Site) -> Vec<Value> {
    let mut items = site.json(&["items", "--json"]);
    items.sort_by_key(|item| item["id"].as_i64());
    items
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// Lets everything be due that was put off.
fn make_due(site: &Site) {
    let store = rusqlite::Connection::open(site.path().join("mainstem.db")).unwrap();
    store.execute("UPDATE pages SET due_s = 1 WHERE due_s IS NOT NULL", []).unwrap();
}

#[test]
fn the_page_of_a_new_item_is_asked_for_once_and_is_what_the_item_says() {
    let publisher = Publisher::start();
    let url = publisher.url("/news/1");
    publisher.serve("/a.xml", feed(&[item("Bridge closed", &url, EXCERPT)]));
    publisher.serve("/news/1", page("", &ARTICLE));
    let site = site(&[(
        publisher.url("/a.xml"),
        "full_text = true\nheaders = { Authorization = \"Bearer wire-secret\" }",
    )]);
    let round = poll(&site);
    assert_eq!((&round["pages"], &round["pages_failed"]), (&1.into(), &0.into()));
    poll(&site);
    let asked = publisher.asked("/news/1");
    assert_eq!(asked.len(), 1, "{asked:?}");
    assert!(asked[0].header("accept").unwrap().starts_with("text/html"), "{asked:?}");
    assert_eq!(asked[0].header("authorization"), Some("Bearer wire-secret"));
    assert_eq!((asked[0].header("cookie"), asked[0].header("referer")), (None, None));

    let items = items(&site);
    assert_eq!(text(&items[0]["text"]), ARTICLE.join("\n"));
    assert!(text(&items[0]["content_html"]).contains("<p>Ferries will carry"));
    assert_eq!((text(&items[0]["summary"]), text(&items[0]["language"])), (EXCERPT, "en"));
}

#[test]
fn an_edit_of_the_feeds_text_leaves_the_full_text_and_asks_again_at_most_once_a_day() {
    let publisher = Publisher::start();
    let url = publisher.url("/news/1");
    publisher.serve("/a.xml", feed(&[item("Bridge closed", &url, EXCERPT)]));
    publisher.serve("/news/1", page("", &ARTICLE));
    let site = site(&[(publisher.url("/a.xml"), "full_text = true")]);
    poll(&site);
    let edited = EXCERPT.replace("divers", "two divers");
    publisher.serve("/a.xml", feed(&[item("Old bridge closed", &url, &edited)]));
    assert_eq!(poll(&site)["updated"], 1);
    let held = items(&site);
    assert_eq!(text(&held[0]["title"]), "Old bridge closed");
    assert_eq!(text(&held[0]["text"]), ARTICLE.join("\n"));
    assert_eq!(publisher.asked("/news/1").len(), 1);

    let last = ["All quiet now, said the council. The bridge of Seabrook stays closed for months."];
    publisher.serve("/news/1", page("", &[&ARTICLE[..], &last].concat()));
    make_due(&site);
    poll(&site);
    assert!(text(&items(&site)[0]["text"]).ends_with(last[0]));
    assert_eq!(publisher.asked("/news/1").len(), 2);
}

#[test]
fn a_page_that_can_not_be_read_is_tried_three_times_and_leaves_the_item_as_it_is() {
    let publisher = Publisher::start();
    let pages = ["/news/missing", "/news/consent", "/news/paper.pdf", "/news/moved"]
        .map(|path| publisher.url(path));
    let items_of_feed = pages.each_ref().map(|url| item(url, url, EXCERPT));
    publisher.serve("/a.xml", feed(&items_of_feed));
    publisher.serve("/news/missing", Answer::status(404));
    publisher.serve("/news/consent", Answer::feed(CONSENT).header("content-type", "text/html"));
    let paper = Answer::feed("%PDF-1.7").header("content-type", "application/pdf");
    publisher.serve("/news/paper.pdf", paper);
    publisher.serve("/news/moved", Answer::status(302).header("location", "/news/"));
    publisher.serve("/news/", page("", &ARTICLE));
    let site = site(&[(publisher.url("/a.xml"), "full_text = true")]);
    assert_eq!(poll(&site)["pages_failed"], 4);
    assert_eq!(poll(&site)["pages_failed"], 0, "not before ten minutes have passed");
    for failed in [2, 2, 0, 0] {
        make_due(&site);
        assert_eq!(poll(&site)["pages_failed"], failed);
    }
    for (path, times) in
        [("/news/missing", 3), ("/news/consent", 3), ("/news/paper.pdf", 1), ("/news/moved", 1)]
    {
        assert_eq!(publisher.asked(path).len(), times, "{path}");
    }
    for item in items(&site) {
        assert_eq!(text(&item["text"]), EXCERPT);
    }
    let status = site.json(&["status", "--json"]);
    let error = text(&status[0]["error"]);
    assert!(
        error.starts_with("4 of the last 4 article pages could not be read: failed to"),
        "{error}"
    );
    assert_eq!(status[0]["state"], "ok");
}

#[test]
fn what_a_feed_sends_to_its_origin_is_not_sent_to_another() {
    let (publisher, elsewhere) = (Publisher::start(), Publisher::start());
    let url = elsewhere.url("/news/1");
    publisher.serve("/a.xml", feed(&[item("Bridge closed", &url, EXCERPT)]));
    elsewhere.serve("/news/1", page("", &ARTICLE));
    let headers = "headers = { Authorization = \"Bearer wire-secret\", X-Key = \"wire-secret\" }";
    let site = site(&[(publisher.url("/a.xml"), &format!("full_text = true\n{headers}"))]);
    assert_eq!(poll(&site)["pages"], 1);
    let asked = elsewhere.asked("/news/1");
    assert_eq!((asked[0].header("authorization"), asked[0].header("x-key")), (None, None));
}

#[test]
fn a_host_that_asks_to_be_left_alone_is_asked_for_no_page() {
    let publisher = Publisher::start();
    let urls = [1, 2].map(|n| publisher.url(&format!("/news/{n}")));
    publisher.serve("/a.xml", feed(&urls.each_ref().map(|url| item(url, url, EXCERPT))));
    for path in ["/news/1", "/news/2"] {
        publisher.serve(path, Answer::status(429).header("retry-after", "3600"));
    }
    let site = site(&[(publisher.url("/a.xml"), "full_text = true")]);
    poll(&site);
    let asked = || publisher.asked("/news/1").len() + publisher.asked("/news/2").len();
    assert_eq!(asked(), 1, "the other waits");
    make_due(&site);
    poll(&site);
    assert_eq!(asked(), 1, "also after a restart");
}

#[test]
fn a_selector_names_the_article() {
    let publisher = Publisher::start();
    let url = publisher.url("/news/1");
    publisher.serve("/a.xml", feed(&[item("Bridge closed", &url, "")]));
    publisher.serve("/news/1", page("", &ARTICLE));
    let site = site(&[(publisher.url("/a.xml"), "full_text = \"article > p:nth-of-type(-n+2)\"")]);
    assert_eq!(poll(&site)["pages"], 1);
    assert_eq!(text(&items(&site)[0]["text"]), ARTICLE[..2].join("\n"));
}

#[test]
fn of_a_first_document_the_newest_twenty_pages_are_read_and_of_others_none() {
    let publisher = Publisher::start();
    let day = |n: usize| {
        let url = publisher.url(&format!("/news/{n}"));
        publisher.serve(&format!("/news/{n}"), page("", &ARTICLE));
        item(&format!("Bridge, day {n}"), &url, EXCERPT)
            .replace("23 Nov", &format!("{:02} Nov", 25 - n.min(24)))
            .replace("Mon, ", "")
    };
    let all: Vec<String> = (1..=24).map(day).collect();
    publisher.serve("/a.xml", feed(&all));
    publisher.serve("/b.xml", feed(&all));
    let site = site(&[
        (publisher.url("/a.xml"), "full_text = true"),
        (publisher.url("/b.xml"), "full_text = false"),
    ]);
    assert_eq!(poll(&site)["pages"], 20);
    let asked = |n: usize| publisher.asked(&format!("/news/{n}")).len();
    assert_eq!((1..=24).map(asked).collect::<Vec<_>>(), [vec![1; 20], vec![0; 4]].concat());
}

/// Two outlets that print one copy and announce it in words of their own.
fn outlets(publisher: &Publisher, heads: [&str; 2], pages: [&[&str]; 2]) -> Site {
    let excerpts = [
        "Seabrook's council closes its cracked harbour bridge for most of the coming year.",
        "Ferries and bakers brace for winter without the old bridge, engineer Ida Lindqvist says.",
    ];
    let titles = ["Council shuts bridge", "Council shuts its bridge for the winter"];
    let mut feeds = Vec::new();
    for (n, name) in ["a", "b"].into_iter().enumerate() {
        let path = format!("/{name}/council-closes-its-old-bridge");
        let item = item(titles[n], &publisher.url(&path), excerpts[n]);
        publisher.serve(&path, page(heads[n], pages[n]));
        publisher.serve(&format!("/{name}.xml"), feed(&[item]));
        feeds.push((publisher.url(&format!("/{name}.xml")), "full_text = true"));
    }
    site(&feeds)
}

#[test]
fn two_outlets_with_one_copy_on_their_pages_are_one_story() {
    let publisher = Publisher::start();
    let site = outlets(&publisher, ["", ""], [&ARTICLE, &ARTICLE[..3]]);
    poll(&site);
    let items = items(&site);
    assert_eq!(items.len(), 2);
    assert_eq!(items[0]["story"], items[1]["story"], "{items:?}");
    let why = site.json(&["why", "1", "2", "--json"]);
    assert_eq!((&why[0]["one_story"], &why[0]["verdict"]), (&true.into(), &"same".into()));
}

#[test]
fn a_page_that_names_an_article_elsewhere_is_a_copy_of_it_and_one_that_names_a_home_page_is_not() {
    let pages = [
        [
            "Seabrook's council closes its cracked harbour bridge for most of the coming year.",
            ARTICLE[3],
        ],
        [
            "Ferries and bakers brace for a winter without the old bridge, engineer Ida Lindqvist says.",
            "Nobody in Seabrook has answered her yet, and the mayor is on holiday in the mountains.",
        ],
    ];
    for (canonical, stories) in [
        ("https://wire.example/2026/11/council-closes-its-old-bridge", 1),
        ("https://wire.example/2026/11/fog-brings-ferry-to-a-halt", 2),
        ("https://wire.example/", 2),
        ("/", 2),
        ("/news", 2),
    ] {
        let publisher = Publisher::start();
        let head = format!("<link rel=canonical href=\"{canonical}\">");
        let site = outlets(&publisher, [&head, &head], [&pages[0], &pages[1]]);
        assert_eq!(poll(&site)["pages"], 2, "{canonical}");
        let items = items(&site);
        let is_one = items[0]["story"] == items[1]["story"];
        assert_eq!(if is_one { 1 } else { 2 }, stories, "{canonical}: {items:?}");
        let why = site.json(&["why", "1", "2", "--json"]);
        assert_eq!(why[0]["link_same"], is_one, "{canonical}");
    }
}

#[test]
fn what_a_site_puts_under_each_of_its_articles_makes_no_story_of_them() {
    let publisher = Publisher::start();
    let promotion = "Sign up for our newsletter and get the news of the coast into your mailbox every \
        morning at six, with the tides, the weather, the ferries that do not run and whatever else you \
        need to know before you leave the house. You can unsubscribe at any time. By signing up you \
        agree to the terms of use and to the privacy policy of the Coast Media Group.";
    let ends = "This article was written by the night desk of the Coast Media Group, which has reported \
        from the towns between the two lighthouses since 1911 and belongs to its readers.";
    let mut items_of_feed = Vec::new();
    for (n, story) in ARTICLE.into_iter().enumerate() {
        let path = format!("/news/{n}");
        publisher.serve(&path, page("", &[story, promotion, ends]));
        let title: String = story.split_whitespace().skip(n).take(6).collect::<Vec<_>>().join(" ");
        items_of_feed.push(item(&title, &publisher.url(&path), &story[..60]));
    }
    publisher.serve("/a.xml", feed(&items_of_feed));
    let site = site(&[(publisher.url("/a.xml"), "full_text = true")]);
    assert_eq!(poll(&site)["pages"], 4);
    let mut stories: Vec<i64> =
        items(&site).iter().filter_map(|item| item["story"].as_i64()).collect();
    stories.dedup();
    assert_eq!(stories.len(), 4);
}

#[test]
fn what_stands_under_the_first_lines_of_two_articles_makes_no_story_of_them() {
    let wall = [
        "To continue reading this article, please subscribe to our digital edition or sign in. A \
         subscription costs three crowns a week and may be cancelled at any time.",
        "Subscribers read every article on our website and in our app without limits, take part in the \
         discussion below our articles, and receive the morning letter of the editor before breakfast.",
    ];
    let crop = "A dry spring has left the fields of wheat in the valley half empty this year.";
    let first_lines = [("Council closes bridge", EXCERPT), ("Growers expect small crop", crop)];
    let publisher = Publisher::start();
    let mut feeds = Vec::new();
    for (name, (title, lines)) in ["a", "b"].into_iter().zip(first_lines) {
        let path = format!("/{name}/article");
        publisher.serve(&path, page("", &[&[lines], &wall[..]].concat()));
        let item = item(title, &publisher.url(&path), lines);
        publisher.serve(&format!("/{name}.xml"), feed(&[item]));
        feeds.push((publisher.url(&format!("/{name}.xml")), "full_text = true"));
    }
    let site = site(&feeds);
    assert_eq!(poll(&site)["pages"], 2);
    let items = items(&site);
    assert_ne!(items[0]["story"], items[1]["story"], "{items:?}");
}

#[test]
fn readers_see_the_full_text_first() {
    let publisher = Publisher::start();
    let url = publisher.url("/news/1");
    publisher.serve("/a.xml", feed(&[item("Bridge closed", &url, EXCERPT)]));
    publisher.serve("/news/1", page("", &ARTICLE));
    let site = site(&[(publisher.url("/a.xml"), "full_text = true")]);
    let daemon = site.start();
    daemon.wait_until("the story", || {
        let shown: Value = serde_json::from_slice(&daemon.get("/feed.json").body).unwrap();
        let entries = shown["items"].as_array().unwrap();
        if let Some(entry) = entries.first() {
            assert!(text(&entry["content_html"]).contains("Ferries will carry"), "{entry}");
            assert_eq!(text(&entry["date_modified"]), "2026-11-23T06:00:00Z", "nothing was edited");
        }
        !entries.is_empty()
    });
    assert!(daemon.stop().0.success());
}

#[test]
fn pages_of_one_host_are_asked_for_one_by_one_and_hold_up_no_poll() {
    let publisher = Publisher::start();
    let paths = ["/news/1", "/news/2", "/news/3"];
    let items = paths.map(|path| item(path, &publisher.url(path), EXCERPT));
    publisher.serve("/a.xml", feed(&items));
    publisher.serve("/b.xml", feed(&[]));
    for path in paths {
        publisher.serve(path, Answer::silence());
    }
    let first = (publisher.url("/a.xml"), "full_text = true");
    let site = site(std::slice::from_ref(&first));
    let daemon = site.start();
    let asked = || paths.map(|path| publisher.asked(path).len()).iter().sum::<usize>();
    daemon.wait_until("the first page", || asked() == 1);
    let more = format!("{LOOPBACK}{ALL_AT_ONCE}\n[[feed]]\nurl = \"{}\"\n{}\n", first.0, first.1);
    site.write(&format!("{more}[[feed]]\nurl = \"{}\"\n", publisher.url("/b.xml")));
    daemon.signal("HUP");
    publisher.wait_until_asked("/b.xml", 1);
    assert_eq!(asked(), 1);
    let (status, took) = daemon.stop();
    assert!(status.success() && took.as_secs() < 5, "{took:?}");
    for path in paths {
        publisher.serve(path, page("", &ARTICLE));
    }
    assert_eq!(poll(&site)["pages"], 3, "what was broken off is not forgotten");
}

#[test]
fn a_story_whose_page_fails_is_shown_as_the_feed_gave_it() {
    let publisher = Publisher::start();
    let url = publisher.url("/news/1");
    publisher.serve("/a.xml", feed(&[item("Bridge closed", &url, EXCERPT)]));
    publisher.serve("/news/1", Answer::status(500));
    let site = site(&[(publisher.url("/a.xml"), "full_text = true")]);
    let daemon = site.start();
    daemon.wait_until("the story", || {
        String::from_utf8_lossy(&daemon.get("/feed.json").body).contains("divers found cracks")
    });
    assert_eq!(publisher.asked("/news/1").len(), 1);
    assert!(daemon.stop().0.success());
}

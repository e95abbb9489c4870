//! Finding feeds: from a page to its feed and into feeds.toml, what each feed of feeds.toml is when it
//! is asked, and that honest documents are never taken for walls.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::process::Output;

use flate2::read::GzDecoder;
use mainstem::discover::{self, Instead};
use mainstem::parse;
use serde_json::Value;

use crate::support::program::{LOOPBACK, Site};
use crate::support::publisher::{Answer, Publisher};
use crate::support::shared::shared_data;

fn rows(folder: &Path) -> Vec<Value> {
    let text = fs::read_to_string(folder.join("manifest.jsonl")).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// What a document would be taken for, if it came in the place of a feed.
fn taken_for(body: &[u8], url: &str) -> Instead {
    let (text, url) = (parse::text(body, None), url.parse().unwrap());
    discover::instead(&discover::Answer { url: &url, status: 200, headers: &[], text: &text })
}

#[test]
fn no_article_is_taken_for_a_wall_or_anything_else_but_a_page() {
    let test = "no_article_is_taken_for_a_wall_or_anything_else_but_a_page";
    let Some(folder) = shared_data(test, "articles") else { return };
    let mut wrong = BTreeMap::new();
    let rows = rows(&folder);
    for row in &rows {
        let file = row["file"].as_str().unwrap();
        let mut body = Vec::new();
        let packed = fs::read(folder.join(file)).unwrap();
        GzDecoder::new(packed.as_slice()).read_to_end(&mut body).unwrap();
        let url = row["url"].as_str().filter(|url| url.starts_with("http"));
        let url = url.unwrap_or("https://news.example/story");
        let found = taken_for(&body, url);
        if !matches!(found, Instead::Page(_)) {
            wrong.insert(file.to_owned(), format!("{found:?}"));
        }
    }
    assert!(rows.len() > 100 && wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_feed_is_taken_for_a_wall() {
    let test = "no_feed_is_taken_for_a_wall";
    let Some(folder) = shared_data(test, "feeds") else { return };
    let mut wrong = BTreeMap::new();
    for row in rows(&folder) {
        let file = row["file"].as_str().unwrap();
        let body = fs::read(folder.join(file)).unwrap();
        let found = taken_for(&body, "https://news.example/feed");
        let is_feed = row["items"].as_u64().unwrap_or(0) > 0;
        let is_harmless = matches!(found, Instead::Page(_) | Instead::Other);
        if is_feed && !is_harmless {
            wrong.insert(file.to_owned(), format!("{found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// An RSS feed of these items, each with so many words of text.
fn feed(items: &[&str], words: usize) -> Answer {
    let item = |title: &&str| {
        format!(
            "<item><title>{title}</title><link>http://wire.example/{title}</link>\
             <description>{}</description><pubDate>Mon, 23 Nov 2026 06:00:00 GMT</pubDate></item>",
            "tide ".repeat(words)
        )
    };
    Answer::feed(format!(
        "<rss version=\"2.0\"><channel><title>Harbour wire</title>{}</channel></rss>",
        items.iter().map(item).collect::<String>()
    ))
}

/// A `<link>` to a feed.
fn link(title: &str, path: &str) -> String {
    format!("<link rel=alternate type=application/rss+xml title='{title}' href='{path}'>")
}

fn said(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    text(&output.stdout) + &text(&output.stderr)
}

/// What is in feeds.toml beside what was there at first.
fn feeds_toml(site: &Site) -> String {
    fs::read_to_string(site.path().join("feeds.toml")).unwrap()
}

#[test]
fn a_page_without_its_beginning_leads_to_its_fullest_feed() {
    let publisher = Publisher::start();
    let head = link("Comments", "/comments/feed")
        + &link("Wire", "/short")
        + &link("Wire (full)", "/other")
        + &link("Wire Atom", "/full");
    publisher.serve("/", Answer::page(&head, "Hello"));
    publisher.serve("/short", feed(&["harbour", "bridge"], 3).etag("\"1\""));
    publisher.serve("/full", feed(&["harbour", "bridge"], 30));
    let before = format!("# My wires\n{LOOPBACK}\n# none yet\n");
    let site = Site::new(&before);
    let address = publisher.url("/").replace("http://", "");
    let output =
        site.run(&["add", &address, "--tag", "sea", "--tag", "tide", "--schedule", "every 2h"]);
    let told = said(&output);
    assert!(output.status.success(), "{told}");
    let url = publisher.url("/full");
    let new = format!(
        "\n[[feed]]\nurl = \"{url}\"\ntags = [\"sea\", \"tide\"]\nschedule = \"every 2h\"\n"
    );
    assert_eq!(feeds_toml(&site), before + &new);
    for says in [
        "Harbour wire: RSS, 2 entries",
        "2026-11-23T06:00:00Z",
        "neither ETag",
        "/short  Wire",
        "/comments/feed  Comments",
    ] {
        assert!(told.contains(says), "{says}: {told}");
    }
    assert_eq!(publisher.paths(), ["/", "/short", "/full"], "nothing else was asked");
    assert!(!site.path().join("mainstem.db").exists());
    assert!(site.run(&["check"]).status.success());
}

#[test]
fn a_feed_is_added_under_the_address_that_it_has_moved_to() {
    let publisher = Publisher::start();
    publisher.serve("/old", Answer::redirect("/new"));
    publisher.serve("/now", Answer::redirect("/new").with_status(302));
    publisher.serve("/new", feed(&["harbour"], 3));
    for (path, listed) in [("/old", "/new"), ("/now", "/now"), ("/new", "/new")] {
        let site = Site::new(LOOPBACK);
        let added = &site.json(&["add", &publisher.url(path), "--title", "Quay", "--json"])[0];
        assert_eq!((&added["ok"], &added["title"]), (&true.into(), &"Quay".into()), "{added}");
        assert_eq!(added["url"], publisher.url(listed), "{added}");
        assert_eq!(added["seen"]["entries"], 1, "{added}");
        let text = feeds_toml(&site);
        assert!(
            text.contains(&format!("url = \"{}\"\ntitle = \"Quay\"", publisher.url(listed))),
            "{text}"
        );
    }
}

#[test]
fn a_feed_that_is_there_already_is_refused_however_it_is_named() {
    let publisher = Publisher::start();
    publisher.serve("/feed", feed(&["harbour"], 3));
    publisher.serve("/page", Answer::page(&link("Wire", "/feed"), ""));
    publisher.serve("/old", Answer::redirect("/feed"));
    publisher.serve("/listed", Answer::redirect("/moved").with_status(302));
    publisher.serve("/moved", feed(&["tide"], 3));
    let (one, two) = (publisher.url("/feed"), publisher.url("/listed"));
    let before = format!("{LOOPBACK}\n[[feed]]\nurl = \"{one}\"\n\n[[feed]]\nurl = \"{two}\"\n");
    let site = Site::new(&before);
    assert!(site.run(&["poll"]).status.success());
    for (path, key) in
        [("/feed", &one), ("/feed/#top", &one), ("/page", &one), ("/old", &one), ("/moved", &two)]
    {
        let output = site.run(&["add", &publisher.url(path)]);
        let told = said(&output);
        assert_eq!(output.status.code(), Some(1), "{path}: {told}");
        assert!(told.contains(&format!("in feeds.toml already: {key}")), "{path}: {told}");
        assert_eq!(feeds_toml(&site), before, "{path}");
    }
    let refused = &site.json(&["add", &one, "--json"])[0];
    assert_eq!((&refused["ok"], &refused["listed"]), (&false.into(), &one.as_str().into()));
}

#[test]
fn a_site_that_names_no_feed_is_asked_at_few_usual_places() {
    let publisher = Publisher::start();
    publisher.serve("/", Answer::page("<title>Harbour</title>", "<p>Welcome to the harbour"));
    let site = Site::new(LOOPBACK);
    let output = site.run(&["add", &publisher.url("/")]);
    let told = said(&output);
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.contains("the page names none") && told.contains("/rss.xml"), "{told}");
    assert_eq!(publisher.paths().len(), 7, "{:?}", publisher.paths());
    assert_eq!(feeds_toml(&site), LOOPBACK);

    publisher.serve("/rss.xml", feed(&["harbour"], 3));
    let output = site.run(&["add", &publisher.url("/")]);
    assert!(output.status.success(), "{}", said(&output));
    assert!(feeds_toml(&site).contains(&publisher.url("/rss.xml")));
}

#[test]
fn a_feed_that_is_named_and_cannot_be_read_is_told_and_no_other_is_guessed() {
    let publisher = Publisher::start();
    publisher.serve("/", Answer::page(&link("Wire", "/feed"), ""));
    publisher.serve("/feed", Answer::status(403));
    let site = Site::new(LOOPBACK);
    let output = site.run(&["add", &publisher.url("/")]);
    let told = said(&output);
    assert_eq!(output.status.code(), Some(1), "{told}");
    let feed = publisher.url("/feed");
    assert!(told.contains(&format!("names the feed {feed}, but: failed to")), "{told}");
    assert_eq!(publisher.paths(), ["/", "/feed"]);
}

#[test]
fn a_host_that_asked_the_daemon_to_wait_is_not_asked_by_a_command() {
    let publisher = Publisher::start();
    publisher.serve("/busy", Answer::status(429).header("retry-after", "3600"));
    publisher.serve("/feed", feed(&["harbour"], 3));
    let site = Site::new(&format!("{LOOPBACK}\n[[feed]]\nurl = \"{}\"\n", publisher.url("/busy")));
    site.run(&["poll"]);
    for arguments in [vec!["check", "--live"], vec!["add", &publisher.url("/feed")]] {
        let output = site.run(&arguments);
        let told = said(&output);
        assert_eq!(output.status.code(), Some(1), "{told}");
        assert!(told.contains("it asks us to wait; try again after 20"), "{told}");
    }
    assert_eq!(publisher.paths(), ["/busy"]);
}

#[test]
fn who_is_kept_out_is_told_by_whom_and_hardly_tries_again() {
    let publisher = Publisher::start();
    let wall = Answer::page("<title>Just a moment...</title>", "")
        .with_status(403)
        .header("cf-mitigated", "challenge");
    publisher.serve("/wall", wall);
    publisher.serve("/login", Answer::page("<title>Sign in</title>", "<input type=password>"));
    for (path, says) in [("/wall", "(Cloudflare) answered"), ("/login", "it asks for a login")] {
        let before = publisher.paths().len();
        let site = Site::new(LOOPBACK);
        let output = site.run(&["add", &publisher.url(path)]);
        let told = said(&output);
        assert_eq!(output.status.code(), Some(1), "{told}");
        assert!(told.contains(says), "{told}");
        assert_eq!(publisher.paths().len(), before + 3, "{:?}", publisher.paths());
    }
}

#[test]
fn what_is_typed_wrong_is_told_before_anybody_is_asked() {
    let publisher = Publisher::start();
    publisher.serve("/feed", feed(&["harbour"], 3));
    let site = Site::new(LOOPBACK);
    let url = publisher.url("/feed");
    for (arguments, says) in [
        (vec!["add", &url, "--schedule", "61 * * * *"], "minute \"61\""),
        (vec!["add", &url, "--tag", ""], "[[feed]] tags"),
        (vec!["add", "harbour"], "write it whole"),
        (vec!["add", "ftp://harbour.example/"], "begins with `ftp:`"),
        (vec!["add", "http://me:hunter2@harbour.example/"], "a user or a password"),
    ] {
        let output = site.run(&arguments);
        let told = said(&output);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {told}");
        assert!(told.contains(says) && !told.contains("hunter2"), "{arguments:?}: {told}");
        assert_eq!(feeds_toml(&site), LOOPBACK);
    }
    assert_eq!(publisher.paths(), [""; 0]);
}

#[test]
fn a_live_check_tells_of_each_feed_and_stores_nothing() {
    let publisher = Publisher::start();
    let hub = "<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\"><channel><title>Quay</title>\
               <atom:link rel=\"hub\" href=\"https://hub.example/\"/></channel></rss>";
    publisher.serve("/good", feed(&["harbour", "bridge"], 3).etag("\"1\"").last_modified("today"));
    publisher.serve("/old", Answer::redirect("/good"));
    publisher.serve("/hub", Answer::feed(hub));
    publisher.serve("/page", Answer::page(&link("Wire", "/good"), "Hello"));
    publisher.serve("/busy", Answer::status(503).header("retry-after", "60"));
    // Another host, because one that asks us to wait is left alone as a whole.
    let busy = publisher.url("/busy").replace("127.0.0.1", "localhost");
    let [good, old, page, absent] =
        ["/good", "/old", "/page", "/absent"].map(|path| publisher.url(path));
    let urls = [&good, &old, &publisher.url("/hub"), &page, &busy, &absent];
    let feeds = urls.map(|url| format!("\n[[feed]]\nurl = \"{url}\"\n"));
    let off = format!("\n[[feed]]\nurl = \"{}\"\nenabled = false\n", publisher.url("/off"));
    let site = Site::new(&format!("{LOOPBACK}{}{off}", feeds.concat()));

    let output = site.run(&["check", "--live"]);
    let told = said(&output);
    assert_eq!(output.status.code(), Some(1), "{told}");
    for says in [
        "Harbour wire: RSS, 2 entries, the newest of 2026-11-23T06:00:00Z, with ETag and Last-Modified",
        "it has moved for good to http",
        "Quay: RSS, no entries, with neither ETag",
        "it names the hub https://hub.example/",
        "the page names the feed http",
        "it asks us to wait (HTTP 503)",
        "it answered 404 Not Found",
        "6 feeds looked at, 3 failed",
    ] {
        assert!(told.contains(says), "{says}: {told}");
    }
    let mut asked = publisher.paths();
    asked.sort();
    assert_eq!(asked, ["/absent", "/busy", "/good", "/good", "/hub", "/old", "/page"]);
    assert!(!site.path().join("mainstem.db").exists());

    let report = &site.json(&["check", "--live", "--json"])[0];
    assert_eq!((&report["ok"], &report["feeds"]), (&false.into(), &7.into()));
    let live = report["live"].as_array().unwrap();
    let seen = live.iter().map(|look| look["url"].as_str().unwrap());
    assert!(seen.eq(urls), "in the order of the file: {live:?}");
    assert_eq!(live[1]["seen"]["moved_to"], good);
    assert_eq!(live[2]["seen"]["hub"], "https://hub.example/");
    assert_eq!(live[3]["feeds"][0]["url"], good);
    assert!(live[3]["error"].as_str().unwrap().starts_with("failed to "), "{}", live[3]);
}

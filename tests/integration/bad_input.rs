//! What publishers and operators get wrong: each fault is told with its cause and with what to do, and
//! harms nothing beside it. The rules themselves are tested in their rooms.

use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::process::Output;

use serde_json::Value;

use crate::support::program::{LOOPBACK, Site};
use crate::support::publisher::{Answer, Publisher};

const WEB_PAGE: &str =
    "<!DOCTYPE html><html><head><title>Moved</title></head><body>Hi</body></html>";

/// An RSS feed of items with these titles.
fn feed(titles: &[&str]) -> String {
    format!("{}</channel></rss>", cut_feed(titles))
}

/// The same, broken off after the last item.
fn cut_feed(titles: &[&str]) -> String {
    let item = |title: &&str| {
        format!(
            "<item><title>{title}</title><link>http://wire.example/{title}</link>\
             <guid>http://wire.example/{title}</guid><description>About {title}.</description>\
             <pubDate>Mon, 23 Nov 2026 06:00:00 GMT</pubDate></item>"
        )
    };
    let items: String = titles.iter().map(item).collect();
    format!(
        "<rss version=\"2.0\"><channel><title>Wire</title><link>http://wire.example/</link>{items}"
    )
}

/// A feeds.toml in which whatever does not end ends soon.
fn feeds_toml(feeds: &[String]) -> String {
    let feeds = feeds.iter().map(|url| format!("\n[[feed]]\nurl = \"{url}\"\n"));
    format!("{LOOPBACK}timeout = \"2s\"\nmax_body = \"64 KiB\"\n{}", feeds.collect::<String>())
}

/// How a feed is, as `mainstem status` shows it.
fn status(site: &Site, url: &str) -> Value {
    let all = site.json(&["status", "--json"]);
    let found = all.iter().find(|line| line["url"] == url).cloned();
    found.unwrap_or_else(|| panic!("no status of {url}: {all:?}"))
}

/// Titles of what is stored of a feed.
fn titles(site: &Site, url: &str) -> Vec<String> {
    let items = site.json(&["items", "--json", "--feed", url]);
    items.iter().map(|item| item["title"].as_str().unwrap().to_owned()).collect()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A bad feed, and what the operator must be told of it.
struct Bad {
    path: &'static str,
    answer: Answer,
    status: u16,
    /// Cause and advice.
    says: [&'static str; 2],
}

fn bad(path: &'static str, answer: Answer, status: u16, says: [&'static str; 2]) -> Bad {
    Bad { path, answer, status, says }
}

fn bad_feeds() -> Vec<Bad> {
    let whole = || Answer::feed(feed(&["harbour"]));
    let [login, address] = ["want a login", "the address is of a feed"];
    let [again, page] = ["mainstem tries again", "look there for the address of its feed"];
    vec![
        bad("/page", Answer::feed(WEB_PAGE), 200, ["the body is a web page", page]),
        bad("/empty", Answer::feed(""), 200, ["the body is empty", address]),
        bad("/no-entry", Answer::feed("<?xml version=\"1.0\"?><rs"), 200, ["read a feed", address]),
        bad(
            "/begun",
            Answer::feed("<rss version=\"2.0\"><channel><title>Wi"),
            200,
            ["ends before its first entry", address],
        ),
        bad("/text", Answer::feed("All is well."), 200, ["the body is plain text", address]),
        bad("/404", Answer::status(404), 404, ["it answered 404", login]),
        bad("/500", Answer::status(500), 500, ["it answered 500", "the server is at fault"]),
        bad(
            "/endless",
            whole().never_ends(),
            200,
            ["the body is larger than 65536 bytes", "raise [fetch] max_body"],
        ),
        bad(
            "/stalled",
            whole().stalls(),
            200,
            ["the body did not end within 2s", "raise [fetch] timeout"],
        ),
        bad("/cut", whole().truncated(), 200, ["read the body from 127.0.0.1", again]),
        bad(
            "/no-gzip",
            whole().header("content-encoding", "gzip"),
            200,
            ["read the body from 127.0.0.1", again],
        ),
        bad(
            "/circle",
            Answer::redirect("/circle"),
            301,
            ["it redirects in a circle", "put the one you end at in feeds.toml"],
        ),
        bad(
            "/to-and-fro",
            Answer::redirect("/fro"),
            301,
            ["it redirects in a circle", "put the one you end at in feeds.toml"],
        ),
    ]
}

/// What came in the place of a feed.
fn others() -> Vec<Bad> {
    vec![
        bad(
            "/login",
            Answer::feed("<html><title>Log in</title><form><input type=password></form></html>"),
            200,
            ["it asks for a login", "give the feed its headers"],
        ),
        bad(
            "/wall",
            Answer::feed("<html><title>Just a moment...</title></html>")
                .with_status(403)
                .header("cf-mitigated", "challenge"),
            403,
            ["keeps programs out (Cloudflare) answered", "let feed readers in"],
        ),
        bad(
            "/moved",
            Answer::feed(
                "<html><link rel=alternate type=application/rss+xml href=/new.xml></html>",
            )
            .with_status(404),
            404,
            [
                "answered 404 Not Found; the page names the feed http",
                "/new.xml; put that address in",
            ],
        ),
    ]
}

#[test]
fn a_bad_feed_says_what_is_wrong_and_harms_no_other() {
    let publisher = Publisher::start();
    let bad_feeds: Vec<Bad> = bad_feeds().into_iter().chain(others()).collect();
    for bad in &bad_feeds {
        publisher.serve(bad.path, bad.answer.clone());
    }
    publisher.serve("/fro", Answer::redirect("/to-and-fro"));
    publisher.serve("/good", Answer::feed(feed(&["harbour", "bridge"])));
    let urls = bad_feeds.iter().map(|bad| bad.path).chain(["/good"]);
    let site = Site::new(&feeds_toml(&urls.map(|path| publisher.url(path)).collect::<Vec<_>>()));
    let output = site.run(&["poll"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    for Bad { path, status: answered, says, .. } in &bad_feeds {
        let told = status(&site, &publisher.url(path));
        let error = told["error"].as_str().unwrap_or_default();
        assert_eq!((&told["state"], &told["failures"]), (&"failing".into(), &1.into()), "{told}");
        assert_eq!(told["last_status"], *answered, "{told}");
        assert!(error.starts_with("failed to "), "{path}: {error}");
        assert!(says.iter().all(|say| error.contains(say)), "{path}: {error}");
        assert_eq!(titles(&site, &publisher.url(path)), [""; 0], "{path}");
    }
    let good = publisher.url("/good");
    assert_eq!(status(&site, &good)["state"], "ok");
    assert_eq!(titles(&site, &good).len(), 2);
}

#[test]
fn a_feed_that_can_be_mended_is_read() {
    let declared = |text: String| format!("<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>{text}");
    let publisher = Publisher::start();
    for (path, document, stored) in [
        ("/cut", cut_feed(&["harbour", "bridge"]) + "<item><title>Ti", "harbour"),
        ("/charset-lie", declared(feed(&["Brücke—東京"])), "Brücke—東京"),
        ("/as-a-page", feed(&["tide"]), "tide"),
    ] {
        publisher.serve(path, Answer::feed(document).header("content-type", "text/html"));
        let site = Site::new(&feeds_toml(&[publisher.url(path)]));
        let output = site.run(&["poll"]);
        assert!(output.status.success(), "{path}: {output:?}");
        let url = publisher.url(path);
        assert_eq!(status(&site, &url)["state"], "ok", "{path}");
        assert!(titles(&site, &url).contains(&stored.to_owned()), "{path}");
    }
}

#[test]
fn what_was_mended_is_told_until_a_document_needs_no_mending() {
    let publisher = Publisher::start();
    let broken = Answer::feed(feed(&["AT&T"])).etag("\"1\"");
    publisher.serve_in_turn(
        "/a.xml",
        [broken.clone(), broken, Answer::feed(feed(&["harbour"])).etag("\"2\"")],
    );
    let url = publisher.url("/a.xml");
    let site = Site::new(&feeds_toml(std::slice::from_ref(&url)));
    for (answered, repairs, said) in [(200, 1, true), (304, 1, true), (200, 0, false)] {
        assert!(site.run(&["poll", "--force"]).status.success());
        let told = status(&site, &url);
        assert_eq!((&told["state"], &told["last_status"]), (&"ok".into(), &answered.into()));
        assert_eq!(told["repairs"].as_array().unwrap().len(), repairs, "{told}");
        let table = String::from_utf8(site.run(&["status"]).stdout).unwrap();
        assert_eq!(table.contains("repaired: holds"), said, "{table}");
    }
}

#[test]
fn a_feed_that_turns_broken_keeps_its_items_and_its_validators() {
    let good = || Answer::feed(feed(&["harbour"])).etag("\"good\"");
    for broken in [
        Answer::feed(WEB_PAGE),
        Answer::feed(""),
        Answer::feed("<?xml version=\"1.0\"?><rs"),
        Answer::feed("<rss version=\"2.0\"><channel><title>Wi"),
        Answer::status(500),
        good().truncated(),
    ] {
        let publisher = Publisher::start();
        let broken = broken.etag("\"broken\"").unconditional();
        publisher.serve_in_turn("/a.xml", [good(), broken.clone(), good()]);
        let url = publisher.url("/a.xml");
        let site = Site::new(&feeds_toml(std::slice::from_ref(&url)));
        assert!(site.run(&["poll"]).status.success());
        let output = site.run(&["poll", "--force"]);
        assert_eq!(output.status.code(), Some(1), "{broken:?}: {output:?}");
        assert_eq!(titles(&site, &url), ["harbour"], "{broken:?}");
        assert!(site.run(&["poll", "--force"]).status.success(), "{broken:?}");
        let asked = publisher.asked("/a.xml");
        let sent: Vec<_> = asked.iter().map(|asked| asked.header("if-none-match")).collect();
        assert_eq!(sent, [None, Some("\"good\""), Some("\"good\"")], "{broken:?}");
        let told = status(&site, &url);
        assert_eq!((&told["state"], &told["last_status"]), (&"ok".into(), &304.into()), "{told}");
        assert_eq!((&told["items"], &told["error"]), (&1.into(), &Value::Null), "{told}");
    }
}

#[test]
fn the_rest_of_a_document_that_was_cut_off_is_not_kept_away_by_its_validators() {
    let publisher = Publisher::start();
    let part = Answer::feed(cut_feed(&["harbour", "bridge"])).etag("\"1\"");
    let whole = Answer::feed(feed(&["harbour", "bridge", "tide"])).etag("\"1\"");
    publisher.serve_in_turn("/a.xml", [part, whole]);
    let url = publisher.url("/a.xml");
    let site = Site::new(&feeds_toml(std::slice::from_ref(&url)));
    assert!(site.run(&["poll"]).status.success());
    assert!(site.run(&["poll", "--force"]).status.success());
    assert_eq!(titles(&site, &url).len(), 3);
    assert_eq!(publisher.asked("/a.xml")[1].header("if-none-match"), None);
}

/// An RSS feed of the one article of the next test, as this outlet has it.
fn report(outlet: &str, title: &str, parameter: &str) -> Answer {
    Answer::feed(format!(
        "<rss version=\"2.0\"><channel><title>{outlet}</title><link>http://{outlet}.example/</link>\
         <item><title>{title}</title><link>http://harbour.example/bridge{parameter}</link>\
         <guid isPermaLink=\"false\">{outlet}-1</guid><description>{title}, says {outlet}.</description>\
         <pubDate>Mon, 23 Nov 2026 06:00:00 GMT</pubDate></item></channel></rss>"
    ))
}

#[test]
fn one_article_in_two_feeds_is_one_story_and_priority_decides_whose() {
    let publisher = Publisher::start();
    publisher.serve("/first", report("tide", "The bridge opens", "?utm_source=tide"));
    publisher.serve("/second", report("quay", "Bridge is opened", "#top"));
    let [first, second] = ["/first", "/second"].map(|path| publisher.url(path));
    let site = Site::new(&format!(
        "{LOOPBACK}\n[[feed]]\nurl = \"{first}\"\n\n[[feed]]\nurl = \"{second}\"\npriority = 10\n"
    ));
    // One after the other, so that it is not the first report that wins.
    for url in [&first, &second] {
        assert!(site.run(&["poll", url]).status.success());
    }
    let items = site.json(&["items", "--json"]);
    assert_eq!(items.len(), 2, "{items:?}");
    assert_eq!(items[0]["story"], items[1]["story"]);
    let duplicate = |url: &str| {
        items.iter().find(|item| item["feed"] == url).map(|item| item["duplicate"].clone()).unwrap()
    };
    assert_eq!((duplicate(&first), duplicate(&second)), (true.into(), false.into()));

    let daemon = site.start();
    let river: Value = serde_json::from_slice(&daemon.get("/feed.json").body).unwrap();
    let stories = river["items"].as_array().unwrap();
    assert_eq!(stories.len(), 1, "{river}");
    assert_eq!(stories[0]["title"], "Bridge is opened");
    assert_eq!(stories[0]["_mainstem"]["also"][0]["feed_title"], "tide");
}

#[test]
fn a_mistake_in_feeds_toml_is_told_with_its_place_and_makes_no_store() {
    const FEED: &str = "[[feed]]\nurl = \"http://wire.example/\"\n";
    for (text, says) in [
        ("[[feed]\n".to_owned(), ["feeds.toml:1:", "feed"]),
        (format!("{FEED}shedule = \"auto\"\n"), ["feeds.toml:3:1: ", "did you mean \"schedule\"?"]),
        (format!("{FEED}{FEED}"), ["feeds.toml:4:", "the same feed stands on line 2"]),
        (format!("{FEED}schedule = \"61 * * * *\"\n"), ["feeds.toml:3:", "minute \"61\""]),
        (format!("{FEED}drop = [\"title: (\"]\n"), ["feeds.toml:3:", "not a regular expression"]),
        (format!("{FEED}[server]\nlisten = 80\n"), ["feeds.toml:4:", "[server] listen"]),
        (format!("{FEED}timezone = \"Tokyo\"\n"), ["feeds.toml:3:", "\"Asia/Tokyo\""]),
    ] {
        let site = Site::new(&text);
        for command in ["check", "poll"] {
            let output = site.run(&[command]);
            let said = stderr(&output) + &String::from_utf8_lossy(&output.stdout);
            assert_eq!(output.status.code(), Some(2), "{command} of {text}: {said}");
            assert!(says.iter().all(|say| said.contains(say)), "{command} of {text}: {said}");
            assert!(!site.path().join("mainstem.db").exists(), "{command} of {text}");
        }
    }
    let output = Site::new("").run(&["poll", "--config", "absent.toml"]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(stderr(&output).contains("absent.toml"), "{output:?}");
}

/// A folder with a store that nobody has open, and where the store is.
fn site_with_store(feeds_toml: &str) -> (Site, PathBuf) {
    let site = Site::new(feeds_toml);
    let output = site.run(&["poll"]);
    assert!(output.status.success(), "{output:?}");
    let store = site.path().join("mainstem.db");
    assert!(!site.path().join("mainstem.db-wal").exists());
    (site, store)
}

#[test]
fn a_file_that_is_no_store_of_this_version_is_refused_and_left_as_it_is() {
    let store = {
        let (_site, store) = site_with_store("");
        fs::read(store).unwrap()
    };
    // Offsets: "The Database Header" in SQLite's file format.
    let patched = |at: usize| {
        let mut bytes = store.clone();
        bytes[at..at + 4].copy_from_slice(&99_u32.to_be_bytes());
        bytes
    };
    for (bytes, says) in [
        (b"Shopping: bread, tea.\n".to_vec(), ["is not an SQLite database", "set [store] path"]),
        (patched(60), ["it has schema 99", "install the newer version again"]),
        (patched(68), ["was not made by mainstem", "set [store] path to another file"]),
    ] {
        let site = Site::new("");
        let file = site.path().join("mainstem.db");
        fs::write(&file, &bytes).unwrap();
        for command in ["poll", "run", "status", "items"] {
            let output = site.run(&[command]);
            let said = stderr(&output);
            assert_eq!(output.status.code(), Some(1), "{command}: {said}");
            assert!(said.contains("mainstem.db"), "{command}: {said}");
            assert!(says.iter().all(|say| said.contains(say)), "{command}: {said}");
            assert!(fs::read(&file).unwrap() == bytes, "{command} changed the file: {said}");
            assert!(!site.path().join("mainstem.db-wal").exists(), "{command}");
        }
    }
}

#[test]
fn a_port_that_is_in_use_is_named_and_the_store_left_as_it_is() {
    let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let (site, store) = site_with_store(&format!("[server]\nlisten = \"{address}\"\n"));
    let before = fs::read(&store).unwrap();
    let output = site.run(&["run"]);
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains(&format!("failed to listen on {address}")), "{said}");
    assert!(said.contains("end it or set another [server] listen"), "{said}");
    assert!(fs::read(&store).unwrap() == before, "the store was changed");
}

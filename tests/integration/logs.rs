//! What an administrator reads in the log: what runs, every change of a feed's state once, in sentences on
//! lines of their own, and no secret.

use crate::support::program::{LOOPBACK, Site};
use crate::support::publisher::{Answer, Publisher};

/// What opens feeds, hubs and the merged feed. None of it may be told, at whatever level.
const SECRETS: [&str; 8] = [
    "key-of-the-page",
    "key-that-is-repeated",
    "key-in-a-header",
    "key-where-it-moved",
    "key-of-the-named-feed",
    "key-of-our-hub",
    "key-of-readers",
    "key-of-the-proxy",
];

/// What publishers wrote, which belongs into the store.
const BODIES: [&str; 3] = ["Ferry resumes", "words of an error page", "and of a web page"];

/// A page whose title would be a line of the log by itself, and which names a feed.
fn page() -> Answer {
    let title = "<title>Sorry\n2026-11-26T00:00:00Z ERROR forged\u{1b}[2J</title>";
    let link =
        "<link rel=alternate type=application/rss+xml href=/rss?token=key-of-the-named-feed>";
    Answer::page(&format!("{title}{link}"), "and of a web page").with_status(404)
}

/// A site with feeds that fail in all ways that could give something away, and one that is well.
fn site(publisher: &Publisher) -> Site {
    let item = "<item><guid>1</guid><title>Ferry resumes</title></item>";
    let feed = format!("<rss version=\"2.0\"><channel>{item}</channel></rss>");
    publisher.serve("/well.xml", Answer::feed(feed));
    publisher.serve("/page?token=key-of-the-page", page());
    let says = |words: &str| Answer::feed(format!("{{\"error\": \"{words}\"}}"));
    publisher.serve(
        "/repeats?api_key=key-that-is-repeated",
        says("no account has key-that-is-repeated"),
    );
    publisher.serve("/asks", says("Bearer key-in-a-header is not known here").with_status(403));
    publisher.serve("/moved", Answer::redirect("/gone?secret=key-where-it-moved"));
    publisher.serve(
        "/gone?secret=key-where-it-moved",
        Answer::page("", "words of an error page").with_status(404),
    );
    publisher.serve("/hub?token=key-of-our-hub", Answer::status(500));
    let url = |target: &str| publisher.url(target);
    let feed = |target: &str, more: &str| format!("[[feed]]\nurl = \"{}\"\n{more}\n", url(target));
    let hub = url("/hub?token=key-of-our-hub");
    let reachable = LOOPBACK.replace("news.example", "news.example.org");
    let merged = reachable.replace("[fetch]", &format!("hub = \"{hub}\"\n[fetch]"));
    Site::new(
        &[
            merged,
            "[server]\ntoken = \"key-of-readers\"\n".to_owned(),
            feed("/well.xml", ""),
            feed("/page?token=key-of-the-page", ""),
            feed("/repeats?api_key=key-that-is-repeated", ""),
            feed("/asks", "headers = { Authorization = \"Bearer key-in-a-header\" }"),
            feed("/moved", ""),
            feed("/behind", "proxy = \"http://me:key-of-the-proxy@127.0.0.1:1\""),
        ]
        .concat(),
    )
}

fn holds_none_of(log: &str, words: &[&str]) {
    for word in words {
        assert!(!log.contains(word), "{word:?} is told in\n{log}");
    }
}

#[test]
fn a_busy_run_is_told_in_sentences_each_once_and_without_secrets() {
    let publisher = Publisher::start();
    let site = site(&publisher);
    let daemon = site.start();
    let count = |words: &str| daemon.output().matches(words).count();
    daemon.wait_until("every change of state", || {
        count(" is failing: ") == 5 && count("The hub is not told of changes") == 1
    });
    daemon.signal("HUP");
    daemon.wait_until("the reload", || count(": 6 feeds\n") == 1);
    let log = site.path().join("daemon.log");
    let (status, _) = daemon.stop();
    assert!(status.success(), "{status}");
    let log = std::fs::read_to_string(log).unwrap();

    holds_none_of(&log, &SECRETS);
    holds_none_of(&log, &BODIES);
    assert!(log.contains("/page is failing") && log.contains("no account has ***"), "{log}");
    let is_steering = |c: char| c.is_control() && c != '\n';
    assert!(!log.contains(is_steering), "{log:?}");
    let lines: Vec<&str> = log.lines().collect();
    // Without the time, which comes first and ends with `Z`.
    let said: Vec<&str> =
        lines.iter().filter_map(|line| line.split_once("Z ")).map(|at| at.1).collect();
    assert_eq!(said.len(), lines.len(), "a line has no time:\n{log}");
    assert_eq!(lines.len(), 1 + 2 + 5 + 1 + 1 + 2, "more is told than happened:\n{log}");
    for line in &said {
        let words = line.split_whitespace().filter(|word| word.starts_with("http://"));
        let mut words: Vec<&str> = words.filter(|word| !word.contains("/feed.atom")).collect();
        words.sort_unstable();
        assert!(words.windows(2).all(|pair| pair[0] != pair[1]), "said twice: {line}");
        assert_eq!(said.iter().filter(|other| other == &line).count(), 1, "said twice: {line}");
    }
    let begins = format!(" INFO mainstem {} polls 6 feeds of ", env!("CARGO_PKG_VERSION"));
    assert_eq!(said[0], " INFO mainstem.db is a new store: there was none");
    assert!(said[1].starts_with(&begins) && said[1].contains("mainstem.db ("), "{log}");
}

#[test]
fn a_log_of_everything_has_no_secrets_either() {
    let publisher = Publisher::start();
    let site = site(&publisher);
    let output = site.run(&["poll", "--force", "--log-filter", "debug"]);
    let log = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(log.contains("DEBUG"), "{log}");
    holds_none_of(&log, &SECRETS);
    holds_none_of(&log, &BODIES);
}

//! What monitors are told, and that alerts and dashboard ask for just that.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use regex::Regex;

use crate::support::program::{LOOPBACK, Site};
use crate::support::publisher::{Answer, Publisher};

#[test]
fn a_monitor_learns_of_polls_items_feeds_and_requests() {
    let publisher = Publisher::start();
    let item = |n| format!("<item><title>Ferry {n} resumes</title><guid>{n}</guid></item>");
    let feed = format!("<rss version=\"2.0\"><channel>{}{}</channel></rss>", item(1), item(2));
    publisher.serve("/a.xml", Answer::feed(feed));
    publisher.serve("/b.xml", Answer::status(500));
    let [a, b] = ["/a.xml", "/b.xml"].map(|path| publisher.url(path));
    let site = Site::new(&format!(
        "{LOOPBACK}[[feed]]\nurl = \"{a}\"\n[[feed]]\nurl = \"{b}\"\n\
         [[feed]]\nurl = \"https://off.example/\"\nenabled = false\n"
    ));
    let daemon = site.start();
    assert_eq!(daemon.get("/nothing").status, 404);
    let report = || String::from_utf8(daemon.get("/metrics").body).unwrap();
    let has = |line: &str| report().lines().any(|told| told == line);
    daemon.wait_until("both feeds were polled and what came is published", || {
        has("mainstem_polls_total{outcome=\"read\"} 1")
            && has("mainstem_polls_total{outcome=\"failed\"} 1")
            && has("mainstem_publication_stories 2")
    });
    for line in [
        "mainstem_items_read_total{change=\"new\"} 2",
        "mainstem_items_read_total{change=\"duplicate\"} 0",
        "mainstem_poll_duration_seconds_count 2",
        "mainstem_feeds{state=\"ok\"} 1",
        "mainstem_feeds{state=\"failing\"} 1",
        "mainstem_feeds{state=\"disabled\"} 1",
        "mainstem_feeds{state=\"gone\"} 0",
        "mainstem_stored{kind=\"items\"} 2",
        "mainstem_queue_length{queue=\"writes\"} 0",
        "mainstem_queue_length{queue=\"pages\"} 0",
        "mainstem_queue_length{queue=\"search\"} 0",
        "mainstem_config_valid 1",
        "mainstem_http_requests_total{code=\"404\"} 1",
    ] {
        assert!(has(line), "{line} is not in\n{}", report());
    }
    every_metric_is_told_that_packaging_asks_for(&report());
    the_manual_names_every_metric(&report());
    let reply = daemon.get("/metrics");
    assert!(reply.header("content-type").starts_with("application/openmetrics-text"));
    assert!(String::from_utf8(reply.body).unwrap().ends_with("# EOF\n"));

    site.write("[[feed]]\nurl = 7\n");
    daemon.wait_until("the mistake is noticed", || {
        let page = String::from_utf8(daemon.get("/sources").body).unwrap();
        has("mainstem_config_valid 0") && page.contains("feeds.toml is invalid")
    });
}

#[test]
fn feeds_are_told_apart_only_for_who_asks_for_it_and_without_what_opens_them() {
    let publisher = Publisher::start();
    let [a, b] = ["/a.xml?token=geheim", "/b.xml?token=geheim"].map(|path| {
        publisher.serve(path, Answer::feed("<rss version=\"2.0\"><channel/></rss>"));
        format!("[[feed]]\nurl = \"{}\"\n", publisher.url(path))
    });
    let site = Site::new(&format!("{LOOPBACK}{a}"));
    let daemon = site.start();
    let report = || String::from_utf8(daemon.get("/metrics").body).unwrap();
    daemon.wait_until("a poll", || report().contains("mainstem_polls_total{outcome="));
    assert!(!report().contains("feed=\""), "{}", report());
    site.write(&format!("{LOOPBACK}[metrics]\nper_feed = true\n{a}{b}"));
    daemon.wait_until("a poll that is counted for its feed", || {
        let told =
            |line: &str| line.starts_with("mainstem_polls_total{") && line.contains("/b.xml");
        report().lines().any(told)
    });
    assert!(!report().contains("geheim"), "{}", report());
}

/// Held against a report in which everything has been counted at least once. Labels as well, but for outcomes
/// of polls and statuses of answers, of which a report has those that there were.
fn every_metric_is_told_that_packaging_asks_for(report: &str) {
    let samples = report.lines().filter(|line| !line.starts_with('#'));
    let told: BTreeSet<&str> = samples.filter_map(|line| line.split(['{', ' ']).next()).collect();
    let states: BTreeSet<&str> = Regex::new("state=\"([a-z]+)\"")
        .unwrap()
        .captures_iter(report)
        .map(|found| found.get(1).unwrap().as_str())
        .collect();
    let metric = Regex::new(r"\bmainstem_[a-z_]+").unwrap();
    let state = Regex::new(r#"state(?:=~|!=|=)\\?"([a-z|]+)"#).unwrap();
    for file in ["alerts.yml", "grafana-dashboard.json"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("packaging").join(file);
        let text = fs::read_to_string(path).unwrap();
        let asked: BTreeSet<&str> = metric.find_iter(&text).map(|found| found.as_str()).collect();
        assert!(asked.len() > 7, "{file} asks for {asked:?}");
        let unknown: Vec<_> = asked.difference(&told).collect();
        assert!(unknown.is_empty(), "{file} asks for {unknown:?}; there is {told:?}");
        let named =
            state.captures_iter(&text).flat_map(|found| found.get(1).unwrap().as_str().split('|'));
        let unknown: Vec<_> = named.filter(|name| !states.contains(name)).collect();
        assert!(unknown.is_empty(), "{file} asks for states {unknown:?}; there are {states:?}");
    }
}

/// docs/metrics.md names all that there is, and nothing else.
fn the_manual_names_every_metric(report: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/metrics.md");
    let text = fs::read_to_string(path).unwrap();
    let rows = text.lines().filter_map(|line| line.strip_prefix("| `mainstem_"));
    let named: BTreeSet<String> =
        rows.filter_map(|row| row.split('`').next()).map(str::to_owned).collect();
    let types = report.lines().filter_map(|line| line.strip_prefix("# TYPE mainstem_"));
    let told: BTreeSet<String> = types
        .map(|line| match line.split_once(' ').unwrap() {
            (name, "counter") => format!("{name}_total"),
            (name, "info") => format!("{name}_info"),
            (name, _) => name.to_owned(),
        })
        .collect();
    assert_eq!(named, told);
}

#[test]
fn who_needs_a_token_for_the_feed_needs_it_for_the_metrics() {
    let site = Site::new(&format!("{LOOPBACK}[server]\ntoken = \"key\"\n"));
    let daemon = site.start();
    assert_eq!(daemon.get("/metrics").status, 401);
    assert_eq!(daemon.get("/metrics?token=key").status, 200);
    assert_eq!(daemon.get("/healthz").status, 200);
}

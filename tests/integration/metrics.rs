//! What monitors are told.

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
        "mainstem_config_valid 1",
        "mainstem_http_requests_total{code=\"404\"} 1",
    ] {
        assert!(has(line), "{line} is not in\n{}", report());
    }
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
fn who_needs_a_token_for_the_feed_needs_it_for_the_metrics() {
    let site = Site::new(&format!("{LOOPBACK}[server]\ntoken = \"key\"\n"));
    let daemon = site.start();
    assert_eq!(daemon.get("/metrics").status, 401);
    assert_eq!(daemon.get("/metrics?token=key").status, 200);
    assert_eq!(daemon.get("/healthz").status, 200);
}

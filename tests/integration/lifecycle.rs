//! The daemon starting, reloading, stopping, surviving: as systemd and an operator see it.

use std::time::Duration;

use crate::support::program::{LOOPBACK, Site};
use crate::support::publisher::{Answer, Publisher};

/// A feed of one item, which has this title.
fn feed(title: &str) -> String {
    format!(
        "<rss version=\"2.0\"><channel><title>Wire</title><link>http://wire.example/</link>\
         <item><title>{title}</title><link>http://wire.example/{title}</link>\
         <guid>http://wire.example/{title}</guid><description>About {title}.</description>\
         <pubDate>Mon, 23 Nov 2026 06:00:00 GMT</pubDate></item></channel></rss>"
    )
}

fn feeds_toml(urls: &[String]) -> String {
    let feeds = urls.iter().map(|url| format!("\n[[feed]]\nurl = \"{url}\"\n"));
    format!("{LOOPBACK}{}", feeds.collect::<String>())
}

#[test]
fn what_is_polled_is_served_and_a_restart_neither_loses_nor_polls_it_again() {
    let publisher = Publisher::start();
    publisher.serve("/a.xml", Answer::feed(feed("harbour")).etag("\"1\""));
    let site = Site::new(&feeds_toml(&[publisher.url("/a.xml")]));
    let daemon = site.start();
    let served = |target: &str| String::from_utf8(daemon.get(target).body).unwrap();
    daemon.wait_until("the item in the merged feed", || served("/feed.atom").contains("harbour"));
    let before = ["/feed.atom", "/feed.rss", "/feed.json"].map(served);
    let (status, _) = daemon.stop();
    assert!(status.success(), "{status}");
    let daemon = site.start();
    let served = |target: &str| String::from_utf8(daemon.get(target).body).unwrap();
    assert_eq!(["/feed.atom", "/feed.rss", "/feed.json"].map(served), before);
    assert_eq!(publisher.asked("/a.xml").len(), 1);
}

#[test]
fn the_daemon_ends_within_5_seconds_with_a_poll_in_flight() {
    let publisher = Publisher::start();
    publisher.serve("/silent.xml", Answer::silence());
    let site = Site::new(&feeds_toml(&[publisher.url("/silent.xml")]));
    let daemon = site.start();
    publisher.wait_until_asked("/silent.xml", 1);
    let (status, took) = daemon.stop();
    assert!(status.success(), "{status}");
    assert!(took < Duration::from_secs(5), "it took {took:?}");
}

#[test]
fn sighup_applies_a_valid_file_and_refuses_an_invalid_one() {
    let publisher = Publisher::start();
    publisher.serve("/a.xml", Answer::feed(feed("harbour")));
    publisher.serve("/b.xml", Answer::feed(feed("bridge")));
    let site = Site::new(&feeds_toml(&[publisher.url("/a.xml")]));
    let mut daemon = site.start();
    publisher.wait_until_asked("/a.xml", 1);

    site.write(&feeds_toml(&[publisher.url("/a.xml"), publisher.url("/b.xml")]));
    daemon.signal("HUP");
    let notice = daemon.wait_for_notice("RELOADING=1");
    assert!(notice.contains("MONOTONIC_USEC="), "{notice}");
    daemon.wait_for_notice("READY=1");
    publisher.wait_until_asked("/b.xml", 1);

    site.write("[[feed]]\nurl = 7\n");
    daemon.signal("HUP");
    daemon.wait_for_notice("RELOADING=1");
    daemon.wait_for_notice("READY=1");
    daemon.wait_until("a word about the bad file", || daemon.output().contains("feeds.toml"));
    assert_eq!(daemon.get("/feed.atom").status, 200);
}

#[test]
fn an_edit_applies_without_a_signal() {
    let publisher = Publisher::start();
    publisher.serve("/a.xml", Answer::feed(feed("harbour")));
    publisher.serve("/b.xml", Answer::feed(feed("bridge")));
    let site = Site::new(&feeds_toml(&[publisher.url("/a.xml")]));
    let _daemon = site.start();
    site.write(&feeds_toml(&[publisher.url("/a.xml"), publisher.url("/b.xml")]));
    publisher.wait_until_asked("/b.xml", 1);
}

#[test]
fn a_file_that_cannot_be_used_ends_the_daemon_with_2_and_says_where() {
    let site = Site::new("[[feed]]\nurl = 7\n");
    let output = site.run(&["run"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("feeds.toml") && said.contains("url"), "{said}");
}

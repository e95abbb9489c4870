//! Limits of the machine: files that may be open, hosts that can be reached.

use std::net::{Ipv4Addr, TcpStream};

use crate::support::program::{LOOPBACK, Site};
use crate::support::publisher::{Answer, Publisher};

fn feed(title: &str) -> Answer {
    Answer::feed(format!(
        "<rss version=\"2.0\"><channel><title>Wire</title>\
         <item><title>{title}</title><guid>{title}</guid></item></channel></rss>"
    ))
}

fn feeds_toml(urls: &[String]) -> String {
    let feeds = urls.iter().map(|url| format!("[[feed]]\nurl = \"{url}\"\n"));
    format!("{LOOPBACK}{}", feeds.collect::<String>())
}

#[test]
fn readers_can_not_take_all_the_files_that_may_be_open() {
    let publisher = Publisher::start();
    publisher.serve("/a.xml", feed("Ferry"));
    publisher.serve("/b.xml", feed("Bridge"));
    let site = Site::new(&feeds_toml(&[publisher.url("/a.xml")]));
    let daemon = site.start_under("ulimit -n 64;", (Ipv4Addr::LOCALHOST, 0).into());
    publisher.wait_until_asked("/a.xml", 1);
    let idle: Vec<TcpStream> =
        (0..100).map(|_| TcpStream::connect(daemon.address()).unwrap()).collect();
    // Edits apply and feeds are polled all the same.
    site.write(&feeds_toml(&[publisher.url("/a.xml"), publisher.url("/b.xml")]));
    publisher.wait_until_asked("/b.xml", 1);
    let told = "Readers have to wait: all 32 places for their connections are taken";
    daemon.wait_until("a word about those who wait", || daemon.output().contains(told));
    drop(idle);
    let shown = || String::from_utf8(daemon.get("/feed.atom").body).unwrap();
    daemon.wait_until("both", || shown().contains("Ferry") && shown().contains("Bridge"));
    let said = daemon.output();
    assert!(!said.contains("ERROR") && !said.contains("Too many open files"), "{said}");
}

#[test]
fn a_network_that_is_down_counts_against_nobody_and_is_told_once() {
    // Three hosts, at none of which anybody listens.
    let hosts = ["127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.0.4"];
    let site = Site::new(&feeds_toml(&hosts.map(|host| format!("http://{host}:9/feed"))));
    let daemon = site.start();
    let told = "the network seems to be down here";
    daemon.wait_until("a word about the network", || daemon.output().contains(told));
    daemon.wait_until("all feeds polled", || {
        let feeds = site.json(&["status", "--json"]);
        feeds.iter().all(|feed| feed["failures"] == 0)
    });
    assert_eq!(daemon.get("/feed.atom").status, 200);
    assert_eq!(daemon.output().matches(told).count(), 1, "{}", daemon.output());
}

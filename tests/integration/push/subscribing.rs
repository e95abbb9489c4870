//! The program and a hub.

use std::time::{Duration, Instant};

use super::hub::{Form, TOPIC, callback, document, form, is_confirmed, publisher, push, verify};
use crate::support::program::{Daemon, Site};
use crate::support::publisher::Publisher;
use crate::support::reader;

/// A daemon that hubs reach at this address, and these feeds.
fn feeds_toml(feeds: &[String]) -> String {
    let feeds = feeds.iter().map(|url| format!("[[feed]]\nurl = \"{url}\"\n"));
    format!(
        "[merged]\nbase_url = \"http://127.0.0.1:9/\"\n\
         [server]\ntoken = \"readers-only\"\n\
         [fetch]\nallow_private_networks = true\nhost_gap = \"0s\"\n{}",
        feeds.collect::<String>()
    )
}

fn shows(daemon: &Daemon, words: &str) -> bool {
    let feed = daemon.get("/feed.atom?token=readers-only").body;
    String::from_utf8(feed).unwrap().contains(words)
}

/// A site whose daemon is subscribed, with what the hub was sent.
fn subscribed(publisher: &Publisher) -> (Site, Daemon, Form) {
    let site = Site::new(&feeds_toml(&[publisher.url("/feed")]));
    let daemon = site.start();
    let form = form(publisher, 1);
    assert!(is_confirmed(&verify(daemon.address(), &form, 864_000)));
    (site, daemon, form)
}

/// What `status` says of push.
fn status(site: &Site) -> serde_json::Value {
    site.json(&["status", "--json"])[0]["push"].clone()
}

#[test]
fn a_pushed_item_is_in_the_merged_feed_within_two_seconds() {
    let publisher = publisher();
    let (site, daemon, form) = subscribed(&publisher);
    assert_eq!((&*form["hub.mode"], &*form["hub.topic"]), ("subscribe", TOPIC));
    assert_eq!(form["hub.lease_seconds"], "864000");
    assert!(form["hub.callback"].starts_with("http://127.0.0.1:9/websub/"));
    daemon.wait_until("the polled item", || shows(&daemon, "harbour"));

    let pushed = Instant::now();
    let secret = &form["hub.secret"];
    let reply = push(daemon.address(), &form, &document(&publisher, &["lighthouse"]), secret);
    assert_eq!(reply.status, 202);
    daemon.wait_until("the pushed item", || shows(&daemon, "lighthouse"));
    let took = pushed.elapsed();
    assert!(took < Duration::from_secs(2), "{took:?}");
    println!("from the push to the merged feed: {} ms", took.as_millis());

    assert!(shows(&daemon, "harbour"), "what is not in a pushed document is not gone");
    assert_eq!(publisher.asked("/feed").len(), 1, "nothing was polled for it");
    daemon.wait_until("the trust in the store", || status(&site)["trusted"] == true);
    assert_eq!(status(&site)["state"], "subscribed");
    let shown = String::from_utf8(site.run(&["status"]).stdout).unwrap();
    assert!(shown.contains("until 20"), "{shown}");
    let told = daemon.output() + &shown + &site.json(&["status", "--json"])[0].to_string();
    assert!(!told.contains(secret) && !told.contains(&callback(&form)), "{told}");
}

#[test]
fn what_the_hub_did_not_sign_is_answered_and_ignored() {
    let publisher = publisher();
    let (site, daemon, form) = subscribed(&publisher);
    daemon.wait_until("the polled item", || shows(&daemon, "harbour"));
    let forged = document(&publisher, &["forgery"]);
    assert_eq!(push(daemon.address(), &form, &forged, "not the secret").status, 202);
    assert_eq!(
        reader::post(daemon.address(), &callback(&form), &[], forged.as_bytes()).status,
        202
    );
    daemon.wait_until("both in the status", || status(&site)["ignored"] == 2);
    let secret = &form["hub.secret"];
    let reply = push(daemon.address(), &form, &document(&publisher, &["lighthouse"]), secret);
    assert_eq!(reply.status, 202);
    daemon.wait_until("the pushed item", || shows(&daemon, "lighthouse"));
    assert!(!shows(&daemon, "forgery"));
    let other = format!("/websub/{}", "0".repeat(32));
    assert_eq!(reader::post(daemon.address(), &other, &[], forged.as_bytes()).status, 404);
}

#[test]
fn a_hub_that_refuses_is_no_loss_and_its_reason_is_told() {
    let publisher = publisher();
    let site = Site::new(&feeds_toml(&[publisher.url("/feed")]));
    let daemon = site.start();
    let form = form(&publisher, 1);
    let path = callback(&form);
    let refusal =
        |topic: &str| format!("{path}?hub.mode=denied&hub.topic={topic}&hub.reason=too+many");
    assert_eq!(daemon.get(&refusal("http://wire.example/other")).status, 404);
    assert_eq!(daemon.get(&refusal(TOPIC)).status, 200);
    daemon.wait_until("the refusal in the status", || status(&site)["state"] == "denied");
    assert_eq!(status(&site)["reason"], "too many");
    assert!(!is_confirmed(&verify(daemon.address(), &form, 864_000)), "too late");
    let feed = &site.json(&["status", "--json"])[0];
    assert!(feed["state"] == "ok" && feed["next_poll"].is_string(), "it is polled: {feed}");
}

#[test]
fn a_restart_keeps_the_subscription() {
    let publisher = publisher();
    let (site, daemon, form) = subscribed(&publisher);
    daemon.wait_until("the lease in the store", || status(&site)["state"] == "subscribed");
    assert!(daemon.stop().0.success());
    let daemon = site.start();
    let secret = &form["hub.secret"];
    let reply = push(daemon.address(), &form, &document(&publisher, &["lighthouse"]), secret);
    assert_eq!(reply.status, 202);
    daemon.wait_until("the pushed item", || shows(&daemon, "lighthouse"));
    assert_eq!(publisher.asked("/hub").len(), 1, "nobody was asked again");
}

#[test]
fn a_feed_that_is_taken_out_is_unsubscribed() {
    let publisher = publisher();
    let (site, daemon, subscribed) = subscribed(&publisher);
    site.write(&feeds_toml(&[]));
    let goodbye = form(&publisher, 2);
    assert_eq!((&*goodbye["hub.mode"], &*goodbye["hub.topic"]), ("unsubscribe", TOPIC));
    assert_eq!(callback(&goodbye), callback(&subscribed));
    assert!(!is_confirmed(&verify(daemon.address(), &subscribed, 864_000)), "not that");
    assert!(is_confirmed(&verify(daemon.address(), &goodbye, 0)));
    let secret = &subscribed["hub.secret"];
    daemon.wait_until("the end of the callback", || {
        push(daemon.address(), &subscribed, &document(&publisher, &["late"]), secret).status == 404
    });
    assert!(!shows(&daemon, "late"));
}

#[test]
fn a_daemon_that_nobody_reaches_from_outside_does_not_subscribe() {
    let publisher = publisher();
    let toml = feeds_toml(&[publisher.url("/feed")]);
    let toml = toml.replace("http://127.0.0.1:9/", "http://news.example/");
    let site = Site::new(&toml);
    let daemon = site.start();
    daemon.wait_until("the polled item", || shows(&daemon, "harbour"));
    site.write(&toml.replace("news.example", "127.0.0.1:9"));
    let form = form(&publisher, 1);
    assert!(form["hub.callback"].starts_with("http://127.0.0.1:9/"), "only once it can be");
}

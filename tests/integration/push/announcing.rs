//! Our own hub.

use std::collections::BTreeSet;

use super::hub::form;
use crate::support::program::Site;
use crate::support::publisher::{Answer, Publisher};

fn feed(items: &[&str]) -> Answer {
    let items = items.iter().map(|title| format!("<item><title>{title}</title></item>"));
    let items = items.collect::<String>();
    Answer::feed(format!("<rss version=\"2.0\"><channel>{items}</channel></rss>"))
}

#[test]
fn our_hub_is_named_and_told_of_each_document_that_changed() {
    let publisher = Publisher::start();
    publisher.serve("/feed", feed(&["harbour"]));
    publisher.serve("/hub", Answer::status(204));
    let hub = publisher.url("/hub");
    let feeds_toml = |hub: &str| {
        format!(
            "[merged]\n{hub}\n[fetch]\nallow_private_networks = true\nhost_gap = \"0s\"\n\
             [[feed]]\nurl = \"{}\"\n",
            publisher.url("/feed")
        )
    };
    let site = Site::new(&feeds_toml(""));
    let daemon = site.start();
    daemon.wait_until("the item", || {
        String::from_utf8(daemon.get("/feed.json").body).unwrap().contains("harbour")
    });
    assert_eq!(daemon.get("/feed.atom").header("link"), "", "there is none yet");

    site.write(&feeds_toml(&format!("hub = \"{hub}\"")));
    let base = format!("http://{}", daemon.address());
    let forms = (1..=3).map(|number| form(&publisher, number));
    let told = forms.map(|form| {
        assert_eq!(form["hub.mode"], "publish");
        assert_eq!(form["hub.url"], form["hub.topic"]);
        form["hub.url"].clone()
    });
    let documents = ["atom", "rss", "json"].map(|format| format!("{base}/feed.{format}"));
    assert_eq!(told.collect::<BTreeSet<_>>(), documents.into());

    for (path, names_it) in [
        ("/feed.atom", format!("<link rel=\"hub\" href=\"{hub}\"/>")),
        ("/feed.rss", format!("<atom:link rel=\"hub\" href=\"{hub}\"/>")),
        ("/feed.json", format!("\"hubs\":[{{\"type\":\"WebSub\",\"url\":\"{hub}\"}}]")),
    ] {
        let reply = daemon.get(path);
        let link = format!("<{hub}>; rel=\"hub\", <{base}{path}>; rel=\"self\"");
        assert_eq!(reply.header("link"), link);
        let body = String::from_utf8(reply.body).unwrap();
        assert!(body.contains(&names_it), "{body}");
    }
    for path in ["/", "/health.atom"] {
        assert_eq!(daemon.get(path).header("link"), "", "{path} is for people");
    }
}

#[test]
fn a_restart_tells_our_hub_what_has_changed_meanwhile_and_nothing_else() {
    let publisher = Publisher::start();
    publisher.serve_in_turn("/feed", [feed(&["harbour"]), feed(&["harbour", "lighthouse"])]);
    publisher.serve("/hub", Answer::status(204));
    let site = Site::new(&format!(
        "[merged]\nbase_url = \"http://127.0.0.1:9/\"\nhub = \"{}\"\n\
         [fetch]\nallow_private_networks = true\nhost_gap = \"0s\"\n\
         [defaults]\nflood = \"publish\"\n[[feed]]\nurl = \"{}\"\n",
        publisher.url("/hub"),
        publisher.url("/feed")
    ));
    assert!(site.run(&["poll"]).status.success());
    let store = rusqlite::Connection::open(site.path().join("mainstem.db")).unwrap();
    let told = || {
        let mut digests = store.prepare("SELECT digest FROM announced").unwrap();
        let digests = digests.query_map([], |row| row.get::<_, Vec<u8>>(0)).unwrap();
        digests.map(Result::unwrap).collect::<BTreeSet<_>>()
    };
    let daemon = site.start();
    daemon.wait_until("three documents that were told", || told().len() == 3);
    let before = told();
    drop(daemon);

    let daemon = site.start();
    assert!(site.run(&["poll", "--force"]).status.success());
    daemon.wait_until("three others that were told", || told().is_disjoint(&before));
    assert_eq!(publisher.asked("/hub").len(), 6, "when they were new, and when they had changed");
}

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

//! Article pages, when nothing can be reached.

use crate::support::program::{LOOPBACK, Site};
use crate::support::publisher::{Answer, Publisher};

#[test]
fn pages_that_can_not_be_reached_when_hardly_anything_can_count_against_nobody() {
    let publisher = Publisher::start();
    let items = [2, 3, 4].map(|host| {
        format!(
            "<item><title>Ferry {host} sails</title><link>http://127.0.0.{host}:1/</link>\
             <description>It sails at noon from pier {host}.</description></item>"
        )
    });
    let feed = format!("<rss version=\"2.0\"><channel>{}</channel></rss>", items.concat());
    publisher.serve("/feed", Answer::feed(feed));
    let site = Site::new(&format!(
        "{LOOPBACK}[[feed]]\nurl = \"{}\"\nfull_text = true\nflood = \"publish\"\n",
        publisher.url("/feed")
    ));
    let round = site.json(&["poll", "--json"]).remove(0);
    assert_eq!((&round["new"], &round["pages"]), (&3.into(), &0.into()), "{round}");
    let store = rusqlite::Connection::open(site.path().join("mainstem.db")).unwrap();
    let untouched = "SELECT count(*) FROM pages WHERE tries = 0 AND due_s IS NOT NULL";
    let untouched: i64 = store.query_row(untouched, [], |row| row.get(0)).unwrap();
    assert_eq!(untouched, 3, "each will be tried three times when the network is back");
}

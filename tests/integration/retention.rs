//! What [store] keep lets go, as operators and readers see it.

use std::path::Path;

use crate::support::program::{Daemon, LOOPBACK, Site};
use crate::support::publisher::{Answer, Publisher};

fn feed(numbers: &[u32]) -> Answer {
    let items: String = numbers
        .iter()
        .map(|n| {
            format!(
                "<item><title>Ferry {n} resumes</title><guid>{n}</guid>\
                 <link>http://quay.example/{n}</link></item>"
            )
        })
        .collect();
    Answer::feed(format!(
        "<rss version=\"2.0\"><channel><title>Quay</title>{items}</channel></rss>"
    ))
}

/// Lets so many days pass for everything that is stored.
fn age(folder: &Path, days: u32) {
    let store = rusqlite::Connection::open(folder.join("mainstem.db")).unwrap();
    let seconds = i64::from(days) * 86_400;
    for sql in [
        "UPDATE items SET first_seen_s = first_seen_s - ?1",
        "UPDATE listed SET left_s = left_s - ?1",
    ] {
        store.execute(sql, [seconds]).unwrap();
    }
}

fn titles(site: &Site) -> Vec<String> {
    let items = site.json(&["items", "--json"]);
    let titles = items.iter().map(|item| item["title"].as_str().unwrap().to_owned());
    let mut titles: Vec<String> = titles.collect();
    titles.sort_unstable();
    titles
}

fn new(site: &Site) -> u64 {
    site.json(&["poll", "--force", "--json"])[0]["new"].as_u64().unwrap()
}

fn status(daemon: &Daemon, path: &str) -> u16 {
    daemon.get(path).status
}

#[test]
fn an_old_item_goes_when_its_feed_has_it_no_more_and_does_not_come_back() {
    let publisher = Publisher::start();
    let url = publisher.url("/a.xml");
    let site =
        Site::new(&format!("{LOOPBACK}[store]\nkeep = \"9 days\"\n[[feed]]\nurl = \"{url}\"\n"));
    publisher.serve("/a.xml", feed(&[1, 2]));
    assert_eq!(new(&site), 2);
    age(site.path(), 10);
    assert_eq!(new(&site), 0);
    assert_eq!(titles(&site), ["Ferry 1 resumes", "Ferry 2 resumes"], "the feed has them still");

    publisher.serve("/a.xml", feed(&[2, 3]));
    assert_eq!(new(&site), 1);
    assert_eq!(titles(&site).len(), 3, "it may be back tomorrow");
    age(site.path(), 2);
    site.run(&["poll"]);
    assert_eq!(titles(&site), ["Ferry 2 resumes", "Ferry 3 resumes"]);
    assert_eq!(site.json(&["search", "--json", "ferry"]).len(), 2);

    publisher.serve("/a.xml", feed(&[1, 2, 3]));
    assert_eq!(new(&site), 0, "it is known");
    assert_eq!(titles(&site), ["Ferry 2 resumes", "Ferry 3 resumes"]);
    // Documents are newest first, so that the last of two has the lower number.
    for word in ["2", "http://quay.example/1"] {
        let why = site.run(&["why", word]);
        let said = String::from_utf8_lossy(&why.stderr).into_owned();
        assert!(said.contains("is not held any more: [store] keep"), "{said}");
    }
    for (story, word) in [("2", "is not held any more: [store] keep"), ("9", "there is no story 9")]
    {
        let items = site.run(&["items", "--story", story]);
        let said = String::from_utf8_lossy(&items.stderr).into_owned();
        assert!(items.stdout.is_empty() && said.contains(word), "{said}");
    }
    let daemon = site.start();
    let [gone, held, never] =
        ["/story/2", "/story/1", "/story/9"].map(|path| status(&daemon, path));
    assert_eq!((gone, held, never), (410, 200, 404));
}

#[test]
fn without_keep_everything_is_held() {
    let publisher = Publisher::start();
    let url = publisher.url("/a.xml");
    let site = Site::new(&format!("{LOOPBACK}[[feed]]\nurl = \"{url}\"\n"));
    publisher.serve("/a.xml", feed(&[1]));
    assert_eq!(new(&site), 1);
    publisher.serve("/a.xml", feed(&[2]));
    assert_eq!(new(&site), 1);
    age(site.path(), 3_000);
    site.run(&["poll"]);
    assert_eq!(titles(&site).len(), 2);
}

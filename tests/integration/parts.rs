//! Parts of the river that readers subscribe to: tags, views, sources and searches.

use serde_json::Value;

use crate::support::program::{Daemon, LOOPBACK, Site};
use crate::support::publisher::{Answer, Publisher};
use crate::support::reader;

fn feed(title: &str, items: &[(&str, &str)]) -> Answer {
    let items: String = items
        .iter()
        .map(|(id, text)| {
            format!(
                "<item><title>{text}</title><guid>{id}</guid><link>http://wire.example/{id}</link>\
                 <description>{text}: all that is known of it by now.</description></item>"
            )
        })
        .collect();
    Answer::feed(format!(
        "<rss version=\"2.0\"><channel><title>{title}</title>{items}</channel></rss>"
    ))
}

/// Two feeds that have a story in common, and a view of one tag without fog.
fn site(publisher: &Publisher) -> Site {
    publisher
        .serve("/sea.xml", feed("Quay", &[("1", "Ferry resumes"), ("2", "Fog over the harbour")]));
    publisher
        .serve("/land.xml", feed("Moor", &[("1", "Ferry resumes"), ("3", "Rain on the moor")]));
    let [sea, land] = ["/sea.xml", "/land.xml"].map(|path| publisher.url(path));
    let site = Site::new(&format!(
        "{LOOPBACK}\n[[feed]]\nurl = \"{sea}\"\ntags = [\"sea\", \"küste\"]\n\
         [[feed]]\nurl = \"{land}\"\ntags = [\"land\"]\n\
         [[view]]\nname = \"clear\"\ntags = [\"sea\"]\ndrop = [\"title: Fog\"]\n"
    ));
    let polled = site.run(&["poll"]);
    assert!(polled.status.success(), "{polled:?}");
    site
}

/// What a JSON Feed is called and shows: titles with ids, in the order of their titles.
fn shown(daemon: &Daemon, path: &str) -> (String, Vec<(String, String)>) {
    let reply = daemon.get(path);
    assert_eq!(reply.status, 200, "{path}");
    let feed: Value = serde_json::from_slice(&reply.body).unwrap();
    let text = |item: &Value, name: &str| item[name].as_str().unwrap().to_owned();
    assert!(text(&feed, "feed_url").ends_with(path), "{path}: {feed}");
    let items = feed["items"].as_array().unwrap().iter();
    let mut items: Vec<_> = items.map(|item| (text(item, "title"), text(item, "id"))).collect();
    items.sort();
    (text(&feed, "title"), items)
}

#[test]
fn a_part_of_the_river_shows_the_same_stories_under_the_same_ids() {
    let publisher = Publisher::start();
    let site = site(&publisher);
    let daemon = site.start();
    let (_, river) = shown(&daemon, "/feed.json");
    let [ferry, fog, rain] = river.as_slice() else { panic!("three stories: {river:?}") };
    for (path, name, stories) in [
        ("/tag/sea/feed.json", "sea", vec![ferry, fog]),
        ("/tag/k%C3%BCste/feed.json", "küste", vec![ferry, fog]),
        ("/tag/land/feed.json", "land", vec![ferry, rain]),
        ("/view/clear/feed.json", "clear", vec![ferry]),
        ("/search/feed.json?q=rain+moor", "rain moor", vec![rain]),
        ("/search/feed.json?q=nowhere", "nowhere", vec![]),
    ] {
        let (title, part) = shown(&daemon, path);
        assert_eq!(title, format!("mainstem: {name}"), "{path}");
        assert_eq!(part.iter().collect::<Vec<_>>(), stories, "{path}");
    }
    // Which of the two was polled first is left to chance.
    let mut sources = [1, 2].map(|id| shown(&daemon, &format!("/source/{id}/feed.json")));
    sources.sort();
    let [moor, quay] = sources;
    assert_eq!(moor, ("mainstem: Moor".to_owned(), vec![ferry.clone(), rain.clone()]));
    assert_eq!(quay, ("mainstem: Quay".to_owned(), vec![ferry.clone(), fog.clone()]));
    for path in ["/tag/sky/feed.json", "/view/sea/feed.rss", "/source/9/feed.atom", "/tag/sea/feed"]
    {
        assert_eq!(daemon.get(path).status, 404, "{path}");
    }
}

#[test]
fn who_has_the_feed_of_a_tag_is_told_so() {
    let publisher = Publisher::start();
    let site = site(&publisher);
    let daemon = site.start();
    for format in ["atom", "rss", "json"] {
        let path = format!("/tag/sea/feed.{format}");
        let etag = daemon.get(&path).header("etag").to_owned();
        let again = reader::get(daemon.address(), &path, &[("If-None-Match", &etag)]);
        assert_eq!((again.status, again.body.len()), (304, 0), "{path}");
    }
    // Also after a restart: the same store gives the same bytes.
    let etag = daemon.get("/tag/sea/feed.atom").header("etag").to_owned();
    assert!(daemon.stop().0.success());
    let again =
        reader::get(site.start().address(), "/tag/sea/feed.atom", &[("If-None-Match", &etag)]);
    assert_eq!(again.status, 304);
}

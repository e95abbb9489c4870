//! Readers of a daemon that asks for a token: those that take nothing but an address get on with it, and
//! nobody else gets to see it.

use std::collections::BTreeSet;

use crate::support::program::{Daemon, LOOPBACK, Site};
use crate::support::publisher::{Answer, Publisher};
use crate::support::reader;

const TOKEN: &str = "sesame+open/up";

/// A site with seven stories, two in a document, so that there are archives.
fn site(publisher: &Publisher) -> Site {
    let toml = LOOPBACK.replace("[merged]\n", "[merged]\nentries = 2\n");
    let url = publisher.url("/a.xml");
    let site = Site::new(&format!(
        "{toml}[server]\ntoken = \"{TOKEN}\"\n[[feed]]\nurl = \"{url}\"\ntags = [\"sea\"]\n"
    ));
    let item = |n: usize| format!("<item><title>Story {n}</title><guid>{n}</guid></item>");
    for last in [3, 5, 7] {
        let items: String = (1..=last).map(item).collect();
        publisher.serve(
            "/a.xml",
            Answer::feed(format!(
                "<rss version=\"2.0\"><channel><title>Quay</title>{items}</channel></rss>"
            )),
        );
        assert!(site.run(&["poll", "--force"]).status.success());
    }
    site
}

fn text(body: Vec<u8>) -> String {
    String::from_utf8(body).unwrap()
}

/// The addresses of ours that a page leads to, without their host.
fn links(page: &str) -> BTreeSet<String> {
    let values = ["href=\"", "src=\""].into_iter().flat_map(|name| page.split(name).skip(1));
    let values = values.filter_map(|rest| rest.split('"').next());
    let paths = values.map(|value| value.strip_prefix("http://news.example").unwrap_or(value));
    paths.filter(|path| path.starts_with('/')).map(|path| path.replace("&amp;", "&")).collect()
}

/// What a relation leads to.
fn related(document: &str, relation: &str) -> Option<String> {
    let begin = format!("<link rel=\"{relation}\" href=\"http://news.example");
    let (_, rest) = document.split_once(&begin)?;
    rest.split('"').next().map(|path| path.replace("&amp;", "&"))
}

#[test]
fn a_reader_with_the_token_in_its_address_walks_back_to_the_first_story() {
    let publisher = Publisher::start();
    let site = site(&publisher);
    let daemon = site.start();
    let own = "/feed.atom?token=sesame%2Bopen%2Fup";
    let mut document = text(daemon.get("/feed.atom?token=sesame+open/up").body);
    assert_eq!(related(&document, "self").as_deref(), Some(own));
    let mut seen = document.clone();
    while let Some(previous) = related(&document, "prev-archive") {
        let reply = daemon.get(&previous);
        assert_eq!(reply.status, 200, "{previous}");
        document = text(reply.body);
        assert_eq!(related(&document, "current").as_deref(), Some(own));
        seen.push_str(&document);
    }
    let missing: Vec<usize> = (1..=7).filter(|n| !seen.contains(&format!(">Story {n}<"))).collect();
    // Of the first document the newest five of three are published, whatever their number.
    assert_eq!(missing, [0; 0]);
    let etag = daemon.get(own).header("etag").to_owned();
    assert_eq!(reader::get(daemon.address(), own, &[("If-None-Match", &etag)]).status, 304);
}

#[test]
fn a_browser_with_the_token_in_its_address_gets_all_that_a_page_leads_to() {
    let publisher = Publisher::start();
    let site = site(&publisher);
    let daemon = site.start();
    for path in ["/", "/tag/sea", "/story/1", "/sources", "/search"] {
        let page = text(daemon.get(&format!("{path}?token=sesame%2Bopen%2Fup")).body);
        let links = links(&page);
        assert!(links.iter().any(|link| link.starts_with("/style.css?token=")), "{path}: {page}");
        for link in &links {
            assert!(link.contains("token="), "{path} leads to {link}");
            assert_eq!(daemon.get(link).status, 200, "{path} leads to {link}");
        }
        assert!(page.contains(&format!("name=\"token\" value=\"{TOKEN}\"")), "{path}: a search");
    }
}

/// What a reader is sent that shows the token beside the address.
fn shown(daemon: &Daemon, path: &str) -> String {
    let field = ("Authorization", format!("Bearer {TOKEN}"));
    let reply = reader::get(daemon.address(), path, &[(field.0, &field.1)]);
    assert_eq!(reply.status, 200, "{path}");
    text(reply.body)
}

#[test]
fn the_token_is_in_nobody_elses_documents() {
    let publisher = Publisher::start();
    let site = site(&publisher);
    let root = site.path().join("www");
    assert!(site.run(&["publish", root.to_str().unwrap()]).status.success());
    let file = std::fs::read_to_string(root.join("index.html")).unwrap();
    let daemon = site.start();
    let documents =
        ["/feed.atom", "/feed.json", "/archive/1.atom", "/", "/sources", "/tag/sea/feed.rss"];
    for path in documents {
        // Somebody was there with the token before.
        daemon.get(&format!("{path}?token=sesame%2Bopen%2Fup"));
        let document = shown(&daemon, path);
        assert!(!document.contains("sesame"), "{path}: {document}");
    }
    assert!(!file.contains("sesame"), "{file}");
    let output = daemon.output();
    assert!(!output.contains("sesame"), "{output}");
}

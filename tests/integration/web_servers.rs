//! nginx and Caddy before the daemon and before the folder of files, with the snippets of docs/reverse-proxy.md.
//! Skipped where they are absent.

use std::collections::BTreeSet;

use crate::support::documented::{Snippet, snippet_below, snippets_in};
use crate::support::program::{Daemon, LOOPBACK, Site};
use crate::support::publisher::{Answer, Publisher};
use crate::support::reader::Reply;
use crate::support::web_server::{Kind, WebServer};

/// The headings of docs/reverse-proxy.md with snippets for web servers.
const ALL_OF_A_HOST: &str = "All of a host";
const PATH_OF_A_HOST: &str = "A path of a host";
const FILES: &str = "Files, and nothing behind them";
const FILES_FIRST: &str = "Files first, the rest from the daemon";

/// A site with stories, which readers reach at this address.
fn site(publisher: &Publisher, base_url: &str, more: &str) -> Site {
    let long = "It goes twice a day, and once on Sundays. ".repeat(60);
    publisher.serve(
        "/a.xml",
        Answer::feed(format!(
            "<rss version=\"2.0\"><channel><title>Quay</title><item><title>Ferry resumes</title>\
             <guid>1</guid><description>{long}</description></item></channel></rss>"
        )),
    );
    let toml = LOOPBACK.replace("http://news.example/", base_url);
    let url = publisher.url("/a.xml");
    let site =
        Site::new(&format!("{toml}{more}[[feed]]\nurl = \"{url}\"\ntags = [\"sea side\"]\n"));
    assert!(site.run(&["poll"]).status.success());
    site
}

fn snippet(heading: &str, kind: Kind) -> String {
    snippet_below("docs/reverse-proxy.md", heading, kind.language())
}

/// The snippet with the daemon's own address.
fn before(daemon: &Daemon, heading: &str, kind: Kind) -> String {
    snippet(heading, kind).replace("127.0.0.1:7070", &daemon.address().to_string())
}

#[test]
fn every_snippet_is_one_that_is_tried_here() {
    let tried = [ALL_OF_A_HOST, PATH_OF_A_HOST, FILES, FILES_FIRST];
    for (kind, tried) in [(Kind::Nginx, &tried[..]), (Kind::Caddy, &tried[..3])] {
        let snippets: Vec<Snippet> = snippets_in(kind.language());
        let headings: BTreeSet<&str> = snippets.iter().map(|found| &*found.heading).collect();
        assert_eq!(headings, tried.iter().copied().collect(), "{kind:?}");
        assert_eq!(snippets.len(), headings.len(), "{kind:?}: the first below a heading is tried");
    }
}

#[test]
fn a_proxy_hands_on_documents_their_tags_and_their_codings() {
    let publisher = Publisher::start();
    let site = site(&publisher, "https://news.example.org/", "");
    let daemon = site.start();
    let test = "a_proxy_hands_on_documents_their_tags_and_their_codings";
    for kind in Kind::ALL {
        let snippet = before(&daemon, ALL_OF_A_HOST, kind);
        let Some(server) = WebServer::start(kind, test, site.path(), &snippet) else { continue };
        let direct = daemon.get("/feed.atom");
        let through = server.get("/feed.atom", &[]);
        assert_eq!((through.status, &through.body), (200, &direct.body));
        assert_eq!(through.header("etag"), direct.header("etag"), "{kind:?}");
        let gzipped = server.get("/feed.atom", &[("Accept-Encoding", "gzip")]);
        assert_eq!(gzipped.header("content-encoding"), "gzip");
        assert_ne!(gzipped.header("etag"), direct.header("etag"), "{kind:?}");
        for etag in [through.header("etag"), gzipped.header("etag")] {
            assert!(etag.starts_with('"'), "it is strong still: {etag}");
            assert_eq!(server.get("/feed.atom", &[("If-None-Match", etag)]).status, 304);
        }
        for path in ["/", "/tag/sea%20side", "/search?q=ferry", "/source/1/feed.json", "/style.css"]
        {
            assert_eq!(server.get(path, &[]).status, 200, "{kind:?}: {path}");
        }
    }
}

/// The snippet of a path, and the same with the prefix taken off, as the document says beside it.
fn both_ways(daemon: &Daemon, kind: Kind) -> [String; 2] {
    let kept = before(daemon, PATH_OF_A_HOST, kind);
    let taken_off = match kind {
        Kind::Nginx => kept.replacen(";\n}", "/;\n}", 1),
        Kind::Caddy => kept.replacen("handle ", "handle_path ", 1),
    };
    assert_ne!(kept, taken_off);
    [kept, taken_off]
}

#[test]
fn below_a_path_all_links_of_a_page_lead_on() {
    let publisher = Publisher::start();
    let site = site(&publisher, "https://example.org/news/", "");
    let daemon = site.start();
    let test = "below_a_path_all_links_of_a_page_lead_on";
    for (kind, snippet) in Kind::ALL
        .into_iter()
        .flat_map(|kind| both_ways(&daemon, kind).map(|snippet| (kind, snippet)))
    {
        let Some(server) = WebServer::start(kind, test, site.path(), &snippet) else { continue };
        let moved = server.get("/news", &[]);
        assert!([301, 302].contains(&moved.status), "{kind:?}: {moved:?}");
        assert!(moved.header("location").ends_with("/news/"), "{kind:?}: {moved:?}");
        for page in ["/news/", "/news/sources", "/news/story/1", "/news/tag/sea%20side"] {
            every_link_leads_on(&server, page);
        }
    }
}

fn every_link_leads_on(server: &WebServer, page: &str) {
    let page = String::from_utf8(server.get(page, &[]).body).unwrap();
    let links = page.split("=\"").filter_map(|rest| rest.split('"').next());
    let own: Vec<&str> = links
        .map(|link| link.strip_prefix("https://example.org").unwrap_or(link))
        .filter(|link| link.starts_with('/'))
        .collect();
    assert!(own.len() > 8, "{page}");
    for link in own {
        assert!(link.starts_with("/news/"), "{link}");
        assert_eq!(server.get(link, &[]).status, 200, "{link}");
    }
}

#[test]
fn a_folder_of_files_is_served_as_the_daemon_would() {
    let publisher = Publisher::start();
    let site = site(&publisher, "https://news.example.org/", "");
    let root = site.path().join("www");
    let root = root.to_str().unwrap();
    assert!(site.run(&["publish", root]).status.success());
    let daemon = site.start();
    let test = "a_folder_of_files_is_served_as_the_daemon_would";
    for kind in Kind::ALL {
        let snippet = snippet(FILES, kind).replace("/var/www/news", root);
        let Some(server) = WebServer::start(kind, test, site.path(), &snippet) else { continue };
        documents_are_the_daemons(&server, &daemon);
        for path in ["/", "/tag/sea%20side", "/source/1", "/story/1", "/sources"] {
            let (page, asked) = (server.get(path, &[]), daemon.get(path));
            assert_eq!(page.status, 200, "{kind:?}: {path}");
            for name in ["content-type", "content-security-policy", "x-content-type-options"] {
                assert_eq!(page.header(name), asked.header(name), "{kind:?}: {path}");
            }
        }
        for path in ["/", "/feed.atom", "/feed.rss", "/feed.json", "/style.css"] {
            let gzipped = server.get(path, &[("Accept-Encoding", "gzip")]);
            assert_eq!(gzipped.header("content-encoding"), "gzip", "{kind:?}: {path}");
        }
        assert_eq!(server.get("/feed.json", &[]).header("access-control-allow-origin"), "*");
        assert_eq!(server.get("/feed.atom", &[]).header("cache-control"), "max-age=300");
        assert!(site.path().join("www/.mainstem").exists());
        assert_eq!(server.get("/.mainstem", &[]).status, 404, "what is ours is nobody's business");
        assert_eq!(server.get("/nothing", &[]).status, 404);
    }
}

fn documents_are_the_daemons(server: &WebServer, daemon: &Daemon) {
    for path in [
        "/feed.atom",
        "/feed.rss",
        "/feed.json",
        "/feeds.opml",
        "/health.atom",
        "/style.css",
        "/icon.svg",
        "/tag/sea%20side/feed.atom",
        "/source/1/feed.json",
    ] {
        let (file, document) = (server.get(path, &[]), daemon.get(path));
        assert_eq!((file.status, &file.body), (200, &document.body), "{path}");
        let kind = |reply: &Reply| reply.header("content-type").to_owned();
        assert_eq!(kind(&file), kind(&document), "{path}");
        let etag = file.header("etag");
        assert_eq!(server.get(path, &[("If-None-Match", etag)]).status, 304, "{path}");
    }
}

#[test]
fn what_has_no_file_is_had_of_the_daemon() {
    let publisher = Publisher::start();
    let site = site(&publisher, "https://news.example.org/", "");
    let root = site.path().join("www");
    let root = root.to_str().unwrap();
    assert!(site.run(&["publish", root]).status.success());
    let daemon = site.start();
    let snippet = before(&daemon, FILES_FIRST, Kind::Nginx).replace("/var/www/news", root);
    let test = "what_has_no_file_is_had_of_the_daemon";
    let Some(nginx) = WebServer::start(Kind::Nginx, test, site.path(), &snippet) else { return };
    let page = String::from_utf8(nginx.get("/search?q=ferry", &[]).body).unwrap();
    assert!(page.contains("Ferry</mark> resumes"), "{page}");
    let river = String::from_utf8(nginx.get("/", &[]).body).unwrap();
    assert!(river.contains("role=\"search\""), "pages are the daemon's");
    drop(daemon);
    assert_eq!(nginx.get("/feed.atom", &[]).status, 200, "feeds are there without it");
}

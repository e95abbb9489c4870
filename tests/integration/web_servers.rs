//! nginx before the daemon and before the folder of files, with the snippets of docs/reverse-proxy.md.
//! Skipped where it is absent.

use crate::support::nginx::{Nginx, documented};
use crate::support::program::{Daemon, LOOPBACK, Site};
use crate::support::publisher::{Answer, Publisher};

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

/// The snippet with the daemon's own address.
fn before(daemon: &Daemon, heading: &str) -> String {
    documented(heading, "nginx").replace("127.0.0.1:7070", &daemon.address().to_string())
}

#[test]
fn a_proxy_hands_on_documents_their_tags_and_their_codings() {
    let publisher = Publisher::start();
    let site = site(&publisher, "https://news.example.org/", "");
    let daemon = site.start();
    let snippet = before(&daemon, "All of a host");
    let test = "a_proxy_hands_on_documents_their_tags_and_their_codings";
    let Some(nginx) = Nginx::start(test, site.path(), &snippet) else { return };
    let direct = daemon.get("/feed.atom");
    let through = nginx.get("/feed.atom", &[]);
    assert_eq!((through.status, &through.body), (200, &direct.body));
    assert_eq!(through.header("etag"), direct.header("etag"));
    let gzipped = nginx.get("/feed.atom", &[("Accept-Encoding", "gzip")]);
    assert_eq!(gzipped.header("content-encoding"), "gzip");
    for etag in [through.header("etag"), gzipped.header("etag")] {
        assert!(etag.starts_with('"'), "it is strong still: {etag}");
        assert_eq!(nginx.get("/feed.atom", &[("If-None-Match", etag)]).status, 304);
    }
    for path in ["/", "/tag/sea%20side", "/search?q=ferry", "/source/1/feed.json", "/style.css"] {
        assert_eq!(nginx.get(path, &[]).status, 200, "{path}");
    }
}

#[test]
fn below_a_path_all_links_of_a_page_lead_on() {
    let publisher = Publisher::start();
    let site = site(&publisher, "https://example.org/news/", "");
    let daemon = site.start();
    let test = "below_a_path_all_links_of_a_page_lead_on";
    let kept = before(&daemon, "A path of a host");
    let taken_off = kept.replacen(";\n}", "/;\n}", 1);
    assert_ne!(kept, taken_off);
    for snippet in [kept, taken_off] {
        let Some(nginx) = Nginx::start(test, site.path(), &snippet) else { return };
        assert_eq!(nginx.get("/news", &[]).status, 301);
        for page in ["/news/", "/news/sources", "/news/story/1", "/news/tag/sea%20side"] {
            let page = String::from_utf8(nginx.get(page, &[]).body).unwrap();
            let links = page.split("=\"").filter_map(|rest| rest.split('"').next());
            let own: Vec<&str> = links
                .map(|link| link.strip_prefix("https://example.org").unwrap_or(link))
                .filter(|link| link.starts_with('/'))
                .collect();
            assert!(own.len() > 8, "{page}");
            for link in own {
                assert!(link.starts_with("/news/"), "{link}");
                assert_eq!(nginx.get(link, &[]).status, 200, "{link}");
            }
        }
    }
}

#[test]
fn a_folder_of_files_is_served_as_the_daemon_would() {
    let publisher = Publisher::start();
    let site = site(&publisher, "https://news.example.org/", "");
    let root = site.path().join("www");
    let root = root.to_str().unwrap();
    assert!(site.run(&["publish", root]).status.success());
    let snippet =
        documented("Files, and nothing behind them", "nginx").replace("/var/www/news", root);
    let test = "a_folder_of_files_is_served_as_the_daemon_would";
    let Some(nginx) = Nginx::start(test, site.path(), &snippet) else { return };
    let daemon = site.start();
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
        let (file, document) = (nginx.get(path, &[]), daemon.get(path));
        assert_eq!((file.status, &file.body), (200, &document.body), "{path}");
        let kind = |reply: &crate::support::reader::Reply| {
            reply.header("content-type").replace("; charset=utf-8", "")
        };
        assert_eq!(kind(&file), kind(&document), "{path}");
        let etag = file.header("etag");
        assert_eq!(nginx.get(path, &[("If-None-Match", etag)]).status, 304, "{path}");
    }
    for path in ["/", "/tag/sea%20side", "/source/1", "/story/1", "/sources"] {
        let page = nginx.get(path, &[]);
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8", "{path}");
        assert!(page.header("content-security-policy").contains("default-src 'none'"), "{path}");
    }
    let feed = nginx.get("/feed.atom", &[]);
    assert_eq!(feed.header("content-type"), "application/atom+xml; charset=utf-8");
    let gzipped = nginx.get("/feed.atom", &[("Accept-Encoding", "gzip")]);
    assert_eq!(gzipped.header("content-encoding"), "gzip");
    assert_eq!(nginx.get("/feed.json", &[]).header("access-control-allow-origin"), "*");
    assert_eq!(nginx.get("/.mainstem", &[]).status, 404, "what is ours is nobody's business");
    assert_eq!(nginx.get("/nothing", &[]).status, 404);
}

#[test]
fn what_has_no_file_is_had_of_the_daemon() {
    let publisher = Publisher::start();
    let site = site(&publisher, "https://news.example.org/", "");
    let root = site.path().join("www");
    let root = root.to_str().unwrap();
    assert!(site.run(&["publish", root]).status.success());
    let daemon = site.start();
    let snippet =
        before(&daemon, "Files first, the rest from the daemon").replace("/var/www/news", root);
    let test = "what_has_no_file_is_had_of_the_daemon";
    let Some(nginx) = Nginx::start(test, site.path(), &snippet) else { return };
    let page = String::from_utf8(nginx.get("/search?q=ferry", &[]).body).unwrap();
    assert!(page.contains("Ferry</mark> resumes"), "{page}");
    let river = String::from_utf8(nginx.get("/", &[]).body).unwrap();
    assert!(river.contains("role=\"search\""), "pages are the daemon's");
    drop(daemon);
    assert_eq!(nginx.get("/feed.atom", &[]).status, 200, "feeds are there without it");
}

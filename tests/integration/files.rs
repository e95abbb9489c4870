//! The documents as files, for whoever serves them with a web server.

use std::collections::BTreeSet;
use std::path::Path;

use crate::support::program::{LOOPBACK, Site};
use crate::support::publisher::{Answer, Publisher};

fn feed(titles: &[&str]) -> Answer {
    let items: String = titles
        .iter()
        .map(|title| format!("<item><title>{title}</title><guid>{title}</guid></item>"))
        .collect();
    Answer::feed(format!(
        "<rss version=\"2.0\"><channel><title>Quay</title>{items}</channel></rss>"
    ))
}

/// The files below a folder, by their paths in it.
fn files(root: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.insert(path.strip_prefix(root).unwrap().to_str().unwrap().to_owned());
            }
        }
    }
    found
}

#[test]
fn files_hold_what_the_daemon_answers() {
    let publisher = Publisher::start();
    publisher.serve("/a.xml", feed(&["Ferry resumes", "Fog lifts"]));
    let url = publisher.url("/a.xml");
    let site = Site::new(&format!("{LOOPBACK}[[feed]]\nurl = \"{url}\"\ntags = [\"sea\"]\n"));
    assert!(site.run(&["poll"]).status.success());
    let root = site.path().join("www");
    let written = site.run(&["publish", root.to_str().unwrap()]);
    assert!(written.status.success(), "{written:?}");

    let daemon = site.start();
    let all = files(&root);
    for name in ["feed.atom", "tag/sea/feed.rss", "source/1/feed.json", "health.atom"] {
        assert!(all.contains(name), "{name}: {all:?}");
    }
    for name in all.iter().filter(|name| !name.ends_with("index.html")) {
        let reply = daemon.get(&format!("/{name}"));
        assert_eq!(reply.status, 200, "{name}");
        assert_eq!(reply.body, std::fs::read(root.join(name)).unwrap(), "{name}");
    }
    let again = site.run(&["publish", root.to_str().unwrap()]);
    let told = String::from_utf8(again.stdout).unwrap();
    assert!(told.ends_with("0 of them were others before\n"), "{told}");
}

#[test]
fn a_daemon_keeps_its_folder_up_to_date_and_leaves_other_files_alone() {
    let publisher = Publisher::start();
    publisher.serve("/a.xml", feed(&["Ferry resumes"]));
    let url = publisher.url("/a.xml");
    let site = Site::new(&format!(
        "{LOOPBACK}[publish]\ndir = \"www\"\n[[feed]]\nurl = \"{url}\"\nschedule = \"@yearly\"\n"
    ));
    let root = site.path().join("www");
    std::fs::create_dir(&root).unwrap();
    std::fs::write(root.join("robots.txt"), "User-agent: *\n").unwrap();
    let daemon = site.start();
    let holds = |name: &str, text: &str| {
        std::fs::read_to_string(root.join(name)).is_ok_and(|file| file.contains(text))
    };
    daemon.wait_until("the river and the source are written", || {
        holds("feed.atom", "Ferry resumes") && holds("source/1/feed.rss", "Ferry resumes")
    });
    publisher.serve("/a.xml", feed(&["Fog lifts", "Ferry resumes"]));
    assert!(site.run(&["poll", "--force"]).status.success());
    daemon.wait_until("what came in is written", || {
        holds("feed.json", "Fog lifts") && holds("source/1/feed.rss", "Fog lifts")
    });
    assert!(holds("robots.txt", "User-agent"));
    assert!(files(&root).iter().all(|name| !name.contains("/.")), "nothing temporary is left");
}

#[test]
fn every_story_that_a_page_leads_to_has_its_file() {
    let publisher = Publisher::start();
    publisher.serve("/a.xml", feed(&["Ferry resumes"]));
    publisher.serve("/b.xml", feed(&[]));
    let url = publisher.url("/a.xml");
    let few = LOOPBACK.replace("[merged]\n", "[merged]\nentries = 1\n");
    let site = Site::new(&format!(
        "{few}[publish]\ndir = \"www\"\n[[feed]]\nurl = \"{url}\"\nschedule = \"@yearly\"\n\
         tags = [\"sea\"]\n[[feed]]\nurl = \"{}\"\nschedule = \"@yearly\"\n",
        publisher.url("/b.xml")
    ));
    assert!(site.run(&["poll"]).status.success());
    publisher.serve("/b.xml", feed(&["Fog lifts"]));
    assert!(site.run(&["poll", "--force"]).status.success());
    let is_whole = |root: &Path| {
        let page = std::fs::read_to_string(root.join("tag/sea/index.html")).unwrap_or_default();
        page.contains("href=\"/story/1\"") && root.join("story/1/index.html").exists()
    };
    let root = site.path().join("once");
    assert!(site.run(&["publish", root.to_str().unwrap()]).status.success());
    let river = std::fs::read_to_string(root.join("index.html")).unwrap();
    assert!(!river.contains("Ferry resumes"), "it has left the newest of the river");
    assert!(is_whole(&root));
    let root = site.path().join("www");
    let daemon = site.start();
    daemon.wait_until("the daemon has written it as well", || is_whole(&root));
}

#[test]
fn a_folder_that_can_not_be_made_is_an_error_that_names_it() {
    let site = Site::new(LOOPBACK);
    std::fs::write(site.path().join("www"), "a file").unwrap();
    let root = site.path().join("www");
    let refused = site.run(&["publish", root.to_str().unwrap()]);
    assert_eq!(refused.status.code(), Some(1));
    let told = String::from_utf8(refused.stderr).unwrap();
    assert!(told.starts_with(&format!("mainstem: failed to write {}", root.display())), "{told}");
}

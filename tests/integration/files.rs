//! The documents as files, for whoever serves them with a web server.

use std::collections::BTreeSet;
use std::path::Path;

use crate::support::program::{LOOPBACK, Site};
use crate::support::publisher::{Answer, Publisher};

/// The list of what is ours, which is no document.
const LIST: &str = ".mainstem";

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
    for name in all.iter().filter(|name| !name.ends_with("index.html") && *name != LIST) {
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
fn older_stories_are_read_on_in_files_and_nothing_is_offered_that_has_none() {
    let publisher = Publisher::start();
    let few = LOOPBACK.replace("[merged]\n", "[merged]\nentries = 2\n");
    let url = publisher.url("/a.xml");
    let site = Site::new(&format!("{few}[[feed]]\nurl = \"{url}\"\ntags = [\"sea\"]\n"));
    let titles = ["Ferry resumes", "Fog lifts", "Tide turns", "Gulls return", "Quay opens"];
    for count in 1..=titles.len() {
        publisher.serve("/a.xml", feed(&titles[..count]));
        assert!(site.run(&["poll", "--force"]).status.success());
    }
    let root = site.path().join("www");
    assert!(site.run(&["publish", root.to_str().unwrap()]).status.success());
    let page = |name: &str| std::fs::read_to_string(root.join(name)).unwrap();
    let (mut read, mut name) = (String::new(), "index.html".to_owned());
    loop {
        let text = page(&name);
        read.push_str(&text);
        let older = text.split("href=\"/").find_map(|rest| {
            let (href, rest) = rest.split_once('"')?;
            rest.starts_with(" rel=\"next\"").then(|| href.to_owned())
        });
        let Some(older) = older else { break };
        name = format!("{older}/index.html");
    }
    assert!(titles.iter().all(|title| read.contains(title)), "{read}");
    for file in files(&root).iter().filter(|name| name.ends_with("index.html")) {
        let page = page(file);
        assert!(!page.contains("<form") && !page.contains("before="), "{file}: {page}");
        let links = page.split("href=\"/").skip(1).filter_map(|rest| rest.split('"').next());
        for link in links {
            let path = root.join(link);
            assert!(path.is_file() || path.join("index.html").is_file(), "{file}: {link}");
        }
    }
}

#[test]
fn what_is_no_longer_published_goes_and_what_is_not_ours_stays() {
    let publisher = Publisher::start();
    publisher.serve("/a.xml", feed(&["Ferry resumes"]));
    let url = publisher.url("/a.xml");
    let toml = |tag: &str, drop: &str| {
        format!(
            "{LOOPBACK}[publish]\ndir = \"www\"\n[[feed]]\nurl = \"{url}\"\n\
             schedule = \"@yearly\"\ntags = [\"{tag}\"]\n{drop}"
        )
    };
    let site = Site::new(&toml("sea", ""));
    let root = site.path().join("www");
    std::fs::create_dir_all(root.join("tag/sea")).unwrap();
    std::fs::write(root.join("tag/sea/notes.txt"), "mine").unwrap();
    let daemon = site.start();
    let is_there = |name: &str| root.join(name).is_file();
    daemon.wait_until("the list is written", || {
        let list = std::fs::read_to_string(root.join(LIST)).unwrap_or_default();
        list.contains("tag/sea/feed.rss") && list.contains("story/1/index.html")
    });
    site.write(&toml("land", "drop = [\"title: Ferry\"]\n"));
    daemon.wait_until("another tag, and a story that is dropped", || {
        is_there("tag/land/feed.rss")
            && !["tag/sea/feed.rss", "tag/sea/index.html", "story/1/index.html"]
                .map(is_there)
                .contains(&true)
    });
    assert!(is_there("tag/sea/notes.txt") && !root.join("story/1").exists());
    // Also where nobody was there to see it go.
    assert!(daemon.stop().0.success());
    site.write(&toml("air", ""));
    let daemon = site.start();
    daemon.wait_until("the tag before that goes", || {
        is_there("tag/air/feed.rss") && !root.join("tag/land").exists()
    });
}

#[test]
fn the_page_of_a_story_that_has_left_the_newest_is_written_when_the_story_changes() {
    let publisher = Publisher::start();
    let item = |title: &str| format!("<item><title>{title}</title><guid>1</guid></item>");
    let channel = |items: &str| {
        Answer::feed(format!(
            "<rss version=\"2.0\"><channel><title>Quay</title>{items}</channel></rss>"
        ))
    };
    publisher.serve("/a.xml", channel(&item("Ferry resumes")));
    publisher.serve("/b.xml", feed(&["Fog lifts"]));
    let few = LOOPBACK.replace("[merged]\n", "[merged]\nentries = 1\n");
    let [a, b] = ["/a.xml", "/b.xml"].map(|path| publisher.url(path));
    let site = Site::new(&format!(
        "{few}[publish]\ndir = \"www\"\n[[feed]]\nurl = \"{a}\"\nschedule = \"@yearly\"\n\
         tags = [\"sea\"]\n"
    ));
    assert!(site.run(&["poll"]).status.success());
    let text = std::fs::read_to_string(site.path().join("feeds.toml")).unwrap();
    site.write(&format!("{text}[[feed]]\nurl = \"{b}\"\nschedule = \"@yearly\"\n"));
    assert!(site.run(&["poll"]).status.success());
    let daemon = site.start();
    let page = site.path().join("www/story/1/index.html");
    let says = |words: &str| std::fs::read_to_string(&page).is_ok_and(|page| page.contains(words));
    daemon.wait_until("the story is written", || says("Ferry resumes"));
    publisher.serve("/a.xml", channel(&item("Ferry sinks")));
    assert!(site.run(&["poll", "--force"]).status.success());
    daemon.wait_until("it is written anew", || says("Ferry sinks"));
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

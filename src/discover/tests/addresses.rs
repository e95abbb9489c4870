//! From an address alone.

use super::url;
use crate::discover::{Page, guesses, known_feeds};

#[track_caller]
fn known(address: &str, expected: &[&str]) {
    let found: Vec<String> = known_feeds(&url(address)).into_iter().map(String::from).collect();
    assert_eq!(found, expected, "{address}");
}

#[test]
fn a_channel_or_playlist_has_a_feed_and_a_handle_needs_its_page() {
    let feed = "https://www.youtube.com/feeds/videos.xml?";
    known("https://www.youtube.com/channel/UCab_c-1", &[&format!("{feed}channel_id=UCab_c-1")]);
    known("https://m.youtube.com/channel/UCab/videos", &[&format!("{feed}channel_id=UCab")]);
    known("https://youtube.com/playlist?list=PL1", &[&format!("{feed}playlist_id=PL1")]);
    for page in ["@harbour", "c/harbour", "user/harbour", "watch?v=1", "channel/harbour"] {
        known(&format!("https://www.youtube.com/{page}"), &[]);
    }
}

#[test]
fn any_listing_of_reddit_has_a_feed() {
    let feed = |path: &str| format!("https://www.reddit.com{path}");
    known("https://www.reddit.com/r/rust", &[&feed("/r/rust/.rss")]);
    known("https://old.reddit.com/r/rust/top/?t=week", &[&feed("/r/rust/top/.rss?t=week")]);
    known("https://reddit.com/u/alice", &[&feed("/user/alice/.rss")]);
    known("https://www.reddit.com/user/a/m/b/", &[&feed("/user/a/m/b/.rss")]);
    known("https://www.reddit.com/", &[&feed("/.rss")]);
    known("https://www.reddit.com/wiki/rss", &[]);
    known("https://www.reddit.com/r/rust/.rss", &[]);
}

#[test]
fn a_repository_has_releases_tags_and_commits() {
    let at = |path: &str| format!("https://github.com/{path}");
    let all = ["o/r/releases.atom", "o/r/tags.atom", "o/r/commits.atom"].map(at);
    let all = all.each_ref().map(String::as_str);
    known("https://github.com/o/r", &all);
    known("https://github.com/o/r/issues/3", &all);
    known("https://github.com/o/r.git", &all);
    known("https://github.com/o/r/releases/tag/v1", &[&at("o/r/releases.atom")]);
    known("https://github.com/o/r/tags", &[&at("o/r/tags.atom")]);
    known("https://github.com/o/r/tree/a/b", &[&at("o/r/commits/a/b.atom")]);
    known("https://github.com/o/r/commits/main", &[&at("o/r/commits/main.atom")]);
    known("https://github.com/o", &[&at("o.atom")]);
    known("https://github.com/topics/rss", &[]);
    known("https://github.com/o/r/releases.atom", &[]);
}

#[test]
fn other_forges_have_feeds_too() {
    known(
        "https://gitlab.com/g/sub/p",
        &[
            "https://gitlab.com/g/sub/p/-/releases.atom",
            "https://gitlab.com/g/sub/p/-/tags?format=atom",
            "https://gitlab.com/g/sub/p.atom",
        ],
    );
    known(
        "https://gitlab.example.org/g/p/-/commits/main",
        &["https://gitlab.example.org/g/p/-/commits/main?format=atom"],
    );
    known("https://gitlab.com/alice", &["https://gitlab.com/alice.atom"]);
    known(
        "https://codeberg.org/o/r",
        &[
            "https://codeberg.org/o/r/releases.rss",
            "https://codeberg.org/o/r/tags.rss",
            "https://codeberg.org/o/r.rss",
        ],
    );
}

#[test]
fn blogs_at_known_hosts_have_feeds_at_known_places() {
    for (address, feed) in [
        ("https://alice.substack.com/archive", "https://alice.substack.com/feed"),
        ("https://medium.com/@alice/a-story-1a2b", "https://medium.com/feed/@alice"),
        ("https://medium.com/tag/rust", "https://medium.com/feed/tag/rust"),
        ("https://alice.medium.com/", "https://alice.medium.com/feed"),
        ("https://alice.wordpress.com/about", "https://alice.wordpress.com/feed/"),
        ("https://alice.blogspot.com/", "https://alice.blogspot.com/feeds/posts/default"),
        ("https://alice.tumblr.com/post/1", "https://alice.tumblr.com/rss"),
        ("https://www.tumblr.com/alice", "https://alice.tumblr.com/rss"),
        ("https://dev.to/alice", "https://dev.to/feed/alice"),
        ("https://bsky.app/profile/alice.example", "https://bsky.app/profile/alice.example/rss"),
        ("https://pypi.org/project/x/", "https://pypi.org/rss/project/x/releases.xml"),
        ("https://crates.io/crates/x", "https://static.crates.io/rss/crates/x.xml"),
        ("https://arxiv.org/list/cs.DL/recent", "https://rss.arxiv.org/rss/cs.DL"),
    ] {
        known(address, &[feed]);
    }
    known("https://medium.com/", &[]);
    known("https://substack.com/@alice", &[]);
}

#[test]
fn a_profile_of_the_fediverse_has_a_feed_where_it_is_at_home() {
    known("https://social.example/@alice", &["https://social.example/@alice.rss"]);
    known("https://social.example/users/alice", &["https://social.example/users/alice.rss"]);
    known("https://social.example/@bob@other.example", &["https://other.example/@bob.rss"]);
    known("https://social.example/@bob@other.example/115", &["https://other.example/@bob.rss"]);
    known("https://social.example/@alice/115", &["https://social.example/@alice.rss"]);
    known("https://social.example/@alice/media", &[]);
    for home in ["", "other", "me@other.example", "other.example:80"] {
        known(&format!("https://social.example/@bob@{home}"), &[]);
    }
    known("https://www.tiktok.com/@alice", &[]);
    known("https://harbour.example/about", &[]);
}

#[track_caller]
fn guessed(address: &str, html: &str, expected: &[&str]) {
    let address = url(address);
    let page = Page::read(html, &address);
    let found: Vec<String> = guesses(&address, Some(&page)).into_iter().map(String::from).collect();
    let expected: Vec<String> =
        expected.iter().map(|path| address.join(path).unwrap().into()).collect();
    assert_eq!(found, expected, "{address}");
}

#[test]
fn what_is_guessed_is_little_and_begins_where_the_page_is() {
    guessed(
        "https://harbour.example/",
        "",
        &["/feed", "/rss", "/feed.xml", "/rss.xml", "/atom.xml", "/index.xml"],
    );
    guessed(
        "https://harbour.example/blog/index.html?page=2",
        "",
        &["/blog/feed", "/blog/index.xml", "/blog/feed.xml", "/feed", "/rss", "/feed.xml"],
    );
    guessed(
        "https://harbour.example/rss",
        "",
        &["/rss/feed", "/rss/index.xml", "/rss/feed.xml", "/feed", "/feed.xml", "/rss.xml"],
    );
}

#[test]
fn a_page_that_names_its_program_tells_where_the_feed_is() {
    let made_by = |program: &str| format!("<meta name=Generator content=\"{program}\">");
    for (program, first) in [
        ("WordPress 6.8", &["/feed/", "/?feed=rss2"][..]),
        ("Blogger", &["/feeds/posts/default"]),
        ("Hugo 0.150.0", &["/index.xml"]),
        ("Ghost 6.0", &["/rss/"]),
        ("Eleventy v3", &["/feed.xml", "/feed.json"]),
    ] {
        let address = url("https://harbour.example/");
        let page = Page::read(&made_by(program), &address);
        let found = guesses(&address, Some(&page));
        let first: Vec<_> = first.iter().map(|path| address.join(path).unwrap()).collect();
        assert!(found.starts_with(&first) && found.len() == 6, "{program}: {found:?}");
    }
}

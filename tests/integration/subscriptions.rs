//! Lists of feeds in and out: `import`, `export`, `remove` and `/feeds.opml`.

use std::fs;
use std::io::Write as _;
use std::process::Stdio;

use crate::support::program::{LOOPBACK, Site};
use crate::support::publisher::{Answer, Publisher};

const LIST: &str = r#"<?xml version="1.0" encoding="ISO-8859-1"?>
<opml version="1.0"><head><title>Mine</title></head><body>
  <outline text="World"><outline text="Asia">
    <outline text="Harbour" type="rss" xmlUrl="https://harbour.example/feed"/>
    <outline text="Quay &amp; Co" xmlUrl="feed://quay.example/rss" category="sea"/>
  </outline></outline>
  <outline text="Again"><outline text="Harbour" xmlUrl="https://harbour.example/feed"/></outline>
  <outline text="A link" type="link" url="https://link.example/"/>
  <outline text="Secret" xmlUrl="https://me:pw@secret.example/feed"/>
  <outline text="Old" xmlUrl="http://old.example/feed/"/>
</body></opml>"#;

const FEEDS_TOML: &str =
    "# mine\n[[feed]]\nurl = \"https://old.example/feed\" # the first\n\n# end\n";

#[test]
fn a_list_comes_in_with_its_folders_and_all_that_stays_out_is_named() {
    let site = Site::new(FEEDS_TOML);
    fs::write(site.path().join("list.opml"), LIST).unwrap();
    let imported = site.run(&["import", "list.opml"]);
    assert!(imported.status.success(), "{imported:?}");
    let told = String::from_utf8(imported.stdout).unwrap();
    for line in [
        "Listed already: http://old.example/feed/, as https://old.example/feed\n",
        "Not added: Secret (secret.example/feed): there is a user or a password in its address",
        "Not added: A link (https://link.example/): it is no feed\n",
        "2 feeds added to feeds.toml, 1 were listed already, 2 could not be added\n",
        "1 more outlines named one of these feeds again\n",
    ] {
        assert!(told.contains(line), "{line}: {told}");
    }
    let text = fs::read_to_string(site.path().join("feeds.toml")).unwrap();
    let expected = "# mine\n[[feed]]\nurl = \"https://old.example/feed\" # the first\n\n# end\n\n[[feed]]\n\
        url = \"https://harbour.example/feed\"\ntitle = \"Harbour\"\n\
        tags = [\"Asia\", \"World\", \"Again\"]\n\n[[feed]]\nurl = \"http://quay.example/rss\"\n\
        title = \"Quay & Co\"\ntags = [\"Asia\", \"World\", \"sea\"]\n";
    assert_eq!(text, expected);
    let again = site.json(&["import", "list.opml", "--json"]);
    assert_eq!(again[0]["listed"].as_array().unwrap().len(), 4);
    assert_eq!(fs::read_to_string(site.path().join("feeds.toml")).unwrap(), text);
}

#[test]
fn what_is_exported_comes_in_elsewhere_the_same() {
    let site = Site::new(FEEDS_TOML);
    fs::write(site.path().join("list.opml"), LIST).unwrap();
    assert!(site.run(&["import", "list.opml"]).status.success());
    let exported = site.run(&["export"]).stdout;
    let other = Site::new("");
    let mut importing = other
        .command_to(&["import", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    importing.stdin.take().unwrap().write_all(&exported).unwrap();
    assert!(importing.wait().unwrap().success());
    let lists =
        [exported, other.run(&["export"]).stdout].map(|list| String::from_utf8(list).unwrap());
    assert_eq!(lists[0].matches("xmlUrl").count(), 3, "{}", lists[0]);
    assert_eq!(lists[0], lists[1]);
}

#[test]
fn a_document_that_is_no_list_changes_nothing() {
    let site = Site::new(FEEDS_TOML);
    fs::write(site.path().join("page.html"), "<html><body>Hello</body></html>").unwrap();
    for (file, why) in [("page.html", "it is no OPML"), ("nowhere.opml", "No such file")] {
        let refused = site.run(&["import", file]);
        assert_eq!(refused.status.code(), Some(1));
        assert!(String::from_utf8_lossy(&refused.stderr).contains(why), "{refused:?}");
    }
    assert_eq!(fs::read_to_string(site.path().join("feeds.toml")).unwrap(), FEEDS_TOML);
}

#[test]
fn a_feed_is_removed_by_its_address_or_title_and_several_only_when_asked_to() {
    let feed = |name: &str| {
        format!(
            "[[feed]]\nurl = \"https://{name}.example/\"\ntitle = \"{name}\"\ntags = [\"sea\"]\n\n"
        )
    };
    let site = Site::new(&format!("# mine\n{}{}{}", feed("a"), feed("b"), feed("c")));
    let text = || fs::read_to_string(site.path().join("feeds.toml")).unwrap();
    let refused = site.run(&["remove", "sea"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("means 3 feeds"), "{refused:?}");
    assert!(site.run(&["remove", "B"]).status.success());
    assert_eq!(text(), format!("# mine\n{}{}", feed("a"), feed("c")));
    let removed = site.json(&["remove", "--json", "https://a.example"]);
    assert_eq!(removed[0]["removed"], serde_json::json!(["https://a.example/"]));
    assert!(site.run(&["remove", "--all", "sea"]).status.success());
    assert_eq!(text().trim(), "# mine");
}

#[test]
fn a_feed_comes_in_once_though_the_list_has_it_with_http_and_with_https() {
    let site = Site::new("");
    let outlines = "<outline text=\"Sea\"><outline xmlUrl=\"http://quay.example/f\"/></outline>\
        <outline text=\"Tide\"><outline xmlUrl=\"https://quay.example/f\"/></outline>\
        <outline xmlUrl=\"https://quay.example/f/\"/>";
    let list = format!("<opml version=\"2.0\"><body>{outlines}</body></opml>");
    fs::write(site.path().join("list.opml"), list).unwrap();
    let imported = site.json(&["import", "list.opml", "--json"]);
    let once = serde_json::json!([
        { "url": "http://quay.example/f", "title": null, "tags": ["Sea", "Tide"] }
    ]);
    assert_eq!((&imported[0]["added"], &imported[0]["repeated"]), (&once, &2.into()));
}

#[test]
fn a_name_that_is_too_long_for_feeds_toml_is_cut_and_stops_no_other_feed() {
    let site = Site::new("");
    let (title, tag) = ("ø".repeat(250), "å".repeat(70));
    let outlines = format!(
        "<outline text=\"{tag}\"><outline text=\"{title}\" xmlUrl=\"https://long.example/\"/></outline>\
         <outline text=\"Quay\" xmlUrl=\"https://quay.example/\" category=\"{tag}1,{tag}2\"/>"
    );
    let list = format!("<opml version=\"2.0\"><body>{outlines}</body></opml>");
    fs::write(site.path().join("list.opml"), list).unwrap();
    let imported = site.json(&["import", "list.opml", "--json"]);
    let (title, tag) = ("ø".repeat(200), "å".repeat(64));
    let added = serde_json::json!([
        { "url": "https://long.example/", "title": title, "tags": [tag] },
        { "url": "https://quay.example/", "title": "Quay", "tags": [tag] },
    ]);
    assert_eq!(imported[0]["added"], added);
    assert!(site.run(&["check"]).status.success());
}

#[test]
fn case_counts_neither_in_titles_nor_in_tags() {
    let site = Site::new(
        "[[feed]]\nurl = \"https://a.example/\"\ntitle = \"News\"\n\
         [[feed]]\nurl = \"https://b.example/\"\ntags = [\"News\"]\n",
    );
    for word in ["News", "news"] {
        let refused = site.run(&["remove", word]);
        assert_eq!(refused.status.code(), Some(2), "{word}: {refused:?}");
        let told = String::from_utf8_lossy(&refused.stderr);
        assert!(told.contains("means 2 feeds"), "{word}: {told}");
    }
    assert!(site.run(&["remove", "--all", "news"]).status.success());
}

#[test]
fn the_server_gives_the_list_out() {
    let publisher = Publisher::start();
    let feed = "<rss version=\"2.0\"><channel><title>Wire &amp; Co</title></channel></rss>";
    publisher.serve("/a.xml", Answer::feed(feed));
    let url = publisher.url("/a.xml");
    let site = Site::new(&format!(
        "{LOOPBACK}[[feed]]\nurl = \"{url}\"\ntags = [\"sea\"]\n[[feed]]\nurl = \"{url}?2\"\nenabled = false\n\
         [[feed]]\nurl = \"{url}?token=mine\"\n"
    ));
    assert!(site.run(&["poll", "sea"]).status.success());
    let daemon = site.start();
    let reply = daemon.get("/feeds.opml");
    let list = String::from_utf8(reply.body).unwrap();
    assert!(list.contains("text=\"Wire &amp; Co\"") && list.contains("category=\"sea\""), "{list}");
    assert!(!list.contains("?2"), "what is switched off is not given out: {list}");
    assert!(!list.contains("token"), "nor what opens a feed made for one reader: {list}");
}

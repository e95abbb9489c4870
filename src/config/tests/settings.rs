//! What a file without mistakes means.

use std::path::Path;
use std::time::Duration;

use super::{JUDGE, place, settings};
use crate::config::keys::TABLES;
use crate::config::{Place, load, read};
use crate::model::{
    Duplicates, Flood, FullText, Images, Listen, PrivateNetworks, RuleSubject, Schedule,
};

const MINUTE: Duration = Duration::from_mins(1);
const DAY: Duration = Duration::from_hours(24);

#[test]
fn an_empty_file_is_all_defaults() {
    let settings = settings("");
    assert_eq!(settings.merged.title, "mainstem");
    assert_eq!(settings.merged.base_url.as_str(), "http://127.0.0.1:7070/");
    assert_eq!((settings.merged.entries, settings.merged.hub), (100, None));
    assert_eq!(settings.merged.duplicates, Duplicates::Collapse);
    assert_eq!(settings.merged.window, 7 * DAY);
    assert_eq!(settings.server.listen, Listen::Tcp("127.0.0.1:7070".parse().unwrap()));
    assert_eq!((settings.server.token, settings.publish_dir), (None, None));
    assert_eq!((settings.page.images, settings.metrics_per_feed), (Images::Lazy, false));
    assert_eq!(settings.store.path, Path::new("/etc/mainstem/mainstem.db"));
    assert_eq!(settings.store.keep, None);
    let fetch = settings.fetch;
    assert_eq!((fetch.concurrency, fetch.per_host, fetch.max_body), (64, 1, 16 << 20));
    assert_eq!((fetch.host_gap, fetch.timeout), (MINUTE / 60, MINUTE / 2));
    assert_eq!((fetch.contact, fetch.proxy), (None, None));
    assert_eq!(fetch.private_networks, PrivateNetworks::Refused);
    assert!(settings.feeds.is_empty() && settings.views.is_empty());
}

#[test]
fn a_feed_needs_only_its_url() {
    let settings = settings("[[feed]]\nurl = \"HTTPS://Example.org\"");
    let feed = &settings.feeds[0];
    assert_eq!(feed.key.as_str(), "https://example.org/");
    assert_eq!((&feed.title, &feed.timezone, &feed.proxy), (&None, &None, &None));
    assert_eq!((&feed.schedule, &feed.full_text), (&Schedule::Auto, &FullText::Off));
    assert_eq!((feed.priority, feed.hold, feed.enabled), (0, Duration::ZERO, true));
    assert_eq!(feed.flood, Flood::Spread);
    assert_eq!((feed.keep_items, feed.strip_boilerplate), (None, None));
    assert!(feed.tags.is_empty() && feed.headers.is_empty());
    assert!(feed.rules.keep.is_empty() && feed.rules.drop.is_empty());
}

#[test]
fn a_feed_says_otherwise_than_the_defaults() {
    let settings = settings(
        r#"
        [defaults]
        schedule = "every 20m"
        tags = ["world"]
        drop = ["title: Sport"]
        priority = 3
        headers = { X-Key = "a" }
        enabled = false

        [[feed]]
        url = "https://a.example/feed"

        [[feed]]
        url = "https://b.example/feed"
        schedule = "0 * * * *"
        tags = []
        drop = ["title: Weather"]
        priority = -1
        headers = {}
        enabled = true
        "#,
    );
    let [plain, own] = &settings.feeds[..] else { panic!("two feeds") };
    let sport = RuleSubject { title: "Sport", text: "", authors: &[], categories: &[], url: "" };
    assert_eq!(plain.schedule, Schedule::Every(20 * MINUTE));
    assert!(plain.tags.contains("world") && !plain.rules.admit(&sport));
    assert_eq!((plain.priority, plain.headers.len(), plain.enabled), (3, 1, false));
    assert_eq!(own.schedule, Schedule::Cron("0 * * * *".to_owned()));
    assert!(own.tags.is_empty() && own.rules.admit(&sport));
    assert_eq!((own.priority, own.headers.len(), own.enabled), (-1, 0, true));
}

#[test]
fn the_example_of_every_key_is_right() {
    let line = |(name, value): (&str, &str)| {
        let value = value.replace("{ credential = \"mainstem-token\" }", "\"abc\"");
        let value = value.replace("{ credential = \"mainstem-login\" }", "\"a:bc\"");
        format!("{name} = {}", value.replace("{ credential = \"wire-token\" }", "\"abc\""))
    };
    let lines = TABLES
        .iter()
        .flat_map(|keys| std::iter::once(keys.header.to_owned()).chain(keys.examples().map(line)));
    let toml: Vec<String> = lines.collect();
    let settings = settings(&toml.join("\n"));
    assert_eq!(settings.feeds[0].full_text, FullText::Readability);
    assert_eq!(settings.views[0].name, "asia");
    assert_eq!(settings.store.keep, Some(180 * DAY));
    assert_eq!(settings.feeds[0].keep_items, Some(500));
    assert!(settings.metrics_per_feed);
}

#[test]
fn readers_reach_us_where_we_listen_unless_told_otherwise() {
    let base = |toml: &str| settings(toml).merged.base_url.to_string();
    assert_eq!(base("[server]\nlisten = \"0.0.0.0:80\""), "http://localhost/");
    assert_eq!(base("[server]\nlisten = \"[::]:8080\""), "http://localhost:8080/");
    assert_eq!(base("[server]\nlisten = \"[::1]:8080\""), "http://[::1]:8080/");
    assert_eq!(base("[server]\nlisten = \"unix:/run/a.sock\""), "http://localhost/");
    assert_eq!(base("[merged]\nbase_url = \"https://a.example/news\""), "https://a.example/news/");
}

#[test]
fn relative_paths_start_from_the_state_directory_or_the_folder_of_the_file() {
    let toml = "[store]\npath = \"db/m.db\"\n[publish]\ndir = \"www\"\n";
    let state = Place { state_directory: Some(Path::new("/var/lib/mainstem")), ..place() };
    let there = read(toml, &state, JUDGE).unwrap();
    assert_eq!(there.store.path, Path::new("/var/lib/mainstem/db/m.db"));
    assert_eq!(there.publish_dir.as_deref(), Some(Path::new("/etc/mainstem/www")));
    assert_eq!(settings(toml).store.path, Path::new("/etc/mainstem/db/m.db"));
    let absolute = read("[store]\npath = \"/srv/m.db\"", &state, JUDGE).unwrap();
    assert_eq!(absolute.store.path, Path::new("/srv/m.db"));
}

#[test]
fn durations_and_sizes_are_written_as_people_write_them() {
    let fetch = |toml: &str| settings(&format!("[fetch]\n{toml}")).fetch;
    assert_eq!(fetch("timeout = \"1m 30s\"").timeout, MINUTE + MINUTE / 2);
    assert_eq!(fetch("host_gap = \"0s\"").host_gap, Duration::ZERO);
    assert_eq!(fetch("host_gap = \"250ms\"").host_gap, Duration::from_millis(250));
    assert_eq!(fetch("max_body = \"500 kB\"").max_body, 500_000);
    assert_eq!(fetch("max_body = \"1GiB\"").max_body, 1 << 30);
    assert_eq!(fetch("max_body = 65536").max_body, 65_536);
}

#[test]
fn private_networks_are_networks_addresses_and_names() {
    let read = |value: &str| {
        let toml = format!("[fetch]\nallow_private_networks = {value}");
        settings(&toml).fetch.private_networks
    };
    assert_eq!(read("true"), PrivateNetworks::Allowed);
    assert_eq!(read("false"), PrivateNetworks::Refused);
    let listed = PrivateNetworks::Listed {
        networks: ["10.0.0.0/8", "192.168.1.4/32", "fd00::1/128"]
            .map(|network| network.parse().unwrap())
            .into(),
        hosts: ["nas.lan".to_owned(), "xn--bcher-kva.lan".to_owned()].into(),
    };
    assert_eq!(
        read(r#"["10.1.2.3/8", "192.168.1.4", "fd00::1", "NAS.lan.", "bücher.lan"]"#),
        listed
    );
}

#[test]
fn tables_may_be_written_inline() {
    let settings = settings(
        "feed = [{ url = \"https://a.example/\" }]\nserver = { listen = \"[::1]:1\" }\n\
         store.path = \"a.db\"",
    );
    assert_eq!(settings.feeds.len(), 1);
    assert_eq!(settings.server.listen, Listen::Tcp("[::1]:1".parse().unwrap()));
    assert_eq!(settings.store.path, Path::new("/etc/mainstem/a.db"));
}

#[test]
fn a_file_with_windows_line_ends_and_a_byte_order_mark_is_read() {
    assert_eq!(settings("\u{feff}[merged]\r\ntitle = \"x\"\r\n").merged.title, "x");
}

#[test]
fn the_feeds_toml_of_the_project_has_no_mistake() {
    let settings = settings(include_str!("../../../feeds.toml"));
    assert!(settings.feeds.len() >= 12);
    assert!(settings.feeds.iter().all(|feed| feed.url.scheme() == "https"));
}

#[test]
fn a_file_on_the_disk_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("feeds.toml");
    std::fs::write(&file, "[merged]\ntitle = \"Morning wires\"\n").unwrap();
    let settings = load(&Place { file: &file, ..place() }, JUDGE).unwrap();
    assert_eq!(settings.merged.title, "Morning wires");
    assert_eq!(settings.store.path, folder.path().join("mainstem.db"));
}

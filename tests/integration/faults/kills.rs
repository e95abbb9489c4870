//! The daemon is killed (SIGKILL) at random moments of its work, and its store is looked at after each:
//! nothing may be lost, nothing be published twice. The moments are counted in requests that its
//! publisher has got and lines that it has logged, so that they fall into its work.
//!
//! `MAINSTEM_KILLS` says how often; `.ci/run` has it killed 200 times.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::config::DbConfig;

use super::growing::{Chance, Growing, title};
use crate::support::program::Site;
use crate::support::reader;

const FEEDS: usize = 6;

/// What the moments and the news are drawn from.
const DRAWN: u64 = 20_261_126;

/// A daemon that has nothing to tell for so long has nothing to do: it is killed all the same. Longer
/// than the gap between two publications.
const IDLE: Duration = Duration::from_millis(1_200);

/// The latest moment at which it is killed: the polls of all feeds come to about so many events.
const POLLED: usize = 36;

/// One in so many times it is let live until it has published what they brought.
const LONG: usize = 8;
const PUBLISHED: usize = 80;

/// Something that the daemon did.
enum Event {
    Asked,
    Logged(String),
}

/// What readers have got to see: the id of each headline.
#[derive(Default)]
struct Seen(BTreeMap<String, String>);

impl Seen {
    /// Takes in the entries of a document: no headline may be in it twice, or have another id than
    /// it had.
    fn look(&mut self, document: &str) -> usize {
        let mut here = BTreeSet::new();
        for entry in document.split("<entry>").skip(1) {
            let (id, title) = (between(entry, "<id>"), between(entry, "<title type=\"text\">"));
            assert!(here.insert(title.clone()), "{title} stands twice in one document");
            let known = self.0.entry(title.clone()).or_insert_with(|| id.clone());
            assert_eq!(*known, id, "{title} was published as another");
        }
        here.len()
    }
}

fn between(text: &str, tag: &str) -> String {
    let (_, rest) = text.split_once(tag).unwrap();
    rest.split_once('<').unwrap().0.to_owned()
}

fn feeds_toml(growing: &Growing) -> String {
    let mut toml = "[merged]\nbase_url = \"http://news.example/\"\nentries = 50\n\
        [server]\nlisten = \"127.0.0.1:0\"\n\
        [fetch]\nallow_private_networks = true\nper_host = 64\nhost_gap = \"0s\"\n\
        [publish]\ndir = \"files\"\n\
        [defaults]\nflood = \"publish\"\n"
        .to_owned();
    for feed in 0..FEEDS {
        write!(toml, "[[feed]]\nurl = \"{}\"\n", growing.url(feed)).unwrap();
    }
    toml
}

/// Starts the daemon, and kills it after so many events. Before that, `read` is called with its
/// address if it came to serve.
fn run_and_kill(
    site: &Site,
    (tell, events): (&Sender<Event>, &Receiver<Event>),
    moment: usize,
    read: impl FnOnce(SocketAddr),
) {
    let mut command = site.command_to(&["run", "--log", "text", "--log-filter", "debug"]);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let log = BufReader::new(child.stderr.take().unwrap());
    let tell = tell.clone();
    let reading = std::thread::spawn(move || {
        for line in log.lines().map_while(Result::ok) {
            // Nobody listens any more when the test has failed.
            drop(tell.send(Event::Logged(line)));
        }
    });
    let mut address = None;
    for _ in 0..moment {
        match events.recv_timeout(IDLE) {
            Ok(Event::Logged(line)) => {
                assert!(!line.contains("ERROR"), "{line}");
                if let Some((_, found)) = line.split_once("(listening on ") {
                    address = found.trim_end_matches(')').parse().ok();
                }
            }
            Ok(Event::Asked) => {}
            Err(_) => break,
        }
    }
    if let Some(address) = address {
        read(address);
    }
    child.kill().unwrap();
    child.wait().unwrap();
    reading.join().unwrap();
    while events.try_recv().is_ok() {}
}

/// Looks into the store as the daemon left it, which stays so but for one thing: all feeds are due, as
/// if hours had passed.
fn look_at_store(site: &Path, growing: &Growing) {
    let store = Connection::open(site.join("mainstem.db")).unwrap();
    // What is in the -wal file stays there, for the daemon to find.
    store.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).unwrap();
    let said: String = store.query_row("PRAGMA quick_check", [], |row| row.get(0)).unwrap();
    assert_eq!(said, "ok");
    let tables: i64 =
        store.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).unwrap();
    if tables == 0 {
        // Killed before there was anything.
        return;
    }
    for feed in 0..FEEDS {
        let held = held(&store, &growing.url(feed));
        let validator: Option<Vec<u8>> = store
            .query_row("SELECT etag FROM feeds WHERE url = ?1", [growing.url(feed)], |row| {
                row.get(0)
            })
            .unwrap_or_default();
        let stands_for = validator.map_or(0, |tag| {
            String::from_utf8(tag).unwrap().trim_matches('"').parse::<usize>().unwrap()
        });
        let expected: BTreeSet<String> =
            (1..=stands_for).map(|item| format!("{feed}/{item}")).collect();
        assert!(
            expected.is_subset(&held),
            "the validator of feed {feed} stands for {stands_for} items, of which are missing {:?}",
            expected.difference(&held).collect::<Vec<_>>()
        );
    }
    store.execute("UPDATE feeds SET last_poll_s = NULL, next_poll_s = NULL", []).unwrap();
}

/// The ids of a feed's items, none of which may be there twice.
fn held(store: &Connection, url: &str) -> BTreeSet<String> {
    let mut statement = store
        .prepare(
            "SELECT guid FROM texts JOIN items ON items.id = texts.item \
             JOIN feeds ON feeds.id = items.feed WHERE feeds.url = ?1",
        )
        .unwrap();
    let mut held = BTreeSet::new();
    for guid in statement.query_map([url], |row| row.get::<_, String>(0)).unwrap() {
        let guid = guid.unwrap();
        assert!(held.insert(guid.clone()), "{guid} is stored twice");
    }
    held
}

fn text(address: SocketAddr, target: &str) -> String {
    String::from_utf8(reader::get(address, target, &[]).body).unwrap()
}

/// The merged feed with its archives, and how many of its documents were read.
fn walk(address: SocketAddr, seen: &mut Seen) -> usize {
    let mut target = "/feed.atom".to_owned();
    let mut documents = 0;
    loop {
        let document = text(address, &target);
        seen.look(&document);
        documents += 1;
        let before = "rel=\"prev-archive\" href=\"http://news.example";
        match document.split_once(before) {
            Some((_, rest)) => rest.split_once('"').unwrap().0.clone_into(&mut target),
            None => return documents,
        }
    }
}

#[test]
fn a_daemon_that_is_killed_again_and_again_loses_nothing_and_publishes_nothing_twice() {
    let kills = std::env::var_os("MAINSTEM_KILLS");
    let kills: usize = kills.map_or(20, |kills| kills.to_str().unwrap().parse().unwrap());
    let (tell, events) = mpsc::channel();
    let asked = tell.clone();
    let growing = Growing::start(FEEDS, DRAWN, move || drop(asked.send(Event::Asked)));
    let site = Site::new(&feeds_toml(&growing));
    let (mut chance, mut seen) = (Chance::new(DRAWN), Seen::default());
    for _ in 0..kills {
        let latest = if chance.below(LONG) == 0 { PUBLISHED } else { POLLED };
        let (moment, is_read) = (1 + chance.below(latest), chance.below(3) == 0);
        run_and_kill(&site, (&tell, &events), moment, |address| {
            if is_read {
                seen.look(&text(address, "/feed.atom"));
            }
        });
        look_at_store(site.path(), &growing);
    }
    growing.close();
    let daemon = site.start();
    let items = growing.items();
    let all: BTreeSet<String> =
        (0..FEEDS).flat_map(|feed| (1..=items[feed]).map(move |item| title(feed, item))).collect();
    daemon.wait_until("everything in the merged feed and its archives", || {
        seen.0.len() >= all.len() || {
            walk(daemon.address(), &mut seen);
            false
        }
    });
    let documents = walk(daemon.address(), &mut seen);
    assert!(documents > 1, "there were archives as well");
    assert_eq!(seen.0.keys().cloned().collect::<BTreeSet<_>>(), all);
    let ids: BTreeSet<&String> = seen.0.values().collect();
    assert_eq!(ids.len(), seen.0.len(), "each has an id of its own");
    assert!(daemon.stop().0.success());
    let store = Connection::open(site.path().join("mainstem.db")).unwrap();
    for (feed, items) in items.iter().enumerate() {
        assert_eq!(held(&store, &growing.url(feed)).len(), *items, "the items of feed {feed}");
    }
}

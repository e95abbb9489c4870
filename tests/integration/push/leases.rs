//! Daemons that are started at moments which the test names, one after the other on one store: what
//! passes between them are days.

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::time::{Duration, Instant};

use mainstem::config::Secrets;
use mainstem::daemon::{Clock, Inherited, Start, Surroundings, Watch, Watchdog, listen, load, run};
use mainstem::model::{Digest, Listen, Subscription, Timestamp};
use mainstem::store::{Opening, Store};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::hub::{TOPIC, document, form, is_confirmed, publisher, verify};
use crate::support::publisher::{Answer, Publisher};
use crate::support::reader;

const DAY_S: u64 = 86_400;

/// Runs a daemon on the feeds.toml of this folder, started at this moment, while `meanwhile` does
/// its part on a thread of its own.
fn run_at(folder: &Path, moment: Timestamp, meanwhile: impl FnOnce(SocketAddr) + Send) {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let end = CancellationToken::new();
    std::thread::scope(|scope| {
        let ended = end.clone();
        let (tell, address) = std::sync::mpsc::channel();
        scope.spawn(move || {
            // A part that fails ends the daemon as well, and with it the test.
            let _ended = ended.drop_guard();
            meanwhile(address.recv().unwrap());
        });
        runtime.block_on(async {
            let (start, address) = start(folder, moment).await;
            tell.send(address).unwrap();
            run(start, end.cancelled()).await.unwrap();
        });
    });
}

async fn start(folder: &Path, moment: Timestamp) -> (Start, SocketAddr) {
    let file = folder.join("feeds.toml");
    let surroundings =
        Surroundings { file: file.clone(), secrets: Secrets::Needed, ..Surroundings::default() };
    let settings = load(&surroundings).unwrap();
    let clock = Clock::Anchored { origin: tokio::time::Instant::now(), at: moment };
    let any_port = Listen::Tcp((Ipv4Addr::LOCALHOST, 0).into());
    let listening = listen(&any_port, Inherited::take()).await.unwrap();
    let address = listening.address.parse().unwrap();
    let store = store(folder);
    let (_, reloads) = mpsc::channel(1);
    let (watch, watchdog) = (Watch::new(&file), Watchdog::default());
    (Start { surroundings, watch, settings, store, clock, listening, watchdog, reloads }, address)
}

fn store(folder: &Path) -> Store {
    let seed = Digest::of(&[b"a store"]);
    let opening = Opening { now: Timestamp::EPOCH, seed, patience: Opening::PATIENCE };
    Store::open(&folder.join("mainstem.db"), &opening).unwrap()
}

/// What the store holds when no daemon runs.
fn held(folder: &Path) -> Vec<Subscription> {
    let store = store(folder);
    let held = store.read_here(|reading| reading.subscriptions()).unwrap();
    store.close();
    held
}

/// A folder with a feeds.toml of this feed.
fn folder(publisher: &Publisher) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let toml = format!(
        "[merged]\nbase_url = \"http://127.0.0.1:9/\"\n\
         [fetch]\nallow_private_networks = true\nhost_gap = \"0s\"\n\
         [[feed]]\nurl = \"{}\"\n",
        publisher.url("/feed")
    );
    std::fs::write(folder.path().join("feeds.toml"), toml).unwrap();
    folder
}

/// Waits until the merged feed has this in it.
fn until_shown(daemon: SocketAddr, words: &str) {
    let begun = Instant::now();
    while !String::from_utf8(reader::get(daemon, "/feed.json", &[]).body).unwrap().contains(words) {
        assert!(begun.elapsed() < Duration::from_mins(1), "{words} is never shown");
    }
}

#[test]
fn a_lease_is_renewed_in_time_and_a_lapsed_one_begun_anew() {
    let publisher = publisher();
    let folder = folder(&publisher);
    let start = Timestamp::from_rfc3339("2026-11-23T12:00:00Z").unwrap();
    let day = |days: u64| start.plus(Duration::from_hours(24 * days));
    let granted = |number: usize, lease_s: u64| {
        let publisher = &publisher;
        move |address| {
            let form = form(publisher, number);
            assert_eq!(form["hub.mode"], "subscribe");
            assert!(is_confirmed(&verify(address, &form, lease_s)));
        }
    };
    let lease = || held(folder.path())[0].stage.lease().unwrap();

    run_at(folder.path(), day(0), granted(1, 9 * DAY_S));
    let first = lease();
    assert!(day(9) <= first.until && first.until < day(9).plus(Duration::from_mins(1)));

    run_at(folder.path(), day(5), |_| {
        publisher.wait_until_asked("/feed", 2);
        assert_eq!(publisher.asked("/hub").len(), 1, "not before two thirds of it");
    });
    run_at(folder.path(), day(7), granted(2, 9 * DAY_S));
    assert!(lease().since == first.since && day(16) <= lease().until, "{:?}", lease());

    run_at(folder.path(), day(20), granted(3, DAY_S));
    assert!(day(20) <= lease().since && day(21) <= lease().until, "{:?}", lease());
}

#[test]
fn a_feed_whose_own_address_changes_from_answer_to_answer_keeps_its_topic_for_a_lease() {
    let publisher = publisher();
    let numbered = |number: usize| {
        let own = format!("http://wire.example/topic?{number}");
        let item = format!("harbour-{number}");
        Answer::feed(document(&publisher, &[&item]).replace(TOPIC, &own))
    };
    publisher.serve_in_turn("/feed", (1..=3).map(numbered));
    let folder = folder(&publisher);
    let start = Timestamp::from_rfc3339("2026-11-23T12:00:00Z").unwrap();
    let day = |days: u64| start.plus(Duration::from_hours(24 * days));
    let granted = |number: usize, topic: &'static str| {
        let publisher = &publisher;
        move |address| {
            let form = form(publisher, number);
            assert_eq!((&*form["hub.mode"], &*form["hub.topic"]), ("subscribe", topic));
            assert!(is_confirmed(&verify(address, &form, 9 * DAY_S)));
        }
    };
    run_at(folder.path(), day(0), granted(1, "http://wire.example/topic?1"));
    for (days, number) in [(2, 2), (4, 3)] {
        run_at(folder.path(), day(days), |address| {
            until_shown(address, &format!("harbour-{number}"));
        });
    }
    let topics = || held(folder.path()).into_iter().map(|known| known.link.topic);
    assert_eq!(topics().collect::<Vec<_>>(), ["http://wire.example/topic?1"]);
    assert_eq!(publisher.asked("/hub").len(), 1);

    // At two thirds of it, the hub is asked for what the feed named last.
    run_at(folder.path(), day(7), |_| publisher.wait_until_asked("/hub", 3));
    let asked = [2, 3].map(|number| {
        let form = form(&publisher, number);
        (form["hub.mode"].clone(), form["hub.topic"].clone())
    });
    let named = |mode: &str, number: usize| {
        (mode.to_owned(), format!("http://wire.example/topic?{number}"))
    };
    assert_eq!(BTreeSet::from(asked), [named("unsubscribe", 1), named("subscribe", 3)].into());
}

#[test]
fn a_feed_that_names_its_hub_no_longer_is_unsubscribed_there() {
    let publisher = publisher();
    let folder = folder(&publisher);
    let start = Timestamp::from_rfc3339("2026-11-23T12:00:00Z").unwrap();
    run_at(folder.path(), start, |address| {
        assert!(is_confirmed(&verify(address, &form(&publisher, 1), 9 * DAY_S)));
    });
    let without = document(&publisher, &["harbour"]).replace("rel=\"hub\"", "rel=\"via\"");
    publisher.serve("/feed", Answer::feed(without));
    run_at(folder.path(), start.plus(Duration::from_hours(30)), |address| {
        let goodbye = form(&publisher, 2);
        assert_eq!(goodbye["hub.mode"], "unsubscribe");
        assert!(is_confirmed(&verify(address, &goodbye, 0)));
    });
    assert_eq!(held(folder.path()), [], "nothing is left to remember");
}

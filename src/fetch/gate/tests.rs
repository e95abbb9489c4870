//! Turns at a publisher's door, under a paused clock.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::future::{join_all, select};
use futures_util::pin_mut;

use tokio::time::Instant;

use super::HostGate;
use super::turns::FEW_HOSTS;
use crate::fetch::freeze;
use crate::model::{FetchSettings, HostMemory, PrivateNetworks, Timestamp, Wishes};

const GAP: Duration = Duration::from_secs(1);
const NOW: Timestamp = Timestamp::EPOCH;

fn gate(per_host: usize, host_gap: Duration) -> HostGate {
    HostGate::new(&settings(per_host, host_gap))
}

fn settings(per_host: usize, host_gap: Duration) -> FetchSettings {
    FetchSettings {
        concurrency: 64,
        per_host,
        host_gap,
        contact: None,
        timeout: GAP,
        max_body: 1,
        private_networks: PrivateNetworks::Refused,
        proxy: None,
    }
}

#[tokio::test(start_paused = true)]
async fn requests_to_one_host_start_a_gap_apart_and_in_order() {
    let gate = gate(8, GAP);
    let start = Instant::now();
    let visits = (0..4).map(async |_| {
        let _permit = gate.enter("example.org").await;
        start.elapsed()
    });
    let starts = join_all(visits).await;
    assert_eq!(starts, [Duration::ZERO, GAP, GAP * 2, GAP * 3]);
}

#[tokio::test(start_paused = true)]
async fn no_more_than_the_limit_are_at_one_host() {
    let gate = gate(2, Duration::ZERO);
    let (inside, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let visits = (0..10).map(async |_| {
        let _permit = gate.enter("example.org").await;
        let now_inside = inside.fetch_add(1, Ordering::Relaxed) + 1;
        most.fetch_max(now_inside, Ordering::Relaxed);
        tokio::time::sleep(GAP).await;
        inside.fetch_sub(1, Ordering::Relaxed);
    });
    join_all(visits).await;
    assert_eq!(most.into_inner(), 2);
}

#[tokio::test(start_paused = true)]
async fn hosts_do_not_wait_for_one_another() {
    let gate = gate(1, GAP);
    let start = Instant::now();
    let _one = gate.enter("one.example").await;
    let _two = gate.enter("two.example").await;
    assert_eq!(start.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn who_stops_waiting_costs_nobody_a_turn() {
    let gate = gate(1, GAP);
    let start = Instant::now();
    drop(gate.enter("example.org").await);
    for _ in 0..3 {
        let waiting = gate.enter("example.org");
        let patience = tokio::time::sleep(GAP / 10);
        pin_mut!(waiting, patience);
        select(waiting, patience).await;
    }
    let _permit = gate.enter("example.org").await;
    assert_eq!(start.elapsed(), GAP);
}

#[tokio::test(start_paused = true)]
async fn hosts_that_nobody_visits_are_forgotten_once_their_gap_has_passed() {
    let gate = gate(1, GAP);
    let _stays = gate.enter("stays.example").await;
    for number in 0..10_000 {
        drop(gate.enter(&format!("{number}.example")).await);
        tokio::time::advance(GAP / 10).await;
    }
    let hosts = gate.hosts.lock().unwrap();
    assert!(hosts.by_key.len() <= FEW_HOSTS + 1, "{}", hosts.by_key.len());
    assert!(hosts.by_key.contains_key("stays.example"));
}

#[tokio::test(start_paused = true)]
async fn a_gap_is_kept_by_a_host_that_is_left_alone() {
    let gate = gate(1, GAP);
    drop(gate.enter("example.org").await);
    for number in 0..1000 {
        drop(gate.enter(&format!("{number}.example")).await);
    }
    let start = Instant::now();
    let _permit = gate.enter("example.org").await;
    assert_eq!(start.elapsed(), GAP);
}

/// Has the host answer so.
async fn hear(gate: &HostGate, status: u16, now: Timestamp) -> Option<HostMemory> {
    let permit = gate.enter("example.org").await.unwrap();
    permit.heard(status, &Wishes::default(), now).0.map(|(_, memory)| memory)
}

#[tokio::test(start_paused = true)]
async fn a_request_begins_a_gap_after_the_last_has_ended() {
    let gate = gate(1, GAP);
    let permit = gate.enter("example.org").await.unwrap();
    tokio::time::sleep(GAP * 5).await;
    drop(permit);
    let start = Instant::now();
    let _next = gate.enter("example.org").await.unwrap();
    assert_eq!(start.elapsed(), GAP);
}

#[tokio::test(start_paused = true)]
async fn nobody_goes_to_a_host_that_asked_to_be_left_alone_not_even_who_waited_already() {
    let gate = gate(1, GAP);
    let permit = gate.enter("example.org").await.unwrap();
    let waiting = join_all((0..3).map(|_| gate.enter("example.org")));
    let asking = async {
        tokio::time::sleep(GAP / 2).await;
        permit.heard(429, &Wishes::default(), NOW);
        drop(permit);
    };
    let (turned_away, ()) = futures_util::future::join(waiting, asking).await;
    let ten_minutes = Duration::from_mins(10);
    assert!(
        turned_away
            .iter()
            .all(|turn| { turn.as_ref().is_err_and(|asked| asked.until == NOW.plus(ten_minutes)) })
    );
    let _other = gate.enter("other.example").await.unwrap();
    tokio::time::advance(ten_minutes).await;
    let _permit = gate.enter("example.org").await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn what_a_host_asked_for_outlives_the_gate() {
    let before = gate(1, Duration::ZERO);
    let memory = hear(&before, 503, NOW).await.unwrap();
    let after = gate(2, Duration::ZERO);
    after.recall(&[("example.org".to_owned(), memory)], NOW);
    let asked = after.enter("example.org").await.unwrap_err();
    assert_eq!((asked.status, asked.until), (None, memory.frozen_until));
    after.recall(
        &[(
            "far.example".to_owned(),
            HostMemory { frozen_until: Timestamp::from_unix(i64::MAX), strikes: 0 },
        )],
        NOW,
    );
    tokio::time::advance(freeze::LONGEST_NAMED).await;
    assert!(after.enter("far.example").await.is_ok(), "written by a clock that was wrong");
    let well = hear(&after, 200, memory.frozen_until).await;
    assert_eq!(well, Some(HostMemory::default()));
}

#[tokio::test(start_paused = true)]
async fn what_a_host_asks_of_a_request_that_was_under_way_when_the_settings_changed_holds() {
    let before = gate(1, GAP);
    let under_way = before.enter("example.org").await.unwrap();
    let after = before.remade(&settings(1, GAP * 2));
    let waiting = after.enter("example.org");
    let asking = async {
        tokio::time::sleep(GAP * 5).await;
        under_way.heard(429, &Wishes::default(), NOW);
        drop(under_way);
    };
    let (turned_away, ()) = futures_util::future::join(waiting, asking).await;
    assert!(turned_away.is_err(), "it went while another was there");
    assert!(after.enter("example.org").await.is_err());
    let more = before.remade(&settings(2, GAP));
    assert!(more.enter("example.org").await.is_err());
}

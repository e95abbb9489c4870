//! Taking turns at a publisher's door. Which publisher an address belongs to is told by `host`.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Mutex as AsyncMutex, OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep_until};

/// Fewer hosts than this are not worth sweeping.
const FEW_HOSTS: usize = 64;

/// Lets at most `per_host` requests at a time through to one host, and starts them at least
/// `host_gap` apart. First come, first served; who stops waiting costs nobody a turn.
#[derive(Debug)]
pub struct HostGate {
    per_host: usize,
    gap: Duration,
    hosts: Mutex<Hosts>,
}

#[derive(Debug)]
struct Hosts {
    by_key: BTreeMap<String, Arc<Host>>,
    /// At how many hosts those that are idle are forgotten next.
    sweep_at: usize,
}

#[derive(Debug)]
struct Host {
    turns: Arc<Semaphore>,
    /// When the last request started. Held while waiting for the gap to pass, so that those who wait
    /// do so in a queue.
    last_start: AsyncMutex<Option<Instant>>,
}

/// Leave to talk to a host, until it is dropped.
#[derive(Debug)]
pub struct Permit {
    _turn: Option<OwnedSemaphorePermit>,
    _host: Arc<Host>,
}

impl HostGate {
    /// A gate with `[fetch] per_host` (at least 1) and `host_gap`.
    pub fn new(per_host: usize, host_gap: Duration) -> Self {
        Self {
            per_host: per_host.clamp(1, Semaphore::MAX_PERMITS),
            gap: host_gap,
            hosts: Mutex::new(Hosts { by_key: BTreeMap::new(), sweep_at: FEW_HOSTS }),
        }
    }

    /// Waits for a turn at the host of this key, as [`host_key`](super::host_key) gives it.
    pub async fn enter(&self, key: &str) -> Permit {
        let host = self.host(key);
        // The semaphore is never closed, so this is always a permit.
        let turn = Arc::clone(&host.turns).acquire_owned().await.ok();
        if !self.gap.is_zero() {
            let mut last_start = host.last_start.lock().await;
            if let Some(last) = *last_start {
                sleep_until(last + self.gap).await;
            }
            *last_start = Some(Instant::now());
        }
        Permit { _turn: turn, _host: host }
    }

    fn host(&self, key: &str) -> Arc<Host> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(host) = hosts.by_key.get(key) {
            return Arc::clone(host);
        }
        if hosts.sweep_at <= hosts.by_key.len() {
            hosts.by_key.retain(|_, host| self.is_needed(host));
            // Sweeping at twice what is left costs each newcomer a constant.
            hosts.sweep_at = FEW_HOSTS.max(2 * hosts.by_key.len());
        }
        let host = Arc::new(Host {
            turns: Arc::new(Semaphore::new(self.per_host)),
            last_start: AsyncMutex::new(None),
        });
        hosts.by_key.insert(key.to_owned(), Arc::clone(&host));
        host
    }

    /// Whether somebody is at the host or waits for it, or its gap has not passed. New visitors can't
    /// come in between: they need the lock that the caller holds.
    fn is_needed(&self, host: &Arc<Host>) -> bool {
        if 1 < Arc::strong_count(host) {
            return true;
        }
        let last = host.last_start.try_lock().ok().and_then(|last| *last);
        last.is_some_and(|last| last.elapsed() < self.gap)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use futures_util::future::{join_all, select};
    use futures_util::pin_mut;

    use super::*;

    const GAP: Duration = Duration::from_secs(1);

    #[tokio::test(start_paused = true)]
    async fn requests_to_one_host_start_a_gap_apart_and_in_order() {
        let gate = HostGate::new(8, GAP);
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
        let gate = HostGate::new(2, Duration::ZERO);
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
        let gate = HostGate::new(1, GAP);
        let start = Instant::now();
        let _one = gate.enter("one.example").await;
        let _two = gate.enter("two.example").await;
        assert_eq!(start.elapsed(), Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn who_stops_waiting_costs_nobody_a_turn() {
        let gate = HostGate::new(1, GAP);
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
        let gate = HostGate::new(1, GAP);
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
        let gate = HostGate::new(1, GAP);
        drop(gate.enter("example.org").await);
        for number in 0..1000 {
            drop(gate.enter(&format!("{number}.example")).await);
        }
        let start = Instant::now();
        let _permit = gate.enter("example.org").await;
        assert_eq!(start.elapsed(), GAP);
    }
}

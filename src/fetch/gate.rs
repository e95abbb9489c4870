//! Taking turns at a publisher's door, and keeping away from where we are not wanted. Which
//! publisher an address belongs to is told by `host`; for how long a host is left alone, by `freeze`.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Mutex as AsyncMutex, OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep_until};

use super::freeze;
use crate::model::{FetchSettings, HoldOff, HostMemory, Timestamp, Wishes};

/// Fewer hosts than this are not worth sweeping.
const FEW_HOSTS: usize = 64;

/// Through here goes every request. At most `per_host` at a time go to one host, each begins at
/// least `host_gap` after the last has ended, and none goes to a host that asked to be left alone.
/// First come, first served; who stops waiting costs nobody a turn. Over all hosts, at most
/// `concurrency` are under way.
#[derive(Debug)]
pub struct HostGate {
    per_host: usize,
    gap: Duration,
    concurrency: usize,
    slots: Arc<Semaphore>,
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
    key: String,
    turns: Arc<Semaphore>,
    /// Held while waiting for the gap to pass, so that those who wait do so in a queue.
    queue: AsyncMutex<()>,
    /// Shared with the host's entries in the gates before and after this one.
    pace: Arc<Mutex<Pace>>,
}

#[derive(Debug, Default)]
struct Pace {
    /// When a request last began or ended.
    last: Option<Instant>,
    memory: HostMemory,
    /// When the freeze of `memory` ends. By the clock that is never set, because somebody may set
    /// the other one.
    thaws: Option<Instant>,
}

/// Leave to talk to a host, until it is dropped.
#[derive(Debug)]
pub struct Permit {
    turn: Turn,
    slot: Slot,
}

/// A place among all requests that are under way, until it is dropped.
#[derive(Debug)]
pub struct Slot {
    _permit: Option<OwnedSemaphorePermit>,
}

#[derive(Debug)]
struct Turn {
    host: Arc<Host>,
    _permit: Option<OwnedSemaphorePermit>,
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.host.pace().last = Some(Instant::now());
    }
}

impl HostGate {
    /// A gate with `[fetch] per_host` (at least 1), `host_gap` and `concurrency`.
    pub fn new(settings: &FetchSettings) -> Self {
        let concurrency = settings.concurrency.min(Semaphore::MAX_PERMITS);
        Self {
            per_host: settings.per_host.clamp(1, Semaphore::MAX_PERMITS),
            gap: settings.host_gap,
            concurrency,
            slots: Arc::new(Semaphore::new(concurrency)),
            hosts: Mutex::new(Hosts { by_key: BTreeMap::new(), sweep_at: FEW_HOSTS }),
        }
    }

    /// The gate that follows this one under other settings. Who is under way or waits here goes on
    /// doing so, and both gates know at once what a host asks for. Only where `per_host` or
    /// `concurrency` itself is another are those who are under way not counted by the new gate.
    #[must_use]
    pub fn remade(&self, settings: &FetchSettings) -> Self {
        let mut gate = Self::new(settings);
        if gate.concurrency == self.concurrency {
            gate.slots = Arc::clone(&self.slots);
        }
        let is_as_many = gate.per_host == self.per_host;
        let before = self.hosts();
        let hosts = before.by_key.iter().filter(|(_, host)| self.is_needed(host));
        let by_key = hosts.map(|(key, host)| {
            let turns = Arc::clone(&host.turns);
            let turns = if is_as_many { turns } else { Arc::new(Semaphore::new(gate.per_host)) };
            let (queue, pace) = (AsyncMutex::default(), Arc::clone(&host.pace));
            (key.clone(), Arc::new(Host { key: key.clone(), turns, queue, pace }))
        });
        gate.hosts = Mutex::new(Hosts { by_key: by_key.collect(), sweep_at: before.sweep_at });
        drop(before);
        gate
    }

    /// Takes over what is remembered of hosts.
    pub fn recall(&self, memories: &[(String, HostMemory)], now: Timestamp) {
        for (key, memory) in memories {
            self.host(key).pace().remember(*memory, now);
        }
    }

    /// What is remembered of hosts, as `recall` takes it.
    pub fn memories(&self) -> Vec<(String, HostMemory)> {
        let hosts = self.hosts();
        let memories = hosts.by_key.values().map(|host| (host.key.clone(), host.pace().memory));
        memories.filter(|(_, memory)| *memory != HostMemory::default()).collect()
    }

    /// Waits for a turn at the host of this key, as [`host_key`](super::host_key) gives it. The error
    /// is that it is to be left alone, which may be said while we wait.
    pub async fn enter(&self, key: &str) -> Result<Permit, HoldOff> {
        let host = self.host(key);
        host.is_open()?;
        // The semaphores are never closed, so these are always permits.
        let turn = Arc::clone(&host.turns).acquire_owned().await.ok();
        host.is_open()?;
        self.keep_apart(&host).await;
        host.is_open()?;
        let slot = Arc::clone(&self.slots).acquire_owned().await.ok();
        host.is_open()?;
        let turn = Turn { _permit: turn, host };
        Ok(Permit { turn, slot: Slot { _permit: slot } })
    }

    /// Waits until another request may begin there.
    async fn keep_apart(&self, host: &Host) {
        if self.gap.is_zero() {
            return;
        }
        let _queue = host.queue.lock().await;
        let last = host.pace().last;
        if let Some(last) = last {
            sleep_until(last + self.gap).await;
        }
        host.pace().last = Some(Instant::now());
    }

    fn host(&self, key: &str) -> Arc<Host> {
        let mut hosts = self.hosts();
        if let Some(host) = hosts.by_key.get(key) {
            return Arc::clone(host);
        }
        if hosts.sweep_at <= hosts.by_key.len() {
            hosts.by_key.retain(|_, host| self.is_needed(host));
            // Sweeping at twice what is left costs each newcomer a constant.
            hosts.sweep_at = FEW_HOSTS.max(2 * hosts.by_key.len());
        }
        let host = Arc::new(Host {
            key: key.to_owned(),
            turns: Arc::new(Semaphore::new(self.per_host)),
            queue: AsyncMutex::new(()),
            pace: Arc::default(),
        });
        hosts.by_key.insert(key.to_owned(), Arc::clone(&host));
        host
    }

    /// Nothing that is done under this lock, nor under that of a pace, can leave a thing half done.
    fn hosts(&self) -> MutexGuard<'_, Hosts> {
        self.hosts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether somebody is at the host or waits for it, its gap has not passed, or there is something
    /// to remember of it. New visitors can't come in between: they need the lock that the caller
    /// holds.
    fn is_needed(&self, host: &Arc<Host>) -> bool {
        // Somebody is there, or at this host by the leave of a gate before.
        if 1 < Arc::strong_count(host) || 1 < Arc::strong_count(&host.pace) {
            return true;
        }
        let pace = host.pace();
        let is_paced = pace.last.is_some_and(|last| last.elapsed() < self.gap);
        is_paced || pace.memory != HostMemory::default()
    }
}

impl Host {
    fn pace(&self) -> MutexGuard<'_, Pace> {
        self.pace.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_open(&self) -> Result<(), HoldOff> {
        let pace = self.pace();
        if pace.thaws.is_none_or(|thaws| thaws <= Instant::now()) {
            return Ok(());
        }
        Err(HoldOff { status: None, until: pace.memory.frozen_until, is_named: true })
    }
}

impl Pace {
    fn remember(&mut self, memory: HostMemory, now: Timestamp) {
        self.memory = memory;
        // A moment further off was written by a clock that was wrong.
        let wait = memory.frozen_until.since(now).min(freeze::LONGEST_NAMED);
        self.thaws = (!wait.is_zero()).then(|| Instant::now() + wait);
    }
}

impl Permit {
    /// Takes in how the host answered. Comes back: what is to be remembered of it, if that is another
    /// than before, and what it asks for.
    pub fn heard(
        &self,
        status: u16,
        wishes: &Wishes,
        now: Timestamp,
    ) -> (Option<(String, HostMemory)>, Option<HoldOff>) {
        let host = &self.turn.host;
        let mut pace = host.pace();
        let (memory, asked) = freeze::heard(pace.memory, status, wishes, now);
        let is_other = memory != pace.memory;
        if is_other {
            pace.remember(memory, now);
        }
        (is_other.then(|| (host.key.clone(), memory)), asked)
    }

    /// Leaves the host, but keeps the place among all requests.
    pub fn into_slot(self) -> Slot {
        self.slot
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use futures_util::future::{join_all, select};
    use futures_util::pin_mut;

    use super::*;
    use crate::model::PrivateNetworks;

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
        assert!(turned_away.iter().all(|turn| {
            turn.as_ref().is_err_and(|asked| asked.until == NOW.plus(ten_minutes))
        }));
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
}

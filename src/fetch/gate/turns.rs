//! Taking turns at a publisher's door, and keeping away from where we are not wanted. Which
//! publisher an address belongs to is told by `host`; for how long a host is left alone, by `freeze`.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Mutex as AsyncMutex, OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep_until};

use crate::fetch::freeze;
use crate::model::{FetchSettings, HoldOff, HostMemory, Timestamp, Wishes};

/// Fewer hosts than this are not worth sweeping.
pub(super) const FEW_HOSTS: usize = 64;

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
    pub(super) hosts: Mutex<Hosts>,
}

#[derive(Debug)]
pub(super) struct Hosts {
    pub(super) by_key: BTreeMap<String, Arc<Host>>,
    /// At how many hosts those that are idle are forgotten next.
    sweep_at: usize,
}

#[derive(Debug)]
pub(super) struct Host {
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

    /// Waits for a turn at the host of this key, as [`host_key`](crate::fetch::host_key) gives it. The error
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

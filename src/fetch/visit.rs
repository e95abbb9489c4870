//! What one fetch takes along on its way over hosts: leave to talk to them, time, and what they said.

use std::time::Duration;

use reqwest::header::HeaderMap;
use tokio::time::Instant;
use url::Url;

use super::gate::{HostGate, Permit, Slot};
use super::{host_key, wishes};
use crate::model::{FetchOutcome, Fetched, HoldOff, HostMemory, Said, Timestamp};

/// A fetch under way.
#[derive(Debug)]
pub(super) struct Visit<'g> {
    gate: &'g HostGate,
    permit: Option<Permit>,
    started: (Timestamp, Instant),
    /// When it is to be over. Waiting for a host's turn does not count.
    pub(super) deadline: Instant,
    /// What the last answer said.
    pub(super) said: Said,
    hosts: Vec<(String, HostMemory)>,
    is_answered: bool,
}

impl<'g> Visit<'g> {
    /// A fetch that begins now, with leave to talk to its first host.
    pub(super) fn new(
        gate: &'g HostGate,
        permit: Permit,
        now: Timestamp,
        timeout: Duration,
    ) -> Self {
        let start = Instant::now();
        Self {
            gate,
            permit: Some(permit),
            started: (now, start),
            deadline: start + timeout,
            said: Said::default(),
            hosts: Vec::new(),
            is_answered: false,
        }
    }

    /// Leaves the host, and waits for leave to talk to that of the next address, be it the same.
    pub(super) async fn go_to(&mut self, at: &Url) -> Result<(), HoldOff> {
        let left = Instant::now();
        self.permit = None;
        self.permit = Some(self.gate.enter(&host_key(at)).await?);
        self.deadline += left.elapsed();
        Ok(())
    }

    /// Takes in the head of an answer from this address. Comes back: a wait that it asks for.
    pub(super) fn hear(&mut self, status: u16, head: &HeaderMap, at: &Url) -> Option<HoldOff> {
        self.is_answered = true;
        let now = self.started.0.plus(self.started.1.elapsed());
        let wishes = wishes::wishes(head, now);
        self.said = Said { at: Some(now), wishes, moved_to: None, hub: wishes::hub(head, at) };
        let (changed, asked) = self.permit.as_ref()?.heard(status, &wishes, now);
        self.hosts.extend(changed);
        asked
    }

    /// The end of what was no fetch: the hosts that are to be remembered otherwise.
    pub(super) fn into_hosts(self) -> Vec<(String, HostMemory)> {
        self.hosts
    }

    /// The end.
    pub(super) fn end(self, outcome: FetchOutcome) -> (Fetched, Option<Slot>) {
        let Self { said, hosts, is_answered, .. } = self;
        let fetched = Fetched { outcome, said, hosts, is_answered };
        (fetched, self.permit.map(Permit::into_slot))
    }
}

//! What our own hub is to be told, and when. Telling it is left to `daemon/`.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::model::Timestamp;

/// Between two rounds of announcements: what changes meanwhile goes into the next.
const GAP: Duration = Duration::from_secs(10);

/// A hub that can't be reached is tried again after so long, then after twice as long each time, up to
/// an hour. What it was not told is not forgotten.
const FIRST_REST: Duration = Duration::from_secs(30);
const LONGEST_REST: Duration = Duration::from_hours(1);

/// Documents that changed and of which the hub does not know.
#[derive(Debug, Default)]
pub struct Announcing {
    waiting: BTreeSet<String>,
    /// When the next round may begin; `None`: at once.
    next: Option<Timestamp>,
    failures: u32,
}

impl Announcing {
    /// These documents, by their addresses, are others now.
    pub fn changed(&mut self, documents: impl IntoIterator<Item = String>) {
        self.waiting.extend(documents);
    }

    /// There is no hub any more, or it is another, which knows nothing of what was not told.
    pub fn forget(&mut self) {
        *self = Self::default();
    }

    /// How long nothing is to be told; `None` where there is nothing to tell.
    pub fn wait(&self, now: Timestamp) -> Option<Duration> {
        let next = self.next.unwrap_or(now);
        (!self.waiting.is_empty()).then(|| next.since(now))
    }

    /// Takes what is to be told now; nothing before it is time.
    pub fn take(&mut self, now: Timestamp) -> Vec<String> {
        if self.wait(now).is_none_or(|wait| !wait.is_zero()) {
            return Vec::new();
        }
        self.next = Some(now.plus(GAP));
        std::mem::take(&mut self.waiting).into_iter().collect()
    }

    /// The hub was told all of it.
    pub fn told(&mut self) {
        self.failures = 0;
    }

    /// It was not told of these. It is left alone for a while, until `until` at least.
    pub fn failed(
        &mut self,
        documents: impl IntoIterator<Item = String>,
        until: Option<Timestamp>,
        now: Timestamp,
    ) {
        self.changed(documents);
        let rest = FIRST_REST.saturating_mul(1 << self.failures.min(16)).min(LONGEST_REST);
        self.failures = self.failures.saturating_add(1);
        let rested = now.plus(rest);
        self.next = Some(until.map_or(rested, |until| rested.max(until)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_unix(seconds)
    }

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn what_changes_within_ten_seconds_is_announced_together_and_once() {
        let mut hub = Announcing::default();
        assert_eq!(hub.wait(at(0)), None);
        hub.changed(names(&["a"]));
        assert_eq!(hub.take(at(0)), ["a"]);
        hub.told();
        hub.changed(names(&["b", "a"]));
        hub.changed(names(&["b"]));
        assert_eq!(hub.wait(at(1)), Some(Duration::from_secs(9)));
        assert!(hub.take(at(9)).is_empty());
        assert_eq!(hub.take(at(10)), ["a", "b"]);
        assert_eq!(hub.wait(at(11)), None);
    }

    #[test]
    fn a_hub_that_fails_is_told_later_and_later_and_of_everything() {
        let mut hub = Announcing::default();
        hub.changed(names(&["a"]));
        let mut now = at(0);
        let mut rests = Vec::new();
        for _ in 0..10 {
            let told = hub.take(now);
            assert_eq!(told, ["a"]);
            hub.failed(told, None, now);
            rests.push(hub.wait(now).unwrap().as_secs());
            now = now.plus(hub.wait(now).unwrap());
        }
        assert_eq!(rests, [30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]);
        let told = hub.take(now);
        hub.failed(told, Some(now.plus(Duration::from_hours(5))), now);
        assert_eq!(hub.wait(now), Some(Duration::from_hours(5)), "it named a moment");
        now = now.plus(Duration::from_hours(5));
        hub.changed(names(&["b"]));
        assert_eq!(hub.take(now), ["a", "b"]);
        hub.told();
        hub.changed(names(&["c"]));
        assert_eq!(hub.wait(now), Some(GAP));
    }
}

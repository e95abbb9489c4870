//! What our own hub is to be told, and when. Telling it, and remembering that, is left to `daemon/`.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::model::{Digest, Timestamp};

/// Between two rounds of announcements: what changes meanwhile goes into the next.
const GAP: Duration = Duration::from_secs(10);

/// A hub that can't be reached is tried again after so long, then after twice as long each time, up to
/// an hour. What it was not told is not forgotten.
const FIRST_REST: Duration = Duration::from_secs(30);
const LONGEST_REST: Duration = Duration::from_hours(1);

/// The documents that a hub is told of, by their addresses: as they are, and as it knows them.
#[derive(Debug, Default)]
pub struct Announcing {
    present: BTreeMap<String, Digest>,
    told: BTreeMap<String, Digest>,
    /// When the next round may begin; `None`: at once.
    next: Option<Timestamp>,
    failures: u32,
}

impl Announcing {
    /// For a hub that was told this before.
    pub fn knowing(told: BTreeMap<String, Digest>) -> Self {
        Self { told, ..Self::default() }
    }

    /// These are the documents that there are.
    pub fn see(&mut self, present: BTreeMap<String, Digest>) {
        self.present = present;
    }

    /// How long nothing is to be told; `None` where there is nothing to tell.
    pub fn wait(&self, now: Timestamp) -> Option<Duration> {
        let next = self.next.unwrap_or(now);
        self.untold().next().map(|_| next.since(now))
    }

    /// What is to be told now; nothing before it is time.
    pub fn round(&mut self, now: Timestamp) -> Vec<(String, Digest)> {
        if self.wait(now).is_none_or(|wait| !wait.is_zero()) {
            return Vec::new();
        }
        self.next = Some(now.plus(GAP));
        self.untold().map(|(document, digest)| (document.clone(), *digest)).collect()
    }

    /// The hub was told of this document, as it was when the round began.
    pub fn told(&mut self, document: String, digest: Digest) {
        self.failures = 0;
        self.told.insert(document, digest);
    }

    /// It can't be told. It is left alone for a while, until `until` at least; what it was not told is
    /// not forgotten.
    pub fn failed(&mut self, until: Option<Timestamp>, now: Timestamp) {
        let rest = FIRST_REST.saturating_mul(1 << self.failures.min(16)).min(LONGEST_REST);
        self.failures = self.failures.saturating_add(1);
        let rested = now.plus(rest);
        self.next = Some(until.map_or(rested, |until| rested.max(until)));
    }

    fn untold(&self) -> impl Iterator<Item = (&String, &Digest)> {
        self.present.iter().filter(|(document, digest)| self.told.get(*document) != Some(*digest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_unix(seconds)
    }

    /// Documents with these contents.
    fn documents(contents: &[(&str, &str)]) -> BTreeMap<String, Digest> {
        let digest = |content: &str| Digest::of(&[content.as_bytes()]);
        contents.iter().map(|(name, content)| ((*name).to_owned(), digest(content))).collect()
    }

    /// Tells all that is to be told now: what that is.
    fn tell(hub: &mut Announcing, now: i64) -> String {
        let round = hub.round(at(now));
        let names: Vec<String> = round.iter().map(|(document, _)| document.clone()).collect();
        for (document, digest) in round {
            hub.told(document, digest);
        }
        names.join(" ")
    }

    #[test]
    fn what_changes_within_ten_seconds_is_announced_together_and_once() {
        let mut hub = Announcing::default();
        assert_eq!(hub.wait(at(0)), None);
        hub.see(documents(&[("a", "1")]));
        assert_eq!(tell(&mut hub, 0), "a");
        hub.see(documents(&[("a", "2"), ("b", "1")]));
        hub.see(documents(&[("a", "2"), ("b", "2")]));
        assert_eq!(hub.wait(at(1)), Some(Duration::from_secs(9)));
        assert_eq!(tell(&mut hub, 9), "");
        assert_eq!(tell(&mut hub, 10), "a b");
        assert_eq!(hub.wait(at(11)), None);
        hub.see(documents(&[("a", "2")]));
        assert_eq!(hub.wait(at(11)), None, "what is gone is not announced");
    }

    #[test]
    fn a_hub_that_was_told_before_is_told_what_is_another_since() {
        let mut hub = Announcing::knowing(documents(&[("a", "1"), ("b", "1"), ("c", "1")]));
        hub.see(documents(&[("a", "1"), ("b", "2"), ("d", "1")]));
        assert_eq!(tell(&mut hub, 0), "b d");
    }

    #[test]
    fn what_changes_while_it_is_told_is_told_again() {
        let mut hub = Announcing::default();
        hub.see(documents(&[("a", "1")]));
        let round = hub.round(at(0));
        hub.see(documents(&[("a", "2")]));
        for (document, digest) in round {
            hub.told(document, digest);
        }
        assert_eq!(tell(&mut hub, 10), "a");
        assert_eq!(hub.wait(at(20)), None);
    }

    #[test]
    fn a_hub_that_fails_is_told_later_and_later_and_of_everything() {
        let mut hub = Announcing::default();
        hub.see(documents(&[("a", "1")]));
        let mut now = at(0);
        let mut rests = Vec::new();
        for _ in 0..10 {
            assert_eq!(hub.round(now).len(), 1);
            hub.failed(None, now);
            rests.push(hub.wait(now).unwrap().as_secs());
            now = now.plus(hub.wait(now).unwrap());
        }
        assert_eq!(rests, [30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]);
        assert_eq!(hub.round(now).len(), 1);
        hub.failed(Some(now.plus(Duration::from_hours(5))), now);
        assert_eq!(hub.wait(now), Some(Duration::from_hours(5)), "it named a moment");
        now = now.plus(Duration::from_hours(5));
        hub.see(documents(&[("a", "1"), ("b", "1")]));
        assert_eq!(tell(&mut hub, now.unix()), "a b");
        hub.see(documents(&[("a", "1"), ("b", "1"), ("c", "1")]));
        assert_eq!(hub.wait(now), Some(GAP));
    }
}

//! Whether it is our own network that is down. Pure; what follows is left to `poll`.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::model::{Digest, FeedKey, FeedMemory, Timestamp};

/// Hosts that can't be reached within this time are looked at together.
const TOGETHER: Duration = Duration::from_mins(2);

/// So many hosts at least: one or two may be down by chance.
const FEWEST: usize = 3;

/// While nothing can be reached, one feed is tried in this time.
const PROBE: Duration = Duration::from_mins(1);

/// And all others come back within this time after the next probe, not all at once.
const SPREAD_S: u64 = 240;

/// What has been seen of hosts lately, and whether anything can be reached.
#[derive(Debug, Default)]
pub struct Outage {
    /// By host: when it was last asked, and whether it was reached.
    looks: BTreeMap<String, (Timestamp, bool)>,
    /// Feeds whose failure was counted meanwhile, with what was remembered of them before.
    counted: Vec<(FeedKey, FeedMemory, Timestamp)>,
    /// How many hosts there are to ask at all.
    hosts: usize,
    /// The last probe, while nothing can be reached.
    probed: Option<Timestamp>,
}

/// What a look at a host means.
#[derive(Debug, PartialEq, Eq)]
pub enum Bearing {
    /// What came of the poll counts.
    Counts,
    /// It was reached, and nothing could be before.
    Back,
    /// It is our network, and nothing counts. With the feeds to be remembered as before: their
    /// failures were counted before that was known. Empty where it was known.
    Down(Vec<(FeedKey, FeedMemory)>),
}

impl Outage {
    /// From now on there are so many hosts to ask.
    pub fn expect(&mut self, hosts: usize) {
        self.hosts = hosts;
    }

    /// Whether this feed is to be left alone until a later moment, as nothing can be reached. The
    /// feed that may go is the probe.
    pub fn holds_back(&mut self, feed: &FeedKey, now: Timestamp) -> Option<Timestamp> {
        let probed = self.probed?;
        if PROBE <= now.since(probed) || now < probed {
            self.probed = Some(now);
            return None;
        }
        let share = Digest::of(&[feed.as_str().as_bytes()]).spread(SPREAD_S);
        Some(probed.plus(PROBE).plus(Duration::from_secs(share)))
    }

    /// Whether nothing can be reached.
    pub(super) fn is_on(&self) -> bool {
        self.probed.is_some()
    }

    /// Takes in whether a host was reached for a feed, of which this was remembered before.
    pub fn look(
        &mut self,
        host: &str,
        is_reached: bool,
        (feed, before): (&FeedKey, &FeedMemory),
        now: Timestamp,
    ) -> Bearing {
        if is_reached && self.probed.take().is_some() {
            self.looks.clear();
            return Bearing::Back;
        }
        self.looks.retain(|_, (at, _)| now.since(*at) <= TOGETHER);
        self.counted.retain(|(_, _, at)| now.since(*at) <= TOGETHER);
        self.looks.insert(host.to_owned(), (now, is_reached));
        if is_reached {
            return Bearing::Counts;
        }
        if self.probed.is_some() {
            return Bearing::Down(Vec::new());
        }
        let unreached = self.looks.values().filter(|(_, is_reached)| !is_reached).count();
        let enough = FEWEST.min(self.hosts.max(2));
        if enough <= unreached && self.looks.len() < 2 * unreached {
            self.probed = Some(now);
            let forgiven = std::mem::take(&mut self.counted);
            return Bearing::Down(
                forgiven.into_iter().map(|(key, memory, _)| (key, memory)).collect(),
            );
        }
        self.counted.push((feed.clone(), before.clone(), now));
        Bearing::Counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_unix(seconds)
    }

    fn key(host: &str) -> FeedKey {
        FeedKey::of(&format!("https://{host}/feed").parse().unwrap())
    }

    fn look(outage: &mut Outage, host: &str, is_reached: bool, second: i64) -> Bearing {
        outage.look(host, is_reached, (&key(host), &FeedMemory::default()), at(second))
    }

    fn outage(hosts: usize) -> Outage {
        let mut outage = Outage::default();
        outage.expect(hosts);
        outage
    }

    #[test]
    fn when_most_hosts_can_not_be_reached_it_is_us_and_nothing_was_counted() {
        let mut outage = outage(100);
        assert_eq!(look(&mut outage, "a.example", true, 0), Bearing::Counts);
        assert_eq!(look(&mut outage, "b.example", false, 10), Bearing::Counts);
        assert_eq!(look(&mut outage, "c.example", false, 20), Bearing::Counts);
        let Bearing::Down(forgiven) = look(&mut outage, "d.example", false, 30) else {
            panic!("three of four hosts are down")
        };
        let keys: Vec<FeedKey> = forgiven.into_iter().map(|(key, _)| key).collect();
        assert_eq!(keys, [key("b.example"), key("c.example")]);
        assert_eq!(look(&mut outage, "e.example", false, 40), Bearing::Down(Vec::new()));
    }

    #[test]
    fn hosts_that_are_down_among_others_that_are_not_count() {
        let mut outage = outage(100);
        for n in 0..10 {
            assert_eq!(look(&mut outage, &format!("up{n}.example"), true, n), Bearing::Counts);
        }
        for n in 0..8 {
            assert_eq!(look(&mut outage, &format!("down{n}.example"), false, n), Bearing::Counts);
        }
    }

    #[test]
    fn hosts_that_were_not_reached_long_apart_count() {
        let mut outage = outage(100);
        for n in 0..10 {
            let host = format!("down{n}.example");
            assert_eq!(look(&mut outage, &host, false, 100 * n), Bearing::Counts);
        }
    }

    #[test]
    fn one_feed_a_minute_is_tried_and_all_come_back_apart() {
        let mut outage = outage(3);
        assert_eq!(outage.holds_back(&key("a.example"), at(0)), None);
        for host in ["a.example", "b.example", "c.example"] {
            look(&mut outage, host, false, 0);
        }
        let until =
            |outage: &mut Outage, host: &str, second| outage.holds_back(&key(host), at(second));
        let (a, b) = (until(&mut outage, "a.example", 30), until(&mut outage, "b.example", 30));
        assert!(a.unwrap() >= at(60) && a.unwrap() < at(300) && a != b);
        assert_eq!(until(&mut outage, "a.example", 60), None, "the probe");
        assert!(until(&mut outage, "b.example", 61).is_some());
        assert_eq!(look(&mut outage, "a.example", true, 62), Bearing::Back);
        assert_eq!(until(&mut outage, "b.example", 63), None);
        assert_eq!(look(&mut outage, "b.example", false, 64), Bearing::Counts);
    }

    #[test]
    fn of_two_hosts_both_must_be_down_and_of_one_it_can_not_be_told() {
        let mut two = outage(2);
        assert_eq!(look(&mut two, "a.example", false, 0), Bearing::Counts);
        assert!(matches!(look(&mut two, "b.example", false, 1), Bearing::Down(_)));
        let mut one = outage(1);
        for second in 0..10 {
            assert_eq!(look(&mut one, "a.example", false, second), Bearing::Counts);
        }
    }
}

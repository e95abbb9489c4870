//! Whether it is our own network that is down. Pure; what follows is left to `poll`.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::model::{Digest, FeedKey, FeedMemory, ItemId, Timestamp};

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
    /// By host: when it was last asked, and what came of it.
    looks: BTreeMap<String, (Timestamp, Look)>,
    /// What a failure was counted against meanwhile, and when.
    counted: Vec<(Counted, Timestamp)>,
    /// How many hosts there are to ask at all.
    hosts: usize,
    /// The last probe, while nothing can be reached.
    probed: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Look {
    Reached,
    /// A feed was asked for there.
    Unreached,
    /// An article page was.
    PageUnreached,
}

/// What a failure is counted against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Counted {
    /// A feed, of which this was remembered before.
    Feed(FeedKey, Box<FeedMemory>),
    /// The article page of an item.
    Page(ItemId),
}

/// What a look at a host means.
#[derive(Debug, PartialEq, Eq)]
pub enum Bearing {
    /// What came of the poll counts.
    Counts,
    /// It was reached, and nothing could be before.
    Back,
    /// It is our network, and nothing counts. With what is to be as it was before: a failure was
    /// counted against it before that was known. Empty where it was known.
    Down(Vec<Counted>),
}

impl Outage {
    /// From now on there are so many hosts to ask.
    pub fn expect(&mut self, hosts: usize) {
        self.hosts = hosts;
    }

    /// Whether this feed, or a page of its, is to be left alone until a later moment, as nothing can be
    /// reached. What may go is the probe.
    pub fn holds_back(&mut self, feed: &FeedKey, now: Timestamp) -> Option<Timestamp> {
        let probed = self.probed?;
        if PROBE <= now.since(probed) || now < probed {
            self.probed = Some(now);
            return None;
        }
        let share = Digest::of(&[feed.as_str().as_bytes()]).spread(SPREAD_S);
        Some(probed.plus(PROBE).plus(Duration::from_secs(share)))
    }

    /// Takes in whether a host was reached, and what it is counted against if it was not.
    pub fn look(
        &mut self,
        host: &str,
        is_reached: bool,
        counted: Counted,
        now: Timestamp,
    ) -> Bearing {
        if is_reached && self.probed.take().is_some() {
            self.looks.clear();
            return Bearing::Back;
        }
        self.looks.retain(|_, (at, _)| now.since(*at) <= TOGETHER);
        self.counted.retain(|(_, at)| now.since(*at) <= TOGETHER);
        let look = match &counted {
            _ if is_reached => Look::Reached,
            Counted::Feed(..) => Look::Unreached,
            Counted::Page(_) => Look::PageUnreached,
        };
        self.looks.insert(host.to_owned(), (now, look));
        if is_reached {
            return Bearing::Counts;
        }
        if self.probed.is_some() {
            return Bearing::Down(Vec::new());
        }
        let amount = |of: Look| self.looks.values().filter(|(_, look)| *look == of).count();
        let pages = amount(Look::PageUnreached);
        let unreached = amount(Look::Unreached) + pages;
        // There is no end of hosts that articles are at, and some are gone for good.
        let enough = if pages == 0 { FEWEST.min(self.hosts.max(2)) } else { FEWEST };
        if enough <= unreached && self.looks.len() < 2 * unreached {
            self.probed = Some(now);
            let forgiven = std::mem::take(&mut self.counted);
            return Bearing::Down(forgiven.into_iter().map(|(counted, _)| counted).collect());
        }
        self.counted.push((counted, now));
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

    fn counted(host: &str) -> Counted {
        Counted::Feed(key(host), Box::default())
    }

    fn look(outage: &mut Outage, host: &str, is_reached: bool, second: i64) -> Bearing {
        outage.look(host, is_reached, counted(host), at(second))
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
        assert_eq!(forgiven, [counted("b.example"), counted("c.example")]);
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

    #[test]
    fn pages_are_signs_as_well_and_three_hosts_are_needed_whatever_feeds_there_are() {
        let page = |outage: &mut Outage, host: &str, second| {
            outage.look(host, false, Counted::Page(ItemId(second)), at(second))
        };
        let mut outage = outage(1);
        assert_eq!(look(&mut outage, "a.example", true, 0), Bearing::Counts);
        assert_eq!(page(&mut outage, "b.example", 1), Bearing::Counts);
        assert_eq!(page(&mut outage, "c.example", 2), Bearing::Counts);
        let forgiven = vec![Counted::Page(ItemId(1)), Counted::Page(ItemId(2))];
        assert_eq!(page(&mut outage, "d.example", 3), Bearing::Down(forgiven));
    }
}

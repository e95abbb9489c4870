//! The publishers' side: answers, and writes down every request that was not courteous.

use std::collections::BTreeMap;

use mainstem::model::{Timestamp, Wishes};

use crate::tally::Tally;
use crate::world::{DAY, Fault, HOUR, Source};

/// The longest wish of a good answer that has to be heeded.
const LONGEST_WISH: i64 = DAY;

/// What a publisher answers.
pub(crate) enum Answer {
    /// Nothing: it can't be reached.
    None,
    /// So many items are there, with a validator if it gives them.
    Items(usize),
    /// What is held is current.
    NotModified,
    /// A status that is no success.
    Status(u16),
}

/// What a publisher remembers of the one who polls it.
#[derive(Clone, Copy, Default)]
struct Reader {
    /// Until when it was asked not to come again.
    wish_until: i64,
    /// Whether it was given a validator.
    was_given: bool,
}

/// The same of a host.
#[derive(Clone, Copy, Default)]
struct Visitor {
    frozen_until: i64,
    strikes: u32,
    last_end: i64,
    is_there: bool,
}

pub(crate) struct Publishers {
    pub(crate) sources: Vec<Source>,
    /// When nobody can be reached: the poller's own network is down.
    outage: std::ops::Range<i64>,
    readers: Vec<Reader>,
    hosts: BTreeMap<String, Visitor>,
    gap: i64,
    pub(crate) tally: Tally,
}

impl Publishers {
    /// `gap`: what is asked of a poller between two requests to one host, in seconds.
    pub(crate) fn new(sources: Vec<Source>, outage: std::ops::Range<i64>, gap: i64) -> Self {
        let readers = vec![Reader::default(); sources.len()];
        Self { sources, outage, readers, hosts: BTreeMap::new(), gap, tally: Tally::default() }
    }

    /// A request for a feed begins; `held` is the validator that came with it.
    pub(crate) fn begin(&mut self, feed: usize, held: Option<usize>, now: i64) {
        let source = &self.sources[feed];
        let reader = &self.readers[feed];
        let visitor = self.hosts.entry(source.host.clone()).or_default();
        let tally = &mut self.tally;
        tally.requests += 1;
        if self.outage.contains(&now) {
            // Nobody is there to see it.
            tally.in_outage += 1;
            return;
        }
        tally.unconditional += u64::from(held.is_none());
        tally.needlessly_whole += u64::from(held.is_none() && reader.was_given);
        tally.before_a_wish_ended += u64::from(now < reader.wish_until);
        tally.in_skipped_hours += u64::from(is_skipped(source, now));
        tally.to_a_frozen_host += u64::from(now < visitor.frozen_until);
        tally.two_at_once += u64::from(visitor.is_there);
        tally.too_soon_after_another += u64::from(now < visitor.last_end + self.gap);
        visitor.is_there = true;
    }

    /// It ends, with this answer.
    pub(crate) fn end(&mut self, feed: usize, held: Option<usize>, now: i64) -> (Answer, Wishes) {
        let source = &self.sources[feed];
        let visitor = self.hosts.entry(source.host.clone()).or_default();
        visitor.is_there = false;
        visitor.last_end = now;
        if self.outage.contains(&now) {
            return (Answer::None, Wishes::default());
        }
        let mut wishes = Wishes::default();
        match source.fault(now) {
            Some(Fault::Down) => return (Answer::None, wishes),
            Some(Fault::Status(status)) => {
                if status == 429 {
                    // What a poller is to do that is not told for how long.
                    let doublings = visitor.strikes.min(8);
                    visitor.strikes += 1;
                    visitor.frozen_until = now + (600 << doublings).min(DAY);
                }
                return (Answer::Status(status), wishes);
            }
            Some(Fault::RetryAfter(status, wait)) => {
                wishes.retry_at = Some(Timestamp::from_unix(now + wait));
                visitor.frozen_until = now + wait;
                return (Answer::Status(status), wishes);
            }
            None => {}
        }
        visitor.strikes = 0;
        let (asks, reader) = (source.asks, &mut self.readers[feed]);
        wishes.fresh_until = asks.max_age.map(|age| Timestamp::from_unix(now + age));
        let ttl = asks.ttl_min.map_or(0, |minutes| i64::try_from(minutes).unwrap() * 60);
        reader.wish_until = now + asks.max_age.unwrap_or(0).max(ttl).min(LONGEST_WISH);
        reader.was_given |= source.gives_validators;
        let there = source.items_at(now);
        let answer = if held == Some(there) { Answer::NotModified } else { Answer::Items(there) };
        wishes.speaks_of_freshness = wishes.fresh_until.is_some();
        // Half of them send a bare 304, by which what was said before holds again.
        if matches!(answer, Answer::NotModified) && feed.is_multiple_of(2) {
            wishes = Wishes::default();
        }
        (answer, wishes)
    }
}

fn is_skipped(source: &Source, now: i64) -> bool {
    let hour = now.rem_euclid(DAY) / HOUR;
    // 1 January 1970 was a Thursday.
    let day = (now.div_euclid(DAY) + 3).rem_euclid(7);
    source.asks.skip_hours >> hour & 1 == 1 || source.asks.skip_days >> day & 1 == 1
}

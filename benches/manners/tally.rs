//! What came of a run, by criterion.

use std::fmt;

/// Counts of requests, and how long items waited.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    pub(crate) requests: u64,
    /// Of these, while nothing could be reached.
    pub(crate) in_outage: u64,
    /// Without a validator.
    pub(crate) unconditional: u64,
    /// Without a validator, though the publisher had given one.
    pub(crate) needlessly_whole: u64,
    pub(crate) before_a_wish_ended: u64,
    pub(crate) in_skipped_hours: u64,
    pub(crate) to_a_frozen_host: u64,
    pub(crate) two_at_once: u64,
    pub(crate) too_soon_after_another: u64,
    /// Seconds from an item's publication to ours, of each item.
    pub(crate) delays: Vec<i64>,
}

impl Tally {
    /// Requests that a publisher could complain of.
    #[cfg(test)]
    pub(crate) fn violations(&self) -> u64 {
        self.needlessly_whole
            + self.before_a_wish_ended
            + self.in_skipped_hours
            + self.to_a_frozen_host
            + self.two_at_once
            + self.too_soon_after_another
    }

    /// The delay, in seconds, that this share of the items did not exceed.
    pub(crate) fn delay(&self, share: (usize, usize)) -> i64 {
        let mut sorted = self.delays.clone();
        sorted.sort_unstable();
        sorted.get(sorted.len() * share.0 / share.1).copied().unwrap_or(0)
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let items = self.delays.len();
        let per_item = self.requests as f64 / items.max(1) as f64;
        let minutes = |seconds: i64| seconds as f64 / 60.0;
        write!(
            f,
            "{} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {:.1} min | {:.1} min | {:.2}",
            self.requests,
            self.in_outage,
            self.unconditional,
            self.needlessly_whole,
            self.before_a_wish_ended,
            self.in_skipped_hours,
            self.to_a_frozen_host,
            self.two_at_once,
            self.too_soon_after_another,
            items,
            minutes(self.delay((1, 2))),
            minutes(self.delay((19, 20))),
            per_item,
        )
    }
}

/// The head of a table of them.
pub(crate) const HEAD: &str = "requests | in our outage | unconditional | needlessly so | before a wish ended | in skipped hours | \
     to a frozen host | two at once | too soon | new items | median delay | 95 % | requests an item";

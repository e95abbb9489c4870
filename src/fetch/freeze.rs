//! When a whole host is left alone, and for how long. Pure; keeping to it is left to `gate`.

use std::time::Duration;

use crate::model::{HoldOff, HostMemory, Timestamp, Wishes};

/// How long a host is left alone that sends us away and doesn't say for how long: NetNewsWire's
/// number. Each further time in a row it is twice as long.
const UNNAMED: Duration = Duration::from_mins(10);

/// The longest of these, and the longest wait for a budget to be filled again.
const LONGEST_UNNAMED: Duration = Duration::from_hours(24);

/// A `Retry-After` is kept to up to this: some are of years, and their hosts are well again after an
/// hour.
pub(super) const LONGEST_NAMED: Duration = Duration::from_hours(7 * 24);

/// What to remember of a host that answered so, and what it asks for.
///
/// `Retry-After` counts with any status that is an error (RFC 9110 section 10.2.3 names only two);
/// one that has passed already says nothing. 429 and 503 ask for a wait by themselves.
pub(super) fn heard(
    before: HostMemory,
    status: u16,
    wishes: &Wishes,
    now: Timestamp,
) -> (HostMemory, Option<HoldOff>) {
    if now < before.frozen_until {
        // Sent before the host asked to be left alone: it stands by what it asked for.
        let asked = HoldOff { status: Some(status), until: before.frozen_until, is_named: true };
        return (before, matches!(status, 429 | 503).then_some(asked));
    }
    let is_error = 400 <= status;
    let named = wishes.retry_at.filter(|at| is_error && now < *at);
    if let Some(at) = named {
        let until = at.min(now.plus(LONGEST_NAMED));
        let memory = HostMemory { frozen_until: until, ..before };
        return (memory, Some(HoldOff { status: Some(status), until, is_named: true }));
    }
    if matches!(status, 429 | 503) {
        let doublings = before.strikes.min(16);
        let wait = UNNAMED.saturating_mul(1 << doublings).min(LONGEST_UNNAMED);
        let until = now.plus(wait);
        let memory = HostMemory { frozen_until: until, strikes: before.strikes.saturating_add(1) };
        return (memory, Some(HoldOff { status: Some(status), until, is_named: false }));
    }
    if is_error || (300..400).contains(&status) && status != 304 {
        return (before, None);
    }
    let budget = wishes.budget_at.filter(|at| now < *at);
    let frozen_until = budget.map_or(Timestamp::EPOCH, |at| at.min(now.plus(LONGEST_UNNAMED)));
    (HostMemory { frozen_until, strikes: 0 }, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::EPOCH;

    fn after(seconds: u64) -> Timestamp {
        NOW.plus(Duration::from_secs(seconds))
    }

    fn retry(seconds: u64) -> Wishes {
        Wishes { retry_at: Some(after(seconds)), ..Wishes::default() }
    }

    /// For how many seconds the host is frozen, and whether it said so.
    fn frozen(before: HostMemory, status: u16, wishes: &Wishes) -> (u64, Option<bool>) {
        let (memory, asked) = heard(before, status, wishes, NOW);
        (memory.frozen_until.since(NOW).as_secs(), asked.map(|asked| asked.is_named))
    }

    #[test]
    fn a_host_that_names_a_moment_is_left_alone_until_then_whatever_its_status() {
        for status in [400, 403, 404, 429, 500, 502, 503] {
            assert_eq!(frozen(HostMemory::default(), status, &retry(90)), (90, Some(true)));
        }
        for status in [200, 301, 302, 304] {
            assert_eq!(frozen(HostMemory::default(), status, &retry(90)), (0, None), "{status}");
        }
        let week = 7 * 24 * 3600;
        assert_eq!(frozen(HostMemory::default(), 503, &retry(u64::MAX)), (week, Some(true)));
    }

    #[test]
    fn a_host_that_names_none_is_left_alone_for_ten_minutes_and_twice_as_long_each_time() {
        let mut memory = HostMemory::default();
        let mut waits = Vec::new();
        let mut now = NOW;
        for _ in 0..10 {
            memory = heard(memory, 429, &Wishes::default(), now).0;
            waits.push(memory.frozen_until.since(now).as_secs() / 60);
            now = memory.frozen_until;
        }
        assert_eq!(waits, [10, 20, 40, 80, 160, 320, 640, 1280, 1440, 1440]);
        let (well, _) = heard(memory, 304, &Wishes::default(), now);
        assert_eq!(well, HostMemory::default());
        assert_eq!(frozen(well, 503, &Wishes::default()), (600, Some(false)));
    }

    #[test]
    fn an_answer_to_what_was_sent_before_does_not_thaw_a_host() {
        let frozen = HostMemory { frozen_until: after(90), strikes: 1 };
        for status in [200, 304, 404] {
            assert_eq!(heard(frozen, status, &Wishes::default(), NOW), (frozen, None));
        }
        let (memory, asked) = heard(frozen, 429, &Wishes::default(), NOW);
        assert_eq!((memory, asked.map(|asked| asked.until)), (frozen, Some(after(90))));
    }

    #[test]
    fn a_moment_that_has_passed_is_none() {
        assert_eq!(frozen(HostMemory::default(), 429, &retry(0)), (600, Some(false)));
        assert_eq!(frozen(HostMemory::default(), 500, &retry(0)), (0, None));
    }

    #[test]
    fn a_failure_neither_adds_to_what_is_remembered_nor_takes_away() {
        let strikes = HostMemory { frozen_until: Timestamp::EPOCH, strikes: 3 };
        for status in [301, 404, 500] {
            assert_eq!(heard(strikes, status, &Wishes::default(), NOW), (strikes, None));
        }
    }

    #[test]
    fn a_host_whose_budget_is_used_up_is_left_alone_until_it_is_filled() {
        let spent = |seconds| Wishes { budget_at: Some(after(seconds)), ..Wishes::default() };
        assert_eq!(frozen(HostMemory::default(), 200, &spent(300)), (300, None));
        assert_eq!(frozen(HostMemory::default(), 304, &spent(u64::MAX)), (86_400, None));
    }
}

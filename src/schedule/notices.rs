//! When the operator is told of a feed: once for each change of how it is, and once a day at most. What
//! is wrong at the moment is told by `ailments`.

use std::time::Duration;

use super::ailments::{TOLD_FROM, edit};
use crate::model::{Ailment, AilmentKind, Arrivals, FailureKind, Feed, FeedMemory, Timestamp};

/// A feed that can't be read for so long is told: hours are everyday.
const DEAD_AFTER: Duration = Duration::from_hours(72);

/// Between two notices of one feed.
const BETWEEN: Duration = Duration::from_hours(24);

/// A feed is silent when nothing comes for so many times as long as usually.
const SILENT_TIMES: u32 = 5;

/// But not before so long: many rest at the end of the week.
const SILENT_AFTER: Duration = Duration::from_hours(72);

/// So many arrivals tell what is usual.
const FEWEST_ARRIVALS: u32 = 6;

/// What a poll has shown of a feed.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a> {
    /// What is remembered of it now.
    pub memory: &'a FeedMemory,
    /// How the poll failed, where it did.
    pub failure: Option<FailureKind>,
    /// When its latest items came; `None` where nobody looked.
    pub arrivals: Option<Arrivals>,
}

/// What the operator is to be told of a feed after a poll, after what was told last; `None`: nothing.
pub fn notice(
    feed: &Feed,
    shown: Shown<'_>,
    last: Option<&Ailment>,
    now: Timestamp,
) -> Option<Ailment> {
    let told = last.map_or(AilmentKind::Back, |last| last.kind);
    let (kind, words) = state(feed, shown, now)?;
    let is_due = last.is_none_or(|last| BETWEEN <= now.since(last.since));
    (kind != told && is_due).then_some(Ailment { kind, since: now, words })
}

/// How the feed is; `None` where it fails and nobody can tell yet how.
fn state(feed: &Feed, shown: Shown<'_>, now: Timestamp) -> Option<(AilmentKind, String)> {
    let Shown { memory, failure, arrivals } = shown;
    let error = || memory.error.clone().unwrap_or_default();
    if memory.is_given_up {
        return Some((AilmentKind::Gone, error()));
    }
    if memory.failures > 0 {
        let since = memory.failing_since.unwrap_or(now);
        let is_again = TOLD_FROM <= memory.failures;
        let kind = match failure {
            Some(FailureKind::BotWall) if is_again => AilmentKind::Wall,
            Some(kind) if is_again && is_page(kind) => AilmentKind::Html,
            _ if DEAD_AFTER <= now.since(since) => AilmentKind::Failing,
            _ => return None,
        };
        return Some((kind, error()));
    }
    // It waits, as it was asked to.
    if memory.error.is_some() {
        return None;
    }
    if let Some(address) = &memory.address {
        return Some((AilmentKind::Moved, edit(address, |key| *key == feed.key)));
    }
    let silence = arrivals.and_then(|arrivals| silence(arrivals, now));
    Some(silence.unwrap_or_else(|| (AilmentKind::Back, "it is read again".to_owned())))
}

/// Whether a web page came in the place of the feed.
fn is_page(kind: FailureKind) -> bool {
    match kind {
        FailureKind::Html
        | FailureKind::NamesFeed
        | FailureKind::Login
        | FailureKind::Consent
        | FailureKind::Parked => true,
        FailureKind::Address
        | FailureKind::Name
        | FailureKind::Connect
        | FailureKind::Proxy
        | FailureKind::Tls
        | FailureKind::Timeout
        | FailureKind::TooLarge
        | FailureKind::Redirect
        | FailureKind::Status
        | FailureKind::Body
        | FailureKind::BotWall
        | FailureKind::Portal
        | FailureKind::NotAFeed
        | FailureKind::Internal => false,
    }
}

/// Whether nothing has come for much longer than usual.
fn silence(arrivals: Arrivals, now: Timestamp) -> Option<(AilmentKind, String)> {
    let gaps = arrivals.count.checked_sub(1).filter(|_| FEWEST_ARRIVALS <= arrivals.count)?;
    let usual = arrivals.last.since(arrivals.first) / gaps;
    let silent = now.since(arrivals.last);
    let is_silent = SILENT_AFTER < silent && usual * SILENT_TIMES < silent;
    is_silent.then(|| {
        let words = format!(
            "nothing new has come for {}, and usually something comes every {}; look whether its \
             publisher has another feed by now",
            span(silent),
            span(usual)
        );
        (AilmentKind::Silent, words)
    })
}

/// "9 days", "7 hours".
fn span(span: Duration) -> String {
    let hours = span.as_secs() / 3600;
    match hours {
        0 | 1 => "hour".to_owned(),
        2..48 => format!("{hours} hours"),
        _ => format!("{} days", hours / 24),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::schedule::tests::{at, feed};

    const NOW: &str = "2026-11-23T12:00:00Z";

    fn failing(failures: u32, hours: u64) -> FeedMemory {
        FeedMemory {
            failures,
            failing_since: Some(at(NOW).minus(Duration::from_hours(hours))),
            error: Some("failed to connect; go on".to_owned()),
            ..FeedMemory::default()
        }
    }

    fn told(memory: &FeedMemory, failure: Option<FailureKind>) -> Option<AilmentKind> {
        let shown = Shown { memory, failure, arrivals: None };
        notice(&feed("auto", "UTC"), shown, None, at(NOW)).map(|notice| notice.kind)
    }

    fn last(kind: AilmentKind, hours: u64) -> Ailment {
        let since = at(NOW).minus(Duration::from_hours(hours));
        Ailment { kind, since, words: String::new() }
    }

    #[test]
    fn a_feed_is_dead_when_it_can_not_be_read_for_three_days() {
        assert_eq!(told(&failing(9, 71), Some(FailureKind::Connect)), None);
        assert_eq!(told(&failing(9, 72), Some(FailureKind::Connect)), Some(AilmentKind::Failing));
    }

    #[test]
    fn a_page_or_a_wall_in_the_place_of_a_feed_is_told_when_it_comes_again() {
        for (failure, kind) in [
            (FailureKind::Html, AilmentKind::Html),
            (FailureKind::Login, AilmentKind::Html),
            (FailureKind::BotWall, AilmentKind::Wall),
        ] {
            assert_eq!(told(&failing(2, 1), Some(failure)), None);
            assert_eq!(told(&failing(3, 1), Some(failure)), Some(kind));
        }
    }

    #[test]
    fn a_feed_that_is_well_is_told_of_only_after_it_was_not() {
        let well = FeedMemory::default();
        assert_eq!(told(&well, None), None);
        let shown = Shown { memory: &well, failure: None, arrivals: None };
        let after = |kind, hours| {
            let last = last(kind, hours);
            notice(&feed("auto", "UTC"), shown, Some(&last), at(NOW)).map(|notice| notice.kind)
        };
        assert_eq!(after(AilmentKind::Failing, 24), Some(AilmentKind::Back));
        assert_eq!(after(AilmentKind::Failing, 23), None, "not twice a day");
        assert_eq!(after(AilmentKind::Back, 99), None);
    }

    #[test]
    fn a_feed_is_silent_after_five_times_its_usual_time_and_three_days_at_least() {
        let silent = |days: u64, every_hours: u64| {
            let last = at(NOW).minus(Duration::from_hours(24 * days));
            let first = last.minus(Duration::from_hours(every_hours * 9));
            let arrivals = Some(Arrivals { first, last, count: 10 });
            let memory = FeedMemory::default();
            let shown = Shown { memory: &memory, failure: None, arrivals };
            notice(&feed("auto", "UTC"), shown, None, at(NOW)).map(|notice| notice.words)
        };
        assert_eq!(silent(3, 1), None);
        assert!(
            silent(4, 1).unwrap().contains("for 4 days, and usually something comes every hour")
        );
        assert_eq!(silent(4, 24), None);
        assert!(silent(6, 24).unwrap().contains("every 24 hours"));
    }

    proptest! {
        #[test]
        fn never_more_than_one_a_day_and_never_twice_the_same(
            days in proptest::collection::vec((0_u32..9, 0_u64..60, any::<bool>(), 1_u64..40), 1..60),
        ) {
            let mut now = at(NOW);
            let mut told: Vec<Ailment> = Vec::new();
            for (failures, hours, is_page, wait) in days {
                now = now.plus(Duration::from_hours(wait));
                let since = now.minus(Duration::from_hours(hours * 3));
                let memory = FeedMemory {
                    failures,
                    failing_since: (failures > 0).then_some(since),
                    error: (failures > 0).then(|| "failed".to_owned()),
                    ..FeedMemory::default()
                };
                let failure = if is_page { FailureKind::Html } else { FailureKind::Timeout };
                let shown = Shown { memory: &memory, failure: Some(failure), arrivals: None };
                told.extend(notice(&feed("auto", "UTC"), shown, told.last(), now));
            }
            for pair in told.windows(2) {
                prop_assert!(BETWEEN <= pair[1].since.since(pair[0].since));
                prop_assert_ne!(pair[0].kind, pair[1].kind);
            }
        }
    }
}

//! What is remembered of a feed after a poll: pure and total, so that a failed poll is remembered as
//! surely as a good one. When a feed is polled that did well is left to `slot`.

use std::time::Duration;

use super::next_slot;
use crate::model::{Failure, FailureKind, Feed, FeedMemory, PollOutcome, Timestamp};

/// How long a feed rests after its first failure; each further one doubles it.
const FIRST_REST: Duration = Duration::from_mins(10);

/// No feed rests longer, whatever happened and whatever its publisher asks for: one that works again
/// is noticed within a day. A `Retry-After` of years has been seen.
const LONGEST_REST: Duration = Duration::from_hours(24);

/// The longest rest of a feed whose server can't be reached.
const UNREACHED_REST: Duration = Duration::from_hours(1);

/// How long a publisher is left alone who asks us to wait and doesn't say how long; NetNewsWire's
/// number.
const UNNAMED_WAIT: Duration = Duration::from_mins(10);

/// What to remember of the feed, now that this came of a poll. The next poll is always after `now`.
#[must_use]
pub fn settle(
    feed: &Feed,
    memory: &FeedMemory,
    outcome: &PollOutcome,
    now: Timestamp,
) -> FeedMemory {
    let polled = FeedMemory {
        last_poll: Some(now),
        last_status: outcome.status(),
        next_poll: Some(next_slot(feed, now)),
        ..memory.clone()
    };
    let well = |memory: FeedMemory| FeedMemory { failures: 0, error: None, gone: false, ..memory };
    match outcome {
        PollOutcome::Read { status: _, validators, url, body, about, moved_to } => {
            well(FeedMemory {
                validators: validators.clone(),
                document_url: Some(url.clone()),
                body: *body,
                about: about.clone(),
                moved_to: moved_to.clone(),
                ..polled
            })
        }
        // A 200 gives its validators anew: one that it leaves out is no longer the document's.
        PollOutcome::SameBody { status: _, url, validators } => well(FeedMemory {
            validators: validators.clone(),
            document_url: Some(url.clone()),
            ..polled
        }),
        PollOutcome::NotModified(given) => {
            well(FeedMemory { validators: memory.validators.renewed_by(given), ..polled })
        }
        // To be asked to wait is no failure: what was counted before stays as it is.
        PollOutcome::HoldOff { status, until } => {
            let end = until.unwrap_or(now.plus(UNNAMED_WAIT)).min(now.plus(LONGEST_REST));
            FeedMemory {
                next_poll: Some(next_slot(feed, now).max(end)),
                error: Some(hold_off_error(*status, *until)),
                ..polled
            }
        }
        PollOutcome::Gone => FeedMemory {
            next_poll: Some(slot_after_rest(feed, now, LONGEST_REST)),
            error: Some(
                "failed to find the feed: its publisher says that it is gone for good (HTTP 410); \
                 take it out of feeds.toml (until then it is asked for once a day)"
                    .to_owned(),
            ),
            gone: true,
            ..polled
        },
        PollOutcome::Failed(failure) => {
            let failures = memory.failures.saturating_add(1);
            FeedMemory {
                next_poll: Some(slot_after_rest(
                    feed,
                    now,
                    rest(failures).min(longest_rest(failure)),
                )),
                failures,
                error: Some(format!("failed to {}; {}", failure.detail, failure.kind.advice())),
                ..polled
            }
        }
    }
}

fn hold_off_error(status: u16, until: Option<Timestamp>) -> String {
    match until {
        Some(until) => format!("the server asks us to wait until {until} (HTTP {status})"),
        None => format!("the server asks us to wait and doesn't say how long (HTTP {status})"),
    }
}

/// Where no server was reached it may well be our network that is down, for all feeds at once, and
/// resting spares nobody.
fn longest_rest(failure: &Failure) -> Duration {
    match failure.kind {
        FailureKind::Name | FailureKind::Connect | FailureKind::Timeout
            if failure.status.is_none() =>
        {
            UNREACHED_REST
        }
        FailureKind::Name
        | FailureKind::Connect
        | FailureKind::Timeout
        | FailureKind::Address
        | FailureKind::Tls
        | FailureKind::TooLarge
        | FailureKind::Redirect
        | FailureKind::Status
        | FailureKind::Body
        | FailureKind::Html
        | FailureKind::NotAFeed
        | FailureKind::Internal => LONGEST_REST,
    }
}

/// How long a feed rests after this many failures in a row.
fn rest(failures: u32) -> Duration {
    let doublings = failures.saturating_sub(1).min(16);
    FIRST_REST.saturating_mul(1 << doublings).min(LONGEST_REST)
}

/// The first slot that isn't before the end of the rest. A slot, so that feeds that failed together
/// don't all come back in one second.
fn slot_after_rest(feed: &Feed, now: Timestamp, rest: Duration) -> Timestamp {
    next_slot(feed, now.plus(rest).minus(Duration::from_secs(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rest_doubles_up_to_a_day() {
        let minutes: Vec<u64> = (1..=9).map(|failures| rest(failures).as_secs() / 60).collect();
        assert_eq!(minutes, [10, 20, 40, 80, 160, 320, 640, 1280, 1440]);
        assert_eq!(rest(u32::MAX), LONGEST_REST);
    }
}

//! What is remembered of a feed after a poll: pure and total, so that a failed poll is remembered as
//! surely as a good one. When a feed is polled that did well is left to `slot`.

use std::time::Duration;

use super::patience::{LONGEST_REST, rest};
use super::wish::end_of_wish;
use super::{moves, next_slot, rhythm};
use crate::model::{
    Failure, Feed, FeedMemory, HoldOff, PollOutcome, Said, Sightings, Timestamp, Wishes,
};

/// A publisher who says that a feed is gone for good (410) is believed when it said so so often,
/// over so long.
const GONE_SIGHTINGS: u32 = 3;
const GONE_OVER: Duration = Duration::from_hours(48);

/// How soon to try again when our own network is down; the daemon tries one feed at a time.
const OFFLINE_REST: Duration = Duration::from_mins(1);

/// What came of a poll.
#[derive(Clone, Copy, Debug)]
pub struct Came<'a> {
    /// How it ended.
    pub outcome: &'a PollOutcome,
    /// What else the publisher said.
    pub said: &'a Said,
    /// The items that are new, by the dates that they bear.
    pub news: &'a [Option<Timestamp>],
}

/// What to remember of the feed, now that this came of a poll, or was pushed. After a poll, the next
/// is always after `now`.
#[must_use]
pub fn settle(feed: &Feed, memory: &FeedMemory, came: Came<'_>, now: Timestamp) -> FeedMemory {
    let polled =
        FeedMemory { last_poll: Some(now), last_status: came.outcome.status(), ..memory.clone() };
    match came.outcome {
        PollOutcome::Read { status: _, validators, url, body, about, repairs } => {
            let (validators, about) = (validators.clone(), about.clone());
            let (document_url, body, repairs) = (Some(url.clone()), *body, repairs.clone());
            let read = FeedMemory { about, validators, document_url, body, repairs, ..polled };
            well(feed, read, came, now)
        }
        // A 200 gives its validators anew: one that it leaves out is no longer the document's.
        PollOutcome::SameBody { status: _, url, validators } => {
            let document_url = Some(url.clone());
            well(
                feed,
                FeedMemory { validators: validators.clone(), document_url, ..polled },
                came,
                now,
            )
        }
        PollOutcome::NotModified(given) => {
            let validators = memory.validators.renewed_by(given);
            well(feed, FeedMemory { validators, ..polled }, came, now)
        }
        PollOutcome::HoldOff(asked) => held_off(feed, polled, *asked, now),
        PollOutcome::Gone => gone(feed, polled, now),
        PollOutcome::Failed(failure) => failed(feed, polled, failure, now),
        // Whatever else is remembered is of polls. The hub says nothing of when the next is due, and
        // its document not what the publisher's own is recognised by.
        PollOutcome::Pushed => {
            FeedMemory { rhythm: rhythm::learn(&memory.rhythm, came.news, now), ..memory.clone() }
        }
        PollOutcome::Offline(_) => {
            FeedMemory { next_poll: Some(now.plus(OFFLINE_REST)), ..memory.clone() }
        }
    }
}

fn well(feed: &Feed, polled: FeedMemory, came: Came<'_>, now: Timestamp) -> FeedMemory {
    let mut about = polled.about.clone();
    about.hub = came.said.hub.clone().or(about.hub);
    let answered = came.said.at.unwrap_or(now);
    let wishes = renewed(&polled, came, answered);
    let wish_until = end_of_wish(&about.cadence, &wishes, answered);
    let rhythm = rhythm::learn(&polled.rhythm, came.news, now);
    let settled = FeedMemory {
        about,
        rhythm,
        wish_until,
        failures: 0,
        failing_since: None,
        error: None,
        gone: None,
        is_given_up: false,
        ..polled
    };
    let settled = moves::found(feed, settled, came.said.moved_to.as_ref(), now);
    let next_poll = Some(next_slot(feed, &settled, now));
    FeedMemory { next_poll, ..settled }
}

/// What the answer asks for; where a 304 says nothing of it, that what was fresh for so long after the
/// last good answer is so again.
fn renewed(polled: &FeedMemory, came: Came<'_>, answered: Timestamp) -> Wishes {
    let wishes = came.said.wishes;
    let is_silent = !wishes.speaks_of_freshness;
    let PollOutcome::NotModified(_) = came.outcome else { return wishes };
    let span = polled.wish_until.zip(polled.rhythm.as_of).map(|(end, from)| end.since(from));
    let again = span.filter(|_| is_silent).map(|span| answered.plus(span));
    Wishes { fresh_until: wishes.fresh_until.max(again), ..wishes }
}

/// To be asked to wait until a certain moment is no failure: what was counted before stays as it is.
/// But where nothing is said, a feed that is always sent away is asked for ever less often.
fn held_off(feed: &Feed, polled: FeedMemory, asked: HoldOff, now: Timestamp) -> FeedMemory {
    let HoldOff { status, until, is_named } = asked;
    let named = match status {
        Some(status) if is_named => {
            Some(format!("the server asks us to wait until {until} (HTTP {status})"))
        }
        // Nothing was asked of that host: the redirect was the answer.
        None => Some(format!("it redirects to a host that asks to be left alone until {until}")),
        Some(_) => None,
    };
    if let Some(error) = named {
        let held = FeedMemory { error: Some(error), ..polled };
        return FeedMemory { next_poll: Some(slot_from(feed, &held, until)), ..held };
    }
    let answer = status.map_or_else(String::new, |status| format!(" (HTTP {status})"));
    let error = Some(format!("the server asks us to wait and doesn't say how long{answer}"));
    let held = FeedMemory { error, ..counted(polled, now) };
    let end = until.max(now.plus(rest(feed, &held, now)));
    FeedMemory { next_poll: Some(slot_from(feed, &held, end)), ..held }
}

fn gone(feed: &Feed, polled: FeedMemory, now: Timestamp) -> FeedMemory {
    if polled.address.is_some() {
        // Gone is the place that it had moved to: it may have moved on from where it was.
        let error = Some("the place that the feed had moved to is gone (HTTP 410)".to_owned());
        let back = FeedMemory { address: None, moving: None, error, ..counted(polled, now) };
        let end = now.plus(rest(feed, &back, now));
        return FeedMemory { next_poll: Some(slot_from(feed, &back, end)), ..back };
    }
    let seen = Sightings::and_now(polled.gone, now);
    let is_given_up = seen.amount_to(GONE_SIGHTINGS, GONE_OVER, now);
    let (next_poll, then) = if is_given_up {
        (Timestamp::from_unix(i64::MAX), "it is not asked for any more")
    } else {
        let end = now.plus(LONGEST_REST);
        (slot_from(feed, &polled, end), "it is asked for a few more times, once a day")
    };
    let error = Some(format!(
        "failed to find the feed: its publisher says that it is gone for good (HTTP 410); take it \
         out of feeds.toml ({then})"
    ));
    FeedMemory { next_poll: Some(next_poll), error, gone: Some(seen), is_given_up, ..polled }
}

fn failed(feed: &Feed, polled: FeedMemory, failure: &Failure, now: Timestamp) -> FeedMemory {
    let error = Some(failure.told());
    let failed = FeedMemory { error, ..moves::not_found(counted(polled, now)) };
    let end = now.plus(rest(feed, &failed, now));
    FeedMemory { next_poll: Some(slot_from(feed, &failed, end)), ..failed }
}

/// With one failure more.
fn counted(polled: FeedMemory, now: Timestamp) -> FeedMemory {
    let failures = polled.failures.saturating_add(1);
    FeedMemory { failures, failing_since: polled.failing_since.or(Some(now)), ..polled }
}

/// The first slot that isn't before this moment.
fn slot_from(feed: &Feed, memory: &FeedMemory, moment: Timestamp) -> Timestamp {
    next_slot(feed, memory, moment.minus(Duration::from_secs(1)))
}

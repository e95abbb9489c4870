//! The life of a subscription: when the hub is asked for what, and what it is believed. Pure and total;
//! what it has earned is judged in `trust`.
//!
//! It begins idle. We ask, and it is pending; the hub asks back whether that was us, and with our
//! yes it is verified, for a lease. At two thirds of the lease we ask again, and it is renewing; whether
//! the hub has forgotten us meanwhile or not, it asks back again. What comes to nothing is tried again
//! later and later; the feed is polled all the while.

use std::time::Duration;

use super::call::{Call, Mode};
use super::trust;
use crate::model::{HubReply, Lease, Stage, Subscription, Timestamp};

/// How long we ask a hub to push.
pub(super) const LEASE_ASKED: Duration = Duration::from_hours(10 * 24);

/// The leases that are believed. With a shorter one the hub would be asked all the time; a longer one
/// would outlast what anybody remembers.
const LEASE_BELIEVED: (Duration, Duration) = (HOUR, Duration::from_hours(30 * 24));

/// How long to wait for a hub's question before it is asked again: as long the first time, then twice
/// as long each time, up to a day.
const FIRST_WAIT: Duration = Duration::from_mins(10);
const LONGEST_WAIT: Duration = Duration::from_hours(24);

/// A hub that refused a topic is asked again then: publishers move.
const DENIED_REST: Duration = Duration::from_hours(7 * 24);

/// How often a hub is asked to push no more. Its lease ends by itself, and its pushes are not taken.
const MOST_GOODBYES: u32 = 3;

const HOUR: Duration = Duration::from_hours(1);

/// What happens to a subscription, beside what the hub says at its callback.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The hub is asked now. To be noted before the request goes out: it may ask back before it
    /// answers.
    Asking,
    /// It did not take the request: why, and until when it is to be left alone, if it said so.
    TurnedAway(String, Option<Timestamp>),
    /// It pushed a document, with so many items that were new.
    Pushed(usize),
    /// Somebody pushed something without its signature.
    Forged,
    /// A poll found what it should have pushed.
    Missed,
    /// A poll found nothing that it should have pushed.
    Kept,
    /// The feed, or its hub, is not listed any more, or we can't be reached.
    Unwanted,
    /// It is again.
    Wanted,
}

/// What is to be done about a subscription.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Errand {
    /// Nothing before this moment.
    Wait(Timestamp),
    /// The hub is to be asked.
    Ask(Mode),
    /// It is over, and there is nothing to remember.
    Forget,
}

/// What is to be done now.
pub fn errand(subscription: &Subscription, now: Timestamp) -> Errand {
    let is_leaving = subscription.stage == Stage::Leaving;
    if now < subscription.ask_at {
        Errand::Wait(subscription.ask_at)
    } else if is_leaving && subscription.tries >= MOST_GOODBYES {
        Errand::Forget
    } else if is_leaving {
        Errand::Ask(Mode::Unsubscribe)
    } else {
        Errand::Ask(Mode::Subscribe)
    }
}

/// Whether the hub is to be left with the topic that it was asked for, though the feed names another
/// now: until it is time to ask again. There are feeds whose address of their own changes from answer
/// to answer, by the server that gave it or a number in the query.
pub fn holds_topic(subscription: &Subscription, now: Timestamp) -> bool {
    subscription.stage != Stage::Leaving && now < subscription.ask_at
}

/// The subscription, now that this happened.
#[must_use]
pub fn step(subscription: &Subscription, event: &Event, now: Timestamp) -> Subscription {
    let mut next = subscription.clone();
    match event {
        Event::Asking => asking(&mut next, now),
        Event::TurnedAway(why, until) => {
            next.stage = match next.stage {
                Stage::Pending => Stage::Idle,
                Stage::Renewing(lease) => Stage::Verified(lease),
                // It asked back, and said no only then.
                stage @ (Stage::Idle | Stage::Verified(_) | Stage::Denied | Stage::Leaving) => {
                    stage
                }
            };
            if next.tries > 0 {
                next.note = Some(why.clone());
                next.ask_at = until.map_or(next.ask_at, |until| next.ask_at.max(until));
            }
        }
        Event::Pushed(new) => {
            next.last_push = Some(now);
            next.trust.pushes = next.trust.pushes.saturating_add(u32::from(*new > 0));
        }
        Event::Forged => next.ignored = next.ignored.saturating_add(1),
        Event::Missed => next.trust = trust::missed(next.trust),
        Event::Kept => next.trust = trust::kept(next.trust),
        Event::Unwanted if next.stage != Stage::Leaving => {
            // A hub that never was told to push need not be told to stop.
            let holds = next.stage.lease().is_some_and(|lease| now < lease.until);
            next.stage = Stage::Leaving;
            next.tries = if holds { 0 } else { MOST_GOODBYES };
            next.ask_at = now;
        }
        Event::Wanted if next.stage == Stage::Leaving => {
            next.stage = Stage::Idle;
            next.tries = 0;
            next.ask_at = now;
        }
        Event::Unwanted | Event::Wanted => {}
    }
    next
}

fn asking(next: &mut Subscription, now: Timestamp) {
    next.tries = next.tries.saturating_add(1);
    let mut wait = FIRST_WAIT.saturating_mul(1 << (next.tries - 1).min(16)).min(LONGEST_WAIT);
    wait += Duration::from_secs(next.token.0.spread(wait.as_secs() / 4));
    let lease = next.stage.lease().filter(|lease| now < lease.until);
    if let Some(lease) = lease {
        // While it lasts, several times.
        wait = wait.min((lease.until.since(now) / 3).max(FIRST_WAIT));
    }
    next.ask_at = now.plus(wait);
    next.stage = match (next.stage, lease) {
        (Stage::Leaving, _) => Stage::Leaving,
        (_, Some(lease)) => Stage::Renewing(lease),
        (_, None) => Stage::Pending,
    };
}

/// What a hub is told that says this at the callback, and the subscription from then on, where it is
/// another.
pub fn hear(
    subscription: &Subscription,
    call: &Call,
    now: Timestamp,
) -> (HubReply, Option<Subscription>) {
    let topic = match call {
        Call::Verify { topic, .. } | Call::Denied { topic, .. } => topic,
    };
    if *topic != subscription.link.topic {
        return (HubReply::Unknown, None);
    }
    match call {
        Call::Verify { mode: Mode::Subscribe, challenge, lease, .. } => {
            subscribed(subscription, challenge, *lease, now)
        }
        Call::Verify { mode: Mode::Unsubscribe, challenge, .. } => {
            if subscription.stage != Stage::Leaving {
                return (HubReply::Unknown, None);
            }
            let over = Subscription { tries: MOST_GOODBYES, ask_at: now, ..subscription.clone() };
            (HubReply::Confirmed(challenge.clone()), Some(over))
        }
        Call::Denied { reason, .. } => {
            (HubReply::Noted, denied(subscription, reason.as_deref(), now))
        }
    }
}

fn subscribed(
    subscription: &Subscription,
    challenge: &str,
    asked: Option<Duration>,
    now: Timestamp,
) -> (HubReply, Option<Subscription>) {
    let since = match subscription.stage {
        Stage::Pending => now,
        Stage::Renewing(lease) if lease.until < now => now,
        Stage::Renewing(lease) => lease.since,
        // A hub that did not hear our answer asks again, and so does one that renews by itself: it is
        // to hear the same. What we believe is the lease that we asked for.
        Stage::Verified(lease) if now < lease.until => {
            return (HubReply::Confirmed(challenge.to_owned()), None);
        }
        Stage::Idle | Stage::Verified(_) | Stage::Denied | Stage::Leaving => {
            return (HubReply::Unknown, None);
        }
    };
    let term = asked.unwrap_or(LEASE_ASKED).clamp(LEASE_BELIEVED.0, LEASE_BELIEVED.1);
    let lease = Lease { since, granted: now, until: now.plus(term) };
    let verified = Subscription {
        stage: Stage::Verified(lease),
        ask_at: now.plus(term * 2 / 3),
        tries: 0,
        note: None,
        ..subscription.clone()
    };
    (HubReply::Confirmed(challenge.to_owned()), Some(verified))
}

fn denied(
    subscription: &Subscription,
    reason: Option<&str>,
    now: Timestamp,
) -> Option<Subscription> {
    if subscription.stage == Stage::Leaving {
        return None;
    }
    let reason = reason.unwrap_or("the hub gives no reason").to_owned();
    Some(Subscription {
        stage: Stage::Denied,
        ask_at: now.plus(DENIED_REST),
        tries: 0,
        note: Some(reason),
        ..subscription.clone()
    })
}

//! Whether a request reached anybody, told to the outage together with what is written of it. What that
//! means is decided in `outage`.

use std::sync::{Mutex, MutexGuard, PoisonError};

use url::Url;

use super::outage::{Bearing, Counted, Outage};
use crate::fetch::host_key;
use crate::model::{Failure, FailureKind, PollOutcome, Timestamp};
use crate::store::{StoreError, Writing};

/// Whether a host was reached.
#[derive(Debug)]
pub(super) struct Reach {
    host: String,
    is_reached: bool,
}

/// What a request counts for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    /// It counts.
    Full,
    /// It does not: it is our own network that is down.
    None {
        /// Whether that was found just now, and what was counted before it counts no longer.
        forgave: bool,
    },
}

impl Reach {
    /// Whether anybody was reached by a request to this address that failed so, if it did; `None`
    /// where nobody was asked, because the address is refused.
    pub(super) fn of(asked: &Url, failure: Option<&Failure>, is_answered: bool) -> Option<Self> {
        let is_reached = match failure {
            Some(failure) => is_reached(failure.kind, is_answered)?,
            None => true,
        };
        Some(Self { host: host_key(asked), is_reached })
    }

    /// What the request counts for, `counted` being what it would be counted against, as it was
    /// before. Inside the transaction that writes what came of it: that an outage is found, that what
    /// came before is forgiven and that this does not count is one decision, and no failure is written
    /// between.
    pub(super) fn weigh(
        &self,
        outage: &Mutex<Outage>,
        counted: Counted,
        writing: &Writing<'_>,
        now: Timestamp,
    ) -> Result<Weight, StoreError> {
        let Self { host, is_reached } = self;
        let forgiven = match unpoisoned(outage).look(host, *is_reached, counted, now) {
            Bearing::Counts => return Ok(Weight::Full),
            Bearing::Back => {
                tracing::info!("The network is back: {host} was reached");
                return Ok(Weight::Full);
            }
            Bearing::Down(forgiven) => forgiven,
        };
        let forgave = !forgiven.is_empty();
        if forgave {
            tracing::warn!(
                "Most hosts can't be reached: the network seems to be down here. No failure is \
                 counted; one feed a minute is tried until one is reached"
            );
        }
        for counted in forgiven {
            match counted {
                Counted::Feed(key, before) => writing.forgive(&key, &before)?,
                Counted::Page(item) => writing.give_back_page(item, now)?,
            }
        }
        Ok(Weight::None { forgave })
    }
}

impl Weight {
    /// How a poll ended that counts for so much.
    pub(super) fn of(self, outcome: PollOutcome) -> PollOutcome {
        match self {
            Self::Full => outcome,
            Self::None { .. } => outcome.while_offline(),
        }
    }
}

/// Nothing that is done under this lock can leave it half done.
pub(super) fn unpoisoned(outage: &Mutex<Outage>) -> MutexGuard<'_, Outage> {
    outage.lock().unwrap_or_else(PoisonError::into_inner)
}

fn is_reached(failure: FailureKind, is_answered: bool) -> Option<bool> {
    match failure {
        // A captive portal is no answer of theirs: it is the network here that wants a login.
        FailureKind::Portal => Some(false),
        _ if is_answered => Some(true),
        FailureKind::Name | FailureKind::Connect | FailureKind::Proxy | FailureKind::Timeout => {
            Some(false)
        }
        FailureKind::Address | FailureKind::Internal => None,
        FailureKind::Tls
        | FailureKind::TooLarge
        | FailureKind::Redirect
        | FailureKind::Status
        | FailureKind::Body
        | FailureKind::Html
        | FailureKind::NamesFeed
        | FailureKind::Login
        | FailureKind::BotWall
        | FailureKind::Consent
        | FailureKind::Parked
        | FailureKind::NotAFeed => Some(true),
    }
}

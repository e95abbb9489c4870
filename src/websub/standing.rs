//! How a subscription is, for the operator. Showing it is left to `cli/`.

use super::trust::is_earned;
use crate::model::{FeedKey, Stage, Subscription, Timestamp};

/// How a subscription is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// In a word, for programs.
    pub state: &'static str,
    /// In some words, for people.
    pub words: String,
    /// Until when the hub pushes, where it does.
    pub until: Option<Timestamp>,
    /// Whether it is trusted, so that `auto` polls less often.
    pub is_trusted: bool,
}

/// The subscription of a feed that is shown. One that is being ended comes last.
pub fn shown<'a>(subscriptions: &'a [Subscription], feed: &FeedKey) -> Option<&'a Subscription> {
    let own = subscriptions.iter().filter(|subscription| subscription.feed == *feed);
    own.min_by_key(|subscription| subscription.stage == Stage::Leaving)
}

/// How a subscription is now.
pub fn standing(subscription: &Subscription, now: Timestamp) -> Standing {
    let why = subscription.note.as_deref();
    let failed = why.map(|why| format!("failed to subscribe: {why}"));
    let lease = subscription.stage.lease().filter(|lease| now < lease.until);
    let is_trusted = lease.is_some() && is_earned(subscription);
    let (state, words) = match (subscription.stage, lease) {
        (Stage::Idle | Stage::Pending, _) => match failed {
            Some(failed) => ("failing", failed),
            None => ("pending", "waits for its hub".to_owned()),
        },
        (Stage::Verified(_) | Stage::Renewing(_), None) => {
            ("expired", failed.unwrap_or_else(|| "its hub did not renew it".to_owned()))
        }
        (Stage::Verified(_) | Stage::Renewing(_), Some(lease)) => {
            let day = lease.until.rfc3339();
            let day = day.split('T').next().unwrap_or_default();
            let doubt = match (is_trusted, subscription.trust.misses) {
                (true, _) => "",
                (false, 0) => ", nothing yet",
                (false, _) => ", not trusted: a poll found what it had not pushed",
            };
            ("subscribed", format!("until {day}{doubt}"))
        }
        (Stage::Denied, _) => ("denied", format!("denied: {}", why.unwrap_or_default())),
        (Stage::Leaving, _) => ("leaving", "is being ended".to_owned()),
    };
    Standing { state, words, until: lease.map(|lease| lease.until), is_trusted }
}

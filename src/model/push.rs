//! Push by WebSub: what is known of a subscription at a hub, and what hubs send. What follows from it
//! is decided in `websub/`.

use std::fmt;

use url::Url;

use super::{Digest, FeedKey, HostMemory, HubLink, Secret, Timestamp};

/// A subscription to a feed's topic at the hub that it names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    /// What its callback is known by.
    pub token: CallbackToken,
    /// The feed that it is for.
    pub feed: FeedKey,
    /// The hub, and what we subscribe to there.
    pub link: HubLink,
    /// How the hub reaches this daemon: the address that callbacks begin with, with a slash at its
    /// end.
    pub base: String,
    /// How far it has come.
    pub stage: Stage,
    /// When the hub is to be asked next, whatever for.
    pub ask_at: Timestamp,
    /// How often in a row it was asked and did not confirm.
    pub tries: u32,
    /// What it gave for a reason, or what went wrong; `None` where all is well.
    pub note: Option<String>,
    /// What it has earned.
    pub trust: Trust,
    /// When it last pushed a document.
    pub last_push: Option<Timestamp>,
    /// Pushes that were ignored, because their signature was not the hub's.
    pub ignored: u32,
}

/// How far a subscription has come. That a lease has ended is told by its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Nothing is asked of the hub.
    Idle,
    /// We asked to be subscribed, and the hub is to make sure that it was us.
    Pending,
    /// The hub pushes.
    Verified(Lease),
    /// It does, and we asked for more time.
    Renewing(Lease),
    /// It does not want to.
    Denied,
    /// It is to push no more.
    Leaving,
}

impl Stage {
    /// The word for the store.
    pub fn name(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Pending => "pending",
            Self::Verified(_) => "verified",
            Self::Renewing(_) => "renewing",
            Self::Denied => "denied",
            Self::Leaving => "leaving",
        }
    }

    /// The stage of this name; one that needs a lease and has none is no more than a wish.
    pub fn from_name(name: &str, lease: Option<Lease>) -> Self {
        match (name, lease) {
            ("pending", _) => Self::Pending,
            ("verified", Some(lease)) => Self::Verified(lease),
            ("renewing", Some(lease)) => Self::Renewing(lease),
            ("denied", _) => Self::Denied,
            ("leaving", _) => Self::Leaving,
            _ => Self::Idle,
        }
    }

    /// The time that the hub gave us.
    pub fn lease(self) -> Option<Lease> {
        match self {
            Self::Verified(lease) | Self::Renewing(lease) => Some(lease),
            Self::Idle | Self::Pending | Self::Denied | Self::Leaving => None,
        }
    }
}

/// For how long a hub pushes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lease {
    /// Since when, without a gap.
    pub since: Timestamp,
    /// When it was last confirmed.
    pub granted: Timestamp,
    /// Until when.
    pub until: Timestamp,
}

/// Whether a hub pushes what there is, as far as was seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Trust {
    /// Pushes that brought something new, since a poll last found what had not been pushed.
    pub pushes: u32,
    /// How often a poll found such a thing.
    pub misses: u32,
}

/// What a callback is known by. Who has it can pass for the hub when it comes to leases, so it is not
/// printed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct CallbackToken(pub Digest);

impl CallbackToken {
    /// The token that is spelled so in an address: 32 hexadecimal digits.
    pub fn read(text: &str) -> Option<Self> {
        Digest::from_hex(text).map(Self)
    }

    /// As it stands in the address.
    pub fn reveal(self) -> String {
        self.0.to_string()
    }
}

impl fmt::Debug for CallbackToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// What a hub is told that asks at a callback.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HubReply {
    /// We did ask for that: its challenge comes back.
    Confirmed(String),
    /// We have taken note.
    Noted,
    /// We know nothing of that.
    Unknown,
}

/// What is sent to a hub.
#[derive(Clone, Debug)]
pub struct HubRequest {
    /// The hub's address.
    pub hub: Url,
    /// The fields of the form, secrets among them.
    pub form: Vec<(&'static str, Secret)>,
    /// The proxy to go through.
    pub proxy: Option<Url>,
}

/// How a hub took what was sent.
#[derive(Clone, Debug)]
pub struct Posted {
    /// Whether it will see to it.
    pub outcome: Result<(), TurnedAway>,
    /// The hosts that are to be remembered otherwise than before.
    pub hosts: Vec<(String, HostMemory)>,
}

/// Why it won't.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TurnedAway {
    /// In words: a fragment that completes "failed to …".
    pub why: String,
    /// Until when its host asks to be left alone, if it does.
    pub until: Option<Timestamp>,
}

/// What a hub sends to a callback.
#[derive(Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Which callback.
    pub token: CallbackToken,
    /// `Content-Type`.
    pub content_type: Option<String>,
    /// `X-Hub-Signature`.
    pub signature: Option<String>,
    /// The bytes.
    pub body: Vec<u8>,
}

/// A body in a log would drown it: only its size is shown.
impl fmt::Debug for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Delivery").field("size_bytes", &self.body.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_as_it_is_spelled_and_never_printed() {
        let token = CallbackToken(Digest::of(&[b"a feed"]));
        assert_eq!(CallbackToken::read(&token.reveal()), Some(token));
        assert_eq!(format!("{token:?}"), "***");
        for other in ["", "../feed.atom", "00", &"g".repeat(32), &"0".repeat(33), &"é".repeat(16)]
        {
            assert_eq!(CallbackToken::read(other), None, "{other}");
        }
    }

    #[test]
    fn a_stage_comes_back_as_it_went_into_the_store() {
        let moment = Timestamp::EPOCH;
        let lease = Lease { since: moment, granted: moment, until: moment };
        let stages = [
            Stage::Idle,
            Stage::Pending,
            Stage::Verified(lease),
            Stage::Renewing(lease),
            Stage::Denied,
            Stage::Leaving,
        ];
        for stage in stages {
            assert_eq!(Stage::from_name(stage.name(), stage.lease()), stage);
        }
        assert_eq!(Stage::from_name("verified", None), Stage::Idle);
    }
}

//! What a hub says when it asks at a callback, as its query has it (WebSub sections 5.2 and 5.3).
//! Whether it is believed is decided in `machine`.

use std::time::Duration;

use url::form_urlencoded;

use crate::model::one_line;

/// Longer reasons are cut: they stand in a table.
const MOST_REASON_CHARS: usize = 200;

/// What may be asked of a hub, and what it has us confirm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// To push.
    Subscribe,
    /// To push no more.
    Unsubscribe,
}

impl Mode {
    /// The word on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Subscribe => "subscribe",
            Self::Unsubscribe => "unsubscribe",
        }
    }
}

/// What a hub says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Call {
    /// Somebody asked for this: was it you?
    Verify {
        /// For what.
        mode: Mode,
        /// Of which topic.
        topic: String,
        /// What is to come back where it was us.
        challenge: String,
        /// For how long it would push.
        lease: Option<Duration>,
    },
    /// It does not push this topic, or no longer.
    Denied {
        /// Which.
        topic: String,
        /// Why, in a line; it need not say.
        reason: Option<String>,
    },
}

impl Call {
    /// What this query says; `None` where it is nothing that a hub says. Of a name that is there
    /// twice the first counts.
    pub fn read(query: &str) -> Option<Self> {
        let value = |wanted: &str| {
            let mut pairs = form_urlencoded::parse(query.as_bytes());
            pairs.find(|(name, _)| name == wanted).map(|(_, value)| value)
        };
        let topic = value("hub.topic")?.into_owned();
        let mode = match &*value("hub.mode")? {
            "subscribe" => Mode::Subscribe,
            "unsubscribe" => Mode::Unsubscribe,
            "denied" => {
                let reason =
                    value("hub.reason").map(|text| line(&text)).filter(|line| !line.is_empty());
                return Some(Self::Denied { topic, reason });
            }
            _ => return None,
        };
        let challenge = value("hub.challenge").filter(|challenge| !challenge.is_empty())?;
        let lease = value("hub.lease_seconds").and_then(|seconds| seconds.trim().parse().ok());
        let (challenge, lease) = (challenge.into_owned(), lease.map(Duration::from_secs));
        Some(Self::Verify { mode, topic, challenge, lease })
    }
}

/// A stranger's words as a line of a table.
fn line(text: &str) -> String {
    let cut: String = one_line(text).chars().take(MOST_REASON_CHARS).collect();
    cut.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hubs_question_is_read_from_its_query() {
        let query = "hub.mode=subscribe&hub.topic=https%3A%2F%2Fa.example%2Ffeed%3Fa%3D1\
                     &hub.challenge=x+y%26z&hub.lease_seconds=864000&hub.topic=https://b.example/";
        let asked = Call::Verify {
            mode: Mode::Subscribe,
            topic: "https://a.example/feed?a=1".to_owned(),
            challenge: "x y&z".to_owned(),
            lease: Some(Duration::from_hours(240)),
        };
        assert_eq!(Call::read(query), Some(asked));
    }

    #[test]
    fn a_denial_may_say_why_in_a_line() {
        let denied = |query: &str| match Call::read(query) {
            Some(Call::Denied { reason, .. }) => reason,
            other => panic!("{other:?}"),
        };
        let query = "hub.mode=denied&hub.topic=a&hub.reason=";
        assert_eq!(denied(&format!("{query}no%0Asuch%20topic")).as_deref(), Some("no such topic"));
        assert_eq!(denied(query), None);
        assert_eq!(denied(&format!("{query}{}", "x".repeat(999))).unwrap().len(), 200);
    }

    #[test]
    fn what_is_no_question_of_a_hubs_is_none() {
        for query in [
            "",
            "hub.mode=subscribe&hub.topic=a",
            "hub.mode=subscribe&hub.topic=a&hub.challenge=",
            "hub.mode=subscribe&hub.challenge=x",
            "hub.mode=publish&hub.topic=a&hub.challenge=x",
            "hub.topic=a&hub.challenge=x",
        ] {
            assert_eq!(Call::read(query), None, "{query}");
        }
    }
}

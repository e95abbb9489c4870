//! The one door by which time and randomness come in. Everyone else is given them.

use std::hash::{BuildHasher as _, RandomState};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::model::{Digest, Timestamp};

/// Tells the present moment.
#[derive(Clone, Copy, Debug)]
pub enum Clock {
    /// That of the machine.
    System,
    /// One that stood at `at` at the instant `origin`, and goes as tokio's clock goes: it stands
    /// still where that is paused.
    Anchored {
        /// When it was set.
        origin: tokio::time::Instant,
        /// What it was set to.
        at: Timestamp,
    },
}

impl Clock {
    /// The present moment. Asked once at the top of whatever happens, and passed down.
    pub fn now(self) -> Timestamp {
        match self {
            Self::System => system_now(),
            Self::Anchored { origin, at } => at.plus(origin.elapsed()),
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the door")]
fn system_now() -> Timestamp {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_unix(i64::try_from(since_epoch.as_secs()).unwrap_or(i64::MAX))
}

/// Something no other store has: for the ids of a store that is made now. Never anything else,
/// or the same store would not give the same bytes.
pub fn seed(clock: Clock) -> Digest {
    let drawn: Vec<[u8; 8]> =
        (0..4_u64).map(|n| RandomState::new().hash_one(n).to_le_bytes()).collect();
    Digest::of(&[clock.now().rfc3339().as_bytes(), drawn.as_flattened()])
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn an_anchored_clock_goes_as_tokios_goes() {
        let at = Timestamp::from_unix(1_795_000_000);
        let clock = Clock::Anchored { origin: tokio::time::Instant::now(), at };
        assert_eq!(clock.now(), at);
        tokio::time::advance(Duration::from_hours(2)).await;
        assert_eq!(clock.now(), at.plus(Duration::from_hours(2)));
    }

    #[test]
    fn two_stores_get_two_seeds() {
        assert_ne!(seed(Clock::System), seed(Clock::System));
    }
}

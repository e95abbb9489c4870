//! What publishers ask of those who poll them. What follows from it is decided in `schedule/` and,
//! for whole hosts, in `fetch/`.

use std::time::Duration;

use super::Timestamp;

/// What the document of a feed asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cadence {
    /// The least time between two polls: the longer of RSS's `ttl` and of the `updatePeriod` divided
    /// by the `updateFrequency` of the syndication module.
    pub period: Option<Duration>,
    /// The hours of the day, UTC, at which not to poll (RSS's `skipHours`): bit 0 is the hour from
    /// midnight.
    pub skip_hours: u32,
    /// The days of the week, UTC, on which not to poll (RSS's `skipDays`): bit 0 is Monday.
    pub skip_days: u8,
}

/// What the head of an answer asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wishes {
    /// Until when what was given is fresh: `Cache-Control: max-age` less `Age`, else `Expires`.
    pub fresh_until: Option<Timestamp>,
    /// Whether it says anything of that, be it that nothing is fresh. A 304 that says nothing renews
    /// what was said before (RFC 9111 section 4.3.4).
    pub speaks_of_freshness: bool,
    /// `Retry-After` of an answer that is no success.
    pub retry_at: Option<Timestamp>,
    /// When the host's budget of requests is filled again, where this answer used up the last of
    /// it (`x-ratelimit-remaining`, `x-ratelimit-reset`).
    pub budget_at: Option<Timestamp>,
}

/// What is remembered of a host that asked to be left alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HostMemory {
    /// Until when nobody asks it for anything.
    pub frozen_until: Timestamp,
    /// How often in a row it sent us away without saying for how long.
    pub strikes: u32,
}

/// Where a feed says that it pushes what is new (WebSub).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HubLink {
    /// The hub's address.
    pub hub: String,
    /// What to subscribe to: the feed's address in the publisher's own words (`rel=self`).
    pub topic: String,
}

/// Something that was seen, how often in a row and since when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sightings {
    /// When it was first seen.
    pub since: Timestamp,
    /// How often.
    pub count: u32,
}

impl Sightings {
    /// With one more.
    #[must_use]
    pub fn and_now(before: Option<Self>, now: Timestamp) -> Self {
        match before {
            Some(before) => Self { count: before.count.saturating_add(1), ..before },
            None => Self { since: now, count: 1 },
        }
    }

    /// Whether it was seen at least so often, over at least so long.
    pub fn amount_to(self, count: u32, span: Duration, now: Timestamp) -> bool {
        count <= self.count && span <= now.since(self.since)
    }
}

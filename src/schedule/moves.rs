//! Where a feed is asked for: at its address in feeds.toml, or where it has moved.

use std::time::Duration;

use url::Url;

use crate::model::{Feed, FeedMemory, Moving, Sightings, Timestamp};

/// A permanent redirect is taken at its word when it was seen so often, over so long. Redirects that
/// were meant to be temporary, a captive portal's and a burglar's are gone by then. FreshRSS follows
/// the first at once, and ended with one feed twice; Feedbin waits for 576.
const SIGHTINGS: u32 = 5;
const OVER: Duration = Duration::from_hours(72);

/// After so many failures where a feed has moved to, it is asked for again where it was.
const FAILURES_AWAY: u32 = 3;

/// Where the feed is to be asked for.
pub fn address(feed: &Feed, memory: &FeedMemory) -> Url {
    let moved = memory.address.as_deref().and_then(|address| Url::parse(address).ok());
    moved.unwrap_or_else(|| feed.url.clone())
}

/// What to remember of the feed's move, now that it was found at the end of this run of permanent
/// redirects, or without any.
pub(super) fn found(
    feed: &Feed,
    memory: FeedMemory,
    moved_to: Option<&Url>,
    now: Timestamp,
) -> FeedMemory {
    let Some(to) = moved_to else {
        // A move that is believed is remembered with when it began.
        let moving = memory.moving.filter(|moving| memory.address.as_ref() == Some(&moving.to));
        return FeedMemory { moving, ..memory };
    };
    let before = memory.moving.as_ref().filter(|moving| moving.to == to.as_str());
    let seen = Sightings::and_now(before.map(|moving| moving.seen), now);
    let is_believed =
        seen.amount_to(SIGHTINGS, OVER, now) || is_secured(&address(feed, &memory), to);
    let moving = Some(Moving { to: to.to_string(), seen });
    let address = if is_believed { Some(to.to_string()) } else { memory.address };
    FeedMemory { address, moving, ..memory }
}

/// What to remember of the feed's move, now that it was not found.
pub(super) fn not_found(memory: FeedMemory) -> FeedMemory {
    if memory.address.is_some() && FAILURES_AWAY <= memory.failures {
        return FeedMemory { address: None, moving: None, ..memory };
    }
    memory
}

/// Whether it is the same address but for `https`: nothing is lost by believing that at once.
fn is_secured(from: &Url, to: &Url) -> bool {
    from.scheme() == "http"
        && to.scheme() == "https"
        && from.host() == to.host()
        && from.port().is_none()
        && to.port().is_none()
        && from.path().trim_end_matches('/') == to.path().trim_end_matches('/')
        && from.query() == to.query()
}

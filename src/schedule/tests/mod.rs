//! What holds over all the files of this room: feeds and outcomes to try it with.

mod moves;
mod pushed;
mod settling;
mod slots;
mod waits;

use std::collections::BTreeSet;
use std::sync::LazyLock;
use std::time::Duration;

use proptest::prelude::*;
use url::Url;

use super::{Came, first_due, is_due, next_due, next_slot, settle, understand};
use crate::model::{
    Cadence, Digest, Failure, FailureKind, Feed, FeedAbout, FeedKey, FeedMemory, Flood, FullText,
    HoldOff, PollOutcome, Rules, Said, Schedule, Sightings, Timestamp, Validators, Wishes,
};

/// What is remembered of a feed that was never polled.
static NONE: LazyLock<FeedMemory> = LazyLock::new(FeedMemory::default);

/// What to remember after a poll that ended so, with nothing said beside.
fn settled(feed: &Feed, memory: &FeedMemory, outcome: &PollOutcome, now: Timestamp) -> FeedMemory {
    told(feed, memory, outcome, &Said::default(), now)
}

/// The same where the publisher said this.
fn told(
    feed: &Feed,
    memory: &FeedMemory,
    outcome: &PollOutcome,
    said: &Said,
    now: Timestamp,
) -> FeedMemory {
    settle(feed, memory, Came { outcome, said, news: &[] }, now)
}

pub(super) fn feed(schedule: &str, timezone: &str) -> Feed {
    feed_at("https://example.org/feed", schedule, timezone)
}

fn feed_at(url: &str, schedule: &str, timezone: &str) -> Feed {
    let url = Url::parse(url).unwrap();
    Feed {
        key: FeedKey::of(&url),
        url,
        title: None,
        tags: BTreeSet::new(),
        schedule: understand(schedule).unwrap(),
        timezone: Some(timezone.to_owned()),
        priority: 0,
        full_text: FullText::Off,
        rules: Rules::default(),
        strip_boilerplate: None,
        hold: Duration::ZERO,
        flood: Flood::Spread,
        keep_items: None,
        headers: Vec::new(),
        proxy: None,
        enabled: true,
    }
}

pub(super) fn at(rfc3339: &str) -> Timestamp {
    Timestamp::from_chrono(&rfc3339.parse().unwrap())
}

fn read() -> PollOutcome {
    PollOutcome::Read {
        status: 200,
        validators: validators("\"new\""),
        url: "https://example.org/feed".to_owned(),
        body: Some(Digest::of(&[b"body"])),
        about: FeedAbout { title: Some("Wire".to_owned()), ..FeedAbout::default() },
        repairs: Vec::new(),
    }
}

fn failed() -> PollOutcome {
    PollOutcome::Failed(Failure {
        kind: FailureKind::Connect,
        status: None,
        detail: "connect to example.org: connection refused".to_owned(),
    })
}

fn validators(etag: &str) -> Validators {
    Validators { etag: Some(etag.as_bytes().to_vec()), last_modified: None }
}

const NOW: &str = "2026-11-23T12:00:00Z";

/// Moments near the clock changes of our zones, where mistakes would be.
fn moment() -> impl Strategy<Value = i64> {
    let changes = prop::sample::select(vec![
        1_774_746_000, // 2026-03-29 01:00 UTC: Berlin, Troll
        1_792_890_000, // 2026-10-25 01:00 UTC: Berlin, Troll
        1_772_953_200, // 2026-03-08 07:00 UTC: New York
        1_793_512_800, // 2026-11-01 06:00 UTC: New York
        1_775_314_800, // 2026-04-04 15:00 UTC: Lord Howe
        1_791_041_400, // 2026-10-03 15:30 UTC: Lord Howe
        1_771_120_800, // 2026-02-15 02:00 UTC: Casablanca
        1_774_148_400, // 2026-03-22 03:00 UTC: Casablanca
        1_775_358_000, // 2026-04-05 03:00 UTC: Santiago
        1_788_667_200, // 2026-09-06 04:00 UTC: Santiago
        1_325_239_200, // 2011-12-30 10:00 UTC: Apia
    ]);
    prop_oneof![
        (changes, -100_000_i64..100_000).prop_map(|(change, off)| change + off),
        0_i64..4_000_000_000,
    ]
}

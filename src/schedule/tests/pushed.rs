//! What a hub's pushes change about polls.

use std::time::Duration;

use super::{NOW, at, feed, read, settled, told};
use crate::model::{FeedMemory, PollOutcome, Rhythm, Said, Timestamp};
use crate::schedule::{Came, next_due, next_slot, settle};

const DAY: Duration = Duration::from_hours(24);

/// A feed with an item an hour, that was polled well just now.
fn polled(schedule: &str) -> FeedMemory {
    let hourly = Rhythm {
        hours: [20_000; 24],
        days: [68_571; 7],
        watched_s: 20 * 86_400,
        as_of: Some(at(NOW)),
    };
    let memory = FeedMemory { rhythm: hourly, ..FeedMemory::default() };
    settled(&feed(schedule, "UTC"), &memory, &read(), at(NOW))
}

/// How long after a poll the next is due, where a hub is trusted until then.
fn wait(schedule: &str, memory: &FeedMemory, pushed_until: Option<Timestamp>) -> Duration {
    let memory = FeedMemory { pushed_until, ..memory.clone() };
    next_slot(&feed(schedule, "UTC"), &memory, at(NOW)).since(at(NOW))
}

#[test]
fn auto_polls_up_to_three_times_less_often_while_a_hub_is_trusted() {
    let memory = polled("auto");
    let own = wait("auto", &memory, None);
    let pushed = wait("auto", &memory, Some(at(NOW).plus(9 * DAY)));
    assert!(own * 5 / 2 < pushed && pushed <= own * 7 / 2, "{own:?} {pushed:?}");
    let nearly_over = wait("auto", &memory, Some(at(NOW).plus(own + Duration::from_mins(10))));
    assert!(nearly_over < own * 3 / 2 + Duration::from_mins(15), "{nearly_over:?}");
    assert_eq!(wait("auto", &memory, Some(at(NOW))), own, "the lease is over");
    let quiet = settled(&feed("auto", "UTC"), &FeedMemory::default(), &read(), at(NOW));
    let seldom = wait("auto", &quiet, Some(at(NOW).plus(30 * DAY)));
    assert!(seldom <= DAY + Duration::from_mins(2), "{seldom:?}");
}

#[test]
fn a_schedule_that_the_operator_set_is_kept_whatever_is_pushed() {
    for schedule in ["every 20m", "@hourly", "*/15 * * * *"] {
        let memory = polled(schedule);
        let own = wait(schedule, &memory, None);
        assert_eq!(wait(schedule, &memory, Some(at(NOW).plus(9 * DAY))), own, "{schedule}");
    }
}

#[test]
fn a_feed_whose_hub_loses_trust_is_polled_in_its_own_rhythm_at_once() {
    let feed = feed("auto", "UTC");
    let trusted = FeedMemory { pushed_until: Some(at(NOW).plus(9 * DAY)), ..polled("auto") };
    let slow = told(&feed, &trusted, &read(), &Said::default(), at(NOW));
    let fast = FeedMemory { pushed_until: None, ..slow.clone() };
    assert!(next_due(&feed, &fast, at(NOW)) < next_due(&feed, &slow, at(NOW)));
}

#[test]
fn a_push_teaches_when_items_come_and_changes_nothing_else() {
    let feed = feed("auto", "UTC");
    let before = FeedMemory { failures: 2, error: Some("failed".into()), ..polled("auto") };
    let now = at(NOW).plus(Duration::from_hours(1));
    let (said, news) = (Said::default(), [Some(now)]);
    let came = Came { outcome: &PollOutcome::Pushed, said: &said, news: &news };
    let after = settle(&feed, &before, came, now);
    assert_ne!(after.rhythm, before.rhythm);
    assert_eq!(FeedMemory { rhythm: before.rhythm.clone(), ..after }, before);
}

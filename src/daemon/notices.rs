//! Tells the operator of feeds, in the transaction of the poll that showed it. When, is decided in
//! `schedule/`; the feed of it is written in `publish/`.

use std::time::Duration;

use crate::model::{Feed, PollOutcome, PollRecord};
use crate::schedule::{self, Shown};
use crate::store::{FeedRow, StoreError, Writing};

/// Who is silent for less is not looked at: it takes longer for anything to be told.
const LOOKED_AT_AFTER: Duration = Duration::from_hours(72);

/// Notes what is to be told of a feed after this poll; whether it was anything.
pub(super) fn note(
    writing: &Writing<'_>,
    feed: &Feed,
    row: &FeedRow,
    record: &PollRecord,
) -> Result<bool, StoreError> {
    let failure = match &record.outcome {
        // What was pushed says nothing of polls, and a network of ours that is down nothing of feeds.
        PollOutcome::Pushed | PollOutcome::Offline(_) => return Ok(false),
        PollOutcome::Failed(failure) => Some(failure.kind),
        PollOutcome::Read { .. }
        | PollOutcome::SameBody { .. }
        | PollOutcome::NotModified(_)
        | PollOutcome::HoldOff(_)
        | PollOutcome::Gone => None,
    };
    let reading = writing.reading();
    let arrivals = reading.arrivals(row.id, record.at.minus(LOOKED_AT_AFTER))?;
    let shown = Shown { memory: &record.memory, failure, arrivals };
    let last = reading.last_notice(row.id)?;
    let Some(notice) = schedule::notice(feed, shown, last.as_ref(), record.at) else {
        return Ok(false);
    };
    writing.notice(row.id, &notice)?;
    Ok(true)
}

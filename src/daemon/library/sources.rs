//! How the feeds are, as a page: what is remembered of each, and what their polls came to.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::model::{
    Feed, FeedId, FeedKey, FeedMemory, FeedState, Settings, Subscription, Timestamp, feed_title,
    public_address,
};
use crate::publish::Rendered;
use crate::publish::web::{self, DayTotals, Frame, SourceRow, SourcesPage};
use crate::schedule;
use crate::store::{DayRow, FeedRow, Reading, StoreError};
use crate::websub;

/// So many days are shown.
const DAYS: u32 = 30;

/// The length of one.
const DAY: Duration = Duration::from_hours(24);

/// The page.
pub(super) fn page(
    reading: &Reading<'_>,
    (settings, frame): (&Settings, &Frame),
) -> Result<Rendered, StoreError> {
    let rows = reading.feeds()?;
    // The last day is that of the last poll, so that nothing changes while nothing is polled.
    let last = rows.iter().filter_map(|row| row.memory.last_poll).max();
    let days: Vec<Timestamp> = match last {
        Some(last) => (0..DAYS).rev().map(|back| start_of_day(last.minus(DAY * back))).collect(),
        None => Vec::new(),
    };
    let since = days.first().copied().unwrap_or_default();
    let mut polls = Polls::of(&days);
    reading.days(since, |row| polls.add(&days, &row))?;
    let items = reading.item_totals()?;
    let pushes = reading.subscriptions()?;
    let rows: BTreeMap<&str, &FeedRow> = rows.iter().map(|row| (row.url.as_str(), row)).collect();
    let feeds = settings.feeds.iter().map(|feed| {
        let told = Told { settings, pushes: &pushes, now: last.unwrap_or_default() };
        let row = rows.get(feed.key.as_str()).copied();
        source(feed, row, &told, (&items, &polls))
    });
    let complaint = settings.complaint.clone();
    let page = SourcesPage { complaint, feeds: feeds.collect(), days: polls.totals.clone() };
    Ok(web::sources(frame, &page))
}

fn start_of_day(at: Timestamp) -> Timestamp {
    Timestamp::from_unix(at.unix() - at.unix().rem_euclid(86_400))
}

/// What polls came to, gathered in one pass: there may be a row for each feed and day.
struct Polls {
    feeds: BTreeMap<FeedId, PollsOfFeed>,
    /// Of all feeds, day by day.
    totals: Vec<DayTotals>,
}

/// What those of a feed came to.
struct PollsOfFeed {
    /// New items, day by day.
    new: Vec<u32>,
    polls: u32,
    not_modified: u32,
}

impl Polls {
    /// None so far, on these days.
    fn of(days: &[Timestamp]) -> Self {
        let totals = days.iter().map(|day| DayTotals { day: *day, ..DayTotals::default() });
        Self { feeds: BTreeMap::new(), totals: totals.collect() }
    }

    fn add(&mut self, days: &[Timestamp], row: &DayRow) {
        let none = || PollsOfFeed { new: vec![0; days.len()], polls: 0, not_modified: 0 };
        let feed = self.feeds.entry(row.feed).or_insert_with(none);
        feed.polls += row.polls;
        feed.not_modified += row.not_modified;
        let Ok(at) = days.binary_search(&row.day) else { return };
        feed.new.get_mut(at).into_iter().for_each(|new| *new += row.new);
        let Some(sum) = self.totals.get_mut(at) else { return };
        sum.polls += u64::from(row.polls);
        sum.failed += u64::from(row.failed);
        sum.not_modified += u64::from(row.not_modified);
        sum.bytes = sum.bytes.saturating_add(row.bytes);
        sum.stories += u64::from(row.new.saturating_sub(row.duplicate));
        sum.duplicates += u64::from(row.duplicate);
    }
}

/// What the words for a feed are made from beside its memory.
struct Told<'a> {
    settings: &'a Settings,
    pushes: &'a [Subscription],
    now: Timestamp,
}

fn source(
    feed: &Feed,
    row: Option<&FeedRow>,
    told: &Told<'_>,
    (items, polls): (&BTreeMap<FeedId, u64>, &Polls),
) -> SourceRow {
    let none = FeedMemory::default();
    let memory = row.map_or(&none, |row| &row.memory);
    let id = row.map(|row| row.id);
    let own = id.and_then(|id| polls.feeds.get(&id));
    SourceRow {
        feed: id,
        title: feed_title(feed.title.as_deref(), memory.about.title.as_deref(), feed.key.as_str()),
        url: public_address(feed.key.as_str()),
        site_url: memory.about.site_url.clone(),
        tags: feed.tags.iter().cloned().collect(),
        state: FeedState::of(memory, feed.enabled),
        last_poll: memory.last_poll,
        next_poll: memory.next_poll.filter(|_| feed.enabled && !memory.is_given_up),
        failures: memory.failures,
        failing_since: memory.failing_since,
        trouble: trouble(feed, memory, told.settings),
        push: push(feed, told),
        items: id.and_then(|id| items.get(&id)).copied().unwrap_or_default(),
        new: own.map_or_else(|| vec![0; polls.totals.len()], |own| own.new.clone()),
        polls: own.map_or(0, |own| own.polls),
        not_modified: own.map_or(0, |own| own.not_modified),
    }
}

/// What is wrong with a feed, and what to do about it.
fn trouble(feed: &Feed, memory: &FeedMemory, settings: &Settings) -> Option<String> {
    let is_listed = |key: &FeedKey| settings.feed(key.as_str()).is_some();
    let ailment = schedule::ailment(feed, memory, is_listed).map(|ailment| ailment.words);
    memory.error.clone().filter(|_| feed.enabled).or(ailment).or_else(|| schedule::moving(memory))
}

/// How a feed is pushed, where it is.
fn push(feed: &Feed, told: &Told<'_>) -> Option<String> {
    websub::shown(told.pushes, &feed.key).map(|push| websub::standing(push, told.now).words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn polls_are_added_up_by_feed_and_by_day_in_one_pass() {
        let days = [10, 11].map(|day| Timestamp::from_unix(day * 86_400));
        let mut polls = Polls::of(&days);
        let (day, feed) = (days[0], FeedId(1));
        let row = DayRow {
            day,
            feed,
            polls: 5,
            not_modified: 2,
            failed: 1,
            bytes: 700,
            new: 3,
            duplicate: 1,
        };
        let later = Timestamp::from_unix(12 * 86_400);
        for (feed, day) in [(1, day), (2, day), (1, days[1]), (1, later)] {
            polls.add(&days, &DayRow { feed: FeedId(feed), day, ..row });
        }
        let own = &polls.feeds[&feed];
        assert_eq!((own.new.as_slice(), own.polls, own.not_modified), ([3, 3].as_slice(), 15, 6));
        assert_eq!(polls.feeds[&FeedId(2)].new, [3, 0]);
        let of_day = |at: usize| {
            let sum = &polls.totals[at];
            (sum.day, sum.polls, sum.failed, sum.not_modified, sum.bytes)
        };
        assert_eq!(of_day(0), (days[0], 10, 2, 4, 1_400));
        assert_eq!(of_day(1), (days[1], 5, 1, 2, 700));
        assert_eq!([0, 1].map(|at: usize| polls.totals[at].stories), [4, 2]);
        assert_eq!([0, 1].map(|at: usize| polls.totals[at].duplicates), [2, 1]);
    }
}

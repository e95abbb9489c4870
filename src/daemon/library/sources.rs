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
    let counted = Counted { items: reading.item_totals()?, polls: by_feed(reading.days(since)?) };
    let pushes = reading.subscriptions()?;
    let rows: BTreeMap<&str, &FeedRow> = rows.iter().map(|row| (row.url.as_str(), row)).collect();
    let feeds = settings.feeds.iter().map(|feed| {
        let told = Told { settings, pushes: &pushes, now: last.unwrap_or_default() };
        let row = rows.get(feed.key.as_str()).copied();
        source(feed, row, &told, (&counted, &days))
    });
    let totals = days.iter().map(|day| totals(*day, &counted.polls)).collect();
    let complaint = settings.complaint.clone();
    let page = SourcesPage { complaint, feeds: feeds.collect(), days: totals };
    Ok(web::sources(frame, &page))
}

fn start_of_day(at: Timestamp) -> Timestamp {
    Timestamp::from_unix(at.unix() - at.unix().rem_euclid(86_400))
}

/// What was counted.
struct Counted {
    /// Items of each feed.
    items: BTreeMap<FeedId, u64>,
    /// The days of each feed.
    polls: BTreeMap<FeedId, Vec<DayRow>>,
}

fn by_feed(rows: Vec<DayRow>) -> BTreeMap<FeedId, Vec<DayRow>> {
    let mut feeds: BTreeMap<FeedId, Vec<DayRow>> = BTreeMap::new();
    for row in rows {
        feeds.entry(row.feed).or_default().push(row);
    }
    feeds
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
    (counted, days): (&Counted, &[Timestamp]),
) -> SourceRow {
    let none = FeedMemory::default();
    let memory = row.map_or(&none, |row| &row.memory);
    let id = row.map(|row| row.id);
    let polls = id.and_then(|id| counted.polls.get(&id)).map(Vec::as_slice).unwrap_or_default();
    let of_day = |day: &Timestamp| polls.iter().find(|row| row.day == *day);
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
        items: id.and_then(|id| counted.items.get(&id)).copied().unwrap_or_default(),
        new: days.iter().map(|day| of_day(day).map_or(0, |row| row.new)).collect(),
        polls: polls.iter().map(|row| row.polls).sum(),
        not_modified: polls.iter().map(|row| row.not_modified).sum(),
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

fn totals(day: Timestamp, feeds: &BTreeMap<FeedId, Vec<DayRow>>) -> DayTotals {
    let rows = feeds.values().flatten().filter(|row| row.day == day);
    rows.fold(DayTotals { day, ..DayTotals::default() }, |sum, row| DayTotals {
        day,
        polls: sum.polls + u64::from(row.polls),
        failed: sum.failed + u64::from(row.failed),
        not_modified: sum.not_modified + u64::from(row.not_modified),
        bytes: sum.bytes.saturating_add(row.bytes),
        stories: sum.stories + u64::from(row.new.saturating_sub(row.duplicate)),
        duplicates: sum.duplicates + u64::from(row.duplicate),
    })
}

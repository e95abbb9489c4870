//! `mainstem status`: how the feeds are, and what to do where they aren't well.

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::time::Duration;

use comfy_table::{ContentArrangement, Table, presets};
use serde::Serialize;

use super::args::{Arguments, JsonArguments};
use super::errors::CommandError;
use super::output::Output;
use super::{feeds, surroundings};
use crate::config::Secrets;
use crate::daemon::Clock;
use crate::fetch::host_key;
use crate::model::{
    Ailment, Feed, FeedId, FeedKey, FeedMemory, FeedState, FullText, HostMemory, PageTroubles,
    Settings, Subscription, Timestamp, given_title, one_line,
};
use crate::schedule;
use crate::store::{FeedRow, OpenError, Store};
use crate::websub::{self, Standing};

/// How wide the table is, in characters, where nobody says how much fits.
const WIDTH_OF_A_PIPE: u16 = 160;

/// Items per day are counted over so many days.
const DAYS: u32 = 7;

#[derive(Serialize)]
struct Line {
    url: String,
    title: String,
    feed_title: Option<String>,
    site_url: Option<String>,
    language: Option<String>,
    state: &'static str,
    last_poll: Option<String>,
    last_status: Option<u16>,
    next_poll: Option<String>,
    failures: u32,
    error: Option<String>,
    items: u64,
    items_per_day: f64,
    format: Option<&'static str>,
    moved_to: Option<String>,
    failing_since: Option<String>,
    repairs: Vec<String>,
    wish_until: Option<String>,
    push: Option<PushLine>,
    #[serde(skip)]
    told: Option<String>,
    #[serde(skip)]
    moving: Option<String>,
    #[serde(skip)]
    moments: (Option<Timestamp>, Option<Timestamp>),
}

/// How a feed's subscription at its hub is.
#[derive(Serialize)]
struct PushLine {
    hub: String,
    state: &'static str,
    until: Option<String>,
    trusted: bool,
    reason: Option<String>,
    last_push: Option<String>,
    ignored: u32,
    #[serde(skip)]
    words: String,
}

pub(super) fn run(
    arguments: &Arguments,
    typed: &JsonArguments,
    output: &mut Output,
) -> Result<ExitCode, CommandError> {
    let (_, settings) = surroundings::settings(arguments, Secrets::Unneeded)?;
    let now = Clock::System.now();
    let held = Held::read(&settings, now)?;
    let lines = settings.feeds.iter().map(|feed| held.line(feed, &settings, now));
    if typed.json {
        for line in lines {
            output.json(&line)?;
        }
    } else {
        output.lines(&table(lines, now))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// What the store holds of feeds.
#[derive(Default)]
struct Held {
    rows: BTreeMap<String, FeedRow>,
    /// How many items each feed has: in all, and lately.
    counts: BTreeMap<FeedId, (u64, u64)>,
    troubles: Vec<PageTroubles>,
    pushes: Vec<Subscription>,
    hosts: BTreeMap<String, HostMemory>,
}

impl Held {
    fn read(settings: &Settings, now: Timestamp) -> Result<Self, CommandError> {
        let store = match Store::open_to_read(&settings.store.path) {
            Ok(store) => store,
            // Nothing was polled yet: every feed is new.
            Err(OpenError::Missing { .. }) => return Ok(Self::default()),
            Err(error) => return Err(error.into()),
        };
        let since = now.minus(Duration::from_hours(24) * DAYS);
        Ok(store.read_here(|reading| {
            let recent = reading.recent_totals(since)?;
            let of_feed = |(feed, all)| (feed, (all, recent.get(&feed).copied().unwrap_or(0)));
            Ok(Self {
                rows: feeds::by_url(reading.feeds()?),
                counts: reading.item_totals()?.into_iter().map(of_feed).collect(),
                troubles: reading.page_troubles()?,
                pushes: reading.subscriptions()?,
                hosts: reading.hosts()?.into_iter().collect(),
            })
        })?)
    }

    fn line(&self, feed: &Feed, settings: &Settings, now: Timestamp) -> Line {
        let row = self.rows.get(feed.key.as_str());
        let counted = row.and_then(|row| self.counts.get(&row.id)).copied().unwrap_or_default();
        let is_listed = |key: &FeedKey| settings.feed(key.as_str()).is_some();
        let ailment = row.and_then(|row| schedule::ailment(feed, &row.memory, is_listed));
        let line = Line::of(feed, row, counted, ailment);
        let of_feed = |trouble: &&PageTroubles| row.is_some_and(|row| row.id == trouble.feed);
        let trouble = self.troubles.iter().find(of_feed).filter(|_| line.is_well(feed));
        let push = websub::shown(&self.pushes, &feed.key).map(|push| PushLine::of(push, now));
        let line = Line { error: line.error.or(trouble.and_then(pages)), push, ..line };
        let address = row.map_or(feed.url.clone(), |row| schedule::address(feed, &row.memory));
        let host = self.hosts.get(&host_key(&address)).filter(|_| feed.enabled);
        match host.filter(|host| now < host.frozen_until) {
            Some(host) => line.held_back(host.frozen_until),
            None => line,
        }
    }
}

impl Line {
    fn of(
        feed: &Feed,
        row: Option<&FeedRow>,
        (items, recent): (u64, u64),
        ailment: Option<Ailment>,
    ) -> Self {
        let none = FeedMemory::default();
        let memory = row.map_or(&none, |row| &row.memory);
        let about = &memory.about;
        let next_poll = memory.next_poll.filter(|_| feed.enabled && !memory.is_given_up);
        let recent = f64::from(u32::try_from(recent).unwrap_or(u32::MAX));
        Self {
            url: feed.key.as_str().to_owned(),
            title: feeds::title(feed, row),
            feed_title: given_title(about.title.as_deref()),
            site_url: about.site_url.clone(),
            language: about.language.clone(),
            state: FeedState::of(memory, feed.enabled).name(),
            last_poll: memory.last_poll.map(Timestamp::rfc3339),
            last_status: memory.last_status,
            next_poll: next_poll.map(Timestamp::rfc3339),
            failures: memory.failures,
            error: memory.error.clone(),
            items,
            items_per_day: (recent / f64::from(DAYS) * 10.0).round() / 10.0,
            format: about.format.map(|format| format.name()),
            moved_to: memory.moved_to().map(str::to_owned),
            failing_since: memory.failing_since.map(Timestamp::rfc3339),
            repairs: memory.repairs.clone(),
            wish_until: memory.wish_until.map(Timestamp::rfc3339),
            push: None,
            told: ailment.map(|ailment| ailment.words),
            moving: schedule::moving(memory),
            moments: (memory.last_poll, next_poll),
        }
    }

    /// The line of a feed whose host asks to be left alone until this moment.
    fn held_back(self, until: Timestamp) -> Self {
        let (last, next) = self.moments;
        if next.is_some_and(|next| until <= next) || self.state == FeedState::Gone.name() {
            return self;
        }
        let words = format!("its host asks to be left alone until {until}");
        Self {
            next_poll: Some(until.rfc3339()),
            moments: (last, Some(until)),
            told: self.told.or(Some(words)),
            ..self
        }
    }

    /// Whether nothing worse is to be told of the feed than what its pages are like.
    fn is_well(&self, feed: &Feed) -> bool {
        feed.full_text != FullText::Off && self.error.is_none() && self.told.is_none()
    }
}

/// What is wrong with the article pages of a feed; nothing where it is but a few of them.
fn pages(troubles: &PageTroubles) -> Option<String> {
    let PageTroubles { asked, failed, error, .. } = troubles;
    (failed * 3 >= *asked).then(|| {
        format!("{failed} of the last {asked} article pages could not be read: failed to {error}")
    })
}

impl PushLine {
    fn of(subscription: &Subscription, now: Timestamp) -> Self {
        let Standing { state, words, until, is_trusted } = websub::standing(subscription, now);
        Self {
            hub: subscription.link.hub.clone(),
            state,
            until: until.map(Timestamp::rfc3339),
            trusted: is_trusted,
            reason: subscription.note.clone(),
            last_push: subscription.last_push.map(Timestamp::rfc3339),
            ignored: subscription.ignored,
            words,
        }
    }
}

fn table(lines: impl Iterator<Item = Line>, now: Timestamp) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    if !table.is_tty() {
        table.set_width(WIDTH_OF_A_PIPE);
    }
    table.set_header([
        "feed",
        "state",
        "polled",
        "next",
        "items",
        "a day",
        "push",
        "what is wrong",
    ]);
    for line in lines {
        let (last, next) = line.moments;
        // What was mended costs nothing, and goes after what does.
        let repaired =
            (!line.repairs.is_empty()).then(|| format!("repaired: {}", line.repairs.join("; ")));
        let wrong = line.error.or(line.told).or(line.moving).or(repaired);
        table.add_row([
            one_line(&line.title),
            line.state.to_owned(),
            last.map_or("never".to_owned(), |at| ago(now.since(at))),
            next.map_or("–".to_owned(), |at| within(at.since(now))),
            line.items.to_string(),
            line.items_per_day.to_string(),
            one_line(&line.push.map(|push| push.words).unwrap_or_default()),
            one_line(&wrong.unwrap_or_default()),
        ]);
    }
    table.trim_fmt()
}

fn ago(past: Duration) -> String {
    if past.as_secs() < 60 { "just now".to_owned() } else { format!("{} ago", roughly(past)) }
}

fn within(future: Duration) -> String {
    if future.is_zero() { "now".to_owned() } else { format!("in {}", roughly(future)) }
}

/// The largest unit that fits.
fn roughly(span: Duration) -> String {
    let seconds = span.as_secs();
    let (n, unit) = match seconds {
        0..60 => (seconds, "s"),
        60..3600 => (seconds / 60, "min"),
        3600..86_400 => (seconds / 3600, "h"),
        _ => (seconds / 86_400, "d"),
    };
    format!("{n} {unit}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_told_by_the_largest_unit_that_fits() {
        assert_eq!(ago(Duration::from_secs(5)), "just now");
        assert_eq!(ago(Duration::from_secs(7300)), "2 h ago");
        assert_eq!(within(Duration::ZERO), "now");
        assert_eq!(within(Duration::from_secs(59)), "in 59 s");
        assert_eq!(within(Duration::from_secs(200_000)), "in 2 d");
    }
}

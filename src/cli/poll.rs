//! `mainstem poll`: one round of polls, the same way the daemon makes them.

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_util::sync::CancellationToken;

use super::args::{Arguments, PollArguments};
use super::errors::CommandError;
use super::feeds;
use super::opening::open_store;
use super::output::Output;
use super::progress::Progress;
use super::run::runtime;
use super::{logging, surroundings};
use crate::config::Secrets;
use crate::daemon::{
    Clock, Live, PageTally, Polled, Poller, Polls, Turn, index_all, let_go_until, read_pages,
};
use crate::model::{Feed, PollOutcome, Settings, given_title};
use crate::schedule;
use crate::store::{FeedRow, Store, StoreError};

/// How long article pages are read after the polls. What is left waits for the next round.
const LONGEST_READING: Duration = Duration::from_mins(2);

/// How long items are let go then, of which there are many where `keep` is new. Likewise.
const LONGEST_LETTING_GO: Duration = Duration::from_mins(2);

/// The round as a whole, and as `--json` prints it.
#[derive(Default, Serialize)]
struct Round {
    /// Feeds that were polled.
    polled: usize,
    /// Items.
    new: usize,
    duplicate: usize,
    updated: usize,
    /// Feeds that brought nothing new.
    unchanged: usize,
    failed: usize,
    /// Feeds whose hosts ask to be left alone.
    waiting: usize,
    /// Feeds that it was not yet time for.
    not_due: usize,
    /// Article pages that were read for `full_text`, and that could not be.
    pages: usize,
    pages_failed: usize,
    /// Whether items are left that need not be held any longer.
    #[serde(skip)]
    has_more_to_let_go: bool,
    feeds: Vec<Line>,
}

/// One feed's poll.
#[derive(Serialize)]
struct Line {
    url: String,
    title: String,
    outcome: &'static str,
    status: Option<u16>,
    new: usize,
    duplicate: usize,
    updated: usize,
    error: Option<String>,
    next_poll: Option<String>,
}

pub(super) fn run(
    arguments: &Arguments,
    typed: &PollArguments,
    output: &mut Output,
) -> Result<ExitCode, CommandError> {
    let (surroundings, settings) = surroundings::settings(arguments, Secrets::Needed)?;
    logging::start(arguments, &surroundings.variables, "error")?;
    let store = open_store(&settings)?;
    let rows = feeds::by_url(store.read_here(|reading| reading.feeds())?);
    let chosen = choose(typed, &settings, &rows)?;
    let runtime = runtime()?;
    let round = runtime.block_on(async {
        let round = Rounds { typed, rows: &rows, store: store.clone() };
        round.poll(&settings, chosen, output).await
    });
    runtime.shutdown_background();
    store.close();
    let round = round?;
    if typed.json {
        output.json(&round)?;
    } else {
        output.line(&round.summary())?;
    }
    Ok(if round.failed > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// The feeds that were named, else all; each once and only those that are enabled.
fn choose(
    typed: &PollArguments,
    settings: &Settings,
    rows: &BTreeMap<String, FeedRow>,
) -> Result<Vec<Arc<Feed>>, CommandError> {
    let mut chosen = BTreeMap::new();
    for word in &typed.feeds {
        for feed in feeds::named(word, settings, rows)? {
            chosen.insert(feed.key.clone(), feed);
        }
    }
    if typed.feeds.is_empty() {
        chosen.extend(settings.feeds.iter().map(|feed| (feed.key.clone(), feed)));
    }
    let enabled = chosen.into_values().filter(|feed| feed.enabled);
    Ok(enabled.cloned().map(Arc::new).collect())
}

struct Rounds<'a> {
    typed: &'a PollArguments,
    rows: &'a BTreeMap<String, FeedRow>,
    store: Store,
}

impl Rounds<'_> {
    async fn poll(
        self,
        settings: &Settings,
        chosen: Vec<Arc<Feed>>,
        output: &mut Output,
    ) -> Result<Round, CommandError> {
        let live = Arc::new(Live::new(settings.merged.window));
        let poller = Poller::new(&settings.fetch, self.store.clone(), live, Clock::System)?;
        poller.recall().await?;
        poller.expect(&chosen);
        let now = Clock::System.now();
        let mut round = Round::default();
        let due: Vec<Arc<Feed>> = chosen
            .into_iter()
            .filter(|feed| {
                let memory = self.rows.get(feed.key.as_str()).map(|row| &row.memory);
                let is_due = memory.is_none_or(|memory| schedule::is_due(feed, memory, now));
                let wanted = is_due || self.typed.force;
                round.not_due += usize::from(!wanted);
                wanted
            })
            .collect();
        let progress = Progress::of(due.len(), self.typed.json);
        let stop = CancellationToken::new();
        let mut polls = Polls::default();
        for feed in due {
            polls.start(&poller, feed, self.typed.force, &stop);
        }
        let mut interrupt = signal(SignalKind::interrupt())?;
        // Where nobody reads what is printed, the polls are made all the same.
        let mut printed = Ok(());
        loop {
            let ended = tokio::select! {
                ended = polls.next() => ended,
                _ = interrupt.recv() => {
                    stop.cancel();
                    continue;
                }
            };
            let Some((feed, turn)) = ended else { break };
            if let Some(line) = self.line(&feed, turn) {
                printed = printed.and_then(|()| tell(&line, &progress, output));
                round.add(line);
            } else {
                round.not_due += 1;
            }
        }
        progress.end();
        let afterwards = Afterwards { poller: &poller, store: &self.store, settings };
        let (PageTally { read, failed }, is_done) = afterwards.run(&stop, &mut interrupt).await?;
        if stop.is_cancelled() {
            return Err(CommandError::Other("finish: interrupted".to_owned()));
        }
        printed?;
        Ok(Round { pages: read, pages_failed: failed, has_more_to_let_go: !is_done, ..round })
    }

    /// `None` where the feed was not polled after all.
    fn line(&self, feed: &Feed, turn: Result<Turn, StoreError>) -> Option<Line> {
        let row = self.rows.get(feed.key.as_str());
        match turn {
            Ok(Turn::Stopped | Turn::NotDue { .. }) => None,
            Ok(Turn::Polled(polled)) => Some(Line::of(feed, row, &polled)),
            Ok(Turn::HeldBack { until, why }) => {
                let error = format!("{why}; it is not asked for anything until {until}");
                Some(Line::without(feed, row, "hold-off", error))
            }
            Err(error) => {
                let error = format!("failed to record the poll: {error}");
                Some(Line::without(feed, row, "failed", error))
            }
        }
    }
}

/// What is done when the polls are over.
struct Afterwards<'a> {
    poller: &'a Poller,
    store: &'a Store,
    settings: &'a Settings,
}

impl Afterwards<'_> {
    /// Reads the article pages that wait, as far as there is time, indexes what is not indexed, and lets
    /// go what need not be held any longer, again as far as there is time: whether there was.
    async fn run(
        &self,
        stop: &CancellationToken,
        interrupt: &mut Signal,
    ) -> Result<(PageTally, bool), CommandError> {
        let enough = stop.child_token();
        let work = async {
            let tally = read_pages(self.poller, self.settings, &enough).await?;
            index_all(self.store, stop).await?;
            let now = Clock::System.now();
            let settings = Arc::new(self.settings.clone());
            let limit = tokio::time::sleep(LONGEST_LETTING_GO);
            let is_done = let_go_until(limit, self.store, &settings, (now, stop)).await?;
            Ok((tally, is_done))
        };
        let limit = tokio::time::sleep(LONGEST_READING);
        tokio::pin!(work, limit);
        loop {
            tokio::select! {
                done = &mut work => return done,
                _ = interrupt.recv() => stop.cancel(),
                () = &mut limit, if !enough.is_cancelled() => enough.cancel(),
            }
        }
    }
}

fn tell(line: &Line, progress: &Progress, output: &mut Output) -> Result<(), CommandError> {
    let told = line.to_string();
    if line.error.is_some() && matches!(progress, Progress::Bar(_)) {
        progress.note(&told, output)?;
    }
    progress.done(&told, output)
}

impl Line {
    fn of(feed: &Feed, row: Option<&FeedRow>, polled: &Polled) -> Self {
        let Polled { outcome, tally, memory, .. } = polled;
        // A feed that could not be read says nothing of itself: it is called what it was.
        let given = given_title(memory.about.title.as_deref());
        let title = given.filter(|_| feed.title.is_none());
        Self {
            url: feed.key.as_str().to_owned(),
            title: title.unwrap_or_else(|| feeds::title(feed, row)),
            outcome: outcome.name(),
            status: outcome.status(),
            new: tally.new,
            duplicate: tally.duplicate,
            updated: tally.updated,
            error: match outcome {
                PollOutcome::Failed(_) | PollOutcome::Gone | PollOutcome::HoldOff(_) => {
                    memory.error.clone()
                }
                PollOutcome::Offline(failure) => {
                    Some(format!("failed to {failure}; nor can other hosts be reached from here"))
                }
                PollOutcome::Read { .. }
                | PollOutcome::SameBody { .. }
                | PollOutcome::NotModified(_)
                | PollOutcome::Pushed => None,
            },
            next_poll: memory.next_poll.map(|at| at.rfc3339()),
        }
    }

    /// Of a feed without a poll on record.
    fn without(feed: &Feed, row: Option<&FeedRow>, outcome: &'static str, error: String) -> Self {
        Self {
            url: feed.key.as_str().to_owned(),
            title: feeds::title(feed, row),
            outcome,
            status: None,
            new: 0,
            duplicate: 0,
            updated: 0,
            error: Some(error),
            next_poll: None,
        }
    }
}

impl std::fmt::Display for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: ", self.title)?;
        match &self.error {
            Some(error) => write!(f, "{error} ({})", self.url),
            None if self.new + self.updated == 0 => f.write_str("unchanged"),
            None => write!(f, "{} new, {} updated", self.new, self.updated),
        }
    }
}

impl Round {
    fn add(&mut self, line: Line) {
        // To be asked to wait is no failure.
        let is_waiting = line.outcome == "hold-off";
        let is_failure = line.error.is_some() && !is_waiting;
        self.polled += usize::from(!is_waiting || line.status.is_some());
        self.waiting += usize::from(is_waiting);
        self.new += line.new;
        self.duplicate += line.duplicate;
        self.updated += line.updated;
        self.failed += usize::from(is_failure);
        self.unchanged += usize::from(line.error.is_none() && line.new + line.updated == 0);
        self.feeds.push(line);
    }

    fn summary(&self) -> String {
        let Self { polled, new, duplicate, updated, unchanged, failed, not_due, .. } = self;
        let pages = match self.pages + self.pages_failed {
            0 => String::new(),
            all => format!("; {} of {all} article pages read", self.pages),
        };
        let waiting = match self.waiting {
            0 => String::new(),
            n => format!("{n} to be left alone for a while, "),
        };
        let more = if self.has_more_to_let_go { "; the next run lets more items go" } else { "" };
        format!(
            "{polled} feeds polled: {new} new items ({duplicate} of them duplicates), {updated} \
             updated; {unchanged} feeds unchanged, {failed} failed, {waiting}{not_due} not due{pages}{more}"
        )
    }
}

//! Opening the store to write, and what is told of it meanwhile: a migration of a large store takes a
//! minute. On a terminal that is a bar, elsewhere lines in the log, and systemd waits as long as it goes on.

use std::io::IsTerminal as _;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use super::errors::CommandError;
use crate::daemon::{Clock, seed, still_starting};
use crate::model::Settings;
use crate::store::{Opening, Progress, Store, Watcher, Work};

/// Between two signs of life.
const SIGN: Duration = Duration::from_secs(1);

/// Between two lines in the log about one work.
const LINE: Duration = Duration::from_secs(10);

/// Opens the store for a command.
pub(super) fn open_store(settings: &Settings) -> Result<Store, CommandError> {
    Ok(Store::open_watched(&settings.store.path, &opening(), Some(watcher()))?)
}

/// The same for the daemon, which has the file looked through where there is reason to.
pub(super) fn open_sound(settings: &Settings) -> Result<Store, CommandError> {
    Ok(Store::open_sound(&settings.store.path, &opening(), Some(watcher()))?)
}

fn opening() -> Opening {
    let clock = Clock::System;
    Opening { now: clock.now(), seed: seed(clock), patience: Opening::PATIENCE }
}

fn watcher() -> Watcher {
    let telling = Mutex::new(Telling::default());
    Arc::new(move |progress| {
        let now = Instant::now();
        telling.lock().unwrap_or_else(PoisonError::into_inner).tell(progress, now);
    })
}

/// What was told last.
#[derive(Default)]
struct Telling {
    sign: Option<(Work, Instant)>,
    line: Option<(Work, Instant)>,
    bar: Option<ProgressBar>,
}

impl Telling {
    fn tell(&mut self, progress: Progress, now: Instant) {
        if is_due(&mut self.sign, progress.work, (now, SIGN)) {
            still_starting(&words(progress));
            if std::io::stderr().is_terminal() {
                self.show(progress);
            }
        }
        if self.bar.is_none() && is_due(&mut self.line, progress.work, (now, LINE)) {
            tracing::info!("{}", words(progress));
        }
    }

    fn show(&mut self, progress: Progress) {
        let bar = self.bar.get_or_insert_with(|| {
            let style = ProgressStyle::with_template("{msg} {wide_bar} {elapsed}");
            ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        });
        bar.set_length(progress.of.into());
        bar.set_position(progress.done.into());
        bar.set_message(doing(progress.work));
    }
}

impl Drop for Telling {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

/// Whether this work is new or was last told of so long ago. If so, it counts as told.
fn is_due(last: &mut Option<(Work, Instant)>, work: Work, (now, gap): (Instant, Duration)) -> bool {
    let is_due = last.is_none_or(|(told, at)| told != work || now.duration_since(at) >= gap);
    if is_due {
        *last = Some((work, now));
    }
    is_due
}

fn doing(work: Work) -> &'static str {
    match work {
        Work::Checking => "Looking through the store, which was not closed properly",
        Work::BackingUp => "Making a backup of the store before it is migrated",
        Work::Migrating => "Migrating the store",
        Work::Mending => "Making the damaged store anew",
        Work::WritingAnew => "Writing the store anew, so that it can shrink",
    }
}

fn words(progress: Progress) -> String {
    let Progress { work, done, of } = progress;
    let percent = u64::from(done) * 100;
    match percent.checked_div(of.into()) {
        Some(percent) => format!("{}: {percent} %", doing(work)),
        None => doing(work).to_owned(),
    }
}

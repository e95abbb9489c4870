//! What the service manager is told, as `sd_notify(3)` says. Without one, nothing happens.

use std::time::Duration;

use sd_notify::NotifyState;

/// A start that goes on is given so much more time with each sign of it. Nothing that it does should be
/// silent for longer, also where gigabytes go to a slow disk.
const MORE_TIME: Duration = Duration::from_mins(5);

/// systemd's watchdog: ends a daemon that does not say in time that it is alive.
#[derive(Clone, Copy, Debug, Default)]
pub struct Watchdog {
    interval: Option<Duration>,
}

impl Watchdog {
    /// Finds out from the environment whether there is one.
    pub fn from_environment() -> Self {
        Self { interval: sd_notify::watchdog_enabled() }
    }

    /// How often [`alive`](Self::alive) must be called at least: twice in the time that
    /// `WatchdogSec` gives, as `sd_watchdog_enabled(3)` asks.
    pub(super) fn heartbeat(&self) -> Option<Duration> {
        self.interval.map(|interval| interval / 2)
    }

    pub(super) fn alive(self) {
        if self.interval.is_some() {
            tell(&[NotifyState::Watchdog]);
        }
    }
}

pub(super) fn ready(status: &str) {
    tell(&[NotifyState::Ready, NotifyState::Status(&one_line(status))]);
}

/// Says what the start is at, and asks for more time for it.
pub fn still_starting(status: &str) {
    let more = u32::try_from(MORE_TIME.as_micros()).unwrap_or(u32::MAX);
    tell(&[NotifyState::Status(&one_line(status)), NotifyState::ExtendTimeoutUsec(more)]);
}

/// What `systemctl status` shows from now on.
pub(super) fn status(status: &str) {
    tell(&[NotifyState::Status(&one_line(status))]);
}

/// Both parts in one message: systemd pairs the reload it asked for with this moment.
pub(super) fn reloading() {
    match NotifyState::monotonic_usec_now() {
        Ok(moment) => tell(&[NotifyState::Reloading, moment]),
        Err(error) => tracing::warn!(%error, "systemd is not told of the reload: {error}"),
    }
}

pub(super) fn stopping() {
    tell(&[NotifyState::Stopping, NotifyState::Status("ending: finishing polls and readers")]);
}

/// A line is all that `systemctl status` shows, and a line break would begin another field.
fn one_line(status: &str) -> String {
    status.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn tell(state: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(state) {
        tracing::debug!(%error, "systemd can't be told: {error}");
    }
}

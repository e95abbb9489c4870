//! A feed that was looked at and not stored, in words and as JSON: what `add` and `check --live`
//! have in common.

use serde::Serialize;

use super::errors::CommandError;
use super::opening::open_store;
use crate::daemon::{Clock, Scout, SeenFeed};
use crate::discover::LinkedFeed;
use crate::model::{FeedFormat, FeedKey, HostMemory, Settings};
use crate::store::Store;

/// A scout that keeps away from hosts that have asked the daemon to be left alone. A store that
/// can't be read keeps nobody from looking at feeds.
pub(super) fn scout(settings: &Settings) -> Result<Scout, CommandError> {
    let scout = Scout::new(&settings.fetch, Clock::System)?;
    if let Ok(store) = Store::open_to_read(&settings.store.path)
        && let Ok(hosts) = store.read_here(|reading| reading.hosts())
    {
        scout.recall(&hosts);
    }
    Ok(scout)
}

/// Has the store remember what hosts have asked the scout for, where there is one, so that the daemon
/// and the next command keep away from them too.
pub(super) async fn remember(
    scout: &Scout,
    settings: &Settings,
    before: Vec<(String, HostMemory)>,
) {
    let mut heard = scout.heard();
    heard.retain(|host| !before.contains(host));
    if heard.is_empty() || !settings.store.path.exists() {
        return;
    }
    let Ok(store) = open_store(settings) else { return };
    if let Err(error) = store.write(move |writing| writing.remember_hosts(&heard)).await {
        tracing::warn!(%error, "Hosts may be asked again too soon: failed to write the store: {error}");
    }
    store.close();
}

/// What a feed is, as `--json` prints it.
#[derive(Debug, Serialize)]
pub(super) struct Sight {
    feed_title: Option<String>,
    site_url: Option<String>,
    format: Option<&'static str>,
    entries: usize,
    /// The date of the newest entry.
    newest: Option<String>,
    etag: bool,
    last_modified: bool,
    /// The address that gave it, where that is another.
    redirected_to: Option<String>,
    /// Where it has moved for good.
    moved_to: Option<String>,
    /// What had to be mended.
    repairs: Vec<String>,
    hub: Option<String>,
}

/// A feed that somebody names.
#[derive(Debug, Serialize)]
pub(super) struct Named {
    pub(super) url: String,
    pub(super) title: Option<String>,
}

impl Named {
    pub(super) fn of(linked: &LinkedFeed) -> Self {
        Self { url: linked.url.to_string(), title: linked.title.clone() }
    }
}

impl std::fmt::Display for Named {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.url)?;
        self.title.iter().try_for_each(|title| write!(f, "  {title}"))
    }
}

impl Sight {
    pub(super) fn of(seen: &SeenFeed) -> Self {
        let redirected_to =
            Some(&seen.url).filter(|url| FeedKey::of(url) != FeedKey::of(&seen.asked));
        Self {
            feed_title: seen.title.clone(),
            site_url: seen.site_url.clone(),
            format: seen.format.map(FeedFormat::name),
            entries: seen.entries,
            newest: seen.newest.map(|newest| newest.rfc3339()),
            etag: seen.has_etag,
            last_modified: seen.has_last_modified,
            redirected_to: redirected_to.map(ToString::to_string),
            moved_to: seen.moved_to.as_ref().map(ToString::to_string),
            repairs: seen.repairs.clone(),
            hub: seen.hub.clone(),
        }
    }

    /// What it is, on one line.
    pub(super) fn line(&self) -> String {
        let format = match self.format {
            Some("atom") => "Atom",
            Some("json") => "JSON Feed",
            Some("rss1") => "RSS 1.0",
            Some("rss0") => "RSS 0.9x",
            _ => "RSS",
        };
        let entries = match (self.entries, &self.newest) {
            (0, _) => "no entries".to_owned(),
            (1, None) => "1 entry without a date".to_owned(),
            (1, Some(newest)) => format!("1 entry of {newest}"),
            (n, None) => format!("{n} entries without dates"),
            (n, Some(newest)) => format!("{n} entries, the newest of {newest}"),
        };
        let validators = match (self.etag, self.last_modified) {
            (true, true) => "ETag and Last-Modified",
            (true, false) => "ETag",
            (false, true) => "Last-Modified",
            (false, false) => "neither ETag nor Last-Modified, so that each poll brings all of it",
        };
        format!("{format}, {entries}, with {validators}")
    }

    /// What to do where it has moved.
    pub(super) fn advice(&self) -> Option<String> {
        let moved = self.moved_to.as_ref()?;
        Some(format!("it has moved for good to {moved}: put that address in feeds.toml"))
    }

    /// What else is worth knowing, a line each.
    pub(super) fn notes(&self) -> impl Iterator<Item = String> {
        let redirected =
            self.redirected_to.as_ref().filter(|to| self.moved_to.as_ref() != Some(to));
        let redirected = redirected.map(|url| format!("it redirects to {url}"));
        let repairs = self.repairs.iter().map(|repair| format!("mended: {repair}"));
        let hub = self.hub.as_ref().map(|url| format!("it names the hub {url}"));
        redirected.into_iter().chain(repairs).chain(hub)
    }
}

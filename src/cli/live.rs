//! `mainstem check --live`: each feed is fetched once, as the daemon would, and nothing is stored.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;
use tokio::task::JoinSet;

use super::errors::CommandError;
use super::output::Output;
use super::progress::Progress;
use super::run::runtime;
use super::sight::{self, Named, Sight};
use crate::daemon::{Scout, Seen};
use crate::model::{Feed, Settings};

/// What was seen of a feed, and as `--json` prints it.
#[derive(Debug, Serialize)]
pub(super) struct Look {
    url: String,
    title: Option<String>,
    ok: bool,
    /// What is wrong and what to do about it.
    error: Option<String>,
    /// The feeds that a page names which stands in its place.
    feeds: Vec<Named>,
    seen: Option<Sight>,
}

impl Look {
    pub(super) fn is_well(&self) -> bool {
        self.ok
    }

    fn of(feed: &Feed, seen: &Seen) -> Self {
        let title = feed.title.clone();
        let url = feed.key.as_str().to_owned();
        match seen {
            Seen::Feed(seen) => {
                let title = title.or_else(|| seen.title.clone());
                let sight = Some(Sight::of(seen));
                Self { url, title, ok: true, error: None, feeds: Vec::new(), seen: sight }
            }
            Seen::Other(other) => {
                let feeds = other.feeds.iter().map(Named::of).collect();
                let error = Some(other.error.clone());
                Self { url, title, ok: false, error, feeds, seen: None }
            }
        }
    }

    /// For people: what it is, then what else is to be said, indented.
    fn lines(&self) -> Vec<String> {
        let name = self.title.as_deref().unwrap_or(&self.url);
        let told = match (&self.seen, &self.error) {
            (Some(seen), _) => seen.line(),
            (None, error) => error.clone().unwrap_or_default(),
        };
        let notes = self.seen.iter().flat_map(|seen| seen.advice().into_iter().chain(seen.notes()));
        let is_told = |named: &&Named| !told.contains(&named.url);
        let named = self.feeds.iter().filter(is_told);
        let named = named.map(|named| format!("the page names {named}"));
        let first = if name == self.url {
            format!("{name}: {told}")
        } else {
            format!("{name}: {told} ({})", self.url)
        };
        std::iter::once(first).chain(notes.chain(named).map(|note| format!("  {note}"))).collect()
    }
}

/// Looks at each feed that is enabled, and tells of each in the order of the file, as soon as it is
/// its turn.
pub(super) fn look(
    settings: &Settings,
    json: bool,
    output: &mut Output,
) -> Result<Vec<Look>, CommandError> {
    let scout = sight::scout(settings)?;
    let feeds: Vec<Arc<Feed>> =
        settings.feeds.iter().filter(|feed| feed.enabled).cloned().map(Arc::new).collect();
    let progress = Progress::of(feeds.len(), json);
    let runtime = runtime()?;
    let before = scout.heard();
    let looks = runtime.block_on(async {
        let told = |look: &Look| if json { Ok(()) } else { tell(look, &progress, output) };
        let looks = look_at_all(&scout, feeds, told).await;
        sight::remember(&scout, settings, before).await;
        looks
    });
    progress.end();
    runtime.shutdown_background();
    let looks = looks?;
    if !json {
        let failed = looks.iter().filter(|look| !look.ok).count();
        let noun = if looks.len() == 1 { "feed" } else { "feeds" };
        output.line(&format!("{} {noun} looked at, {failed} failed", looks.len()))?;
    }
    Ok(looks)
}

async fn look_at_all(
    scout: &Scout,
    feeds: Vec<Arc<Feed>>,
    mut tell: impl FnMut(&Look) -> Result<(), CommandError>,
) -> Result<Vec<Look>, CommandError> {
    let mut under_way = JoinSet::new();
    for (place, feed) in feeds.into_iter().enumerate() {
        let scout = scout.clone();
        under_way.spawn(async move { (place, Look::of(&feed, &scout.look_at(&feed).await)) });
    }
    let mut waiting = BTreeMap::new();
    let mut looks = Vec::new();
    while let Some(ended) = under_way.join_next().await {
        let (place, look) = ended.map_err(|error| {
            CommandError::Other(format!("look at a feed: mainstem panicked: {error}"))
        })?;
        waiting.insert(place, look);
        while let Some(look) = waiting.remove(&looks.len()) {
            tell(&look)?;
            looks.push(look);
        }
    }
    Ok(looks)
}

fn tell(look: &Look, progress: &Progress, output: &mut Output) -> Result<(), CommandError> {
    let lines = look.lines().join("\n");
    match progress {
        Progress::Bar(bar) => {
            bar.suspend(|| output.lines(&lines).and_then(|()| output.flush()))?;
            bar.inc(1);
        }
        Progress::Lines | Progress::Silent => {
            output.lines(&lines)?;
            output.flush()?;
        }
    }
    Ok(())
}

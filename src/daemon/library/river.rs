//! A part of the river as a page: its stories, with who carries them, and how far the first polls have
//! come.

use super::frame::{Carriers, frame};
use crate::daemon::gathering::gather;
use crate::model::{RiverStory, Scope, Settings, Timestamp, Wanted};
use crate::publish::Rendered;
use crate::publish::web::{self, Beginning, Card, RiverPage};
use crate::store::{Reading, StoreError};

/// The page; `None` where there is no such part.
pub(super) fn page(
    reading: &Reading<'_>,
    settings: &Settings,
    scope: &Scope,
    before: Option<i64>,
) -> Result<Option<Rendered>, StoreError> {
    let Some(river) = gather(reading, settings, scope, before)? else { return Ok(None) };
    let carriers = Carriers::of(reading, settings)?;
    let last = river.stories.last().filter(|_| river.has_more).map(|story| story.place);
    let older = last.map(|place| Wanted::Page { scope: scope.clone(), before: Some(place) });
    let moments = moments(&river.stories);
    let stories = river
        .stories
        .into_iter()
        .zip(moments)
        .map(|(story, at)| card(reading, &carriers, story, at));
    let name = river.title.strip_prefix(&settings.merged.title).unwrap_or(&river.title);
    let is_first = *scope == Scope::River && before.is_none();
    let page = RiverPage {
        scope: scope.clone(),
        before,
        name: name.trim_start_matches(": ").to_owned(),
        stories: stories.collect::<Result<_, _>>()?,
        older,
        beginning: if is_first { beginning(reading, settings)? } else { None },
        trouble: None,
    };
    Ok(Some(web::river(&frame(settings), &page)))
}

/// The story among others.
pub(super) fn card(
    reading: &Reading<'_>,
    carriers: &Carriers,
    story: RiverStory,
    at: Timestamp,
) -> Result<Card, StoreError> {
    let mut feeds = reading.carriers(story.id)?;
    let reports = feeds.len();
    feeds.insert(0, story.lead.source.id);
    let (tags, sources) = (carriers.tags(&feeds), carriers.named(&feeds));
    Ok(Card { story, at, reports, tags, sources, found: None })
}

/// When each of these stories came into the river, the newest first: none before one that stands behind
/// it. An article of yesterday that comes in late today stands among those of today.
fn moments(stories: &[RiverStory]) -> Vec<Timestamp> {
    let mut latest = Timestamp::from_unix(i64::MIN);
    let mut moments: Vec<Timestamp> = stories
        .iter()
        .rev()
        .map(|story| {
            latest = latest.max(story.surfaced);
            latest
        })
        .collect();
    moments.reverse();
    moments
}

/// How far the first polls have come; `None` where every feed was polled.
fn beginning(reading: &Reading<'_>, settings: &Settings) -> Result<Option<Beginning>, StoreError> {
    let polled = reading.polled()?;
    let feeds = settings.feeds.iter().filter(|feed| feed.enabled);
    let (feeds, polled) = feeds.fold((0, 0), |(feeds, done), feed| {
        (feeds + 1, done + usize::from(polled.contains(feed.key.as_str())))
    });
    Ok((polled < feeds).then_some(Beginning { feeds, polled }))
}

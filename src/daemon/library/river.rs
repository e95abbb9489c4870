//! A part of the river as a page: its stories, with who carries them, and how far the first polls have
//! come.

use super::frame::Carriers;
use crate::daemon::gathering::between;
use crate::model::{River, RiverStory, Scope, Settings, Timestamp, Wanted};
use crate::publish::Rendered;
use crate::publish::web::{self, Beginning, Card, Frame, RiverPage};
use crate::store::{Reading, StoreError};

/// The page of a part of the river: of its newest stories, or of those before a place.
pub(super) fn page(
    reading: &Reading<'_>,
    (settings, frame): (&Settings, &Frame),
    river: River,
    before: Option<i64>,
) -> Result<Rendered, StoreError> {
    let is_first = river.scope == Scope::River && before.is_none();
    let beginning = if is_first { beginning(reading, settings)? } else { None };
    let last = river.stories.last().filter(|_| river.has_more).map(|story| story.place);
    let older = match last {
        // No file can be asked for what stands before a place.
        Some(place) if frame.is_of_files => {
            let archive = reading.archive_with(place.saturating_sub(1))?;
            archive.filter(|_| river.scope == Scope::River).map(Wanted::ArchivePage)
        }
        Some(place) => Some(Wanted::Page { scope: river.scope.clone(), before: Some(place) }),
        None => None,
    };
    let page = RiverPage { older, beginning, ..shown(reading, settings, (river, before))? };
    Ok(web::river(frame, &page))
}

/// The page of an archive that is full, of which these are the stories.
pub(super) fn archive_page(
    reading: &Reading<'_>,
    (settings, frame): (&Settings, &Frame),
    (number, river): (u32, River),
) -> Result<Rendered, StoreError> {
    let before = river.stories.first().map_or(i64::MAX, |story| story.place.saturating_add(1));
    let oldest = reading.oldest_archive()?.map_or(number, |(oldest, _)| oldest);
    let older = number.checked_sub(1).filter(|older| *older >= oldest).map(Wanted::ArchivePage);
    let page = RiverPage { older, ..shown(reading, settings, (river, Some(before)))? };
    Ok(web::river(frame, &page))
}

/// The stories of an archive that is full, as they are now; `None` where there is none of this number.
pub(super) fn archived(
    reading: &Reading<'_>,
    settings: &Settings,
    number: u32,
) -> Result<Option<River>, StoreError> {
    let span = reading.archive_span(number)?;
    span.map(|span| between(reading, settings, span)).transpose()
}

/// What the page shows of these stories.
fn shown(
    reading: &Reading<'_>,
    settings: &Settings,
    (river, before): (River, Option<i64>),
) -> Result<RiverPage, StoreError> {
    let carriers = Carriers::of(reading, settings)?;
    let moments = moments(&river.stories);
    let stories = river
        .stories
        .into_iter()
        .zip(moments)
        .map(|(story, at)| card(reading, &carriers, story, at));
    let name = river.title.strip_prefix(&settings.merged.title).unwrap_or(&river.title);
    Ok(RiverPage {
        scope: river.scope,
        before,
        name: name.trim_start_matches(": ").to_owned(),
        stories: stories.collect::<Result<_, _>>()?,
        older: None,
        beginning: None,
        trouble: None,
    })
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

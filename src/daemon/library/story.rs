//! A story as a page: every report of it, why it is here, and how it differs from the one that is
//! published.

use super::frame::Carriers;
use crate::daemon::evidence::{likeness_says, reason_says};
use crate::daemon::{Comparison, gathering};
use crate::model::search::Excerpt;
use crate::model::{FeedId, RiverStory, Settings, StoredItem, StoryId};
use crate::publish::Rendered;
use crate::publish::web::{self, Beside, Frame, ReportRow, StoryPage};
use crate::store::{Reading, StoreError};
use crate::story::OwnParts;

/// Reports that are compared with the one that is published. A release that a hundred outlets print is
/// not to keep anybody waiting.
const COMPARED: usize = 12;

/// How much of a text is shown beside another, in characters.
const LONGEST: usize = 6_000;

/// The page; `None` where there is no such story, or it is not published.
pub(super) fn page(
    reading: &Reading<'_>,
    (settings, frame): (&Settings, &Frame),
    id: StoryId,
) -> Result<Option<Rendered>, StoreError> {
    let Some((items, story)) = gathering::story(reading, settings, id)? else { return Ok(None) };
    let carriers = Carriers::of(reading, settings)?;
    let feeds: Vec<FeedId> = items.iter().map(|item| item.source.id).collect();
    let mut reports = Vec::new();
    for item in &items {
        let is_compared = reports.len() < COMPARED;
        reports.push(report(reading, settings, item, (&story, is_compared))?);
    }
    let close = reading.close_to(id)?;
    let related = story.related.iter().map(|other| {
        let found = close.iter().find(|(story, _)| *story == other.story);
        (other.clone(), found.map_or(0, |(_, coverage)| *coverage))
    });
    let related = related.collect();
    let page = StoryPage { tags: carriers.tags(&feeds), reports, related, story };
    Ok(Some(web::story(frame, &page)))
}

fn report(
    reading: &Reading<'_>,
    settings: &Settings,
    item: &StoredItem,
    (story, is_compared): (&RiverStory, bool),
) -> Result<ReportRow, StoreError> {
    let is_lead = item.id == story.lead.id;
    let beside = if is_lead || !is_compared {
        None
    } else {
        Comparison::of(reading, story.lead.id, item.id)?.map(beside)
    };
    Ok(ReportRow {
        item: item.id,
        source: item.source.clone(),
        title: item.entry.title.clone(),
        url: item.entry.url.clone(),
        language: item.entry.language.clone(),
        published: item.entry.published,
        first_seen: item.first_seen,
        because: reason_says(item, reading, settings)?,
        is_lead,
        beside,
    })
}

fn beside(comparison: Comparison) -> Beside {
    let words = likeness_says(&comparison);
    let [lead, other] = comparison.own.map(marked);
    Beside { words, lead, other }
}

/// A text with what it has alone, cut where it is very long.
fn marked((text, marks): OwnParts) -> Excerpt {
    let end = text.char_indices().nth(LONGEST).map_or(text.len(), |(end, _)| end);
    let marks = marks.into_iter().filter(|mark| mark.start < end);
    Excerpt {
        marks: marks.map(|mark| mark.start..mark.end.min(end)).collect(),
        is_cut_before: false,
        is_cut_after: end < text.len(),
        text: text.get(..end).unwrap_or_default().to_owned(),
    }
}

//! A document from the store: what is asked for to what it shows.

use super::frame::{frame, token};
use super::{river, search, sources, story};
use crate::daemon::archiving;
use crate::daemon::gathering::{gather, head};
use crate::daemon::publishing::health;
use crate::daemon::subscriptions;
use crate::model::{
    Asked, Audience, Feed, Format, River, Scope, Settings, StoryId, Wanted, public_address,
};
use crate::publish::{self, Rendered, web};
use crate::store::{Reading, StoreError};

/// The document; `None` where there is no such.
pub(super) fn make(
    reading: &Reading<'_>,
    settings: &Settings,
    Asked { wanted, audience }: &Asked,
) -> Result<Option<Rendered>, StoreError> {
    let token = token(settings, *audience);
    let paged = || frame(settings, *audience);
    match wanted {
        Wanted::Health => {
            let river = opened(publish::river(Vec::new(), head(reading, settings)?), token);
            Ok(Some(publish::health_feed(&river, &health(reading, settings)?)))
        }
        Wanted::Feed { scope, format } => {
            let part = gather(reading, settings, scope, None)?;
            Ok(part.map(|river| publish::feed(&opened(river, token), *format)))
        }
        Wanted::Opml => {
            let rows = reading.feeds()?;
            let is_public = |url: &str| public_address(url) == url;
            let feeds = settings.feeds.iter();
            let given: Vec<&Feed> =
                feeds.filter(|feed| feed.enabled && is_public(feed.url.as_str())).collect();
            Ok(Some(publish::opml(&settings.merged.title, &subscriptions(&given, &rows))))
        }
        Wanted::Archive(number) => archiving::document(reading, settings, *number, token),
        Wanted::ArchivePage(number) => {
            let archived = river::archived(reading, settings, *number)?;
            let page = |river| river::archive_page(reading, (settings, &paged()), (*number, river));
            archived.map(page).transpose()
        }
        Wanted::Page { scope: Scope::Search(typed), before } => {
            search::page(reading, (settings, &paged()), (typed, *before)).map(Some)
        }
        Wanted::Page { scope, before } => {
            let part = gather(reading, settings, scope, *before)?;
            part.map(|part| river::page(reading, (settings, &paged()), part, *before)).transpose()
        }
        Wanted::Story(id) => story::page(reading, (settings, &paged()), *id),
        Wanted::Sources => sources::page(reading, (settings, &paged())).map(Some),
        Wanted::Style => Ok(Some(own(web::STYLE))),
        Wanted::Script => Ok(Some(own(web::SCRIPT))),
        Wanted::Icon => Ok(Some(own(web::ICON))),
        Wanted::Logo => Ok(Some(own(web::LOGO))),
    }
}

/// Whether there was a document that is not kept any more.
pub(super) fn was_there(reading: &Reading<'_>, wanted: &Wanted) -> Result<bool, StoreError> {
    match wanted {
        Wanted::Archive(number) | Wanted::ArchivePage(number) => {
            let oldest = reading.oldest_archive()?;
            Ok(*number > 0 && oldest.is_some_and(|(oldest, _)| *number < oldest))
        }
        Wanted::Story(id) => reading.had_story(*id),
        Wanted::Health
        | Wanted::Feed { .. }
        | Wanted::Opml
        | Wanted::Page { .. }
        | Wanted::Sources
        | Wanted::Style
        | Wanted::Script
        | Wanted::Icon
        | Wanted::Logo => Ok(false),
    }
}

/// Documents that were made in one go, as files.
#[derive(Debug, Default)]
pub(super) struct Made {
    /// The documents; `None`: there is no such.
    pub(super) documents: Vec<(Wanted, Option<Rendered>)>,
    /// The stories that a page among them leads to.
    pub(super) stories: Vec<StoryId>,
}

/// Every document of a part of the river, gathered once; nothing where there is no such part.
pub(super) fn make_part(
    reading: &Reading<'_>,
    settings: &Settings,
    scope: &Scope,
) -> Result<Made, StoreError> {
    let Some(part) = gather(reading, settings, scope, None)? else { return Ok(Made::default()) };
    let stories = stories_of(&part);
    let feeds = Format::ALL.map(|format| {
        let wanted = Wanted::Feed { scope: scope.clone(), format };
        (wanted, Some(publish::feed(&part, format)))
    });
    let frame = frame(settings, Audience::OfFiles);
    let page = river::page(reading, (settings, &frame), part, None)?;
    let wanted = Wanted::Page { scope: scope.clone(), before: None };
    let documents = feeds.into_iter().chain([(wanted, Some(page))]).collect();
    Ok(Made { documents, stories })
}

/// The page of an archive.
pub(super) fn make_archive_page(
    reading: &Reading<'_>,
    settings: &Settings,
    number: u32,
) -> Result<Made, StoreError> {
    let archived = river::archived(reading, settings, number)?;
    let stories = archived.as_ref().map(stories_of).unwrap_or_default();
    let frame = frame(settings, Audience::OfFiles);
    let page =
        archived.map(|river| river::archive_page(reading, (settings, &frame), (number, river)));
    let documents = vec![(Wanted::ArchivePage(number), page.transpose()?)];
    Ok(Made { documents, stories })
}

fn stories_of(river: &River) -> Vec<StoryId> {
    river.stories.iter().map(|story| story.id).collect()
}

/// The river for a reader that has come in with this token. A hub is told of the addresses without it.
fn opened(river: River, token: Option<String>) -> River {
    River { hub: river.hub.filter(|_| token.is_none()), token, ..river }
}

/// A document that is part of the program.
fn own((text, media_type): (&str, &'static str)) -> Rendered {
    Rendered::new(text, media_type)
}

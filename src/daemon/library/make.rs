//! A document from the store: what is asked for to what it shows.

use super::{river, search, sources, story};
use crate::daemon::archiving;
use crate::daemon::gathering::{gather, head};
use crate::daemon::publishing::health;
use crate::daemon::subscriptions;
use crate::model::{Feed, Scope, Settings, Wanted, public_address};
use crate::publish::{self, Rendered, web};
use crate::store::{Reading, StoreError};

/// The document; `None` where there is no such.
pub(super) fn make(
    reading: &Reading<'_>,
    settings: &Settings,
    wanted: &Wanted,
) -> Result<Option<Rendered>, StoreError> {
    match wanted {
        Wanted::Health => {
            let river = publish::river(Vec::new(), head(reading, settings)?);
            Ok(Some(publish::health_feed(&river, &health(reading, settings)?)))
        }
        Wanted::Feed { scope, format } => {
            let part = gather(reading, settings, scope, None)?;
            Ok(part.map(|river| publish::feed(&river, *format)))
        }
        Wanted::Opml => {
            let rows = reading.feeds()?;
            let is_public = |url: &str| public_address(url) == url;
            let feeds = settings.feeds.iter();
            let given: Vec<&Feed> =
                feeds.filter(|feed| feed.enabled && is_public(feed.url.as_str())).collect();
            Ok(Some(publish::opml(&settings.merged.title, &subscriptions(&given, &rows))))
        }
        Wanted::Archive(number) => archiving::document(reading, settings, *number),
        Wanted::Page { scope: Scope::Search(typed), before } => {
            search::page(reading, settings, (typed, *before)).map(Some)
        }
        Wanted::Page { scope, before } => river::page(reading, settings, scope, *before),
        Wanted::Story(id) => story::page(reading, settings, *id),
        Wanted::Sources => sources::page(reading, settings).map(Some),
        Wanted::Style => Ok(Some(own(web::STYLE))),
        Wanted::Script => Ok(Some(own(web::SCRIPT))),
        Wanted::Icon => Ok(Some(own(web::ICON))),
        Wanted::Logo => Ok(Some(own(web::LOGO))),
    }
}

/// Whether there was a document that is not kept any more.
pub(super) fn was_there(reading: &Reading<'_>, wanted: &Wanted) -> Result<bool, StoreError> {
    match wanted {
        Wanted::Archive(number) => {
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

/// A document that is part of the program.
fn own((text, media_type): (&str, &'static str)) -> Rendered {
    Rendered::new(text, media_type)
}

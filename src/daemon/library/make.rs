//! A document from the store: what is asked for to what it shows.

use crate::daemon::archiving;
use crate::daemon::gathering::{gather, head};
use crate::daemon::publishing::health;
use crate::daemon::subscriptions;
use crate::model::{Feed, Settings, Wanted, public_address};
use crate::publish::{self, Rendered};
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
        Wanted::Page { .. }
        | Wanted::Story(_)
        | Wanted::Sources
        | Wanted::Style
        | Wanted::Script => Ok(None),
    }
}

//! A document from the store: what is asked for to what it shows.

use crate::daemon::gathering::{gather, head};
use crate::daemon::publishing::health;
use crate::model::{Settings, Wanted};
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
            let river = gather(reading, settings, scope, None)?;
            Ok(river.map(|river| publish::feed(&river, *format)))
        }
        Wanted::Archive(_)
        | Wanted::Page { .. }
        | Wanted::Story(_)
        | Wanted::Sources
        | Wanted::Opml
        | Wanted::Style
        | Wanted::Script => Ok(None),
    }
}

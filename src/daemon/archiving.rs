//! Archives are filled: whatever leaves the window of the merged feed is in one by then, so that who walks
//! from the feed back through its archives finds all that was ever in it.
//!
//! An archive is packed when the window is about to lose the first story that is in none. Its stories are
//! still in the window then, all but one: were it packed later, what is between the newest archive and
//! the window would stand in a document that changes, and a reader that knows a document by its address
//! reads it once.

use super::gathering::{head, oldest_behind, river};
use crate::model::{River, Settings};
use crate::publish::{self, Rendered};
use crate::store::{Reading, Store, StoreError};

/// Archives that are packed at one publication. A store of years, of which nothing was archived yet, has
/// thousands to pack.
const AT_ONCE: usize = 4;

/// Packs archives until there is none to pack: `left` is the place of the first story that has left the
/// window. Answers with the number of the newest, and whether there are more to pack.
pub(super) fn fill(
    store: &Store,
    settings: &Settings,
    left: Option<i64>,
) -> Result<(u32, bool), StoreError> {
    for _ in 0..AT_ONCE {
        let (newest, reach) = store.read_here(|reading| reading.archived())?;
        if left.is_none_or(|left| left <= reach) {
            return Ok((newest, false));
        }
        let stories = store.read_here(|reading| oldest_behind(reading, settings, reach))?;
        // They are to stand as in every document: the newest first.
        let stories: Vec<_> = stories.into_iter().rev().collect();
        let next = newest.saturating_add(1);
        let Some(archive) = publish::pack(next, &stories, settings.merged.base_url.as_str())?
        else {
            return Ok((newest, false));
        };
        store.write_here(move |writing| writing.keep_archive(&archive))?;
    }
    let (newest, reach) = store.read_here(|reading| reading.archived())?;
    Ok((newest, left.is_some_and(|left| left > reach)))
}

/// The archive document of this number; `None` where there is none yet.
pub(super) fn document(
    reading: &Reading<'_>,
    settings: &Settings,
    number: u32,
    token: Option<String>,
) -> Result<Option<Rendered>, StoreError> {
    let (newest, reach) = reading.archived()?;
    if newest > 0 && number.checked_sub(1) == Some(newest) {
        let river = River { token, ..river(reading, settings)? };
        return Ok(Some(publish::unfinished_archive(&river, reach)));
    }
    let Some(archive) = reading.archive(number)? else { return Ok(None) };
    let river = River { token, ..publish::river(Vec::new(), head(reading, settings)?) };
    let oldest = reading.oldest_archive()?.map_or(number, |(oldest, _)| oldest);
    Ok(Some(publish::full_archive(&river, &archive, oldest)?))
}

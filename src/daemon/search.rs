//! A search from what was looked for to what is shown of what was found. What matches is the store's to
//! say, and where in a text, `search/`'s.

use crate::article;
use crate::model::search::{FoundItem, SearchField, SearchFilter, SearchHit, SearchQuery};
use crate::model::{Settings, StoredItem};
use crate::search;
use crate::store::{Reading, StoreError};

/// What a search has found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FoundItems {
    /// The items that match, in the order that was asked for.
    pub items: Vec<FoundItem>,
    /// Whether others follow.
    pub has_more: bool,
}

/// The items that match, as they are shown.
pub fn find_items(
    reading: &Reading<'_>,
    (query, filter): (&SearchQuery, &SearchFilter),
    settings: &Settings,
) -> Result<FoundItems, StoreError> {
    let found = reading.search(query, filter)?;
    let mut items = Vec::with_capacity(found.hits.len());
    for SearchHit { item, score, .. } in found.hits {
        // Of one reading, and so it is there.
        let Some(mut item) = reading.item(item)? else { continue };
        settings.name_source(&mut item.source);
        items.push(shown(item, score, query));
    }
    Ok(FoundItems { items, has_more: found.has_more })
}

fn shown(item: StoredItem, score: f64, query: &SearchQuery) -> FoundItem {
    let text = article::plain_text(&item.entry.content_html);
    FoundItem {
        score,
        title: search::whole(&item.entry.title, query, Some(SearchField::Title)),
        excerpt: search::excerpt(&text, query),
        item,
    }
}

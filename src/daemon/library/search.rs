//! What was searched for as a page: stories, the newest first, with the places that say it.

use super::frame::Carriers;
use super::river::card;
use crate::daemon::{find_items, gathering};
use crate::model::search::{FoundItem, SearchField, SearchFilter, SearchOrder, SearchQuery};
use crate::model::{Scope, Settings, Wanted};
use crate::publish::Rendered;
use crate::publish::web::{self, Card, Found, Frame, RiverPage};
use crate::search;
use crate::store::{Reading, StoreError};

/// Stories on one page.
const PAGE: usize = 50;

/// The page of what these words find, after so many that were shown before.
pub(super) fn page(
    reading: &Reading<'_>,
    (settings, frame): (&Settings, &Frame),
    (typed, passed): (&str, Option<i64>),
) -> Result<Rendered, StoreError> {
    let scope = Scope::Search(typed.to_owned());
    let mut page = RiverPage {
        scope: scope.clone(),
        before: passed,
        name: typed.to_owned(),
        stories: Vec::new(),
        older: None,
        beginning: None,
        trouble: None,
    };
    match search::parse(typed) {
        // Nobody has typed anything yet.
        Err(_) if typed.trim().is_empty() => {}
        Err(error) => page.trouble = Some(format!("Nothing can be searched for: {error}.")),
        Ok(query) => {
            let skip = passed.and_then(|passed| usize::try_from(passed).ok()).unwrap_or_default();
            let has_more = fill(&mut page, (reading, settings), (&query, skip))?;
            let next = i64::try_from(skip.saturating_add(PAGE)).ok().filter(|_| has_more);
            page.older = next.map(|next| Wanted::Page { scope, before: Some(next) });
        }
    }
    Ok(web::river(frame, &page))
}

/// Puts what is found on the page, and tells whether there is more.
fn fill(
    page: &mut RiverPage,
    (reading, settings): (&Reading<'_>, &Settings),
    (query, skip): (&SearchQuery, usize),
) -> Result<bool, StoreError> {
    let filter = SearchFilter {
        order: SearchOrder::Newest,
        one_per_story: true,
        skip,
        limit: PAGE,
        ..SearchFilter::default()
    };
    let found = find_items(reading, (query, &filter), settings)?;
    let carriers = Carriers::of(reading, settings)?;
    for item in found.items {
        // What is held back, or left out of the river by rules, is not shown here either.
        let Some((_, story)) = gathering::story(reading, settings, item.item.story)? else {
            continue;
        };
        let FoundItem { item, excerpt, .. } = item;
        let title = search::whole(&story.lead.entry.title, query, Some(SearchField::Title));
        let at = item.entry.published.unwrap_or(item.first_seen);
        let card = card(reading, &carriers, story, at)?;
        page.stories.push(Card { found: Some(Found { title, text: excerpt }), ..card });
    }
    Ok(found.has_more)
}

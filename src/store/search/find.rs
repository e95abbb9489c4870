//! What matches, in the order that was asked for.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use rusqlite::types::Value;

use super::expression::expression;
use crate::model::search::{SearchFilter, SearchHit, SearchHits, SearchOrder, SearchQuery};
use crate::store::errors::StoreError;
use crate::store::items::{DATE, ItemFilter};
use crate::store::readers::Reading;

/// So many of the items that match are put in order: those that came in last. Who looks for a word that
/// more have wants news, and to look at all would take seconds in a store of millions.
const MOST_ORDERED: usize = 10_000;

/// Where only dates decide, so many are enough, and so many times as many as are shown: what came in last is
/// seldom old.
const FEWEST_ORDERED: usize = 300;
const TIMES_SHOWN: usize = 10;

/// What a match in the title, among the authors and in the text weighs. A title has about ten words, of
/// which each was chosen.
const WEIGHTS: &str = "8.0, 4.0, 1.0";

/// Between the best score and none there are so many steps, and on one step the date decides: a score is
/// not so exact that it could say more.
const STEPS: f64 = 10.0;

impl Reading<'_> {
    /// The items that match.
    pub fn search(
        &self,
        query: &SearchQuery,
        filter: &SearchFilter,
    ) -> Result<SearchHits, StoreError> {
        let mut hits = self.matching(query, filter)?;
        let best = hits.iter().map(|hit| hit.score).fold(f64::MIN_POSITIVE, f64::max);
        match filter.order {
            SearchOrder::Newest => hits.sort_by_key(|hit| Reverse((hit.at, hit.item))),
            SearchOrder::Rank => hits.sort_by(|one, other| {
                let step = |hit: &SearchHit| (hit.score / best * STEPS).round();
                let key = |hit: &SearchHit| Reverse((hit.at, hit.item));
                step(other).total_cmp(&step(one)).then_with(|| key(one).cmp(&key(other)))
            }),
        }
        if filter.one_per_story {
            let mut stories = BTreeSet::new();
            hits.retain(|hit| stories.insert(hit.story));
        }
        let until = filter.skip.saturating_add(filter.limit);
        let has_more = hits.len() > until;
        hits.truncate(until);
        hits.drain(..filter.skip.min(hits.len()));
        Ok(SearchHits { hits, has_more })
    }

    fn matching(
        &self,
        query: &SearchQuery,
        filter: &SearchFilter,
    ) -> Result<Vec<SearchHit>, StoreError> {
        let score = match filter.order {
            SearchOrder::Rank => format!("-bm25(search, {WEIGHTS})"),
            // To count how often each word is there in all takes most of the time of a search.
            SearchOrder::Newest => "0.0".to_owned(),
        };
        let items = ItemFilter {
            feeds: filter.feeds.clone(),
            since: filter.since,
            ..ItemFilter::default()
        };
        let ordered = ordered(filter);
        let (mut condition, mut values) = items.condition();
        values.insert(0, Value::Text(expression(query)));
        if let Some(now) = filter.shown_at {
            condition.push_str(" AND max(stories.surfaced_s, coalesce(stories.waits_s, 0)) <= ?");
            values.push(Value::Integer(now.unix()));
        }
        // CROSS: from the index to the items, never the other way.
        let mut statement = self.connection.prepare(&format!(
            "SELECT items.id, items.story, {DATE}, {score} FROM search \
             CROSS JOIN items ON items.id = search.rowid \
             CROSS JOIN stories ON stories.id = items.story \
             WHERE search MATCH ? AND {condition} ORDER BY search.rowid DESC LIMIT {ordered}"
        ))?;
        let rows = statement.query_map(rusqlite::params_from_iter(values), |row| {
            Ok(SearchHit {
                item: row.get(0)?,
                story: row.get(1)?,
                at: row.get(2)?,
                score: row.get(3)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// How many of the items that match are put in order. Each takes a look at its row and at its story's, which in a
/// store of many gigabytes lie on pages of the disk that nobody else has asked for: a page that shows thirty
/// by their dates does not ask for thousands.
fn ordered(filter: &SearchFilter) -> usize {
    let shown = filter.skip.saturating_add(filter.limit);
    match filter.order {
        SearchOrder::Newest => {
            shown.saturating_mul(TIMES_SHOWN).clamp(FEWEST_ORDERED, MOST_ORDERED)
        }
        SearchOrder::Rank => MOST_ORDERED,
    }
}

//! An article page on its way to the store: what its item is compared by from now on, and where it goes
//! with that. What is made of it is decided in `story/`.

use std::collections::BTreeMap;
use std::time::Duration;

use super::alike::{alike, compared};
use super::intake::{LEARNED_FROM, Live, recurring, worded};
use crate::article::{self, Page};
use crate::model::{
    Candidate, Digest, Entry, FeedId, Flood, ItemId, Known, PageText, Placed, Timestamp,
};
use crate::store::{Reading, StoreError, Writing};
use crate::story::{self, Assigned, Near, Report};

/// A page on its way to the store.
pub(super) struct Prepared {
    item: ItemId,
    candidate: Candidate,
    reports: BTreeMap<Digest, Report>,
    pub(super) text: PageText,
    /// The link that its feed gave it.
    own_link: Option<Digest>,
    /// What its feed says of it: its title and its excerpt.
    announced: String,
    feed: FeedId,
}

impl Prepared {
    pub(super) fn of(
        reading: &Reading<'_>,
        item: ItemId,
        page: Page,
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        let stored = reading.item(item)?.ok_or(StoreError::NoItem(item))?;
        let Page { content_html, text, summary, canonical_url, language } = page;
        let canonical_url = canonical_url.as_deref().and_then(article::canonical_link);
        let own_link = reading.own_link(item)?;
        let announced = reading.own_html(item)?.unwrap_or_default();
        let announced = format!("{} {}", stored.entry.title, article::plain_text(&announced));
        let entry = Entry {
            content_html: content_html.clone(),
            text,
            canonical_url: canonical_url.clone().or(stored.entry.canonical_url.clone()),
            ..stored.entry
        };
        let mut pieces = reading.pieces(stored.source.id, LEARNED_FROM - 1, Some(item))?;
        let own = article::pieces(&entry.text, &entry.title);
        pieces.push(own.clone());
        let boilerplate = recurring(&pieces, pieces.len() - 1, &own);
        let (traits, report) = worded(&entry, &own, &boilerplate, now);
        let mut candidates = story::identify(vec![entry]);
        let mut candidate = candidates.pop().ok_or(StoreError::NoItem(item))?;
        candidate.traits = traits.clone();
        let link = canonical_url.as_ref().and(candidate.print.link);
        let text = PageText {
            content_html,
            summary,
            canonical_url,
            language,
            link,
            text: candidate.print.text,
            traits,
        };
        let reports = BTreeMap::from([(candidate.print.key, report)]);
        let feed = stored.source.id;
        Ok(Self { item, candidate, reports, text, own_link, announced, feed })
    }

    /// Where the item goes with its page, if it may still go anywhere.
    pub(super) fn place(
        &self,
        writing: &Writing<'_>,
        live: &Live,
        (hold, now): (Duration, Timestamp),
    ) -> Result<Option<Placed>, StoreError> {
        let reading = writing.reading();
        if !reading.may_move(self.item, now)? {
            return Ok(None);
        }
        let known = reading.copies_of(self.item, &self.candidate.print)?;
        let near = self.near(&reading, &known, (live, now))?;
        let ground = Assigned {
            feed: self.feed,
            first_document: false,
            known: &known,
            reports: &self.reports,
            near: &BTreeMap::from([(self.candidate.print.key, near)]),
            hold,
            flood: Flood::Publish,
            now,
        };
        Ok(Some(story::place_again(&self.candidate, self.own_link, &ground)))
    }

    /// What is held that may be a copy of it, by its text or at its link.
    fn near(
        &self,
        reading: &Reading<'_>,
        known: &Known,
        (live, now): (&Live, Timestamp),
    ) -> Result<Vec<Near>, StoreError> {
        let index = live.caught_up(reading, now)?;
        let index_since = (&*index, live.since(now));
        let found = alike(&self.candidate, Some(self.item), index_since, known, |_| true);
        drop(index);
        let text = &self.candidate.entry.text;
        let near = reading.near(&found)?.into_iter().map(|near| {
            let title = &near.entry.title;
            let other = format!("{title} {}", article::plain_text(&near.entry.content_html));
            let is_about = article::is_about(&self.announced, (text, &other));
            Near { is_about, ..compared(near) }
        });
        Ok(near.collect())
    }
}

//! What rules leave out, and what comes in after all. An item gets its place when it can first be shown:
//! one that rules leave out there, and that an edit of it or of feeds.toml lets in later, would stand
//! among what readers have seen already, and they would miss it. It comes in with a place of its own.

use std::collections::BTreeSet;

use super::gathering::{LOOKED_AT, TOOLS, Window};
use crate::model::{Digest, Edited, FeedId, ItemId, Rule, Rules, Settings, StoredItem, Timestamp};
use crate::publish;
use crate::store::{Reading, Store, StoreError, Writing};
use crate::story;

/// Leaves out what rules do not admit of all that has come in since the last look, or may still be in the
/// window, and of what the window was looked for in. Tells whether there is more to be looked at.
///
/// What has been left out is not looked at again with each publication. What had left the window before
/// rules turned against it was seen: it keeps its place.
pub(super) fn leave_out(
    store: &Store,
    settings: &Settings,
    window: &Window,
) -> Result<bool, StoreError> {
    let (refused, passed) = store.read_here(|reading| {
        let (passed, _) = reading.admission()?;
        Ok((refused(reading, settings, passed.min(window.depth))?, passed))
    })?;
    let left = window.left.unwrap_or(passed);
    let entries = i64::try_from(settings.merged.entries).unwrap_or(i64::MAX);
    // To be a little behind only means to look at a little more.
    if refused.is_empty() && left.saturating_sub(passed) < entries {
        return Ok(false);
    }
    let is_cut = window.is_cut && !refused.is_empty();
    store.write_here(move |writing| {
        writing.leave_out(&refused, passed)?;
        writing.note_passed(left)
    })?;
    Ok(is_cut)
}

/// The items behind this place that rules do not admit. Of a feed that is not listed nothing is left out
/// for good: nobody would let it in again.
fn refused(
    reading: &Reading<'_>,
    settings: &Settings,
    place: i64,
) -> Result<Vec<ItemId>, StoreError> {
    let mut refused = Vec::new();
    let ruled = ruled(reading, settings)?;
    if ruled.as_ref().is_some_and(BTreeSet::is_empty) {
        return Ok(refused);
    }
    for id in reading.placed_behind(place, ruled.as_ref())? {
        let Some(item) = reading.item(id)? else { continue };
        let is_listed = settings.feed(&item.source.url).is_some();
        if is_listed && !publish::admits(&item, settings, &Rules::default(), TOOLS) {
            refused.push(id);
        }
    }
    Ok(refused)
}

/// The feeds that have rules; `None`: all, for there are rules over all feeds.
fn ruled(
    reading: &Reading<'_>,
    settings: &Settings,
) -> Result<Option<BTreeSet<FeedId>>, StoreError> {
    if !settings.merged.rules.is_empty() {
        return Ok(None);
    }
    if settings.feeds.iter().all(|feed| feed.rules.is_empty()) {
        return Ok(Some(BTreeSet::new()));
    }
    let sources = reading.sources()?.into_iter();
    let ruled = sources
        .filter(|source| settings.feed(&source.url).is_some_and(|feed| !feed.rules.is_empty()));
    Ok(Some(ruled.map(|source| source.id).collect()))
}

/// What edits since the last look have let in, and what these rules let in where they are others than then.
#[derive(Debug, Default)]
pub(super) struct Coming {
    /// What was looked at because it was edited, and after how many edits.
    looked_at: Vec<(ItemId, u32)>,
    /// What was left out and gets another place.
    anew: BTreeSet<ItemId>,
    /// What was left out and keeps its place.
    again: BTreeSet<ItemId>,
    /// What is in the river, and comes into the view of this name.
    entered: Vec<(String, ItemId)>,
    /// The rules, where they are others.
    rules: Option<Digest>,
}

impl Coming {
    /// Looks.
    pub(super) fn of(
        reading: &Reading<'_>,
        settings: &Settings,
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        let mut coming = Self::default();
        let rules = digest(settings);
        if reading.admission()?.1 != Some(rules) {
            coming.rules = Some(rules);
            coming.by_rules(reading, settings, now)?;
        }
        for edited in reading.edited()? {
            coming.by_edit(reading, settings, edited)?;
        }
        Ok(coming)
    }

    /// Other rules let in what they admit of what was left out last. Nobody who loosens a rule wants a
    /// hundred old items for news.
    fn by_rules(
        &mut self,
        reading: &Reading<'_>,
        settings: &Settings,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut unseen = Vec::new();
        for left_out in reading.left_out(LOOKED_AT)? {
            let Some(item) = reading.item(left_out.item)? else { continue };
            if publish::admits(&item, settings, &Rules::default(), TOOLS) {
                self.again.insert(item.id);
                unseen.extend(left_out.is_unseen.then_some((
                    item.id,
                    item.source.id,
                    item.first_seen,
                )));
            }
        }
        self.anew = story::anew(unseen, now);
        self.again.retain(|item| !self.anew.contains(item));
        Ok(())
    }

    /// An edit lets an item in, or into a view: what its publisher has made of it is news.
    fn by_edit(
        &mut self,
        reading: &Reading<'_>,
        settings: &Settings,
        edited: Edited,
    ) -> Result<(), StoreError> {
        let Edited { left_out, edits, former } = edited;
        self.looked_at.push((left_out.item, edits));
        let Some(item) = reading.item(left_out.item)? else { return Ok(()) };
        if !publish::admits(&item, settings, &Rules::default(), TOOLS) {
            return Ok(());
        }
        if item.is_left_out && left_out.is_unseen {
            self.again.remove(&item.id);
            self.anew.insert(item.id);
            return Ok(());
        }
        if item.is_left_out && !self.anew.contains(&item.id) {
            self.again.insert(item.id);
        }
        let tags = settings.feed(&item.source.url).map(|feed| &feed.tags);
        let former = StoredItem { entry: former, ..item.clone() };
        for view in settings.views.iter().filter(|view| !view.rules.is_empty()) {
            let is_of_feed =
                view.tags.is_empty() || tags.is_some_and(|tags| !tags.is_disjoint(&view.tags));
            let was_in =
                !item.is_left_out && publish::admits(&former, settings, &view.rules, TOOLS);
            if is_of_feed && !was_in && publish::admits(&item, settings, &view.rules, TOOLS) {
                self.entered.push((view.name.clone(), item.id));
            }
        }
        Ok(())
    }

    /// Lets it in, before places are given.
    pub(super) fn write(self, writing: &Writing<'_>, now: Timestamp) -> Result<(), StoreError> {
        for item in &self.anew {
            writing.let_in(*item, true)?;
        }
        for item in &self.again {
            writing.let_in(*item, false)?;
        }
        for (view, item) in &self.entered {
            writing.enter(view, *item)?;
        }
        for (item, edits) in self.looked_at {
            writing.was_looked_at(item, edits)?;
        }
        if let Some(rules) = self.rules {
            writing.note_rules(rules)?;
        }
        if self.anew.is_empty() && self.again.is_empty() && self.entered.is_empty() {
            return Ok(());
        }
        writing.has_changed(now)
    }
}

/// What tells whether rules are others than they were: those of every feed, and those over all.
fn digest(settings: &Settings) -> Digest {
    let mut all = String::new();
    let mut add = |whose: &str, rules: &Rules| {
        let line = |what: &str, rule: &Rule| format!("{whose}\n{what} {rule}\n");
        all.push_str(whose);
        all.extend(rules.keep.iter().map(|rule| line("keep", rule)));
        all.extend(rules.drop.iter().map(|rule| line("drop", rule)));
    };
    add("", &settings.merged.rules);
    for feed in &settings.feeds {
        add(feed.key.as_str(), &feed.rules);
    }
    Digest::of(&[all.as_bytes()])
}

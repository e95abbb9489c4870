//! What must be so whatever has happened: what is held, and what readers see.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::world::{DAY, KEEP, Name, World, name};
use crate::daemon::publishing::look;
use crate::daemon::{archiving, let_go, river};
use crate::model::StoredItem;

impl World {
    /// Looks at what is held until ages are counted as of now, as after a year without mainstem they are
    /// not at once.
    pub(super) fn let_go(&mut self) {
        let settings = Arc::new(self.settings());
        let before = self.held();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let stop = CancellationToken::new();
        let mut counted = None;
        while counted != Some(self.now) {
            let rest = (Duration::ZERO, &stop);
            runtime.block_on(let_go(self.store(), &settings, self.now, rest)).unwrap();
            counted = self.store().read_here(|reading| reading.ages_counted()).unwrap();
        }
        let held = self.held();
        let is_polled = |name: &Name| name.0 == 0 || self.has_second;
        for name in before.keys().filter(|name| !held.contains_key(*name)) {
            let was_listed = self.listed.remove(name);
            assert!(!was_listed || !is_polled(name), "{name:?} is in its document");
        }
        self.check_what_is_held(&held, is_polled);
    }

    pub(super) fn check_what_is_held(
        &self,
        held: &BTreeMap<Name, StoredItem>,
        is_polled: impl Fn(&Name) -> bool,
    ) {
        let is_old = |item: &StoredItem| self.now.since(item.first_seen) > DAY * KEEP;
        let lately = |name: &Name| self.now.since(self.seen[name]) <= DAY;
        for item in held.values().filter(|item| is_old(item)) {
            let mut story = held.iter().filter(|(_, other)| other.story == item.story);
            let is_kept = story.any(|(name, other)| {
                !is_old(other) || is_polled(name) && (self.listed.contains(name) || lately(name))
            });
            assert!(
                is_kept,
                "{:?} is held, and {:?} old",
                name(&item.entry),
                self.now.since(item.first_seen)
            );
        }
    }

    /// What readers see: every item under one id, and archives that lead from one to the next.
    pub(super) fn publish(&mut self) {
        let mut settings = self.settings();
        let (shown, ..) = look(self.store(), &settings, self.now).unwrap();
        settings.merged.entries = 10_000;
        let all = self.store().read_here(|reading| river(reading, &settings)).unwrap();
        for story in &all.stories {
            let reports = self.store().read_here(|reading| reading.story(story.id)).unwrap();
            for report in reports {
                self.published.entry(name(&report.entry)).or_default().insert(story.key);
            }
        }
        for (name, ids) in self.published.iter().filter(|(name, _)| !self.corrected.contains(name))
        {
            assert_eq!(ids.len(), 1, "{name:?} is published twice");
        }
        let mut next = (1..=shown.archives).next_back();
        while let Some(number) = next {
            let document = self.archive(number).unwrap();
            let entries = document.split_once("<fh:archive/>").unwrap().1.to_owned();
            let kept = self.archives.entry(number).or_insert_with(|| entries.clone());
            assert_eq!(*kept, entries, "archive {number} has changed");
            let link = "<link rel=\"prev-archive\" href=\"https://news.example.org/archive/";
            next = document
                .split_once(link)
                .map(|(_, rest)| rest.split_once(".atom").unwrap().0.parse().unwrap());
            assert!(next.is_none_or(|older| older + 1 == number));
            if next.is_none() {
                assert!((1..number).all(|older| self.archive(older).is_none()));
            }
        }
    }

    pub(super) fn archive(&self, number: u32) -> Option<String> {
        let settings = self.settings();
        let document = self
            .store()
            .read_here(|reading| archiving::document(reading, &settings, number, None))
            .unwrap()?;
        Some(String::from_utf8(document.bytes).unwrap())
    }
}

//! Every document that there is, but for searches: those who serve files want all of them.

use std::collections::BTreeSet;

use super::make::{Made, make, make_archive_page, make_part};
use crate::model::{Asked, Audience, Scope, Settings, Wanted};
use crate::store::{Reading, StoreError};

/// What is to be made, in one go.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Due {
    /// A part of the river in every form.
    Part(Scope),
    /// A document by itself.
    One(Wanted),
}

impl Due {
    /// Makes it.
    pub(super) fn make(
        &self,
        reading: &Reading<'_>,
        settings: &Settings,
    ) -> Result<Made, StoreError> {
        match self {
            Self::Part(scope) => make_part(reading, settings, scope),
            Self::One(Wanted::ArchivePage(number)) => make_archive_page(reading, settings, *number),
            Self::One(wanted) => {
                let asked = Asked { wanted: wanted.clone(), audience: Audience::OfFiles };
                let document = make(reading, settings, &asked)?;
                Ok(Made { documents: vec![(wanted.clone(), document)], stories: Vec::new() })
            }
        }
    }
}

/// What most readers ask for: the river, its tags and views, and what belongs to the pages.
pub(super) fn front(settings: &Settings) -> Vec<Due> {
    let tags = settings.tags().into_iter().map(|tag| Scope::Tag(tag.to_owned()));
    let views = settings.views.iter().map(|view| Scope::View(view.name.clone()));
    let parts = [Scope::River].into_iter().chain(tags).chain(views).map(Due::Part);
    let own = [Wanted::Style, Wanted::Script, Wanted::Icon, Wanted::Logo, Wanted::Opml];
    parts.chain(own.map(Due::One)).chain(tidings()).collect()
}

/// What tells of polls, which may change while nothing is published.
pub(super) fn tidings() -> [Due; 2] {
    [Due::One(Wanted::Sources), Due::One(Wanted::Health)]
}

/// The rest, of which there may be thousands: archives, with their pages, and sources.
pub(super) fn rest(reading: &Reading<'_>, settings: &Settings) -> Result<Vec<Due>, StoreError> {
    let (full, _) = reading.archived()?;
    // The one that is not full yet is named by the last that is.
    let unfinished = (full > 0).then(|| Wanted::Archive(full.saturating_add(1)));
    let oldest = reading.oldest_archive()?.map(|(oldest, _)| oldest);
    let numbers = oldest.into_iter().flat_map(|oldest| oldest..=full);
    let archives = numbers.flat_map(|n| [Wanted::Archive(n), Wanted::ArchivePage(n)]);
    let listed: BTreeSet<&str> = settings.feeds.iter().map(|feed| feed.key.as_str()).collect();
    let sources = reading.sources()?.into_iter();
    let sources = sources
        .filter(|source| listed.contains(source.url.as_str()))
        .map(|source| Due::Part(Scope::Source(source.id)));
    Ok(archives.chain(unfinished).map(Due::One).chain(sources).collect())
}

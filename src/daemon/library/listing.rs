//! Every document that there is, but for searches: those who serve files want all of them.

use crate::daemon::gathering::{gather, river};
use crate::model::{Format, Scope, Settings, Wanted};
use crate::store::{Reading, StoreError};

/// What there is to be had.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Listing {
    /// What most readers ask for.
    pub(super) front: Vec<Wanted>,
    /// The rest, of which there may be thousands.
    pub(super) rest: Vec<Wanted>,
}

/// The documents that the store has under these settings.
pub(super) fn listing(reading: &Reading<'_>, settings: &Settings) -> Result<Listing, StoreError> {
    let tags = settings.tags().into_iter().map(|tag| Scope::Tag(tag.to_owned()));
    let views = settings.views.iter().map(|view| Scope::View(view.name.clone()));
    let own = [
        Wanted::Style,
        Wanted::Script,
        Wanted::Icon,
        Wanted::Logo,
        Wanted::Sources,
        Wanted::Health,
        Wanted::Opml,
    ];
    let newest = river(reading, settings)?;
    let stories = newest.stories.iter().map(|story| Wanted::Story(story.id));
    // The one that is not full yet is named by the last that is.
    let oldest = reading.oldest_archive()?.map(|(oldest, _)| oldest);
    let archives = oldest.into_iter().flat_map(|oldest| oldest..=newest.archives.saturating_add(1));
    let archives = archives.map(Wanted::Archive);
    let mut sources = Vec::new();
    for feed in &settings.feeds {
        let row = reading.feed(&feed.key)?;
        sources.extend(row.map(|row| Scope::Source(row.id)));
    }
    let front = [Scope::River].into_iter().chain(tags).chain(views).flat_map(documents);
    let rest = stories.chain(archives).chain(sources.into_iter().flat_map(documents));
    Ok(Listing { front: front.chain(own).collect(), rest: rest.collect() })
}

/// The pages of stories that this leads to, where it is the page of a part of the river: those of a quiet
/// part are no longer among the newest of the whole, which [`listing`] has.
pub(super) fn led_to(
    reading: &Reading<'_>,
    settings: &Settings,
    page: &Wanted,
) -> Result<Vec<Wanted>, StoreError> {
    let Wanted::Page { scope, before: None } = page else { return Ok(Vec::new()) };
    if *scope == Scope::River {
        return Ok(Vec::new());
    }
    let part = gather(reading, settings, scope, None)?;
    let stories = part.map(|river| river.stories).unwrap_or_default();
    Ok(stories.iter().map(|story| Wanted::Story(story.id)).collect())
}

/// A part of the river in every form.
fn documents(scope: Scope) -> impl Iterator<Item = Wanted> {
    let page = Wanted::Page { scope: scope.clone(), before: None };
    let feeds =
        Format::ALL.into_iter().map(move |format| Wanted::Feed { scope: scope.clone(), format });
    feeds.chain([page])
}

//! Reports that are like the entry that is placed, with the stories they are in. What is made of them is
//! left to `place`.

use std::collections::BTreeMap;

use super::copies::Place;
use super::place::MUCH_ALIKE;
use super::verdict::{Likeness, Report, Verdict};
use crate::model::{Guard, StoryId};

/// How many related stories are noted.
const MOST_RELATED: usize = 4;

/// How much of the longer of two texts at one link must stand in the shorter, in thousandths.
const HALF: u16 = 500;

/// A report that is like the entry that is placed.
pub(super) struct Like {
    pub(super) place: Place,
    pub(super) group: Group,
    pub(super) source: Source,
    pub(super) likeness: Likeness,
    /// Whether it says no more than its headline, and appeared within days of the entry.
    pub(super) is_headline_only: bool,
    /// [`super::place::Near::is_about`].
    pub(super) is_about: bool,
}

/// Who brought a report.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    AnotherFeed,
    /// The entry's own feed.
    Feed,
    /// The entry's own feed, under the entry's title.
    FeedUnderItsTitle,
}

/// A story, which may be one that a new item of the same document makes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Group {
    Held(StoryId),
    New(usize),
}

/// Whether the story has an item of the entry's own feed that says the same of something else: two episodes,
/// two counties do not become one because another feed has what both say.
pub(super) fn is_apart(group: Group, likes: &[Like]) -> bool {
    let tells_apart = |guard: &Guard| {
        matches!(
            guard,
            Guard::OtherNumbers
                | Guard::OtherNames
                | Guard::OtherNumbersInTitle
                | Guard::OtherTitle
        )
    };
    let is_other = |like: &Like| {
        like.source != Source::AnotherFeed && like.likeness.guards.iter().any(tells_apart)
    };
    likes.iter().any(|like| like.group == group && is_other(like))
}

/// Whether two reports at one link are one under an edited headline, as feeds of searches bring them:
/// "Talks fail - Harbour Post", "Talks fail at last - The Harbour Post". Their texts have to agree, or be no more
/// than the headlines.
pub(super) fn is_edited_headline(like: &Like, report: &Report) -> bool {
    let Like { likeness, is_headline_only, .. } = like;
    let speaks = |guard: &Guard| matches!(guard, Guard::OtherNumbers | Guard::FarApart);
    let texts_agree =
        likeness.coverage_of_longer >= HALF || *is_headline_only && report.is_headline_only();
    likeness.titles_alike >= MUCH_ALIKE
        && !likeness.titles_have_other_numbers
        && texts_agree
        && !likeness.guards.iter().any(speaks)
}

/// The stories that are close, without the item's own; of each the closest report, the closest
/// story first.
pub(super) fn related(likes: &[Like], own: Option<StoryId>) -> Vec<(StoryId, u16)> {
    let mut closest: BTreeMap<StoryId, u16> = BTreeMap::new();
    for Like { place, likeness, .. } in likes {
        let is_close = likeness.verdict >= Verdict::Related;
        if let (Place::Held { story, .. }, true) = (place, is_close) {
            let coverage = closest.entry(*story).or_default();
            *coverage = likeness.coverage.max(*coverage);
        }
    }
    let mut related: Vec<(StoryId, u16)> =
        closest.into_iter().filter(|(story, _)| Some(*story) != own).collect();
    related.sort_by_key(|(story, coverage)| (std::cmp::Reverse(*coverage), *story));
    related.truncate(MOST_RELATED);
    related
}

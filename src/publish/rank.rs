//! Which of a story's reports stands for it, and when what a reader sees of the story last changed.
//! Which reports are looked at has been decided before.

use std::cmp::Reverse;

use crate::model::{StoredItem, Timestamp};

/// A report that may be shown, with what its rank depends on beside itself.
#[derive(Clone, Copy, Debug)]
pub(super) struct Report<'a> {
    /// The report.
    pub(super) item: &'a StoredItem,
    /// That of its feed.
    pub(super) priority: i64,
    /// Whether its feed waits for the original.
    pub(super) waits: bool,
    /// How long its text is.
    pub(super) length: usize,
}

/// The reports, the one to lead first: by the priority of the feed, then an agency's own report before
/// those of outlets, whether they name the agency or not, then those of feeds that wait for the original
/// (`hold`) behind the others, then those that are full before those that are excerpts, then the one seen earlier, then the smaller number. Full is what is at least half as
/// long as the longest: a copy that came later and is somewhat longer does not lead.
pub(super) fn ranked<'a>(reports: &[Report<'a>]) -> Vec<Report<'a>> {
    let longest = reports.iter().map(|report| report.length).max().unwrap_or(0);
    let is_excerpt = |report: &Report<'_>| report.length.saturating_mul(2) < longest;
    let mut ranked = reports.to_vec();
    ranked.sort_by_key(|report| {
        let item = report.item;
        let rank = (Reverse(report.priority), !item.is_original, report.waits, is_excerpt(report));
        (rank, item.first_seen, item.id)
    });
    ranked
}

/// When what a reader sees of the story last changed: its lead's last edit, or the arrival of the
/// lead, where that took the place of a report that says something else. That another copy comes
/// in makes nothing new, nor do the edits of one that does not lead.
///
/// What the report before it said is known as long as that is not edited afterwards; else the lead
/// counts as another text.
pub(super) fn changed(reports: &[Report<'_>], plain: fn(&str) -> String) -> Option<Timestamp> {
    let lead = ranked(reports).first()?.item;
    let earlier: Vec<Report<'_>> =
        reports.iter().filter(|report| report.item.first_seen < lead.first_seen).copied().collect();
    let Some(before) = ranked(&earlier).first().map(|report| report.item) else {
        return Some(lead.changed);
    };
    let is_unedited = lead.changed.max(before.changed) <= lead.first_seen;
    if is_unedited && says_the_same(lead, before, plain) {
        return changed(&earlier, plain);
    }
    Some(lead.changed.max(lead.first_seen))
}

fn says_the_same(one: &StoredItem, other: &StoredItem, plain: fn(&str) -> String) -> bool {
    let (one, other) = (&one.entry, &other.entry);
    one.title == other.title
        && (one.content_html == other.content_html
            || plain(&one.content_html) == plain(&other.content_html))
}

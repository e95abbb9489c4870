//! What is held that may be a copy of an entry: by its text, or at its link. Whether it is one is
//! decided in `story/`.

use std::sync::Arc;

use crate::article;
use crate::model::{Candidate, HeldItem, ItemId, Known, NearItem, Timestamp};
use crate::story::{Index, MOST_NEAR, Near, Report};

/// How many items at an entry's link are compared, the latest: a link of more titles names a page.
const MOST_AT_A_LINK: usize = 3;

/// The items to compare an entry with: those whose texts are likest, then those at its link for which
/// the link alone is no proof. `itself`: the item that the entry is already.
pub(super) fn alike(
    candidate: &Candidate,
    itself: Option<ItemId>,
    (index, since): (&Index, Timestamp),
    known: &Known,
    is_no_proof: impl Fn(&HeldItem) -> bool,
) -> Vec<ItemId> {
    let Candidate { print, traits, .. } = candidate;
    // One more, because the item itself is among them.
    let most = MOST_NEAR + usize::from(itself.is_some());
    let mut found = index.like(&traits.sketch, since, most);
    found.retain(|near| Some(*near) != itself);
    let linked = print.link.and_then(|link| known.by_link.get(&link)).into_iter().flatten();
    let linked = linked.rev().filter(|held| is_no_proof(held)).map(|held| held.id);
    let others = linked.filter(|near| Some(*near) != itself && !found.contains(near));
    let others: Vec<ItemId> = others.take(MOST_AT_A_LINK).collect();
    found.extend(others);
    found
}

/// A held item as it is compared.
pub(super) fn compared(item: NearItem) -> Near {
    let NearItem { held, mut entry, boilerplate, first_seen } = item;
    entry.text = article::plain_text(&entry.content_html);
    let wording = article::wording(&entry, &boilerplate.into_iter().collect());
    let report = Report::of(&entry.title, &wording, held.published, first_seen);
    Near { held, report: Arc::new(report), is_about: true }
}

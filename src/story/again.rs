//! The story of an item that is known by more than its feed gave, before anybody was shown it: its
//! page was read. A story that was shown keeps its items, whatever their pages say.

use super::Assigned;
use super::place::Ladder;
use crate::model::{Candidate, Digest, Placed};

/// Where the item goes with the text and the link of its page, beside what is held. `own_link` is the
/// link that its feed gave it; `ground` has nothing of the item itself.
pub fn place_again(
    candidate: &Candidate,
    own_link: Option<Digest>,
    ground: &Assigned<'_>,
) -> Placed {
    let ladder = Ladder::of(&[], ground);
    let is_own = candidate.print.link == own_link;
    let ladder = if is_own { ladder } else { ladder.with_links_of_pages() };
    let found = ladder.place(candidate);
    Placed { placement: found.placement, evidence: found.evidence, related: found.related }
}

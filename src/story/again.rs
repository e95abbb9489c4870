//! The story of an item that is known by more than its feed gave, before anybody was shown it: its
//! page was read. A story that was shown keeps its items, whatever their pages say.

use super::Assigned;
use super::place::Ladder;
use crate::model::{Candidate, Placed};

/// Where the item goes with the text and the link of its page, beside what is held. `ground` has
/// nothing of the item itself.
pub fn place_again(candidate: &Candidate, ground: &Assigned<'_>) -> Placed {
    let found = Ladder::of(&[], ground).place(candidate);
    Placed { placement: found.placement, evidence: found.evidence, related: found.related }
}

//! A held item that a new one may be a copy of, with what it takes to compare the two.

use super::{Entry, HeldItem, Timestamp};

/// An item that the store holds, with its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NearItem {
    /// What it is recognised by.
    pub held: HeldItem,
    /// What it says. `text` is empty: it follows from `content_html`.
    pub entry: Entry,
    /// The pieces of its text that recur in its feed.
    pub boilerplate: Vec<u32>,
    /// When mainstem first saw it.
    pub first_seen: Timestamp,
}

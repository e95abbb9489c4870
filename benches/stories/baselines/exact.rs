//! The strictest rule: the same words in the same order.

use crate::features::{hash, same_key, words};
use crate::groups::Groups;
use crate::record::Record;

/// One story where the words of the texts are the same; of the titles, where there is no text.
pub(crate) fn exact_text(records: &[Record]) -> Vec<usize> {
    let mut groups = Groups::of(records.len());
    let mut keyed = Vec::new();
    for (place, record) in records.iter().enumerate() {
        let text = words(&record.plain());
        let folded = if text.is_empty() { words(&record.title) } else { text };
        if !folded.is_empty() {
            keyed.push((hash(&folded), place));
        }
    }
    same_key(keyed, |one, other| groups.join(one, other));
    groups.numbers()
}

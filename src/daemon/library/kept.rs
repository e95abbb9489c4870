//! Documents that were made for somebody, and how many of them are kept.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::{Asked, Prepared};

/// How much all of them may take up, in bytes. Some hundred documents; whoever asks for ever other
/// searches does not fill the memory.
const MOST_BYTES: usize = 32 << 20;

/// Documents by what was asked for.
#[derive(Debug, Default)]
pub(super) struct Kept {
    copies: BTreeMap<Asked, Copy>,
    bytes: usize,
    /// Counts the uses.
    uses: u64,
}

/// What a document holds for: it is made again when this is another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Term {
    /// The publication that it was made beside.
    pub(super) edition: u64,
    /// The span of time that it was made in, by its number, where it shows what is no news.
    pub(super) span: i64,
}

#[derive(Debug)]
struct Copy {
    document: Arc<Prepared>,
    term: Term,
    /// When it was used last, by the count.
    used: u64,
}

impl Kept {
    /// The document, if it was made for this term.
    pub(super) fn current(&mut self, asked: &Asked, term: Term) -> Option<Arc<Prepared>> {
        self.uses += 1;
        let copy = self.copies.get_mut(asked).filter(|copy| copy.term == term)?;
        copy.used = self.uses;
        Some(Arc::clone(&copy.document))
    }

    /// The document, whenever it was made.
    pub(super) fn latest(&self, asked: &Asked) -> Option<Arc<Prepared>> {
        self.copies.get(asked).map(|copy| Arc::clone(&copy.document))
    }

    /// Keeps a document; those that were not asked for the longest go if there is no room.
    pub(super) fn keep(&mut self, asked: Asked, document: Arc<Prepared>, term: Term) {
        self.forget(&asked);
        self.uses += 1;
        self.bytes += size(&document);
        self.copies.insert(asked, Copy { document, term, used: self.uses });
        while self.bytes > MOST_BYTES {
            let oldest = self.copies.iter().min_by_key(|(_, copy)| copy.used);
            let Some(oldest) = oldest.map(|(asked, _)| asked.clone()) else { return };
            self.forget(&oldest);
        }
    }

    /// Drops what was kept of a document that is no more.
    pub(super) fn forget(&mut self, asked: &Asked) {
        if let Some(copy) = self.copies.remove(asked) {
            self.bytes -= size(&copy.document);
        }
    }
}

fn size(document: &Prepared) -> usize {
    document.bodies.values().map(|(_, bytes)| bytes.len()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Audience, Digest, Timestamp, Wanted};
    use crate::publish::prepare;

    fn asked(wanted: Wanted) -> Asked {
        Asked { wanted, audience: Audience::Anybody }
    }

    fn term(edition: u64) -> Term {
        Term { edition, span: 0 }
    }

    fn document(bytes: usize) -> Arc<Prepared> {
        // Without a coding that makes it smaller, so that its size is known.
        let noise = (0..).flat_map(|n: u64| *Digest::of(&[&n.to_le_bytes()]).as_bytes());
        Arc::new(prepare("text/plain", noise.take(bytes).collect(), Timestamp::from_unix(0)))
    }

    #[test]
    fn a_document_holds_for_its_term() {
        let mut kept = Kept::default();
        kept.keep(asked(Wanted::Sources), document(10), term(7));
        assert!(kept.current(&asked(Wanted::Sources), term(7)).is_some());
        assert!(kept.current(&asked(Wanted::Sources), term(8)).is_none());
        assert!(kept.current(&asked(Wanted::Sources), Term { edition: 7, span: 1 }).is_none());
        assert!(kept.latest(&asked(Wanted::Sources)).is_some(), "to compare the next with");
    }

    #[test]
    fn what_was_not_asked_for_the_longest_makes_room() {
        let mut kept = Kept::default();
        let large = document(MOST_BYTES / 3);
        for number in 1..=3 {
            kept.keep(asked(Wanted::Archive(number)), Arc::clone(&large), term(1));
        }
        assert!(kept.current(&asked(Wanted::Archive(1)), term(1)).is_some());
        kept.keep(asked(Wanted::Archive(4)), large, term(1));
        let held: Vec<bool> =
            (1..=4).map(|number| kept.latest(&asked(Wanted::Archive(number))).is_some()).collect();
        assert_eq!(held, [true, false, true, true]);
        assert!(kept.bytes <= MOST_BYTES);
    }
}

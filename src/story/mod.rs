//! Is this the same story? Pure: what is held already is an argument, the verdict comes with its
//! evidence. Looking things up, and writing what was decided, is left to `store/`.
//!
//! Precision comes first: a wrong merge hides news, a missed one only repeats it.
//!
//! 1. `identity`: what an entry is recognised by ([`identify`]).
//! 2. `words`, `numerals`, `fold`: a text as it is compared, whatever its script.
//! 3. `sketch`, `index`: samples of texts, and which live items have some in common ([`Index`]).
//! 4. `passages`, `guards`, `names`, `round_ups`, `verdict`: what two texts share, what speaks against it, and whether that makes
//!    one story ([`compare`]).
//! 5. `copies`, `likes`, `place`, `churn`, `assign`: what becomes of each entry of a document ([`assign()`]), and
//!    `flood`, how many of them come into the river; `again`, of an item whose page was read before
//!    anybody was shown it ([`place_again`]).

mod again;
mod assign;
mod churn;
mod copies;
mod differences;
mod flood;
mod fold;
mod guards;
mod identity;
mod index;
mod likes;
mod names;
mod numerals;
mod passages;
mod place;
mod round_ups;
mod sketch;
#[cfg(test)]
mod tests;
mod verdict;
mod words;

pub use again::place_again;
pub use assign::{Assigned, assign};
pub use differences::{OwnParts, differences};
pub use flood::anew;
pub use identity::{identify, link_digest};
pub use index::Index;
pub use place::Near;
pub use sketch::{MOST_NEAR, sketch};
pub use verdict::{Likeness, Report, Verdict, compare};

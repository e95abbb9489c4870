//! Full-text search, as far as it is about words: what a text is found by, what somebody looks for,
//! and where in a text that is. Pure. The index itself is in `store/`.
//!
//! - `letters`: a letter of a text, folded: case, accents and width do not count.
//! - `tokens`: letters to what is indexed: words, and pairs of letters where a script has no spaces.
//! - `query`: what was typed to what is looked for.
//! - `excerpt`: the piece of a text that says most of it.

mod excerpt;
mod letters;
mod query;
mod tokens;

pub use excerpt::{excerpt, whole};
pub use query::{QueryError, parse};
pub use tokens::words;

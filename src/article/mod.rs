//! Entries that can be believed, stored and shown, from entries as they were written. Pure: a
//! parsed feed in, entries out. Whether two of them are one story is left to `story/`.
//!
//! 1. `link`: addresses made absolute, and compared.
//! 2. `html/`: a stranger's HTML made harmless.
//! 3. `text`: HTML to plain text.
//! 4. `headline`: a title, whatever there is.
//! 5. `normalise`: all that, for each entry of a feed.
//! 6. `dates`: which of their dates can be believed.

mod agency;
mod credit;
mod dateline;
mod dates;
mod headline;
mod html;
mod link;
mod normalise;
mod text;

pub use dates::forget_the_future;
pub use link::canonical_link;
pub use normalise::normalise;
pub use text::plain_text;

#[cfg(test)]
mod tests;

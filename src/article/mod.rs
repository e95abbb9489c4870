//! Entries that can be believed, stored and shown, from entries as they were written. Pure: a
//! parsed feed in, entries out. Whether two of them are one story is left to `story/`.
//!
//! 1. `link`, `wrapped`: addresses made absolute, and compared by what they stand for.
//! 2. `html/`: a stranger's HTML made harmless.
//! 3. `text`: HTML to plain text.
//! 4. `headline`: a title, whatever there is.
//! 5. `normalise`: all that, for each entry of a feed.
//! 6. `dates`: which of their dates can be believed.
//! 7. `wording`: what of a text is worth comparing. `dateline/`, `credit` and `agency` know what
//!    the wires put around it; `boilerplate`, `piece` and `blocks`, what recurs in a feed.
//! 8. `page/`: the article in its web page, for feeds that give excerpts.

mod agency;
mod blocks;
mod boilerplate;
mod credit;
mod dateline;
mod dates;
mod headline;
mod html;
mod link;
mod normalise;
mod page;
mod piece;
mod text;
mod wording;
mod wrapped;

pub use blocks::{Mode, strip_html};
pub use boilerplate::{pieces, recurring};
pub use dates::believe;
pub use link::canonical_link;
pub use normalise::normalise;
pub use page::{Page, PageError, Wanted, is_about, is_selector, read_page};
pub use text::plain_text;
pub use wording::wording;

#[cfg(test)]
mod tests;

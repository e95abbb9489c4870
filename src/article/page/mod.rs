//! The article in its web page: what a feed that gives excerpts leaves out. Pure: the page's text in,
//! the article out, or why it is none. Fetching and decoding the page is left to others, and so is
//! when to do it.
//!
//! 1. `document`: a page as a tree, what its head says, pictures as they are meant.
//! 2. `extract`: the article in it, by readability or by the operator's selector.
//! 3. `judge`: whether that is the article that the feed announced, and more of it.
//! 4. `canonical`: whether the address that the page gives for its own can be believed.
//! 5. `read`: all that, one page at a time.

mod canonical;
mod document;
mod extract;
mod judge;
mod read;

pub use document::is_selector;
pub use judge::is_about;
pub use read::{Page, PageError, Wanted, read_page};

#[cfg(test)]
mod tests;

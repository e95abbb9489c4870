//! Changes of feeds.toml that leave all else in it as it is: comments, order, blank lines, line ends.
//! When to make them is left to `cli/`.
//!
//! - `add`: more feeds, written as the file writes its feeds. Text to text.
//! - `remove`: feeds taken out. Likewise.
//! - `places`: where lines begin and end.
//! - `style`: how that is.
//! - `replace`: the new text in the place of the old, in one step.

mod add;
mod places;
mod remove;
mod replace;
mod style;
#[cfg(test)]
mod tests;

pub use add::{EditError, NewFeed, add};
pub use remove::remove;
pub use replace::{ReplaceError, replace};

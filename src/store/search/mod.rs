//! The full-text index: an FTS5 table without texts of its own. What a text is found by is told by
//! `crate::search`; here are rows.
//!
//! - `index`: items into it, and those that are still to come.
//! - `expression`: what is looked for, as FTS5 wants it.
//! - `find`: what matches.

mod expression;
mod find;
mod index;

pub use index::UnsearchedItem;

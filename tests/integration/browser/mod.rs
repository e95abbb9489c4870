//! The pages in a real browser, over feeds of news wires that were kept over days: that they can be read,
//! searched, walked through with keys and looked at on a phone and at night, and that they ask nobody else
//! for anything. Pictures of them are kept in `target/screenshots`.
//!
//! - `wire`: those feeds, replayed into a store that a daemon serves.
//! - `pages`: every page, however it is looked at.
//! - `reader`: what a reader does.

mod pages;
mod reader;
mod wire;

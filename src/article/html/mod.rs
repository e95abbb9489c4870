//! A stranger's HTML made harmless: no scripts, styles, forms or frames, no address that is not of
//! the web, no picture that only counts readers. What it says is left to others.
//!
//! 1. `policy`: what is kept.
//! 2. `simple`: HTML as most feeds have it, cleaned in one pass.
//! 3. `sanitise`: everything else, cleaned by ammonia. The only file that knows it.
//! 4. `tame`: what ammonia can be given, so that it does not take minutes.
//! 5. `entities`: names of characters.

pub(super) mod entities;
mod policy;
mod sanitise;
mod simple;
mod tame;

pub(super) use policy::{escape, is_block};
pub(super) use sanitise::Cleaner;
pub(super) use tame::tame_page;

#[cfg(test)]
mod tests;

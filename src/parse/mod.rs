//! A publisher's bytes, read into entries as it wrote them. The only room that knows `feed_rs`;
//! cleaning is left to `article/`.
//!
//! 1. `charset`: bytes to characters; those of web pages as well ([`text`]).
//! 2. `xml/`, or `json` with `feed_rs`: every format, in whatever state, to what is `found` in it,
//!    by way of `draft`, with what had to be mended (`repair`); `dates/`, `people`, `places` and `asks` read
//!    what stands in the elements, and `settle` makes addresses absolute, with those in the texts (`addresses`).
//! 3. `lean`: what the daemon needs of that.
//!
//! Lists of subscriptions are read by [`subscriptions`]. `mend` makes broken JSON whole for `json`; `opinion` tells what `feed_rs` says of the same document.

mod addresses;
mod asks;
mod charset;
mod dates;
mod document;
mod draft;
mod error;
pub mod found;
mod json;
mod lean;
mod mend;
mod opinion;
mod people;
mod places;
mod repair;
mod settle;
mod xml;

pub use charset::text;
pub use dates::read as date;
pub use document::{all, document, subscriptions};
pub use error::ReadFeedError;
pub use opinion::{Opinion, second};
pub use xml::Subscriptions;

#[cfg(test)]
mod tests;

//! A publisher's bytes, read into entries as it wrote them. The only room that knows `feed_rs`;
//! cleaning is left to `article/`.
//!
//! 1. `charset`: bytes to characters; those of web pages as well ([`text`]).
//! 2. `canon/` and `json`: every format, in whatever state, to the one Atom of `atom`, with what had
//!    to be mended (`repair`); `dates/`, `people` and `asks` read what stands in the elements.
//! 3. `read`: that, by `feed_rs`, to entries.

mod asks;
mod atom;
mod canon;
mod charset;
mod dates;
mod document;
mod error;
mod json;
mod people;
mod read;
mod repair;

pub use charset::text;
pub use document::document;
pub use error::ReadFeedError;

#[cfg(test)]
mod tests;

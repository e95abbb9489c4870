//! Stories to documents: the same bytes for the same stories.
//!
//! [`select()`] decides what of a story is published, [`river()`] puts the stories in order, and
//! [`publish()`] renders that river as Atom, RSS and JSON Feed, compressed and tagged; what
//! fewer ask for is [`Rendered`] one by one, the pages for people ([`web`]) among it.
//! Reading stories is left to `store/`, sending documents to `serve/`.

mod archive;
mod atom;
mod document;
mod excerpt;
mod health;
mod json;
mod markup;
mod merge;
mod modules;
mod opml;
mod prepare;
mod rank;
mod rss;
mod select;
mod shown;
#[cfg(test)]
mod tests;
pub mod web;

pub use archive::{full_archive, pack, unfinished_archive};
pub use document::{Rendered, feed, health_feed, publish};
pub use merge::{RiverHead, river};
pub use opml::opml;
pub use prepare::prepare;
pub use select::{Part, TextTools, admits, lead, select};

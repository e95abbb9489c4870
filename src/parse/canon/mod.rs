//! XML of whatever kind and state of repair, rewritten as the canonical Atom of `atom`. Choosing
//! among what an entry offers is left to `read`; cleaning, to `article/`.
//!
//! 1. `events` cuts the text into tags and characters, and never fails.
//! 2. `tree` knows what is open, which namespace a name is of, and what an end closes.
//! 3. `names` says what an element means, whichever format it comes from.
//! 4. `capture` collects the text of an element, with the markup in it.
//! 5. `entry` ranks what says the same: `pubDate` before `dc:date`.
//! 6. `fields` writes what an element adds; `walk` leads through all that.

mod capture;
mod characters;
mod entry;
mod events;
mod fields;
mod names;
mod tree;
mod walk;

pub(super) use capture::looks_like_html;
pub(super) use characters::decode;
pub(super) use entry::{is_web_address, language};
pub(super) use walk::canonical;

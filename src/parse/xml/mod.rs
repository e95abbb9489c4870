//! XML of whatever kind and state of repair, read into what is found in it. Choosing what of it the
//! daemon needs is left to `lean`; cleaning, to `article/`.
//!
//! 1. `events` cuts the text into tags and characters, and never fails; `ends` knows what lacks its end.
//! 2. `tree` knows what is open, which vocabulary (`space`) a name is of, and what an end closes.
//! 3. `names` says what an element means, whichever format it comes from.
//! 4. `capture` collects the text of an element, with the `markup` in it.
//! 5. `root`, `begin` and `fields` turn an element into what it says; `walk` leads through all that.
//! 6. `opml` reads lists of subscriptions, by the first two alone.

mod begin;
mod capture;
mod characters;
mod doctype;
mod ends;
mod events;
mod fields;
mod markup;
mod names;
mod opml;
mod root;
mod space;
mod tree;
mod walk;

pub(super) use characters::decode;
pub(super) use markup::looks_like_html;
pub use opml::Subscriptions;
pub(super) use opml::read as read_opml;
pub(super) use walk::read;

//! mainstem polls many feeds, recognises the same story wherever it appears, and republishes one
//! merged feed.
//!
//! The rooms, in the order in which the data walks through them:
//!
//! 1. [`model`]: the nouns that all rooms share.
//! 2. [`config`]: feeds.toml, from what was typed to what is true.
//! 3. [`schedule`]: when a feed may be polled next, and what is remembered of a poll.
//! 4. [`fetch`]: one request to a publisher, and every way it can end.
//! 5. [`parse`]: bytes to entries as the publisher wrote them.
//! 6. [`article`]: those to entries that can be believed, stored and shown.
//! 7. [`story`]: whether two items are one, with the evidence.
//! 8. [`discover`]: where a site's feeds are, and what came in the place of one.
//! 9. [`search`]: what a text is found by, and what somebody looks for.
//! 10. [`store`]: the one SQLite file.
//! 11. [`publish`]: stories to documents.
//! 12. [`serve`]: documents to readers.
//! 13. [`websub`]: push in and push out.
//! 14. [`daemon`]: what runs, and when it ends.
//! 15. [`cli`]: one file a command.
//!
//! Rooms 2 to 13 do not know one another; they meet in [`daemon`], through the nouns of [`model`].

pub mod article;
pub mod cli;
pub mod config;
pub mod daemon;
pub mod discover;
pub mod fetch;
pub mod model;
pub mod parse;
pub mod publish;
pub mod schedule;
pub mod search;
pub mod serve;
pub mod store;
pub mod story;
pub mod websub;

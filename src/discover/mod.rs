//! Where a site's feeds are, and what came in the place of one. Pure: asking for addresses is left
//! to `daemon/`. The only room that knows `html5gum`.
//!
//! - `sites`: from an address alone, for sites whose feeds have known addresses.
//! - `guesses`: the usual places, for when nothing else helps.
//! - `page`: an HTML page, read once for all of this room.
//! - `links`: the feeds that a page names, the best first; `kinds` tells a feed by type and address.
//! - `typed`: what somebody typed for a site.
//! - `verdict`: what a body is that is no feed; `walls` knows those that keep programs out.

mod guesses;
mod kinds;
mod links;
mod page;
mod sites;
#[cfg(test)]
mod tests;
mod typed;
mod verdict;
mod walls;

pub use guesses::guesses;
pub use kinds::looks_like_a_feed;
pub use links::LinkedFeed;
pub use page::Page;
pub use sites::known_feeds;
pub use typed::typed;
pub use verdict::{Answer, Instead, instead};

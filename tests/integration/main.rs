//! The one integration binary: mainstem from the outside, over real sockets, files and signals. A rule
//! is tested where it is written, inline or in a `tests.rs` beside it.
//!
//! Where a new test belongs:
//! - `tree`: the shape of the source itself.
//! - `packaging`: what is shipped around the program: units, scripts.
//! - `lifecycle`: the daemon starting, reloading, stopping, surviving.
//! - `faults`: what breaks around it: kills, disks, lost and damaged files, limits.
//! - `bad_input`: what publishers and operators get wrong, and what they are told.
//! - `floods`: more at once than a reader wants.
//! - `full_text`: article pages of feeds that give excerpts.
//! - `sizes`: documents that are made to exhaust whoever reads them.
//! - `stories`: one story in several feeds: merged, explained, corrected by hand.
//! - `manners`: what publishers meet when they are polled, over days.
//! - `discovery`: finding feeds: `add`, `check --live`, and what came in the place of one.
//! - `files`: the documents as files for a web server.
//! - `web_servers`: nginx and Caddy before the daemon and before the files.
//! - `tokens`: readers of a daemon that asks for a token.
//! - `manual`: what README and docs/ say, tried.
//! - `metrics`: what monitors are told.
//! - `logs`: what the log tells an administrator, and what it keeps to itself.
//! - `parts`: what of the river readers subscribe to: tags, views, sources, searches.
//! - `subscriptions`: lists of feeds in and out: `import`, `export`, `remove`.
//! - `backup`: copies of the store.
//! - `litestream`: each change copied by Litestream, and brought back.
//! - `printed`: what all commands do with what they print.
//! - `search`: finding what is stored by what it says.
//! - `push`: hubs that push to us, and hubs that we tell of changes.
//! - `browser`: the pages, as a browser shows them.
//! - `opinions`: what other readers say of the same documents.
//! - `readers`: what real readers show of the merged feed, over edits and restarts.
//! - `parse`: what `mainstem parse` prints.
//! - `terminal`: what commands write where people read.
//! - `real_feeds`: everything at once, on documents as publishers served them.
//! - `real_pages`: full text from article pages as publishers served them, measured.
//! - a file of its own, named after the behaviour, for anything else. There is no `misc`.
//!
//! Publishers, daemons and readers for these tests are in `tests/support/`.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that meets the unexpected should fail there and then"
)]

#[path = "../support/mod.rs"]
mod support;

mod backup;
mod bad_input;
mod browser;
mod discovery;
mod faults;
mod files;
mod floods;
mod full_text;
mod lifecycle;
mod litestream;
mod logs;
mod manners;
mod manual;
mod metrics;
mod opinions;
mod packaging;
mod parse;
mod parts;
mod printed;
mod push;
mod readers;
mod real_feeds;
mod real_pages;
mod retention;
mod search;
mod sizes;
mod stories;
mod subscriptions;
mod terminal;
mod tokens;
mod tree;
mod web_servers;

//! What publishers meet when mainstem polls them, over days that pass in no time: each poll is made by
//! a poller of its own, over real HTTP and the store of the one before, at a moment that the test
//! names. So each is a restart as well.
//!
//! - `desk`: what they are polled from.
//! - `requests`: what is sent, and what is made of the answer.
//! - `waits`: when, and when not.
//! - `tls`: over TLS.
//! - `pages`: the pages of articles.
//! - `clock`: the machine's clock is set.
//! - `told`: what the operator is told.
//!
//! Where other pollers fail each has a test here; those failures that are about items are in `stories`
//! and in the rooms. What a whole month comes to is told by `benches/manners`.

mod clock;
mod desk;
mod pages;
mod requests;
mod tls;
mod told;
mod waits;

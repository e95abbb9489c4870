//! Push over real HTTP: a scripted publisher whose feed names a hub, the test in the part of the hub,
//! and the daemon.
//!
//! - `hub`: that part.
//! - `subscribing`: the program, from the first poll to a pushed item in the merged feed.
//! - `leases`: what a daemon does that is started days later.
//! - `announcing`: our own hub, told of what has changed.

mod announcing;
mod hub;
mod leases;
mod subscribing;

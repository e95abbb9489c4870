//! Readers' requests in, prepared documents out; and a door for hubs.
//!
//! The daemon puts a publication on the [`Board`] and gives [`serve()`] a listener; [`answer()`] is
//! what happens in between, without a socket. What all readers ask for lies ready on the board; the rest
//! is had of a [`Library`], which makes a document once and keeps it until it changes.

mod answer;
mod board;
mod callback;
mod condition;
mod crush;
mod gate;
mod library;
mod monitor;
mod negotiate;
mod patient;
mod server;
mod shelf;
#[cfg(test)]
mod tests;

pub use answer::answer;
pub use board::{Board, Outlook};
pub use callback::{Callbacks, Room};
pub use library::{Find, Library, Making, Unavailable};
pub use monitor::{Monitor, Reporting};
pub use server::{Limits, Listener, serve};

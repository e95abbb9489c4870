//! Readers' requests in, prepared documents out; and a door for hubs.
//!
//! The daemon puts a publication on the [`Board`] and gives [`serve()`] a listener; [`answer()`] is
//! what happens in between, without a socket. No request touches the store or a renderer.

mod answer;
mod board;
mod callback;
mod condition;
mod negotiate;
mod patient;
mod server;
mod shelf;
#[cfg(test)]
mod tests;

pub use answer::answer;
pub use board::{Board, Outlook};
pub use callback::{Callbacks, Room};
pub use server::{Limits, Listener, serve};

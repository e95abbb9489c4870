//! Is this the same story? Pure: what is held already is an argument, the verdict comes with its
//! evidence. Looking things up, and writing what was decided, is left to `store/`.
//!
//! Three questions, in this order, each with its own file: what is an entry recognised by
//! ([`identify`]); is it an item that we hold, and if not, which story is it of ([`assign()`]).
//! Precision comes first: a wrong merge hides news, a missed one only repeats it.

mod assign;
mod fold;
mod identity;
#[cfg(test)]
mod tests;

pub use assign::{Assigned, assign};
pub use identity::identify;

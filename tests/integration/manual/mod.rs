//! README and docs/ say what is so: every snippet in them is read by what it is for, and what ought to be told
//! of in full is told of in full.
//!
//! - `snippets`: the pieces of code in them, tried.
//! - `others`: those that configure other programs.
//! - `complete`: commands, keys and metrics that the documents have to name.

mod complete;
mod others;
mod snippets;

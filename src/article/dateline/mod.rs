//! The dateline that a wire text begins with: where it was written, when, and by which agency.
//! Every outlet has its own for the same text. What is in doubt is no dateline.
//!
//! 1. `read`: what a dateline is made of, and when it is one.
//! 2. `place`: cities, as they are written and those that are known.
//! 3. `date`: days, in the languages of the wires.
//! 4. `bracket`: those of East Asia, in brackets or without spaces.

mod bracket;
mod date;
mod place;
mod read;

pub(super) use read::dateline;

#[cfg(test)]
mod tests;

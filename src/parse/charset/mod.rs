//! Bytes to text. Never fails: what cannot be decoded becomes U+FFFD. What the text means is left
//! to the rest of the room.
//!
//! `ladder` settles on the charset, `labels` reads what is said of it, and `wide` knows those of two and
//! four bytes.

mod labels;
mod ladder;
mod wide;

pub use ladder::text;
pub(super) use ladder::{Decoded, decode, encoded_twice, is_ebcdic};

#[cfg(test)]
mod tests;

//! Dates as publishers spell them. What the fields of an entry mean is left to the rest of the
//! room; whether a date is believed, to `article/` and the daemon.
//!
//! `tokens` cuts a date, `found` takes the pieces for what they are by `words`, `months` and `zones`,
//! and `calendar` makes a moment of them.

mod calendar;
mod found;
mod months;
mod tokens;
mod words;
mod zones;

pub use found::read;

#[cfg(test)]
mod tests;

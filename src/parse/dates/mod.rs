//! Dates as publishers spell them. What the fields of an entry mean is left to the rest of the
//! room; whether a date is believed, to `article/` and the daemon.

mod calendar;
mod tokens;
mod words;
mod zones;

pub(super) use calendar::read;

#[cfg(test)]
mod tests;

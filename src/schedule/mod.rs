//! When a feed may be polled next, and what is remembered of a poll. Pure: polling is left to
//! `daemon/`. The only room that knows `cron` and time zones.

mod age;
mod ailments;
mod due;
mod expression;
mod moves;
mod notices;
mod pages;
mod patience;
mod rhythm;
mod settle;
mod slot;
mod typed;
mod wish;
mod zone;

#[cfg(test)]
mod tests;

pub use age::{KNOWN, counted, may_go};
pub use ailments::{ailment, is_told_otherwise, moving};
pub use due::{first_due, is_due, next_due};
pub use moves::address;
pub use notices::{Shown, notice};
pub use pages::{next_try, want_pages};
pub use settle::{Came, settle};
pub use slot::next_slot;
pub use typed::{understand, understand_timezone};

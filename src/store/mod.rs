//! The one SQLite file, and the only SQL. What is written was decided elsewhere.
//!
//! One thread writes, in transactions that hold as many polls as are waiting; readers have
//! connections of their own and never wait for it.

mod admission;
mod aged;
mod announced;
mod archives;
mod backup;
mod beginning;
mod columns;
mod commit;
mod correct;
mod days;
mod errors;
mod fate;
mod feeds;
mod hosts;
mod items;
mod known;
mod listed;
mod lookup;
mod mend;
mod migrate;
mod notices;
mod open;
mod pages;
mod places;
mod prints;
mod readers;
mod retention;
mod river;
mod rows;
mod search;
mod shrink;
mod soundness;
mod subscriptions;
#[cfg(test)]
mod tests;
mod waits;
mod watched;
mod writer;

pub use backup::{Backup, BackupError, back_up};
pub use days::DayRow;
pub use errors::{OpenError, StoreError};
pub use feeds::FeedRow;
pub use items::ItemFilter;
pub use open::{Opening, SCHEMA_VERSION};
pub use places::Step;
pub use readers::Reading;
pub use search::UnsearchedItem;
pub use watched::{Progress, Watcher, Work};
pub use writer::{Store, Writing};

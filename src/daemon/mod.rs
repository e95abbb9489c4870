//! What runs and when it ends: polling, publishing, reloading, systemd. Here the rooms meet;
//! every decision is theirs.

mod agenda;
mod announce;
mod clock;
mod comparison;
mod desk;
mod diagnosis;
mod discovery;
mod intake;
mod library;
mod listed;
mod listener;
mod load;
mod outage;
mod page;
mod pages;
mod poll;
mod polling;
mod polls;
mod publishing;
mod push;
mod reading;
mod reload;
mod run;
mod scout;
mod systemd;
#[cfg(test)]
mod tests;
mod turns;

pub use clock::{Clock, seed};
pub use comparison::Comparison;
pub use discovery::{Found, NotFound, find};
pub use intake::{Intake, Live};
pub use listed::Listed;
pub use listener::{Inherited, Listening, listen};
pub use load::{JUDGE, Surroundings, load, load_text};
pub use outage::{Bearing, Outage};
pub use pages::{PageTally, read_pages};
pub use poll::{Polled, Poller, Turn};
pub use polls::Polls;
pub use publishing::{gather, health};
pub use reload::Watch;
pub use run::{RunError, Start, run};
pub use scout::{Scout, Seen, SeenFeed, SeenOther};
pub use systemd::Watchdog;

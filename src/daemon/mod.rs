//! What runs and when it ends: polling, publishing, reloading, systemd. Here the rooms meet;
//! every decision is theirs.

mod agenda;
mod clock;
mod comparison;
mod diagnosis;
mod intake;
mod listener;
mod load;
mod outage;
mod poll;
mod polling;
mod polls;
mod publishing;
mod reading;
mod reload;
mod run;
mod systemd;
#[cfg(test)]
mod tests;

pub use clock::{Clock, seed};
pub use comparison::Comparison;
pub use intake::{Intake, Live};
pub use listener::{Inherited, Listening, listen};
pub use load::{Surroundings, load};
pub use outage::{Bearing, Outage};
pub use poll::{Polled, Poller, Turn};
pub use polls::Polls;
pub use publishing::{gather, health};
pub use reload::Watch;
pub use run::{RunError, Start, run};
pub use systemd::Watchdog;

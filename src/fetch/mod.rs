//! One request to a publisher and every way it can end; pacing per host. The only room that knows `reqwest`; what
//! the answer means for the feed is left to `schedule/`, the bytes to `parse/`.

mod answer;
mod body;
mod client;
mod failure;
mod fetcher;
mod freeze;
mod gate;
mod guard;
mod host;
mod outgoing;
mod post;
mod rejection;
mod resolver;
mod trail;
mod visit;
mod wishes;

#[cfg(test)]
mod tests;

pub use client::FetchSetupError;
pub use fetcher::Fetcher;
pub use gate::{HostGate, Permit, Slot};
pub use guard::is_reachable;
pub use host::host_key;
pub use rejection::{Explain, Rejection};

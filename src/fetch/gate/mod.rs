//! Taking turns at a publisher's door, and keeping away from where we are not wanted (`turns`). Which
//! publisher an address belongs to is told by `host`; for how long a host is left alone, by `freeze`.

#[cfg(test)]
mod tests;
mod turns;

pub use turns::{HostGate, Permit, Slot};

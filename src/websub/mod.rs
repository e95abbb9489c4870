//! Push in and push out (W3C Recommendation WebSub, 2018): when a hub is asked for what, whom its
//! callbacks believe, and what is announced when. Pure; asking is left to `fetch/`, answering to
//! `serve/`, remembering to `store/`.

mod announcing;
mod call;
mod forms;
mod machine;
mod names;
mod signature;
mod standing;
#[cfg(test)]
mod tests;
mod trust;

pub use announcing::Announcing;
pub use call::{Call, Mode};
pub use forms::{announcement, callback, request};
pub use machine::{Errand, Event, errand, hear, holds_topic, step};
pub use names::{secret, token};
pub use signature::is_signed;
pub use standing::{Standing, shown, standing};
pub use trust::{has_missed, trusted_until};

//! What is sent to hubs, as the fields of a form (WebSub section 5.1). Sending it is left to `fetch/`.

use super::call::Mode;
use super::machine::LEASE_ASKED;
use crate::model::{Secret, Subscription};

/// The path that callbacks begin with, from the address that readers are given on.
const PATH: &str = "websub/";

/// Where the hub is to send what it has. Not to be shown: see the token.
pub fn callback(subscription: &Subscription) -> String {
    format!("{}{PATH}{}", subscription.base, subscription.token.reveal())
}

/// What asks the hub to push, or to push no more.
pub fn request(
    subscription: &Subscription,
    mode: Mode,
    secret: &Secret,
) -> Vec<(&'static str, Secret)> {
    let mut form = vec![
        ("hub.callback", Secret::new(callback(subscription))),
        ("hub.mode", Secret::new(mode.name().to_owned())),
        ("hub.topic", Secret::new(subscription.link.topic.clone())),
    ];
    if mode == Mode::Subscribe {
        form.push(("hub.lease_seconds", Secret::new(LEASE_ASKED.as_secs().to_string())));
        form.push(("hub.secret", secret.clone()));
    }
    form
}

/// What tells the hub that this document is another now. How, the specification leaves to hub and
/// publisher: the older ones look at `hub.url`, others at `hub.topic`.
pub fn announcement(url: &str) -> Vec<(&'static str, Secret)> {
    let is = |url: &str| Secret::new(url.to_owned());
    vec![("hub.mode", is("publish")), ("hub.url", is(url)), ("hub.topic", is(url))]
}

//! The callback and the secret of a subscription. Both follow from a key of the store's that leaves it
//! nowhere else, so that nobody can guess them and a restart finds them again.

use crate::model::{CallbackToken, Digest, FeedKey, HubLink, Secret};

/// What the callback is known by. It is another for another feed, hub, topic or address of ours: what
/// is pushed for one can't be taken for another's.
pub fn token(key: Digest, feed: &FeedKey, link: &HubLink, base: &str) -> CallbackToken {
    CallbackToken(derived(key, "callback", feed, link, base))
}

/// What the hub signs with: 32 hexadecimal digits. No two hubs are given the same.
pub fn secret(key: Digest, feed: &FeedKey, link: &HubLink, base: &str) -> Secret {
    Secret::new(derived(key, "secret", feed, link, base).to_string())
}

fn derived(key: Digest, purpose: &str, feed: &FeedKey, link: &HubLink, base: &str) -> Digest {
    let HubLink { hub, topic } = link;
    let parts = [purpose, feed.as_str(), hub, topic, base].map(str::as_bytes);
    let [purpose, feed, hub, topic, base] = parts;
    Digest::of(&[key.as_bytes(), purpose, feed, hub, topic, base])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_callback_and_a_secret_are_of_one_feed_at_one_hub_and_of_one_store() {
        let key = |name: &str| Digest::of(&[name.as_bytes()]);
        let feed = |path: &str| FeedKey::of(&format!("https://a.example/{path}").parse().unwrap());
        let link = |hub: &str| HubLink { hub: hub.to_owned(), topic: "https://a.example/1".into() };
        let names = |key: Digest, feed: &FeedKey, link: &HubLink, base: &str| {
            [
                token(key, feed, link, base).reveal(),
                secret(key, feed, link, base).reveal().to_owned(),
            ]
        };
        let mut all: Vec<String> = [
            names(key("one"), &feed("1"), &link("https://hub.example/"), "https://news.example/"),
            names(key("two"), &feed("1"), &link("https://hub.example/"), "https://news.example/"),
            names(key("one"), &feed("2"), &link("https://hub.example/"), "https://news.example/"),
            names(key("one"), &feed("1"), &link("https://hub.test/"), "https://news.example/"),
            names(key("one"), &feed("1"), &link("https://hub.example/"), "https://other.example/"),
        ]
        .concat();
        assert!(all.iter().all(|name| name.len() == 32));
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 10);
    }
}

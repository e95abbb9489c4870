//! Subscriptions at hubs.

use super::{at, commit, folder, key, opening, record};
use crate::model::{CallbackToken, Digest, HubLink, Lease, Stage, Subscription, Trust};
use crate::store::Store;

fn subscription(name: &str) -> Subscription {
    Subscription {
        token: CallbackToken(Digest::of(&[name.as_bytes()])),
        feed: key("a"),
        link: HubLink {
            hub: "https://hub.example/".to_owned(),
            topic: "https://a.example/feed".to_owned(),
        },
        base: "https://news.example/".to_owned(),
        stage: Stage::Renewing(Lease { since: at(1), granted: at(2), until: at(3) }),
        ask_at: at(4),
        tries: 5,
        note: Some("busy".to_owned()),
        trust: Trust { pushes: 6, misses: 7 },
        last_push: Some(at(8)),
        ignored: 9,
    }
}

#[tokio::test]
async fn a_subscription_comes_back_as_it_went_in_and_goes_when_it_is_forgotten() {
    let (_folder, path) = folder();
    let store = Store::open(&path, &opening()).unwrap();
    commit(&store, "a", record(Vec::new())).await.unwrap();
    let (one, other) =
        (subscription("one"), Subscription { stage: Stage::Idle, ..subscription("two") });
    let (put, forget) = ([one.clone(), other.clone()], other.token);
    store
        .write(move |writing| put.iter().try_for_each(|put| writing.remember_subscription(put)))
        .await
        .unwrap();
    let mut held = store.read_here(|reading| reading.subscriptions()).unwrap();
    held.sort_by_key(|held| held.stage.lease().is_none());
    assert_eq!(held, [one.clone(), other]);
    let edited = Subscription { tries: 0, ..one };
    let put = edited.clone();
    store
        .write(move |writing| {
            writing.forget_subscription(forget)?;
            writing.remember_subscription(&put)
        })
        .await
        .unwrap();
    assert_eq!(store.read_here(|reading| reading.subscriptions()).unwrap(), [edited]);
}

#[tokio::test]
async fn the_key_of_callbacks_is_drawn_once() {
    let (_folder, path) = folder();
    let store = Store::open(&path, &opening()).unwrap();
    let (first, second) = (Digest::of(&[b"first"]), Digest::of(&[b"second"]));
    for drawn in [first, second] {
        assert_eq!(store.write(move |writing| writing.push_key(drawn)).await.unwrap(), first);
    }
}

#[tokio::test]
async fn a_poll_leaves_the_trust_in_a_hub_as_it_is() {
    let (_folder, path) = folder();
    let store = Store::open(&path, &opening()).unwrap();
    commit(&store, "a", record(Vec::new())).await.unwrap();
    let trusted =
        || store.read_here(|reading| reading.feed(&key("a"))).unwrap().unwrap().memory.pushed_until;
    store.write(|writing| writing.trust_push(&key("a"), Some(at(99)))).await.unwrap();
    commit(&store, "a", record(Vec::new())).await.unwrap();
    assert_eq!(trusted(), Some(at(99)));
    store.write(|writing| writing.trust_push(&key("a"), None)).await.unwrap();
    assert_eq!(trusted(), None);
}

//! The life of a subscription, told in sentences, and what holds whatever happens.

use std::time::Duration;

use proptest::prelude::*;

use super::*;
use crate::model::{
    Digest, FeedKey, HubLink, HubReply, Lease, Stage, Subscription, Timestamp, Trust,
};

const TOPIC: &str = "https://a.example/feed";
const HOUR: u64 = 3600;
const DAY: u64 = 24 * HOUR;

fn at(seconds: u64) -> Timestamp {
    Timestamp::from_unix(1_795_000_000).plus(Duration::from_secs(seconds))
}

fn idle() -> Subscription {
    let feed = FeedKey::of(&TOPIC.parse().unwrap());
    let link = HubLink { hub: "https://hub.example/".to_owned(), topic: TOPIC.to_owned() };
    let base = "https://news.example.org/".to_owned();
    Subscription {
        token: token(Digest::of(&[b"a store"]), &feed, &link, &base),
        feed,
        link,
        base,
        stage: Stage::Idle,
        ask_at: at(0),
        tries: 0,
        note: None,
        trust: Trust::default(),
        last_push: None,
        ignored: 0,
    }
}

fn asked(subscription: &Subscription, now: u64) -> Subscription {
    step(subscription, &Event::Asking, at(now))
}

fn question(mode: Mode, topic: &str, lease_s: Option<u64>) -> Call {
    let lease = lease_s.map(Duration::from_secs);
    Call::Verify { mode, topic: topic.to_owned(), challenge: "c".to_owned(), lease }
}

/// After a lease of so long was granted.
fn verified(lease_s: u64, now: u64) -> Subscription {
    let call = question(Mode::Subscribe, TOPIC, Some(lease_s));
    hear(&asked(&idle(), now), &call, at(now)).1.unwrap()
}

fn ask_after(subscription: &Subscription, now: u64) -> u64 {
    subscription.ask_at.since(at(now)).as_secs()
}

fn refuses(subscription: &Subscription, call: &Call, now: u64) -> bool {
    hear(subscription, call, at(now)) == (HubReply::Unknown, None)
}

#[test]
fn a_hub_is_believed_that_asks_for_what_it_was_asked_for() {
    let pending = asked(&idle(), 0);
    let (reply, now) = hear(&pending, &question(Mode::Subscribe, TOPIC, Some(9 * DAY)), at(5));
    assert_eq!(reply, HubReply::Confirmed("c".to_owned()));
    let lease = Lease { since: at(5), granted: at(5), until: at(9 * DAY + 5) };
    assert_eq!(now.unwrap().stage, Stage::Verified(lease));
}

#[test]
fn a_hub_that_renews_by_itself_is_told_the_same_and_believed_no_longer() {
    let call = question(Mode::Subscribe, TOPIC, Some(30 * DAY));
    let told = hear(&verified(DAY, 0), &call, at(12 * HOUR));
    assert_eq!(told, (HubReply::Confirmed("c".to_owned()), None));
}

#[test]
fn a_hub_is_not_believed_that_asks_for_anything_else() {
    let subscribe = question(Mode::Subscribe, TOPIC, Some(DAY));
    let pending = asked(&idle(), 0);
    assert!(refuses(&pending, &question(Mode::Subscribe, "https://a.example/other", None), 5));
    assert!(refuses(&pending, &question(Mode::Unsubscribe, TOPIC, None), 5));
    assert!(refuses(&idle(), &subscribe, 5), "it was not asked yet");
    assert!(refuses(&verified(DAY, 0), &subscribe, 2 * DAY), "the lease is over");
    assert!(refuses(&verified(DAY, 0), &question(Mode::Unsubscribe, TOPIC, None), 5));
    let leaving = step(&verified(DAY, 0), &Event::Unwanted, at(60));
    assert!(refuses(&leaving, &subscribe, 61));
}

#[test]
fn a_hub_that_did_not_hear_the_answer_is_given_it_again_and_no_more_time() {
    let verified = verified(DAY, 0);
    let again = hear(&verified, &question(Mode::Subscribe, TOPIC, Some(DAY)), at(60));
    assert_eq!(again, (HubReply::Confirmed("c".to_owned()), None));
}

#[test]
fn a_lease_is_believed_between_an_hour_and_thirty_days_and_renewed_at_two_thirds() {
    for (said, believed) in [(9 * DAY, 9 * DAY), (60, HOUR), (u64::MAX, 30 * DAY)] {
        let subscription = verified(said, 0);
        assert_eq!(subscription.stage.lease().unwrap().until, at(believed), "{said}");
        assert_eq!(ask_after(&subscription, 0), believed * 2 / 3, "{said}");
        assert_eq!(errand(&subscription, at(0)), Errand::Wait(at(believed * 2 / 3)));
        assert_eq!(errand(&subscription, at(believed * 2 / 3)), Errand::Ask(Mode::Subscribe));
    }
    let unsaid =
        hear(&asked(&idle(), 0), &question(Mode::Subscribe, TOPIC, None), at(0)).1.unwrap();
    assert_eq!(unsaid.stage.lease().unwrap().until, at(10 * DAY));
}

#[test]
fn a_renewal_keeps_on_and_a_lapse_begins_anew() {
    let verified = verified(9 * DAY, 0);
    let renewing = asked(&verified, 6 * DAY);
    assert!(matches!(renewing.stage, Stage::Renewing(_)));
    let call = question(Mode::Subscribe, TOPIC, Some(9 * DAY));
    let since = |asked: &Subscription, now: u64| {
        hear(asked, &call, at(now)).1.unwrap().stage.lease().unwrap().since
    };
    assert_eq!(since(&renewing, 6 * DAY + 9), at(0));
    assert_eq!(since(&asked(&verified, 10 * DAY), 10 * DAY + 9), at(10 * DAY + 9));
}

#[test]
fn a_hub_that_does_not_answer_is_asked_later_and_later_and_never_given_up() {
    let mut subscription = idle();
    let mut now = 0;
    let mut waits = Vec::new();
    for _ in 0..12 {
        subscription = asked(&subscription, now);
        let failed = Event::TurnedAway("connect to hub.example".to_owned(), None);
        subscription = step(&subscription, &failed, at(now));
        waits.push(ask_after(&subscription, now) / 60);
        now += ask_after(&subscription, now);
        assert_eq!(errand(&subscription, at(now)), Errand::Ask(Mode::Subscribe));
    }
    assert!(waits.is_sorted() && (10..13).contains(&waits[0]), "{waits:?}");
    assert!((24 * 60..30 * 60).contains(&waits[11]), "{waits:?}");
    assert_eq!(standing(&subscription, at(now)).state, "failing");
}

#[test]
fn a_hub_that_names_a_moment_is_left_alone_until_then() {
    let failed = Event::TurnedAway("busy".to_owned(), Some(at(3 * DAY)));
    assert_eq!(step(&asked(&idle(), 0), &failed, at(0)).ask_at, at(3 * DAY));
}

#[test]
fn a_renewal_that_fails_is_tried_several_times_while_the_lease_lasts() {
    let mut subscription = verified(9 * DAY, 0);
    let mut tries = 0;
    while subscription.ask_at < at(9 * DAY) {
        let now = subscription.ask_at;
        subscription = step(&subscription, &Event::Asking, now);
        let failed = Event::TurnedAway("connect to hub.example".to_owned(), None);
        subscription = step(&subscription, &failed, now);
        assert!(matches!(subscription.stage, Stage::Verified(_)), "the lease still runs");
        tries += 1;
    }
    assert!(tries > 8, "{tries}");
    let lapsed = standing(&subscription, at(9 * DAY));
    assert_eq!((lapsed.state, lapsed.until), ("expired", None));
}

#[test]
fn a_hub_that_refuses_is_asked_again_after_a_week_and_its_reason_is_told() {
    let refusal = |topic: &str| Call::Denied {
        topic: topic.to_owned(),
        reason: Some("not listed here".to_owned()),
    };
    for before in [asked(&idle(), 0), verified(9 * DAY, 0)] {
        assert!(refuses(&before, &refusal("https://a.example/other"), 60));
        let (reply, denied) = hear(&before, &refusal(TOPIC), at(60));
        let denied = denied.unwrap();
        assert_eq!((reply, denied.stage), (HubReply::Noted, Stage::Denied));
        assert_eq!(ask_after(&denied, 60), 7 * DAY);
        assert_eq!(trusted_until(&denied, at(60)), None);
        assert_eq!(standing(&denied, at(60)).words, "denied: not listed here");
    }
}

#[test]
fn a_subscription_that_nobody_wants_is_ended_at_the_hub_and_forgotten() {
    let leaving = step(&verified(9 * DAY, 0), &Event::Unwanted, at(60));
    assert_eq!(errand(&leaving, at(60)), Errand::Ask(Mode::Unsubscribe));
    let asked_once = asked(&leaving, 60);
    let (reply, over) = hear(&asked_once, &question(Mode::Unsubscribe, TOPIC, None), at(61));
    assert_eq!(reply, HubReply::Confirmed("c".to_owned()));
    assert_eq!(errand(&over.unwrap(), at(61)), Errand::Forget);
    let silent = asked(&asked(&asked_once, DAY), 2 * DAY);
    assert_eq!(errand(&silent, at(2 * DAY)), Errand::Wait(silent.ask_at), "it may answer yet");
    assert_eq!(errand(&silent, silent.ask_at), Errand::Forget, "its lease ends by itself");
    for never in [idle(), asked(&idle(), 0)] {
        assert_eq!(errand(&step(&never, &Event::Unwanted, at(60)), at(60)), Errand::Forget);
    }
    let wanted = step(&leaving, &Event::Wanted, at(90));
    assert_eq!(errand(&wanted, at(90)), Errand::Ask(Mode::Subscribe));
}

#[test]
fn trust_is_earned_by_a_push_and_costs_more_after_each_miss() {
    let push = |subscription: &Subscription, new| step(subscription, &Event::Pushed(new), at(60));
    let is_trusted = |subscription: &Subscription| trusted_until(subscription, at(60)).is_some();
    let mut subscription = verified(9 * DAY, 0);
    assert!(!is_trusted(&subscription), "it has not pushed yet");
    subscription = push(&subscription, 0);
    assert!(!is_trusted(&subscription), "it has not pushed anything new");
    for needed in [1, 3, 6, 12, 24, 48, 48] {
        for _ in 0..needed {
            assert!(!is_trusted(&subscription));
            subscription = push(&subscription, 2);
        }
        assert_eq!(trusted_until(&subscription, at(60)), Some(at(9 * DAY)));
        assert_eq!(trusted_until(&subscription, at(9 * DAY)), None, "for the lease only");
        subscription = step(&subscription, &Event::Missed, at(60));
    }
    assert!(standing(&subscription, at(60)).words.contains("not trusted"));
}

#[test]
fn a_miss_is_forgiven_when_twice_as_much_was_pushed_and_polls_find_nothing_else() {
    let happen = |subscription: &Subscription, event: Event| step(subscription, &event, at(60));
    let is_trusted = |subscription: &Subscription| trusted_until(subscription, at(60)).is_some();
    let mut hub = verified(9 * DAY, 0);
    for _ in 0..3 {
        hub = happen(&hub, Event::Missed);
    }
    assert_eq!(happen(&hub, Event::Kept), hub, "it has pushed nothing");
    // 24, then 12 more and 6 more: half of what is needed is there already.
    for (misses, pushes) in [(3, 24), (2, 6), (1, 3)] {
        assert_eq!(hub.trust.misses, misses);
        for _ in 0..pushes {
            assert_eq!(happen(&hub, Event::Kept).trust.misses, misses, "not yet");
            hub = happen(&hub, Event::Pushed(1));
        }
        assert_eq!(hub.trust.misses, misses, "not before a poll has looked");
        hub = happen(&hub, Event::Kept);
        assert!(is_trusted(&hub), "and it stays trusted");
    }
    assert_eq!(hub.trust.misses, 0);
    let missed = happen(&hub, Event::Missed);
    assert!(!is_trusted(&missed));
    let again = (0..3).fold(missed, |hub, _| happen(&hub, Event::Pushed(1)));
    assert!(is_trusted(&again), "as after a first miss");
}

#[test]
fn a_hub_is_left_with_its_topic_until_it_is_time_to_ask_again() {
    let pending = asked(&idle(), 0);
    assert!(!holds_topic(&idle(), at(0)), "it was not asked yet");
    assert!(holds_topic(&pending, at(60)), "it may ask back yet");
    assert!(!holds_topic(&pending, pending.ask_at));
    let verified = verified(9 * DAY, 0);
    assert!(holds_topic(&verified, at(6 * DAY - 1)));
    assert!(!holds_topic(&verified, at(6 * DAY)), "it is to be renewed");
    let leaving = step(&verified, &Event::Unwanted, at(60));
    assert!(!holds_topic(&asked(&leaving, 60), at(61)));
}

#[test]
fn a_hub_has_missed_what_a_poll_finds_that_is_older_than_ten_minutes() {
    let subscription = verified(9 * DAY, HOUR);
    let missed = |news: &[Option<u64>], looked: Option<u64>, listening: u64, now: u64| {
        let news: Vec<_> = news.iter().map(|date| date.map(at)).collect();
        has_missed(&subscription, &news, looked.map(at), at(listening), at(now))
    };
    let (looked, now) = (Some(2 * HOUR), 4 * HOUR);
    assert!(missed(&[Some(3 * HOUR)], looked, 0, now));
    assert!(missed(&[None], looked, 0, now), "it came an hour ago, in all likelihood");
    assert!(missed(&[Some(7)], looked, 0, now), "an old date says nothing of when it came");
    assert!(!missed(&[], looked, 0, now));
    assert!(!missed(&[Some(now - 500)], looked, 0, now), "the hub may be on its way");
    assert!(!missed(&[Some(HOUR / 2)], Some(0), 0, now), "from before the subscription");
    assert!(!missed(&[Some(3 * HOUR)], looked, now - 60, now), "nobody was there to hear it");
    assert!(!missed(&[Some(3 * HOUR)], None, 0, now), "a first poll finds everything");
    assert!(!missed(&[Some(9 * DAY + 2 * HOUR)], Some(9 * DAY), 0, 10 * DAY), "the lease was over");
    assert!(!has_missed(&idle(), &[None], Some(at(0)), at(0), at(now)));
}

#[test]
fn a_request_has_what_the_hub_needs_and_the_secret_is_in_no_other() {
    let secret = secret(Digest::of(&[b"a store"]), &idle().feed, &idle().link, &idle().base);
    let value = |mode: Mode, name: &str| {
        let form = request(&idle(), mode, &secret);
        form.into_iter().find(|(key, _)| *key == name).map(|(_, value)| value.reveal().to_owned())
    };
    let subscribe = |name: &str| value(Mode::Subscribe, name).unwrap();
    assert_eq!(subscribe("hub.callback"), callback(&idle()));
    assert!(callback(&idle()).starts_with("https://news.example.org/websub/"));
    assert_eq!((subscribe("hub.mode"), subscribe("hub.topic")), ("subscribe".into(), TOPIC.into()));
    assert_eq!(subscribe("hub.lease_seconds"), "864000");
    assert_eq!(subscribe("hub.secret"), secret.reveal());
    assert_eq!(value(Mode::Unsubscribe, "hub.mode").unwrap(), "unsubscribe");
    assert_eq!(value(Mode::Unsubscribe, "hub.secret"), None);
    let printed = format!("{:?} {:?}", idle(), standing(&idle(), at(0)));
    assert!(!printed.contains(secret.reveal()) && !printed.contains(&idle().token.reveal()));
}

/// Whatever may happen, in any order.
#[derive(Clone, Debug)]
enum Happening {
    Event(Event),
    Call(Call),
}

fn happening() -> impl Strategy<Value = Happening> {
    let topics = prop_oneof![Just(TOPIC.to_owned()), Just("https://a.example/other".to_owned())];
    let modes = prop_oneof![Just(Mode::Subscribe), Just(Mode::Unsubscribe)];
    let call = prop_oneof![
        4 => (modes, topics.clone(), proptest::option::of(any::<u64>())).prop_map(
            |(mode, topic, lease)| question(mode, &topic, lease)
        ),
        1 => topics.prop_map(|topic| Call::Denied { topic, reason: None }),
    ];
    let event = prop_oneof![
        4 => Just(Event::Asking),
        2 => Just(Event::TurnedAway("no".to_owned(), None)),
        1 => (0_usize..3).prop_map(Event::Pushed),
        1 => Just(Event::Forged),
        1 => Just(Event::Missed),
        1 => Just(Event::Kept),
        1 => Just(Event::Unwanted),
        1 => Just(Event::Wanted),
    ];
    prop_oneof![event.prop_map(Happening::Event), call.prop_map(Happening::Call)]
}

proptest! {
    #[test]
    fn nobody_subscribes_us_to_what_we_did_not_ask_for_and_every_renewal_is_in_time(
        story in proptest::collection::vec((happening(), 0_u64..10 * DAY), 1..60)
    ) {
        let mut subscription = idle();
        let (mut now, mut asks) = (0, 0);
        for (happening, later) in story {
            now += later;
            let before = subscription.clone();
            match &happening {
                Happening::Event(event) => {
                    asks += u32::from(*event == Event::Asking && before.stage != Stage::Leaving);
                    subscription = step(&before, event, at(now));
                    let had = before.stage.lease().is_some();
                    prop_assert!(had || subscription.stage.lease().is_none(), "only a hub grants");
                }
                Happening::Call(call) => {
                    let (reply, after) = hear(&before, call, at(now));
                    subscription = after.unwrap_or(before.clone());
                    let topic = match call {
                        Call::Verify { topic, .. } | Call::Denied { topic, .. } => topic,
                    };
                    prop_assert!(topic == TOPIC || reply == HubReply::Unknown);
                    if let HubReply::Confirmed(_) = reply {
                        let is_goodbye = matches!(call, Call::Verify { mode: Mode::Unsubscribe, .. });
                        prop_assert_eq!(is_goodbye, before.stage == Stage::Leaving);
                        prop_assert!(is_goodbye || asks > 0);
                    }
                }
            }
            prop_assert_eq!(&subscription.link.topic, TOPIC);
            if let Stage::Verified(lease) = subscription.stage && subscription.tries == 0 {
                prop_assert!(lease.granted < subscription.ask_at);
                prop_assert!(subscription.ask_at < lease.until, "in time");
                prop_assert!(Duration::from_hours(1) <= lease.until.since(lease.granted));
            }
            if let Happening::Event(Event::Asking) = happening {
                prop_assert!(at(now + 599) < subscription.ask_at, "a hub is not hammered");
            }
        }
    }
}

//! What polls came to, and what the operator was told of it.

use std::time::Duration;

use super::{at, commit, folder, key, new, opening, record, with};
use crate::model::{
    Ailment, AilmentKind, Arrivals, Failure, FailureKind, FeedId, Placement, PollOutcome,
    PollRecord, Timestamp, Validators,
};
use crate::store::{DayRow, Store};

const DAY: i64 = 86_400;

fn poll(seconds: i64, outcome: PollOutcome) -> PollRecord {
    PollRecord { at: at(seconds), outcome, size_bytes: 100, ..record(Vec::new()) }
}

fn not_modified(seconds: i64) -> PollRecord {
    poll(seconds, PollOutcome::NotModified(Validators::default()))
}

fn days(store: &Store, since: Timestamp) -> Vec<DayRow> {
    let mut rows = Vec::new();
    store.read_here(|reading| reading.days(since, |row| rows.push(row))).unwrap();
    rows
}

#[tokio::test]
async fn polls_are_added_up_by_feed_and_day() {
    let (_folder, path) = folder();
    let store = Store::open(&path, &opening()).unwrap();
    let failure = Failure { kind: FailureKind::Timeout, status: None, detail: "wait".to_owned() };
    let news = PollRecord { size_bytes: 1_000, ..record(vec![new("one", Placement::Own)]) };
    let copy = PollRecord { size_bytes: 0, ..record(vec![new("two", with(1, 1))]) };
    commit(&store, "a", news).await.unwrap();
    commit(&store, "a", poll(60, PollOutcome::Failed(failure))).await.unwrap();
    commit(&store, "a", not_modified(120)).await.unwrap();
    commit(&store, "b", PollRecord { outcome: PollOutcome::Pushed, ..copy }).await.unwrap();
    commit(&store, "a", not_modified(DAY)).await.unwrap();

    let start = Timestamp::from_unix(at(0).unix() / DAY * DAY);
    let next = start.plus(Duration::from_hours(24));
    let rows = days(&store, at(0));
    let all = DayRow {
        day: start,
        feed: FeedId(1),
        polls: 3,
        not_modified: 1,
        failed: 1,
        bytes: 1_200,
        new: 1,
        duplicate: 0,
    };
    let pushed = DayRow {
        feed: FeedId(2),
        polls: 0,
        not_modified: 0,
        failed: 0,
        bytes: 0,
        duplicate: 1,
        ..all
    };
    let later = DayRow { day: next, polls: 1, failed: 0, bytes: 100, new: 0, ..all };
    assert_eq!(rows, [all, pushed, later]);
    assert_eq!(days(&store, next), [later]);
    assert_eq!(days(&store, next.plus(Duration::from_hours(24))), []);
}

#[tokio::test]
async fn polls_and_what_they_came_to_go_when_they_are_old_bit_by_bit() {
    let (_folder, path) = folder();
    let store = Store::open(&path, &opening()).unwrap();
    for (feed, seconds) in [("a", 0), ("b", 0), ("a", 60), ("a", 40 * DAY)] {
        commit(&store, feed, not_modified(seconds)).await.unwrap();
    }
    let (young, now) = (at(34 * DAY), at(40 * DAY));
    let old = |now, limit| store.read(move |reading| reading.old_polls(now, limit));
    let days_go = |now, limit| store.write(move |writing| writing.forget_days(now, limit));
    assert_eq!(old(young, 9).await.unwrap().len(), 0);
    assert_eq!(days_go(young, 9).await.unwrap(), 0);
    let mut gone = Vec::new();
    while let Some(line) = old(now, 1).await.unwrap().pop() {
        store.write(move |writing| writing.forget_polls(&[line])).await.unwrap();
        gone.push(line);
    }
    assert_eq!(gone.len(), 3);
    for left in [1, 1, 0] {
        assert_eq!(days_go(now, 1).await.unwrap(), left);
    }
    let left: Vec<i64> = days(&store, Timestamp::EPOCH).iter().map(|row| row.feed.0).collect();
    assert_eq!(left, [1]);
}

#[tokio::test]
async fn what_was_told_comes_back_the_newest_first() {
    let (_folder, path) = folder();
    let store = Store::open(&path, &opening()).unwrap();
    let told = |seconds, kind| Ailment { kind, since: at(seconds), words: "so".to_owned() };
    let [first, second] = [told(1, AilmentKind::Wall), told(2, AilmentKind::Back)];
    let (one, other) = (first.clone(), second.clone());
    store
        .write(move |writing| {
            let row = writing.feed(&key("a"), at(0))?;
            writing.notice(row.id, &one)?;
            writing.notice(row.id, &other)
        })
        .await
        .unwrap();
    store
        .read_here(|reading| {
            assert_eq!(reading.last_notice(FeedId(1))?.as_ref(), Some(&second));
            assert_eq!(reading.last_notice(FeedId(2))?, None);
            let expected = [(FeedId(1), second.clone()), (FeedId(1), first.clone())];
            assert_eq!(reading.notices(9)?, expected);
            assert_eq!(reading.notices(1)?.len(), 1);
            Ok(())
        })
        .unwrap();
}

#[tokio::test]
async fn the_latest_thousand_notices_are_kept_and_the_last_of_each_feed() {
    let (_folder, path) = folder();
    let store = Store::open(&path, &opening()).unwrap();
    store
        .write(move |writing| {
            let (a, b) = (writing.feed(&key("a"), at(0))?.id, writing.feed(&key("b"), at(0))?.id);
            let told = |feed, n: i64| {
                let words = n.to_string();
                writing.notice(feed, &Ailment { kind: AilmentKind::Wall, since: at(n), words })
            };
            told(a, 1)?;
            told(a, 2)?;
            (3..1_005).try_for_each(|n| told(b, n))
        })
        .await
        .unwrap();
    let kept: Vec<i64> = store
        .read_here(|reading| reading.notices(2_000))
        .unwrap()
        .iter()
        .map(|(_, notice)| notice.since.since(at(0)).as_secs().try_into().unwrap())
        .collect();
    let expected: Vec<i64> = (5..1_005).rev().chain([2]).collect();
    assert_eq!(kept, expected);
}

#[tokio::test]
async fn arrivals_are_counted_by_polls_and_only_of_who_was_silent_for_long() {
    let (_folder, path) = folder();
    let store = Store::open(&path, &opening()).unwrap();
    for (n, seconds) in [0, 100, 300].into_iter().enumerate() {
        let name = |part: &str| new(&format!("{part}{n}"), Placement::Own);
        let changes = vec![name("a"), name("b")];
        commit(&store, "a", PollRecord { at: at(seconds), ..record(changes) }).await.unwrap();
    }
    store
        .read_here(|reading| {
            let arrivals = Arrivals { first: at(0), last: at(300), count: 3 };
            assert_eq!(reading.arrivals(FeedId(1), at(301))?, Some(arrivals));
            assert_eq!(reading.arrivals(FeedId(1), at(300))?, None);
            assert_eq!(reading.arrivals(FeedId(2), at(301))?, None);
            Ok(())
        })
        .unwrap();
}

//! Which feed is due when. Pure: waiting and polling are left to the loop that holds it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::model::{Feed, FeedKey, Timestamp};

/// The feeds by the moment they are due.
#[derive(Debug, Default)]
pub(super) struct Agenda {
    feeds: BTreeMap<FeedKey, Slot>,
    order: BTreeSet<(Timestamp, FeedKey)>,
}

#[derive(Debug)]
struct Slot {
    feed: Arc<Feed>,
    state: State,
}

#[derive(Debug, PartialEq, Eq)]
enum State {
    Waiting(Timestamp),
    Polling,
    /// It was taken out of feeds.toml while it was polled.
    Leaving,
}

impl Agenda {
    /// Puts these feeds in the place of those there were, each due as `due` says. A feed that is
    /// being polled stays so, and gets its moment when that ends.
    pub(super) fn replace(&mut self, feeds: &[Arc<Feed>], due: impl Fn(&Feed) -> Timestamp) {
        let mut before = std::mem::take(&mut self.feeds);
        self.order.clear();
        for feed in feeds.iter().filter(|feed| feed.enabled) {
            let polling = before
                .remove(&feed.key)
                .is_some_and(|slot| matches!(slot.state, State::Polling | State::Leaving));
            let state = if polling { State::Polling } else { State::Waiting(due(feed)) };
            if let State::Waiting(due) = state {
                self.order.insert((due, feed.key.clone()));
            }
            self.feeds.insert(feed.key.clone(), Slot { feed: Arc::clone(feed), state });
        }
        let leaving =
            before.into_iter().filter(|(_, slot)| !matches!(slot.state, State::Waiting(_)));
        self.feeds.extend(leaving.map(|(key, slot)| (key, Slot { state: State::Leaving, ..slot })));
    }

    /// When the next feed is due.
    pub(super) fn next(&self) -> Option<Timestamp> {
        self.order.first().map(|(due, _)| *due)
    }

    /// Takes the feed that is due longest, to be polled.
    pub(super) fn take_due(&mut self, now: Timestamp) -> Option<Arc<Feed>> {
        if self.next()? > now {
            return None;
        }
        let (_, key) = self.order.pop_first()?;
        let slot = self.feeds.get_mut(&key)?;
        slot.state = State::Polling;
        Some(Arc::clone(&slot.feed))
    }

    /// Ends a feed's poll. `due` is asked of the feed as it is in feeds.toml now, which may have
    /// been edited while it was polled.
    pub(super) fn put_back(&mut self, key: &FeedKey, due: impl Fn(&Feed) -> Timestamp) {
        let Some(slot) = self.feeds.get_mut(key) else { return };
        match slot.state {
            State::Polling => {
                let due = due(&slot.feed);
                slot.state = State::Waiting(due);
                self.order.insert((due, key.clone()));
            }
            State::Leaving => {
                self.feeds.remove(key);
            }
            State::Waiting(_) => {}
        }
    }

    /// How many feeds there are.
    pub(super) fn len(&self) -> usize {
        self.feeds.values().filter(|slot| slot.state != State::Leaving).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::daemon::tests::feeds;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_unix(seconds)
    }

    fn keys(agenda: &mut Agenda, now: i64) -> Vec<String> {
        std::iter::from_fn(|| agenda.take_due(at(now)))
            .map(|feed| feed.url.path().to_owned())
            .collect()
    }

    #[test]
    fn the_feed_that_is_due_longest_comes_first_and_none_comes_early() {
        let mut agenda = Agenda::default();
        let when = |feed: &Feed| at(if feed.url.path() == "/a" { 20 } else { 10 });
        agenda.replace(&feeds(&["/a", "/b"]), when);
        assert_eq!(agenda.next(), Some(at(10)));
        assert_eq!(keys(&mut agenda, 9), Vec::<String>::new());
        assert_eq!(keys(&mut agenda, 20), ["/b", "/a"]);
    }

    #[test]
    fn a_feed_is_not_polled_twice_at_once_whatever_is_edited() {
        let mut agenda = Agenda::default();
        agenda.replace(&feeds(&["/a"]), |_| at(0));
        let polled = agenda.take_due(at(0)).unwrap();
        agenda.replace(&feeds(&["/a", "/b"]), |_| at(0));
        assert_eq!(keys(&mut agenda, 0), ["/b"]);
        agenda.put_back(&polled.key, |_| at(5));
        assert_eq!(keys(&mut agenda, 5), ["/a"]);
    }

    #[test]
    fn a_feed_that_was_taken_out_while_it_was_polled_does_not_come_back() {
        let mut agenda = Agenda::default();
        agenda.replace(&feeds(&["/a"]), |_| at(0));
        let polled = agenda.take_due(at(0)).unwrap();
        agenda.replace(&feeds(&[]), |_| at(0));
        assert_eq!(agenda.len(), 0);
        agenda.put_back(&polled.key, |_| at(0));
        assert_eq!(agenda.next(), None);
    }

    #[test]
    fn a_feed_that_was_taken_out_and_put_in_again_while_it_was_polled_stays() {
        let mut agenda = Agenda::default();
        agenda.replace(&feeds(&["/a"]), |_| at(0));
        let polled = agenda.take_due(at(0)).unwrap();
        agenda.replace(&feeds(&[]), |_| at(0));
        agenda.replace(&feeds(&["/a"]), |_| at(0));
        assert_eq!(keys(&mut agenda, 0), Vec::<String>::new());
        agenda.put_back(&polled.key, |_| at(7));
        assert_eq!(agenda.next(), Some(at(7)));
    }
}

//! What happens to the world, and in which order.

use std::time::Duration;

use proptest::prelude::*;

use super::world::{DAY, Name, Outcome, World};
use crate::model::StoredItem;
use crate::store::Writing;

/// What happens next, with two numbers that say to what.
#[derive(Clone, Copy, Debug)]
pub(super) enum Event {
    /// A feed has a further item.
    Growth,
    /// A feed has an item less.
    Loss,
    /// A feed has an item again that left it.
    Return,
    Edit,
    /// Another document that ends in the middle, or is pushed and has only the newest item.
    Piece,
    Join,
    Split,
    /// The second feed is taken out of feeds.toml, or put into it again.
    Listing,
    Days,
    Year,
    /// What need not be held any longer is let go.
    LetGo,
    Restart,
}

pub(super) fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        6 => Just(Event::Growth),
        5 => Just(Event::Loss),
        4 => Just(Event::Return),
        2 => Just(Event::Edit),
        3 => Just(Event::Piece),
        1 => Just(Event::Join),
        1 => Just(Event::Split),
        1 => Just(Event::Listing),
        5 => Just(Event::Days),
        1 => Just(Event::Year),
        6 => Just(Event::LetGo),
        1 => Just(Event::Restart),
    ]
}

impl World {
    pub(super) fn happen(&mut self, event: Event, (a, b): (usize, usize)) {
        self.now = self.now.plus(Duration::from_mins(1));
        let feed = a % 2;
        let document = &mut self.documents[feed];
        match event {
            Event::Growth => {
                let seen = self.seen.keys().map(|(_, number)| number + 1).max().unwrap_or(0);
                // The next number, or one that the other feed may have.
                let next = if b.is_multiple_of(3) { seen } else { seen.saturating_sub(1) };
                if !document.contains(&next) && !self.left[feed].contains(&next) {
                    document.push(next);
                }
            }
            Event::Loss if !document.is_empty() => {
                self.left[feed].push(document.remove(b % document.len()));
            }
            Event::Return if !self.left[feed].is_empty() => {
                let at = b % self.left[feed].len();
                document.insert(0, self.left[feed].swap_remove(at));
            }
            Event::Edit if !document.is_empty() => {
                *self.versions.entry((feed, document[b % document.len()])).or_default() += 1;
            }
            Event::Piece => {
                let from = document.len() - document.len().min(b % 3);
                let piece = document[from..].to_vec();
                let outcome = if b.is_multiple_of(2) { Outcome::Cut } else { Outcome::Pushed };
                return self.poll(feed, &piece, outcome);
            }
            Event::Loss | Event::Return | Event::Edit => {}
            Event::Join => return self.correct(true, (a, b)),
            Event::Split => return self.correct(false, (a, b)),
            Event::Listing => self.has_second = !self.has_second,
            Event::Days => return self.pass(u32::try_from(b % 9).unwrap()),
            Event::Year => return self.pass(400),
            Event::LetGo => return self.let_go(),
            Event::Restart => return self.restart(),
        }
        let numbers = self.documents[feed].clone();
        if self.has_second || feed == 0 {
            self.poll(feed, &numbers, Outcome::Whole);
        }
    }

    /// So many days pass, in which nothing has changed for anybody.
    fn pass(&mut self, days: u32) {
        self.now = self.now.plus(DAY * days);
    }

    fn correct(&mut self, is_join: bool, (a, b): (usize, usize)) {
        let held: Vec<(Name, StoredItem)> = self.held().into_iter().collect();
        let Some(((_, one), (_, other))) =
            held.get(a % held.len().max(1)).zip(held.get(b % held.len().max(1)))
        else {
            return;
        };
        let of_both = |item: &StoredItem| [one.story, other.story].contains(&item.story);
        self.corrected.extend(held.iter().filter(|(_, item)| of_both(item)).map(|(name, _)| *name));
        let (one, other, now) = (one.id, other.id, self.now);
        let correct = move |writing: &Writing<'_>| {
            if is_join {
                writing.join(one, other, now).map(drop)
            } else {
                writing.split(one, now).map(drop)
            }
        };
        self.store().write_here(correct).unwrap();
    }
}

//! Whether what two reports share is a part among others: of a digest, a live blog, a round-up. What else
//! speaks against one story is told by `guards`.

use std::collections::BTreeSet;

use super::guards::{NOTE, Pair};
use super::passages::ratio;
use super::words::Words;

impl Pair<'_> {
    /// Whether the shorter stands somewhere inside a text that is mostly about something else. Behind
    /// an introduction already, where the titles have little in common; and where the rest does not speak of it,
    /// also at the beginning.
    pub(super) fn is_part_of_a_round_up(&self) -> bool {
        if self.shared_of_longer() >= 0.5 {
            return self.is_another_edition() || self.goes_on_with_something_else();
        }
        let inside = if self.titles.alike < 0.5 { 0.15 } else { 0.4 };
        self.overlap.begins_in_longer() > inside
            || self.is_first_part_of_another()
            || self.goes_on_with_something_else()
    }

    /// Whether the longer goes on with something else: hardly a word of the shorter comes again in its rest.
    /// The more so where the longer's title is not about what they share.
    fn is_first_part_of_another(&self) -> bool {
        let (_, rest) = self.overlap.own(&self.short.text, &self.long.text);
        let shared = self.overlap.shared(&self.short.text);
        let come_again = ratio(shared.intersection(&rest).count(), shared.len());
        let needed = if self.answered(&self.long.title) < 0.25 { 0.22 } else { 0.16 };
        let goes_on = self.overlap.own_blocks(&self.short.text, &self.long.text).1 >= NOTE;
        self.titles.alike < 0.5 && goes_on && come_again < needed
    }

    /// Whether each has parts of its own that do not speak of what they share: two editions of a digest.
    fn is_another_edition(&self) -> bool {
        let own = self.overlap.own_blocks(&self.short.text, &self.long.text);
        let is_much = |own: u32, text: &Words| ratio(own as usize, text.weight() as usize) >= 0.15;
        if !is_much(own.0, &self.short.text) || !is_much(own.1, &self.long.text) {
            return false;
        }
        let shared = self.overlap.shared(&self.short.text);
        let speaks = |own: &BTreeSet<u32>| ratio(own.intersection(&shared).count(), own.len());
        let own = self.overlap.own(&self.short.text, &self.long.text);
        speaks(&own.0).max(speaks(&own.1)) < 0.2
    }

    /// Whether the longer has parts of its own that do not speak of what they share, and either its title does
    /// not speak of that, or what they share is not how it begins: a digest beside one of its parts, an hour of a
    /// live blog. Where an article is shared and neither title speaks of it, these are titles of series.
    fn goes_on_with_something_else(&self) -> bool {
        if self.overlap.own_blocks(&self.short.text, &self.long.text).1 < NOTE {
            return false;
        }
        let shared = self.overlap.shared(&self.short.text);
        let (_, rest) = self.overlap.own(&self.short.text, &self.long.text);
        let speaks = ratio(rest.intersection(&shared).count(), rest.len());
        let titles = (self.answered(&self.short.title), self.answered(&self.long.title));
        let says_nothing = |title: &Words| title.all().is_empty();
        let is_titled = !says_nothing(&self.short.title) && !says_nothing(&self.long.title);
        let is_untold = is_titled && self.titles.alike < 0.5 && titles.1 < 0.25;
        let is_of_a_series =
            is_titled && self.short.text.weight() >= 2 * NOTE && titles.0.max(titles.1) < 0.1;
        let goes_before = self.overlap.begins_in_longer() > 0.15;
        match self.shared_of_longer() {
            0.5.. => is_untold && speaks < 0.18 || (goes_before || is_of_a_series) && speaks < 0.1,
            0.3.. => is_of_a_series && speaks < 0.1,
            _ => false,
        }
    }
}

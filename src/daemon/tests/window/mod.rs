//! What readers of the merged feed get to see over any history: arrivals of any date, edits, copies, joins
//! and splits by hand, sites that move, holds, floods, restarts, and rules that leave items out and let them
//! in.

mod check;
mod reader;
mod world;

use proptest::prelude::*;

use check::{Step, check, check_view};
use world::event;

fn history() -> impl Strategy<Value = Vec<Step>> {
    let choice = (0_usize..1_000, 0_usize..1_000);
    prop::collection::vec((event(), choice, prop::bool::weighted(0.15)), 1..60)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn no_reader_misses_a_story_or_sees_one_twice(history in history()) {
        check(&history);
    }

    #[test]
    fn no_reader_of_a_view_misses_what_comes_into_it(history in history()) {
        check_view(&history);
    }
}

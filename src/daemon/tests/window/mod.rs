//! What readers of the merged feed get to see over any history: arrivals of any date, edits, copies, joins
//! and splits by hand, sites that move, holds, floods, restarts, and rules that leave items out and let them
//! in.

mod check;
mod reader;
mod world;

use proptest::prelude::*;

use check::{Step, check, check_view};
use world::{Event, event};

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

/// What is only stored comes out with the report that it is joined with, at that one's place, and the
/// report is split off again when nobody looks at that place any more.
#[test]
fn what_a_split_leaves_behind_is_seen_though_nobody_looked_while_it_was_joined() {
    let arrival = |choice, reads| (Event::Arrival, choice, reads);
    check(&[
        arrival((0, 202), false),
        arrival((224, 11), false),
        arrival((26, 3), false),
        arrival((92, 427), false),
        arrival((0, 3), false),
        arrival((8, 153), false),
        arrival((0, 347), false),
        (Event::Join, (861, 237), false),
        arrival((933, 283), false),
        arrival((218, 701), true),
        arrival((763, 16), false),
        arrival((878, 381), false),
        (Event::Split, (6, 480), false),
    ]);
}

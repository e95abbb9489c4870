//! Dates that can be believed. Reading them is left to `parse/`, and where an item stands in the
//! river to `story/`.

use std::time::Duration;

use crate::model::{Entry, Timestamp};

/// How far ahead of us a publisher's clock, or its idea of its time zone, may be.
const CLOCKS_DIFFER: Duration = Duration::from_hours(24);

/// Forgets dates that lie ahead. A `pubDate` of next year, or of 2038, would keep an item at the
/// head of every reader for as long.
pub fn forget_the_future(entries: &mut [Entry], now: Timestamp) {
    let believable = |date: &mut Option<Timestamp>| {
        *date = date.filter(|date| *date <= now.plus(CLOCKS_DIFFER));
    };
    for entry in entries {
        believable(&mut entry.published);
        believable(&mut entry.updated);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_of_tomorrow_is_kept_and_one_of_next_year_is_not() {
        let now = Timestamp::from_unix(1_795_000_000);
        let ahead = |hours| Some(now.plus(Duration::from_hours(hours)));
        let mut entries =
            [Entry { published: ahead(20), updated: ahead(9_000), ..Entry::default() }];
        forget_the_future(&mut entries, now);
        assert_eq!((entries[0].published, entries[0].updated), (ahead(20), None));
    }
}

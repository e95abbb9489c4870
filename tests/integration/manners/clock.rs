//! A machine's clock that is set: years ahead, and back.

use super::desk::{desk, document, on};
use crate::support::publisher::Answer;

#[test]
fn a_clock_that_was_years_ahead_for_a_while_costs_no_poll_and_no_item() {
    let answers = [3, 40, 41, 41].map(|items| Answer::feed(document(items)));
    let (publisher, desk) = desk(answers);
    desk.poll(&on(2, "10:00"));
    assert_eq!(desk.published(&on(2, "10:00")), 3);
    // So many at once come out over an hour: of the year 2031.
    desk.poll("2031-03-01T00:00:00Z");
    assert_eq!(desk.published("2031-03-01T00:00:00Z"), 4);
    // The clock is set right: the feed is polled as if nothing had been, and what would be held back for
    // years comes out.
    desk.poll(&on(2, "10:05"));
    assert_eq!(publisher.asked("/feed").len(), 3);
    assert_eq!(desk.published(&on(2, "10:05")), 41);
    // Nothing comes again.
    desk.poll(&on(2, "11:30"));
    assert_eq!(publisher.asked("/feed").len(), 4);
    assert_eq!(desk.published(&on(2, "11:30")), 41);
}

#[test]
fn a_clock_that_was_years_behind_for_a_while_costs_no_poll_and_no_item() {
    let answers = [3, 40, 41].map(|items| Answer::feed(document(items)));
    let (publisher, desk) = desk(answers);
    desk.poll(&on(2, "10:00"));
    // A machine without a battery for its clock begins in 1970.
    desk.poll("1970-01-01T00:01:00Z");
    assert_eq!(publisher.asked("/feed").len(), 2);
    desk.poll(&on(2, "10:05"));
    assert_eq!(publisher.asked("/feed").len(), 3);
    assert_eq!(desk.published(&on(2, "11:30")), 41);
}

#[test]
fn an_hour_back_holds_nothing_back_for_longer_than_that() {
    let (publisher, desk) = desk([3, 4].map(|items| Answer::feed(document(items))));
    desk.poll(&on(2, "10:00"));
    desk.poll(&on(2, "09:00"));
    assert_eq!(publisher.asked("/feed").len(), 1, "polled by a clock that may be right");
    desk.poll(&on(2, "10:02"));
    assert_eq!(publisher.asked("/feed").len(), 2);
    assert_eq!(desk.published(&on(2, "10:02")), 4);
}

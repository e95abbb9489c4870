//! When two items of one feed are one story: their titles and beginnings have to speak for it as well.

use super::likeness::{WIRE, article, at, check};
use super::{NOW, report};
use crate::model::{Entry, Guard, Timestamp, Wording};
use crate::story::{Report, Verdict, compare};

/// Compares two items of one feed, in both orders.
pub(super) fn check_in_one_feed(first: &Entry, second: &Entry, verdict: Verdict, guards: &[Guard]) {
    for (first, second) in [(first, second), (second, first)] {
        let likeness = compare(&report(first), &report(second), true);
        assert_eq!((likeness.verdict, &likeness.guards[..]), (verdict, guards), "{likeness:?}");
    }
}

#[test]
fn episodes_of_one_feed_with_the_same_notes_are_two_stories() {
    let notes = article(&WIRE[..2]);
    let episode = |title: &str| at(0, title, &notes);
    check_in_one_feed(
        &episode("Ada Brook mends a hull"),
        &episode("On herring, with Ben"),
        Verdict::Related,
        &[Guard::OtherTitle],
    );
    check_in_one_feed(
        &episode("Storm hearing, day 1"),
        &episode("Storm hearing, day 2"),
        Verdict::Related,
        &[Guard::OtherNumbersInTitle],
    );
}

#[test]
fn the_same_text_of_two_feeds_under_two_numbers_is_one_story_if_it_speaks_of_one() {
    let whole = article(&WIRE);
    let with = |titles: [&str; 2], text: &str, verdict, guards: &[Guard]| {
        let [first, second] = titles.map(|title| at(0, title, text));
        check(&first, &second, verdict, guards);
    };
    let days = ["Storm hearing, day 1", "Storm hearing, day 2"];
    with(days, &whole, Verdict::Related, &[Guard::OtherNumbersInTitle]);
    let villages = ["Keeper hears 4 villages", "Keeper hears 5 villages"];
    with(villages, &whole, Verdict::Same, &[]);
}

#[test]
fn within_one_feed_a_better_headline_that_the_text_speaks_of_is_the_same_story() {
    let notes = article(&WIRE[..2]);
    check_in_one_feed(
        &at(0, "Keeper hears fishermen", &notes),
        &at(1, "First talks since pier was lost", &notes),
        Verdict::Same,
        &[],
    );
    check_in_one_feed(
        &at(0, "Ada Brook mends a hull", &article(&WIRE)),
        &at(1, "On herring, with Ben", &article(&WIRE)),
        Verdict::Same,
        &[],
    );
}

#[test]
fn within_one_feed_a_version_needs_less_where_title_and_beginning_agree() {
    let version = |own: &str| format!("{}\n{own}", article(&WIRE[..3]));
    let (first, second) = (version(WIRE[3]), version(WIRE[4]));
    let title = "Keeper meets fishermen";
    check_in_one_feed(&at(0, title, &first), &at(1, title, &second), Verdict::Same, &[]);
    let other = at(1, "Fishermen come to meet the keeper", &second);
    check_in_one_feed(&at(0, title, &first), &other, Verdict::Related, &[]);
}

#[test]
fn what_is_left_of_a_text_that_mostly_recurs_proves_nothing_where_other_pieces_recur() {
    let remains = |title: &str, taken_out: u64| {
        let wording =
            Wording { text: WIRE[0].to_owned(), taken_out: Some(taken_out), ..Wording::default() };
        Report::of(title, &wording, None, Timestamp::from_unix(NOW))
    };
    let (title, other) = ("Quake is felt", "Weather of the islands");
    for (first, second, of_one_feed, verdict) in [
        (remains(title, 1), remains(title, 2), true, Verdict::Different),
        (remains(title, 1), remains(title, 1), true, Verdict::Same),
        (remains(title, 1), remains(title, 2), false, Verdict::Same),
        (remains(title, 1), remains(other, 2), false, Verdict::Different),
        (remains(title, 1), report(&at(0, title, WIRE[0])), true, Verdict::Different),
    ] {
        assert_eq!(compare(&first, &second, of_one_feed).verdict, verdict);
    }
}

#[test]
fn a_line_that_a_feed_brings_again_after_half_a_day_is_news_again() {
    let line =
        |hours| at(hours, "Ferry: down", "The ferry of Easterness does not sail for half an hour.");
    check_in_one_feed(&line(0), &line(13), Verdict::Different, &[Guard::FarApart]);
    check_in_one_feed(&line(0), &line(2), Verdict::Same, &[]);
}

#[test]
fn two_items_of_one_feed_that_begin_otherwise_under_other_titles_are_two_stories() {
    let notes = article(&WIRE);
    let item = |title: &str, lead: &str| report(&at(0, title, &format!("{lead}\n{notes}")));
    let first = item(
        "Boats with Ada Brook",
        "Ada tells of wooden hulls, of tar and of patience in winter.",
    );
    let second =
        item("On nets", "Ben has mended nets for sixty years and knows every knot there is.");
    assert_eq!(compare(&first, &second, true).verdict, Verdict::Related);
}

#[test]
fn within_one_feed_a_follow_up_that_repeats_the_background_is_another_story() {
    let follow_up =
        format!("{}\n{}\n{}", WIRE[5].repeat(2), WIRE[3].to_uppercase(), article(&WIRE[..5]));
    let (first, second) =
        (at(0, "Keeper meets fishermen", &article(&WIRE[..5])), at(6, "Board to vote", &follow_up));
    let likeness = compare(&report(&first), &report(&second), true);
    assert_eq!(
        (likeness.verdict, &likeness.guards[..]),
        (Verdict::Related, &[Guard::OtherLead][..])
    );
}

//! Which report leads, and when a story changes.

use proptest::prelude::*;

use super::item;
use crate::model::{Agency, StoredItem, Timestamp};
use crate::publish::rank::{Report, changed, ranked};

fn plain(html: &str) -> String {
    html.replace("<p>", "").replace("</p>", "")
}

/// A report that is first seen at this moment and has not changed since.
fn seen(id: i64, at: i64) -> StoredItem {
    let at = Timestamp::from_unix(at);
    StoredItem { first_seen: at, changed: at, ..item(id) }
}

fn saying(id: i64, at: i64, text: &str) -> StoredItem {
    let mut item = seen(id, at);
    item.entry.title = "Ferry resumes".to_owned();
    item.entry.content_html = format!("<p>{text}</p>");
    item
}

fn credited(mut item: StoredItem, agency: Agency, is_original: bool) -> StoredItem {
    (item.agency, item.is_original) = (Some(agency), is_original);
    item
}

fn reports(items: &[StoredItem]) -> Vec<Report<'_>> {
    let report = |item| {
        let length = plain(&StoredItem::clone(item).entry.content_html).len();
        Report { item, priority: 0, waits: false, length }
    };
    items.iter().map(report).collect()
}

fn order(items: &[StoredItem]) -> Vec<i64> {
    ranked(&reports(items)).iter().map(|report| report.item.id.0).collect()
}

fn changes(items: &[StoredItem]) -> i64 {
    changed(&reports(items), plain).unwrap().unix()
}

#[test]
fn the_report_seen_first_leads_and_then_the_smaller_number() {
    assert_eq!(order(&[seen(11, 200), seen(13, 100), seen(12, 100)]), [12, 13, 11]);
}

#[test]
fn a_full_text_leads_over_an_excerpt() {
    let (excerpt, full) = (saying(1, 100, "The ferry…"), saying(2, 200, &"The ferry. ".repeat(9)));
    assert_eq!(order(&[excerpt, full]), [2, 1]);
}

#[test]
fn a_later_copy_that_is_somewhat_fuller_does_not_take_the_lead() {
    let (short, longer) = (saying(1, 100, "Five words of a text"), saying(2, 200, &"x".repeat(40)));
    assert_eq!(order(&[short.clone(), longer]), [1, 2]);
    assert_eq!(order(&[short, saying(2, 200, &"x".repeat(41))]), [2, 1], "more than twice as long");
}

#[test]
fn the_agencys_own_report_leads_whether_the_others_name_it_or_not() {
    let (copy, wire) = (seen(1, 100), credited(seen(2, 200), Agency::Kyodo, true));
    assert_eq!(order(&[copy.clone(), wire.clone()]), [2, 1]);
    let copy = credited(copy, Agency::Kyodo, false);
    let long = credited(saying(3, 50, &"word ".repeat(90)), Agency::Kyodo, false);
    assert_eq!(order(&[copy, long, wire]), [2, 3, 1], "also over a fuller one");
}

#[test]
fn priority_is_more_than_being_the_original() {
    let items =
        [credited(seen(1, 100), Agency::Kyodo, false), credited(seen(2, 200), Agency::Kyodo, true)];
    let mut reports = reports(&items);
    reports[0].priority = 1;
    assert_eq!(ranked(&reports)[0].item.id.0, 1);
}

#[test]
fn a_further_copy_and_its_edits_make_a_story_no_news() {
    let (first, mut copy) = (saying(1, 100, "The ferry runs."), saying(2, 200, "The ferry sails."));
    assert_eq!(changes(&[first.clone(), copy.clone()]), 100);
    copy.changed = Timestamp::from_unix(900);
    assert_eq!(changes(&[first, copy]), 100);
}

#[test]
fn a_story_changes_when_its_lead_is_edited() {
    let (mut first, copy) = (saying(1, 100, "The ferry runs."), saying(2, 200, "The ferry sails."));
    first.changed = Timestamp::from_unix(900);
    assert_eq!(changes(&[first, copy]), 900);
}

#[test]
fn a_lead_that_is_dated_before_it_came_in_is_as_old_as_it_says() {
    let mut first = saying(1, 5_000, "The ferry runs.");
    first.changed = Timestamp::from_unix(3_000);
    assert_eq!(changes(&[first.clone()]), 3_000);
    assert_eq!(changes(&[first, saying(2, 6_000, "The ferry sails.")]), 3_000);
}

#[test]
fn a_story_changes_when_a_report_with_another_text_takes_the_lead() {
    let first = saying(1, 100, "The ferry…");
    let mut full = saying(2, 200, &"The ferry. ".repeat(9));
    full.changed = Timestamp::from_unix(50);
    assert_eq!(changes(&[first.clone(), full.clone()]), 200);
    full.changed = Timestamp::from_unix(700);
    assert_eq!(changes(&[first, full]), 700, "and when that is edited");
}

#[test]
fn a_report_that_takes_the_lead_with_the_same_text_makes_no_news() {
    let first = credited(saying(1, 100, "The ferry runs."), Agency::Kyodo, false);
    let mut wire = credited(saying(2, 200, "The ferry runs."), Agency::Kyodo, true);
    assert_eq!(order(&[first.clone(), wire.clone()]), [2, 1]);
    assert_eq!(changes(&[first.clone(), wire.clone()]), 100);
    wire.changed = Timestamp::from_unix(800);
    assert_eq!(changes(&[first, wire]), 800);
}

fn any_report() -> impl Strategy<Value = StoredItem> {
    let text = prop_oneof![Just("The ferry."), Just("The ferry runs again, and so on.")];
    (0_i64..4, 0_i64..4, text, any::<Option<bool>>()).prop_map(|(at, edited, text, agency)| {
        let mut report = saying(at, at, text);
        report.changed = Timestamp::from_unix(at.max(edited));
        (report.agency, report.is_original) = (agency.map(|_| Agency::Afp), agency == Some(true));
        report
    })
}

proptest! {
    #[test]
    fn the_lead_and_when_it_changed_do_not_depend_on_the_order_of_reports(
        drawn in prop::collection::vec(any_report(), 1..6),
        turn in 0_usize..6,
    ) {
        let mut items = drawn;
        items.iter_mut().zip(1..).for_each(|(item, id)| item.id.0 = id);
        let before = (order(&items), changes(&items));
        let turn = turn % items.len();
        items.rotate_left(turn);
        prop_assert_eq!(before, (order(&items), changes(&items)));
    }

    #[test]
    fn a_story_changes_only_forward_when_a_report_comes_in(
        drawn in prop::collection::vec(any_report(), 1..5),
        mut last in any_report(),
    ) {
        let mut items = drawn;
        items.iter_mut().zip(1..).for_each(|(item, id)| item.id.0 = id);
        for item in &mut items {
            item.changed = item.first_seen;
        }
        let before = changes(&items);
        (last.id.0, last.first_seen, last.changed) =
            (99, Timestamp::from_unix(9), Timestamp::from_unix(9));
        items.push(last);
        let after = changes(&items);
        prop_assert!(after == before || (after == 9 && order(&items)[0] == 99));
    }
}

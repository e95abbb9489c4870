//! Moments as pages show them. All are in UTC, so that the same store gives the same bytes; the script
//! tells them in the reader's own zone, and how far away they are.

use super::html::Html;
use crate::model::Timestamp;

/// "09:05", under the heading of its day.
pub(super) fn clock(html: &mut Html, class: &str, at: Timestamp) {
    time(html, &[("class", class), ("data-show", "clock")], at, "%H:%M");
}

/// "Monday, 23 November 2026", as the heading of a day.
pub(super) fn day(html: &mut Html, at: Timestamp) {
    let date = at.to_chrono().format("%Y-%m-%d").to_string();
    let words = at.to_chrono().format("%A, %-d %B %Y").to_string();
    html.leaf("time", &[("datetime", &date)], &words);
}

/// "23 Nov 2026, 09:05 UTC", anywhere.
pub(super) fn moment(html: &mut Html, at: Timestamp) {
    time(html, &[("data-show", "moment")], at, "%-d %b %Y, %H:%M UTC");
}

/// "23 Nov, 09:05", where many stand below one another; the script adds how far away it is.
pub(super) fn brief(html: &mut Html, at: Timestamp) {
    time(html, &[("data-show", "brief")], at, "%-d %b, %H:%M");
}

/// "23 Nov".
pub(super) fn date(at: Timestamp) -> String {
    at.to_chrono().format("%-d %b").to_string()
}

/// The day of a moment: two of one day have the same.
pub(super) fn day_number(at: Timestamp) -> i64 {
    at.unix().div_euclid(86_400)
}

fn time(html: &mut Html, attributes: &[(&str, &str)], at: Timestamp, format: &str) {
    let exact = at.rfc3339();
    let mut all = vec![("datetime", exact.as_str())];
    all.extend(attributes);
    html.leaf("time", &all, &at.to_chrono().format(format).to_string());
}

//! Small charts as inline SVG. They are made of attributes only; colours are the style sheet's.

use super::html::Html;
use super::moment;
use super::view::DayTotals;
use crate::model::Timestamp;

/// The width of a day in a sparkline and in a chart, and their heights.
const SPARK: (usize, u64) = (3, 20);
const CHART: (usize, u64) = (8, 64);

/// Bars as one path of upright strokes: a thousand of them stand on one page.
pub(super) fn sparkline(html: &mut Html, days: &[u32]) {
    let (width, height) = SPARK;
    let most = days.iter().copied().max().unwrap_or(0).max(1);
    let bars = days.iter().enumerate().filter(|(_, count)| **count > 0);
    let strokes = bars.map(|(n, count)| {
        let bar = scaled((*count).into(), most.into(), height);
        format!("M{} {height}v-{bar}", n * width + 1)
    });
    let path: Vec<String> = strokes.collect();
    let all: u32 = days.iter().sum();
    let label = format!("{all} new items in {} days, at most {most} a day", days.len());
    let label = if all == 0 { format!("Nothing new in {} days", days.len()) } else { label };
    let view = format!("0 0 {} {height}", (days.len() * width).max(1));
    let attributes =
        [("class", "spark"), ("viewBox", view.as_str()), ("role", "img"), ("aria-label", &label)];
    html.node("svg", &attributes, |html| html.leaf("path", &[("d", &path.concat())], ""));
}

/// A bar a day, with what each says when it is pointed at.
pub(super) fn chart(
    html: &mut Html,
    name: &str,
    days: &[(Timestamp, u64)],
    words: fn(u64) -> String,
) {
    let (width, height) = CHART;
    let most = days.iter().map(|(_, amount)| *amount).max().unwrap_or(0).max(1);
    let all: u64 = days.iter().map(|(_, amount)| *amount).sum();
    let (all, busiest) = (words(all), words(most));
    html.node("figure", &[("class", "chart")], |html| {
        html.node("figcaption", &[], |html| {
            html.text(name);
            html.text(" ");
            html.leaf("strong", &[], &all);
        });
        let view = format!("0 0 {} {height}", (days.len() * width).max(1));
        let label = format!("{name} by day: {all} in all, at most {busiest} a day");
        let attributes = [
            ("viewBox", view.as_str()),
            ("role", "img"),
            ("preserveAspectRatio", "none"),
            ("aria-label", &label),
        ];
        html.node("svg", &attributes, |html| {
            for (n, (day, amount)) in days.iter().enumerate() {
                let bar = scaled(*amount, most, height);
                let (x, y) = ((n * width).to_string(), height.saturating_sub(bar).to_string());
                let (w, h) = ((width - 2).to_string(), bar.to_string());
                let place = [("x", x.as_str()), ("y", &y), ("width", &w), ("height", &h)];
                html.node("rect", &place, |html| {
                    let said = format!("{}: {}", moment::date(*day), words(*amount));
                    html.leaf("title", &[], &said);
                });
            }
        });
    });
}

/// The same numbers as a table, for those who read them.
pub(super) fn table(html: &mut Html, days: &[DayTotals]) {
    html.node("details", &[("class", "numbers")], |html| {
        html.leaf("summary", &[], "The numbers");
        html.node(
            "div",
            &[
                ("class", "wide"),
                ("role", "group"),
                ("aria-label", "The numbers"),
                ("tabindex", "0"),
            ],
            |html| {
                html.node("table", &[], |html| {
                    html.node("thead", &[], |html| {
                        html.node("tr", &[], |html| {
                            for name in [
                                "Day",
                                "Polls",
                                "Not modified",
                                "Failed",
                                "Data",
                                "New stories",
                                "Duplicates",
                            ] {
                                html.leaf("th", &[("scope", "col")], name);
                            }
                        });
                    });
                    html.node("tbody", &[], |html| {
                        for day in days.iter().rev() {
                            row(html, day);
                        }
                    });
                });
            },
        );
    });
}

fn row(html: &mut Html, day: &DayTotals) {
    html.node("tr", &[], |html| {
        html.leaf("th", &[("scope", "row")], &moment::date(day.day));
        for amount in [day.polls, day.not_modified, day.failed] {
            html.leaf("td", &[], &count(amount));
        }
        html.leaf("td", &[], &bytes(day.bytes));
        for amount in [day.stories, day.duplicates] {
            html.leaf("td", &[], &count(amount));
        }
    });
}

/// "12,345".
pub(super) fn count(amount: u64) -> String {
    let digits = amount.to_string();
    let mut out = String::new();
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// "12.3 MB".
pub(super) fn bytes(amount: u64) -> String {
    let mut unit = "B";
    let mut tenths = amount.saturating_mul(10);
    for larger in ["kB", "MB", "GB", "TB"] {
        if tenths < 10_000 {
            break;
        }
        tenths /= 1000;
        unit = larger;
    }
    match (unit, tenths) {
        ("B", _) => format!("{amount} B"),
        (unit, 0..1000) => format!("{}.{} {unit}", tenths / 10, tenths % 10),
        (unit, _) => format!("{} {unit}", tenths / 10),
    }
}

/// How high a bar is; of the least amount, something can be seen.
fn scaled(amount: u64, most: u64, height: u64) -> u64 {
    let bar = amount.saturating_mul(height) / most.max(1);
    if amount > 0 { bar.max(1) } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_told_in_the_unit_that_fits() {
        assert_eq!([count(7), count(1_234), count(1_234_567)], ["7", "1,234", "1,234,567"]);
        assert_eq!(
            [bytes(0), bytes(999), bytes(1_250), bytes(345_600_000), bytes(u64::MAX)],
            ["0 B", "999 B", "1.2 kB", "345 MB", "1844674 TB"]
        );
    }

    #[test]
    fn the_highest_bar_fills_the_chart_and_the_lowest_can_be_seen() {
        assert_eq!([scaled(0, 9, 20), scaled(1, 900, 20), scaled(9, 9, 20)], [0, 1, 20]);
    }
}

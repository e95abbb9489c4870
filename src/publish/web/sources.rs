//! How the feeds are, as a page: those that need somebody first, and what all polls came to.

use super::html::Html;
use super::layout::{Layout, outward};
use super::view::{DayTotals, Frame, SourceRow, SourcesPage};
use super::{charts, moment};
use crate::model::{FeedState, Scope, Timestamp, Wanted};
use crate::publish::Rendered;

/// The columns of the table.
const COLUMNS: [&str; 7] = ["State", "Feed", "New a day", "Last poll", "Next poll", "304", "Items"];

/// The page.
pub fn sources(frame: &Frame, page: &SourcesPage) -> Rendered {
    let layout = Layout {
        frame,
        here: Wanted::Sources,
        name: "Sources".to_owned(),
        scope: Scope::River,
        is_passing: false,
        is_moving: page.feeds.iter().any(|feed| feed.state == FeedState::New),
    };
    layout.page(
        |html| {
            html.node("div", &[("class", "title")], |html| {
                html.leaf("h1", &[], &layout.name);
                html.leaf("p", &[("class", "by")], &summary(&page.feeds));
            });
            if let Some(complaint) = &page.complaint {
                html.leaf("p", &[("class", "trouble"), ("role", "alert")], complaint);
            }
            totals(html, page);
            feeds(html, &layout, page);
        },
        |_| {},
    )
}

/// "9 feeds: 7 ok, 2 failing".
fn summary(feeds: &[SourceRow]) -> String {
    let of = |state| feeds.iter().filter(|feed| feed.state == state).count();
    let states: Vec<String> = ORDER
        .into_iter()
        .rev()
        .map(|state| (of(state), state.name()))
        .filter(|(count, _)| *count > 0)
        .map(|(count, name)| format!("{count} {name}"))
        .collect();
    let all = if feeds.len() == 1 { "1 feed".to_owned() } else { format!("{} feeds", feeds.len()) };
    if states.is_empty() { all } else { format!("{all}: {}", states.join(", ")) }
}

/// States, those that need somebody first.
const ORDER: [FeedState; 6] = [
    FeedState::Gone,
    FeedState::Failing,
    FeedState::Waiting,
    FeedState::Disabled,
    FeedState::New,
    FeedState::Ok,
];

/// What stands before the word, so that nobody has to tell colours apart.
fn sign(state: FeedState) -> &'static str {
    match state {
        FeedState::Ok => "●",
        FeedState::New => "○",
        FeedState::Waiting => "◌",
        FeedState::Failing => "▲",
        FeedState::Gone => "■",
        FeedState::Disabled => "–",
    }
}

fn feeds(html: &mut Html, layout: &Layout<'_>, page: &SourcesPage) {
    let mut rows: Vec<&SourceRow> = page.feeds.iter().collect();
    rows.sort_by_key(|row| {
        let place = ORDER.iter().position(|state| *state == row.state);
        // Something is to be said of one that works all the same, for instance that it has moved.
        let is_told = row.state == FeedState::Ok && row.trouble.is_some();
        let place = if is_told { Some(1) } else { place };
        (place, row.title.to_lowercase(), &row.url)
    });
    html.node("table", &[("class", "feeds"), ("role", "table")], |html| {
        html.leaf("caption", &[("class", "unseen")], "The feeds, those that need somebody first");
        html.node("thead", &[("role", "rowgroup")], |html| {
            html.node("tr", &[("role", "row")], |html| {
                for name in COLUMNS {
                    html.leaf("th", &[("role", "columnheader"), ("scope", "col")], name);
                }
            });
        });
        html.node("tbody", &[("role", "rowgroup")], |html| {
            for row in rows {
                feed(html, layout, row);
            }
        });
    });
}

fn feed(html: &mut Html, layout: &Layout<'_>, row: &SourceRow) {
    html.node("tr", &[("role", "row"), ("class", row.state.name())], |html| {
        cell(html, "state", |html| {
            html.leaf("span", &[("aria-hidden", "true")], sign(row.state));
            html.text(" ");
            html.text(row.state.name());
        });
        cell(html, "feed", |html| named(html, layout, row));
        // On a phone a chart of nothing would be a gap.
        let is_silent = row.new.iter().all(|count| *count == 0);
        let class = if is_silent { "new none" } else { "new" };
        cell(html, class, |html| charts::sparkline(html, &row.new));
        cell(html, "last", |html| when(html, "last poll ", row.last_poll, "never"));
        cell(html, "next", |html| when(html, "next ", row.next_poll, "–"));
        cell(html, "rate", |html| {
            let rate = u64::from(row.not_modified) * 100 / u64::from(row.polls.max(1));
            if row.polls == 0 {
                return html.text("–");
            }
            html.text(&format!("{rate} %"));
            html.leaf("span", &[("class", "narrow")], " of polls not modified");
        });
        cell(html, "items", |html| {
            html.text(&charts::count(row.items));
            html.leaf("span", &[("class", "narrow")], " items");
        });
    });
}

fn cell(html: &mut Html, class: &str, inside: impl FnOnce(&mut Html)) {
    html.node("td", &[("role", "cell"), ("class", class)], inside);
}

/// `label` is for narrow screens, where the heads of the columns are not seen.
fn when(html: &mut Html, label: &str, at: Option<Timestamp>, never: &str) {
    html.leaf("span", &[("class", "narrow")], label);
    match at {
        Some(at) => moment::brief(html, at),
        None => html.text(never),
    }
}

/// What the feed is called, where it is, and what is to be done about it.
fn named(html: &mut Html, layout: &Layout<'_>, row: &SourceRow) {
    match row.feed {
        Some(feed) => {
            let href = layout.to_scope(Scope::Source(feed));
            html.leaf("a", &[("href", &href), ("class", "source")], &row.title);
        }
        None => html.leaf("span", &[("class", "source")], &row.title),
    }
    for tag in &row.tags {
        html.text(" ");
        let href = layout.to_scope(Scope::Tag(tag.clone()));
        html.leaf("a", &[("href", &href), ("class", "tag")], tag);
    }
    html.node("span", &[("class", "address")], |html| {
        // A feed without a name is called by its address.
        let address = if row.title == row.url { "feed" } else { &row.url };
        outward(html, Some(&row.url), "", address);
        if let Some(site) = &row.site_url {
            html.text(" · ");
            outward(html, Some(site), "", "site");
        }
    });
    if let Some(push) = &row.push {
        html.leaf("span", &[("class", "address")], &format!("Push: {push}"));
    }
    if let Some(trouble) = &row.trouble {
        html.node("span", &[("class", "trouble")], |html| {
            html.text(trouble);
            if let Some(since) = row.failing_since {
                html.text(&match row.failures {
                    0 | 1 => " · since ".to_owned(),
                    count => format!(" · {count} times since "),
                });
                moment::moment(html, since);
            }
        });
    }
}

/// What all polls came to.
fn totals(html: &mut Html, page: &SourcesPage) {
    if page.days.is_empty() {
        return;
    }
    html.node("section", &[("class", "totals"), ("aria-labelledby", "totals")], |html| {
        let heading = format!("The last {} days", page.days.len());
        html.leaf("h2", &[("id", "totals")], &heading);
        let days = |amount: fn(&DayTotals) -> u64| -> Vec<(Timestamp, u64)> {
            page.days.iter().map(|day| (day.day, amount(day))).collect()
        };
        html.node("div", &[("class", "charts")], |html| {
            charts::chart(html, "Polls", &days(|day| day.polls), charts::count);
            charts::chart(html, "Data", &days(|day| day.bytes), charts::bytes);
            charts::chart(html, "New stories", &days(|day| day.stories), charts::count);
            charts::chart(html, "Duplicates saved", &days(|day| day.duplicates), charts::count);
        });
        charts::table(html, &page.days);
    });
}

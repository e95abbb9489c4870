//! Beside the river: where else to look, and how to subscribe to what is shown.

use std::collections::BTreeMap;

use super::html::Html;
use super::layout::{Layout, names};
use super::view::{Card, RiverPage};
use crate::model::{FeedId, Format, Scope, Wanted};

/// Feeds that are named; the page of sources has all.
const SOURCES: usize = 24;

/// Writes the part beside a page of the river.
pub(super) fn beside(html: &mut Html, layout: &Layout<'_>, page: &RiverPage) {
    html.node("div", &[("class", "margin"), ("id", "browse")], |html| {
        if is_something(&page.scope) && page.trouble.is_none() {
            subscribe(html, layout);
        }
        html.node("nav", &[("aria-label", "Parts of the river")], |html| {
            views(html, layout);
            tags(html, layout, &page.stories);
            sources(html, layout, &page.stories);
        });
    });
}

/// Whether it is anything to subscribe to: a search for nothing is not.
fn is_something(scope: &Scope) -> bool {
    !matches!(scope, Scope::Search(terms) if terms.trim().is_empty())
}

/// The addresses of what is shown, in every format.
fn subscribe(html: &mut Html, layout: &Layout<'_>) {
    let what = match &layout.scope {
        Scope::River => "Subscribe",
        Scope::Search(_) => "Subscribe to this search",
        Scope::Tag(_) | Scope::View(_) | Scope::Source(_) => "Subscribe to this",
    };
    html.node("section", &[("class", "subscribe"), ("aria-labelledby", "subscribe")], |html| {
        html.leaf("h2", &[("id", "subscribe")], what);
        html.node("ul", &[("role", "list")], |html| {
            for format in Format::ALL {
                let feed = Wanted::Feed { scope: layout.scope.clone(), format };
                html.node("li", &[], |html| {
                    html.leaf("a", &[("href", &layout.public(&feed))], names(format).0);
                });
            }
        });
        let first = Wanted::Feed { scope: layout.scope.clone(), format: Format::ALL[0] };
        html.leaf("p", &[("class", "address")], &layout.public(&first));
    });
}

fn views(html: &mut Html, layout: &Layout<'_>) {
    let views = layout.frame.views.iter().map(|view| (Scope::View(view.clone()), view.clone(), 0));
    list(html, layout, "Views", views.collect());
}

/// All tags, those that the page has more of first.
fn tags(html: &mut Html, layout: &Layout<'_>, stories: &[Card]) {
    let mut counts: BTreeMap<&str, usize> =
        layout.frame.tags.iter().map(|tag| (tag.as_str(), 0)).collect();
    for tag in stories.iter().flat_map(|card| &card.tags) {
        *counts.entry(tag).or_default() += 1;
    }
    let links = counts.into_iter().map(|(tag, n)| (Scope::Tag(tag.to_owned()), tag.to_owned(), n));
    list(html, layout, "Tags", most_first(links.collect()));
}

/// The feeds that carry the stories of the page.
fn sources(html: &mut Html, layout: &Layout<'_>, stories: &[Card]) {
    let mut counts: BTreeMap<FeedId, (&str, usize)> = BTreeMap::new();
    for (feed, title) in stories.iter().flat_map(|card| &card.sources) {
        counts.entry(*feed).or_insert((title, 0)).1 += 1;
    }
    let links =
        counts.into_iter().map(|(feed, (title, n))| (Scope::Source(feed), title.to_owned(), n));
    let mut links = most_first(links.collect());
    links.truncate(SOURCES);
    list(html, layout, "Sources here", links);
    html.node("p", &[("class", "all")], |html| {
        html.leaf("a", &[("href", &layout.to(&Wanted::Sources))], "All sources and their health");
    });
}

/// A part of the river, what it is called, and how many stories of the page it has.
type Part = (Scope, String, usize);

fn most_first(mut parts: Vec<Part>) -> Vec<Part> {
    parts.sort_by(|(_, one, n), (_, other, m)| m.cmp(n).then_with(|| one.cmp(other)));
    parts
}

fn list(html: &mut Html, layout: &Layout<'_>, name: &str, parts: Vec<Part>) {
    if parts.is_empty() {
        return;
    }
    html.leaf("h2", &[], name);
    html.node("ul", &[("role", "list"), ("class", "parts")], |html| {
        for (scope, text, count) in parts {
            let is_here = scope == layout.scope;
            let href = layout.to_scope(scope);
            html.node("li", &[], |html| {
                let mut attributes = vec![("href", href.as_str())];
                if is_here {
                    attributes.push(("aria-current", "true"));
                }
                html.leaf("a", &attributes, &text);
                if count > 0 {
                    html.text(" ");
                    html.leaf("span", &[("class", "count")], &count.to_string());
                }
            });
        }
    });
}

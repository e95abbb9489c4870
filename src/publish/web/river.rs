//! The river, or a part of it, as a page: stories by the day on which they came in.

use super::html::Html;
use super::layout::Layout;
use super::view::{Beginning, Card, Frame, RiverPage};
use super::{browse, card, moment};
use crate::model::{Format, Scope, Wanted};
use crate::publish::Rendered;

/// The page.
pub fn river(frame: &Frame, page: &RiverPage) -> Rendered {
    let name = match &page.scope {
        Scope::River => page.before.map(|_| "Older stories".to_owned()).unwrap_or_default(),
        Scope::Search(terms) if terms.trim().is_empty() => "Search".to_owned(),
        Scope::Search(_) => format!("Search: {}", page.name),
        Scope::Tag(_) | Scope::View(_) | Scope::Source(_) => page.name.clone(),
    };
    let layout = Layout {
        frame,
        here: Wanted::Page { scope: page.scope.clone(), before: page.before },
        name,
        scope: page.scope.clone(),
        is_passing: page.beginning.is_some(),
        is_moving: page.beginning.is_some() && page.stories.is_empty(),
    };
    layout.page(|html| main(html, &layout, page), |html| browse::beside(html, &layout, page))
}

fn main(html: &mut Html, layout: &Layout<'_>, page: &RiverPage) {
    if !layout.name.is_empty() {
        html.node("div", &[("class", "title")], |html| {
            html.leaf("p", &[("class", "kind")], kind(&page.scope));
            html.leaf("h1", &[], &layout.name);
        });
    }
    if let Some(trouble) = &page.trouble {
        html.leaf("p", &[("class", "notice"), ("role", "status")], trouble);
    }
    if let Some(beginning) = page.beginning {
        progress(html, layout, beginning, page.stories.is_empty());
    }
    if page.stories.is_empty() {
        if page.beginning.is_none() && page.trouble.is_none() {
            html.leaf("p", &[("class", "notice")], nothing(&page.scope));
        }
        return;
    }
    for day in page.stories.chunk_by(same_day) {
        let Some(first) = day.first() else { continue };
        html.node("section", &[("class", "day")], |html| {
            html.node("h2", &[], |html| moment::day(html, first.at));
            html.node("ol", &[("role", "list")], |html| {
                for story in day {
                    card::card(html, layout, story);
                }
            });
        });
    }
    if let Some(older) = &page.older {
        html.node("p", &[("class", "older")], |html| {
            html.leaf("a", &[("href", &layout.to(older)), ("rel", "next")], "Older stories");
        });
    }
}

/// What kind of a part it is, above its name.
fn kind(scope: &Scope) -> &'static str {
    match scope {
        Scope::River => "The river",
        Scope::Tag(_) => "Tag",
        Scope::View(_) => "View",
        Scope::Source(_) => "Source",
        Scope::Search(_) => "All stories",
    }
}

fn same_day(one: &Card, other: &Card) -> bool {
    moment::day_number(one.at) == moment::day_number(other.at)
}

/// What is said where there is no story.
fn nothing(scope: &Scope) -> &'static str {
    match scope {
        Scope::Search(terms) if terms.trim().is_empty() => {
            "Type a few words above. \"words in quotes\" stand behind one another, -word leaves \
             out what has it."
        }
        Scope::Search(_) => "No story says that. Fewer words find more.",
        Scope::River => "No stories yet. The feeds were read, and there was nothing in them.",
        Scope::Tag(_) | Scope::View(_) | Scope::Source(_) => "No stories here yet.",
    }
}

/// How far the first polls have come, and what to subscribe to meanwhile.
fn progress(html: &mut Html, layout: &Layout<'_>, beginning: Beginning, is_empty: bool) {
    let Beginning { feeds, polled } = beginning;
    let attributes = [("class", "beginning"), ("aria-labelledby", "beginning")];
    html.node("section", &attributes, |html| {
        let heading = if is_empty { "The first stories are on their way" } else { "Still reading" };
        html.leaf("h2", &[("id", "beginning")], heading);
        let of = if feeds == 1 { "1 feed".to_owned() } else { format!("{feeds} feeds") };
        html.node("p", &[("data-moving", if is_empty { "5" } else { "30" })], |html| {
            html.text(&format!("{polled} of {of} read for the first time. "));
            if is_empty {
                html.text("This page looks again by itself. ");
            }
            html.leaf("a", &[("href", &layout.to(&Wanted::Sources))], "How each of them is");
        });
        let (value, max) = (polled.to_string(), feeds.max(1).to_string());
        let bar = [("value", value.as_str()), ("max", &max), ("aria-label", "Feeds read")];
        html.node("progress", &bar, |html| html.text(&format!("{polled} of {feeds}")));
        if is_empty {
            html.node("p", &[], |html| {
                html.text("Your reader can subscribe already, to ");
                let feed = Wanted::Feed { scope: layout.scope.clone(), format: Format::Atom };
                let address = layout.public(&feed);
                html.leaf("a", &[("href", &address)], &address);
            });
        }
    });
}

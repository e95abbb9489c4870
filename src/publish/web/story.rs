//! A story as a page: its text, everyone who reported it and why they are here, what is close to it, and
//! how to correct the grouping.

use super::html::Html;
use super::layout::{Layout, outward};
use super::view::{Frame, ReportRow, StoryPage};
use super::{beside, body, moment};
use crate::model::{Enclosure, RelatedStory, Scope, Wanted};
use crate::publish::Rendered;
use crate::publish::shown;

/// The page.
pub fn story(frame: &Frame, page: &StoryPage) -> Rendered {
    let layout = Layout {
        frame,
        here: Wanted::Story(page.story.id),
        name: shown::title(&page.story).into_owned(),
        scope: Scope::River,
        is_passing: false,
        is_moving: false,
    };
    layout.page(
        |html| {
            html.node("article", &[("class", "full")], |html| article(html, &layout, page));
            reports(html, &layout, page);
            related(html, &layout, &page.related);
            correct(html, &page.reports);
        },
        |html| html.node("div", &[("class", "margin")], |html| contents(html, page)),
    )
}

fn article(html: &mut Html, layout: &Layout<'_>, page: &StoryPage) {
    let lead = &page.story.lead;
    let language = shown::language(&lead.entry).unwrap_or_default();
    html.node("div", &[("class", "title")], |html| {
        html.leaf("h1", &[("lang", language)], &layout.name);
        html.node("p", &[("class", "by")], |html| {
            let href = layout.to_scope(Scope::Source(lead.source.id));
            html.leaf("a", &[("href", &href), ("class", "source")], &lead.source.title);
            for (n, author) in shown::authors(&lead.entry).enumerate() {
                html.text(if n == 0 { " · by " } else { ", " });
                html.text(&author.name);
            }
            html.text(" · ");
            moment::moment(html, shown::published(&page.story));
            for tag in &page.tags {
                html.text(" ");
                let href = layout.to_scope(Scope::Tag(tag.clone()));
                html.leaf("a", &[("href", &href), ("class", "tag")], tag);
            }
        });
    });
    html.node("div", &[("class", "text"), ("lang", language)], |html| {
        body::body(
            html,
            &crate::publish::markup::clean(&lead.entry.content_html),
            layout.frame.images,
        );
    });
    enclosures(html, &lead.entry.enclosures);
    if let Some(url) = &lead.entry.url {
        html.node("p", &[("class", "onward")], |html| {
            outward(html, Some(url), "", &format!("Read it at {}", lead.source.title));
        });
    }
}

/// Files that belong to the article, but for pictures, which are shown or not wanted.
fn enclosures(html: &mut Html, files: &[Enclosure]) {
    let is_picture = |file: &Enclosure| {
        file.media_type.as_deref().is_some_and(|media_type| media_type.starts_with("image/"))
    };
    let files: Vec<&Enclosure> = files.iter().filter(|file| !is_picture(file)).collect();
    if files.is_empty() {
        return;
    }
    html.leaf("h2", &[], "Attached");
    html.node("ul", &[], |html| {
        for file in files {
            let name = file.url.rsplit('/').next().filter(|name| !name.is_empty());
            html.node("li", &[], |html| {
                outward(html, Some(&file.url), "", name.unwrap_or(&file.url));
                if let Some(media_type) = &file.media_type {
                    html.text(&format!(" ({media_type})"));
                }
            });
        }
    });
}

fn reports(html: &mut Html, layout: &Layout<'_>, page: &StoryPage) {
    let heading = match page.reports.len() {
        0 | 1 => "One report".to_owned(),
        count => format!("{count} reports"),
    };
    html.node("section", &[("class", "reports"), ("aria-labelledby", "reports")], |html| {
        html.leaf("h2", &[("id", "reports")], &heading);
        html.node("ol", &[("role", "list")], |html| {
            for report in &page.reports {
                let id = format!("item-{}", report.item.0);
                html.node("li", &[("class", "report"), ("id", &id)], |html| {
                    one(html, layout, report, &page.story.lead.source.title);
                });
            }
        });
    });
}

fn one(html: &mut Html, layout: &Layout<'_>, report: &ReportRow, lead: &str) {
    let language = report.language.as_deref().unwrap_or_default();
    html.node("h3", &[], |html| {
        let title =
            if report.title.trim().is_empty() { &report.source.title } else { &report.title };
        outward(html, report.url.as_deref(), language, title);
    });
    html.node("p", &[("class", "by")], |html| {
        let href = layout.to_scope(Scope::Source(report.source.id));
        html.leaf("a", &[("href", &href), ("class", "source")], &report.source.title);
        html.text(" · ");
        moment::moment(html, report.published.unwrap_or(report.first_seen));
        if report.published.is_some_and(|published| published != report.first_seen) {
            html.text(" · first seen ");
            moment::moment(html, report.first_seen);
        }
        html.text(" · item ");
        html.text(&report.item.0.to_string());
        if report.is_lead {
            html.text(" ");
            html.leaf("strong", &[("class", "flag")], "published");
        }
    });
    html.node("p", &[("class", "because")], |html| {
        html.text("Here because ");
        html.text(&report.because);
        html.text(".");
    });
    if let Some(beside) = &report.beside {
        beside::beside(html, beside, [lead, &report.source.title], language);
    }
}

fn related(html: &mut Html, layout: &Layout<'_>, related: &[(RelatedStory, u16)]) {
    if related.is_empty() {
        return;
    }
    html.node("section", &[("class", "related"), ("aria-labelledby", "related")], |html| {
        html.leaf("h2", &[("id", "related")], "Close to it, and other stories");
        html.node("ul", &[("role", "list")], |html| {
            for (other, coverage) in related {
                html.node("li", &[], |html| {
                    let href = layout.to(&Wanted::Story(other.story));
                    let title = other.title.trim();
                    let title = if title.is_empty() { &other.feed_title } else { title };
                    html.leaf("a", &[("href", &href)], title);
                    html.text(&format!(" · {}", other.feed_title));
                    if *coverage > 0 {
                        html.text(&format!(" · {} % of the text in common", (coverage + 5) / 10));
                    }
                });
            }
        });
    });
}

/// Who has it, beside the text: the way to each report.
fn contents(html: &mut Html, page: &StoryPage) {
    html.node("nav", &[("aria-labelledby", "carriers")], |html| {
        html.leaf("h2", &[("id", "carriers")], "Reported by");
        html.node("ol", &[("role", "list"), ("class", "parts")], |html| {
            for report in &page.reports {
                html.node("li", &[], |html| {
                    let href = format!("#item-{}", report.item.0);
                    html.leaf("a", &[("href", &href)], &report.source.title);
                    html.text(" ");
                    let at = report.published.unwrap_or(report.first_seen);
                    moment::clock(html, "count", at);
                });
            }
        });
        html.node("ul", &[("role", "list")], |html| {
            if !page.related.is_empty() {
                html.node("li", &[], |html| html.leaf("a", &[("href", "#related")], "Close to it"));
            }
            html.node("li", &[], |html| {
                html.leaf("a", &[("href", "#correct")], "If this is wrong");
            });
        });
    });
}

/// How to correct the grouping by hand.
fn correct(html: &mut Html, reports: &[ReportRow]) {
    let command = |html: &mut Html, command: &str| {
        html.node("pre", &[], |html| html.leaf("code", &[], command));
    };
    html.node("section", &[("class", "correct"), ("aria-labelledby", "correct")], |html| {
        html.leaf("h2", &[("id", "correct")], "If this is wrong");
        let other = reports.iter().find(|report| !report.is_lead);
        if let Some(other) = other {
            html.leaf(
                "p",
                &[],
                "A report that is another story is taken out by its item, for instance:",
            );
            command(html, &format!("mainstem split {}", other.item.0));
        }
        if let Some(first) = reports.first() {
            html.leaf("p", &[], "One that is missing here is put beside an item of this story:");
            command(html, &format!("mainstem join {} ITEM", first.item.0));
        }
        html.leaf("p", &[], "What was corrected by hand is never undone by the machine.");
    });
}

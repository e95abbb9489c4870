//! A story among others: when, what, who has it, how it begins.

use super::html::Html;
use super::layout::{Layout, dated, outward};
use super::view::Card;
use super::{moment, picture};
use crate::model::search::Excerpt;
use crate::model::{Images, Scope, Wanted};
use crate::publish::excerpt::excerpt;
use crate::publish::{markup, shown};

/// How much of a text is shown, in characters.
const GIST: usize = 200;

/// Other reports that are named; the page of the story has all.
const NAMED: usize = 5;

/// Writes the story as an item of a list.
pub(super) fn card(html: &mut Html, layout: &Layout<'_>, card: &Card) {
    html.node("li", &[("class", "story")], |html| {
        html.node("article", &[], |html| {
            moment::clock(html, "at", card.at);
            headline(html, layout, card);
            byline(html, layout, card);
            gist(html, card);
            if layout.frame.images == Images::Lazy
                && let Some(picture) = picture::of(&card.story.lead.entry)
            {
                picture.thumbnail(html);
            }
        });
    });
}

fn headline(html: &mut Html, layout: &Layout<'_>, card: &Card) {
    let entry = &card.story.lead.entry;
    let language = shown::language(entry).unwrap_or_default();
    let own = layout.to(&Wanted::Story(card.story.id));
    let href = entry.url.as_deref().unwrap_or(&own);
    html.node("h3", &[("lang", language)], |html| {
        html.node("a", &[("href", href), ("rel", "noopener noreferrer")], |html| {
            match &card.found {
                Some(found) if !found.title.text.trim().is_empty() => marked(html, &found.title),
                _ => html.text(&shown::title(&card.story)),
            }
        });
    });
}

/// Who has it, and where there is more.
fn byline(html: &mut Html, layout: &Layout<'_>, card: &Card) {
    let story = &card.story;
    html.node("p", &[("class", "by")], |html| {
        let source = &story.lead.source;
        let own = layout.to_scope(Scope::Source(source.id));
        html.leaf("a", &[("href", &own), ("class", "source")], &source.title);
        for (n, also) in story.also.iter().take(NAMED).enumerate() {
            html.text(if n == 0 { " · also in " } else { ", " });
            outward(html, also.url.as_deref(), "", &also.feed_title);
        }
        match story.also.len().saturating_sub(NAMED) {
            0 => {}
            rest => html.text(&format!(" and {rest} more")),
        }
        dated(html, shown::published(story), card.at);
        more(html, layout, card);
    });
}

fn gist(html: &mut Html, card: &Card) {
    let entry = &card.story.lead.entry;
    let attributes = [("class", "gist"), ("lang", shown::language(entry).unwrap_or_default())];
    if let Some(found) = &card.found {
        return html.node("p", &attributes, |html| marked(html, &found.text));
    }
    let text = match shown::summary(entry) {
        Some(summary) => excerpt(&markup::html(&summary), GIST),
        None => excerpt(&markup::clean(&entry.content_html), GIST),
    };
    // Where there is no more than a headline, it is not said twice.
    if !text.is_empty() && text != markup::html(&shown::title(&card.story)) {
        html.node("p", &attributes, |html| html.clean(&text));
    }
}

/// The page of the story, and its tags.
fn more(html: &mut Html, layout: &Layout<'_>, card: &Card) {
    let own = layout.to(&Wanted::Story(card.story.id));
    let (class, text) = match card.reports {
        0 | 1 => ("details", "Details".to_owned()),
        reports => ("details many", format!("{reports} reports")),
    };
    html.text(" · ");
    html.leaf("a", &[("href", &own), ("class", class)], &text);
    for tag in &card.tags {
        html.text(" ");
        let href = layout.to_scope(Scope::Tag(tag.clone()));
        html.leaf("a", &[("href", &href), ("class", "tag")], tag);
    }
}

/// A piece of a text with its places marked.
pub(super) fn marked(html: &mut Html, text: &Excerpt) {
    if text.is_cut_before {
        html.text("…");
    }
    for (piece, is_marked) in text.pieces() {
        if is_marked {
            html.leaf("mark", &[], piece);
        } else {
            html.text(piece);
        }
    }
    if text.is_cut_after {
        html.text("…");
    }
}

//! What of a story is published: which of its reports the operator's rules admit, and what is named
//! beside the one that leads. Which one leads is decided in `rank`, order among stories is left to
//! `merge`.

use super::rank::{Report, changed, ranked};
use crate::model::{
    AlsoIn, Duplicates, Feed, Gathered, RiverStory, RuleSubject, Rules, Settings, StoredItem,
};

/// Makes plain text of clean HTML. It belongs to `article/`, which this room does not know.
type Plain = fn(&str) -> String;

/// What is published of a story: nothing where no rule admits any report of it, one entry where
/// duplicates are collapsed, and one for each admitted report where they are kept.
///
/// Where they are kept, every entry stands at its story's place in the river, so that the pages
/// that stories are read in and the order of the river agree.
pub fn select(story: &Gathered, settings: &Settings, plain: Plain) -> Vec<RiverStory> {
    let reports = reports(story, settings, plain);
    match settings.merged.duplicates {
        Duplicates::Collapse => collapsed(story, &reports, plain).into_iter().collect(),
        Duplicates::Keep => reports.iter().map(|report| kept(story, report.item)).collect(),
    }
}

/// The report that stands for the story where duplicates are collapsed; `None` where no report is
/// admitted. Every other report is a duplicate of it.
pub fn lead<'a>(story: &'a Gathered, settings: &Settings, plain: Plain) -> Option<&'a StoredItem> {
    ranked(&reports(story, settings, plain)).first().map(|report| report.item)
}

/// The admitted reports.
fn reports<'a>(story: &'a Gathered, settings: &Settings, plain: Plain) -> Vec<Report<'a>> {
    let admitted = story.items.iter().filter_map(|item| {
        // Of a feed that was removed the items stay, without rules, until they age out.
        let feed = settings.feed(&item.source.url);
        let priority = feed.map_or(0, |feed| feed.priority);
        admitted(item, feed, &settings.merged.rules, plain).then_some(Report {
            item,
            priority,
            length: 0,
        })
    });
    let mut reports: Vec<Report<'a>> = admitted.collect();
    // Most stories have one report, which leads whatever its length.
    if reports.len() > 1 {
        for report in &mut reports {
            report.length = plain(&report.item.entry.content_html).chars().count();
        }
    }
    reports
}

/// Whether both the rules of the feed and those over all feeds admit the item.
fn admitted(item: &StoredItem, feed: Option<&Feed>, all: &Rules, plain: Plain) -> bool {
    let mut rules = feed.map(|feed| &feed.rules).into_iter().chain([all]).filter(|rules| {
        // Most feeds have no rules: their texts need not be made plain.
        !(rules.keep.is_empty() && rules.drop.is_empty())
    });
    let Some(first) = rules.next() else { return true };
    let text = plain(&item.entry.content_html);
    let authors: Vec<&str> = item.entry.authors.iter().map(|author| author.name.as_str()).collect();
    let categories: Vec<&str> = item.entry.categories.iter().map(String::as_str).collect();
    let subject = RuleSubject {
        title: &item.entry.title,
        text: &text,
        authors: &authors,
        categories: &categories,
        url: item.entry.url.as_deref().unwrap_or_default(),
    };
    first.admit(&subject) && rules.all(|rules| rules.admit(&subject))
}

/// The story as one entry that names the other reports.
fn collapsed(story: &Gathered, reports: &[Report<'_>], plain: Plain) -> Option<RiverStory> {
    let ranked = ranked(reports);
    let lead = ranked.first()?.item;
    Some(RiverStory {
        id: story.id,
        key: story.key,
        surfaced: story.surfaced,
        changed: changed(reports, plain)?,
        lead: lead.clone(),
        also: one_per_feed(lead, reports).into_iter().map(also_in).collect(),
        related: Vec::new(),
    })
}

/// The reports of other feeds than the lead's, the first of each feed, in the order they were seen.
fn one_per_feed<'a>(lead: &StoredItem, reports: &[Report<'a>]) -> Vec<&'a StoredItem> {
    let mut seen: Vec<&StoredItem> = reports.iter().map(|report| report.item).collect();
    seen.sort_by_key(|item| (item.first_seen, item.id));
    let mut others: Vec<&StoredItem> = Vec::new();
    for item in seen {
        let named = others.iter().any(|other| other.source.id == item.source.id);
        if !named && item.source.id != lead.source.id {
            others.push(item);
        }
    }
    others
}

fn also_in(item: &StoredItem) -> AlsoIn {
    AlsoIn {
        feed_title: item.source.title.clone(),
        title: item.entry.title.clone(),
        url: item.entry.url.clone(),
    }
}

/// One report as an entry of its own.
fn kept(story: &Gathered, item: &StoredItem) -> RiverStory {
    RiverStory {
        id: story.id,
        key: item.key,
        surfaced: story.surfaced,
        changed: item.changed,
        lead: item.clone(),
        also: Vec::new(),
        related: Vec::new(),
    }
}

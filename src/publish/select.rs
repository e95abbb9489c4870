//! What of a story is published: which of its reports the operator's rules admit, and which of
//! these stands for the story. Order among stories is left to `merge`.

use std::cmp::Reverse;

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
    let reports = ranked(story, settings, plain);
    match settings.merged.duplicates {
        Duplicates::Collapse => collapsed(story, &reports).into_iter().collect(),
        Duplicates::Keep => reports.iter().map(|report| kept(story, report)).collect(),
    }
}

/// The report that stands for the story where duplicates are collapsed; `None` where no report is
/// admitted. Every other report is a duplicate of it.
pub fn lead<'a>(story: &'a Gathered, settings: &Settings, plain: Plain) -> Option<&'a StoredItem> {
    ranked(story, settings, plain).first().copied()
}

/// The admitted reports, the one to lead first: by the priority of the feed, then the one seen
/// earlier, then the smaller number.
fn ranked<'a>(story: &'a Gathered, settings: &Settings, plain: Plain) -> Vec<&'a StoredItem> {
    let mut reports: Vec<(Reverse<i64>, &StoredItem)> = story
        .items
        .iter()
        .filter_map(|item| {
            // Of a feed that was removed the items stay, without rules, until they age out.
            let feed = settings.feed(&item.source.url);
            admitted(item, feed, &settings.merged.rules, plain)
                .then(|| (Reverse(feed.map_or(0, |feed| feed.priority)), item))
        })
        .collect();
    reports.sort_by_key(|(priority, item)| (*priority, item.first_seen, item.id));
    reports.into_iter().map(|(_, item)| item).collect()
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
fn collapsed(story: &Gathered, reports: &[&StoredItem]) -> Option<RiverStory> {
    let lead = *reports.first()?;
    let others = one_per_feed(lead, reports);
    // Another report adds to what a reader sees when it comes in, not when it is dated; and a lead
    // that comes in later takes the place of another. What its outlet later changes in a report
    // that is only named does not show.
    let first = reports.iter().map(|item| item.first_seen).min()?;
    let arrivals = others.iter().copied().chain([lead]).map(|item| item.first_seen);
    let changed = arrivals.filter(|seen| *seen > first).fold(lead.changed, Ord::max);
    Some(RiverStory {
        id: story.id,
        key: story.key,
        surfaced: story.surfaced,
        changed,
        lead: lead.clone(),
        also: others.into_iter().map(also_in).collect(),
        related: Vec::new(),
    })
}

/// The reports of other feeds than the lead's, the first of each feed, in the order they were seen.
fn one_per_feed<'a>(lead: &StoredItem, reports: &[&'a StoredItem]) -> Vec<&'a StoredItem> {
    let mut seen: Vec<&StoredItem> = reports.to_vec();
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

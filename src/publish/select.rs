//! What of a story is published: which of its reports the operator's rules admit, what is shown of
//! the one that leads, and what is named beside it. Which one leads is decided in `rank`, order
//! among stories is left to `merge`.

use std::collections::{BTreeMap, BTreeSet};

use super::rank::{Report, changed, ranked};
use crate::model::{
    AlsoIn, Duplicates, Feed, FeedId, Gathered, ItemId, RelatedStory, RiverStory, RuleSubject,
    Rules, Settings, StoredItem,
};

/// Makes plain text of clean HTML.
type Plain = fn(&str) -> String;

/// Takes those blocks out of clean HTML that say nothing but these recurring pieces; the second is
/// the title.
type Strip = fn(&str, &str, &BTreeSet<u32>) -> String;

/// What is done with texts. It belongs to `article/`, which this room does not know.
#[derive(Clone, Copy, Debug)]
pub struct TextTools {
    /// Makes plain text of clean HTML.
    pub plain: Plain,
    /// Takes recurring blocks out at the end.
    pub strip_trailing: Strip,
    /// Takes recurring blocks out wherever they are.
    pub strip_all: Strip,
}

/// A part of the river, by the reports that make a story part of it. Nothing else depends on it: what
/// is shown of a story is the same everywhere.
#[derive(Clone, Debug, Default)]
pub struct Part {
    /// Only reports of these feeds; `None`: of all.
    pub feeds: Option<BTreeSet<FeedId>>,
    /// Only what these rules admit, beside those of feed and river.
    pub rules: Rules,
    /// Only these reports; `None`: all.
    pub items: Option<BTreeSet<ItemId>>,
    /// Where reports stand that came into this part later than into the river.
    pub entered: BTreeMap<ItemId, i64>,
}

impl Part {
    /// Where in this part the report puts its story.
    fn place(&self, item: &StoredItem, plain: Plain) -> Option<i64> {
        let is_among = self.feeds.as_ref().is_none_or(|feeds| feeds.contains(&item.source.id))
            && self.items.as_ref().is_none_or(|items| items.contains(&item.id));
        let place = item.place.map(|place| self.entered.get(&item.id).copied().unwrap_or(place));
        place.filter(|_| is_among && admit(&[&self.rules], item, plain))
    }
}

/// What is published of a story in a part of the river: nothing where no report is admitted that makes
/// it part of that, one entry where duplicates are collapsed, and one for each such report where they
/// are kept.
///
/// A story stands where the first of these reports was shown, so that who reads a part learns of a
/// story when it comes in there, and a further report moves nothing.
pub fn select(
    story: &Gathered,
    settings: &Settings,
    part: &Part,
    tools: TextTools,
) -> Vec<RiverStory> {
    let reports = reports(story, settings, tools.plain);
    let placed = reports.iter().filter_map(|report| {
        part.place(report.item, tools.plain).map(|place| (place, report.item))
    });
    let selecting = Selecting { story, settings, tools };
    match settings.merged.duplicates {
        Duplicates::Collapse => {
            let first = placed.map(|(place, _)| place).min();
            first.and_then(|place| selecting.collapsed(&reports, place)).into_iter().collect()
        }
        Duplicates::Keep => placed.map(|(place, item)| selecting.kept(item, place)).collect(),
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
        let is_in = !item.is_left_out && admitted(item, feed, &settings.merged.rules, plain);
        is_in.then_some(Report {
            item,
            priority,
            waits: feed.is_some_and(|feed| !feed.hold.is_zero()),
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

/// Whether the rules of a feed that is listed, those over all feeds and these admit the item.
pub fn admits(item: &StoredItem, settings: &Settings, rules: &Rules, tools: TextTools) -> bool {
    settings
        .feed(&item.source.url)
        .is_some_and(|feed| admit(&[&feed.rules, &settings.merged.rules, rules], item, tools.plain))
}

/// Whether both the rules of the feed and those over all feeds admit the item.
fn admitted(item: &StoredItem, feed: Option<&Feed>, all: &Rules, plain: Plain) -> bool {
    match feed {
        Some(feed) => admit(&[&feed.rules, all], item, plain),
        None => admit(&[all], item, plain),
    }
}

/// Whether all these rules admit the item.
fn admit(rules: &[&Rules], item: &StoredItem, plain: Plain) -> bool {
    // Most feeds have no rules: their texts need not be made plain.
    if rules.iter().all(|rules| rules.is_empty()) {
        return true;
    }
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
    rules.iter().all(|rules| rules.admit(&subject))
}

/// A story on its way into the river.
#[derive(Clone, Copy)]
struct Selecting<'a> {
    story: &'a Gathered,
    settings: &'a Settings,
    tools: TextTools,
}

impl Selecting<'_> {
    /// The story as one entry that names the other reports.
    fn collapsed(self, reports: &[Report<'_>], place: i64) -> Option<RiverStory> {
        let ranked = ranked(reports);
        let lead = ranked.first()?.item;
        let changed = changed(reports, self.tools.plain)?;
        Some(RiverStory {
            id: self.story.id,
            key: self.story.key,
            place,
            surfaced: self.story.surfaced,
            changed: self.story.corrected.map_or(changed, |corrected| corrected.max(changed)),
            lead: self.stripped(lead),
            also: one_per_feed(lead, reports).into_iter().map(also_in).collect(),
            related: self.related(),
        })
    }

    /// One report as an entry of its own.
    fn kept(self, item: &StoredItem, place: i64) -> RiverStory {
        RiverStory {
            id: self.story.id,
            key: item.key,
            place,
            surfaced: self.story.surfaced,
            changed: item.changed,
            lead: self.stripped(item),
            also: Vec::new(),
            related: self.related(),
        }
    }

    /// The report without the blocks that recur in its feed, as far as the operator wants that.
    fn stripped(self, item: &StoredItem) -> StoredItem {
        let mut shown = item.clone();
        let feed = self.settings.feed(&item.source.url);
        let strip = match feed.and_then(|feed| feed.strip_boilerplate) {
            None => self.tools.strip_trailing,
            Some(true) => self.tools.strip_all,
            Some(false) => return shown,
        };
        if !item.boilerplate.is_empty() {
            let recurring = item.boilerplate.iter().copied().collect();
            shown.entry.content_html =
                strip(&item.entry.content_html, &item.entry.title, &recurring);
        }
        shown
    }

    /// The close stories whose first report is admitted: what an operator has dropped does not come
    /// back by this door.
    fn related(self) -> Vec<RelatedStory> {
        let Self { story, settings, tools } = self;
        let is_shown = |item: &&StoredItem| {
            let feed = settings.feed(&item.source.url);
            !item.is_left_out && admitted(item, feed, &settings.merged.rules, tools.plain)
        };
        let named = story.related.iter().filter(is_shown).map(|item| RelatedStory {
            story: item.story,
            feed_title: item.source.title.clone(),
            title: item.entry.title.clone(),
            url: item.entry.url.clone(),
        });
        named.collect()
    }
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

//! `[[feed]]` and `[defaults]`: what feeds are, and what they share.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use toml_edit::Item;
use url::Url;

use super::errors::Wrong;
use super::read::{Judge, Place};
use super::table::{Document, Table};
use super::{addresses, keys, secrets, values};
use crate::model::{Feed, FeedKey, Flood, FullText, Header, Rule, Rules, Schedule};

/// A report is held back for its original, not stored away.
const LONGEST_HOLD: Duration = Duration::from_hours(7 * 24);

/// What `flood` may be.
const FLOOD: &[(&str, Flood)] =
    &[("spread", Flood::Spread), ("store", Flood::Store), ("publish", Flood::Publish)];

/// The feeds, in the order of the file. A feed's own value of a key replaces the default's whole:
/// lists are not joined, so that a feed can also do without.
pub(super) fn feeds(document: &Document<'_>, place: &Place<'_>, judge: Judge) -> Vec<Feed> {
    let defaults = Shared::read(&document.table(&keys::DEFAULTS), place, judge);
    let mut lines: BTreeMap<FeedKey, usize> = BTreeMap::new();
    let mut feeds = Vec::new();
    for table in document.tables(&keys::FEED) {
        let title = table.read("title", values::line);
        let own = Shared::read(&table, place, judge);
        let Some(url) = address(&table) else { continue };
        let key = FeedKey::of(&url);
        if let Some(line) = lines.get(&key) {
            let same = Wrong::new(format!("the same feed stands on line {line}"));
            table.refuse("url", same.fix("take one of the two out"));
            continue;
        }
        lines.insert(key.clone(), table.line_of("url"));
        feeds.push(own.into_feed(&defaults, key, url, title));
    }
    feeds
}

fn address(table: &Table<'_>) -> Option<Url> {
    if table.item("url").is_none() {
        table.refuse("url", Wrong::new("a feed needs the address it is fetched from"));
    }
    table.read("url", addresses::feed)
}

/// The keys that both tables have; `None`: not set.
#[derive(Debug)]
struct Shared {
    tags: Option<BTreeSet<String>>,
    schedule: Option<Schedule>,
    timezone: Option<String>,
    priority: Option<i64>,
    full_text: Option<FullText>,
    keep: Option<Vec<Rule>>,
    drop: Option<Vec<Rule>>,
    keep_items: Option<u64>,
    strip_boilerplate: Option<bool>,
    hold: Option<Duration>,
    flood: Option<Flood>,
    headers: Option<Vec<Header>>,
    proxy: Option<Url>,
    enabled: Option<bool>,
}

impl Shared {
    fn read(table: &Table<'_>, place: &Place<'_>, judge: Judge) -> Self {
        Self {
            tags: tags(table),
            schedule: table.read("schedule", |item| schedule(item, judge)),
            timezone: table.read("timezone", values::timezone),
            priority: table.read("priority", values::integer),
            full_text: table.read("full_text", |item| values::full_text(item, judge.is_selector)),
            keep: table.list("keep", values::rule),
            drop: table.list("drop", values::rule),
            keep_items: table.read("keep_items", values::whole(1..=1_000_000)),
            strip_boilerplate: table.read("strip_boilerplate", values::flag),
            hold: table.read("hold", values::duration(Duration::ZERO..=LONGEST_HOLD, "m")),
            flood: table.read("flood", values::choice(FLOOD)),
            headers: secrets::headers(table, place),
            proxy: table.read("proxy", addresses::proxy),
            enabled: table.read("enabled", values::flag),
        }
    }

    fn into_feed(self, defaults: &Self, key: FeedKey, url: Url, title: Option<String>) -> Feed {
        fn or<T: Clone>(own: Option<T>, default: Option<&T>) -> Option<T> {
            own.or_else(|| default.cloned())
        }
        Feed {
            key,
            url,
            title,
            tags: or(self.tags, defaults.tags.as_ref()).unwrap_or_default(),
            schedule: or(self.schedule, defaults.schedule.as_ref()).unwrap_or(Schedule::Auto),
            timezone: or(self.timezone, defaults.timezone.as_ref()),
            priority: self.priority.or(defaults.priority).unwrap_or(0),
            full_text: or(self.full_text, defaults.full_text.as_ref()).unwrap_or(FullText::Off),
            rules: Rules {
                keep: or(self.keep, defaults.keep.as_ref()).unwrap_or_default(),
                drop: or(self.drop, defaults.drop.as_ref()).unwrap_or_default(),
            },
            strip_boilerplate: self.strip_boilerplate.or(defaults.strip_boilerplate),
            hold: self.hold.or(defaults.hold).unwrap_or(Duration::ZERO),
            flood: self.flood.or(defaults.flood).unwrap_or(Flood::Spread),
            keep_items: self.keep_items.or(defaults.keep_items),
            headers: or(self.headers, defaults.headers.as_ref()).unwrap_or_default(),
            proxy: or(self.proxy, defaults.proxy.as_ref()),
            enabled: self.enabled.or(defaults.enabled).unwrap_or(true),
        }
    }
}

/// The tags of a feed or a view.
pub(super) fn tags(table: &Table<'_>) -> Option<BTreeSet<String>> {
    table.list("tags", values::tag).map(|tags| tags.into_iter().collect())
}

fn schedule(item: &Item, judge: Judge) -> Result<Schedule, Wrong> {
    (judge.schedule)(values::text(item)?.trim()).map_err(Wrong::new)
}

//! What of a story is published, rule by rule.

use std::collections::BTreeSet;
use std::time::Duration;

use proptest::prelude::*;
use url::Url;

use super::{gathered, item};
use crate::model::{
    Digest, Duplicates, Feed, FeedId, FeedKey, FetchSettings, Flood, FullText, Gathered, Images,
    ItemId, Listen, MergedSettings, PageSettings, PrivateNetworks, RelatedStory, RiverStory, Rule,
    Rules, Schedule, ServerSettings, Settings, StoreSettings, StoryId, Timestamp,
};
use crate::publish::select::{Part, TextTools, lead, select};

fn plain(html: &str) -> String {
    html.replace("<p>", "").replace("</p>", "")
}

/// Stripping is told from its result; what is a block is `article/`'s business.
const TOOLS: TextTools = TextTools {
    plain,
    strip_trailing: |html, title, recurring| format!("trailing {html} {title} {recurring:?}"),
    strip_all: |html, title, recurring| format!("all {html} {title} {recurring:?}"),
};

fn feed(number: i64, priority: i64) -> Feed {
    let url = Url::parse(&format!("https://feed{number}.example/rss")).unwrap();
    Feed {
        key: FeedKey::of(&url),
        url,
        title: None,
        tags: BTreeSet::new(),
        schedule: Schedule::Auto,
        timezone: None,
        priority,
        full_text: FullText::Off,
        rules: Rules::default(),
        strip_boilerplate: None,
        hold: Duration::ZERO,
        flood: Flood::Spread,
        keep_items: None,
        headers: Vec::new(),
        proxy: None,
        enabled: true,
    }
}

fn settings(feeds: Vec<Feed>) -> Settings {
    Settings {
        merged: MergedSettings {
            title: "Morning wires".to_owned(),
            base_url: Url::parse("https://news.example.org/").unwrap(),
            entries: 100,
            hub: None,
            duplicates: Duplicates::Collapse,
            window: Duration::ZERO,
            rules: Rules::default(),
        },
        server: ServerSettings { listen: Listen::Unix("socket".into()), token: None, login: None },
        publish_dir: None,
        metrics_per_feed: false,
        page: PageSettings { images: Images::Off },
        store: StoreSettings { path: "mainstem.db".into(), keep: None },
        fetch: FetchSettings {
            concurrency: 1,
            per_host: 1,
            host_gap: Duration::ZERO,
            contact: None,
            timeout: Duration::ZERO,
            max_body: 0,
            private_networks: PrivateNetworks::Refused,
            proxy: None,
        },
        feeds: feeds.into(),
        views: Vec::new(),
        complaint: None,
    }
}

fn rules(keep: &[&str], drop: &[&str]) -> Rules {
    let read = |rules: &[&str]| rules.iter().map(|rule| Rule::parse(rule).unwrap()).collect();
    Rules { keep: read(keep), drop: read(drop) }
}

/// `feed item @ first seen` for each report.
fn reports(of: &[(i64, i64, i64)]) -> Gathered {
    gathered(
        of.iter()
            .map(|(feed, id, seen)| {
                let mut item = item(*id);
                item.source.id = FeedId(*feed);
                item.source.url = format!("https://feed{feed}.example/rss");
                item.source.title = format!("Feed {feed}");
                item.first_seen = Timestamp::from_unix(*seen);
                item
            })
            .collect(),
    )
}

fn lead_of(story: &Gathered, settings: &Settings) -> Option<i64> {
    lead(story, settings, plain).map(|item| item.id.0)
}

fn named(story: &RiverStory) -> Vec<&str> {
    story.also.iter().map(|also| also.feed_title.as_str()).collect()
}

#[test]
fn the_feed_with_the_higher_priority_leads() {
    let story = reports(&[(1, 11, 100), (2, 12, 200)]);
    assert_eq!(lead_of(&story, &settings(vec![feed(1, 0), feed(2, 5)])), Some(12));
}

#[test]
fn among_equals_the_report_seen_first_leads_and_then_the_smaller_number() {
    let all = settings(vec![feed(1, 0), feed(2, 0), feed(3, 0)]);
    assert_eq!(lead_of(&reports(&[(1, 11, 200), (2, 12, 100), (3, 13, 100)]), &all), Some(12));
}

#[test]
fn a_feed_that_was_removed_stays_with_its_stored_name_and_no_priority() {
    let story = reports(&[(1, 11, 100), (2, 12, 200)]);
    let one = settings(vec![feed(2, 1)]);
    assert_eq!(lead_of(&story, &one), Some(12));
    assert_eq!(named(&select(&story, &one, &Part::default(), TOOLS)[0]), ["Feed 1"]);
    assert_eq!(lead_of(&story, &settings(vec![feed(2, -1)])), Some(11));
}

#[test]
fn each_other_feed_is_named_once_in_the_order_they_came() {
    let story = reports(&[(1, 11, 1), (3, 12, 4), (2, 13, 2), (1, 14, 3), (3, 15, 5), (2, 16, 9)]);
    let river = select(&story, &settings(Vec::new()), &Part::default(), TOOLS);
    assert_eq!(river[0].lead.id, ItemId(11));
    assert_eq!(named(&river[0]), ["Feed 2", "Feed 3"]);
}

#[test]
fn the_rules_of_a_feed_hold_for_its_own_items_only() {
    let mut with_rules = feed(1, 9);
    with_rules.rules = rules(&[], &["title: ."]);
    let story = reports(&[(1, 11, 100), (2, 12, 200)]);
    let river = select(&story, &settings(vec![with_rules, feed(2, 0)]), &Part::default(), TOOLS);
    assert_eq!((river[0].lead.id, named(&river[0]).len()), (ItemId(12), 0));
}

#[test]
fn a_story_none_of_whose_reports_is_admitted_is_not_published() {
    let mut all = settings(vec![feed(1, 0)]);
    all.merged.rules = rules(&["text: ^nothing like it$"], &[]);
    let story = reports(&[(1, 11, 100)]);
    assert!(select(&story, &all, &Part::default(), TOOLS).is_empty());
    assert_eq!(lead_of(&story, &all), None);
}

#[test]
fn an_item_must_pass_both_the_rules_of_its_feed_and_those_over_all() {
    let mut one = feed(1, 0);
    one.rules = rules(&["text: ^Text 11$"], &[]);
    let mut all = settings(vec![one]);
    let story = reports(&[(1, 11, 100)]);
    assert_eq!(lead_of(&story, &all), Some(11));
    all.merged.rules = rules(&[], &["author: ^Author 11$"]);
    assert_eq!(lead_of(&story, &all), None);
}

#[test]
fn where_duplicates_are_kept_every_report_has_an_id_of_its_own() {
    let mut all = settings(Vec::new());
    all.merged.duplicates = Duplicates::Keep;
    let story = reports(&[(1, 11, 100), (2, 12, 200), (2, 13, 300)]);
    let keys: Vec<Digest> =
        select(&story, &all, &Part::default(), TOOLS).iter().map(|story| story.key).collect();
    assert_eq!(keys, story.items.iter().map(|item| item.key).collect::<Vec<_>>());
}

#[test]
fn blocks_that_recur_are_left_out_as_the_operator_wants() {
    let mut story = reports(&[(1, 11, 100)]);
    story.items[0].boilerplate = vec![9, 1, 9];
    let shown = |strip: Option<bool>, story: &Gathered| {
        let with = Feed { strip_boilerplate: strip, ..feed(1, 0) };
        select(story, &settings(vec![with]), &Part::default(), TOOLS)[0]
            .lead
            .entry
            .content_html
            .clone()
    };
    assert_eq!(shown(None, &story), "trailing <p>Text 11</p> Headline 11 {1, 9}");
    assert_eq!(shown(Some(true), &story), "all <p>Text 11</p> Headline 11 {1, 9}");
    assert_eq!(shown(Some(false), &story), "<p>Text 11</p>");
    assert_eq!(shown(None, &reports(&[(1, 11, 100)])), "<p>Text 11</p>", "nothing recurs");
}

#[test]
fn a_related_story_is_named_by_its_first_report_unless_that_is_dropped() {
    let mut story = reports(&[(1, 11, 100)]);
    let mut others = reports(&[(2, 21, 50), (3, 22, 60), (2, 23, 70)]).items;
    others[0].story = StoryId(7);
    others[2].is_left_out = true;
    story.related = others;
    let mut dropping = feed(3, 0);
    dropping.rules = rules(&[], &["title: ."]);
    let related =
        select(&story, &settings(vec![dropping]), &Part::default(), TOOLS).remove(0).related;
    let named = RelatedStory {
        story: StoryId(7),
        feed_title: "Feed 2".to_owned(),
        title: "Headline 21".to_owned(),
        url: Some("https://wire.example/21".to_owned()),
    };
    assert_eq!(related, [named]);
}

proptest! {
    #[test]
    fn the_order_of_reports_never_shows(
        items in Just(reports(&[(1, 11, 1), (3, 12, 4), (2, 13, 2), (1, 14, 2), (3, 15, 1)]).items)
            .prop_shuffle()
    ) {
        let all = settings(vec![feed(3, 1)]);
        let sorted = reports(&[(1, 11, 1), (3, 12, 4), (2, 13, 2), (1, 14, 2), (3, 15, 1)]);
        prop_assert_eq!(
            select(&gathered(items), &all, &Part::default(), TOOLS),
            select(&sorted, &all, &Part::default(), TOOLS)
        );
    }
}

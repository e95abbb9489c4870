//! Pages to test with, and the tests that span several files of this folder.

mod pages;
mod tree;

use std::ops::Range;

use crate::model::search::Excerpt;
use crate::model::{
    FeedId, FeedState, Images, ItemId, RelatedStory, Scope, StoryId, Timestamp, Wanted,
};
use crate::publish::tests::{MORNING, story};
use crate::publish::web::{
    Beginning, Beside, Card, DayTotals, Found, Frame, ReportRow, RiverPage, SourceRow, SourcesPage,
    StoryPage,
};

pub(super) fn at(minutes: i64) -> Timestamp {
    Timestamp::from_unix(MORNING + 60 * minutes)
}

pub(super) fn frame() -> Frame {
    Frame {
        title: "Morning <wires>".to_owned(),
        base_url: "https://news.example.org/wires/".to_owned(),
        token: None,
        is_of_files: false,
        images: Images::Lazy,
        tags: vec!["japan".to_owned(), "world & more".to_owned()],
        views: vec!["asia".to_owned()],
    }
}

pub(super) fn card(number: u32, minutes: i64) -> Card {
    Card {
        story: story(number),
        at: at(minutes),
        reports: 2,
        tags: vec!["japan".to_owned()],
        sources: vec![(FeedId(1), "The Wire".to_owned()), (FeedId(2), "Daily".to_owned())],
        found: None,
    }
}

fn marked(text: &str, mark: Range<usize>) -> Excerpt {
    Excerpt { text: text.to_owned(), marks: Vec::from([mark]), ..Excerpt::default() }
}

/// Two stories of a morning and one of the evening before, with all that a story can have.
pub(super) fn river() -> RiverPage {
    let mut full = card(3, 0);
    let entry = &mut full.story.lead.entry;
    entry.title = "Shares & bonds <rise>".to_owned();
    entry.language = Some("en-GB".to_owned());
    entry.published = Some(at(-24 * 60));
    entry.content_html =
        "<p>The Nikkei <b>rose</b>.</p><img src=\"https://wire.example/a.jpg?a&amp;b\">".to_owned();
    let mut bare = card(1, -600);
    bare.story.also.clear();
    bare.story.lead.entry = crate::model::Entry::default();
    bare.reports = 1;
    bare.tags.clear();
    bare.sources.truncate(1);
    RiverPage {
        scope: Scope::River,
        before: None,
        name: String::new(),
        stories: vec![full, card(2, -30), bare],
        older: Some(Wanted::Page { scope: Scope::River, before: Some(7) }),
        beginning: None,
        trouble: None,
    }
}

pub(super) fn search() -> RiverPage {
    let found = Found {
        title: marked("Tide & time", 0..4),
        text: Excerpt { is_cut_after: true, ..marked("the <high> tide came", 11..15) },
    };
    RiverPage {
        scope: Scope::Search("\"tide\" & <b>".to_owned()),
        name: "\"tide\" & <b>".to_owned(),
        stories: vec![Card { found: Some(found), ..card(1, 0) }],
        older: None,
        ..river()
    }
}

pub(super) fn beginning() -> RiverPage {
    let beginning = Some(Beginning { feeds: 9, polled: 2 });
    RiverPage { stories: Vec::new(), older: None, beginning, ..river() }
}

fn report(item: i64, is_lead: bool) -> ReportRow {
    let source = crate::publish::tests::item(item).source;
    ReportRow {
        item: ItemId(item),
        source,
        title: format!("Headline <{item}>"),
        url: Some(format!("https://wire.example/{item}")),
        language: Some("en".to_owned()),
        published: Some(at(item)),
        first_seen: at(item + 1),
        because: "it made the story; nothing that was held by then was a copy of it".to_owned(),
        is_lead,
        beside: None,
    }
}

pub(super) fn one_story() -> StoryPage {
    let beside = Beside {
        words: vec!["Of the shorter text 94.1 % stand in the longer".to_owned()],
        lead: marked("TOKYO (Kyodo) — The tide rose.", 0..13),
        other: marked("The tide rose. <More>", 15..21),
    };
    let mut story = story(1);
    story.lead.entry.content_html =
        "<h3>Head</h3><p>Text <img src=\"https://wire.example/a.jpg\"></p>".to_owned();
    let related = RelatedStory {
        story: StoryId(7),
        feed_title: "Daily".to_owned(),
        title: "Bonds <fall>".to_owned(),
        url: None,
    };
    StoryPage {
        story,
        tags: vec!["japan".to_owned()],
        reports: vec![report(1, true), ReportRow { beside: Some(beside), ..report(2, false) }],
        related: vec![(related, 417)],
    }
}

pub(super) fn all_sources() -> SourcesPage {
    let days = (0..30).map(|n| DayTotals {
        day: Timestamp::from_unix(MORNING - MORNING % 86_400 - (29 - n) * 86_400),
        polls: 100,
        failed: 1,
        not_modified: 80,
        bytes: 1_234_567,
        stories: 30,
        duplicates: u64::try_from(n).unwrap(),
    });
    let row = |title: &str, state| SourceRow {
        feed: Some(FeedId(1)),
        title: title.to_owned(),
        url: "https://wire.example/feed?a&b".to_owned(),
        site_url: Some("https://wire.example/".to_owned()),
        tags: vec!["japan".to_owned()],
        state,
        last_poll: Some(at(0)),
        next_poll: Some(at(30)),
        failures: 0,
        failing_since: None,
        trouble: None,
        push: None,
        items: 1_234,
        new: (0..30).map(|n| n % 7).collect(),
        polls: 200,
        not_modified: 151,
    };
    let failing = SourceRow {
        failures: 4,
        failing_since: Some(at(-600)),
        trouble: Some("failed to connect; the server may be down".to_owned()),
        ..row("Daily & Sons", FeedState::Failing)
    };
    let new = SourceRow {
        feed: None,
        last_poll: None,
        next_poll: None,
        polls: 0,
        not_modified: 0,
        new: vec![0; 30],
        ..row("Gazette", FeedState::New)
    };
    let feeds = vec![row("The Wire", FeedState::Ok), new, failing];
    SourcesPage { complaint: None, feeds, days: days.collect() }
}

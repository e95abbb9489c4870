//! Whole pages: what they look like, and what must hold for each of them.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::tree::{Element, elements};
use super::{all_sources, beginning, card, frame, one_story, river, search};
use crate::model::{Images, Scope, Wanted};
use crate::publish::web::{Frame, RiverPage, StoryPage};
use crate::publish::{Rendered, web};

fn text(page: Rendered) -> String {
    String::from_utf8(page.bytes).unwrap()
}

#[test]
fn the_whole_of_the_river() {
    insta::assert_snapshot!(text(web::river(&frame(), &river())));
}

#[test]
fn the_whole_of_what_was_searched_for() {
    insta::assert_snapshot!(text(web::river(&frame(), &search())));
}

#[test]
fn the_whole_of_a_page_before_anything_is_there() {
    insta::assert_snapshot!(text(web::river(&frame(), &beginning())));
}

#[test]
fn the_whole_of_a_story() {
    insta::assert_snapshot!(text(web::story(&frame(), &one_story())));
}

#[test]
fn the_whole_of_the_sources() {
    let mut page = all_sources();
    page.days.drain(..27);
    page.feeds.iter_mut().for_each(|feed| drop(feed.new.drain(..27)));
    insta::assert_snapshot!(text(web::sources(&frame(), &page)));
}

#[test]
fn texts_that_say_the_same_are_not_shown_twice() {
    let mut page = one_story();
    for beside in page.reports.iter_mut().filter_map(|report| report.beside.as_mut()) {
        beside.lead.marks.clear();
        beside.other.marks.clear();
    }
    let page = text(web::story(&frame(), &page));
    assert!(page.contains("Both say the same from end to end."));
    assert!(!page.contains("class=\"two\""), "{page}");
}

#[test]
fn a_search_for_nothing_is_not_offered_to_subscribe_to() {
    let offers = |page: &RiverPage| text(web::river(&frame(), page)).contains("Subscribe to this");
    assert!(offers(&search()));
    let wrong = RiverPage { trouble: Some("Nothing can be searched for.".to_owned()), ..search() };
    let empty = RiverPage { scope: Scope::Search(" ".to_owned()), ..search() };
    assert!(!offers(&wrong) && !offers(&empty));
}

#[test]
fn pages_for_who_has_a_token_lead_on_with_it_and_files_offer_no_search() {
    let opened = Frame { token: Some("a&b".to_owned()), ..frame() };
    let page = text(web::river(&opened, &river()));
    assert!(page.contains("href=\"/wires/style.css?token=a%26b\""), "{page}");
    assert!(page.contains("href=\"/wires/?before=7&amp;token=a%26b\""), "{page}");
    assert!(page.contains("<input type=\"hidden\" name=\"token\" value=\"a&amp;b\">"), "{page}");
    let file = Frame { is_of_files: true, ..frame() };
    assert!(!text(web::river(&file, &river())).contains("<form"));
}

/// Every kind of page.
fn pages(frame: &Frame) -> Vec<(Wanted, Vec<u8>)> {
    let part = |scope: Scope| RiverPage { scope, name: "A part".to_owned(), ..river() };
    let scopes = [
        Scope::Tag("a/b c".to_owned()),
        Scope::View("asia".to_owned()),
        Scope::Source(crate::model::FeedId(1)),
    ];
    let mut rivers = vec![
        river(),
        search(),
        beginning(),
        RiverPage { before: Some(9), ..river() },
        RiverPage { stories: Vec::new(), ..river() },
    ];
    rivers.extend(scopes.map(part));
    let rivers = rivers.into_iter().map(|page| {
        let here = Wanted::Page { scope: page.scope.clone(), before: page.before };
        (here, web::river(frame, &page).bytes)
    });
    let story = one_story();
    let others = [
        (Wanted::Story(story.story.id), web::story(frame, &story).bytes),
        (Wanted::Sources, web::sources(frame, &all_sources()).bytes),
    ];
    rivers.chain(others).collect()
}

fn named<'e>(elements: &'e [Element], name: &str) -> Vec<&'e Element> {
    elements.iter().filter(|element| element.name == name).collect()
}

#[test]
fn every_page_has_one_heading_of_the_first_level_and_leaves_no_level_out() {
    for (wanted, page) in pages(&frame()) {
        let levels: Vec<u8> = elements(&page)
            .iter()
            .filter_map(|element| element.name.strip_prefix('h')?.parse().ok())
            .collect();
        let first = levels.iter().position(|level| *level == 1);
        assert!(first.is_some() && first == levels.iter().rposition(|level| *level == 1));
        assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{wanted:?}: {levels:?}");
    }
}

#[test]
fn every_page_has_its_landmarks_once_and_a_way_past_them() {
    for (wanted, page) in pages(&frame()) {
        let elements = elements(&page);
        for landmark in ["main", "header", "footer"] {
            assert_eq!(named(&elements, landmark).len(), 1, "{landmark} of {wanted:?}");
        }
        let first = named(&elements, "a")[0];
        assert_eq!(first.get("href"), Some("#main"), "{wanted:?}");
        let ids: Vec<&str> = elements.iter().filter_map(|element| element.get("id")).collect();
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{wanted:?}: {ids:?}");
        let label = named(&elements, "label")[0].get("for");
        assert_eq!(named(&elements, "input")[0].get("id"), label, "{wanted:?}");
    }
}

#[test]
fn no_style_and_no_script_stands_in_a_page() {
    for (wanted, page) in pages(&frame()) {
        for element in elements(&page) {
            assert_ne!(element.name, "style", "{wanted:?}");
            let inline = element
                .attributes
                .iter()
                .find(|(name, _)| name == "style" || name.starts_with("on"));
            assert_eq!(inline, None, "{wanted:?}");
            if element.name == "script" {
                assert!(element.text.is_empty() && element.get("src").is_some(), "{wanted:?}");
            }
        }
    }
}

#[test]
fn what_a_page_loads_is_its_own_but_for_pictures_and_those_only_where_they_are_wanted() {
    let off = Frame { images: Images::Off, ..frame() };
    for (frame, has_pictures) in [(frame(), true), (off, false)] {
        let mut seen = 0;
        for (wanted, page) in pages(&frame) {
            let elements = elements(&page);
            for element in &elements {
                let loads = match element.name.as_str() {
                    "script" => element.get("src"),
                    "link" if element.get("rel") != Some("alternate") => element.get("href"),
                    _ => None,
                };
                assert!(loads.is_none_or(|url| !url.contains(':')), "{wanted:?}: {loads:?}");
            }
            for picture in named(&elements, "img") {
                seen += 1;
                assert_eq!(picture.get("loading"), Some("lazy"));
                assert_eq!(picture.get("referrerpolicy"), Some("no-referrer"));
                assert!(picture.get("alt").is_some());
            }
        }
        assert_eq!(seen > 0, has_pictures);
    }
}

#[test]
fn every_link_to_a_page_of_ours_leads_there_from_wherever_it_stands() {
    let base = "https://news.example.org/wires/";
    let mut seen = BTreeSet::new();
    for (wanted, page) in pages(&frame()) {
        let here = url::Url::parse(base).unwrap().join(&wanted.address()).unwrap();
        for element in elements(&page) {
            let Some(href) = element.get("href").or(element.get("action")) else { continue };
            let there = here.join(href).unwrap();
            if let Some(path) = there.as_str().strip_prefix(base) {
                let path = path.split('#').next().unwrap();
                let (path, query) = path.split_once('?').unwrap_or((path, ""));
                let found = Wanted::at(&format!("/{path}"), query);
                assert!(found.is_some(), "{href} in {wanted:?} leads nowhere: {there}");
                seen.insert(found);
            } else {
                assert!(there.as_str().contains(".example/"), "{href} in {wanted:?}: {there}");
            }
        }
    }
    let scope = Scope::Tag("world & more".to_owned());
    assert!(seen.contains(&Some(Wanted::Page { scope, before: None })));
    assert!(seen.contains(&Some(Wanted::Icon)) && seen.contains(&Some(Wanted::Health)));
}

#[test]
fn a_page_of_a_hundred_stories_is_small() {
    let prose = "The harbour office said on Monday that the tide had never been so high. ";
    let stories = (0..100).map(|n| {
        let mut card = card(n, -i64::from(n) * 20);
        card.story.lead.entry.title = format!("Headline number {n} of {}", n * 7919 % 997);
        let text = prose.split(' ').cycle().skip((n * 31 % 13) as usize).take(90);
        let text: Vec<String> = text.map(|word| format!("{word}{}", n * 17 % 89)).collect();
        card.story.lead.entry.content_html = format!("<p>{}</p>", text.join(" "));
        card
    });
    let page = web::river(&frame(), &RiverPage { stories: stories.collect(), ..river() });
    let packed = page.prepare(super::at(0), None);
    let (_, gzip) = &packed.bodies[&crate::model::Coding::Gzip];
    assert!(gzip.len() < 50_000, "{}", gzip.len());
}

proptest! {
    #[test]
    fn nothing_that_strangers_write_leaves_its_place(words in any::<String>(), tag in "[^/]+") {
        let nasty = format!("</a><script>{words}\"'><b a=\"");
        let mut page = river();
        let card = &mut page.stories[0];
        card.story.lead.entry.title = nasty.clone();
        card.story.lead.entry.summary = Some(nasty.clone());
        card.story.lead.entry.url = None;
        card.story.lead.source.title = nasty.clone();
        card.story.also[0].feed_title = nasty.clone();
        card.tags = vec![tag];
        card.sources = vec![(crate::model::FeedId(1), nasty.clone())];
        let elements = elements(&web::river(&frame(), &page).bytes);
        prop_assert_eq!(named(&elements, "script").len(), 1);
        let mut story = one_story();
        story.reports[0].title = nasty.clone();
        story.reports[0].because = nasty.clone();
        story.related[0].0.title = nasty;
        prop_assert_eq!(named(&super::tree::elements(&web::story(&frame(), &story).bytes), "script").len(), 1);
    }
}

#[test]
fn a_story_alone_can_be_joined_but_not_split() {
    let mut page: StoryPage = one_story();
    page.reports.truncate(1);
    let page = text(web::story(&frame(), &page));
    assert!(page.contains("mainstem join 1 ITEM") && !page.contains("mainstem split"));
}

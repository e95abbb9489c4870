//! The article in a page: where readability finds it, or where the operator says. Whether it is worth
//! having is left to `judge`. This file and `document` are the only ones that know how pages are
//! taken apart.

use dom_query::{Document, NodeRef};
use dom_smoothie::{CandidateSelectMode, Config, Readability};

use super::read::PageError;
use crate::model::FullText;

/// More elements than this are not looked through: the longest article met has 20,000.
const MOST_ELEMENTS: usize = 60_000;

/// Under so many characters, more of the page is taken for the article.
const SHORT: usize = 500;

/// So many elements that a selector names are taken: each is looked up among the others.
const MOST_SELECTED: usize = 1_000;

/// What stands over advertisements, which are gone.
const LABELS: &[&str] = &[
    "ad",
    "advertisement",
    "advertisements",
    "advertising",
    "anzeige",
    "pr",
    "publicidad",
    "publicité",
    "reklama",
    "sponsored",
    "werbung",
    "広告",
];

/// The HTML of the article, as the page has it. `title` is the item's: it is shown beside the text,
/// so that a headline that repeats it is left out.
pub(super) fn extract(
    page: Document,
    full_text: &FullText,
    title: &str,
) -> Result<String, PageError> {
    leave_out_title(&page, title);
    leave_out_labels(&page);
    match full_text {
        FullText::Selector(selector) => select(&page, selector),
        FullText::Off | FullText::Readability => readable(page),
    }
}

fn readable(page: Document) -> Result<String, PageError> {
    let config = Config {
        max_elements_to_parse: MOST_ELEMENTS,
        disable_json_ld: true,
        char_threshold: SHORT,
        candidate_select_mode: CandidateSelectMode::Readability,
        ..Config::default()
    };
    let parsed = Readability::with_document(page, None, Some(config));
    let article = parsed.and_then(|mut page| page.parse()).map_err(|error| match error {
        dom_smoothie::ReadabilityError::TooManyElements(..) => PageError::TooMuch,
        dom_smoothie::ReadabilityError::BadDocumentURL
        | dom_smoothie::ReadabilityError::GrabFailed => PageError::NoArticle,
    })?;
    Ok(article.content.to_string())
}

/// Everything that the selector names, in the order of the page, each once.
fn select(page: &Document, selector: &str) -> Result<String, PageError> {
    let nothing = || PageError::NothingSelected(selector.to_owned());
    let selected = page.try_select(selector).ok_or_else(nothing)?;
    let chosen = selected.nodes();
    let is_within = |node: &NodeRef<'_>| {
        node.ancestors_it(None).any(|around| chosen.iter().any(|other| other.id == around.id))
    };
    let mut html = String::new();
    for node in chosen.iter().take(MOST_SELECTED).filter(|node| !is_within(node)) {
        html.push_str(&node.html());
    }
    if html.is_empty() { Err(nothing()) } else { Ok(html) }
}

fn leave_out_title(page: &Document, title: &str) {
    let words = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let title = words(title);
    if title.is_empty() {
        return;
    }
    for heading in page.select("h1, h2").nodes() {
        if words(&heading.text()) == title {
            heading.remove_from_parent();
        }
    }
}

fn leave_out_labels(page: &Document) {
    for element in page.select("p, div, span, small").nodes() {
        let Some(text) = element.first_child().filter(|child| child.is_text()) else { continue };
        if text.next_sibling().is_none() {
            let label = text.text().trim().to_lowercase();
            if LABELS.contains(&label.as_str()) {
                element.remove_from_parent();
            }
        }
    }
}

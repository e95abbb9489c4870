//! One page, from its text to the article in it.

use std::panic::{AssertUnwindSafe, catch_unwind};

use url::Url;

use super::{canonical, document, extract, judge};
use crate::article::html::Cleaner;
use crate::article::normalise::teaser;
use crate::article::plain_text;
use crate::model::FullText;

/// What is looked for in a page.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// How the article is found.
    pub full_text: &'a FullText,
    /// The item's headline.
    pub title: &'a str,
    /// What the feed says of it, as plain text.
    pub own: &'a str,
    /// The item's address, which may have led elsewhere.
    pub asked: &'a Url,
    /// Whether two addresses are of one publisher.
    pub is_same_publisher: fn(&Url, &Url) -> bool,
}

/// An article as its page has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Its text, as sanitised HTML with absolute addresses.
    pub content_html: String,
    /// The same as plain text.
    pub text: String,
    /// What the feed says of it, where that is no beginning of the text.
    pub summary: Option<String>,
    /// The address that the page gives for its own, where that can be believed.
    pub canonical_url: Option<String>,
    /// Its language, as a tag of BCP 47.
    pub language: Option<String>,
}

/// Why there is no article to be had from a page. Completes "failed to read the article page: ".
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PageError {
    /// Its HTML is beyond all limits.
    #[error("its HTML is longer or deeper than that of any article")]
    TooMuch,
    /// The site does not have the article any more.
    #[error("its address leads to the site's home page or to a list now")]
    LedUp,
    /// Readability finds nothing.
    #[error("there is no article in it; a CSS selector as full_text may find it")]
    NoArticle,
    /// The operator's selector finds nothing.
    #[error("nothing in it matches `{0}`; look whether the site has another layout now")]
    NothingSelected(String),
    /// What was found is not even two sentences.
    #[error("it has less than two sentences")]
    TooLittle,
    /// What was found is shorter than what the feed gave.
    #[error("it says less than the feed does; it may be behind a paywall")]
    SaysLess,
    /// What was found does not have the feed's words in it.
    #[error("it does not say what the feed says; it may be a consent page or a bot wall")]
    SaysOther,
    /// A fault of ours, or of what we use.
    #[error("mainstem panicked over it; please report its address")]
    Panicked,
}

/// Finds the article in the text of a web page that `url` gave. Refuses what is not better than
/// what the feed gave. Takes time, and so is to be called where that may be taken.
pub fn read_page(html: &str, url: &Url, wanted: &Wanted<'_>) -> Result<Page, PageError> {
    // Pages are odder than all that is written about them, and an item is worth more than its page.
    catch_unwind(AssertUnwindSafe(|| read(html, url, wanted))).unwrap_or(Err(PageError::Panicked))
}

fn read(html: &str, url: &Url, wanted: &Wanted<'_>) -> Result<Page, PageError> {
    if canonical::has_led_up(wanted.asked, url) {
        return Err(PageError::LedUp);
    }
    let page = document::document(html, url)?;
    let found = extract::extract(page.tree, wanted.full_text, wanted.title)?;
    let content_html = Cleaner::new(page.base).clean(&found);
    let text = plain_text(&content_html);
    judge::judge(&text, wanted.own, wanted.title)?;
    let canonical = canonical::believed(page.canonical, url, wanted);
    Ok(Page {
        summary: teaser(wanted.own, &text),
        content_html,
        text,
        canonical_url: canonical.map(String::from),
        language: page.language,
    })
}

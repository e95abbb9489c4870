//! What every format shows of a story, so that all of them show the same. How it is spelled is left
//! to each of them.

use std::borrow::Cow;

use super::markup::{clean, html, html_value};
use crate::model::{
    Entry, Format, Person, River, RiverStory, SourceFeed, Timestamp, Wanted, public_address,
};

/// The name of the program that made the document.
pub(super) const GENERATOR: &str = "mainstem";
/// Its version.
pub(super) const VERSION: &str = env!("CARGO_PKG_VERSION");
/// The type of an enclosure whose publisher names none.
pub(super) const UNKNOWN_TYPE: &str = "application/octet-stream";

/// Where this part of the river is as a feed of this format, relative to the base address.
pub(super) fn own_name(river: &River, format: Format) -> String {
    Wanted::Feed { scope: river.scope.clone(), format }.address()
}

/// The same, in full.
pub(super) fn own_address(river: &River, format: Format) -> String {
    address(river, &own_name(river, format))
}

/// Where this part of the river is as a page.
pub(super) fn page_address(river: &River) -> String {
    address(river, &Wanted::Page { scope: river.scope.clone(), before: None }.address())
}

/// Where an archive document is.
pub(super) fn archive_address(river: &River, number: u32) -> String {
    address(river, &Wanted::Archive(number).address())
}

/// Where that is read on which came before what the river shows. An archive that is not full yet is
/// never named here: a reader that knows it would take it for known, and stop.
pub(super) fn previous_archive(river: &River) -> Option<String> {
    (river.archives > 0).then(|| archive_address(river, river.archives))
}

/// The address of one of our documents.
pub(super) fn address(river: &River, document: &str) -> String {
    format!("{}{document}", river.base_url)
}

/// The headline, cleaned. A reader has to be able to click on something: where there is none, the
/// source is named.
pub(super) fn title(story: &RiverStory) -> Cow<'_, str> {
    let title = clean(&story.lead.entry.title);
    if title.trim().is_empty() { clean(&story.lead.source.title) } else { title }
}

/// When the article appeared.
pub(super) fn published(story: &RiverStory) -> Timestamp {
    story.lead.entry.published.unwrap_or(story.surfaced)
}

/// Those who wrote it and have a name to show.
pub(super) fn authors(entry: &Entry) -> impl Iterator<Item = &Person> {
    entry.authors.iter().filter(|person| !clean(&person.name).trim().is_empty())
}

/// The short form, where there is one.
pub(super) fn summary(entry: &Entry) -> Option<Cow<'_, str>> {
    entry.summary.as_deref().map(clean).filter(|summary| !summary.trim().is_empty())
}

/// The text as clean HTML, with the line that names the other reports at its end.
pub(super) fn content(story: &RiverStory) -> Cow<'_, str> {
    let content = clean(&story.lead.entry.content_html);
    match also_line(story) {
        None => content,
        Some(line) if content.is_empty() => Cow::Owned(line),
        Some(line) => Cow::Owned(format!("{content}\n{line}")),
    }
}

/// `Also in:` with a link to each other report.
fn also_line(story: &RiverStory) -> Option<String> {
    if story.also.is_empty() {
        return None;
    }
    let reports: Vec<String> = story
        .also
        .iter()
        .map(|also| match &also.url {
            None => html(&also.feed_title),
            Some(url) => format!(
                "<a href=\"{}\" title=\"{}\">{}</a>",
                html_value(url),
                html_value(&also.title),
                html(&also.feed_title)
            ),
        })
        .collect();
    Some(format!("<p>Also in: {}</p>", reports.join(", ")))
}

/// The language, where it can be a tag of BCP 47 at all: `xml:lang` and JSON Feed want nothing else.
pub(super) fn language(entry: &Entry) -> Option<&str> {
    let may_be_tag = |tag: &&str| {
        tag.split('-').all(|part| {
            (1..=8).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphanumeric())
        })
    };
    entry.language.as_deref().filter(may_be_tag)
}

/// Where a source is read from, as strangers may see it.
pub(super) fn source_address(source: &SourceFeed) -> String {
    public_address(&source.url)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::tests::story;

    #[test]
    fn the_other_reports_are_named_at_the_end_and_can_not_break_out() {
        let mut story = story(1);
        story.lead.entry.content_html = "<p>Text</p>".to_owned();
        story.also[0].feed_title = "<b>Wire & Co</b>".to_owned();
        story.also[0].title = "\"quoted\"".to_owned();
        story.also[0].url = Some("https://wire.example/?a=1&b=2".to_owned());
        assert_eq!(
            content(&story),
            "<p>Text</p>\n<p>Also in: <a href=\"https://wire.example/?a=1&amp;b=2\" \
             title=\"&quot;quoted&quot;\">&lt;b&gt;Wire &amp; Co&lt;/b&gt;</a></p>"
        );
    }

    #[test]
    fn a_report_without_an_address_is_named_without_a_link() {
        let mut story = story(1);
        story.lead.entry.content_html = String::new();
        story.also[0].feed_title = "Wire".to_owned();
        story.also[0].url = None;
        assert_eq!(content(&story), "<p>Also in: Wire</p>");
    }

    #[test]
    fn what_can_not_be_a_language_tag_is_left_out() {
        let tagged = |tag: &str| Entry { language: Some(tag.to_owned()), ..Entry::default() };
        assert_eq!(language(&tagged("zh-Hant-TW")), Some("zh-Hant-TW"));
        assert_eq!(language(&tagged("en_US")), None);
        assert_eq!(language(&tagged("")), None);
    }
}

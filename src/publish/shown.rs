//! What every format shows of a story, so that all of them show the same. How it is spelled is left
//! to each of them.

use std::borrow::Cow;

use url::Url;

use super::markup::{clean, html, html_value};
use crate::model::{
    Entry, Format, Person, River, RiverStory, SourceFeed, Timestamp, Wanted, public_address,
};

/// The name of the program that made the document.
pub(super) const GENERATOR: &str = "mainstem";
/// Its version.
pub(super) const VERSION: &str = env!("CARGO_PKG_VERSION");
/// The type of a file whose publisher names none.
pub(super) const UNKNOWN_TYPE: &str = "application/octet-stream";

/// Where this part of the river is as a feed of this format, relative to the base address.
pub(super) fn own_name(river: &River, format: Format) -> String {
    Wanted::Feed { scope: river.scope.clone(), format }.address()
}

/// The same, in full.
pub(super) fn own_address(river: &River, format: Format) -> String {
    address(river, &Wanted::Feed { scope: river.scope.clone(), format })
}

/// Where this part of the river is as a page.
pub(super) fn page_address(river: &River) -> String {
    address(river, &Wanted::Page { scope: river.scope.clone(), before: None })
}

/// Where an archive document is.
pub(super) fn archive_address(river: &River, number: u32) -> String {
    address(river, &Wanted::Archive(number))
}

/// Where that is read on which came before what the river shows. An archive that is not full yet is
/// never named here: a reader that knows it would take it for known, and stop.
pub(super) fn previous_archive(river: &River) -> Option<String> {
    (river.archives > 0).then(|| archive_address(river, river.archives))
}

/// The address of one of our documents.
pub(super) fn address(river: &River, document: &Wanted) -> String {
    format!("{}{}", river.base_url, document.address_with(river.token.as_deref()))
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

/// When what a reader sees of it last changed, to a fraction of a second that is its own: where two
/// entries say the same, some programs take one for a copy of the other, and validators warn.
pub(super) fn updated(story: &RiverStory) -> String {
    let second = story.changed.rfc3339();
    let fraction = story.key.spread(1_000_000);
    format!("{}.{fraction:06}Z", second.trim_end_matches('Z'))
}

/// The pictures that readers show beside a feed and above it.
pub(super) fn pictures(river: &River) -> [String; 2] {
    [Wanted::Icon, Wanted::Logo].map(|picture| address(river, &picture))
}

/// Those who wrote it and have a name to show.
pub(super) fn authors(entry: &Entry) -> impl Iterator<Item = &Person> {
    entry.authors.iter().filter(|person| !is_blank(&person.name))
}

/// Who may do what with it, where that is said.
pub(super) fn rights(entry: &Entry) -> Option<&str> {
    entry.rights.as_deref().filter(|rights| !is_blank(rights))
}

/// Categories that say something.
pub(super) fn categories(entry: &Entry) -> impl Iterator<Item = &str> {
    entry.categories.iter().map(String::as_str).filter(|category| !is_blank(category))
}

/// Whether there is nothing to see.
pub(super) fn is_blank(text: &str) -> bool {
    clean(text).trim().is_empty()
}

/// Whether plain text may be taken for markup: `<b`, `</b`, `&amp;`, `&#38;`.
pub(super) fn looks_marked(text: &str) -> bool {
    let follows = |mark: char, is_sign: fn(&str) -> bool| {
        text.match_indices(mark).any(|(at, _)| text.get(at + 1..).is_some_and(is_sign))
    };
    let is_tag =
        |rest: &str| rest.trim_start_matches('/').starts_with(|c: char| c.is_ascii_alphabetic());
    let is_reference = |rest: &str| {
        let name = rest.split_once(';').map(|(name, _)| name.trim_start_matches('#'));
        name.is_some_and(|name| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric()))
    };
    follows('<', is_tag) || follows('&', is_reference)
}

/// The type of a file, if that can be one at all (RFC 9110 section 8.3.1).
pub(super) fn media_type(given: Option<&str>) -> Option<&str> {
    let is_token = |text: &str| {
        let is_sign = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$&^_.+-".contains(&byte);
        !text.is_empty() && text.bytes().all(is_sign)
    };
    let essence = |held: &str| held.split(';').next().unwrap_or_default().trim().to_owned();
    let may_be_type = |held: &&str| {
        essence(held).split_once('/').is_some_and(|(kind, sub)| is_token(kind) && is_token(sub))
    };
    given.filter(may_be_type)
}

/// The short form, where there is one.
pub(super) fn summary(entry: &Entry) -> Option<Cow<'_, str>> {
    entry.summary.as_deref().map(clean).filter(|summary| !is_blank(summary))
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

/// The languages that have a code of two letters (ISO 639-1). Publishers write others, as `jp` or `cz`.
const TWO_LETTERS: &str = "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr \
    cs cu cv cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy \
    hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu \
    lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro \
    ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug \
    uk ur uz ve vi vo wa wo xh yi yo za zh zu";

/// The language of an entry.
pub(super) fn language(entry: &Entry) -> Option<&str> {
    spoken(entry.language.as_deref())
}

/// A language, where it can be a tag of BCP 47 at all: `xml:lang` and JSON Feed want nothing else.
pub(super) fn spoken(given: Option<&str>) -> Option<&str> {
    let may_be_tag = |tag: &&str| {
        tag.split('-').all(|part| {
            (1..=8).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphanumeric())
        })
    };
    let is_known = |tag: &&str| {
        let code = tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
        match code.len() {
            2 => TWO_LETTERS.split_whitespace().any(|known| known == code),
            // Of three letters there are thousands. What is longer, publishers use for names.
            length => length == 3,
        }
    };
    given.filter(may_be_tag).filter(is_known)
}

/// An address as a URI: RSS knows no others (RFC 3986 section 2).
pub(super) fn uri(address: &str) -> String {
    Url::parse(address).map_or_else(|_| address.to_owned(), Into::into)
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
    fn what_could_be_taken_for_markup_is_told() {
        for text in ["a <b> c", "</p", "AT&amp;T", "&#39;", "<rise> & fall"] {
            assert!(looks_marked(text), "{text}");
        }
        for text in ["AT&T; yes, it is", "1 < 2 > 0", "Q&A", "<3", "& ; &", "&;"] {
            assert_eq!(looks_marked(text), text.starts_with("AT"), "{text}");
        }
    }

    #[test]
    fn what_can_not_be_a_media_type_is_left_out() {
        for (held, is_type) in [
            ("audio/mpeg", true),
            ("video/mp4; codecs=\"avc1\"", true),
            ("image/svg+xml", true),
            ("audio", false),
            ("audio/", false),
            ("a b/c", false),
        ] {
            assert_eq!(media_type(Some(held)).is_some(), is_type, "{held}");
        }
    }

    #[test]
    fn no_two_stories_say_that_they_changed_at_the_same_moment() {
        let moments = [updated(&story(1)), updated(&story(2))];
        assert_ne!(moments[0], moments[1]);
        assert!(
            moments.iter().all(|moment| Timestamp::from_rfc3339(moment) == Some(story(1).changed))
        );
    }

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
        assert_eq!(language(&tagged("yue")), Some("yue"));
        for tag in ["en_US", "jp", "english", "x-default"] {
            assert_eq!(language(&tagged(tag)), None);
        }
        assert_eq!(language(&tagged("")), None);
    }
}

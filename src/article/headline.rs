//! A title for every entry, whatever there is to make it from.

use url::Url;

use super::html::Cleaner;
use super::html::entities::decode;
use super::text::plain_text;
use crate::model::{LONGEST_TITLE, ParsedEntry, Text, shortened};

/// How much of a title with markup is read, in bytes.
const LONGEST_HTML: usize = 64 * 1024;

/// How long a title is that is made from the text, in characters.
const MADE: usize = 80;

/// The publisher's title as plain text; else the beginning of the text; else the name of what is
/// linked. `text` is the entry's text, `url` its address.
pub(super) fn headline(
    entry: &ParsedEntry,
    cleaner: &Cleaner,
    text: &str,
    url: Option<&str>,
) -> String {
    let given = match &entry.title {
        Some(Text::Plain(title)) => one_line(title),
        Some(Text::Html(title)) => {
            let title = title.get(..title.floor_char_boundary(LONGEST_HTML)).unwrap_or(title);
            one_line(&plain_text(&cleaner.clean(title)))
        }
        None => String::new(),
    };
    if !given.is_empty() {
        return shortened(&given, LONGEST_TITLE);
    }
    let first = text.lines().find(|line| line.chars().any(char::is_alphanumeric));
    if let Some(first) = first {
        return shortened(first, MADE);
    }
    let enclosure = entry.enclosures.first().map(|enclosure| enclosure.url.as_str());
    url.or(enclosure).and_then(name_of).unwrap_or_default()
}

/// What an address ends in, readable: `/2024/01/high-tide.html` is `high tide`.
fn name_of(address: &str) -> Option<String> {
    let url = Url::parse(address).ok()?;
    let last = url.path_segments()?.rfind(|segment| !segment.is_empty());
    let Some(last) = last else { return url.host_str().map(str::to_owned) };
    let name = last.rsplit_once('.').map_or(last, |(name, _)| name);
    let name = one_line(&name.replace(['-', '_', '+'], " ").replace("%20", " "));
    (!name.is_empty()).then(|| shortened(&name, MADE))
}

/// Without line breaks and doubled spaces.
pub(super) fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(word.chars().filter(|c| !c.is_control()));
    }
    out
}

/// The same for a name or a label, which may hold references that were escaped once too often.
pub(super) fn label(text: &str) -> String {
    if text.contains('&') { one_line(&decode(text)) } else { one_line(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn titled(title: Option<Text>, text: &str, url: Option<&str>) -> String {
        let cleaner = Cleaner::new(Url::parse("https://harbour.example/").unwrap());
        headline(&ParsedEntry { title, ..ParsedEntry::default() }, &cleaner, text, url)
    }

    #[test]
    fn a_title_is_shown_as_it_is_meant() {
        for (title, shown) in [
            (Text::Plain("AT&T  buys\n<b>".to_owned()), "AT&T buys <b>"),
            (Text::Html("AT&amp;T &lt;b&gt; caf&eacute; &#8217;".to_owned()), "AT&T <b> café ’"),
            (Text::Html("<b>High</b> tide<br>today".to_owned()), "High tide today"),
        ] {
            assert_eq!(titled(Some(title), "text", None), shown);
        }
    }

    #[test]
    fn a_missing_title_is_made_from_the_text() {
        let text = "—\nThe tide in the old harbour rose so far that the boats lay level with the \
                    windows of the town hall.\nMore.";
        assert_eq!(
            titled(None, text, None),
            "The tide in the old harbour rose so far that the boats lay level with the…"
        );
        assert_eq!(titled(Some(Text::Plain(" ".to_owned())), "Short.", None), "Short.");
        assert_eq!(titled(None, &"潮".repeat(100), None), format!("{}…", "潮".repeat(80)));
    }

    #[test]
    fn where_there_is_no_text_the_address_names_it() {
        let url = Some("https://harbour.example/2024/high-tide.html?x");
        assert_eq!(titled(None, "", url), "high tide");
        assert_eq!(titled(None, "", Some("https://harbour.example/")), "harbour.example");
        assert_eq!(titled(None, "", None), "");
    }
}

//! What of a stranger's HTML is kept: elements, attributes, and what they may say.

use std::borrow::Cow;

use url::Url;

use crate::article::link;

/// How an element behaves when HTML is parsed (WHATWG HTML section 13.2.6.4.7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `b` and its like, which the parser reopens where they are left open.
    Formatting,
    /// Part of a line.
    Phrase,
    /// Ends a paragraph.
    Block,
    /// Ends a paragraph, and stands in no other of its kind.
    Heading,
    /// Is ended by every block.
    Paragraph,
    /// Is ended by the next of its kind.
    Item,
    /// Has no end.
    Void,
    /// Follows rules of its own.
    Intricate,
}

/// An element that is known.
#[derive(Debug)]
pub(super) struct Element {
    pub(super) name: &'static str,
    /// The name, as it is searched for.
    key: u128,
    pub(super) kind: Kind,
    /// Whether it is kept; of the others only what is in them is.
    pub(super) is_kept: bool,
}

const fn kept(name: &'static str, kind: Kind) -> Element {
    Element { name, key: packed(name), kind, is_kept: true }
}

const fn dropped(name: &'static str, kind: Kind) -> Element {
    Element { name, key: packed(name), kind, is_kept: false }
}

/// The elements that are kept, or are worth knowing although they are not; by name.
pub(super) const ELEMENTS: &[Element] = &[
    kept("a", Kind::Formatting),
    kept("abbr", Kind::Phrase),
    kept("acronym", Kind::Phrase),
    kept("article", Kind::Block),
    kept("aside", Kind::Block),
    kept("b", Kind::Formatting),
    kept("bdi", Kind::Phrase),
    kept("bdo", Kind::Phrase),
    dropped("big", Kind::Formatting),
    kept("blockquote", Kind::Block),
    kept("br", Kind::Void),
    kept("caption", Kind::Intricate),
    dropped("center", Kind::Block),
    kept("cite", Kind::Phrase),
    kept("code", Kind::Formatting),
    kept("col", Kind::Intricate),
    kept("colgroup", Kind::Intricate),
    kept("dd", Kind::Item),
    kept("del", Kind::Phrase),
    kept("details", Kind::Block),
    kept("dfn", Kind::Phrase),
    kept("div", Kind::Block),
    kept("dl", Kind::Block),
    kept("dt", Kind::Item),
    kept("em", Kind::Formatting),
    kept("figcaption", Kind::Block),
    kept("figure", Kind::Block),
    dropped("font", Kind::Formatting),
    kept("footer", Kind::Block),
    kept("h1", Kind::Heading),
    kept("h2", Kind::Heading),
    kept("h3", Kind::Heading),
    kept("h4", Kind::Heading),
    kept("h5", Kind::Heading),
    kept("h6", Kind::Heading),
    kept("header", Kind::Block),
    kept("hr", Kind::Void),
    kept("i", Kind::Formatting),
    kept("img", Kind::Void),
    kept("ins", Kind::Phrase),
    kept("kbd", Kind::Phrase),
    kept("li", Kind::Item),
    kept("main", Kind::Block),
    kept("mark", Kind::Phrase),
    kept("nav", Kind::Block),
    kept("ol", Kind::Block),
    kept("p", Kind::Paragraph),
    kept("pre", Kind::Block),
    kept("q", Kind::Phrase),
    kept("rp", Kind::Intricate),
    kept("rt", Kind::Intricate),
    kept("ruby", Kind::Intricate),
    kept("s", Kind::Formatting),
    kept("samp", Kind::Phrase),
    kept("section", Kind::Block),
    kept("small", Kind::Formatting),
    kept("span", Kind::Phrase),
    kept("strike", Kind::Formatting),
    kept("strong", Kind::Formatting),
    kept("sub", Kind::Phrase),
    kept("summary", Kind::Block),
    kept("sup", Kind::Phrase),
    kept("table", Kind::Intricate),
    kept("tbody", Kind::Intricate),
    kept("td", Kind::Intricate),
    kept("tfoot", Kind::Intricate),
    kept("th", Kind::Intricate),
    kept("thead", Kind::Intricate),
    kept("time", Kind::Phrase),
    kept("tr", Kind::Intricate),
    kept("tt", Kind::Formatting),
    kept("u", Kind::Formatting),
    kept("ul", Kind::Block),
    kept("var", Kind::Phrase),
    kept("wbr", Kind::Void),
];

/// Elements that go with everything in them: what a reader is not meant to see, or what stands in
/// for what is not shown. `noscript` repeats a picture as text, for ammonia parses as if
/// there were scripts.
pub(super) const DROPPED_WHOLE: &[&str] = &[
    "audio", "button", "head", "iframe", "noembed", "noframes", "noscript", "object", "script",
    "select", "style", "svg", "template", "textarea", "title", "video",
];

/// Those of them whose content is characters up to their end, whatever they are.
pub(super) const RAW: &[&str] = &["iframe", "noembed", "noframes", "noscript", "script", "style"];

/// Attributes that are kept on every element.
pub(super) const EVERYWHERE: &[&str] = &["dir", "lang", "title"];

/// Attributes that are kept on one.
pub(super) const ATTRIBUTES: &[(&str, &[&str])] = &[
    ("a", &["href", "hreflang"]),
    ("blockquote", &["cite"]),
    ("col", &["span"]),
    ("colgroup", &["span"]),
    ("del", &["cite", "datetime"]),
    ("img", &["alt", "height", "src", "width"]),
    ("ins", &["cite", "datetime"]),
    ("li", &["value"]),
    ("ol", &["reversed", "start"]),
    ("q", &["cite"]),
    ("td", &["colspan", "rowspan"]),
    ("th", &["colspan", "rowspan", "scope"]),
    ("time", &["datetime"]),
];

/// What is said of every link: it leads away from here, and tells nobody where from.
pub(super) const LINK_REL: &str = "noopener noreferrer";

/// A name of at most 16 bytes as one number, which is compared faster than text and sorts the same.
const fn packed(name: &str) -> u128 {
    let mut key = 0;
    let mut room = 16_u32;
    let mut rest = name.as_bytes();
    while let [first, tail @ ..] = rest {
        key = key << 8 | *first as u128;
        room = room.saturating_sub(1);
        rest = tail;
    }
    key << (room * 8)
}

/// The element of this name.
pub(super) fn element(name: &str) -> Option<&'static Element> {
    if name.is_empty() || name.len() > 16 {
        return None;
    }
    let key = packed(name);
    let index = ELEMENTS.binary_search_by_key(&key, |element| element.key).ok()?;
    ELEMENTS.get(index)
}

/// Whether an element of this name begins a line, and ends one.
pub(in crate::article) fn is_block(name: &str) -> bool {
    let is_known = element(name).is_some_and(|element| {
        matches!(element.kind, Kind::Block | Kind::Heading | Kind::Paragraph | Kind::Item)
    });
    is_known || matches!(name, "address" | "br" | "caption" | "hr" | "table" | "tr")
}

/// Whether this attribute may be kept on this element, if `value` finds nothing against it.
pub(super) fn may_keep(element: &str, attribute: &str) -> bool {
    let own = ATTRIBUTES.iter().find(|(name, _)| *name == element);
    EVERYWHERE.contains(&attribute) || own.is_some_and(|(_, own)| own.contains(&attribute))
}

/// What an attribute that may be kept is to say; `None` where it goes.
pub(super) fn value<'v>(attribute: &str, value: &'v str, base: &Url) -> Option<Cow<'v, str>> {
    match attribute {
        "href" if is_mail(value) => Some(Cow::Borrowed(value.trim())),
        "href" | "src" | "cite" => link::absolute(value, base),
        "width" | "height" => {
            let digits = value.trim().trim_end_matches("px");
            let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
            is_number.then_some(Cow::Borrowed(digits))
        }
        _ => Some(Cow::Borrowed(value)),
    }
}

/// A `mailto:` that holds nothing to be escaped.
fn is_mail(href: &str) -> bool {
    let href = href.trim();
    href.strip_prefix("mailto:").is_some_and(|rest| {
        rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"@.-_+?=&%".contains(&byte))
    })
}

/// Whether a picture of this width and height only counts readers.
pub(super) fn is_pixel(width: Option<&str>, height: Option<&str>) -> bool {
    let is_tiny = |size: Option<&str>| matches!(size, Some("0" | "1"));
    is_tiny(width) && (is_tiny(height) || height.is_none()) || width.is_none() && is_tiny(height)
}

/// Writes text so that it means itself in HTML, in an element or in an attribute.
pub(in crate::article) fn escape(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>', '"', '\u{a0}']) {
        let (before, after) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(before);
        let mut after = after.chars();
        match after.next() {
            Some('&') => out.push_str("&amp;"),
            Some('<') => out.push_str("&lt;"),
            Some('>') => out.push_str("&gt;"),
            Some('"') => out.push_str("&quot;"),
            Some(_) => out.push_str("&nbsp;"),
            None => {}
        }
        rest = after.as_str();
    }
    out.push_str(rest);
}

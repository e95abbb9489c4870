//! A web page as a tree: made so that no page can take minutes or the stack, its pictures as they are
//! meant. Which part of it is the article is left to `extract`.

use dom_query::{Document, Matcher, NodeRef};
use url::Url;

use super::read::PageError;
use crate::article::html::tame_page;

/// The longest page that is read, in bytes. Pages of 2 MB are met, nearly all of it scripts.
const LONGEST_PAGE: usize = 8 * 1024 * 1024;

/// The longest that is left of it without scripts, styles and comments.
const LONGEST_TAMED: usize = 2 * 1024 * 1024;

/// Where pages keep the address of a picture that is loaded when it comes into view, the likeliest
/// first.
const LAZY: &[&str] = &[
    "data-src",
    "data-lazy-src",
    "data-original",
    "data-full-src",
    "data-hi-res-src",
    "data-orig-file",
    "data-large-file",
    "data-url",
];

/// The same, for lists of addresses.
const LAZY_SETS: &[&str] = &["data-srcset", "data-lazy-srcset", "srcset"];

/// Words in the address of a picture that stands in for another.
const STAND_INS: &[&str] =
    &["placeholder", "blank.", "spacer", "transparent", "1x1", "pixel.", "lazy-load", "loading."];

/// The widest picture that is taken from a list of several, in pixels: what a page shows a reader.
const WIDEST: u32 = 2_000;

/// A page with its head read.
pub(super) struct PageDocument {
    /// The tree.
    pub(super) tree: Document,
    /// What the addresses in it are relative to.
    pub(super) base: Url,
    /// Its `rel=canonical`, absolute, if it has one of the web.
    pub(super) canonical: Option<Url>,
    /// Its language, as a tag of BCP 47.
    pub(super) language: Option<String>,
}

/// Whether this is a CSS selector that can be looked for.
pub fn is_selector(selector: &str) -> bool {
    Matcher::new(selector).is_ok()
}

/// Reads the page that this address gave.
pub(super) fn document(html: &str, url: &Url) -> Result<PageDocument, PageError> {
    if html.len() > LONGEST_PAGE {
        return Err(PageError::TooMuch);
    }
    let tamed = tame_page(html).filter(|tamed| tamed.len() <= LONGEST_TAMED);
    let tree = Document::from(tamed.ok_or(PageError::TooMuch)?);
    let attribute = |selector: &str, name: &str| {
        let value = tree.select_single(selector).attr(name)?;
        Some(value.trim().to_owned()).filter(|value| !value.is_empty())
    };
    let base = attribute("base[href]", "href").and_then(|href| url.join(&href).ok());
    let base = base.filter(|base| matches!(base.scheme(), "http" | "https"));
    let base = base.unwrap_or_else(|| url.clone());
    let canonical = attribute("link[rel~='canonical' i][href]", "href");
    let canonical = canonical.and_then(|href| base.join(&href).ok());
    let language = attribute("html[lang]", "lang").filter(|tag| is_language(tag));
    show_pictures(&tree);
    Ok(PageDocument { tree, base, canonical, language })
}

fn is_language(tag: &str) -> bool {
    tag.len() <= 35
        && tag.starts_with(|c: char| c.is_ascii_alphabetic())
        && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// Gives every picture the address that a script would give it.
fn show_pictures(tree: &Document) {
    for picture in tree.select("img").nodes() {
        let attribute = |name: &str| {
            let value = picture.attr(name)?;
            Some(value.trim().to_owned()).filter(|value| !value.is_empty())
        };
        let shown = attribute("src").filter(|src| is_picture(src));
        let lazy = LAZY.iter().filter_map(|name| attribute(name)).find(|src| is_picture(src));
        let found = lazy
            .or(shown)
            .or_else(|| {
                let mut sets = LAZY_SETS.iter().filter_map(|name| attribute(name));
                sets.find_map(|set| of_set(&set))
            })
            .or_else(|| of_sources(picture));
        match found {
            Some(src) => picture.set_attr("src", &src),
            None => picture.remove_from_parent(),
        }
    }
}

fn is_picture(src: &str) -> bool {
    let lower = src.to_ascii_lowercase();
    !lower.starts_with("data:")
        && !lower.starts_with('{')
        && !STAND_INS.iter().any(|word| lower.contains(word))
}

/// The picture of a list (WHATWG HTML section 4.8.4.2.1): the widest that is not wider than a page.
fn of_set(set: &str) -> Option<String> {
    let mut best: Option<(u32, &str)> = None;
    let mut rest = set.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == ',');
    while !rest.is_empty() {
        let end = rest.find(|c: char| c.is_ascii_whitespace()).unwrap_or(rest.len());
        let (src, after) = rest.split_at_checked(end)?;
        // A comma at its end ends the address; elsewhere it is part of it.
        let (described, next) = if src.ends_with(',') {
            ("", after)
        } else {
            after.split_once(',').unwrap_or((after, ""))
        };
        let width = width(described.trim());
        let src = src.trim_end_matches(',');
        let is_better = best.is_none_or(|(best, _)| {
            if best > WIDEST { width < best } else { best < width && width <= WIDEST }
        });
        if is_better && is_picture(src) {
            best = Some((width, src));
        }
        rest = next.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == ',');
    }
    best.map(|(_, src)| src.to_owned())
}

/// The width that a list names: `640w`, or `2x` of some 500 pixels.
fn width(described: &str) -> u32 {
    let wide = described.strip_suffix('w').and_then(|pixels| pixels.parse().ok());
    let dense = || described.strip_suffix('x').and_then(|times| times.parse::<f32>().ok());
    wide.or_else(|| dense().map(|times| if times > 1.5 { 1_000 } else { 500 })).unwrap_or(0)
}

/// The picture that a `picture` around it offers instead.
fn of_sources(picture: &NodeRef<'_>) -> Option<String> {
    let around = picture.parent().filter(|parent| parent.has_name("picture"))?;
    around.children().iter().filter(|child| child.has_name("source")).find_map(|source| {
        let set = |name: &&str| source.attr(name).and_then(|set| of_set(&set));
        ["srcset"].iter().chain(LAZY_SETS).find_map(set)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(html: &str) -> PageDocument {
        let url = Url::parse("https://harbour.example/news/2026/ferry").unwrap();
        document(html, &url).ok().unwrap()
    }

    #[test]
    fn a_head_tells_base_canonical_address_and_language() {
        let page = read(
            "<!doctype html><html lang='en-GB'><head><script>if (a</head>) {}</script>\
             <base href='/a/'><link rel=\"shortlink CANONICAL\" href='ferry?x=1'></head><body>",
        );
        assert_eq!(page.base.as_str(), "https://harbour.example/a/");
        assert_eq!(page.canonical.unwrap().as_str(), "https://harbour.example/a/ferry?x=1");
        assert_eq!(page.language.as_deref(), Some("en-GB"));
        let bare = read("<html lang='<en>'><link rel=canonical href=''><base href='data:x'>");
        assert_eq!((bare.canonical, bare.language), (None, None));
        assert_eq!(bare.base.as_str(), "https://harbour.example/news/2026/ferry");
    }

    #[test]
    fn a_picture_gets_the_address_that_a_script_would_give_it() {
        for (html, src) in [
            ("<img src=/a.jpg>", Some("/a.jpg")),
            ("<img src='data:image/gif;base64,R0' data-src='/b.jpg'>", Some("/b.jpg")),
            ("<img src='/img/placeholder.png' data-original='/c.jpg'>", Some("/c.jpg")),
            ("<img srcset='/s.jpg 320w, /l.jpg 1280w, /xl.jpg 4000w'>", Some("/l.jpg")),
            ("<img data-srcset='/w,640/a.jpg 1x, /w,1280/a.jpg 2x'>", Some("/w,1280/a.jpg")),
            ("<picture><source srcset='/p.webp'><img src='data:,'></picture>", Some("/p.webp")),
            ("<img src='data:image/gif;base64,R0'>", None),
        ] {
            let tree = read(html).tree;
            let found = tree.select("img").attr("src");
            assert_eq!(found.as_deref(), src, "{html}");
        }
    }

    #[test]
    fn a_selector_is_known_to_be_one() {
        assert!(is_selector("article .body > p:not(.ad)") && is_selector("#story, main"));
        assert!(!is_selector("article >") && !is_selector("<p>") && !is_selector(""));
    }
}

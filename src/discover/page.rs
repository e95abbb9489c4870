//! An HTML page, read once: what it names and what shows that it is no article. Judging is left to
//! `links` and `verdict`.

use std::collections::BTreeSet;

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{EndTag, StartTag, Token, Tokenizer};
use url::Url;

use super::kinds;
use super::links::{self, LinkedFeed};

/// Of a longer page the rest is not looked at: feeds are named at its beginning.
const MOST_BYTES: usize = 2 << 20;

/// Longer than any page that stands in the place of another.
const MOST_TEXT: usize = 64 << 10;

/// Scripts of an application can have megabytes; those of a wall come first.
const MOST_WIRING: usize = 256 << 10;

/// Nobody names more feeds that could be told apart.
const MOST_LINKS: usize = 200;

/// What of a page matters here.
#[derive(Clone, Debug)]
pub struct Page {
    /// The address that gave it.
    pub(super) url: Url,
    /// What its addresses are relative to, where it says so: the first `<base>` counts.
    base: Option<Url>,
    /// Its title, in a line.
    pub(super) title: String,
    /// Its first heading, in a line.
    pub(super) heading: String,
    /// `<meta name="generator">`: the program that made it.
    pub(super) generator: String,
    /// What a reader sees, or its beginning.
    pub(super) text: String,
    /// What it says to who runs no scripts, and within frames.
    pub(super) aside: String,
    /// Scripts, and attributes that they and walls are known by.
    pub(super) wiring: String,
    /// Elements named as feeds, in the order of the page.
    pub(super) links: Vec<RawLink>,
    /// The channel, on a page of YouTube.
    pub(super) channel: Option<String>,
    /// What else was seen.
    pub(super) signs: BTreeSet<Sign>,
}

/// What may be seen on a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sign {
    /// It asks for a password.
    Password,
    /// It has a script.
    Script,
    /// It has an element that applications are built into.
    Mount,
}

/// A `<link>` or an `<a>` that may lead to a feed.
#[derive(Clone, Debug)]
pub(super) struct RawLink {
    pub(super) url: Url,
    pub(super) media_type: String,
    pub(super) title: String,
    /// Whether it is a `<link>`.
    pub(super) is_declared: bool,
}

/// What the text that comes next belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Within {
    Body,
    Title,
    Heading,
    Script,
    Style,
    Aside,
}

impl Page {
    /// Reads a page that came from `url`. Never fails: what is no HTML is a page of text.
    pub fn read(html: &str, url: &Url) -> Self {
        let mut reading = Reading { page: Self::empty(url), within: Within::Body, anchor: None };
        let html = html.get(..html.floor_char_boundary(MOST_BYTES)).unwrap_or(html);
        let mut emitter = DefaultEmitter::default();
        emitter.naively_switch_states(true);
        for Ok(token) in Tokenizer::new_with_emitter(html, emitter) {
            match token {
                Token::StartTag(tag) => reading.open(&tag),
                Token::EndTag(tag) => reading.close(&tag),
                Token::String(text) => reading.text(&String::from_utf8_lossy(&text)),
                Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
            }
        }
        reading.page
    }

    /// The feeds that it names, the best first.
    pub fn feeds(&self) -> Vec<LinkedFeed> {
        links::ranked(self)
    }

    /// Its title, where it has one.
    pub fn title(&self) -> Option<&str> {
        Some(self.title.as_str()).filter(|title| !title.is_empty())
    }

    fn empty(url: &Url) -> Self {
        Self {
            url: url.clone(),
            base: None,
            title: String::new(),
            heading: String::new(),
            generator: String::new(),
            text: String::new(),
            aside: String::new(),
            wiring: String::new(),
            links: Vec::new(),
            channel: None,
            signs: BTreeSet::new(),
        }
    }
}

#[derive(Debug)]
struct Reading {
    page: Page,
    within: Within,
    /// The place among the links of the `<a>` that is open.
    anchor: Option<usize>,
}

/// The value of an attribute.
fn attribute(tag: &StartTag<()>, name: &str) -> Option<String> {
    let value = tag.attributes.get(name.as_bytes())?;
    Some(String::from_utf8_lossy(value).trim().to_owned())
}

impl Reading {
    fn open(&mut self, tag: &StartTag<()>) {
        self.note_wiring(tag);
        match tag.name.as_slice() {
            b"base" => self.base(tag),
            b"link" => self.link(tag),
            b"a" | b"area" => self.begin_anchor(tag),
            b"meta" => self.meta(tag),
            b"input" => {
                let kind = attribute(tag, "type").unwrap_or_default();
                self.note(Sign::Password, kind.eq_ignore_ascii_case("password"));
            }
            b"title" if self.page.title.is_empty() => self.within = Within::Title,
            b"h1" if self.page.heading.is_empty() => self.within = Within::Heading,
            b"script" => {
                self.note(Sign::Script, true);
                self.within = Within::Script;
            }
            b"style" => self.within = Within::Style,
            b"noscript" | b"iframe" | b"title" => self.within = Within::Aside,
            _ => {}
        }
        // Words of neighbouring elements are not one.
        self.text(" ");
    }

    fn close(&mut self, tag: &EndTag<()>) {
        match tag.name.as_slice() {
            b"title" | b"h1" | b"script" | b"style" | b"noscript" | b"iframe" => {
                self.within = Within::Body;
            }
            b"a" => self.anchor = None,
            _ => {}
        }
        self.text(" ");
    }

    fn text(&mut self, text: &str) {
        let page = &mut self.page;
        match self.within {
            Within::Title => add_words(&mut page.title, text, MOST_TEXT),
            Within::Heading => {
                add_words(&mut page.heading, text, MOST_TEXT);
                add_words(&mut page.text, text, MOST_TEXT);
            }
            Within::Script => add(&mut page.wiring, text, MOST_WIRING),
            Within::Aside => add_words(&mut page.aside, text, MOST_TEXT),
            Within::Style => {}
            Within::Body => {
                add_words(&mut page.text, text, MOST_TEXT);
                if let Some(link) = self.anchor.and_then(|at| page.links.get_mut(at)) {
                    add_words(&mut link.title, text, 200);
                }
            }
        }
    }

    /// What an element is called and where it loads from.
    fn note_wiring(&mut self, tag: &StartTag<()>) {
        let names = ["id", "class", "name", "src", "action"];
        for value in names.iter().filter_map(|name| tag.attributes.get(name.as_bytes())) {
            add(&mut self.page.wiring, &String::from_utf8_lossy(value), MOST_WIRING);
            add(&mut self.page.wiring, "\n", MOST_WIRING);
        }
        let id = attribute(tag, "id").unwrap_or_default();
        let mounts = ["root", "app", "__next", "__nuxt", "___gatsby"];
        self.note(Sign::Mount, mounts.contains(&&*id) || tag.name.as_slice() == b"app-root");
    }

    fn note(&mut self, sign: Sign, is_so: bool) {
        if is_so {
            self.page.signs.insert(sign);
        }
    }

    fn base(&mut self, tag: &StartTag<()>) {
        if let Some(href) = attribute(tag, "href").filter(|_| self.page.base.is_none()) {
            self.page.base = self.page.url.join(&href).ok();
        }
    }

    fn meta(&mut self, tag: &StartTag<()>) {
        let content = || attribute(tag, "content").unwrap_or_default();
        let name = attribute(tag, "name").or_else(|| attribute(tag, "itemprop"));
        match name.unwrap_or_default().to_ascii_lowercase().as_str() {
            "generator" => self.page.generator = content().to_lowercase(),
            "channelid" | "identifier" => {
                self.page.channel.get_or_insert(content());
            }
            _ => {}
        }
    }

    fn link(&mut self, tag: &StartTag<()>) {
        let media_type = media_type(tag);
        let rel = attribute(tag, "rel").unwrap_or_default().to_ascii_lowercase();
        let has = |word: &str| rel.split_ascii_whitespace().any(|rel| rel == word);
        let title = attribute(tag, "title").unwrap_or_default();
        let Some(url) = self.address(tag) else { return };
        let may_be = (has("alternate") || rel.is_empty())
            && kinds::is_feed_type(&media_type, &url, &title)
            || has("feed");
        if may_be {
            self.keep(RawLink { url, media_type, title: in_a_line(&title), is_declared: true });
        }
    }

    fn begin_anchor(&mut self, tag: &StartTag<()>) {
        self.anchor = None;
        let Some(url) = self.address(tag) else { return };
        let media_type = media_type(tag);
        if kinds::looks_like_a_feed(&url) || kinds::is_feed_type(&media_type, &url, "") {
            let title = attribute(tag, "title").unwrap_or_default();
            let link = RawLink { url, media_type, title: in_a_line(&title), is_declared: false };
            // What is read within it says more than an attribute, where there is anything.
            self.anchor = self.keep(link).filter(|_| title.is_empty());
        }
    }

    /// The web address in `href`. `feed:` is how pages of old asked for a feed reader.
    fn address(&self, tag: &StartTag<()>) -> Option<Url> {
        let href = attribute(tag, "href").filter(|href| !href.is_empty())?;
        let base = self.page.base.as_ref().unwrap_or(&self.page.url);
        let mut url = kinds::without_feed_scheme(&href)
            .map_or_else(|| base.join(&href), |typed| Url::parse(&typed))
            .ok()?;
        url.set_fragment(None);
        matches!(url.scheme(), "http" | "https").then_some(url).filter(Url::has_host)
    }

    /// Keeps a link, and says where; not one that is there already, unless it says more.
    fn keep(&mut self, link: RawLink) -> Option<usize> {
        let links = &mut self.page.links;
        if let Some(known) = links.iter_mut().find(|known| known.url == link.url) {
            if link.is_declared && !known.is_declared {
                *known = link;
            }
        } else if links.len() < MOST_LINKS {
            links.push(link);
            return Some(links.len() - 1);
        }
        None
    }
}

fn media_type(tag: &StartTag<()>) -> String {
    let typed = attribute(tag, "type").unwrap_or_default();
    typed.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn in_a_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn add(to: &mut String, text: &str, most: usize) {
    let room = text.floor_char_boundary(most.saturating_sub(to.len()).min(text.len()));
    to.push_str(text.get(..room).unwrap_or_default());
}

/// Adds a text with one space for each white space, and none at the beginning.
fn add_words(to: &mut String, text: &str, most: usize) {
    let parts = text.split_inclusive(char::is_whitespace);
    for part in parts {
        let word = part.trim_end();
        add(to, word, most);
        if word.len() < part.len() && !to.is_empty() && !to.ends_with(' ') {
            add(to, " ", most);
        }
    }
}

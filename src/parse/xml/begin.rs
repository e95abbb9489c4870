//! What the start of an element says by itself: its attributes. What is between it and its end is
//! left to `fields`.

use super::capture::Capture;
use super::events::Tag;
use super::names::{Field, Place};
use super::space::Space;
use super::tree::Role;
use super::walk::Walk;
use crate::model::FeedFormat;
use crate::parse::dates;
use crate::parse::draft::{is_web_address, language, seconds};
use crate::parse::found::{Category, File, Generator, Kind, Link, Picture, Text};
use crate::parse::settle::absolute;

/// The list that Apple's categories are of.
const ITUNES: &str = "http://www.itunes.com/";

/// What stands before the relations of Atom where they are written out (RFC 4287 section 4.2.7.2).
const RELATIONS: &str = "http://www.iana.org/assignments/relation/";

impl<'a> Walk<'a, '_> {
    /// Begins an element that says something of the feed, or of the feed that an entry is from.
    pub(super) fn begin_feed_field(&mut self, tag: &Tag<'a>, space: Space, field: Field) -> Role {
        let is_around = matches!(field, Field::Channel | Field::Asks);
        if is_around && self.tree.role() != Some(Role::Source) {
            Role::Feed
        } else if field == Field::Topic {
            self.topic(tag)
        } else if field.is_read() && !field.is_of_entries() {
            self.begin(tag, space, field)
        } else {
            Role::Skipped
        }
    }

    /// Begins an element that says something of an entry.
    pub(super) fn begin_field(&mut self, tag: &Tag<'a>, space: Space, field: Field) -> Role {
        if matches!(field, Field::Group | Field::Enclosure) {
            self.enclosure(tag);
        }
        // Pictures in the link to the article are of the article; those in links to others are not.
        if field == Field::Link && self.is_to_article(tag) && self.link(tag) {
            return Role::Group;
        }
        let is_content = matches!(field, Field::Text(Place::Content, ..));
        if field == Field::Group || is_content && is_multipart(tag) {
            Role::Group
        } else if field == Field::Topic {
            self.topic(tag)
        } else if field == Field::Source && space == Space::Atom {
            self.begin_source()
        } else if field.is_read() && !field.is_of_feeds() || matches!(field, Field::Logo(_)) {
            self.begin(tag, space, field)
        } else {
            Role::Skipped
        }
    }

    fn begin(&mut self, tag: &Tag<'a>, space: Space, field: Field) -> Role {
        let buffer = std::mem::take(&mut self.spare);
        let mut capture = Capture::new(field, space, *tag, buffer);
        capture.base = self.tree.base().cloned();
        capture.language = self.tree.language().cloned();
        capture.keeps_wrapper = self.is_atom_of_old;
        if tag.has_attributes() && self.is_said(tag, field) {
            capture.ignore();
        }
        self.note_language(tag, field);
        self.capture = Some(capture);
        Role::Field
    }

    /// Whether the attributes say all; if so, it has been taken in.
    fn is_said(&mut self, tag: &Tag<'a>, field: Field) -> bool {
        let is_content = matches!(field, Field::Text(Place::Content, ..));
        let is_picture = matches!(field, Field::Thumbnail | Field::Logo(_));
        field == Field::Link && self.link(tag)
            || field == Field::Category && self.category(tag)
            || matches!(field, Field::Beside(rel) if self.beside(tag, rel))
            || field == Field::License && self.license(tag)
            || is_content && self.content_elsewhere(tag)
            || is_picture && self.picture(tag, field)
            || matches!(field, Field::Generator(rank) if self.generator(tag, rank))
    }

    /// Notes the language, where it is one and the rank is better.
    pub(super) fn speak(&mut self, text: &str, rank: u8) {
        if let Some(language) = language(text) {
            self.draft().language.offer(rank, language);
        }
    }

    /// The language of the text is that of the entry, where it has none of its own.
    fn note_language(&mut self, tag: &Tag<'a>, field: Field) {
        let Field::Text(place, ..) = field else { return };
        let rank = match place {
            Place::Title => 6,
            Place::Summary => 7,
            Place::Content => 8,
            Place::Rights | Place::Info => return,
        };
        if self.is_in_entry()
            && tag.rest().contains("xml:")
            && let Some(lang) = tag.attribute("xml:lang")
        {
            self.speak(&lang, rank);
        }
    }

    /// Whether this is the link of an Atom entry to its article.
    fn is_to_article(&self, tag: &Tag<'a>) -> bool {
        let is_atom = self.format == Some(FeedFormat::Atom);
        is_atom && tag.attribute("rel").is_none_or(|rel| rel == "alternate")
    }

    /// A link that is written as an attribute: Atom's, and RDF's.
    fn link(&mut self, tag: &Tag<'a>) -> bool {
        let Some(href) = tag.attribute("href").or_else(|| tag.rdf("resource")) else {
            return false;
        };
        self.link_to(tag, &href);
        true
    }

    /// A link to this address, which may as well be the text of its element.
    pub(super) fn link_to(&mut self, tag: &Tag<'a>, href: &str) {
        let href = absolute(href, self.tree.base().map(|base| &**base));
        let relation = tag.attribute("rel").unwrap_or_default();
        let relation = relation.strip_prefix(RELATIONS).unwrap_or(&relation).to_ascii_lowercase();
        let given = |name: &str| tag.attribute(name).map(String::from);
        let rel = if relation.is_empty() { "alternate".to_owned() } else { relation };
        let link = Link {
            href,
            rel,
            media_type: given("type"),
            hreflang: given("hreflang"),
            title: given("title"),
            length: tag.attribute("length").and_then(|length| length.parse().ok()),
        };
        let is_feed = link.media_type.as_deref().is_some_and(|kind| kind.contains("xml"));
        let is_in_entry = self.is_in_entry();
        if self.is_in_feed() {
            self.asks.link(&link.rel, &link.href);
        }
        let draft = self.draft();
        match link.rel.as_str() {
            "enclosure" if is_in_entry => draft.file(File {
                url: link.href.clone(),
                media_type: link.media_type.clone(),
                length: link.length,
                title: link.title.clone(),
                ..File::default()
            }),
            "replies" if is_in_entry => {
                let to = if is_feed { &mut draft.comments_feed } else { &mut draft.comments };
                to.get_or_insert_with(|| link.href.clone());
            }
            _ => {}
        }
        draft.link(link);
    }

    /// A file that goes with the entry, as `rel`: Podcasting 2.0 has no address elsewhere.
    fn beside(&mut self, tag: &Tag<'a>, rel: &str) -> bool {
        let Some(url) = tag.attribute("url") else { return false };
        let href = absolute(&url, self.tree.base().map(|base| &**base));
        let given = |name: &str| tag.attribute(name).map(String::from);
        let (media_type, hreflang) = (given("type"), given("language"));
        self.draft().link(Link {
            href,
            rel: rel.to_owned(),
            media_type,
            hreflang,
            ..Link::default()
        });
        true
    }

    /// A channel or an item of CDF, which is what its attributes say.
    pub(super) fn cdf_attributes(&mut self, tag: &Tag<'a>) {
        if let Some(base) = tag.attribute("base") {
            self.rebase(&base);
        }
        self.link(tag);
        let changed = tag.attribute("lastmod").and_then(|text| dates::read(&text));
        if let Some(changed) = changed {
            self.draft().updated.offer(9, changed);
        }
    }

    fn category(&mut self, tag: &Tag<'a>) -> bool {
        let given = |name: &str| tag.attribute(name).map(String::from);
        let Some(term) = given("term") else { return false };
        let (scheme, label) = (given("scheme"), given("label"));
        self.draft().category(Category { term, scheme, label, ..Category::default() });
        true
    }

    /// A category of Apple's; narrower ones stand within it.
    fn topic(&mut self, tag: &Tag<'a>) -> Role {
        let Some(term) = tag.attribute("text") else { return Role::Topic };
        let scheme = Some(ITUNES.to_owned());
        let category = Category { term: term.into_owned(), scheme, ..Category::default() };
        let is_narrower = self.tree.role() == Some(Role::Topic);
        let draft = self.draft();
        if is_narrower {
            draft.subcategory(category);
        } else {
            draft.category(category);
        }
        Role::Topic
    }

    /// Content that the entry only names (RFC 4287 section 4.1.3.2): a page or a file.
    fn content_elsewhere(&mut self, tag: &Tag<'a>) -> bool {
        let Some(src) = tag.attribute("src").filter(|_| self.is_in_entry()) else { return false };
        let media_type = tag.attribute("type").unwrap_or_default();
        let is_page = media_type.is_empty() || media_type.contains("html");
        let href = absolute(&src, self.tree.base().map(|base| &**base));
        let kind = match &*media_type {
            "" | "html" | "text/html" => Kind::Html,
            "xhtml" | "application/xhtml+xml" => Kind::Xhtml,
            "text" | "text/plain" => Kind::Plain,
            other => Kind::Other(other.to_owned()),
        };
        let text = Text { kind, src: Some(href.clone()), ..Text::default() };
        let draft = self.draft();
        draft.content(9, text);
        if !is_page && !media_type.starts_with("text/") {
            let media_type = Some(media_type.into_owned());
            draft.file(File { url: href, media_type, ..File::default() });
        } else if is_page && draft.addresses.about.is_none() {
            draft.addresses.about = Some(href);
        }
        true
    }

    /// RSS's enclosure, or a file of Media RSS.
    fn enclosure(&mut self, tag: &Tag<'a>) {
        let given = |name: &str| tag.attribute(name);
        let Some(url) = given("url").or_else(|| given("href")) else { return };
        let length = given("length").or_else(|| given("fileSize"));
        let file = File {
            url: absolute(&url, self.tree.base().map(|base| &**base)),
            media_type: given("type").map(String::from),
            medium: given("medium").map(String::from),
            length: length.and_then(|length| length.replace(',', "").parse().ok()),
            duration: given("duration").and_then(|duration| seconds(&duration)),
            title: None,
        };
        self.draft().file(file);
    }

    /// A picture that is named by an attribute. CDF has small ones among its logos.
    fn picture(&mut self, tag: &Tag<'a>, field: Field) -> bool {
        let url = tag.attribute("url").or_else(|| tag.attribute("href"));
        let Some(url) = url.or_else(|| tag.rdf("resource")) else { return false };
        let url = absolute(&url, self.tree.base().map(|base| &**base));
        let pixels = |name: &str| tag.attribute(name).and_then(|pixels| pixels.parse().ok());
        if tag.attribute("style").is_some_and(|style| style.eq_ignore_ascii_case("icon")) {
            self.draft().icon.get_or_insert(url);
            return true;
        }
        let picture =
            Picture { url, width: pixels("width"), height: pixels("height"), ..Picture::default() };
        self.draw(picture, field);
        true
    }

    /// Takes in a picture: of the feed, or of the entry.
    pub(super) fn draw(&mut self, picture: Picture, field: Field) {
        let is_in_entry = self.is_in_entry();
        let draft = self.draft();
        if let (Field::Logo(rank), false) = (field, is_in_entry) {
            // RSS 1.0's channel only names the picture that is described beside it.
            let is_whole = picture.title.is_some() || picture.link.is_some();
            draft.logo.offer(if is_whole { rank } else { rank.min(8) }, picture);
        } else {
            draft.thumbnail(picture);
        }
    }

    fn license(&mut self, tag: &Tag<'a>) -> bool {
        let Some(href) = tag.rdf("resource") else { return false };
        self.licensed(&href);
        true
    }

    /// Takes in the address of a licence.
    pub(super) fn licensed(&mut self, href: &str) {
        if is_web_address(href) {
            let (href, rel) = (href.to_owned(), "license".to_owned());
            self.draft().link(Link { href, rel, ..Link::default() });
        }
    }

    /// A generator that is only an address.
    fn generator(&mut self, tag: &Tag<'a>, rank: u8) -> bool {
        let Some(uri) = tag.rdf("resource") else { return false };
        let uri = Some(uri.into_owned());
        self.draft().generator.offer(rank, Generator { uri, ..Generator::default() });
        true
    }
}

/// Whether this is Atom 0.3's way to give a content in several forms, one within another.
fn is_multipart(tag: &Tag<'_>) -> bool {
    tag.attribute("type").is_some_and(|kind| kind.to_ascii_lowercase().starts_with("multipart/"))
}

//! What an element says by what stands between its start and its end.

use std::borrow::Cow;

use super::capture::Capture;
use super::names::{Field, Part, Place};
use super::walk::Walk;
use crate::parse::asks::Ask;
use crate::parse::charset::encoded_twice;
use crate::parse::draft::{is_web_address, seconds};
use crate::parse::found::{Category, Feed, File, Generator, Link, Person, Picture, Text};
use crate::parse::repair::Repair;
use crate::parse::settle::absolute;
use crate::parse::{dates, people};

/// What Media RSS calls a title: of the entry, or of the file that it stands in.
const MEDIA_TITLE: (Place, u8) = (Place::Title, 2);

impl<'a> Walk<'a, '_> {
    /// Ends the element that is being collected.
    pub(super) fn finish_field(&mut self) {
        let Some(mut capture) = self.capture.take() else { return };
        let field = capture.field;
        if let Field::Text(place, rank, _) = field {
            self.text_said(&mut capture, place, rank);
        } else if let Field::Person(part) = field {
            self.person_said(&capture, part);
        } else if matches!(field, Field::Logo(_)) {
            self.picture_said(&capture);
        } else if field.is_said_by_attributes() || !capture.text().is_empty() {
            self.said(&capture, field);
        }
        self.spare = capture.into_buffer();
    }

    fn text_said(&mut self, capture: &mut Capture<'a>, place: Place, rank: u8) {
        let (base, language) = (capture.base.take(), capture.language.take());
        let (value, kind, repair) = capture.finish();
        if value.is_empty() {
            return;
        }
        self.repairs.extend(repair);
        let value = &*self.decoded(value);
        let is_of_file = (place, rank) == MEDIA_TITLE && self.tree.is_in("content");
        let draft = self.draft();
        if is_of_file {
            draft.name_file(value);
        }
        let held = match place {
            Place::Title => &mut draft.title,
            Place::Summary => &mut draft.summary,
            Place::Rights => &mut draft.rights,
            Place::Info => &mut draft.info,
            Place::Content => {
                let value = value.to_owned();
                return draft.content(rank, Text { value, kind, src: None, language, base });
            }
        };
        if held.wants(rank) {
            let value = value.to_owned();
            held.offer(rank, Text { value, kind, src: None, language, base });
        }
    }

    /// The text, decoded once more where it was encoded twice.
    fn decoded<'t>(&mut self, text: &'t str) -> Cow<'t, str> {
        let decoded = if text.is_ascii() { None } else { encoded_twice(text) };
        match decoded {
            Some(decoded) => {
                self.repairs.insert(Repair::EncodedTwice);
                Cow::Owned(decoded)
            }
            None => Cow::Borrowed(text),
        }
    }

    fn person_said(&mut self, capture: &Capture<'a>, part: Part) {
        let given = |names: &[&str]| capture.part(names);
        let (name, email) = (given(&["name"]), given(&["email"]));
        let text = Some(capture.text()).filter(|text| !text.is_empty());
        // RDF wraps a name into elements of its own.
        let Some(written) = name.or(email).or(text).or_else(|| capture.any_part()) else { return };
        let tag = capture.tag;
        let found = people::person(&self.decoded(written));
        let uri = given(&["uri", "url", "homepage"]).map(str::to_owned);
        let uri = uri.or_else(|| tag.attribute("href").map(String::from));
        let person = Person {
            name: found.name,
            email: email.map(str::to_owned).or(found.email),
            uri: uri.map(|uri| absolute(&uri, capture.base.as_deref())),
            role: None,
        };
        let draft = self.draft();
        match part {
            Part::Author => {
                draft.author(person);
                // Several names in one element are several people.
                for name in capture.parts("name").skip(1) {
                    draft.author(Person { name: people::person(name).name, ..Person::default() });
                }
            }
            Part::Fallback(rank) => draft.fallback_author.offer(rank, person),
            Part::Other(role) => {
                let role = tag.attribute("role").map_or_else(|| role.to_owned(), String::from);
                let person = Person { role: Some(role).filter(|role| !role.is_empty()), ..person };
                if person.role.as_deref() == Some("managingEditor") {
                    draft.fallback_author.offer(5, person.clone());
                }
                draft.contributor(person);
            }
        }
    }

    fn picture_said(&mut self, capture: &Capture<'a>) {
        let given = |name: &str| capture.part(&[name]).map(str::to_owned);
        let pixels = |name: &str| capture.part(&[name]).and_then(|pixels| pixels.parse().ok());
        let url = given("url").unwrap_or_else(|| capture.text().to_owned());
        let picture = Picture {
            url: absolute(&url, capture.base.as_deref()),
            title: given("title"),
            link: given("link").map(|link| absolute(&link, capture.base.as_deref())),
            width: pixels("width"),
            height: pixels("height"),
            description: given("description"),
        };
        if !picture.url.is_empty() {
            self.draw(picture, capture.field);
        }
    }

    fn said(&mut self, capture: &Capture<'a>, field: Field) {
        let text = capture.text();
        let address = || absolute(text, capture.base.as_deref());
        let format = self.format;
        if field == Field::Link && capture.tag.attribute("rel").is_some() {
            return self.link_to(&capture.tag, text);
        }
        let draft = self.draft();
        match field {
            Field::Link => {
                let is_own = capture.tag.prefix().is_empty();
                draft.written_link(address(), format, is_own);
            }
            Field::OriginalLink if is_web_address(text) => {
                draft.addresses.original = Some(text.to_owned());
            }
            Field::Guid => {
                let is_permalink = capture.tag.attribute("isPermaLink");
                let is_permalink =
                    is_permalink.is_none_or(|is| is.eq_ignore_ascii_case("true") || is == "1");
                draft.guid(text, is_permalink);
            }
            Field::Id(rank) => draft.named(rank, text),
            Field::Published(rank) => draft.published.offer_some(rank, dates::read(text)),
            Field::Updated(rank) => draft.updated.offer_some(rank, dates::read(text)),
            Field::Date(rank) => draft.dated(rank, dates::read(text)),
            Field::Comments => draft.comments = Some(address()),
            Field::CommentsFeed => draft.comments_feed = Some(address()),
            Field::Duration(rank) => draft.duration.offer_some(rank, seconds(text)),
            Field::Icon => draft.icon = Some(address()),
            Field::Thumbnail => draft.thumbnail(Picture { url: address(), ..Picture::default() }),
            Field::Enclosure if is_web_address(text) => {
                draft.file(File { url: text.to_owned(), ..File::default() });
            }
            Field::Location(part) => draft.whereabouts.note(part, text),
            Field::License => self.licensed(text),
            // What is said of the feed goes before what is said of the document's own words.
            Field::Language => self.speak(text, 10),
            Field::Category => self.category_said(capture),
            Field::Keywords => self.keywords_said(text),
            Field::Source => self.source_said(capture),
            Field::Generator(rank) => self.generator_said(capture, rank),
            Field::Ask(ask) => {
                if ask == Ask::Ttl {
                    draft.ttl = text.parse().ok();
                }
                self.asks.note(ask, text);
            }
            Field::Entry
            | Field::Channel
            | Field::Group
            | Field::Text(..)
            | Field::OriginalLink
            | Field::Enclosure
            | Field::Person(_)
            | Field::Topic
            | Field::Logo(_)
            | Field::Asks
            | Field::Beside(_)
            | Field::Other => {}
        }
    }

    fn category_said(&mut self, capture: &Capture<'a>) {
        let given = |name: &str| capture.tag.attribute(name).map(String::from);
        if given("term").is_some() {
            // It has been taken in whole.
            return;
        }
        let scheme = given("domain").or_else(|| given("scheme"));
        let label = given("label");
        let term = self.decoded(capture.text()).into_owned();
        let term = Some(term).filter(|term| !term.is_empty());
        let Some(term) = term.or_else(|| label.clone()) else { return };
        self.draft().category(Category { term, scheme, label, ..Category::default() });
    }

    fn keywords_said(&mut self, text: &str) {
        for word in text.split(',').map(str::trim).filter(|word| !word.is_empty()) {
            let term = word.to_owned();
            self.draft().category(Category { term, is_keyword: true, ..Category::default() });
        }
    }

    /// RSS's `source`: the feed's title, and its address as an attribute.
    fn source_said(&mut self, capture: &Capture<'a>) {
        let url = capture.tag.attribute("url").map(|url| absolute(&url, capture.base.as_deref()));
        let link =
            |href: &String| Link { href: href.clone(), rel: "self".to_owned(), ..Link::default() };
        let value = Some(capture.text()).filter(|text| !text.is_empty());
        let title = value.map(|value| Text { value: value.to_owned(), ..Text::default() });
        let links = url.iter().map(link).collect();
        let source = Feed { title, link: url, links, ..Feed::default() };
        if source != Feed::default() {
            self.draft().source = Some(Box::new(source));
        }
    }

    fn generator_said(&mut self, capture: &Capture<'a>, rank: u8) {
        let given = |name: &str| capture.tag.attribute(name).map(String::from);
        let generator = Generator {
            name: Some(capture.text().to_owned()).filter(|name| !name.is_empty()),
            uri: given("uri")
                .or_else(|| given("url"))
                .map(|uri| absolute(&uri, capture.base.as_deref())),
            version: given("version"),
        };
        if generator != Generator::default() {
            self.draft().generator.offer(rank, generator);
        }
    }
}

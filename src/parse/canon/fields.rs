//! What the elements of the feed and of its entries add to the canonical document.

use super::capture::Capture;
use super::entry::{better, is_web_address};
use super::events::Tag;
use super::names::{Field, Place, Space};
use super::tree::Role;
use super::walk::Walk;
use crate::model::FeedFormat;
use crate::parse::atom::{Link, rel};
use crate::parse::{dates, people};

impl<'a> Walk<'a, '_> {
    /// Begins an element that says something of the feed.
    pub(super) fn begin_feed_field(&mut self, tag: &Tag<'a>, space: Space, field: Field) -> Role {
        // Atom's entries are by whom the feed is by (RFC 4287 section 4.2.1).
        let is_shared = field == Field::Author && self.format == Some(FeedFormat::Atom);
        let is_read = matches!(
            field,
            Field::Text(Place::Title, ..) | Field::Link | Field::Language | Field::Ask(_)
        );
        if matches!(field, Field::Channel | Field::Asks) {
            Role::Feed
        } else if is_read || is_shared {
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
        if field == Field::Group {
            Role::Group
        } else if field.is_read() {
            self.begin(tag, space, field)
        } else {
            Role::Skipped
        }
    }

    fn begin(&mut self, tag: &Tag<'a>, space: Space, field: Field) -> Role {
        let buffer = std::mem::take(&mut self.spare);
        let mut capture = Capture::new(field, space, *tag, buffer);
        let is_content = matches!(field, Field::Text(Place::Content, ..));
        let is_said = field == Field::Link && self.link(tag)
            || field == Field::Category && self.category(tag)
            || is_content && self.content_elsewhere(tag);
        if is_said {
            capture.ignore();
        }
        self.note_base_and_language(tag, field);
        self.capture = Some(capture);
        Role::Field
    }

    /// The base and the language of the text are those of the entry, where it has both.
    fn note_base_and_language(&mut self, tag: &Tag<'a>, field: Field) {
        let (Some(entry), Field::Text(place, ..)) = (&mut self.entry, field) else { return };
        if !tag.rest().contains("xml:") {
            return;
        }
        let (rank, is_text) = match place {
            Place::Title => (6, false),
            Place::Summary => (7, entry.ranks.content == 0),
            Place::Content => (8, true),
        };
        if let Some(lang) = tag.attribute("xml:lang") {
            entry.speak(&lang, rank);
        }
        if is_text && tag.attribute("xml:base").is_some() {
            entry.base = self.tree.base().cloned();
        }
    }

    /// A link that is written as an attribute: Atom's, and RDF's.
    fn link(&mut self, tag: &Tag<'a>) -> bool {
        let Some(href) = tag.attribute("href").or_else(|| tag.attribute("rdf:resource")) else {
            return false;
        };
        let relation = tag.attribute("rel").unwrap_or_default().to_ascii_lowercase();
        let relation = relation.rsplit('/').next().unwrap_or_default();
        let href = self.resolved(&href);
        let rel = match relation {
            "" | "alternate" => rel::ALTERNATE,
            "enclosure" => rel::ENCLOSURE,
            _ => {
                if self.entry.is_none() {
                    self.asks.link(relation, &href);
                }
                return true;
            }
        };
        let media_type = tag.attribute("type");
        let length = tag.attribute("length").and_then(|length| length.parse().ok());
        self.out.link(&Link { rel, href: &href, media_type: media_type.as_deref(), length });
        true
    }

    /// `href` with the `xml:base` in effect, which may be another than that of the text.
    fn resolved(&self, href: &str) -> String {
        let joined = self.tree.base().and_then(|base| base.join(href).ok());
        joined.map_or_else(|| href.to_owned(), String::from)
    }

    fn category(&mut self, tag: &Tag<'a>) -> bool {
        let label = tag.attribute("label").or_else(|| tag.attribute("term"));
        if let Some(label) = &label {
            self.out.category(label);
        }
        label.is_some()
    }

    /// Content that the entry only names (RFC 4287 section 4.1.3.2): a page or a file.
    fn content_elsewhere(&mut self, tag: &Tag<'a>) -> bool {
        let Some(src) = tag.attribute("src") else { return false };
        let media_type = tag.attribute("type").unwrap_or_default();
        let is_page = media_type.is_empty() || media_type.contains("html");
        let href = self.resolved(&src);
        self.out.link(&Link {
            rel: if is_page { rel::ABOUT } else { rel::ENCLOSURE },
            href: &href,
            media_type: (!is_page).then_some(&*media_type),
            length: None,
        });
        true
    }

    fn enclosure(&mut self, tag: &Tag<'a>) {
        let Some(url) = tag.attribute("url").or_else(|| tag.attribute("href")) else { return };
        let length = tag.attribute("length").or_else(|| tag.attribute("fileSize"));
        let media_type = tag.attribute("type").or_else(|| tag.attribute("medium"));
        self.out.link(&Link {
            rel: rel::ENCLOSURE,
            href: &url,
            media_type: media_type.as_deref(),
            length: length.and_then(|length| length.parse().ok()),
        });
    }

    /// Ends the element that is being collected.
    pub(super) fn finish_field(&mut self) {
        let Some(mut capture) = self.capture.take() else { return };
        self.write_field(&mut capture);
        self.spare = capture.into_buffer();
    }

    fn write_field(&mut self, capture: &mut Capture<'a>) {
        let (field, tag) = (capture.field, capture.tag);
        if field == Field::Author {
            return self.write_author(capture);
        }
        let (text, is_html) = capture.finish();
        if text.is_empty() {
            return;
        }
        let out = &mut self.out;
        let draft = self.entry.as_mut().unwrap_or(&mut self.feed);
        match field {
            Field::Text(place, rank, _) => {
                let (held, element) = match place {
                    Place::Title => (&mut draft.ranks.title, "title"),
                    Place::Summary => (&mut draft.ranks.summary, "summary"),
                    Place::Content => (&mut draft.ranks.content, "content"),
                };
                if better(held, rank) {
                    out.text(element, text, is_html);
                }
            }
            Field::Link => out.link(&Link { rel: rel::ALTERNATE, href: text, ..Link::default() }),
            Field::OriginalLink if is_web_address(text) => {
                out.link(&Link { rel: rel::ORIGINAL, href: text, ..Link::default() });
            }
            Field::Guid => {
                let is_permalink = tag.attribute("isPermaLink");
                let is_permalink = !is_permalink.is_some_and(|is| is.eq_ignore_ascii_case("false"));
                draft.guid(out, text, is_permalink);
            }
            Field::Id(rank) => draft.named(out, text, rank),
            Field::Published(rank) => {
                if let Some(moment) = dates::read(text) {
                    draft.published(out, moment, rank);
                }
            }
            Field::Updated(rank) => {
                if let Some(moment) = dates::read(text) {
                    draft.updated(out, moment, rank);
                }
            }
            Field::FallbackAuthor => draft.fallback_author = Some(people::name(text)),
            Field::Category => out.category(text),
            Field::Language => draft.speak(text, 5),
            Field::Ask(ask) => self.asks.note(ask, text),
            Field::Entry
            | Field::Channel
            | Field::Group
            | Field::Author
            | Field::Enclosure
            | Field::OriginalLink
            | Field::Asks
            | Field::Other => {}
        }
    }

    fn write_author(&mut self, capture: &mut Capture<'a>) {
        let parts = [&capture.name, &capture.mail].map(|part| part.trim().to_owned());
        let uri = capture.uri.trim().to_owned();
        let (text, _) = capture.finish();
        let Some(written) =
            parts.iter().map(String::as_str).chain([text]).find(|part| !part.is_empty())
        else {
            return;
        };
        let name = people::name(written);
        self.entry.as_mut().unwrap_or(&mut self.feed).author(&mut self.out, &name, &uri);
    }
}

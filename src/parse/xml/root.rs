//! What the outermost element of a document says of it: that it is a feed, and of which format, or that
//! it is none. What is in it is left to `walk`.

use super::events::Tag;
use super::space::Space;
use super::tree::Role;
use super::walk::Walk;
use crate::model::FeedFormat;
use crate::parse::repair::Repair;

impl<'a> Walk<'a, '_> {
    /// What the outermost element is, or the outermost but for what is around the feed.
    pub(super) fn root(&mut self, tag: &Tag<'a>, space: Space) -> Role {
        let name = tag.local().to_ascii_lowercase();
        if self.is_over {
            return self.further_root(tag, &name);
        }
        let (format, role) = match name.as_str() {
            "rss" => (rss_format(tag), Role::Root),
            // RSS 0.90 is RDF as well; its names are of a namespace of their own.
            "rdf" if tag.rest().contains("rdf/simple/0.9") => (FeedFormat::Rss0, Role::Root),
            "rdf" => (FeedFormat::Rss1, Role::Root),
            "feed" => (FeedFormat::Atom, Role::Feed),
            "channel" if tag.attribute("href").is_some() || tag.name == "CHANNEL" => {
                (FeedFormat::Cdf, Role::Feed)
            }
            // RSS 1.1 has no element around it.
            "channel" if tag.rest().contains("net/rss1.1") => (FeedFormat::Rss1, Role::Feed),
            "channel" => (FeedFormat::Rss0, Role::Feed),
            "entry" if space == Space::Atom => (FeedFormat::Atom, Role::Entry),
            _ => {
                let is_first = self.tree.role().is_none();
                if name == "html" || is_first && matches!(&*name, "head" | "body") {
                    self.other = Some("html");
                    self.is_done = true;
                }
                self.other.get_or_insert(tag.name);
                return Role::Wrapper;
            }
        };
        if self.other.is_some() {
            self.repairs.insert(Repair::JunkBefore);
        }
        self.format = Some(format);
        let version = tag.attribute("version").unwrap_or_default();
        self.is_atom_of_old = format == FeedFormat::Atom && version.starts_with("0.");
        if format == FeedFormat::Rss1 && role == Role::Feed {
            return self.begin_channel(tag);
        }
        if let Some(lang) = tag.attribute("xml:lang") {
            self.speak(&lang, 9);
        }
        if format == FeedFormat::Cdf {
            self.cdf_attributes(tag);
        }
        if role == Role::Entry { self.begin_entry(tag) } else { role }
    }

    /// What an element is that stands after the end of the feed: a second one of its kind, an item
    /// that was left outside, or junk.
    fn further_root(&mut self, tag: &Tag<'a>, name: &str) -> Role {
        let role = match name {
            "rss" | "rdf" if self.format != Some(FeedFormat::Atom) => Role::Root,
            "feed" if self.format == Some(FeedFormat::Atom) => Role::Feed,
            "item" => Role::Entry,
            _ => return Role::Wrapper,
        };
        self.repairs.insert(Repair::Several);
        if role == Role::Entry { self.begin_entry(tag) } else { role }
    }
}

/// RSS 0.9x says so; everything else is read as 2.0.
fn rss_format(tag: &Tag<'_>) -> FeedFormat {
    let version = tag.attribute("version").unwrap_or_default();
    if version.starts_with("0.9") { FeedFormat::Rss0 } else { FeedFormat::Rss2 }
}

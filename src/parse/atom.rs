//! The one document that every other is turned into: Atom 1.0 (RFC 4287), of those elements only
//! that `feed_rs` reads without loss. What goes into it is decided by `canon/` and `json`.

use std::collections::BTreeSet;

use url::Url;

use super::asks::Asks;
use super::repair::Repair;
use crate::model::{FeedFormat, Timestamp};

/// How many entries of a document are read. Feeds with a whole archive have some 10,000; 100,000
/// empty entries fit into 1 MB and become a hundred times that in memory.
pub(super) const MOST_ENTRIES: usize = 100_000;

/// What a link of an entry is, as the relation that carries it through `feed_rs`.
pub(super) mod rel {
    /// The address that a proxy like `FeedBurner` replaced in `link`.
    pub(in crate::parse) const ORIGINAL: &str = "original";
    /// The article.
    pub(in crate::parse) const ALTERNATE: &str = "alternate";
    /// An RSS guid that is said to be an address.
    pub(in crate::parse) const PERMALINK: &str = "permalink";
    /// What is known by another name only: `rdf:about`, JSON Feed's `external_url`.
    pub(in crate::parse) const ABOUT: &str = "about";
    /// A file that belongs to the entry.
    pub(in crate::parse) const ENCLOSURE: &str = "enclosure";
}

/// A document in its canonical form.
#[derive(Debug)]
pub(super) struct Canonical {
    /// Atom 1.0.
    pub(super) atom: String,
    /// The format that it was in.
    pub(super) format: FeedFormat,
    /// The language of the feed.
    pub(super) language: Option<String>,
    /// What it asks of those who poll it.
    pub(super) asks: Asks,
    /// What Atom has no place for that `feed_rs` would read, an entry each.
    pub(super) beside: Vec<Beside>,
    /// What had to be mended.
    pub(super) repairs: BTreeSet<Repair>,
}

/// What is known of an entry beside its Atom.
#[derive(Debug, Default)]
pub(super) struct Beside {
    /// The `xml:base` in effect.
    pub(super) base: Option<Url>,
    /// The language, where it is the entry's own.
    pub(super) language: Option<String>,
}

/// A link as it is written.
#[derive(Debug, Default)]
pub(super) struct Link<'a> {
    /// One of [`rel`].
    pub(super) rel: &'a str,
    /// Where to.
    pub(super) href: &'a str,
    /// The media type.
    pub(super) media_type: Option<&'a str>,
    /// The size in bytes.
    pub(super) length: Option<u64>,
}

/// Writes the canonical document, element by element.
#[derive(Debug)]
pub(super) struct AtomWriter {
    out: String,
    beside: Vec<Beside>,
}

impl AtomWriter {
    /// A writer for a document of about this many bytes.
    pub(super) fn new(size_bytes: usize) -> Self {
        let mut out = String::with_capacity(size_bytes.saturating_add(1024));
        out.push_str("<feed xmlns=\"http://www.w3.org/2005/Atom\">");
        Self { out, beside: Vec::new() }
    }

    /// How many entries have been closed.
    pub(super) fn entries(&self) -> usize {
        self.beside.len()
    }

    /// Starts an entry.
    pub(super) fn open_entry(&mut self) {
        self.out.push_str("<entry>");
    }

    /// Ends the entry.
    pub(super) fn close_entry(&mut self, beside: Beside) {
        self.out.push_str("</entry>\n");
        self.beside.push(beside);
    }

    /// Writes `title`, `summary` or `content`. Of several of a kind `feed_rs` keeps the last.
    pub(super) fn text(&mut self, element: &str, text: &str, is_html: bool) {
        self.start(element, if is_html { " type=\"html\"" } else { " type=\"text\"" });
        self.characters(text);
        self.end(element);
    }

    /// Writes the id.
    pub(super) fn id(&mut self, id: &str) {
        self.start("id", "");
        self.characters(id);
        self.end("id");
    }

    /// Writes `published` or `updated`, in seconds since 1970: dates are read once, before this.
    pub(super) fn moment(&mut self, element: &str, moment: Timestamp) {
        self.start(element, "");
        self.out.push_str(&moment.unix().to_string());
        self.end(element);
    }

    /// Writes an author.
    pub(super) fn person(&mut self, name: &str, uri: &str) {
        self.out.push_str("<author><name>");
        self.characters(name);
        self.out.push_str("</name>");
        if !uri.is_empty() {
            self.out.push_str("<uri>");
            self.characters(uri);
            self.out.push_str("</uri>");
        }
        self.end("author");
    }

    /// Writes a category.
    pub(super) fn category(&mut self, label: &str) {
        self.out.push_str("<category");
        self.attribute("term", label);
        self.out.push_str("/>");
    }

    /// Writes a link.
    pub(super) fn link(&mut self, link: &Link<'_>) {
        self.out.push_str("<link");
        self.attribute("rel", link.rel);
        self.attribute("href", link.href);
        if let Some(media_type) = link.media_type {
            self.attribute("type", media_type);
        }
        if let Some(length) = link.length {
            self.attribute("length", &length.to_string());
        }
        self.out.push_str("/>");
    }

    /// The document, and what goes beside its entries.
    pub(super) fn finish(mut self) -> (String, Vec<Beside>) {
        self.out.push_str("</feed>");
        (self.out, self.beside)
    }

    fn start(&mut self, element: &str, attributes: &str) {
        self.out.push('<');
        self.out.push_str(element);
        self.out.push_str(attributes);
        self.out.push('>');
    }

    fn end(&mut self, element: &str) {
        self.out.push_str("</");
        self.out.push_str(element);
        self.out.push('>');
    }

    /// Markup goes into CDATA sections, which are read back in one piece.
    fn characters(&mut self, text: &str) {
        if !text.contains(['<', '&']) {
            self.out.push_str(text);
            return;
        }
        self.out.push_str("<![CDATA[");
        let mut pieces = text.split("]]>");
        self.out.push_str(pieces.next().unwrap_or_default());
        for piece in pieces {
            self.out.push_str("]]]]><![CDATA[>");
            self.out.push_str(piece);
        }
        self.out.push_str("]]>");
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push_str("=\"");
        for c in value.chars() {
            match c {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '"' => self.out.push_str("&quot;"),
                c => self.out.push(c),
            }
        }
        self.out.push('"');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_survives_in_texts_and_attributes() {
        let mut writer = AtomWriter::new(0);
        writer.open_entry();
        writer.text("title", "a ]]> <b>&amp;", true);
        writer.link(&Link { rel: rel::ALTERNATE, href: "/?a=\"1\"&b=<2>", ..Link::default() });
        writer.close_entry(Beside::default());
        let (atom, beside) = writer.finish();
        assert!(atom.contains("<![CDATA[a ]]]]><![CDATA[> <b>&amp;]]>"));
        assert!(atom.contains("href=\"/?a=&quot;1&quot;&amp;b=&lt;2>\""));
        assert_eq!(beside.len(), 1);
    }
}

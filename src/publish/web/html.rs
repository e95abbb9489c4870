//! A small writer of HTML: everything that goes through it is escaped, but for what was cleaned before.

use crate::publish::markup::{Attributes, push_text, push_value};

/// Attributes that say nothing where they are empty, and are left out then.
const OPTIONAL: [&str; 4] = ["class", "lang", "title", "rel"];

/// Elements behind which a line ends, so that a person can read the source.
const BLOCKS: [&str; 26] = [
    "article", "aside", "body", "dd", "details", "div", "dl", "dt", "footer", "form", "h1", "h2",
    "h3", "head", "header", "li", "main", "nav", "ol", "p", "script", "section", "summary", "svg",
    "title", "ul",
];

/// A document in the making.
#[derive(Debug)]
pub(super) struct Html {
    out: String,
}

impl Html {
    /// A document with nothing but its type.
    pub(super) fn new() -> Self {
        Self { out: "<!doctype html>\n".to_owned() }
    }

    /// An element with what `inside` writes in it.
    pub(super) fn node(
        &mut self,
        name: &str,
        attributes: Attributes<'_>,
        inside: impl FnOnce(&mut Self),
    ) {
        self.void(name, attributes);
        inside(self);
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
        if BLOCKS.contains(&name) || matches!(name, "tr" | "table" | "thead" | "tbody") {
            self.out.push('\n');
        }
    }

    /// An element with nothing but text in it.
    pub(super) fn leaf(&mut self, name: &str, attributes: Attributes<'_>, text: &str) {
        self.node(name, attributes, |html| html.text(text));
    }

    /// An element that has no end.
    pub(super) fn void(&mut self, name: &str, attributes: Attributes<'_>) {
        self.out.push('<');
        self.out.push_str(name);
        for (attribute, value) in attributes {
            if value.is_empty() && OPTIONAL.contains(attribute) {
                continue;
            }
            self.out.push(' ');
            self.out.push_str(attribute);
            self.out.push_str("=\"");
            push_value(&mut self.out, value);
            self.out.push('"');
        }
        self.out.push('>');
    }

    /// Text.
    pub(super) fn text(&mut self, text: &str) {
        push_text(&mut self.out, text);
    }

    /// HTML that was cleaned before.
    pub(super) fn clean(&mut self, html: &str) {
        self.out.push_str(html);
    }

    /// The document.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.out.into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_values_are_escaped_and_attributes_that_say_nothing_are_left_out() {
        let mut html = Html::new();
        html.node("p", &[("class", ""), ("data-a", "\"<\"")], |html| {
            html.void("img", &[("alt", ""), ("lang", "")]);
            html.leaf("b", &[], "1 < 2 & 3");
        });
        assert_eq!(
            String::from_utf8(html.into_bytes()).unwrap(),
            "<!doctype html>\n<p data-a=\"&quot;&lt;&quot;\"><img alt=\"\">\
             <b>1 &lt; 2 &amp; 3</b></p>\n"
        );
    }
}

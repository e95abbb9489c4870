//! Text in markup: what XML can't carry is taken out, what it would misread is escaped. A small
//! writer of elements over it. What the elements mean is left to the formats.

use std::borrow::Cow;

/// The text as every format carries it: without what XML 1.0 can't spell at all (section 2.2; a
/// reference is no way around it), with line ends as an XML reader would give them back (section
/// 2.11). JSON could carry more, but the three documents are to say the same.
pub(super) fn clean(text: &str) -> Cow<'_, str> {
    if !text.contains(|c| c == '\r' || is_unspellable(c)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().filter(|c| !is_unspellable(*c)).peekable();
    while let Some(c) = chars.next() {
        if c != '\r' {
            out.push(c);
        } else if chars.peek() != Some(&'\n') {
            out.push('\n');
        }
    }
    Cow::Owned(out)
}

fn is_unspellable(c: char) -> bool {
    matches!(
        c,
        '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}'
    )
}

/// Adds text as the content of an element, for XML and HTML alike.
pub(super) fn push_text(out: &mut String, text: &str) {
    for c in clean(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            c => out.push(c),
        }
    }
}

/// Adds text as an attribute's value between double quotes, for XML and HTML alike. A tab or a line
/// end would be read back as a space (XML 1.0 section 3.3.3), so a space is written.
pub(super) fn push_value(out: &mut String, text: &str) {
    for c in clean(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' => out.push(' '),
            c => out.push(c),
        }
    }
}

/// The text escaped for the content of an HTML element.
pub(super) fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push_text(&mut out, text);
    out
}

/// The text escaped for a double-quoted value of an HTML attribute.
pub(super) fn html_value(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push_value(&mut out, text);
    out
}

/// Names and values of attributes, in the order they are written.
pub(super) type Attributes<'a> = &'a [(&'a str, &'a str)];

/// An XML document in the making: an element a line, so that a person can read what changed.
#[derive(Debug)]
pub(super) struct Xml {
    out: String,
}

impl Xml {
    /// A document with nothing but its declaration.
    pub(super) fn new() -> Self {
        Self { out: "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n".to_owned() }
    }

    /// A piece of a document.
    pub(super) fn piece() -> Self {
        Self { out: String::new() }
    }

    /// A piece that was made before.
    pub(super) fn insert(&mut self, piece: &str) {
        self.out.push_str(piece);
    }

    /// An element with what `inside` writes in it.
    pub(super) fn node(
        &mut self,
        name: &str,
        attributes: Attributes<'_>,
        inside: impl FnOnce(&mut Self),
    ) {
        self.open(name, attributes);
        self.out.push_str(">\n");
        inside(self);
        self.close(name);
    }

    /// An element with nothing but text in it.
    pub(super) fn leaf(&mut self, name: &str, attributes: Attributes<'_>, text: &str) {
        self.open(name, attributes);
        self.out.push('>');
        push_text(&mut self.out, text);
        self.close(name);
    }

    /// An element with nothing in it.
    pub(super) fn empty(&mut self, name: &str, attributes: Attributes<'_>) {
        self.open(name, attributes);
        self.out.push_str("/>\n");
    }

    /// The document.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.into_text().into_bytes()
    }

    /// The same as text.
    pub(super) fn into_text(self) -> String {
        self.out
    }

    fn open(&mut self, name: &str, attributes: Attributes<'_>) {
        self.out.push('<');
        self.out.push_str(name);
        for (attribute, value) in attributes {
            self.out.push(' ');
            self.out.push_str(attribute);
            self.out.push_str("=\"");
            push_value(&mut self.out, value);
            self.out.push('"');
        }
    }

    fn close(&mut self, name: &str) {
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push_str(">\n");
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_xml_can_not_spell_is_left_out() {
        assert_eq!(clean("a\u{0}\u{8}\u{b}\u{1f}\u{fffe}\u{ffff}b\tc\u{85}"), "ab\tc\u{85}");
    }

    #[test]
    fn every_line_end_becomes_one_line_feed() {
        assert_eq!(clean("a\r\nb\rc\n\rd\r"), "a\nb\nc\n\nd\n");
        assert_eq!(clean("a\r\u{1}\nb"), "a\nb");
    }

    #[test]
    fn text_can_not_leave_its_element_nor_a_value_its_quotes() {
        let mut xml = Xml::new();
        xml.leaf("a", &[("b", "\"><c>\n")], "]]></a>&amp;");
        let text = String::from_utf8(xml.into_bytes()).unwrap();
        let line = text.lines().nth(1).unwrap();
        assert_eq!(line, r#"<a b="&quot;&gt;&lt;c&gt; ">]]&gt;&lt;/a&gt;&amp;amp;</a>"#);
    }

    proptest! {
        #[test]
        fn cleaning_twice_is_cleaning_once(text in any::<String>()) {
            let once = clean(&text).into_owned();
            prop_assert_eq!(&clean(&once), &once);
        }
    }
}

//! The shorter view of an item that many feeds give: its title and the beginning of its text.

use mainstem::article::plain_text;

use crate::record::Record;

/// Publishers' excerpts are about so long.
const EXCERPT_CHARACTERS: usize = 200;

impl Record {
    /// The text without markup. Only where there is some: in plain text `<` is a character like others.
    pub(crate) fn plain(&self) -> String {
        if self.has_markup() { plain_text(&self.text) } else { self.text.clone() }
    }
}

/// The same item as a feed of excerpts would carry it: the title and the beginning of the text.
pub(crate) fn shortened(record: &Record) -> Record {
    let text = record.plain().chars().take(EXCERPT_CHARACTERS).collect();
    Record { text, ..record.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(text: &str) -> Record {
        Record {
            id: "1".to_owned(),
            cluster: None,
            title: "Title".to_owned(),
            text: text.to_owned(),
            source: None,
            published: None,
            kind: None,
        }
    }

    #[test]
    fn an_excerpt_is_the_first_two_hundred_characters_whatever_their_bytes() {
        let short = shortened(&record(&"震度".repeat(150)));
        assert_eq!(short.text, "震度".repeat(100));
        assert_eq!(short.title, "Title");
    }

    #[test]
    fn an_excerpt_of_markup_is_made_of_its_text() {
        let short = shortened(&record("<div><p>One &amp; two</p></div>"));
        assert_eq!(short.text.trim(), "One & two");
    }

    #[test]
    fn a_line_without_a_label_is_read() {
        let line = r#"{"id":"a","title":"t","text":"x","source":null,"published":null}"#;
        let record: Record = serde_json::from_str(line).unwrap();
        assert_eq!((record.cluster, record.kind), (None, None));
    }
}

//! An item of a labelled set, a JSON object a line, and the shorter view of it that many feeds give.

use std::io::{BufRead, BufReader, Error, ErrorKind};
use std::path::Path;

use mainstem::article::plain_text;
use serde::{Deserialize, Serialize};

/// Publishers' excerpts are about so long.
const EXCERPT_CHARACTERS: usize = 200;

/// What a method is given. `cluster` and `kind` are for the judge: a method that reads them cheats.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Record {
    pub(crate) id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cluster: Option<String>,
    pub(crate) title: String,
    pub(crate) text: String,
    pub(crate) source: Option<String>,
    pub(crate) published: Option<String>,
    /// How a made-up item came about, in the sets that say so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) kind: Option<String>,
}

impl Record {
    /// The text without markup. Only where there is some: in plain text `<` is a character like others.
    pub(crate) fn plain(&self) -> String {
        if self.text.contains("</") { plain_text(&self.text) } else { self.text.clone() }
    }
}

/// The records of a file in the order of its lines.
pub(crate) fn read(path: &Path) -> Result<Vec<Record>, Error> {
    let mut records = Vec::new();
    for (number, line) in BufReader::new(std::fs::File::open(path)?).lines().enumerate() {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        records.push(serde_json::from_str(&line).map_err(|error| {
            let place = format!("{}:{}: {error}", path.display(), number + 1);
            Error::new(ErrorKind::InvalidData, place)
        })?);
    }
    Ok(records)
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

//! An item of a labelled set, a JSON object a line.

use std::io::{BufRead, BufReader, Error, ErrorKind};
use std::path::Path;

use mainstem::model::Timestamp;
use serde::{Deserialize, Serialize};

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
    /// Whether the text is HTML.
    pub(crate) fn has_markup(&self) -> bool {
        self.text.contains("</")
    }

    /// Its date, where it has one that can be read: RFC 3339, also without zone, seconds or time.
    pub(crate) fn date(&self) -> Option<Timestamp> {
        let text = self.published.as_deref()?;
        let endings = ["", "Z", ":00Z", "T00:00:00Z"];
        endings.iter().find_map(|ending| Timestamp::from_rfc3339(&format!("{text}{ending}")))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_the_sets_spell_them() {
        let date = |text: &str| {
            let line = format!(r#"{{"id": "1", "title": "", "text": "", "published": "{text}"}}"#);
            serde_json::from_str::<Record>(&line).unwrap().date().map(Timestamp::unix)
        };
        for text in
            ["2026-03-01T00:00:00Z", "2026-03-01T00:00:00", "2026-03-01T00:00", "2026-03-01"]
        {
            assert_eq!(date(text), Some(1_772_323_200), "{text}");
        }
        assert_eq!(date("yesterday"), None);
    }
}

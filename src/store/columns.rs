//! How nouns become columns and columns nouns again.

use rusqlite::types::{FromSql, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use serde::{Deserialize, Serialize};

use crate::model::{
    Companion, CompanionKind, Contributor, Digest, Enclosure, FeedId, Guard, ItemId, Person,
    StoryId, Timestamp,
};

impl ToSql for Timestamp {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.unix().into())
    }
}

impl FromSql for Timestamp {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        i64::column_result(value).map(Self::from_unix)
    }
}

impl ToSql for Digest {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        self.as_bytes().to_sql()
    }
}

impl FromSql for Digest {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        <[u8; 16]>::column_result(value).map(Self::from_bytes)
    }
}

macro_rules! row_number {
    ($noun:ident) => {
        impl ToSql for $noun {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                Ok(self.0.into())
            }
        }

        impl FromSql for $noun {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                i64::column_result(value).map(Self)
            }
        }
    };
}

row_number!(FeedId);
row_number!(ItemId);
row_number!(StoryId);

#[derive(Serialize, Deserialize)]
struct PersonColumn {
    name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    uri: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct EnclosureColumn {
    url: String,
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    media_type: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    length: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    duration: Option<u64>,
}

#[derive(Serialize, Deserialize)]
struct CompanionColumn {
    kind: String,
    url: String,
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    media_type: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    language: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct ContributorColumn {
    name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    uri: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    role: Option<String>,
}

/// Most items have none of what a list column holds, and `[]` needs no serializer.
fn to_json<T: Serialize>(list: impl ExactSizeIterator<Item = T>) -> String {
    if list.len() == 0 {
        return "[]".to_owned();
    }
    // Structs of strings and numbers have no way to fail.
    serde_json::to_string(&list.collect::<Vec<_>>()).unwrap_or_else(|_| "[]".to_owned())
}

/// A column that only we write. Should it be damaged all the same, the item is worth more than
/// the list.
fn from_json<T: for<'de> Deserialize<'de>>(column: &str) -> Vec<T> {
    if column == "[]" { Vec::new() } else { serde_json::from_str(column).unwrap_or_default() }
}

pub(super) fn authors_to_column(authors: &[Person]) -> String {
    to_json(authors.iter().map(|p| PersonColumn { name: p.name.clone(), uri: p.uri.clone() }))
}

pub(super) fn authors_from_column(column: &str) -> Vec<Person> {
    from_json::<PersonColumn>(column)
        .into_iter()
        .map(|p| Person { name: p.name, uri: p.uri })
        .collect()
}

pub(super) fn words_to_column(words: &[String]) -> String {
    to_json(words.iter())
}

pub(super) fn words_from_column(column: &str) -> Vec<String> {
    from_json(column)
}

pub(super) fn enclosures_to_column(enclosures: &[Enclosure]) -> String {
    to_json(enclosures.iter().map(|file| EnclosureColumn {
        url: file.url.clone(),
        media_type: file.media_type.clone(),
        length: file.length,
        duration: file.duration,
    }))
}

pub(super) fn enclosures_from_column(column: &str) -> Vec<Enclosure> {
    from_json::<EnclosureColumn>(column)
        .into_iter()
        .map(|file| Enclosure {
            url: file.url,
            media_type: file.media_type,
            length: file.length,
            duration: file.duration,
        })
        .collect()
}

/// `None` where there are none, as in items from before these were kept.
pub(super) fn companions_to_column(companions: &[Companion]) -> Option<String> {
    let column = companions.iter().map(|file| CompanionColumn {
        kind: file.kind.name().to_owned(),
        url: file.url.clone(),
        media_type: file.media_type.clone(),
        language: file.language.clone(),
    });
    (!companions.is_empty()).then(|| to_json(column))
}

/// A kind that this version does not know any more is passed over.
pub(super) fn companions_from_column(column: Option<&str>) -> Vec<Companion> {
    let files = from_json::<CompanionColumn>(column.unwrap_or("[]")).into_iter();
    let known = files.filter_map(|file| {
        let kind = CompanionKind::from_name(&file.kind)?;
        let CompanionColumn { url, media_type, language, .. } = file;
        Some(Companion { kind, url, media_type, language })
    });
    known.collect()
}

/// `None` where nobody is named.
pub(super) fn contributors_to_column(contributors: &[Contributor]) -> Option<String> {
    let column = contributors.iter().map(|person| ContributorColumn {
        name: person.name.clone(),
        uri: person.uri.clone(),
        role: person.role.clone(),
    });
    (!contributors.is_empty()).then(|| to_json(column))
}

pub(super) fn contributors_from_column(column: Option<&str>) -> Vec<Contributor> {
    from_json::<ContributorColumn>(column.unwrap_or("[]"))
        .into_iter()
        .map(|ContributorColumn { name, uri, role }| Contributor { name, uri, role })
        .collect()
}

pub(super) fn numbers_to_column(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

pub(super) fn numbers_from_column(column: &[u8]) -> Vec<u32> {
    let mut numbers = Vec::with_capacity(column.len() / 4);
    read_numbers(column, &mut numbers);
    numbers
}

/// The same, in place of what `numbers` holds.
pub(super) fn read_numbers(column: &[u8], numbers: &mut Vec<u32>) {
    numbers.clear();
    let (whole, _) = column.as_chunks::<4>();
    numbers.extend(whole.iter().map(|bytes| u32::from_le_bytes(*bytes)));
}

pub(super) fn guards_to_column(guards: &[Guard]) -> String {
    guards.iter().map(|guard| guard.name()).collect::<Vec<_>>().join(",")
}

/// A word that this version does not know any more is passed over.
pub(super) fn guards_from_column(column: &str) -> Vec<Guard> {
    column.split(',').filter_map(Guard::from_name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_come_back_as_they_went_in() {
        let authors = vec![
            Person { name: "山田".to_owned(), uri: None },
            Person { name: "A".to_owned(), uri: Some("https://example.org/a".to_owned()) },
        ];
        assert_eq!(authors_from_column(&authors_to_column(&authors)), authors);
        let files = vec![Enclosure {
            url: "https://example.org/1.mp3".to_owned(),
            media_type: Some("audio/mpeg".to_owned()),
            length: Some(u64::MAX),
            duration: Some(61),
        }];
        assert_eq!(enclosures_from_column(&enclosures_to_column(&files)), files);
        let companions = vec![Companion {
            kind: CompanionKind::Chapters,
            url: "https://example.org/1.json".to_owned(),
            media_type: Some("application/json+chapters".to_owned()),
            language: None,
        }];
        let column = companions_to_column(&companions);
        assert_eq!(companions_from_column(column.as_deref()), companions);
        assert_eq!(companions_to_column(&[]), None);
        let people =
            vec![Contributor { name: "B".to_owned(), uri: None, role: Some("guest".to_owned()) }];
        let column = contributors_to_column(&people);
        assert_eq!(contributors_from_column(column.as_deref()), people);
        let words = vec!["a".to_owned(), "\"b\"".to_owned()];
        assert_eq!(words_from_column(&words_to_column(&words)), words);
    }

    #[test]
    fn numbers_and_guards_come_back_as_they_went_in() {
        let numbers = [0, 1, u32::MAX];
        assert_eq!(numbers_from_column(&numbers_to_column(&numbers)), numbers);
        let guards = [Guard::FarApart, Guard::OtherNames];
        assert_eq!(guards_from_column(&guards_to_column(&guards)), guards);
        assert_eq!(guards_from_column("a-guard-of-old,far-apart"), [Guard::FarApart]);
        assert!(guards_from_column("").is_empty());
    }

    #[test]
    fn a_damaged_list_costs_the_list_and_not_the_item() {
        assert!(words_from_column("[\"a").is_empty());
    }
}

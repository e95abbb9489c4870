//! `feed_rs`: the reader of JSON Feed, and a second opinion on everything else. The only file that
//! starts it.

use std::panic::{AssertUnwindSafe, catch_unwind};

use chrono::{DateTime, Utc};
use feed_rs::model;
use feed_rs::parser::Builder;
use serde::Serialize;

use super::found::{Entry, Found};
use crate::model::Timestamp;

/// Why it read nothing.
#[derive(Debug)]
pub(super) enum Fault {
    /// It said why.
    Refused(String),
    /// It panicked, with these words.
    Panicked(String),
}

/// What `feed_rs` reads in a document. A fresh parser each time: one that has failed once panics on
/// its next document. Its ids are none, for where a publisher gives no id and no link it would draw
/// one by lot; its sanitiser is off, for it lets some scripts through and `article/` sanitises
/// everything. Deeply nested documents abort the process, and must not be given to it.
pub(super) fn parse(document: &[u8]) -> Result<model::Feed, Fault> {
    let parser = Builder::new()
        .id_generator(|_, _, _| String::new())
        .sanitize_content(false)
        .timestamp_parser(moment)
        .build();
    match catch_unwind(AssertUnwindSafe(|| parser.parse(document))) {
        Ok(Ok(feed)) => Ok(feed),
        Ok(Err(error)) => Err(Fault::Refused(error.to_string())),
        Err(panic) => {
            let words = panic.downcast_ref::<String>().map(String::as_str);
            let words = words.or_else(|| panic.downcast_ref::<&str>().copied());
            Err(Fault::Panicked(words.unwrap_or("no word of why").to_owned()))
        }
    }
}

/// Dates in a cleaned document are seconds since 1970: `dates` has read them already. Others are
/// read by `dates` as well, so that the two readers differ in what they find, not in its spelling.
fn moment(text: &str) -> Option<DateTime<Utc>> {
    match text.parse() {
        Ok(seconds) => DateTime::from_timestamp(seconds, 0),
        Err(_) => super::dates::read(text).map(|moment| moment.to_chrono()),
    }
}

/// What `feed_rs` makes of a document that was read here.
#[derive(Debug, Serialize)]
pub struct Opinion {
    /// How many entries it reads; `None` where it reads nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entries: Option<usize>,
    /// Why it reads nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// Where it finds something else, in words; the first hundred.
    pub differences: Vec<String>,
}

/// How many differences are told.
const MOST_DIFFERENCES: usize = 100;

/// What `feed_rs` makes of the same bytes.
pub fn second(body: &[u8], found: &Found) -> Opinion {
    let refused =
        |error: String| Opinion { entries: None, error: Some(error), differences: vec![] };
    if found.is_too_deep {
        return refused(
            "not asked: the document is nested so deeply that it would abort".to_owned(),
        );
    }
    let read = match parse(body) {
        Ok(read) => read,
        Err(Fault::Refused(why)) => return refused(why),
        Err(Fault::Panicked(why)) => return refused(format!("panicked: {why}")),
    };
    let mut differences = Vec::new();
    let ours = found.feed.title.as_ref().map(|title| title.value.as_str());
    let theirs = read.title.as_ref().map(|title| title.content.as_str());
    tell(&mut differences, "feed: title", ours, theirs);
    if read.entries.len() != found.entries.len() {
        differences.push(format!("{} entries, not {}", read.entries.len(), found.entries.len()));
    }
    for (number, (ours, theirs)) in found.entries.iter().zip(&read.entries).enumerate() {
        compare(&mut differences, number, ours, theirs);
    }
    differences.truncate(MOST_DIFFERENCES);
    Opinion { entries: Some(read.entries.len()), error: None, differences }
}

fn compare(to: &mut Vec<String>, number: usize, ours: &Entry, theirs: &model::Entry) {
    if to.len() > MOST_DIFFERENCES {
        return;
    }
    let at = |what: &str| format!("entry {number}: {what}");
    let title = ours.title.as_ref().map(|title| title.value.as_str());
    let id = Some(theirs.id.as_str()).filter(|id| !id.is_empty());
    let link =
        theirs.links.iter().find(|link| link.rel.as_deref().is_none_or(|rel| rel == "alternate"));
    tell(to, &at("id"), ours.id.as_deref(), id);
    tell(to, &at("title"), title, theirs.title.as_ref().map(|title| title.content.as_str()));
    tell(to, &at("link"), ours.link.as_deref(), link.map(|link| link.href.as_str()));
    for (what, ours, theirs) in
        [("published", ours.published, theirs.published), ("updated", ours.updated, theirs.updated)]
    {
        let [ours, theirs] = [ours, theirs.as_ref().map(Timestamp::from_chrono)]
            .map(|moment| moment.map(Timestamp::rfc3339));
        tell(to, &at(what), ours.as_deref(), theirs.as_deref());
    }
}

fn tell(to: &mut Vec<String>, what: &str, ours: Option<&str>, theirs: Option<&str>) {
    if ours.map(str::trim) != theirs.map(str::trim) {
        let shown = |text: Option<&str>| {
            text.map_or("nothing".to_owned(), |text| {
                format!("{:?}", text.chars().take(80).collect::<String>())
            })
        };
        to.push(format!("{what} is {}, not {}", shown(theirs), shown(ours)));
    }
}

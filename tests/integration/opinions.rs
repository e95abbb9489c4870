//! What other readers say of the same documents: Python's feedparser, which operators know, and
//! `feed-rs`. Skipped where the documents or feedparser are absent.

use std::fs;
use std::path::Path;
use std::process::Command;

use mainstem::parse;
use serde_json::Value;
use url::Url;

use crate::support::python::python;
use crate::support::shared::shared_data;

/// Per thousand, rounded up.
fn per_mille(part: &Value, whole: &Value) -> u64 {
    (part.as_u64().unwrap() * 1_000).div_ceil(whole.as_u64().unwrap())
}

#[test]
fn real_documents_are_read_as_feedparser_reads_them() {
    let test = "real_documents_are_read_as_feedparser_reads_them";
    let Some(folder) = shared_data(test, "feeds") else { return };
    let Some(python) = python(test) else { return };
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/feedparser/compare.py");
    let mut command = Command::new(python);
    command.arg(script).arg(env!("CARGO_BIN_EXE_mainstem")).arg(folder);
    let output = command.output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let (differences, counts) = said.trim().rsplit_once('\n').unwrap_or(("", said.trim()));
    let counts: Value = serde_json::from_str(counts).unwrap_or_else(|_| {
        panic!("no counts: {said}\n{}", String::from_utf8_lossy(&output.stderr));
    });
    assert!(per_mille(&counts["count"], &counts["documents"]) <= 5, "{counts}\n{differences}");
    for what in ["title", "link", "date"] {
        assert!(per_mille(&counts[what], &counts["entries"]) <= 10, "{counts}\n{differences}");
    }
}

#[test]
fn no_document_has_fewer_entries_than_feed_rs_reads() {
    let test = "no_document_has_fewer_entries_than_feed_rs_reads";
    let Some(folder) = shared_data(test, "feeds") else { return };
    let base = Url::parse("https://feeds.example/dir/feed.xml").unwrap();
    let (mut read, mut fewer) = (0, Vec::new());
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let body = fs::read(&path).unwrap();
        let Ok(found) = parse::all(&body, None, Some(&base)) else { continue };
        let opinion = parse::second(&body, &found);
        let Some(entries) = opinion.entries else { continue };
        read += 1;
        if found.entries.len() < entries {
            fewer.push(format!("{}: {} of {entries}", path.display(), found.entries.len()));
        }
    }
    assert!(read > 400, "feed-rs reads {read} documents");
    assert!(fewer.is_empty(), "{fewer:?}");
}

//! `mainstem parse`: what is read in a document, as JSON. Reading is left to `parse/`.

use std::fs::File;
use std::io::{self, Read as _};
use std::process::ExitCode;

use serde::Serialize;
use url::Url;

use super::args::ParseArguments;
use super::errors::CommandError;
use super::output::Output;
use crate::parse::found::Found;
use crate::parse::{self, Opinion, ReadFeedError};

/// The largest document that is read: what a daemon with the largest `[fetch] max_body` in use takes.
const LARGEST: u64 = 64 * 1024 * 1024;

/// A document, read.
#[derive(Serialize)]
struct Parsed<'a> {
    ok: bool,
    #[serde(flatten)]
    found: &'a Found,
    #[serde(skip_serializing_if = "Option::is_none")]
    explain: Option<Explained<'a>>,
}

/// How it was read.
#[derive(Serialize)]
struct Explained<'a> {
    repairs: &'a [String],
    feed_rs: Opinion,
}

/// A document that is no feed.
#[derive(Serialize)]
struct Refused {
    ok: bool,
    error_kind: &'static str,
    error: String,
}

pub(super) fn run(typed: &ParseArguments, output: &mut Output) -> Result<ExitCode, CommandError> {
    let base = typed.base.as_deref().map(address).transpose()?;
    let body = body(&typed.file)?;
    if body.len() as u64 > LARGEST {
        let error = format!("failed to read a feed: it has more than {LARGEST} bytes");
        output.json(&Refused { ok: false, error_kind: "TooLarge", error })?;
        return Ok(ExitCode::FAILURE);
    }
    match parse::all(&body, typed.content_type.as_deref(), base.as_ref()) {
        Ok(found) => {
            let explain = typed.explain.then(|| {
                let feed_rs = parse::second(&body, &found);
                Explained { repairs: &found.repairs, feed_rs }
            });
            output.json(&Parsed { ok: true, found: &found, explain })?;
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => {
            let error_kind = kind(&error);
            let error = format!("failed to {error}");
            output.json(&Refused { ok: false, error_kind, error })?;
            Ok(ExitCode::FAILURE)
        }
    }
}

fn address(typed: &str) -> Result<Url, CommandError> {
    let url = Url::parse(typed).ok().filter(|url| !url.cannot_be_a_base());
    url.ok_or_else(|| {
        CommandError::Usage(format!(
            "--base {typed:?} is no address: write it whole, like https://example.org/feed.xml"
        ))
    })
}

/// The bytes of a file, or of standard input for `-`; one more than is read shows that it is too
/// large.
fn body(file: &str) -> Result<Vec<u8>, CommandError> {
    let mut body = Vec::new();
    let read = if file == "-" {
        io::stdin().lock().take(LARGEST + 1).read_to_end(&mut body)
    } else {
        File::open(file).and_then(|open| open.take(LARGEST + 1).read_to_end(&mut body))
    };
    read.map_err(|error| CommandError::Other(format!("read {file}: {error}")))?;
    Ok(body)
}

/// The kind of an error, for programs.
fn kind(error: &ReadFeedError) -> &'static str {
    match error {
        ReadFeedError::Empty => "Empty",
        ReadFeedError::Html => "Html",
        ReadFeedError::NotAFeed(_) => "NotAFeed",
        ReadFeedError::Malformed(_) => "Malformed",
        ReadFeedError::Panicked(_) => "Panicked",
    }
}

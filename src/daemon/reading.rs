//! The publisher's answer, read: from bytes to entries, and to the words for what came of the poll.

use url::Url;

use super::diagnosis::Came;
use crate::article;
use crate::model::{
    Digest, Document, Entry, Failure, FailureKind, FetchOutcome, PollOutcome, Timestamp,
    Validators, public_address,
};
use crate::parse;

/// An answer, read.
#[derive(Debug)]
pub(super) struct Reading {
    /// What came of the poll.
    pub(super) outcome: PollOutcome,
    /// The document's entries.
    pub(super) entries: Vec<Entry>,
    /// The size of the document.
    pub(super) size_bytes: u64,
}

impl Reading {
    /// Reads what was fetched, for which `asked` was asked. `held_body` is the digest of the document that was read last.
    pub(super) async fn of(
        fetched: FetchOutcome,
        asked: Url,
        held_body: Option<Digest>,
        now: Timestamp,
    ) -> Self {
        match fetched {
            // Reading a document of 16 MiB takes long enough to be felt by other polls.
            FetchOutcome::Fresh(document) => tokio::task::spawn_blocking(move || {
                read_document(*document, &asked, held_body, now)
            })
            .await
            .unwrap_or_else(|_| Self::failed(internal("read the document: a panic"))),
            FetchOutcome::NotModified(validators) => {
                Self::without_entries(PollOutcome::NotModified(validators))
            }
            FetchOutcome::HoldOff(asked) => Self::without_entries(PollOutcome::HoldOff(asked)),
            FetchOutcome::Gone => Self::without_entries(PollOutcome::Gone),
            FetchOutcome::Failed(failure) => Self::failed(failure),
        }
    }

    fn without_entries(outcome: PollOutcome) -> Self {
        Self { outcome, entries: Vec::new(), size_bytes: 0 }
    }

    fn failed(failure: Failure) -> Self {
        Self::without_entries(PollOutcome::Failed(failure))
    }
}

/// A body that was read before is not read again: it would say the same.
fn read_document(
    document: Document,
    asked: &Url,
    held_body: Option<Digest>,
    now: Timestamp,
) -> Reading {
    let Document { url, status, content_type, validators, body: bytes } = document;
    let size_bytes = bytes.len() as u64;
    let body = Digest::of(&[&bytes]);
    let (outcome, entries) = if held_body == Some(body) {
        (PollOutcome::SameBody { status, url: url.into(), validators }, Vec::new())
    } else {
        match parse::document(&bytes, content_type.as_deref(), &url) {
            Ok(feed) => {
                for repair in &feed.repairs {
                    let shown = public_address(url.as_str());
                    tracing::debug!(feed.url = shown, "Read {shown} all the same: {repair}");
                }
                let mut entries = article::normalise(&feed, &url);
                article::believe(&mut entries, now);
                let (about, url) = (feed.about, url.into());
                // Of what came only in part nothing is kept that could keep the rest away.
                let whole = !feed.is_cut_short;
                let validators = if whole { validators } else { Validators::default() };
                let body = whole.then_some(body);
                let repairs = feed.repairs;
                (PollOutcome::Read { status, validators, url, body, about, repairs }, entries)
            }
            Err(error) => {
                let came = Came { asked, url: &url, status, content_type: content_type.as_deref() };
                (PollOutcome::Failed(came.failure(&error, &bytes)), Vec::new())
            }
        }
    };
    Reading { outcome, entries, size_bytes }
}

fn internal(detail: &str) -> Failure {
    Failure { kind: FailureKind::Internal, status: None, detail: detail.to_owned() }
}

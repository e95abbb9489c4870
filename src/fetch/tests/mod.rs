//! The fetcher against a scripted publisher on the loopback interface.

mod answers;
mod limits;
mod manners;
mod posts;
mod publisher;

use std::collections::BTreeSet;
use std::time::Duration;

use publisher::{Answer, Publisher};

use super::{Fetcher, HostGate, host_key};
use crate::model::{
    Document, Failure, FailureKind, FetchOutcome, FetchRequest, FetchSettings, Fetched, Header,
    HoldOff, PrivateNetworks, Secret, Timestamp, Validators, Wants,
};

/// 2026-11-23T12:00:00Z.
const NOW: i64 = 1_795_435_200;

fn settings() -> FetchSettings {
    FetchSettings {
        concurrency: 4,
        per_host: 1,
        host_gap: Duration::ZERO,
        contact: Some("https://news.example.org/".to_owned()),
        timeout: Duration::from_secs(20),
        max_body: 1024 * 1024,
        private_networks: PrivateNetworks::Listed {
            networks: vec!["127.0.0.1/32".parse().unwrap()],
            hosts: BTreeSet::new(),
        },
        proxy: None,
    }
}

fn request(url: &str) -> FetchRequest {
    FetchRequest::bare(url.parse().unwrap(), Wants::Feed)
}

fn conditional(url: &str) -> FetchRequest {
    let validators = Validators {
        etag: Some(b"\"held\"".to_vec()),
        last_modified: Some(b"Sun, 22 Nov 2026 12:00:00 GMT".to_vec()),
    };
    FetchRequest { validators, ..request(url) }
}

fn header(name: &str, value: &str) -> Header {
    Header { name: name.to_owned(), value: Secret::new(value.to_owned()) }
}

async fn fetch(request: &FetchRequest) -> FetchOutcome {
    fetch_with(&settings(), request).await
}

async fn fetch_with(settings: &FetchSettings, request: &FetchRequest) -> FetchOutcome {
    fetched_with(settings, request).await.outcome
}

async fn fetched_with(settings: &FetchSettings, request: &FetchRequest) -> Fetched {
    go(&Fetcher::new(settings).unwrap(), &HostGate::new(settings), request).await
}

/// Enters by the gate, and fetches.
async fn go(fetcher: &Fetcher, gate: &HostGate, request: &FetchRequest) -> Fetched {
    let permit = gate.enter(&host_key(&request.url)).await.unwrap();
    fetcher.fetch(request, gate, permit, Timestamp::from_unix(NOW)).await.0
}

/// An answer with this status line, these fields and this body.
fn answer(status: &str, fields: &str, body: &[u8]) -> Answer {
    let head = format!("HTTP/1.1 {status}\r\n{fields}Content-Length: {}\r\n\r\n", body.len());
    Answer::Whole([head.as_bytes(), body].concat())
}

fn redirect(status: u16, to: &str) -> Answer {
    answer(&format!("{status} Moved"), &format!("Location: {to}\r\n"), b"")
}

fn document(outcome: FetchOutcome) -> Document {
    match outcome {
        FetchOutcome::Fresh(document) => *document,
        FetchOutcome::NotModified(_)
        | FetchOutcome::HoldOff(_)
        | FetchOutcome::Gone
        | FetchOutcome::Failed(_) => panic!("no document: {outcome:?}"),
    }
}

fn failure(outcome: FetchOutcome) -> Failure {
    match outcome {
        FetchOutcome::Failed(failure) => failure,
        FetchOutcome::Fresh(_)
        | FetchOutcome::NotModified(_)
        | FetchOutcome::HoldOff(_)
        | FetchOutcome::Gone => panic!("no failure: {outcome:?}"),
    }
}

/// Checks that a fetch failed in this way, with these words.
fn assert_failed(outcome: FetchOutcome, kind: FailureKind, words: &str) {
    let failure = failure(outcome);
    assert_eq!(failure.kind, kind, "{failure}");
    assert!(failure.detail.contains(words), "{failure}");
}

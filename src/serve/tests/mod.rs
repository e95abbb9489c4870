//! A board to test with; what is answered, and what happens on connections.

mod answers;
mod callbacks;
mod connections;
mod gates;
mod paths;

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::{Request, Response};

use super::{Board, Outlook, answer};
use crate::model::{Coding, Digest, Prepared, Publication, Timestamp};

/// Tue, 24 Nov 2026 00:00:00 GMT.
const MIDNIGHT: i64 = 1_795_478_400;

const PLAIN: &str = "\"0123456789abcdef0123456789abcdef\"";
const GZIP: &str = "\"0123456789abcdef0123456789abcdef-gzip\"";

struct Fixed {
    next_change: Option<Timestamp>,
    ready: Result<(), String>,
}

impl Outlook for Fixed {
    fn now(&self) -> Timestamp {
        Timestamp::from_unix(MIDNIGHT + 600)
    }

    fn next_change(&self) -> Option<Timestamp> {
        self.next_change
    }

    fn ready(&self) -> Result<(), String> {
        self.ready.clone()
    }
}

/// A daemon that polls again after this many seconds.
fn polling_in(seconds: i64) -> Fixed {
    Fixed { next_change: Some(Timestamp::from_unix(MIDNIGHT + 600 + seconds)), ready: Ok(()) }
}

fn document(content_type: &'static str, codings: &[Coding]) -> Arc<Prepared> {
    let forms = codings.iter().map(|coding| match coding {
        Coding::Identity => (PLAIN.to_owned(), "the document as it is"),
        Coding::Gzip => (GZIP.to_owned(), "gzipped"),
        Coding::Brotli => ("\"0123456789abcdef0123456789abcdef-br\"".to_owned(), "brotlied"),
        Coding::Zstd => ("\"0123456789abcdef0123456789abcdef-zstd\"".to_owned(), "zstandard"),
    });
    let forms = forms.map(|(etag, body)| (etag, Bytes::from_static(body.as_bytes())));
    Arc::new(Prepared {
        content_type,
        last_modified: Timestamp::from_unix(MIDNIGHT),
        digest: Digest::of(&[b"document"]),
        has_images: false,
        hub: None,
        bodies: codings.iter().copied().zip(forms).collect::<BTreeMap<_, _>>(),
    })
}

/// `/feed.atom` in all codings, `/small` in none, and a page.
fn publication() -> Arc<Publication> {
    let all = [Coding::Zstd, Coding::Brotli, Coding::Gzip, Coding::Identity];
    let documents = [
        ("/", document("text/html; charset=utf-8", &all)),
        ("/feed.atom", document("application/atom+xml; charset=utf-8", &all)),
        ("/small", document("text/plain; charset=utf-8", &[Coding::Identity])),
    ];
    let documents = documents.map(|(path, document)| (path.to_owned(), document)).into();
    Arc::new(Publication { documents, ..Publication::default() })
}

fn board() -> Board {
    let board = Board::new(Box::new(polling_in(300)));
    board.put(publication());
    board
}

/// The answer to `METHOD path` with these fields.
fn ask(board: &Board, line: &str, fields: &[(&str, &str)]) -> Answer {
    let (method, path) = line.split_once(' ').unwrap();
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in fields {
        request = request.header(*name, *value);
    }
    answered(request.body(()).unwrap(), board)
}

/// Whoever makes documents for this board makes them at once.
fn answered(request: Request<()>, board: &Board) -> Answer {
    let (head, ()) = request.into_parts();
    Answer(futures_util::FutureExt::now_or_never(answer(&head, board)).unwrap())
}

struct Answer(Response<Full<Bytes>>);

impl Answer {
    fn status(&self) -> u16 {
        self.0.status().as_u16()
    }

    fn field(&self, name: &str) -> &str {
        self.0.headers().get(name).map_or("", |value| value.to_str().unwrap())
    }

    fn body(self) -> String {
        let body = futures_util::FutureExt::now_or_never(self.0.into_body().collect());
        String::from_utf8(body.unwrap().unwrap().to_bytes().to_vec()).unwrap()
    }
}

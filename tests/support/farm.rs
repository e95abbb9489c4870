//! A well-behaved publisher of many documents: strong ETag, Last-Modified, 304, gzip where it is
//! accepted. Also what the benches poll, so it prepares everything before it is asked. A publisher
//! that misbehaves is `publisher`.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};
use hyper::header::{
    ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, ETAG, HeaderName, IF_MODIFIED_SINCE,
    IF_NONE_MATCH, LAST_MODIFIED, VARY,
};
use mainstem::model::{Digest, Timestamp};

use super::server::{Request, Response, Server, whole};

/// A document with everything that is sent beside it.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    content_type: String,
    /// In hexadecimal, without quotes.
    tag: String,
    last_modified: String,
    plain: Bytes,
    gzip: Bytes,
}

impl Document {
    /// Prepares a document that was last changed at this moment.
    pub(crate) fn new(content_type: &str, body: Vec<u8>, changed: Timestamp) -> Self {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(&body).unwrap();
        Self {
            content_type: content_type.to_owned(),
            tag: Digest::of(&[&body]).to_string(),
            last_modified: changed.http_date(),
            gzip: encoder.finish().unwrap().into(),
            plain: body.into(),
        }
    }

    /// The answer, and whether it carries the body. A coding of its own is a representation of its
    /// own, with a strong ETag of its own (RFC 9110 section 8.8.3.3).
    fn answer(&self, request: &Request) -> (hyper::Response<Bytes>, bool) {
        let sent = |name: HeaderName| request.headers().get(name).and_then(|v| v.to_str().ok());
        let zipped = sent(ACCEPT_ENCODING).is_some_and(|accepted| accepted.contains("gzip"));
        let tag =
            if zipped { format!("\"{}-gzip\"", self.tag) } else { format!("\"{}\"", self.tag) };
        let unchanged = match sent(IF_NONE_MATCH) {
            Some(tags) => tags.contains(&tag),
            None => sent(IF_MODIFIED_SINCE) == Some(&self.last_modified),
        };
        let answer = hyper::Response::builder()
            .header(ETAG, tag)
            .header(LAST_MODIFIED, &self.last_modified)
            .header(VARY, "Accept-Encoding");
        let answer = if unchanged {
            answer.status(304).body(Bytes::new())
        } else if zipped {
            answer
                .header(CONTENT_TYPE, &self.content_type)
                .header(CONTENT_ENCODING, "gzip")
                .body(self.gzip.clone())
        } else {
            answer.header(CONTENT_TYPE, &self.content_type).body(self.plain.clone())
        };
        (answer.unwrap(), !unchanged)
    }
}

/// How requests were answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// 200.
    pub(crate) full: usize,
    /// 304.
    pub(crate) not_modified: usize,
    /// 404.
    pub(crate) unknown: usize,
}

#[derive(Default)]
struct Shelf {
    documents: BTreeMap<String, Document>,
    tally: Tally,
}

impl Shelf {
    fn answer(&mut self, request: &Request) -> Response {
        let Some(document) = self.documents.get(request.uri().path()) else {
            self.tally.unknown += 1;
            let mut nothing = hyper::Response::new(whole(Bytes::new()));
            *nothing.status_mut() = hyper::StatusCode::NOT_FOUND;
            return nothing;
        };
        let (answer, full) = document.answer(request);
        if full {
            self.tally.full += 1;
        } else {
            self.tally.not_modified += 1;
        }
        answer.map(whole)
    }
}

/// A running farm.
pub(crate) struct Farm {
    server: Server,
    shelf: Arc<Mutex<Shelf>>,
}

impl Farm {
    /// Serves these documents, by path with leading slash, on this port of 127.0.0.1 (0: any).
    pub(crate) fn start(port: u16, documents: BTreeMap<String, Document>) -> Self {
        let shelf = Arc::new(Mutex::new(Shelf { documents, tally: Tally::default() }));
        let shared = Arc::clone(&shelf);
        let server = Server::start((Ipv4Addr::LOCALHOST, port), move |request| {
            Some(shared.lock().unwrap().answer(request))
        });
        Self { server, shelf }
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// Publishes another document in the place of one.
    pub(crate) fn replace(&self, path: &str, document: Document) {
        self.shelf.lock().unwrap().documents.insert(path.to_owned(), document);
    }

    /// How requests were answered since the last call.
    pub(crate) fn take_tally(&self) -> Tally {
        std::mem::take(&mut self.shelf.lock().unwrap().tally)
    }
}

#[cfg(test)]
mod tests {
    use super::super::reader;
    use super::*;

    fn document(body: &str) -> Document {
        Document::new("application/rss+xml", body.into(), Timestamp::from_unix(1_795_477_195))
    }

    #[test]
    fn a_reader_with_the_right_validators_gets_304_until_the_document_changes() {
        let farm = Farm::start(0, BTreeMap::from([("/a".to_owned(), document("<rss/>"))]));
        let first = reader::get(farm.address(), "/a", &[]);
        assert_eq!(first.header("last-modified"), "Mon, 23 Nov 2026 23:39:55 GMT");
        let validators = [
            ("If-None-Match", first.header("etag")),
            ("If-Modified-Since", first.header("last-modified")),
        ];
        assert_eq!(reader::get(farm.address(), "/a", &validators).status, 304);
        assert_eq!(reader::get(farm.address(), "/a", &validators[1..]).status, 304);
        farm.replace("/a", document("<rss>2</rss>"));
        let changed = reader::get(farm.address(), "/a", &validators);
        assert_eq!((changed.status, changed.body.as_slice()), (200, b"<rss>2</rss>".as_slice()));
        assert_eq!(reader::get(farm.address(), "/b", &[]).status, 404);
        assert_eq!(farm.take_tally(), Tally { full: 2, not_modified: 2, unknown: 1 });
        assert_eq!(farm.take_tally(), Tally::default());
    }

    #[test]
    fn a_compressed_answer_has_an_etag_of_its_own() {
        let farm = Farm::start(0, BTreeMap::from([("/a".to_owned(), document("<rss/>"))]));
        let plain = reader::get(farm.address(), "/a", &[]);
        let zipped = reader::get(farm.address(), "/a", &[("Accept-Encoding", "br, gzip")]);
        assert_eq!((plain.status, zipped.status), (200, 200));
        assert_eq!(zipped.header("content-encoding"), "gzip");
        assert_ne!(plain.header("etag"), zipped.header("etag"));
    }
}

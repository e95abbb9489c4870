//! A scripted publisher over real loopback HTTP: says per path what it answers, misbehaves on
//! demand, and remembers what it was asked. For many well-behaved documents there is `farm`.

use std::collections::BTreeMap;
use std::io::{self, Write as _};
use std::net::Ipv4Addr;
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};
use futures_util::{StreamExt as _, stream};
use http_body_util::{BodyExt, StreamBody};
use hyper::body::Frame;

use super::server::{Request, Response, Server, whole};

/// No test waits longer for a request that should have come.
const PATIENCE: Duration = Duration::from_secs(20);

/// One answer of the script.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Bytes,
    ending: Ending,
    conditional: bool,
}

/// How a body ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    Whole,
    /// The connection is closed after half of what `Content-Length` promised.
    Truncated,
    /// Half of it is sent, then nothing more, over an open connection.
    Stalled,
    /// The body is repeated for ever.
    Endless,
    /// Not even a head is sent.
    Silent,
}

impl Answer {
    /// 200 with a document, served as `application/xml`.
    pub(crate) fn feed(body: impl Into<Bytes>) -> Self {
        Self { body: body.into(), ..Self::status(200) }.header("content-type", "application/xml")
    }

    /// 200 with a web page that has this in its head and this in its body.
    pub(crate) fn page(head: &str, body: &str) -> Self {
        let html = format!("<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>");
        Self { body: html.into(), ..Self::status(200) }.header("content-type", "text/html")
    }

    /// A bare status.
    pub(crate) fn status(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Bytes::new(),
            ending: Ending::Whole,
            conditional: false,
        }
    }

    /// The same with this status.
    pub(crate) fn with_status(self, status: u16) -> Self {
        Self { status, ..self }
    }

    /// 301 to this address, which may be relative.
    pub(crate) fn redirect(to: &str) -> Self {
        Self::status(301).header("location", to)
    }

    /// Takes the request and never says a word.
    pub(crate) fn silence() -> Self {
        Self { ending: Ending::Silent, ..Self::status(200) }
    }

    /// Adds a header, or replaces it.
    pub(crate) fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.retain(|(known, _)| *known != name);
        self.headers.push((name, value.to_owned()));
        self
    }

    /// Adds an `ETag`, quotes included, and answers 304 where it comes back.
    pub(crate) fn etag(self, value: &str) -> Self {
        Self { conditional: true, ..self.header("etag", value) }
    }

    /// Adds a `Last-Modified`, and answers 304 where just this text comes back.
    pub(crate) fn last_modified(self, value: &str) -> Self {
        Self { conditional: true, ..self.header("last-modified", value) }
    }

    /// Sends 200 even where the validators match, as many a publisher does.
    pub(crate) fn unconditional(self) -> Self {
        Self { conditional: false, ..self }
    }

    /// Compresses the body.
    pub(crate) fn gzip(self) -> Self {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(&self.body).unwrap();
        let body = encoder.finish().unwrap().into();
        Self { body, ..self }.header("content-encoding", "gzip")
    }

    /// Closes the connection after half the body.
    pub(crate) fn truncated(self) -> Self {
        Self { ending: Ending::Truncated, ..self }
    }

    /// Falls silent after half the body.
    pub(crate) fn stalls(self) -> Self {
        Self { ending: Ending::Stalled, ..self }
    }

    /// Repeats the body for ever.
    pub(crate) fn never_ends(self) -> Self {
        Self { ending: Ending::Endless, ..self }
    }

    fn value(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }

    /// Whether these validators are of just this answer. `If-None-Match` decides alone where it is
    /// given (RFC 9110 section 13.1.3).
    fn matches(&self, asked: &Asked) -> bool {
        let (sent, mine) = match asked.header("if-none-match") {
            Some(sent) => (Some(sent), self.value("etag")),
            None => (asked.header("if-modified-since"), self.value("last-modified")),
        };
        self.conditional && sent.is_some() && sent == mine
    }

    /// What goes over the wire; `None` for silence.
    fn response(&self, asked: &Asked) -> Option<Response> {
        let unchanged = self.matches(asked);
        let mut response = hyper::Response::builder();
        for (name, value) in &self.headers {
            response = response.header(*name, value);
        }
        if unchanged {
            return Some(response.status(304).body(whole(Bytes::new())).unwrap());
        }
        let half = self.body.slice(..self.body.len() / 2);
        let promised = matches!(self.ending, Ending::Truncated | Ending::Stalled);
        if promised {
            response = response.header("content-length", self.body.len());
        }
        let first = stream::iter([Ok(Frame::data(half))]);
        let body = match self.ending {
            Ending::Silent => return None,
            Ending::Whole => whole(self.body.clone()),
            Ending::Truncated => {
                // hyper flushes what it has when the body pauses; an error at once would drop that too.
                let cut = stream::once(async {
                    tokio::task::yield_now().await;
                    Err(io::Error::other("cut on purpose"))
                });
                BodyExt::boxed(StreamBody::new(first.chain(cut)))
            }
            Ending::Stalled => BodyExt::boxed(StreamBody::new(first.chain(stream::pending()))),
            Ending::Endless => {
                let piece = self.body.clone();
                let pieces = stream::repeat_with(move || Ok(Frame::data(piece.clone())));
                BodyExt::boxed(StreamBody::new(pieces))
            }
        };
        Some(response.status(self.status).body(body).unwrap())
    }
}

/// A request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) method: String,
    /// With its query.
    pub(crate) path: String,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Bytes,
}

impl Asked {
    fn of(request: &Request) -> Self {
        let headers = request.headers().iter();
        let headers = headers.map(|(name, value)| {
            (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        });
        Self {
            method: request.method().to_string(),
            path: request.uri().to_string(),
            headers: headers.collect(),
            body: request.body().clone(),
        }
    }

    /// The value of a header, name in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

#[derive(Default)]
struct Script {
    /// The answers left for each path; the last one stays.
    answers: BTreeMap<String, Vec<Answer>>,
    asked: Vec<Asked>,
}

impl Script {
    fn answer(&mut self, asked: Asked) -> Option<Response> {
        let response = match self.answers.get_mut(&asked.path) {
            Some(answers) if answers.len() > 1 => answers.remove(0).response(&asked),
            Some(answers) => answers[0].response(&asked),
            None => Answer::status(404).response(&asked),
        };
        self.asked.push(asked);
        response
    }
}

/// A publisher that answers by its script, and 404 where the script says nothing.
pub(crate) struct Publisher {
    server: Server,
    script: Arc<(Mutex<Script>, Condvar)>,
}

impl Publisher {
    pub(crate) fn start() -> Self {
        let script: Arc<(Mutex<Script>, Condvar)> = Arc::default();
        let shared = Arc::clone(&script);
        let server = Server::start((Ipv4Addr::LOCALHOST, 0), move |request| {
            let response = shared.0.lock().unwrap().answer(Asked::of(request));
            shared.1.notify_all();
            response
        });
        Self { server, script }
    }

    /// The absolute address of a path.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.server.address())
    }

    /// From now on this path is answered so.
    pub(crate) fn serve(&self, path: &str, answer: Answer) {
        self.serve_in_turn(path, [answer]);
    }

    /// One answer a request; the last one is repeated.
    pub(crate) fn serve_in_turn(&self, path: &str, answers: impl IntoIterator<Item = Answer>) {
        let answers = answers.into_iter().collect();
        self.script.0.lock().unwrap().answers.insert(path.to_owned(), answers);
    }

    /// What this path was asked, in order.
    pub(crate) fn asked(&self, path: &str) -> Vec<Asked> {
        let script = self.script.0.lock().unwrap();
        script.asked.iter().filter(|asked| asked.path == path).cloned().collect()
    }

    /// All paths that were asked, in order.
    pub(crate) fn paths(&self) -> Vec<String> {
        self.script.0.lock().unwrap().asked.iter().map(|asked| asked.path.clone()).collect()
    }

    /// Waits until this path has been asked so many times in all.
    pub(crate) fn wait_until_asked(&self, path: &str, times: usize) {
        let so_often = |script: &Script| {
            script.asked.iter().filter(|asked| asked.path == path).count() >= times
        };
        let (script, changed) = &*self.script;
        let (script, waited) = changed
            .wait_timeout_while(script.lock().unwrap(), PATIENCE, |script| !so_often(script))
            .unwrap();
        assert!(!waited.timed_out(), "{path} was not asked {times} times: {:?}", script.asked);
    }
}

#[cfg(test)]
mod tests {
    use super::super::reader::{self, Limits, Reply};
    use super::*;

    fn get(publisher: &Publisher, path: &str, headers: &[(&str, &str)]) -> Reply {
        reader::get(publisher.server.address(), path, headers)
    }

    #[test]
    fn a_document_is_served_and_the_request_is_remembered() {
        let publisher = Publisher::start();
        publisher.serve("/a.xml", Answer::feed("<rss/>"));
        let reply = get(&publisher, "/a.xml", &[("User-Agent", "test")]);
        assert_eq!((reply.status, reply.body.as_slice()), (200, b"<rss/>".as_slice()));
        assert_eq!(reply.header("content-type"), "application/xml");
        publisher.wait_until_asked("/a.xml", 1);
        let asked = publisher.asked("/a.xml");
        assert_eq!(
            (asked[0].method.as_str(), asked[0].header("user-agent")),
            ("GET", Some("test"))
        );
        assert_eq!(get(&publisher, "/other", &[]).status, 404);
        assert_eq!(publisher.url("/a"), format!("http://{}/a", publisher.server.address()));
    }

    #[test]
    fn a_validator_is_answered_with_304_only_where_it_matches() {
        let publisher = Publisher::start();
        let answer = Answer::feed("<rss/>").etag("\"1\"").last_modified("yesterday, roughly");
        publisher.serve("/a.xml", answer.clone());
        let status = |headers: &[(&str, &str)]| get(&publisher, "/a.xml", headers).status;
        assert_eq!(status(&[("If-None-Match", "\"1\"")]), 304);
        assert_eq!(status(&[("If-Modified-Since", "yesterday, roughly")]), 304);
        let both = [("If-None-Match", "\"2\""), ("If-Modified-Since", "yesterday, roughly")];
        assert_eq!(status(&both), 200);
        publisher.serve("/a.xml", answer.unconditional());
        assert_eq!(status(&[("If-None-Match", "\"1\"")]), 200);
    }

    #[test]
    fn answers_come_in_turn_and_the_last_one_stays() {
        let publisher = Publisher::start();
        let script = [Answer::redirect("/b"), Answer::status(429), Answer::status(410)];
        publisher.serve_in_turn("/a", script);
        let seen: Vec<u16> = (0..4).map(|_| get(&publisher, "/a", &[]).status).collect();
        assert_eq!(seen, [301, 429, 410, 410]);
    }

    #[test]
    fn a_body_may_be_compressed_cut_stalled_or_endless() {
        let publisher = Publisher::start();
        let answer = Answer::feed("<rss>0123456789</rss>");
        publisher.serve("/gzip", answer.clone().gzip());
        publisher.serve("/cut", answer.clone().truncated());
        publisher.serve("/stalled", answer.clone().stalls());
        publisher.serve("/endless", answer.never_ends());
        assert_eq!(get(&publisher, "/gzip", &[]).body[..2], [0x1f, 0x8b]);
        let cut = get(&publisher, "/cut", &[]);
        assert!(!cut.is_whole() && cut.body == b"<rss>01234", "{cut:?}");
        let brief = Limits { size: 100_000, silence: Duration::from_millis(50) };
        let address = publisher.server.address();
        let stalled = reader::request(address, "GET /stalled", &[], brief);
        assert!(!stalled.is_whole() && stalled.body == b"<rss>01234", "{stalled:?}");
        assert!(reader::request(address, "GET /endless", &[], brief).body.len() > 10_000);
    }

    #[test]
    fn silence_is_an_answer_too() {
        let publisher = Publisher::start();
        publisher.serve("/a", Answer::silence());
        let mut stream = std::net::TcpStream::connect(publisher.server.address()).unwrap();
        stream.write_all(b"GET /a HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
        publisher.wait_until_asked("/a", 1);
        stream.set_nonblocking(true).unwrap();
        let error = io::Read::read(&mut stream, &mut [0; 1]).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::WouldBlock);
    }
}

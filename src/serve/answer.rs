//! A request to its answer. What is on the board is answered from memory; what is not is asked of the
//! library. Sockets are left to `server`.

use bytes::Bytes;
use http_body_util::Full;
use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use hyper::http::request::Parts;
use hyper::{Method, Response, StatusCode};

use super::board::{Board, Posted};
use super::condition::held;
use super::gate::Gate;
use super::library::{Find, Unavailable};
use super::negotiate::choose;
use super::shelf::Offer;
use crate::model::{Asked, Audience, Wanted};

/// The longest that a reader may take its copy for current without asking, in seconds. Polls that
/// are hours away may come sooner: `mainstem poll`, a hub's notice, an edit of feeds.toml.
const LONGEST_MAX_AGE_S: u64 = 3600;

/// Answers one request, of which the body does not matter.
pub async fn answer(head: &Parts, board: &Board) -> Response<Full<Bytes>> {
    let posted = board.posted();
    let outer = head.uri.path();
    let paths = [posted.inner(outer), outer];
    let query = head.uri.query().unwrap_or_default();
    let audience = match posted.gate {
        Some(gate) => gate.admits(&head.headers, query),
        None => Some(Audience::Anybody),
    };
    let [path, _] = paths;
    let mut response = match (path, &head.method, audience) {
        ("/healthz" | "/readyz", method, _) if !is_reading(method) => method_not_allowed(),
        ("/healthz", ..) => note(StatusCode::OK, "ok\n"),
        ("/readyz", ..) => ready(board, &posted),
        (path, &Method::OPTIONS, _) if path.ends_with(SHARED) => preflight(),
        (_, _, None) => unauthorized(),
        (_, method, _) if !is_reading(method) => method_not_allowed(),
        ("/metrics", ..) => report(board).await,
        (_, _, Some(audience)) => look_up((paths, audience), head, board, &posted).await,
    };
    if path.ends_with(SHARED) {
        share(response.headers_mut());
    }
    if let Some(monitor) = board.monitor() {
        monitor.answered(response.status().as_u16());
    }
    if head.method == Method::HEAD {
        *response.body_mut() = Full::default();
    }
    response
}

fn is_reading(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD)
}

/// Of a number that was given once. Of a story that was made one with another the latter is not known
/// any more: its reports are found by their links.
const WAS_THERE: &str = "what was here is not kept any more, or was made one with another story\n";

/// What is at the first of these paths that has something, with links for this audience.
async fn look_up(
    (paths, audience): ([&str; 2], Audience),
    head: &Parts,
    board: &Board,
    posted: &Posted,
) -> Response<Full<Bytes>> {
    let Some(shelf) = &posted.shelf else {
        return note(StatusCode::SERVICE_UNAVAILABLE, "nothing is published yet\n");
    };
    let answer = |offer: &Offer| document(&head.headers, offer, (board, posted));
    // What lies ready is for everybody: its links have no token.
    let is_ready = audience == Audience::Anybody || board.library().is_none();
    let ready = paths.into_iter().find_map(|path| shelf.find(path));
    if let Some(offer) = ready.filter(|_| is_ready) {
        return answer(offer);
    }
    let query = head.uri.query().unwrap_or_default();
    let Some(library) = board.library() else { return not_found() };
    let mut wanted: Vec<Wanted> =
        paths.into_iter().filter_map(|path| Wanted::at(path, query)).collect();
    wanted.dedup();
    let mut is_gone = false;
    for wanted in wanted {
        match library.find(Asked { wanted, audience }).await {
            Ok(Find::Document(prepared)) => {
                return Offer::of(&prepared).map_or_else(not_found, |offer| answer(&offer));
            }
            Ok(Find::Nothing) => {}
            Ok(Find::Gone) => is_gone = true,
            Err(Unavailable) => {
                return note(StatusCode::SERVICE_UNAVAILABLE, "the store can't be read\n");
            }
        }
    }
    if is_gone {
        return note(StatusCode::GONE, WAS_THERE);
    }
    not_found()
}

/// The document, or the word that the reader's copy is current.
fn document(
    headers: &HeaderMap,
    offer: &Offer,
    (board, posted): (&Board, &Posted),
) -> Response<Full<Bytes>> {
    let chosen = choose(headers, offer);
    let (status, fields, body) = match held(headers, offer, chosen) {
        Some(form) => (StatusCode::NOT_MODIFIED, &form.unchanged, Bytes::new()),
        None => (StatusCode::OK, &chosen.found, chosen.bytes.clone()),
    };
    let mut response = Response::new(Full::new(body));
    *response.status_mut() = status;
    *response.headers_mut() = fields.clone();
    let fields = response.headers_mut();
    fields.insert(header::CACHE_CONTROL, max_age(board, posted));
    // Two publications of one second are dated a second apart, and RFC 9110 section 8.8.2.1 wants no date
    // that is still to come. Who sends this one back is sent the document once more.
    let now = board.outlook().now();
    if offer.last_modified > now
        && let Ok(now) = HeaderValue::try_from(now.http_date())
    {
        fields.insert(header::LAST_MODIFIED, now);
    }
    response
}

/// `Cache-Control`: a copy is current until the next scheduled poll. What was given for a token is
/// nothing for shared caches.
fn max_age(board: &Board, posted: &Posted) -> HeaderValue {
    let whose = if posted.gate.is_some() { "private" } else { "public" };
    let outlook = board.outlook();
    let left = outlook.next_change().map(|next| next.since(outlook.now()).as_secs());
    let seconds = left.unwrap_or(0).min(LONGEST_MAX_AGE_S);
    HeaderValue::try_from(format!("{whose}, max-age={seconds}"))
        .unwrap_or(HeaderValue::from_static("no-cache"))
}

/// How everything is, for monitors.
async fn report(board: &Board) -> Response<Full<Bytes>> {
    let Some(monitor) = board.monitor() else { return not_found() };
    match monitor.report().await {
        Ok(report) => {
            let text = "application/openmetrics-text; version=1.0.0; charset=utf-8";
            let text = HeaderValue::from_static(text);
            with(note(StatusCode::OK, report), header::CONTENT_TYPE, text)
        }
        Err(Unavailable) => note(StatusCode::SERVICE_UNAVAILABLE, "the store can't be read\n"),
    }
}

fn ready(board: &Board, posted: &Posted) -> Response<Full<Bytes>> {
    let reason = match (&posted.shelf, board.outlook().ready()) {
        (None, Ok(())) => "nothing is published yet".to_owned(),
        (_, Err(reason)) => reason,
        (Some(_), Ok(())) => return note(StatusCode::OK, "ready\n"),
    };
    note(StatusCode::SERVICE_UNAVAILABLE, format!("not ready: {reason}\n"))
}

fn unauthorized() -> Response<Full<Bytes>> {
    let text = "a token or a password is asked for\n";
    let challenge = HeaderValue::from_static(Gate::CHALLENGE);
    with(note(StatusCode::UNAUTHORIZED, text), header::WWW_AUTHENTICATE, challenge)
}

fn not_found() -> Response<Full<Bytes>> {
    note(StatusCode::NOT_FOUND, "there is no such document\n")
}

/// What the names of documents end with that programs on other sites' pages may read: JSON Feed
/// version 1.1 recommends that.
const SHARED: &str = ".json";

/// Lets such a program read an answer, also one that says why there is nothing.
fn share(fields: &mut HeaderMap) {
    fields.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    let exposed = HeaderValue::from_static("ETag, Link");
    fields.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
}

/// Such a program may ask whether it may send a token or a validator. It is asked of by the browser,
/// which sends no token with that question.
fn preflight() -> Response<Full<Bytes>> {
    let fields = [
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, "Authorization, If-None-Match, If-Modified-Since"),
        (header::ACCESS_CONTROL_MAX_AGE, "86400"),
    ];
    let mut response = Response::new(Full::default());
    *response.status_mut() = StatusCode::NO_CONTENT;
    for (name, value) in fields {
        response = with(response, name, HeaderValue::from_static(value));
    }
    response
}

fn method_not_allowed() -> Response<Full<Bytes>> {
    let response = note(StatusCode::METHOD_NOT_ALLOWED, "documents can only be read\n");
    with(response, header::ALLOW, HeaderValue::from_static("GET, HEAD"))
}

/// A few words that are no document and true for this moment only.
pub(super) fn note(status: StatusCode, text: impl Into<Bytes>) -> Response<Full<Bytes>> {
    let text = text.into();
    let length = HeaderValue::from(text.len());
    let mut response = Response::new(Full::new(text));
    *response.status_mut() = status;
    let plain = HeaderValue::from_static("text/plain; charset=utf-8");
    let response = with(response, header::CONTENT_TYPE, plain);
    let response = with(response, header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    with(response, header::CONTENT_LENGTH, length)
}

/// The answer with one more field.
pub(super) fn with(
    mut response: Response<Full<Bytes>>,
    name: HeaderName,
    value: HeaderValue,
) -> Response<Full<Bytes>> {
    response.headers_mut().insert(name, value);
    response
}

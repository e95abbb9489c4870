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
use crate::model::Wanted;

/// The longest that a reader may take its copy for current without asking, in seconds. Polls that
/// are hours away may come sooner: `mainstem poll`, a hub's notice, an edit of feeds.toml.
const LONGEST_MAX_AGE_S: u64 = 3600;

/// Answers one request, of which the body does not matter.
pub async fn answer(head: &Parts, board: &Board) -> Response<Full<Bytes>> {
    let posted = board.posted();
    // Proxies may pass a path on with the prefix that it has for readers, or without.
    let outer = head.uri.path();
    let inner = outer.strip_prefix(posted.prefix.as_str()).filter(|path| path.starts_with('/'));
    let paths = [outer, inner.unwrap_or(outer)];
    let mut response = match (inner.unwrap_or(outer), &head.method) {
        ("/healthz" | "/readyz", method) if !is_reading(method) => method_not_allowed(),
        ("/healthz", _) => note(StatusCode::OK, "ok\n"),
        ("/readyz", _) => ready(board, &posted),
        (path, &Method::OPTIONS) if path.ends_with(SHARED) => preflight(),
        _ if posted.gate.is_some_and(|gate| !admits(gate, head)) => unauthorized(),
        (_, method) if !is_reading(method) => method_not_allowed(),
        ("/metrics", _) => report(board).await,
        _ => look_up(paths, head, board, &posted).await,
    };
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

fn admits(gate: Gate, head: &Parts) -> bool {
    gate.admits(&head.headers, head.uri.query().unwrap_or_default())
}

/// What is at the first of these paths that can have something.
async fn look_up(
    paths: [&str; 2],
    head: &Parts,
    board: &Board,
    posted: &Posted,
) -> Response<Full<Bytes>> {
    let Some(shelf) = &posted.shelf else {
        return note(StatusCode::SERVICE_UNAVAILABLE, "nothing is published yet\n");
    };
    let answer = |offer: &Offer| document(&head.headers, offer, &max_age(board, posted));
    if let Some(offer) = paths.into_iter().find_map(|path| shelf.find(path)) {
        return answer(offer);
    }
    let query = head.uri.query().unwrap_or_default();
    let wanted = paths.into_iter().find_map(|path| Wanted::at(path, query));
    let (Some(wanted), Some(library)) = (wanted, board.library()) else { return not_found() };
    match library.find(wanted).await {
        Ok(Find::Document(prepared)) => {
            Offer::of(&prepared).map_or_else(not_found, |offer| answer(&offer))
        }
        Ok(Find::Nothing) => not_found(),
        Ok(Find::Gone) => {
            note(StatusCode::GONE, "this was published once and is not kept any more\n")
        }
        Err(Unavailable) => note(StatusCode::SERVICE_UNAVAILABLE, "the store can't be read\n"),
    }
}

/// The document, or the word that the reader's copy is current.
fn document(headers: &HeaderMap, offer: &Offer, max_age: &HeaderValue) -> Response<Full<Bytes>> {
    let chosen = choose(headers, offer);
    let (status, fields, body) = match held(headers, offer, chosen) {
        Some(form) => (StatusCode::NOT_MODIFIED, &form.unchanged, Bytes::new()),
        None => (StatusCode::OK, &chosen.found, chosen.bytes.clone()),
    };
    let mut response = Response::new(Full::new(body));
    *response.status_mut() = status;
    *response.headers_mut() = fields.clone();
    response.headers_mut().insert(header::CACHE_CONTROL, max_age.clone());
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

/// Such a program may ask whether it may send a token or a validator. It is asked of by the browser,
/// which sends no token with that question.
fn preflight() -> Response<Full<Bytes>> {
    let fields = [
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
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

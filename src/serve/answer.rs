//! A request to its answer. Pure but for the [`Board`]; sockets are left to `server`.

use bytes::Bytes;
use http_body_util::Full;
use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use hyper::{Method, Request, Response, StatusCode};
use url::form_urlencoded;

use super::board::{Board, Gate, Posted};
use super::condition::held;
use super::negotiate::choose;
use super::shelf::Offer;

/// The longest that a reader may take its copy for current without asking, in seconds. Polls that
/// are hours away may come sooner: `mainstem poll`, a hub's notice, an edit of feeds.toml.
const LONGEST_MAX_AGE_S: u64 = 3600;

/// Answers one request. The query is ignored but for `token`, the body altogether.
pub fn answer<B>(request: &Request<B>, board: &Board) -> Response<Full<Bytes>> {
    let mut response = match (request.uri().path(), request.method()) {
        (_, &Method::GET | &Method::HEAD) => look_up(request, board),
        ("/healthz" | "/readyz", _) => method_not_allowed(),
        (_, _) => match board.posted().gate {
            Some(gate) if !admitted(request, gate) => unauthorized(),
            _ => method_not_allowed(),
        },
    };
    if request.method() == Method::HEAD {
        *response.body_mut() = Full::default();
    }
    response
}

fn look_up<B>(request: &Request<B>, board: &Board) -> Response<Full<Bytes>> {
    let path = request.uri().path();
    let posted = board.posted();
    match path {
        "/healthz" => return note(StatusCode::OK, "ok\n"),
        "/readyz" => return ready(board, &posted),
        _ => {}
    }
    if let Some(gate) = posted.gate
        && !admitted(request, gate)
    {
        return unauthorized();
    }
    let Some(shelf) = &posted.shelf else {
        return note(StatusCode::SERVICE_UNAVAILABLE, "nothing is published yet\n");
    };
    match shelf.find(path) {
        Some(offer) => document(request.headers(), offer, &max_age(board, &posted)),
        None => note(StatusCode::NOT_FOUND, "there is no such document\n"),
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

fn ready(board: &Board, posted: &Posted) -> Response<Full<Bytes>> {
    let reason = match (&posted.shelf, board.outlook().ready()) {
        (None, Ok(())) => "nothing is published yet".to_owned(),
        (_, Err(reason)) => reason,
        (Some(_), Ok(())) => return note(StatusCode::OK, "ready\n"),
    };
    note(StatusCode::SERVICE_UNAVAILABLE, format!("not ready: {reason}\n"))
}

/// Whether the reader shows the token: in `Authorization` (RFC 6750 section 2.1), or in the query,
/// for the readers that take nothing but an address.
fn admitted<B>(request: &Request<B>, gate: Gate) -> bool {
    let fields = request.headers().get_all(header::AUTHORIZATION).iter();
    let mut bearers = fields.filter_map(|field| {
        let (scheme, token) = field.as_bytes().split_at_checked("Bearer ".len())?;
        scheme.eq_ignore_ascii_case(b"Bearer ").then(|| token.trim_ascii())
    });
    bearers.any(|token| gate.opens_for(token)) || shown_in_query(request, gate)
}

/// A token may stand in the address as it is, or escaped as forms do it, which differs where it
/// has a `+` in it.
fn shown_in_query<B>(request: &Request<B>, gate: Gate) -> bool {
    let query = request.uri().query().unwrap_or_default();
    let mut raw = query.split('&').filter_map(|pair| pair.strip_prefix("token="));
    raw.any(|token| gate.opens_for(token.as_bytes()))
        || form_urlencoded::parse(query.as_bytes())
            .any(|(name, token)| name == "token" && gate.opens_for(token.as_bytes()))
}

fn unauthorized() -> Response<Full<Bytes>> {
    let text = "a token is asked for: add ?token=… to the address, or send it as a Bearer\n";
    let realm = HeaderValue::from_static("Bearer realm=\"mainstem\"");
    with(note(StatusCode::UNAUTHORIZED, text), header::WWW_AUTHENTICATE, realm)
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

//! Hubs' requests: questions answered from memory, documents taken in and handed on unread. Who is
//! believed is decided elsewhere, and asked through [`Callbacks`].

use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Body;
use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use hyper::{Method, Request, Response, StatusCode};
use tokio::sync::mpsc;
use tokio::time::timeout;

use super::answer::{answer, note, with};
use super::board::Board;
use crate::model::{CallbackToken, Delivery, HubReply};

/// What callbacks' paths begin with. What follows is the token.
const PATH: &str = "/websub/";

/// How long a document may take to come.
const BODY_WITHIN: Duration = Duration::from_secs(30);

/// When a hub is to try again that found no room, in seconds.
const TRY_AGAIN_S: u16 = 60;

const SIGNATURE: HeaderName = HeaderName::from_static("x-hub-signature");

/// What only whoever runs the server knows of callbacks. Asked with every request of a hub: answer
/// from memory.
pub trait Callbacks: Send + Sync {
    /// What a hub is told that asks so, with this query, at this callback.
    fn asked(&self, token: CallbackToken, query: &str) -> HubReply;
    /// Whether something may be pushed there.
    fn room(&self, token: CallbackToken) -> Room;
}

/// Whether something may be pushed to a callback.
#[derive(Debug)]
pub enum Room {
    /// There is no such callback.
    Unknown,
    /// There is, and as many documents in memory as there may be.
    Full,
    /// It may: here is where it goes.
    Free {
        /// A place in the queue.
        place: mpsc::OwnedPermit<Delivery>,
        /// How large it may be, in bytes.
        most: usize,
    },
}

/// Answers one request, be it a reader's or a hub's. `[server] token` is for readers: a hub has one of
/// its own in the path.
pub(super) async fn respond<B>(request: Request<B>, board: &Board) -> Response<Full<Bytes>>
where
    B: Body<Error: Into<Box<dyn std::error::Error + Send + Sync>>>,
{
    let path = board.posted().inner(request.uri().path());
    let called = path.strip_prefix(PATH).zip(board.callbacks());
    let Some((token, callbacks)) = called else {
        let (head, _) = request.into_parts();
        return answer(&head, board).await;
    };
    let Some(token) = CallbackToken::read(token) else { return unknown() };
    match *request.method() {
        Method::GET => {
            let query = request.uri().query().unwrap_or_default();
            match callbacks.asked(token, query) {
                HubReply::Confirmed(challenge) => {
                    let response = note(StatusCode::OK, challenge);
                    // Its text is a stranger's.
                    let nosniff = HeaderValue::from_static("nosniff");
                    with(response, header::X_CONTENT_TYPE_OPTIONS, nosniff)
                }
                HubReply::Noted => note(StatusCode::OK, "noted\n"),
                HubReply::Unknown => unknown(),
            }
        }
        Method::POST => match callbacks.room(token) {
            Room::Unknown => unknown(),
            Room::Full => {
                let busy = note(StatusCode::SERVICE_UNAVAILABLE, "too much at once\n");
                with(busy, header::RETRY_AFTER, HeaderValue::from(TRY_AGAIN_S))
            }
            Room::Free { place, most } => take_in(request, token, place, most).await,
        },
        _ => {
            let other = note(StatusCode::METHOD_NOT_ALLOWED, "a callback for hubs\n");
            with(other, header::ALLOW, HeaderValue::from_static("GET, POST"))
        }
    }
}

/// Takes a document in, and hands it on: what becomes of it is no business of the hub's.
async fn take_in<B>(
    request: Request<B>,
    token: CallbackToken,
    place: mpsc::OwnedPermit<Delivery>,
    most: usize,
) -> Response<Full<Bytes>>
where
    B: Body<Error: Into<Box<dyn std::error::Error + Send + Sync>>>,
{
    let (head, body) = request.into_parts();
    if head.headers.contains_key(header::CONTENT_ENCODING) {
        return note(StatusCode::UNSUPPORTED_MEDIA_TYPE, "send it as it is, not compressed\n");
    }
    let body = match timeout(BODY_WITHIN, Limited::new(body, most).collect()).await {
        Ok(Ok(body)) => body.to_bytes().into(),
        Ok(Err(error)) if error.is::<http_body_util::LengthLimitError>() => {
            return note(StatusCode::PAYLOAD_TOO_LARGE, "this is more than is taken\n");
        }
        Ok(Err(_)) => return note(StatusCode::BAD_REQUEST, "the body broke off\n"),
        Err(_) => return note(StatusCode::REQUEST_TIMEOUT, "the body did not end\n"),
    };
    let (content_type, signature) =
        (text(&head.headers, &header::CONTENT_TYPE), text(&head.headers, &SIGNATURE));
    place.send(Delivery { token, content_type, signature, body });
    note(StatusCode::ACCEPTED, "thank you\n")
}

fn text(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
}

fn unknown() -> Response<Full<Bytes>> {
    note(StatusCode::NOT_FOUND, "there is no such callback\n")
}

//! What hubs are answered, without a socket.

use std::sync::Arc;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::{Request, Response};
use tokio::sync::mpsc;

use super::{Fixed, polling_in, publication};
use crate::model::{CallbackToken, Delivery, Digest, HubReply};
use crate::serve::callback::respond;
use crate::serve::{Board, Callbacks, Room};

/// A daemon that knows one callback, confirms what has a challenge, and takes documents of 16 bytes.
struct Desk {
    known: CallbackToken,
    queue: mpsc::Sender<Delivery>,
}

impl Callbacks for Desk {
    fn asked(&self, token: CallbackToken, query: &str) -> HubReply {
        match query.strip_prefix("challenge=") {
            Some(challenge) if token == self.known => HubReply::Confirmed(challenge.to_owned()),
            None if token == self.known => HubReply::Noted,
            Some(_) | None => HubReply::Unknown,
        }
    }

    fn room(&self, token: CallbackToken) -> Room {
        if token != self.known {
            return Room::Unknown;
        }
        let place = self.queue.clone().try_reserve_owned();
        place.map_or(Room::Full, |place| Room::Free { place, most: 16 })
    }
}

/// A board that readers need a token for, the path of its one callback, and what is pushed there.
fn board() -> (Board, String, mpsc::Receiver<Delivery>) {
    let known = CallbackToken(Digest::of(&[b"a feed"]));
    let (queue, pushed) = mpsc::channel(1);
    let outlook: Fixed = polling_in(300);
    let board = Board::new(Box::new(outlook)).with_callbacks(Arc::new(Desk { known, queue }));
    board.put(publication());
    board.open(&super::gates::asking(Some("reader"), None), "/");
    (board, format!("/websub/{}", known.reveal()), pushed)
}

async fn ask(board: &Board, method: &str, target: &str, body: &str) -> Response<Full<Bytes>> {
    let request = Request::builder()
        .method(method)
        .uri(target)
        .header("content-type", "application/atom+xml")
        .header("x-hub-signature", "sha256=00")
        .body(Full::new(Bytes::copy_from_slice(body.as_bytes())))
        .unwrap();
    respond(request, board).await
}

async fn status(board: &Board, method: &str, target: &str, body: &str) -> u16 {
    ask(board, method, target, body).await.status().as_u16()
}

#[tokio::test]
async fn a_hub_gets_its_challenge_back_and_needs_no_token_of_readers() {
    let (board, path, _pushed) = board();
    let reply = ask(&board, "GET", &format!("{path}?challenge=c%3Cb"), "").await;
    assert_eq!(reply.status(), 200);
    assert_eq!(reply.headers()["content-type"], "text/plain; charset=utf-8");
    assert_eq!(reply.headers()["x-content-type-options"], "nosniff");
    assert_eq!(reply.into_body().collect().await.unwrap().to_bytes(), "c%3Cb");
    assert_eq!(status(&board, "GET", &format!("{path}?denied"), "").await, 200);
    assert_eq!(status(&board, "GET", "/feed.atom", "").await, 401, "a reader needs it");
}

#[tokio::test]
async fn a_callback_that_nobody_has_is_not_found() {
    let (board, path, mut pushed) = board();
    let other = format!("/websub/{}", "0".repeat(32));
    let longer = format!("{path}0");
    for target in [other.as_str(), "/websub/", "/websub/feed", &longer] {
        for method in ["GET", "POST"] {
            assert_eq!(status(&board, method, target, "<feed/>").await, 404, "{method} {target}");
        }
    }
    assert!(pushed.try_recv().is_err());
    assert_eq!(status(&board, "PUT", &path, "").await, 405);
}

#[tokio::test]
async fn what_is_pushed_is_handed_on_with_its_signature_and_answered_at_once() {
    let (board, path, mut pushed) = board();
    assert_eq!(status(&board, "POST", &path, "<feed/>").await, 202);
    let delivery = pushed.try_recv().unwrap();
    assert_eq!(delivery.body, b"<feed/>");
    assert_eq!(delivery.content_type.as_deref(), Some("application/atom+xml"));
    assert_eq!(delivery.signature.as_deref(), Some("sha256=00"));
    assert!(path.ends_with(&delivery.token.reveal()));
}

#[tokio::test]
async fn no_more_is_taken_in_than_there_is_room_for() {
    let (board, path, mut pushed) = board();
    assert_eq!(status(&board, "POST", &path, "more than 16 bytes").await, 413);
    assert!(pushed.try_recv().is_err());
    assert_eq!(status(&board, "POST", &path, "<feed/>").await, 202);
    let busy = ask(&board, "POST", &path, "<feed/>").await;
    assert_eq!(busy.status(), 503);
    assert_eq!(busy.headers()["retry-after"], "60");
    pushed.try_recv().unwrap();
    assert_eq!(status(&board, "POST", &path, "<feed/>").await, 202);
}

#[tokio::test]
async fn a_hub_is_heard_below_a_path_whether_or_not_that_is_passed_on() {
    let (board, path, _pushed) = board();
    board.open(&super::gates::asking(Some("reader"), None), "/news/");
    for target in [format!("/news{path}?challenge=c"), format!("{path}?challenge=c")] {
        assert_eq!(status(&board, "GET", &target, "").await, 200, "{target}");
    }
}

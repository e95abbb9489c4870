//! Who is let in.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{ask, board};
use crate::model::{Listen, Secret, ServerSettings};
use crate::serve::Board;

/// What is asked of readers: a token and a login, where there are any.
pub(super) fn asking(token: Option<&str>, login: Option<&str>) -> ServerSettings {
    let secret = |text: &str| Secret::new(text.to_owned());
    let listen = Listen::Unix("/run/mainstem.sock".into());
    ServerSettings { listen, token: token.map(secret), login: login.map(secret) }
}

/// A board that asks for the token `a+b c`.
pub(super) fn guarded() -> Board {
    let board = board();
    board.open(&asking(Some("a+b c"), None), "/");
    board
}

fn status(board: &Board, line: &str, authorization: &str) -> u16 {
    ask(board, line, &[("authorization", authorization)]).status()
}

fn basic(login: &str) -> String {
    format!("Basic {}", STANDARD.encode(login))
}

#[test]
fn the_token_opens_as_a_bearer_and_in_the_query() {
    let opened = |line: &str, field: &str| status(&guarded(), line, field) == 200;
    assert!(opened("GET /feed.atom", "Bearer a+b c"));
    assert!(opened("GET /feed.atom", "bearer a+b c"));
    assert!(opened("GET /feed.atom?x=1&token=a%2Bb+c", ""));
    assert!(!opened("GET /feed.atom", "Bearer a+b"));
    assert!(!opened("GET /feed.atom", "Basic a+b c"));
    assert!(!opened("GET /feed.atom?token=", ""));
    assert!(!opened("GET /feed.atom?Token=a%2Bb+c", ""));
    assert!(!opened("GET /feed.atom", ""));
}

#[test]
fn a_token_with_a_plus_in_it_may_stand_in_the_query_as_it_is() {
    let board = board();
    board.open(&asking(Some("a+b"), None), "/");
    assert_eq!(ask(&board, "GET /feed.atom?token=a+b", &[]).status(), 200);
}

#[test]
fn without_the_token_nobody_learns_what_is_there() {
    let board = guarded();
    for line in ["GET /feed.atom", "GET /nothing", "HEAD /", "POST /feed.atom"] {
        let answer = ask(&board, line, &[("if-none-match", "*")]);
        assert_eq!(answer.status(), 401, "{line}");
        let challenge = answer.field("www-authenticate");
        assert!(challenge.contains("Basic realm=") && challenge.contains("Bearer realm="));
    }
    assert_eq!(ask(&board, "GET /healthz", &[]).status(), 200);
    assert_eq!(ask(&board, "GET /readyz", &[]).status(), 200);
}

#[test]
fn what_is_given_for_a_token_is_nothing_for_shared_caches() {
    let answer = ask(&guarded(), "GET /feed.atom?token=a%2Bb+c", &[]);
    assert_eq!(answer.field("cache-control"), "private, max-age=300");
}

#[test]
fn a_token_may_be_dropped_while_the_server_runs() {
    let board = guarded();
    board.open(&asking(None, None), "/");
    assert_eq!(ask(&board, "GET /feed.atom", &[]).status(), 200);
}

#[test]
fn a_browser_may_send_the_token_as_the_password_of_any_name() {
    let opened = |login: &str| status(&guarded(), "GET /", &basic(login)) == 200;
    assert!(opened("me:a+b c"));
    assert!(opened(":a+b c"));
    assert!(!opened("a+b c"));
    assert!(!opened("a+b c:me"));
    assert!(!opened("me:"));
}

#[test]
fn a_name_opens_with_its_password_and_nothing_else_does() {
    let board = board();
    board.open(&asking(None, Some("desk:pass:word")), "/");
    let opened = |field: &str| status(&board, "GET /feed.atom", field) == 200;
    assert!(opened(&basic("desk:pass:word")));
    assert!(opened(&basic("desk:pass:word").replace("Basic", "basic")));
    assert!(!opened(&basic("desk:pass")));
    assert!(!opened(&basic("other:pass:word")));
    assert!(!opened("Bearer desk:pass:word"));
    assert!(!opened("Basic desk:pass:word"));
    assert!(!opened(""));
}

#[test]
fn a_token_and_a_login_open_side_by_side() {
    let board = board();
    board.open(&asking(Some("key"), Some("desk:word")), "/");
    assert_eq!(status(&board, "GET /feed.atom", "Bearer key"), 200);
    assert_eq!(status(&board, "GET /feed.atom", &basic("desk:word")), 200);
    assert_eq!(status(&board, "GET /feed.atom", &basic("desk:other")), 401);
}

//! What is answered, request by request, without a socket.

use std::sync::Arc;

use hyper::{Request, StatusCode};

use super::gates::guarded;
use super::{Fixed, GZIP, MIDNIGHT, PLAIN, answered, ask, board, polling_in, publication};
use crate::model::Timestamp;
use crate::serve::Board;

/// The status of a conditional request for `/feed.atom`.
fn conditional(fields: &[(&str, &str)]) -> u16 {
    ask(&board(), "GET /feed.atom", fields).status()
}

/// The coding that is sent to a reader with this `Accept-Encoding`.
fn coding(accepted: &str) -> String {
    let answer = ask(&board(), "GET /feed.atom", &[("accept-encoding", accepted)]);
    answer.field("content-encoding").to_owned()
}

#[test]
fn a_document_comes_with_all_that_a_cache_needs() {
    let answer = ask(&board(), "GET /feed.atom", &[]);
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.field("content-type"), "application/atom+xml; charset=utf-8");
    assert_eq!(answer.field("etag"), PLAIN);
    assert_eq!(answer.field("last-modified"), "Tue, 24 Nov 2026 00:00:00 GMT");
    assert_eq!(answer.field("vary"), "Accept-Encoding");
    assert_eq!(answer.field("cache-control"), "public, max-age=300");
    assert_eq!(answer.field("content-length"), "21");
    assert_eq!(answer.field("content-encoding"), "");
    assert_eq!(answer.body(), "the document as it is");
}

#[test]
fn no_document_was_changed_after_the_moment_of_its_answer() {
    let board = board();
    let mut ahead = (*publication()).clone();
    for document in ahead.documents.values_mut() {
        Arc::make_mut(document).last_modified = Timestamp::from_unix(MIDNIGHT + 601);
    }
    board.put(Arc::new(ahead));
    let answer = ask(&board, "GET /feed.atom", &[]);
    let dated = answer.field("last-modified");
    assert_eq!(dated, "Tue, 24 Nov 2026 00:10:00 GMT");
    let again = ask(&board, "GET /feed.atom", &[("if-modified-since", dated)]);
    assert_eq!(again.status(), 200, "what was changed in that second is not passed by");
}

#[test]
fn the_query_is_ignored() {
    assert_eq!(ask(&board(), "GET /feed.atom?utm_source=x&token=y", &[]).status(), 200);
}

#[test]
fn a_head_says_what_a_get_would() {
    let fields = [("accept-encoding", "gzip")];
    let get = ask(&board(), "GET /feed.atom", &fields);
    let head = ask(&board(), "HEAD /feed.atom", &fields);
    assert_eq!(get.0.headers(), head.0.headers());
    assert_eq!((head.field("content-length"), head.status()), ("7", 200));
    assert_eq!((get.body().as_str(), head.body().as_str()), ("gzipped", ""));
}

#[test]
fn what_is_not_there_is_not_found_and_nothing_can_be_written() {
    assert_eq!(ask(&board(), "GET /feed.xml", &[]).status(), 404);
    let answer = ask(&board(), "POST /feed.atom", &[]);
    assert_eq!((answer.status(), answer.field("allow")), (405, "GET, HEAD"));
}

#[test]
fn a_page_is_allowed_to_load_nothing() {
    let answer = ask(&board(), "GET /", &[]);
    assert!(answer.field("content-security-policy").starts_with("default-src 'none'"));
    assert_eq!(answer.field("referrer-policy"), "no-referrer");
}

#[test]
fn the_tag_that_a_reader_holds_may_be_weak_listed_or_any() {
    let held = |tags: &str| conditional(&[("if-none-match", tags)]);
    assert_eq!(held(PLAIN), 304);
    assert_eq!(held(&format!("W/{PLAIN}")), 304);
    assert_eq!(held(&format!("\"a,b\", W/\"\" ,{PLAIN}")), 304);
    assert_eq!(held("*"), 304);
    assert_eq!(held("\"another\""), 200);
    assert_eq!(held(&format!("\"no end, {PLAIN}")), 200);
    assert_eq!(held(&PLAIN.replace('"', "")), 200);
    assert_eq!(held(""), 200);
}

#[test]
fn tags_may_stand_on_several_lines() {
    assert_eq!(conditional(&[("if-none-match", "\"x\""), ("if-none-match", PLAIN)]), 304);
}

#[test]
fn the_copy_in_another_coding_is_as_current_and_is_named_in_the_answer() {
    let fields = [("if-none-match", GZIP), ("accept-encoding", "br")];
    let answer = ask(&board(), "GET /feed.atom", &fields);
    assert_eq!((answer.status(), answer.field("etag")), (304, GZIP));
}

#[test]
fn a_304_has_what_caches_need_and_nothing_of_the_body() {
    let answer = ask(&board(), "GET /feed.atom", &[("if-none-match", PLAIN)]);
    let mut names: Vec<&str> =
        answer.0.headers().keys().map(hyper::header::HeaderName::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, ["cache-control", "etag", "last-modified", "vary"]);
    assert_eq!(answer.field("cache-control"), "public, max-age=300");
    assert_eq!(answer.body(), "");
}

#[test]
fn a_date_is_compared_as_a_date_and_read_in_all_three_spellings() {
    let since = |date: &str| conditional(&[("if-modified-since", date)]);
    assert_eq!(since("Tue, 24 Nov 2026 00:00:00 GMT"), 304);
    assert_eq!(since("Tuesday, 24-Nov-26 00:00:01 GMT"), 304);
    assert_eq!(since("Tue Nov 24 00:00:00 2026"), 304);
    assert_eq!(since("Mon, 23 Nov 2026 23:59:59 GMT"), 200);
    assert_eq!(since("yesterday"), 200);
}

#[test]
fn a_tag_that_does_not_match_is_not_outvoted_by_a_date() {
    let date = ("if-modified-since", "Tue, 24 Nov 2026 00:00:00 GMT");
    assert_eq!(conditional(&[("if-none-match", "\"another\""), date]), 200);
}

#[test]
fn a_reader_is_sent_what_it_likes_best() {
    assert_eq!(coding("gzip"), "gzip");
    assert_eq!(coding("X-GZip"), "gzip");
    assert_eq!(coding("gzip, deflate, br"), "br");
    assert_eq!(coding("gzip, deflate, br, zstd"), "zstd");
    assert_eq!(coding("br;q=0.5, gzip;q=0.8"), "gzip");
    assert_eq!(coding("gzip;q=0.001"), "gzip");
    assert_eq!(coding("*"), "zstd");
    assert_eq!(coding("zstd;q=0, *;q=0.1"), "br");
    assert_eq!(coding("identity, gzip"), "gzip");
}

#[test]
fn a_reader_is_sent_no_coding_that_it_does_not_take() {
    assert_eq!(coding(""), "");
    assert_eq!(coding("deflate, compress"), "");
    assert_eq!(coding("gzip;q=0, br;q=0"), "");
    assert_eq!(coding("identity;q=1, gzip;q=0.9"), "");
    assert_eq!(coding("gzip;q=high"), "");
    assert_eq!(coding("gzip;q=+1"), "");
    assert_eq!(coding("identity;q=0"), "");
    assert_eq!(coding("*;q=0"), "");
}

#[test]
fn a_document_that_has_no_other_coding_is_sent_as_it_is() {
    let answer = ask(&board(), "GET /small", &[("accept-encoding", "gzip")]);
    assert_eq!((answer.status(), answer.field("content-encoding")), (200, ""));
}

#[test]
fn a_copy_is_current_until_the_next_poll_and_an_hour_at_most() {
    let age = |outlook: Fixed| {
        let board = Board::new(Box::new(outlook));
        board.put(publication());
        ask(&board, "GET /feed.atom", &[]).field("cache-control").to_owned()
    };
    assert_eq!(age(polling_in(1)), "public, max-age=1");
    assert_eq!(age(polling_in(-5)), "public, max-age=0");
    assert_eq!(age(polling_in(90_000)), "public, max-age=3600");
    assert_eq!(age(Fixed { next_change: None, ready: Ok(()) }), "public, max-age=0");
}

#[test]
fn the_daemon_is_alive_before_it_is_ready() {
    let board = Board::new(Box::new(polling_in(300)));
    assert_eq!(ask(&board, "GET /healthz", &[]).status(), 200);
    let answer = ask(&board, "GET /readyz", &[]);
    assert_eq!(answer.status(), 503);
    assert_eq!(answer.body(), "not ready: nothing is published yet\n");
    assert_eq!(ask(&board, "GET /feed.atom", &[]).status(), 503);

    board.put(publication());
    assert_eq!(ask(&board, "GET /readyz", &[]).status(), 200);
}

#[test]
fn a_daemon_that_has_stopped_polling_is_not_ready_and_says_so() {
    let stuck = Fixed {
        next_change: Some(Timestamp::from_unix(MIDNIGHT)),
        ready: Err("the poll loop has not turned for 5 minutes".to_owned()),
    };
    let board = Board::new(Box::new(stuck));
    board.put(publication());
    let answer = ask(&board, "GET /readyz", &[]);
    assert_eq!(answer.0.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.body(), "not ready: the poll loop has not turned for 5 minutes\n");
}

proptest::proptest! {
    #[test]
    fn no_field_of_a_reader_can_stop_the_server(
        name in proptest::sample::select(vec![
            "accept-encoding", "if-none-match", "if-modified-since", "authorization",
        ]),
        value in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..60),
    ) {
        let Ok(value) = hyper::header::HeaderValue::from_bytes(&value) else { return Ok(()) };
        let request = Request::builder().uri("/feed.atom").header(name, value).body(()).unwrap();
        proptest::prop_assert_eq!(answered(request.clone(), &guarded()).status(), 401);
        let status = answered(request, &board()).status();
        proptest::prop_assert!(matches!(status, 200 | 304));
    }
}

//! Every way an answer can be, and what becomes of it.

use super::*;

#[tokio::test]
async fn a_document_comes_with_its_validators_byte_for_byte() {
    let publisher = Publisher::open(|_| {
        let mut bytes = b"HTTP/1.1 200 OK\r\nETag: W/\"\xe9 odd\"\r\n".to_vec();
        bytes.extend(b"Last-Modified: last tuesday\r\nContent-Type: text/xml; charset=latin1\r\n");
        bytes.extend(b"Content-Length: 6\r\n\r\n<rss/>");
        Answer::Whole(bytes)
    })
    .await;
    let url = publisher.url("/feed?key=1#top");
    let document = document(fetch(&request(&url)).await);
    assert_eq!(document.url.as_str(), publisher.url("/feed?key=1"));
    assert_eq!(document.status, 200);
    assert_eq!(document.content_type.as_deref(), Some("text/xml; charset=latin1"));
    assert_eq!(document.validators.etag.as_deref(), Some(&b"W/\"\xe9 odd\""[..]));
    assert_eq!(document.validators.last_modified.as_deref(), Some(&b"last tuesday"[..]));
    assert_eq!(document.body, b"<rss/>");
}

#[tokio::test]
async fn a_304_gives_the_validators_it_renews() {
    let publisher =
        Publisher::open(|_| Answer::Whole(b"HTTP/1.1 304 x\r\nETag: \"new\"\r\n\r\n".to_vec()))
            .await;
    let given = Validators { etag: Some(b"\"new\"".to_vec()), last_modified: None };
    let outcome = fetch(&conditional(&publisher.url("/"))).await;
    assert_eq!(outcome, FetchOutcome::NotModified(given));
    let head = publisher.heads().concat();
    assert!(head.contains("if-none-match: \"held\"\r\n"), "{head}");
    assert!(head.contains("if-modified-since: sun, 22 nov 2026 12:00:00 gmt\r\n"), "{head}");
}

#[tokio::test]
async fn a_304_to_who_holds_nothing_is_a_failure() {
    let publisher = Publisher::open(|_| Answer::Whole(b"HTTP/1.1 304 x\r\n\r\n".to_vec())).await;
    let failure = failure(fetch(&request(&publisher.url("/"))).await);
    assert_eq!((failure.kind, failure.status), (FailureKind::Status, Some(304)));
    assert!(failure.detail.contains("though we had asked for the whole"));
}

#[tokio::test]
async fn a_publisher_can_ask_us_to_wait() {
    let publisher = Publisher::open(|path| match path {
        "/seconds" => answer("429 Too Many Requests", "Retry-After: 90\r\n", b""),
        "/broken" => answer("500 x", "Retry-After: 60\r\n", b""),
        "/date" => answer("503 x", "Retry-After: Mon, 23 Nov 2026 13:00:00 GMT\r\n", b""),
        _ => answer("503 x", "Retry-After: soon\r\n", b""),
    })
    .await;
    let wait = async |path| match fetch(&request(&publisher.url(path))).await {
        FetchOutcome::HoldOff(HoldOff { status, until, is_named }) => {
            (status, until.unix() - NOW, is_named)
        }
        other @ (FetchOutcome::Fresh(_)
        | FetchOutcome::NotModified(_)
        | FetchOutcome::Gone
        | FetchOutcome::Failed(_)) => panic!("{other:?}"),
    };
    assert_eq!(wait("/seconds").await, (Some(429), 90, true));
    assert_eq!(wait("/date").await, (Some(503), 3600, true));
    assert_eq!(wait("/unread").await, (Some(503), 600, false));
    assert_eq!(wait("/broken").await, (Some(500), 60, true));
}

#[tokio::test]
async fn a_feed_can_be_gone_or_not_found() {
    let publisher = Publisher::open(|path| match path {
        "/gone" => answer("410 Gone", "", b""),
        _ => answer("404 Not Found", "Content-Type: text/html\r\n", b"<html>"),
    })
    .await;
    assert_eq!(fetch(&request(&publisher.url("/gone"))).await, FetchOutcome::Gone);
    let failure = failure(fetch(&request(&publisher.url("/lost?key=hunter2"))).await);
    assert_eq!((failure.kind, failure.status), (FailureKind::Status, Some(404)));
    assert_eq!(
        failure.detail,
        format!("fetch from 127.0.0.1:{}: it answered 404 Not Found", publisher.port())
    );
}

#[tokio::test]
async fn redirects_are_followed_and_a_move_is_noticed() {
    let publisher = Publisher::open(|path| match path {
        "/1" => redirect(301, "/2"),
        "/2" => redirect(308, "3"),
        "/3" => redirect(302, "/4"),
        _ => answer("200 OK", "", b"<rss/>"),
    })
    .await;
    let fetched = fetched_with(&settings(), &request(&publisher.url("/1"))).await;
    assert_eq!(fetched.said.moved_to.unwrap().as_str(), publisher.url("/3"));
    assert_eq!(document(fetched.outcome).url.as_str(), publisher.url("/4"));
}

#[tokio::test]
async fn redirects_that_lead_nowhere_are_a_failure() {
    let publisher = Publisher::open(|path| match path {
        "/a" => redirect(302, "/b"),
        "/b" => redirect(302, "/a"),
        "/lost" => answer("301 Moved", "", b""),
        path => redirect(302, &format!("{path}x")),
    })
    .await;
    for (path, words) in [("/a", "in a circle"), ("/lost", "to nowhere"), ("/x", "more than 10")] {
        let outcome = fetch(&request(&publisher.url(path))).await;
        assert_failed(outcome, FailureKind::Redirect, words);
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_is_a_failure_without_secrets() {
    // Port 1 is that of a service which nobody runs.
    let outcome = fetch(&request("http://me:hunter2@127.0.0.1:1/feed?key=hunter3")).await;
    let failure = failure(outcome);
    assert_eq!(failure.kind, FailureKind::Connect);
    assert_eq!(failure.detail, "connect to 127.0.0.1:1: connection refused");
}

#[tokio::test]
async fn a_server_without_tls_is_a_failure_of_tls() {
    let publisher = Publisher::open_with_greeting(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
    let outcome = fetch(&request(&publisher.url("/").replace("http:", "https:"))).await;
    assert_failed(outcome, FailureKind::Tls, "agree on TLS with 127.0.0.1");
}

#[tokio::test]
async fn a_name_that_does_not_resolve_is_a_failure() {
    // No question can be made of a label over 63 bytes (RFC 1035), so none leaves the machine.
    let name = format!("{}.example", "x".repeat(64));
    let outcome = fetch(&request(&format!("http://{name}/feed"))).await;
    assert_failed(outcome, FailureKind::Name, &format!("find {name}: "));
}

#[test]
fn a_fetch_can_be_spawned() {
    fn check(_: impl Send + 'static) {}
    let fetcher = Fetcher::new(&settings()).unwrap();
    check(async move {
        let gate = HostGate::new(&settings());
        go(&fetcher, &gate, &request("http://127.0.0.1/")).await
    });
}

#[tokio::test]
async fn an_answer_that_is_not_http_is_a_failure() {
    let publisher = Publisher::open(|_| Answer::Cut(b"220 ftp ready\r\n".to_vec())).await;
    let outcome = fetch(&request(&publisher.url("/"))).await;
    assert_failed(outcome, FailureKind::Connect, "get an answer from 127.0.0.1");
}

//! What a hostile or broken publisher can do to us, and where that ends.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};

use super::*;

fn coded(coding: &str, body: &[u8]) -> Answer {
    answer("200 OK", &format!("Content-Encoding: {coding}\r\n"), body)
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// `<rss/>` as one uncompressed meta-block and an empty last one, RFC 7932 section 9.2.
const BROTLI: &[u8] = b"\x50\x00\x10<rss/>\x03";

/// `<rss/>` as one raw block in a frame of one segment, RFC 8878 section 3.1.1.
const ZSTD: &[u8] = b"\x28\xb5\x2f\xfd\x20\x06\x31\x00\x00<rss/>";

#[tokio::test]
async fn every_coding_that_we_ask_for_is_read() {
    let publisher = Publisher::open(|path| match path {
        "/gzip" => coded("gzip", &gzip(b"<rss/>")),
        "/deflate" => coded("deflate", &zlib(b"<rss/>")),
        "/br" => coded("br", BROTLI),
        "/zstd" => coded("zstd", ZSTD),
        // Seen in the wild: the charset where the coding belongs.
        _ => coded("utf-8", b"<rss/>"),
    })
    .await;
    for path in ["/gzip", "/deflate", "/br", "/zstd", "/utf-8"] {
        let document = document(fetch(&request(&publisher.url(path))).await);
        assert_eq!(document.body, b"<rss/>", "{path}");
    }
    for head in publisher.heads() {
        for coding in ["gzip", "deflate", "br", "zstd"] {
            assert!(head.contains(coding), "{head}");
        }
    }
}

#[tokio::test]
async fn a_body_is_bounded_after_decompression() {
    let bomb = gzip(&vec![b' '; 8 * 1024 * 1024]);
    assert!(bomb.len() < 10_000);
    let publisher = Publisher::open(move |path| match path {
        "/bomb" => coded("gzip", &bomb),
        "/large" => answer("200 OK", "", &vec![b' '; 1024 * 1024 + 1]),
        _ => answer("200 OK", "", &vec![b' '; 1024 * 1024]),
    })
    .await;
    for path in ["/bomb", "/large"] {
        let outcome = fetch(&request(&publisher.url(path))).await;
        assert_failed(outcome, FailureKind::TooLarge, "the body is larger than 1 MiB");
    }
    let document = document(fetch(&request(&publisher.url("/just"))).await);
    assert_eq!(document.body.len(), 1024 * 1024);
}

#[tokio::test]
async fn a_body_that_breaks_off_is_a_failure() {
    let publisher = Publisher::open(|path| match path {
        "/length" => Answer::Cut(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n<rss>".to_vec()),
        "/chunks" => Answer::Cut(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<rss>\r\n".to_vec(),
        ),
        "/gzip" => {
            let whole = gzip(b"<rss><channel></channel></rss>");
            coded("gzip", &whole[..whole.len() - 12])
        }
        _ => coded("gzip", b"<rss/>"),
    })
    .await;
    for path in ["/length", "/chunks", "/gzip", "/not-gzip"] {
        let failure = failure(fetch(&request(&publisher.url(path))).await);
        assert_eq!((failure.kind, failure.status), (FailureKind::Body, Some(200)), "{path}");
        assert!(failure.detail.starts_with("read the body from 127.0.0.1"), "{failure}");
    }
}

#[tokio::test]
async fn a_publisher_who_falls_silent_is_left_and_the_stage_is_named() {
    let publisher = Publisher::open(|path| match path {
        "/head" => Answer::Stalled(b"HTTP/1.1 200 OK\r\n".to_vec()),
        _ => Answer::Stalled(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n<rss>".to_vec()),
    })
    .await;
    let settings = FetchSettings { timeout: Duration::from_millis(200), ..settings() };
    let head = fetch_with(&settings, &request(&publisher.url("/head"))).await;
    assert_failed(head, FailureKind::Timeout, "no answer within 200ms");
    let body = fetch_with(&settings, &request(&publisher.url("/body"))).await;
    assert_failed(body, FailureKind::Timeout, "the body did not end within 200ms");
    // TLS is part of the connection.
    let url = publisher.url("/").replace("http:", "https:");
    let connection = fetch_with(&settings, &request(&url)).await;
    assert_failed(connection, FailureKind::Timeout, "no connection within 100ms");
}

#[tokio::test]
async fn a_head_without_end_is_a_failure() {
    let publisher = Publisher::open(|path| match path {
        "/long" => answer("200 OK", &format!("X: {}\r\n", "x".repeat(2_000_000)), b""),
        _ => answer("200 OK", &"X: y\r\n".repeat(500), b""),
    })
    .await;
    for path in ["/long", "/many"] {
        let outcome = fetch(&request(&publisher.url(path))).await;
        assert_failed(outcome, FailureKind::Connect, "get an answer");
    }
}

#[tokio::test]
async fn a_private_address_is_refused() {
    let refused = FetchSettings { private_networks: PrivateNetworks::Refused, ..settings() };
    let publisher = Publisher::open(|_| answer("200 OK", "", b"<rss/>")).await;
    for host in ["127.0.0.1", "2130706433", "0", "[::1]", "[::ffff:127.0.0.1]"] {
        let url = format!("http://{host}:{}/", publisher.port());
        let outcome = fetch_with(&refused, &request(&url)).await;
        assert_failed(outcome, FailureKind::Address, "is not an address of the public internet");
    }
    assert_eq!(publisher.connections(), 0);
}

#[tokio::test]
async fn a_redirect_to_a_private_address_is_refused() {
    let inner = Publisher::open(|_| answer("200 OK", "", b"secret")).await;
    let port = inner.port();
    let publisher = Publisher::open(move |path| match path {
        "/loopback" => redirect(302, &format!("http://127.0.0.2:{port}/")),
        "/cloud" => redirect(302, "http://169.254.169.254/latest/meta-data/"),
        _ => redirect(302, "file:///etc/passwd"),
    })
    .await;
    for (path, kind, words) in [
        ("/loopback", FailureKind::Address, "127.0.0.2 is not an address"),
        ("/cloud", FailureKind::Address, "169.254.169.254 is not an address"),
        ("/file", FailureKind::Redirect, "only http and https"),
    ] {
        let outcome = fetch(&request(&publisher.url(path))).await;
        assert_failed(outcome, kind, words);
    }
    assert_eq!(inner.connections(), 0);
}

#[tokio::test]
async fn a_name_is_judged_by_what_it_resolves_to() {
    let publisher = Publisher::open(|_| answer("200 OK", "", b"<rss/>")).await;
    let url = format!("http://localhost:{}/", publisher.port());
    let with = |private_networks| FetchSettings { private_networks, ..settings() };

    let refused = fetch_with(&with(PrivateNetworks::Refused), &request(&url)).await;
    assert_failed(refused, FailureKind::Address, "connect to localhost: ");
    assert_eq!(publisher.connections(), 0);

    let hosts = BTreeSet::from(["localhost".to_owned()]);
    for listed in [
        PrivateNetworks::Listed { networks: Vec::new(), hosts },
        settings().private_networks,
        PrivateNetworks::Allowed,
    ] {
        document(fetch_with(&with(listed), &request(&url)).await);
    }
}

#[tokio::test]
async fn of_a_rejection_the_beginning_is_read_and_of_a_broken_server_nothing() {
    let bomb = gzip(&vec![b' '; 8 * 1024 * 1024]);
    let publisher = Publisher::open(move |path| match path {
        "/bomb" => answer("403 x", "Content-Encoding: gzip\r\n", &bomb),
        "/short" => answer("404 x", "X-Wall: yes\r\n", b"<p>Not here"),
        "/stalled" => {
            Answer::Stalled(b"HTTP/1.1 403 x\r\nContent-Length: 99\r\n\r\n<p>Go away".to_vec())
        }
        _ => Answer::Stalled(b"HTTP/1.1 500 x\r\nContent-Length: 99\r\n\r\n<p>Oh".to_vec()),
    })
    .await;
    let settings = FetchSettings { timeout: Duration::from_millis(500), ..settings() };
    let fetcher = Fetcher::new(&settings).unwrap().explained_by(|rejection| {
        let is_walled = rejection.headers.iter().any(|(name, _)| name == "x-wall");
        let kind = if is_walled { FailureKind::BotWall } else { FailureKind::Status };
        Some((kind, format!("; {} bytes", rejection.body.len())))
    });
    let gate = HostGate::new(&settings);
    for (path, kind, words) in [
        ("/short", FailureKind::BotWall, "it answered 404 Not Found; 11 bytes"),
        ("/stalled", FailureKind::Status, "it answered 403 Forbidden; 10 bytes"),
        ("/500", FailureKind::Status, "it answered 500 Internal Server Error; 0 bytes"),
    ] {
        let outcome = go(&fetcher, &gate, &request(&publisher.url(path))).await.outcome;
        assert_failed(outcome, kind, words);
    }
    let outcome = go(&fetcher, &gate, &request(&publisher.url("/bomb"))).await.outcome;
    let told = failure(outcome).detail;
    let read = told.rsplit("; ").next().and_then(|bytes| bytes.strip_suffix(" bytes"));
    let read: usize = read.unwrap().parse().unwrap();
    assert!((128 * 1024..256 * 1024).contains(&read), "{told}");
}

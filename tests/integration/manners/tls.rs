//! Publishers that are asked over TLS.

use std::path::Path;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};

use super::desk::document;
use crate::support::program::{LOOPBACK, Site};
use crate::support::server::Server;

/// What came: the version of HTTP, and where from.
type Seen = Arc<Mutex<Vec<String>>>;

fn publisher() -> (Server, Seen) {
    let seen = Seen::default();
    let noted = Arc::clone(&seen);
    let server = Server::start_with_tls(move |request| {
        noted.lock().unwrap().push(format!("{:?} {}", request.version(), request.uri().path()));
        let body = Full::new(Bytes::from(document(1))).map_err(|never| match never {}).boxed();
        Some(hyper::Response::new(body))
    });
    (server, seen)
}

fn site(server: &Server) -> Site {
    let port = server.address().port();
    let feed = |name: &str| format!("[[feed]]\nurl = \"https://localhost:{port}/{name}\"\n");
    Site::new(&format!("{LOOPBACK}{}{}", feed("a"), feed("b")))
}

#[test]
fn http_2_is_spoken_where_it_is_offered() {
    let (server, seen) = publisher();
    let authority = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/tls/authority.pem");
    let output = site(&server).run_with(("SSL_CERT_FILE", &authority), &["poll"]);
    assert!(output.status.success(), "{output:?}");
    let mut seen = seen.lock().unwrap().clone();
    seen.sort_unstable();
    assert_eq!(seen, ["HTTP/2.0 /a", "HTTP/2.0 /b"]);
}

#[test]
fn a_certificate_that_nobody_vouches_for_is_refused_before_anything_is_said() {
    // CommaFeed takes any.
    let (server, seen) = publisher();
    let output = site(&server).run(&["poll", "--json"]);
    assert!(!output.status.success());
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(told.contains("failed to agree on TLS with localhost"), "{told}");
    assert!(seen.lock().unwrap().is_empty());
}

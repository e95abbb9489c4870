//! `mainstem parse`: what is printed of a document, and of what is none.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::program::Site;

/// What is printed of this document, and the exit status.
fn parse(document: &[u8], more: &[&str]) -> (Value, i32) {
    let site = Site::new("");
    fs::write(site.path().join("document"), document).unwrap();
    let output = site.run(&[&["parse", "document"], more].concat());
    let printed = serde_json::from_slice(&output.stdout);
    (printed.unwrap_or_else(|_| panic!("{output:?}")), output.status.code().unwrap())
}

fn fixture(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)).unwrap()
}

#[test]
fn a_document_is_printed_with_all_that_is_found_in_it() {
    let (printed, status) =
        parse(&fixture("market-modules.xml"), &["--base", "https://market.example/feed.xml"]);
    assert_eq!((status, &printed["ok"], &printed["format"]), (0, &true.into(), &"rss2".into()));
    assert_eq!(printed["feed"]["logo"]["url"], "https://market.example/logo.png");
    assert_eq!(printed["entries"][0]["summary"]["type"], "text/html");
    assert_eq!(printed["explain"], Value::Null);
}

#[test]
fn what_the_server_said_of_the_charset_is_heeded() {
    let body =
        b"<rss><channel><item><title>\xcf\xf0\xe8\xe2\xe5\xf2</title></item></channel></rss>";
    let (printed, _) = parse(body, &["--content-type", "text/xml; charset=windows-1251"]);
    assert_eq!(printed["encoding"], "windows-1251");
    assert_eq!(printed["entries"][0]["title"]["value"], "Привет");
}

#[test]
fn what_is_no_feed_is_refused_with_a_word_for_programs() {
    for (body, kind) in [
        (&b""[..], "Empty"),
        (b"<!DOCTYPE html><p>Moved", "Html"),
        (b"<opml/>", "NotAFeed"),
        (b"{\"items\": 1}", "Malformed"),
    ] {
        let (printed, status) = parse(body, &[]);
        assert_eq!(
            (status, &printed["ok"], &printed["error_kind"]),
            (1, &false.into(), &kind.into())
        );
        assert!(printed["error"].as_str().unwrap().starts_with("failed to read a feed"));
    }
}

#[test]
fn explained_it_tells_what_was_mended_and_what_feed_rs_reads() {
    let (printed, _) = parse(&fixture("tide-broken.xml"), &["--explain"]);
    assert!(!printed["explain"]["repairs"].as_array().unwrap().is_empty());
    assert!(printed["explain"]["feed_rs"]["error"].is_string());
    let (printed, _) = parse(&fixture("lighthouse-rdf.xml"), &["--explain"]);
    let differences = printed["explain"]["feed_rs"]["differences"].as_array().unwrap();
    assert!(!differences.is_empty());
}

/// Deep documents abort the process in `feed-rs`, which is therefore not asked.
#[test]
fn a_document_that_is_nested_without_end_is_explained_without_feed_rs() {
    let deep = "<media:group>".repeat(20_000);
    let body = format!("<rss><channel><item>{deep}</item><item/></channel></rss>");
    let (printed, status) = parse(body.as_bytes(), &["--explain"]);
    assert_eq!((status, printed["entries"].as_array().unwrap().len()), (0, 2));
    assert!(printed["explain"]["feed_rs"]["error"].as_str().unwrap().contains("not asked"));
}

#[test]
fn a_base_that_is_no_address_is_a_mistake_of_usage() {
    let site = Site::new("");
    let output = site.run(&["parse", "nothing", "--base", "feed.xml"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("--base \"feed.xml\" is no address"));
}

//! The publisher and the hub of these tests: what they send, and what they were sent.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::net::SocketAddr;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use url::{Url, form_urlencoded};

use crate::support::publisher::{Answer, Publisher};
use crate::support::reader::{self, Reply};

pub(super) const TOPIC: &str = "http://wire.example/topic";

/// A feed with these items that names the hub of this publisher.
pub(super) fn document(publisher: &Publisher, items: &[&str]) -> String {
    let items = items.iter().map(|title| {
        format!(
            "<item><title>{title}</title><guid isPermaLink=\"false\">{title}</guid>\
             <description>About {title}.</description></item>"
        )
    });
    format!(
        "<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\"><channel>\
         <title>Wire</title><atom:link rel=\"hub\" href=\"{}\"/>\
         <atom:link rel=\"self\" href=\"{TOPIC}\"/>{}</channel></rss>",
        publisher.url("/hub"),
        items.collect::<String>()
    )
}

/// A publisher with a feed of one item, and a hub that takes every request.
pub(super) fn publisher() -> Publisher {
    let publisher = Publisher::start();
    publisher.serve("/feed", Answer::feed(document(&publisher, &["harbour"])).etag("\"1\""));
    publisher.serve("/hub", Answer::status(202));
    publisher
}

/// A form that the hub was sent.
pub(super) type Form = BTreeMap<String, String>;

/// The form of this number, from 1, once the hub was sent it.
pub(super) fn form(publisher: &Publisher, number: usize) -> Form {
    publisher.wait_until_asked("/hub", number);
    let asked = &publisher.asked("/hub")[number - 1];
    assert_eq!(asked.method, "POST");
    assert_eq!(asked.header("content-type"), Some("application/x-www-form-urlencoded"));
    form_urlencoded::parse(&asked.body).into_owned().collect()
}

/// The path of the form's callback.
pub(super) fn callback(form: &Form) -> String {
    Url::parse(&form["hub.callback"]).unwrap().path().to_owned()
}

/// The hub's question whether that was us.
pub(super) fn verify(daemon: SocketAddr, form: &Form, lease_s: u64) -> Reply {
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("hub.mode", &form["hub.mode"])
        .append_pair("hub.topic", &form["hub.topic"])
        .append_pair("hub.challenge", "are you sure?")
        .append_pair("hub.lease_seconds", &lease_s.to_string())
        .finish();
    reader::get(daemon, &format!("{}?{query}", callback(form)), &[])
}

pub(super) fn is_confirmed(reply: &Reply) -> bool {
    reply.status == 200 && reply.body == b"are you sure?"
}

/// The hub's push of this document, signed with this secret.
pub(super) fn push(daemon: SocketAddr, form: &Form, document: &str, secret: &str) -> Reply {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(document.as_bytes());
    let mut signature = "sha256=".to_owned();
    for byte in mac.finalize().into_bytes() {
        write!(signature, "{byte:02x}").unwrap();
    }
    let headers =
        [("X-Hub-Signature", signature.as_str()), ("Content-Type", "application/rss+xml")];
    reader::post(daemon, &callback(form), &headers, document.as_bytes())
}

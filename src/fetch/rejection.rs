//! What an answer that is no success says of itself: its head and the beginning of its body. What
//! they mean is told by whoever was given to the fetcher for it.

use std::time::Duration;

use reqwest::Response;
use tokio::time::{Instant, timeout_at};
use url::Url;

use super::answer;
use crate::model::FailureKind;

/// A page that rejects has a few kilobytes, and a site's own page names its feeds at its beginning.
const MOST_BODY: usize = 128 * 1024;

/// Nobody waits longer to hear why they are refused.
const MOST_TIME: Duration = Duration::from_secs(5);

/// An answer that is no success.
#[derive(Clone, Debug)]
pub struct Rejection {
    /// The address that was to be fetched.
    pub asked: Url,
    /// The address that gave the answer, after all redirects.
    pub url: Url,
    /// The HTTP status.
    pub status: u16,
    /// The fields of its head, names in lower case.
    pub headers: Vec<(String, String)>,
    /// Its `Content-Type`.
    pub content_type: Option<String>,
    /// The beginning of its body; empty where the status says all.
    pub body: Vec<u8>,
}

/// Says what a rejection is, where that is more than its status: the kind of failure, and words that
/// follow "it answered 403 Forbidden".
pub type Explain = fn(&Rejection) -> Option<(FailureKind, String)>;

/// Nobody explains.
pub(super) fn unexplained(_: &Rejection) -> Option<(FailureKind, String)> {
    None
}

/// Reads a rejection, until `deadline` at most. What a server says while it is broken is of no use.
pub(super) async fn read(
    mut response: Response,
    asked: &Url,
    url: &Url,
    deadline: Instant,
) -> Rejection {
    let status = response.status().as_u16();
    let fields = response.headers().iter();
    let headers = fields.map(|(name, value)| {
        (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
    });
    let headers = headers.collect();
    let content_type = answer::content_type(response.headers());
    let mut body = Vec::new();
    let deadline = deadline.min(Instant::now() + MOST_TIME);
    if status < 500 || status == 511 {
        while body.len() < MOST_BODY
            && let Ok(Ok(Some(chunk))) = timeout_at(deadline, response.chunk()).await
        {
            body.extend_from_slice(&chunk);
        }
    }
    Rejection { asked: asked.clone(), url: url.clone(), status, headers, content_type, body }
}

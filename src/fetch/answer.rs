//! What the head of an answer says, by itself. What it asks for is read in `wishes`; getting one is
//! left to `fetcher`.

use reqwest::header::{CONTENT_TYPE, ETAG, HeaderMap, HeaderName, LAST_MODIFIED};

use crate::model::Validators;

/// What an answer is, by its status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A body follows. 203: a proxy changed it; 226: it has what is new since ours (RFC 3229).
    Body,
    /// Look elsewhere.
    Redirect,
    /// What we hold is current.
    NotModified,
    /// It is gone for good.
    Gone,
    /// Nothing that we can use; whether it asks for a wait is told by `freeze`.
    Useless,
}

/// What an answer with this status is.
pub(super) fn meaning(status: u16) -> Meaning {
    match status {
        200 | 203 | 226 => Meaning::Body,
        301 | 302 | 303 | 307 | 308 => Meaning::Redirect,
        304 => Meaning::NotModified,
        410 => Meaning::Gone,
        _ => Meaning::Useless,
    }
}

/// The validators, byte for byte.
pub(super) fn validators(headers: &HeaderMap) -> Validators {
    let bytes = |name: HeaderName| headers.get(name).map(|value| value.as_bytes().to_vec());
    Validators { etag: bytes(ETAG), last_modified: bytes(LAST_MODIFIED) }
}

/// The declared type of the body.
pub(super) fn content_type(headers: &HeaderMap) -> Option<String> {
    headers.get(CONTENT_TYPE).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_has_a_meaning() {
        assert_eq!(meaning(200), Meaning::Body);
        assert_eq!(meaning(308), Meaning::Redirect);
        assert_eq!(meaning(304), Meaning::NotModified);
        assert_eq!(meaning(410), Meaning::Gone);
        for status in [202, 204, 206, 300, 305, 400, 401, 403, 404, 429, 500, 502, 503, 504, 999] {
            assert_eq!(meaning(status), Meaning::Useless, "{status}");
        }
    }
}

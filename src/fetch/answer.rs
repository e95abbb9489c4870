//! What the head of an answer says, by itself. Getting one is left to `fetcher`.

use std::time::{Duration, UNIX_EPOCH};

use reqwest::header::{CONTENT_TYPE, ETAG, HeaderMap, HeaderName, LAST_MODIFIED, RETRY_AFTER};

use crate::model::{Timestamp, Validators};

/// What an answer is, by its status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A body follows. 203: a proxy changed it; 226: it has what is new since ours (RFC 3229),
    /// which only who set `A-IM` gets.
    Body,
    /// Look elsewhere.
    Redirect,
    /// What we hold is current.
    NotModified,
    /// Wait.
    HoldOff,
    /// It is gone for good.
    Gone,
    /// Nothing that we can use.
    Useless,
}

/// What an answer with this status is.
pub(super) fn meaning(status: u16) -> Meaning {
    match status {
        200 | 203 | 226 => Meaning::Body,
        301 | 302 | 303 | 307 | 308 => Meaning::Redirect,
        304 => Meaning::NotModified,
        410 => Meaning::Gone,
        429 | 503 => Meaning::HoldOff,
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

/// The end of the wait that is asked for.
pub(super) fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Timestamp> {
    end_of_wait(headers.get(RETRY_AFTER)?.to_str().ok()?, now)
}

/// `Retry-After` is a number of seconds or a date in one of the three forms of HTTP (RFC 9110
/// sections 10.2.3 and 5.6.7).
fn end_of_wait(typed: &str, now: Timestamp) -> Option<Timestamp> {
    let typed = typed.trim();
    if !typed.is_empty() && typed.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than a number holds mean very long.
        return Some(now.plus(Duration::from_secs(typed.parse().unwrap_or(u64::MAX))));
    }
    let date = httpdate::parse_http_date(typed).ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some(Timestamp::from_unix(0).plus(date))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-23T12:00:00Z.
    const NOW: i64 = 1_795_435_200;

    fn wait(typed: &str) -> Option<i64> {
        end_of_wait(typed, Timestamp::from_unix(NOW)).map(|end| end.unix() - NOW)
    }

    #[test]
    fn a_wait_is_a_number_of_seconds_or_a_date() {
        assert_eq!(wait("120"), Some(120));
        assert_eq!(wait(" 0 "), Some(0));
        assert_eq!(wait("Mon, 23 Nov 2026 12:01:00 GMT"), Some(60));
        assert_eq!(wait("Monday, 23-Nov-26 12:01:00 GMT"), Some(60));
        assert_eq!(wait("Mon Nov 23 12:01:00 2026"), Some(60));
        assert_eq!(wait("Mon, 23 Nov 2026 11:59:00 GMT"), Some(-60));
    }

    #[test]
    fn a_wait_that_cannot_be_read_is_none() {
        for typed in ["", "soon", "-5", "1.5", "5 minutes", "Mon, 23 Nov 2026", "\u{661}"] {
            assert_eq!(wait(typed), None, "{typed}");
        }
    }

    #[test]
    fn a_wait_for_ever_is_the_last_moment_there_is() {
        let last = Timestamp::from_unix(i64::MAX).unix() - NOW;
        assert_eq!(wait("18446744073709551615"), Some(last));
        assert_eq!(wait("99999999999999999999999999"), Some(last));
    }

    #[test]
    fn every_status_has_a_meaning() {
        assert_eq!(meaning(200), Meaning::Body);
        assert_eq!(meaning(308), Meaning::Redirect);
        assert_eq!(meaning(304), Meaning::NotModified);
        assert_eq!(meaning(503), Meaning::HoldOff);
        assert_eq!(meaning(410), Meaning::Gone);
        for status in [202, 204, 206, 300, 305, 400, 401, 403, 404, 500, 502, 504, 999] {
            assert_eq!(meaning(status), Meaning::Useless, "{status}");
        }
    }
}

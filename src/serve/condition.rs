//! Whether a reader's copy is current: conditional requests of RFC 9110 section 13.

use std::time::UNIX_EPOCH;

use hyper::HeaderMap;
use hyper::header::{self, HeaderValue};

use super::shelf::{Offer, Representation};
use crate::model::Timestamp;

/// The representation that the reader holds, if what it holds is current.
///
/// A tag of another coding than the one it would be sent now names the same document, so the copy
/// is as good. The answer carries the tag that matched: a cache finds by it which of its copies was
/// meant (RFC 9111 section 4.3.4).
pub(super) fn held<'a>(
    headers: &HeaderMap,
    offer: &'a Offer,
    chosen: &'a Representation,
) -> Option<&'a Representation> {
    if headers.contains_key(header::IF_NONE_MATCH) {
        let lines = || headers.get_all(header::IF_NONE_MATCH).iter();
        let matches = |form: &&Representation| lines().any(|line| names(line, &form.etag));
        return Some(chosen).filter(matches).or_else(|| offer.representations().find(matches));
    }
    // Section 13.1.3: only without the other. A date that can't be read is ignored.
    let since = http_date(headers.get(header::IF_MODIFIED_SINCE)?)?;
    (offer.last_modified <= since).then_some(chosen)
}

/// Whether a line of `If-None-Match` names this tag, or any. The comparison is weak (section
/// 13.1.2): proxies that compress make strong tags weak.
fn names(line: &HeaderValue, etag: &str) -> bool {
    let line = line.as_bytes().trim_ascii();
    line == b"*" || tags(line).any(|tag| tag == etag.as_bytes())
}

/// The entity tags of a list, quotes and all, `W/` left out. Ends at the first thing that is none.
/// A comma may stand in a tag, so the list can't just be split.
fn tags(line: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = line;
    std::iter::from_fn(move || {
        let skipped = rest.iter().take_while(|byte| matches!(byte, b',' | b' ' | b'\t')).count();
        let tag = rest.get(skipped..)?;
        let tag = tag.strip_prefix(b"W/").unwrap_or(tag);
        let inside = tag.strip_prefix(b"\"")?;
        let length = inside.iter().position(|byte| *byte == b'"')?;
        let (tag, after) = tag.split_at_checked(length + 2)?;
        rest = after;
        Some(tag)
    })
}

/// A date in any of the three spellings of RFC 9110 section 5.6.7.
fn http_date(value: &HeaderValue) -> Option<Timestamp> {
    let moment = httpdate::parse_http_date(value.to_str().ok()?).ok()?;
    let seconds = moment.duration_since(UNIX_EPOCH).ok()?.as_secs();
    Some(Timestamp::from_unix(i64::try_from(seconds).ok()?))
}

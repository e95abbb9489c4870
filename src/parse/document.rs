//! The way from bytes to entries. Each step is a file of this room.

use url::Url;

use super::error::ReadFeedError;
use super::found::Found;
use super::lean::lean;
use super::settle::settle;
use super::xml::Subscriptions;
use super::{charset, json, xml};
use crate::model::ParsedFeed;

/// Reads a feed of any format, as far as the daemon needs it. `content_type` is the value of the
/// HTTP field, `url` the address that gave the bytes, after all redirects: what relative addresses
/// are relative to where the document does not say.
///
/// Whatever is wrong with a document and can be mended is mended, and said in
/// [`ParsedFeed::repairs`]; the errors are for what is no feed.
pub fn document(
    body: &[u8],
    content_type: Option<&str>,
    url: &Url,
) -> Result<ParsedFeed, ReadFeedError> {
    let found = all(body, content_type, Some(url))?;
    let feed = lean(found, url);
    if feed.is_cut_short && feed.entries.is_empty() {
        let why = "the document ends before its first entry".to_owned();
        return Err(ReadFeedError::Malformed(why));
    }
    Ok(feed)
}

/// Reads a feed of any format, with all that is found in it. Without `url` what is relative to it
/// stays relative.
pub fn all(
    body: &[u8],
    content_type: Option<&str>,
    url: Option<&Url>,
) -> Result<Found, ReadFeedError> {
    if charset::is_ebcdic(body) {
        return Err(ReadFeedError::NotAFeed("EBCDIC, which no reader of feeds knows".to_owned()));
    }
    let charset::Decoded { text, encoding, repair } = charset::decode(body, content_type);
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let mut found = match start.chars().next() {
        None => return Err(ReadFeedError::Empty),
        Some('{') => json::read(start)?,
        Some(_) if start.contains('<') => xml::read(start, url)?,
        Some(_) => return Err(ReadFeedError::NotAFeed(looks(start).to_owned())),
    };
    drop(text);
    found.encoding = encoding;
    found.repairs.splice(0..0, repair);
    settle(&mut found, url);
    Ok(found)
}

/// Reads a list of subscriptions (OPML), in whatever charset and state; `None` where it is none.
pub fn subscriptions(body: &[u8]) -> Option<Subscriptions> {
    xml::read_opml(&charset::text(body, None))
}

/// What a text without a mark of XML or JSON looks like.
fn looks(text: &str) -> &'static str {
    let is_control = |c: char| c == '\u{fffd}' || c.is_control() && !c.is_whitespace();
    if text.chars().take(512).any(is_control) { "binary data" } else { "plain text" }
}

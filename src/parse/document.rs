//! The way from bytes to entries. Each step is a file of this room.

use url::Url;

use super::error::ReadFeedError;
use super::{canon, charset, json, read};
use crate::model::ParsedFeed;

/// Reads a feed of any format. `content_type` is the value of the HTTP field, `url` the address
/// that gave the bytes, after all redirects: what relative addresses are relative to where the
/// document does not say.
///
/// Whatever is wrong with a document and can be mended is mended, and said in
/// [`ParsedFeed::repairs`]; the errors are for what is no feed.
pub fn document(
    body: &[u8],
    content_type: Option<&str>,
    url: &Url,
) -> Result<ParsedFeed, ReadFeedError> {
    let charset::Decoded { text, repair } = charset::decode(body, content_type);
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let canonical = match start.chars().next() {
        None => return Err(ReadFeedError::Empty),
        Some('{') => json::canonical(start)?,
        Some(_) if start.contains('<') => canon::canonical(start, url)?,
        Some(_) => return Err(ReadFeedError::NotAFeed(looks(start).to_owned())),
    };
    drop(text);
    let mut feed = read::read(canonical, url)?;
    if feed.is_cut_short && feed.entries.is_empty() {
        let why = "the document ends before its first entry".to_owned();
        return Err(ReadFeedError::Malformed(why));
    }
    feed.repairs.splice(0..0, repair);
    Ok(feed)
}

/// What a text without a mark of XML or JSON looks like.
fn looks(text: &str) -> &'static str {
    let is_control = |c: char| c == '\u{fffd}' || c.is_control() && !c.is_whitespace();
    if text.chars().take(512).any(is_control) { "binary data" } else { "plain text" }
}

//! The order in which a charset is looked for. Where it may be named is left to `labels`, what is wider
//! than a byte to `wide`.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_2022_JP, UTF_8, WINDOWS_1252};

use super::wide::Width;
use super::{labels, wide};

/// The text of a document.
#[derive(Debug)]
pub(in crate::parse) struct Decoded<'a> {
    /// The characters, without a byte order mark.
    pub(in crate::parse) text: Cow<'a, str>,
    /// The charset that was settled on, by its name in the Encoding Standard, in lower case. UTF-32,
    /// which that has not, is `utf-32be` or `utf-32le`.
    pub(in crate::parse) encoding: String,
    /// What was wrong, in words for the operator.
    pub(in crate::parse) repair: Option<String>,
}

/// How far into a document its XML declaration is looked for.
const DECLARATION_WITHIN: usize = 1024;

/// The text of a body that need not be a feed, without a byte order mark. Web pages name their charset in
/// a `meta`.
pub fn text<'a>(body: &'a [u8], content_type: Option<&str>) -> Cow<'a, str> {
    decode(body, content_type).text
}

/// Whether the body is in the charset of IBM's mainframes: `<?xm` and `<rss` begin with these bytes
/// there, and so does no text elsewhere. Nobody publishes in it, so that it is refused in words.
pub(in crate::parse) fn is_ebcdic(body: &[u8]) -> bool {
    body.starts_with(b"\x4c\x6f\xa7\x94") || body.starts_with(b"\x4c\x99\xa2\xa2")
}

/// Decodes a body. A byte order mark decides, where what follows is not evidently something else;
/// else bytes that are valid UTF-8 are UTF-8, whatever anyone says of them (proxies and editors
/// transcode and leave the labels as they were); else HTTP's word, the document's own, and a guess,
/// in the order of RFC 7303 section 3.
pub(in crate::parse) fn decode<'a>(body: &'a [u8], content_type: Option<&str>) -> Decoded<'a> {
    let (marked, rest) = wide::marked(body);
    if let Some(width) = marked.or_else(|| wide::unmarked(rest)) {
        return match width {
            Width::Two(encoding) => decode_as(encoding, rest, None),
            Width::Four(order) => wide::decode(rest, order),
        };
    }
    let body = rest.strip_prefix(b"\xef\xbb\xbf").unwrap_or(rest);
    let is_marked = body.len() < rest.len();
    let declared = labels::declared(body.get(..DECLARATION_WITHIN).unwrap_or(body));
    let labels = [content_type.and_then(labels::http), declared];
    if let Ok(text) = std::str::from_utf8(body) {
        return decode_utf8(text, declared.filter(|_| !is_marked));
    }
    if is_marked && mostly_utf8(body) {
        return decode_as(UTF_8, body, None);
    }
    decode_other(body, labels)
}

/// The text of bytes that are valid UTF-8. ISO-2022-JP is seven-bit, so that it is as well; it shows
/// in escapes that no other text has.
fn decode_utf8<'a>(text: &'a str, declared: Option<&'static Encoding>) -> Decoded<'a> {
    if text.contains("\u{1b}$") {
        return decode_as(ISO_2022_JP, text.as_bytes(), None);
    }
    let encoding = name(UTF_8);
    if let Some(text) = encoded_twice(text) {
        let repair = Some("was encoded as UTF-8 twice; decoded twice".to_owned());
        return Decoded { text: Cow::Owned(text), encoding, repair };
    }
    let mislabelled = declared.filter(|label| *label != UTF_8 && !text.is_ascii());
    Decoded {
        text: Cow::Borrowed(text),
        encoding,
        repair: mislabelled.map(|label| format!("declares {}, but is UTF-8", label.name())),
    }
}

/// Decodes bytes that are not UTF-8 throughout.
fn decode_other<'a>(body: &'a [u8], labels: [Option<&'static Encoding>; 2]) -> Decoded<'a> {
    let others = labels.into_iter().flatten().filter(|label| *label != UTF_8);
    // A declared UTF-16 that could be read as far as the declaration is none.
    let mut others = others.filter(|label| label.is_ascii_compatible()).peekable();
    let first = others.peek().copied();
    for label in others {
        if let Some(text) = label.decode_without_bom_handling_and_without_replacement(body) {
            return Decoded { text, encoding: name(label), repair: None };
        }
    }
    if mostly_utf8(body) {
        return decode_as(UTF_8, body, None);
    }
    let guess = first.unwrap_or_else(|| {
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        detector.feed(body, true);
        detector.guess(None, Utf8Detection::Deny)
    });
    let note = format!("names no charset that fits; read as {}", guess.name());
    decode_as(guess, body, first.is_none().then_some(note))
}

fn decode_as<'a>(
    encoding: &'static Encoding,
    bytes: &'a [u8],
    note: Option<String>,
) -> Decoded<'a> {
    let (text, broken) = encoding.decode_without_bom_handling(bytes);
    let repair = if broken { Some(replaced(encoding.name())) } else { note };
    Decoded { text, encoding: name(encoding), repair }
}

/// What is said of bytes that are nothing in their charset.
pub(super) fn replaced(encoding: &str) -> String {
    format!("holds bytes that are not {encoding}; they were replaced")
}

fn name(encoding: &'static Encoding) -> String {
    encoding.name().to_ascii_lowercase()
}

/// Whether most of what is not ASCII is valid UTF-8: a body cut in the middle of a character, or
/// one foreign byte in it, does not make the rest another charset.
fn mostly_utf8(body: &[u8]) -> bool {
    let (mut valid, mut invalid) = (0_usize, 0_usize);
    for chunk in body.utf8_chunks() {
        valid += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        invalid += usize::from(!chunk.invalid().is_empty());
    }
    valid > invalid.saturating_mul(4)
}

/// What a program wrote that took UTF-8 for Windows-1252 and made UTF-8 of it: `Ã©` for `é`. Every
/// character beyond ASCII must be such a one, so that no text is touched that merely holds some.
pub(in crate::parse) fn encoded_twice(text: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| !c.is_ascii()) {
        let (before, after) = rest.split_at_checked(at)?;
        bytes.extend_from_slice(before.as_bytes());
        let end = after.find(|c: char| c.is_ascii()).unwrap_or(after.len());
        let (run, after) = after.split_at_checked(end)?;
        let start = bytes.len();
        for c in run.chars() {
            bytes.push(windows_1252(c)?);
        }
        // Bails out at the first word, so that this costs nothing where it does not apply.
        std::str::from_utf8(bytes.get(start..)?).ok()?;
        rest = after;
    }
    bytes.extend_from_slice(rest.as_bytes());
    (bytes.len() < text.len()).then_some(())?;
    String::from_utf8(bytes).ok()
}

fn windows_1252(c: char) -> Option<u8> {
    if let Ok(byte) = u8::try_from(c) {
        return Some(byte);
    }
    let mut buffer = [0; 4];
    let (bytes, _, unmappable) = WINDOWS_1252.encode(c.encode_utf8(&mut buffer));
    if unmappable { None } else { bytes.first().copied() }
}

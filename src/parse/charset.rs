//! Bytes to text. Never fails: what cannot be decoded becomes U+FFFD. What the text means is left
//! to the rest of the room.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// The text of a document.
#[derive(Debug)]
pub(super) struct Decoded<'a> {
    /// The characters, without a byte order mark.
    pub(super) text: Cow<'a, str>,
    /// What they were encoded in.
    pub(super) encoding: &'static Encoding,
    /// What was wrong, in words for the operator.
    pub(super) repair: Option<String>,
}

/// How far into a document its XML declaration is looked for.
const DECLARATION_WITHIN: usize = 1024;

/// The text of a body that need not be a feed, without a byte order mark. Web pages name their charset in
/// a `meta`.
pub fn text<'a>(body: &'a [u8], content_type: Option<&str>) -> Cow<'a, str> {
    decode(body, content_type).text
}

/// Decodes a body. A byte order mark decides; else bytes that are valid UTF-8 are UTF-8, whatever
/// anyone says of them (proxies and editors transcode and leave the labels as they were); else
/// HTTP's word, the document's own, and a guess, in the order of RFC 7303 section 3.
pub(super) fn decode<'a>(body: &'a [u8], content_type: Option<&str>) -> Decoded<'a> {
    if let Some((encoding, length)) = Encoding::for_bom(body) {
        return decode_as(encoding, body.get(length..).unwrap_or_default(), None);
    }
    if let Some(encoding) = utf16_without_mark(body) {
        return decode_as(encoding, body, None);
    }
    let declared = declared(body);
    let labels = [content_type.and_then(http_charset), declared];
    if let Ok(text) = std::str::from_utf8(body) {
        // ISO-2022-JP is seven-bit, so that it is valid UTF-8 as well.
        if labels.contains(&Some(ISO_2022_JP)) && body.contains(&0x1b) {
            return decode_as(ISO_2022_JP, body, None);
        }
        if let Some(text) = encoded_twice(text) {
            let repair = Some("was encoded as UTF-8 twice; decoded twice".to_owned());
            return Decoded { text: Cow::Owned(text), encoding: UTF_8, repair };
        }
        let mislabelled = declared.filter(|label| *label != UTF_8 && !text.is_ascii());
        return Decoded {
            text: Cow::Borrowed(text),
            encoding: UTF_8,
            repair: mislabelled.map(|label| format!("declares {}, but is UTF-8", label.name())),
        };
    }
    decode_other(body, labels)
}

/// Decodes bytes that are not UTF-8 throughout.
fn decode_other<'a>(body: &'a [u8], labels: [Option<&'static Encoding>; 2]) -> Decoded<'a> {
    let others = labels.into_iter().flatten().filter(|label| *label != UTF_8);
    // A declared UTF-16 that could be read as far as the declaration is none.
    let mut others = others.filter(|label| label.is_ascii_compatible()).peekable();
    let first = others.peek().copied();
    for label in others {
        if let Some(text) = label.decode_without_bom_handling_and_without_replacement(body) {
            return Decoded { text, encoding: label, repair: None };
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
    let repair = if broken {
        Some(format!("holds bytes that are not {}; they were replaced", encoding.name()))
    } else {
        note
    };
    Decoded { text, encoding, repair }
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
pub(super) fn encoded_twice(text: &str) -> Option<String> {
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

/// UTF-16 without a byte order mark shows in its first character, which is `<` or `{`.
fn utf16_without_mark(body: &[u8]) -> Option<&'static Encoding> {
    match body {
        [0, b'<' | b'{', 0, ..] => Some(UTF_16BE),
        [b'<' | b'{', 0, second, 0, ..] if *second != 0 => Some(UTF_16LE),
        _ => None,
    }
}

/// The charset of a `Content-Type` (RFC 9110 section 8.3.1).
fn http_charset(content_type: &str) -> Option<&'static Encoding> {
    content_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let value = value.trim().trim_matches(['"', '\'']);
        name.trim()
            .eq_ignore_ascii_case("charset")
            .then(|| Encoding::for_label(value.as_bytes()))?
    })
}

/// The charset that the XML declaration names, or the `meta` of a web page.
fn declared(body: &[u8]) -> Option<&'static Encoding> {
    let head = body.get(..DECLARATION_WITHIN).unwrap_or(body);
    let head = String::from_utf8_lossy(head);
    declared_in_xml(&head).or_else(|| declared_in_html(&head))
}

fn declared_in_xml(head: &str) -> Option<&'static Encoding> {
    let (_, declaration) = head.split_once("<?xml")?;
    let (declaration, _) = declaration.split_once("?>")?;
    let (_, rest) = declaration.split_once("encoding")?;
    let value = rest.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|first| matches!(first, '"' | '\''))?;
    let label = value.get(1..)?.split(quote).next()?;
    Encoding::for_label(label.trim().as_bytes())
}

/// `<meta charset=…>`, or the same within the `content` of `<meta http-equiv=Content-Type …>`.
fn declared_in_html(head: &str) -> Option<&'static Encoding> {
    let head = head.to_ascii_lowercase();
    head.split("<meta").skip(1).find_map(|rest| {
        let (tag, _) = rest.split_once('>')?;
        let (_, value) = tag.split_once("charset")?;
        let value =
            value.trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
        let end = value.find(|c: char| c.is_ascii_whitespace() || "\"';/".contains(c));
        Encoding::for_label(value.get(..end.unwrap_or(value.len()))?.as_bytes())
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn document(label: &str, text: &[u8]) -> Vec<u8> {
        let head = format!("<?xml version='1.0' encoding='{label}'?><rss><title>");
        [head.as_bytes(), text, b"</title></rss>"].concat()
    }

    fn title(body: &[u8], content_type: Option<&str>) -> String {
        let text = decode(body, content_type).text.into_owned();
        let (_, rest) = text.split_once("<title>").unwrap();
        rest.split("</title>").next().unwrap().to_owned()
    }

    fn windows_1251() -> Vec<u8> {
        encoding_rs::WINDOWS_1251.encode("Привет, мир").0.into_owned()
    }

    fn utf16le(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    #[test]
    fn the_declaration_is_believed_where_the_bytes_are_not_utf8() {
        let body = document("windows-1251", &windows_1251());
        assert_eq!(title(&body, None), "Привет, мир");
    }

    #[test]
    fn http_is_believed_before_the_declaration() {
        let body = document("iso-8859-1", &windows_1251());
        assert_eq!(title(&body, Some("text/xml; Charset=\"windows-1251\"")), "Привет, мир");
    }

    #[test]
    fn valid_utf8_wins_over_every_label() {
        let body = document("windows-1251", "Привет".as_bytes());
        assert_eq!(title(&body, Some("text/xml; charset=iso-8859-1")), "Привет");
        let repair = decode(&body, None).repair.unwrap();
        assert_eq!(repair, "declares windows-1251, but is UTF-8");
    }

    #[test]
    fn a_label_of_utf8_that_is_not_true_is_replaced_by_a_guess() {
        let body = document("UTF-8", b"caf\xe9, cr\xe8me br\xfbl\xe9e et th\xe9");
        assert_eq!(title(&body, None), "café, crème brûlée et thé");
    }

    #[test]
    fn a_web_page_declares_its_charset_in_a_meta() {
        let sjis = encoding_rs::SHIFT_JIS.encode("東京の天気").0;
        for head in
            ["<meta charset=shift_jis>", "<META http-equiv='x' content='a; charset=Shift_JIS'>"]
        {
            let body = [b"<!doctype html><html>", head.as_bytes(), &sjis].concat();
            assert!(text(&body, Some("text/html")).ends_with("東京の天気"), "{head}");
        }
    }

    #[test]
    fn one_bad_byte_does_not_change_the_charset() {
        let body =
            document("UTF-8", b"\xc3\xa9t\xc3\xa9 \xc3\xa0 N\xc3\xaemes \xe9 d\xc3\xa9j\xc3\xa0");
        assert_eq!(title(&body, None), "été à Nîmes \u{fffd} déjà");
        assert!(decode(&body, None).repair.unwrap().contains("were replaced"));
    }

    #[test]
    fn utf16_is_known_by_its_mark_or_its_first_character() {
        let text = "<?xml version='1.0' encoding='UTF-16'?><rss><title>Привет</title></rss>";
        let marked = [vec![0xff, 0xfe], utf16le(text)].concat();
        assert_eq!(title(&marked, None), "Привет");
        assert_eq!(title(&utf16le(text), None), "Привет");
    }

    #[test]
    fn a_declaration_of_utf16_in_eight_bit_bytes_is_a_lie() {
        let body = document("utf-16", b"caf\xe9, cr\xe8me br\xfbl\xe9e et th\xe9");
        assert_eq!(title(&body, None), "café, crème brûlée et thé");
    }

    #[test]
    fn a_text_that_was_encoded_twice_is_decoded_twice() {
        let twice = "cafÃ© â€” thÃ©Ã¢tre";
        assert_eq!(title(&document("utf-8", twice.as_bytes()), None), "café — théâtre");
        let mixed = "cafÃ© is what é becomes";
        assert_eq!(title(&document("utf-8", mixed.as_bytes()), None), mixed);
    }

    #[test]
    fn seven_bit_japanese_is_read_where_it_is_declared() {
        let bytes = ISO_2022_JP.encode("日本").0.into_owned();
        assert_eq!(title(&document("iso-2022-jp", &bytes), None), "日本");
    }

    proptest! {
        #[test]
        fn decoding_never_panics(body in proptest::collection::vec(any::<u8>(), 0..300),
                                 label in ".{0,20}") {
            let content_type = format!("text/xml; charset={label}");
            decode(&body, Some(&content_type));
        }
    }
}

//! Every step of the ladder, and what is between them.

use proptest::prelude::*;

use encoding_rs::{Encoding, ISO_2022_JP};

use super::{decode, is_ebcdic, text};

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
    for head in ["<meta charset=shift_jis>", "<META http-equiv='x' content='a; charset=Shift_JIS'>"]
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

fn utf16be(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_be_bytes).collect()
}

fn utf32(text: &str, bytes: fn(u32) -> [u8; 4]) -> Vec<u8> {
    text.chars().flat_map(|c| bytes(u32::from(c))).collect()
}

/// A charset, the other labels it is met under, and a text.
const CHARSETS: &[(&str, &[&str], &str)] = &[
    ("big5", &["cp950", "Big5-HKSCS"], "繁體中文新聞"),
    ("euc-jp", &["EUC_JIS"], "日本語のニュース"),
    ("euc-kr", &["cp949", "ks_c_5601-1987"], "한국어 뉴스"),
    ("gb18030", &[], "简体中文 😀"),
    ("gbk", &["gb2312", "cp936"], "简体中文新闻"),
    ("ibm866", &["cp866"], "Привет"),
    ("iso-8859-2", &["latin2", "ISO8859_2"], "Příliš žluť"),
    ("iso-8859-5", &["iso8859-5"], "Привет"),
    ("iso-8859-7", &["greek"], "Ελλάδα"),
    ("iso-8859-8", &["hebrew"], "שלום"),
    ("iso-8859-15", &["latin-9", "iso_8859_15"], "coûte 5 €"),
    ("koi8-r", &["koi8_r", "KOI8R"], "Привет"),
    ("koi8-u", &["koi8u"], "Привіт"),
    ("macintosh", &["MacRoman"], "café — théâtre"),
    ("shift_jis", &["cp932", "windows-31j", "x-sjis"], "日本語 ①"),
    ("windows-874", &["tis-620"], "สวัสดี"),
    ("windows-1250", &["cp1250"], "Příliš žluť"),
    ("windows-1251", &["cp1251", "win-1251", "Windows1251"], "Привет"),
    ("windows-1252", &["iso-8859-1", "us-ascii", "latin-1", "ansi", "cp-1252"], "naïve “café” 5 €"),
    ("windows-1254", &["iso-8859-9", "latin5"], "İstanbul'da şimdi"),
    ("windows-1255", &[], "שלום ₪"),
    ("windows-1256", &["ms1256"], "مرحبا"),
    ("windows-1257", &["ibm1257"], "Žinios šiandien"),
    ("windows-1258", &[], "năm ₫"),
];

#[test]
fn every_charset_is_read_under_every_label_it_is_met_under() {
    for (charset, others, text) in CHARSETS {
        let encoding = Encoding::for_label(charset.as_bytes()).unwrap();
        let (bytes, _, unmappable) = encoding.encode(text);
        assert!(!unmappable, "{charset}");
        for label in [charset].into_iter().chain(*others) {
            let body = document(label, &bytes);
            assert_eq!(title(&body, None), *text, "declared as {label}");
            assert_eq!(decode(&body, None).encoding, *charset, "{label}");
            let content_type = format!("text/xml; charset={label}");
            let bare = [b"<rss><title>", &*bytes, b"</title></rss>"].concat();
            assert_eq!(title(&bare, Some(&content_type)), *text, "labelled as {label}");
        }
    }
}

#[test]
fn utf16_and_utf32_are_known_with_and_without_a_mark() {
    let text = "\n<?xml version='1.0' encoding='UTF-8'?><rss><title>При 😀</title></rss>";
    let encoded: [(&str, &[u8], Vec<u8>); 4] = [
        ("utf-16le", b"\xff\xfe", utf16le(text)),
        ("utf-16be", b"\xfe\xff", utf16be(text)),
        ("utf-32le", b"\xff\xfe\0\0", utf32(text, u32::to_le_bytes)),
        ("utf-32be", b"\0\0\xfe\xff", utf32(text, u32::to_be_bytes)),
    ];
    for (name, mark, bytes) in encoded {
        for body in [[mark, &bytes].concat(), bytes] {
            let wrong = Some("text/xml; charset=iso-8859-1");
            assert_eq!(title(&body, wrong), "При 😀", "{name}");
            let found = decode(&body, None);
            assert_eq!((found.encoding.as_str(), found.repair), (name, None));
        }
    }
}

#[test]
fn what_is_no_character_is_replaced_in_wide_charsets_as_well() {
    let mut body = utf32("<title>", u32::to_le_bytes);
    body.extend([0, 0, 0x11, 0, b'a', 0, 0, 0, b'b']);
    let found = decode(&body, None);
    assert_eq!(found.text, "<title>\u{fffd}a");
    assert_eq!(found.repair.unwrap(), "holds bytes that are not UTF-32LE; they were replaced");
}

#[test]
fn a_mark_before_what_is_evidently_something_else_says_nothing() {
    let wide = [b"\xff\xfe".to_vec(), document("utf-8", "été".as_bytes())].concat();
    assert_eq!(title(&wide, None), "été");
    let marked = [b"\xef\xbb\xbf".to_vec(), document("windows-1251", &windows_1251())].concat();
    assert_eq!(title(&marked, None), "Привет, мир");
}

#[test]
fn a_mark_of_utf8_decides_against_a_declaration_without_a_word() {
    let body = [b"\xef\xbb\xbf".to_vec(), document("windows-1251", "é".as_bytes())].concat();
    let found = decode(&body, Some("text/xml; charset=koi8-r"));
    assert_eq!((found.encoding.as_str(), found.repair), ("utf-8", None));
    assert!(found.text.starts_with("<?xml"));
}

#[test]
fn seven_bit_japanese_is_known_without_a_label() {
    let bytes = ISO_2022_JP.encode("日本").0.into_owned();
    assert_eq!(title(&document("utf-8", &bytes), None), "日本");
}

#[test]
fn a_charset_that_is_not_named_is_guessed_and_said() {
    let bytes = encoding_rs::SHIFT_JIS.encode("日本語のニュースをお届けします").0;
    let body = [b"<rss><title>", &*bytes, b"</title></rss>"].concat();
    let found = decode(&body, None);
    assert_eq!(found.encoding, "shift_jis");
    assert_eq!(found.repair.unwrap(), "names no charset that fits; read as Shift_JIS");
}

#[test]
fn mainframes_are_told_from_everything_else() {
    assert!(is_ebcdic(b"\x4c\x6f\xa7\x94\x93\x40"));
    assert!(!is_ebcdic(b"Lo and behold"));
}

proptest! {
    #[test]
    fn decoding_never_panics(body in proptest::collection::vec(any::<u8>(), 0..300),
                             label in ".{0,20}") {
        let content_type = format!("text/xml; charset={label}");
        decode(&body, Some(&content_type));
    }
}

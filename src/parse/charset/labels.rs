//! What is said of a charset: by HTTP, by the XML declaration and by the `meta` of a page. Whether it is true is left to the
//! ladder.

use encoding_rs::Encoding;

/// Labels that are met and that the Encoding Standard has not, written without their hyphens, and
/// the one that it has.
const OTHER_LABELS: &[(&str, &str)] = &[
    ("ansi", "windows-1252"),
    ("cp932", "shift_jis"),
    ("cp936", "gbk"),
    ("cp949", "euc-kr"),
    ("cp950", "big5"),
    ("eucjis", "euc-jp"),
    ("iso88598i", "iso-8859-8-i"),
    ("isolatin1", "iso-8859-1"),
    ("koi8r", "koi8-r"),
    ("koi8u", "koi8-u"),
    ("latin9", "iso-8859-15"),
    ("macroman", "macintosh"),
    ("utf8mb4", "utf-8"),
];

/// The charset of a `Content-Type` (RFC 9110 section 8.3.1).
pub(super) fn http(content_type: &str) -> Option<&'static Encoding> {
    content_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let value = value.trim().trim_matches(['"', '\'']);
        name.trim().eq_ignore_ascii_case("charset").then(|| label(value))?
    })
}

/// The charset that the XML declaration names, or the `meta` of a web page.
pub(super) fn declared(head: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(head);
    declared_in_xml(&head).or_else(|| declared_in_html(&head))
}

fn declared_in_xml(head: &str) -> Option<&'static Encoding> {
    let (_, declaration) = head.split_once("<?xml")?;
    let (declaration, _) = declaration.split_once("?>")?;
    let (_, rest) = declaration.split_once("encoding")?;
    let value = rest.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|first| matches!(first, '"' | '\''))?;
    label(value.get(1..)?.split(quote).next()?)
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
        label(value.get(..end.unwrap_or(value.len()))?)
    })
}

/// The charset of this label, also where it is spelled as nobody has registered it: `win-1251`,
/// `iso8859_15`, `cp1252`.
fn label(label: &str) -> Option<&'static Encoding> {
    Encoding::for_label(label.trim().as_bytes()).or_else(|| {
        let letters = label.chars().filter(char::is_ascii_alphanumeric);
        let letters = letters.map(|c| c.to_ascii_lowercase()).collect::<String>();
        let known = OTHER_LABELS.iter().find(|(other, _)| *other == letters);
        let spelled = known.map(|(_, known)| (*known).to_owned()).or_else(|| respelled(&letters));
        Encoding::for_label(spelled.unwrap_or(letters).as_bytes())
    })
}

/// The label of a family whose members have numbers.
fn respelled(letters: &str) -> Option<String> {
    let number = |families: &[&str]| families.iter().find_map(|name| letters.strip_prefix(name));
    if let Some(part) = number(&["iso8859"]) {
        return Some(format!("iso-8859-{part}"));
    }
    if let Some(bits) = number(&["utf"]) {
        return Some(format!("utf-{bits}"));
    }
    number(&["windows", "win", "cp", "ibm", "ms"]).map(|page| format!("windows-{page}"))
}

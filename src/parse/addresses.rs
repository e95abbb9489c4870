//! The addresses in a piece of HTML, made absolute where they stand. What they are relative to is
//! left to `settle` and `xml/`; whether they may be shown, to `article/`.

use std::borrow::Cow;

use url::Url;

use super::settle::has_scheme;
use super::xml::decode;

/// Attributes that hold an address, whatever element they are of (WHATWG HTML, "Attributes"; the
/// last four are of HTML 4).
const ADDRESSES: &[&str] = &[
    "action",
    "cite",
    "data",
    "formaction",
    "href",
    "poster",
    "src",
    "background",
    "codebase",
    "longdesc",
    "usemap",
];

/// Elements that hold no HTML.
const NO_HTML: &[&str] = &["script", "style"];

/// The same HTML with absolute addresses; `None` where nothing in it is relative. Whatever else it
/// holds stays as it is, byte for byte.
pub(super) fn absolute(html: &str, base: &Url) -> Option<String> {
    let mut piece = Piece { html, base, copied: 0, out: String::new() };
    let mut at = 0;
    while let Some(found) = html.get(at..).and_then(|rest| rest.find('<')) {
        let start = at + found + 1;
        let rest = html.get(start..).unwrap_or_default();
        let end = if rest.starts_with("!--") {
            rest.find("-->")
        } else if rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            piece.tag(start).map(|end| end - start)
        } else {
            Some(0)
        };
        // What has no end hides all that follows.
        let Some(end) = end else { break };
        at = start + end;
    }
    piece.finish()
}

/// HTML that is being copied.
struct Piece<'h> {
    html: &'h str,
    base: &'h Url,
    /// How much of it stands in `out`.
    copied: usize,
    out: String,
}

impl Piece<'_> {
    /// Goes through the tag whose name begins here; where it ends, and with it what it holds that
    /// is no HTML.
    fn tag(&mut self, start: usize) -> Option<usize> {
        let mut at = self.skip(start, |byte| !is_space(byte) && !matches!(byte, b'/' | b'>'));
        let name = self.html.get(start..at).unwrap_or_default();
        loop {
            at = self.skip(at, |byte| is_space(byte) || byte == b'/');
            match self.byte(at)? {
                b'>' => break,
                _ => at = self.attribute(at)?,
            }
        }
        if !NO_HTML.iter().any(|no_html| name.eq_ignore_ascii_case(no_html)) {
            return Some(at);
        }
        let rest = self.html.get(at..)?;
        let is_end = |(found, _): &(usize, &str)| {
            let after = rest.get(found + 2..found + 2 + name.len());
            after.is_some_and(|after| after.eq_ignore_ascii_case(name))
        };
        rest.match_indices("</").find(is_end).map(|(found, _)| at + found)
    }

    /// Goes through an attribute; where it ends.
    fn attribute(&mut self, start: usize) -> Option<usize> {
        let ends_name = |byte| is_space(byte) || matches!(byte, b'/' | b'>' | b'=');
        // An attribute may begin with what ends others.
        let name_end = self.skip(start + 1, |byte| !ends_name(byte));
        let equals = self.skip(name_end, is_space);
        if self.byte(equals)? != b'=' {
            return Some(equals);
        }
        let value = self.skip(equals + 1, is_space);
        let (from, to, end) = if let quote @ (b'"' | b'\'') = self.byte(value)? {
            let to = value + 1 + self.html.get(value + 1..)?.find(char::from(quote))?;
            (value + 1, to, to + 1)
        } else {
            let to = self.skip(value, |byte| !is_space(byte) && byte != b'>');
            (value, to, to)
        };
        let name = self.html.get(start..name_end).unwrap_or_default();
        let written = self.html.get(from..to).unwrap_or_default();
        let absolute = if ADDRESSES.iter().any(|known| name.eq_ignore_ascii_case(known)) {
            one(written, self.base)
        } else if name.eq_ignore_ascii_case("srcset") {
            several(written, self.base)
        } else {
            None
        };
        if let Some(absolute) = absolute {
            self.replace(value, end, &absolute);
        }
        Some(end)
    }

    /// Writes this value, in quotes, in the place of what stands here.
    fn replace(&mut self, from: usize, to: usize, value: &str) {
        self.out.push_str(self.html.get(self.copied..from).unwrap_or_default());
        self.out.push('"');
        self.out.push_str(&value.replace('&', "&amp;").replace('"', "&quot;"));
        self.out.push('"');
        self.copied = to;
    }

    fn finish(mut self) -> Option<String> {
        if self.copied == 0 {
            return None;
        }
        self.out.push_str(self.html.get(self.copied..).unwrap_or_default());
        Some(self.out)
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.html.as_bytes().get(at).copied()
    }

    /// The first place from `at` on where this is not so.
    fn skip(&self, at: usize, is_so: impl Fn(u8) -> bool) -> usize {
        let rest = self.html.as_bytes().get(at..).unwrap_or_default();
        rest.iter().position(|byte| !is_so(*byte)).map_or(self.html.len(), |found| at + found)
    }
}

fn is_space(byte: u8) -> bool {
    byte.is_ascii_whitespace()
}

/// An address as it is written in an attribute, made absolute; `None` where it is so, or is none.
fn one(written: &str, base: &Url) -> Option<String> {
    // Most are, and need not be decoded to be told.
    if has_scheme(written) {
        return None;
    }
    let href = decode(written);
    let href = href.trim();
    if href.is_empty() || has_scheme(href) {
        return None;
    }
    let url = base.join(href).ok().filter(|url| !url.cannot_be_a_base())?;
    Some(url.into())
}

/// The candidates of a `srcset`, of which each is an address and what it is fit for.
fn several(written: &str, base: &Url) -> Option<String> {
    let decoded = decode(written);
    let mut rest = &*decoded;
    let mut candidates = Vec::new();
    let mut is_changed = false;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == ',');
        if rest.is_empty() {
            break;
        }
        let end = rest.find(|c: char| c.is_ascii_whitespace()).unwrap_or(rest.len());
        let (candidate, after) = rest.split_at_checked(end)?;
        let address = candidate.trim_end_matches(',');
        let (fit, after) = if address == candidate {
            after.split_once(',').unwrap_or((after, ""))
        } else {
            ("", after)
        };
        let absolute = one(address, base);
        is_changed |= absolute.is_some();
        let address = absolute.map_or(Cow::Borrowed(address), Cow::Owned);
        candidates.push(format!("{address} {}", fit.trim()).trim_end().to_owned());
        rest = after;
    }
    is_changed.then(|| candidates.join(", "))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn made(html: &str) -> Option<String> {
        absolute(html, &Url::parse("https://a.example/b/c").unwrap())
    }

    #[test]
    fn what_is_relative_is_made_absolute_and_nothing_else_is_touched() {
        for (html, expected) in [
            ("<a href='x'>y</a >", "<a href=\"https://a.example/b/x\">y</a >"),
            ("<IMG Src=/x alt=z>", "<IMG Src=\"https://a.example/x\" alt=z>"),
            ("<img/src=x/>", "<img/src=\"https://a.example/b/x/\">"),
            ("<a\nhref = \"?p=1&amp;q\">", "<a\nhref = \"https://a.example/b/c?p=1&amp;q\">"),
            (
                "<a href=#f title='<a href=x>'>",
                "<a href=\"https://a.example/b/c#f\" title='<a href=x>'>",
            ),
            (
                "<video poster=p><source src=s>",
                "<video poster=\"https://a.example/b/p\"><source src=\"https://a.example/b/s\">",
            ),
            (
                "<q cite=c><!-- <a href=x> --><a href=d>",
                "<q cite=\"https://a.example/b/c\"><!-- <a href=x> --><a href=\"https://a.example/b/d\">",
            ),
            (
                "<script>'<a href=x>'</SCRIPT><a href=d>",
                "<script>'<a href=x>'</SCRIPT><a href=\"https://a.example/b/d\">",
            ),
            (
                "<img srcset='x 1x, //b.example/y 2x,z'>",
                "<img srcset=\"https://a.example/b/x 1x, https://b.example/y 2x, https://a.example/b/z\">",
            ),
            (
                "<img srcset='x, y'>",
                "<img srcset=\"https://a.example/b/x, https://a.example/b/y\">",
            ),
        ] {
            assert_eq!(made(html).as_deref(), Some(expected), "{html}");
        }
    }

    #[test]
    fn what_is_absolute_or_no_address_stays_as_it_is() {
        for html in [
            "a < b",
            "<a href='https://b.example/?a=1&b=2'>",
            "<a href=mailto:a@b.example>",
            "<a href=''><a href><a title=x>",
            "<a href='java\nscript:alert()'>",
            "<img srcset='https://b.example/x 1x'>",
            "<a href='x",
            "<!-- <a href=x>",
            "<script><a href=x>",
            "</a href=x>",
        ] {
            assert_eq!(made(html), None, "{html}");
        }
    }

    proptest! {
        #[test]
        fn what_was_made_absolute_stays_so(html in "[<>!/='\" a,é&-]{0,20}(<(a|img) (href|src|srcset)[='\"]{1,2}[a-z ,:/?#&;\"']{0,12}[\"'>]{0,3}){0,3}") {
            if let Some(once) = made(&html) {
                prop_assert_eq!(made(&once), None, "{}", once);
            }
        }
    }
}

//! HTML that a real parser can be given. The standard's parser is quadratic in several ways: on
//! 100,000 `div` within one another, half a megabyte, it took a minute. What hides tags from a
//! simple reader (comments, scripts, foreign elements) is taken out, so that of what is left it is
//! known what the parser will see; and of that, how long it will take.

use std::collections::{BTreeMap, BTreeSet};

use super::policy;

/// How many elements may be open within one another. Hand-written pages reach 30, pages made of
/// tables 60.
const DEEPEST: usize = 256;

/// How many attributes a tag may have: each is compared with all before it.
const MOST_ATTRIBUTES: usize = 128;

/// How many elements the parser may make. It opens again in every paragraph what was left open in
/// the one before, so that a document can make many times its own size of them.
const MOST_ELEMENTS: usize = 400_000;

/// How many steps ammonia may take to write a text: at every character from U+0080 to U+00BF it looks
/// through the rest of it. Two megabytes of no-break spaces, 700,000,000,000 steps, took 3 seconds.
const MOST_STEPS: usize = 50_000_000_000;

/// Elements whose content is no HTML, or HTML of other rules. They are taken out whole, with those
/// that the policy drops.
const OTHER_RULES: &[&str] = &["math", "plaintext", "xmp"];

/// Elements that the parser opens again.
const REOPENED: &[&str] = &[
    "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
];

/// Elements that end the one of their kind before them, or have no end: they do not pile up.
const FLAT: &[&str] = &[
    "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta",
    "option", "p", "param", "source", "td", "th", "tr", "track", "wbr",
];

/// A piece of HTML with nothing but text and tags; `None` where that is more than anyone means
/// seriously.
pub(super) fn tame(html: &str) -> Option<String> {
    tamed(html, is_dropped)
}

/// A whole page, likewise, with the head that a piece has not, as far as it is made of tags.
pub(in crate::article) fn tame_page(html: &str) -> Option<String> {
    tamed(html, |name| name != "head" && is_dropped(name))
}

fn tamed(html: &str, is_dropped: fn(&str) -> bool) -> Option<String> {
    let marks = html.bytes().filter(|byte| matches!(byte, 0xc2 | b'&')).count();
    if marks.saturating_mul(html.len()) > MOST_STEPS {
        return None;
    }
    let mut out = String::with_capacity(html.len());
    let mut load = Load::default();
    let mut rest = html;
    while let Some((text, after)) = rest.split_once('<') {
        out.push_str(text);
        let (is_end, tag) = after.strip_prefix('/').map_or((false, after), |tag| (true, tag));
        rest = if tag.starts_with(|c: char| c.is_ascii_alphabetic()) {
            take_tag((&mut out, &mut load), (tag, is_end), is_dropped)?
        } else if let Some(comment) = after.strip_prefix("!--") {
            comment.split_once("-->").map_or("", |(_, rest)| rest)
        } else if is_end || after.starts_with(['!', '?']) {
            after.split_once('>').map_or("", |(_, rest)| rest)
        } else {
            out.push_str("&lt;");
            after
        };
    }
    out.push_str(rest);
    Some(out)
}

/// Takes a tag, or an element whole; what follows it, and `None` where it is too much.
fn take_tag<'h>(
    (out, load): (&mut String, &mut Load),
    (tag, is_end): (&'h str, bool),
    is_dropped: fn(&str) -> bool,
) -> Option<&'h str> {
    let (length, attributes) = measure(tag);
    if attributes > MOST_ATTRIBUTES {
        return None;
    }
    let (tag, rest) = tag.split_at_checked(length)?;
    let name = name(tag);
    if is_dropped(&name) {
        return Some(if is_end { rest } else { load.after_end(rest, &name) });
    }
    // What has no end is no tag.
    if tag.ends_with('>') {
        load.add(&name, is_end)?;
        out.push_str(if is_end { "</" } else { "<" });
        out.push_str(tag);
    }
    Some(rest)
}

fn is_dropped(name: &str) -> bool {
    policy::DROPPED_WHOLE.contains(&name) || OTHER_RULES.contains(&name)
}

fn name(tag: &str) -> String {
    let end = tag.find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>'));
    tag.get(..end.unwrap_or(tag.len())).unwrap_or_default().to_ascii_lowercase()
}

/// The work that the parser will have.
#[derive(Debug, Default)]
struct Load {
    open: BTreeMap<String, usize>,
    depth: usize,
    reopened: usize,
    elements: usize,
    /// Elements that are not ended any more: looking for their end again and again would be
    /// quadratic, too.
    unended: BTreeSet<String>,
}

impl Load {
    /// What follows the end of this element; everything, where it has none.
    fn after_end<'h>(&mut self, html: &'h str, name: &str) -> &'h str {
        if self.unended.contains(name) {
            return html;
        }
        let mut rest = html;
        while let Some((_, after)) = rest.split_once("</") {
            if after.get(..name.len()).is_some_and(|end| end.eq_ignore_ascii_case(name)) {
                return after.split_once('>').map_or("", |(_, rest)| rest);
            }
            rest = after;
        }
        self.unended.insert(name.to_owned());
        html
    }

    /// Adds a tag; `None` where it becomes too much. An end closes only what it names, so that too
    /// much is counted rather than too little.
    fn add(&mut self, name: &str, is_end: bool) -> Option<()> {
        let is_reopened = REOPENED.contains(&name);
        if FLAT.contains(&name) {
            self.elements += 1 + self.reopened;
        } else if is_end {
            if let Some(held) = self.open.get_mut(name).filter(|held| **held > 0) {
                *held -= 1;
                self.depth -= 1;
                self.reopened -= usize::from(is_reopened);
            }
        } else {
            match self.open.get_mut(name) {
                Some(held) => *held += 1,
                None => {
                    self.open.insert(name.to_owned(), 1);
                }
            }
            self.depth += 1;
            self.reopened += usize::from(is_reopened);
            self.elements += 1 + self.reopened;
        }
        (self.depth <= DEEPEST && self.elements <= MOST_ELEMENTS).then_some(())
    }
}

/// Where in a tag the tokenizer is (WHATWG HTML sections 13.2.5.32 to 13.2.5.39).
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    BetweenAttributes,
    Name,
    AfterName,
    BeforeValue,
    Value(u8),
    Unquoted,
}

/// How long the tag is, with its `>`, and how many attributes it has.
fn measure(tag: &str) -> (usize, usize) {
    let start = tag.find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>'));
    let start = start.unwrap_or(tag.len());
    let mut state = State::BetweenAttributes;
    let mut attributes = 0;
    for (at, byte) in tag.bytes().enumerate().skip(start) {
        let is_space = byte.is_ascii_whitespace();
        state = match (state, byte) {
            (State::Value(quote), _) if byte == quote => State::BetweenAttributes,
            (State::Value(quote), _) => State::Value(quote),
            (_, b'>') => return (at + 1, attributes),
            (State::BetweenAttributes | State::AfterName, _) if is_space => state,
            (State::BetweenAttributes | State::Name | State::AfterName, b'/') => {
                State::BetweenAttributes
            }
            (State::Name | State::AfterName, b'=') => State::BeforeValue,
            (State::BetweenAttributes | State::AfterName, _) => {
                attributes += 1;
                State::Name
            }
            (State::Name, _) => {
                if is_space {
                    State::AfterName
                } else {
                    State::Name
                }
            }
            (State::BeforeValue, _) if is_space => State::BeforeValue,
            (State::BeforeValue, b'"' | b'\'') => State::Value(byte),
            (State::Unquoted, _) if is_space => State::BetweenAttributes,
            (State::BeforeValue | State::Unquoted, _) => State::Unquoted,
        };
    }
    (tag.len(), attributes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_article_keeps_its_tags() {
        let article =
            "<p class=\"a\">One <b>two</b> <a href='x>y' title=\"a b c\">three</a><br><li>";
        assert_eq!(tame(article).as_deref(), Some(article));
        assert!(tame(&article.repeat(5_000)).is_some());
    }

    #[test]
    fn what_hides_tags_is_taken_out() {
        for (html, tamed) in [
            ("a<!-- <b> -->b", "ab"),
            ("a<script>'<b>'</script>b", "ab"),
            ("a<SVG><style><b></style></svg >b", "ab"),
            ("a<?php x ?>b<!doctype html>c</>d", "abcd"),
            ("1 < 2 <3", "1 &lt; 2 &lt;3"),
            ("a<b x=\"", "a"),
            ("a<iframe src=x>b", "ab"),
        ] {
            assert_eq!(tame(html).as_deref(), Some(tamed), "{html}");
        }
    }

    #[test]
    fn a_tag_ends_where_the_tokenizer_ends_it() {
        for (tag, length, attributes) in [
            ("a>b", 2, 0),
            ("a b=c d='>' e>f", 14, 3),
            ("a =\">b", 5, 1),
            ("a b=c=\">d", 8, 1),
            ("a/b/c>", 6, 2),
            ("a b = \">\"c>", 11, 2),
        ] {
            assert_eq!(measure(tag), (length, attributes), "{tag}");
        }
    }

    #[test]
    fn what_would_take_minutes_is_too_much() {
        assert_eq!(tame(&"<div>".repeat(1_000)), None);
        assert_eq!(tame(&"<div></x>".repeat(1_000)), None);
        assert_eq!(tame(&"<div><!-- </div> -->".repeat(1_000)), None);
        assert_eq!(tame(&"&nbsp;".repeat(200_000)), None);
        assert_eq!(tame(&format!("<a {}>", "b ".repeat(1_000))), None);
        assert_eq!(tame(&format!("<a q=\"<\" {}>", "b ".repeat(1_000))), None);
        let left_open: String = (0..250).map(|n| format!("<b id={n}>")).collect();
        assert_eq!(tame(&format!("<p>{left_open}{}", "<p>x".repeat(10_000))), None);
    }
}

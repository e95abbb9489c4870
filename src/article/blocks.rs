//! Clean HTML without the blocks that say nothing but what recurs.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::html::is_block;
use super::piece::{Numbers, is_long, split};
use super::text::{plain_text, tag_end};

/// Which of the blocks that say nothing but what recurs are taken out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Those after everything else.
    Trailing,
    /// Wherever they are.
    All,
}

/// HTML as `html/` has cleaned it, without the blocks (paragraphs, lists, sections) whose whole
/// text recurs. A block with a picture stays. Where nothing else would be left, all of it does.
pub fn strip_html<'h>(
    html: &'h str,
    title: &str,
    recurring: &BTreeSet<u32>,
    mode: Mode,
) -> Cow<'h, str> {
    if recurring.is_empty() {
        return Cow::Borrowed(html);
    }
    let reader = Reader { html, title, recurring, numbers: Numbers::of(title) };
    let Some(outline) = reader.outline() else { return Cow::Borrowed(html) };
    let gone = outline.gone(mode);
    if gone.is_empty() { Cow::Borrowed(html) } else { Cow::Owned(outline.written(html, &gone)) }
}

/// What is said between two edges of blocks.
#[derive(Clone, Copy, Debug)]
struct Line {
    start: usize,
    end: usize,
    is_blank: bool,
    says: Says,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Says {
    Nothing,
    WhatRecurs,
    Something,
}

/// An element that can be taken out.
#[derive(Clone, Copy, Debug)]
struct Block {
    start: usize,
    end: usize,
    parent: Option<usize>,
    recurs: bool,
    says_something: bool,
}

/// Blocks in the order of their beginnings, and the lines between their edges.
#[derive(Debug, Default)]
struct Outline {
    blocks: Vec<Block>,
    lines: Vec<Line>,
}

struct Reader<'h> {
    html: &'h str,
    title: &'h str,
    recurring: &'h BTreeSet<u32>,
    numbers: Numbers,
}

/// An element that is open.
#[derive(Clone, Copy, Debug)]
struct Open<'h> {
    name: &'h str,
    /// The block that it is.
    block: Option<usize>,
    /// The innermost block that what is in it belongs to.
    inner: Option<usize>,
}

impl<'h> Reader<'h> {
    /// `None` where elements are not closed in order.
    fn outline(mut self) -> Option<Outline> {
        let mut outline = Outline::default();
        let mut open: Vec<Open<'h>> = Vec::new();
        let (mut at, mut line) = (0, 0);
        while let Some(tag) = next_tag(self.html, at) {
            at = tag.end;
            let around = open.last().and_then(|open| open.inner);
            if is_block(tag.name) {
                let said = self.line(line, tag.start)?;
                outline.push(said, around);
                line = tag.end;
            }
            if matches!(tag.name, "br" | "col" | "hr" | "img" | "wbr") {
                continue;
            }
            if tag.is_end {
                let ended = open.pop().filter(|open| open.name == tag.name)?;
                outline.close(ended.block, tag.end);
            } else {
                let block = can_go(tag.name).then(|| outline.open(tag.start, around));
                open.push(Open { name: tag.name, block, inner: block.or(around) });
            }
        }
        let said = self.line(line, self.html.len())?;
        outline.push(said, None);
        open.is_empty().then_some(outline)
    }

    fn line(&mut self, start: usize, end: usize) -> Option<Line> {
        let html = self.html.get(start..end)?;
        let text = if html.trim().is_empty() { String::new() } else { plain_text(html) };
        let mut numbers = split(&text, self.title)
            .filter_map(|piece| {
                let number = self.numbers.number(piece.said)?;
                // "Magnitude: 4.1" recurs where quakes are alike, and is what a reader came for.
                let is_figure = !is_long(number) && piece.said.contains(char::is_numeric);
                Some(self.recurring.contains(&number) && !is_figure)
            })
            .peekable();
        let has_picture = html.contains("<img");
        let says = if has_picture {
            Says::Something
        } else if numbers.peek().is_none() {
            Says::Nothing
        } else if numbers.all(|recurs| recurs) {
            Says::WhatRecurs
        } else {
            Says::Something
        };
        Some(Line { start, end, is_blank: text.is_empty() && !has_picture, says })
    }
}

impl Outline {
    /// The number of a block that begins here.
    fn open(&mut self, start: usize, parent: Option<usize>) -> usize {
        let block = Block { start, end: start, parent, recurs: false, says_something: false };
        self.blocks.push(block);
        self.blocks.len() - 1
    }

    fn push(&mut self, line: Line, around: Option<usize>) {
        self.lines.push(line);
        self.say(around, line.says);
    }

    fn say(&mut self, block: Option<usize>, says: Says) {
        if let Some(block) = block.and_then(|block| self.blocks.get_mut(block)) {
            block.recurs |= says == Says::WhatRecurs;
            block.says_something |= says == Says::Something;
        }
    }

    fn close(&mut self, block: Option<usize>, end: usize) {
        let Some(block) = block.and_then(|block| self.blocks.get_mut(block)) else { return };
        block.end = end;
        let Block { parent, recurs, says_something, .. } = *block;
        self.say(parent, if recurs { Says::WhatRecurs } else { Says::Nothing });
        self.say(parent, if says_something { Says::Something } else { Says::Nothing });
    }

    /// The blocks that are taken out, none of them within another.
    fn gone(&self, mode: Mode) -> Vec<Block> {
        let last = self.lines.iter().rfind(|line| line.says == Says::Something);
        let Some(last) = last else { return Vec::new() };
        let mut gone: Vec<Block> = Vec::new();
        for block in &self.blocks {
            let is_within = gone.last().is_some_and(|outer| block.start < outer.end);
            let is_wanted = mode == Mode::All || block.start >= last.end;
            if block.recurs && !block.says_something && is_wanted && !is_within {
                gone.push(*block);
            }
        }
        gone
    }

    /// The HTML without these blocks. Where lines would run into one another, a break keeps them
    /// apart.
    fn written(&self, html: &str, gone: &[Block]) -> String {
        let mut out = String::with_capacity(html.len());
        let mut from = 0;
        let mut is_in_line = false;
        for block in gone {
            out.push_str(html.get(from..block.start).unwrap_or_default());
            let index = self.lines.partition_point(|line| line.end < block.start);
            if let Some(before) = self.lines.get(index) {
                let is_between = from > 0 && before.start == from;
                is_in_line = !before.is_blank || is_between && is_in_line;
            }
            let index = self.lines.partition_point(|line| line.start < block.end);
            let after = self.lines.get(index);
            if is_in_line && after.is_some_and(|after| !after.is_blank) {
                out.push_str("<br>");
            }
            from = block.end;
        }
        out.push_str(html.get(from..).unwrap_or_default());
        out
    }
}

/// Whether this is a block that can be missing where it stands.
fn can_go(name: &str) -> bool {
    is_block(name) && !matches!(name, "address" | "br" | "caption" | "hr" | "table" | "tr")
}

/// A tag, and where it is.
struct Tag<'h> {
    name: &'h str,
    is_end: bool,
    start: usize,
    end: usize,
}

/// The first tag from here on.
fn next_tag(html: &str, from: usize) -> Option<Tag<'_>> {
    let start = from + html.get(from..)?.find('<')?;
    let inner = html.get(start..)?.strip_prefix('<')?;
    let (is_end, inner) = inner.strip_prefix('/').map_or((false, inner), |inner| (true, inner));
    let name = inner.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    let end = html.len() - inner.len() + tag_end(inner);
    Some(Tag { name, is_end, start, end })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use url::Url;

    use super::*;
    use crate::article::boilerplate::pieces;
    use crate::article::html::Cleaner;

    fn known(texts: &[&str]) -> BTreeSet<u32> {
        texts.iter().flat_map(|text| pieces(text, "")).collect()
    }

    fn check(mode: Mode, cases: &[(&str, &str)]) {
        let recurring = known(&["Follow us", "Boats. Tides.", "ここから続きを読む"]);
        for (html, stripped) in cases {
            assert_eq!(strip_html(html, "", &recurring, mode), *stripped, "{html}");
        }
    }

    #[test]
    fn trailing_blocks_that_recur_go() {
        check(
            Mode::Trailing,
            &[
                ("<p>Tide</p><p>Follow us</p>", "<p>Tide</p>"),
                (
                    "<p>Tide</p><h2>Follow us</h2><ul><li>Boats.</li> <li><a>Tides.</a></li></ul>\n",
                    "<p>Tide</p>\n",
                ),
                (
                    "<div><p>Tide</p><div><p>Boats. <b>Tides</b>.</p></div></div>",
                    "<div><p>Tide</p></div>",
                ),
                ("<p>潮</p><p>ここから続きを読む。</p>", "<p>潮</p>"),
                ("<p>Follow us</p><p>Tide</p>", "<p>Follow us</p><p>Tide</p>"),
                (
                    "<p>Tide</p><p>Follow us at the pier</p>",
                    "<p>Tide</p><p>Follow us at the pier</p>",
                ),
                ("<p>Tide</p><p>Follow us<br>Boats.</p><hr>", "<p>Tide</p><hr>"),
                (
                    "<p>Tide</p><p>Follow us</p><p><img src=\"a\"></p>",
                    "<p>Tide</p><p>Follow us</p><p><img src=\"a\"></p>",
                ),
            ],
        );
    }

    #[test]
    fn blocks_anywhere_go_when_asked_for() {
        check(
            Mode::All,
            &[
                ("<p>Follow us</p><p>Tide</p><p>Tides.</p><p>Ebb</p>", "<p>Tide</p><p>Ebb</p>"),
                (
                    "<figure><img src=\"a\"><figcaption>Follow us</figcaption></figure>",
                    "<figure><img src=\"a\"></figure>",
                ),
                ("Tide<p>Follow us</p><p>Boats.</p>ebb", "Tide<br>ebb"),
                ("Tide<p>Follow us</p><p>Ebb</p>", "Tide<p>Ebb</p>"),
                (
                    "<table><tbody><tr><td>Follow us</td></tr></tbody></table>Tide",
                    "<table><tbody><tr><td>Follow us</td></tr></tbody></table>Tide",
                ),
            ],
        );
    }

    #[test]
    fn a_short_figure_stays_however_often_it_recurs() {
        let html = "<p>A quake was felt.</p><p>Magnitude: 4.1</p><p>Follow us</p>";
        let recurring = known(&["Magnitude: 4.1", "Follow us"]);
        let left = strip_html(html, "", &recurring, Mode::All);
        assert_eq!(left, "<p>A quake was felt.</p><p>Magnitude: 4.1</p>");
    }

    #[test]
    fn not_everything_goes_and_nothing_of_what_is_ill_formed() {
        for html in ["<p>Follow us</p>", "Follow us", "<div><p>Follow us</div>Tide", "<", ""] {
            check(Mode::All, &[(html, html)]);
        }
    }

    #[test]
    fn a_line_with_the_title_goes() {
        let recurring = pieces("The post Low tide again appeared first.", "Low tide again");
        let recurring = recurring.into_iter().collect();
        let html = "<p>Boats</p><p>The post <a>High tide</a> appeared first.</p>";
        assert_eq!(strip_html(html, "High tide", &recurring, Mode::Trailing), "<p>Boats</p>");
    }

    fn is_subsequence(lines: &str, of: &str) -> bool {
        let mut all = of.lines();
        lines.lines().all(|line| all.any(|other| other == line))
    }

    proptest! {
        #[test]
        fn lines_stay_what_they_are_and_twice_is_as_once(
            html in "(<p>|</p>|<div>|</div>|<li>|<ul>|</ul>|<b>|</b>|<td>|<table>|</table>|<br>|Follow us|Boats\\. |Tide| ){0,20}",
            all in any::<bool>(),
        ) {
            let cleaner = Cleaner::new(Url::parse("https://harbour.example/").unwrap());
            let html = cleaner.clean(&html);
            let mode = if all { Mode::All } else { Mode::Trailing };
            let recurring = known(&["Follow us", "Boats"]);
            let once = strip_html(&html, "", &recurring, mode);
            prop_assert!(is_subsequence(&plain_text(&once), &plain_text(&html)), "{html} {once}");
            // Some of what it writes around a table the sanitiser would write otherwise.
            if cleaner.clean(&html) == html {
                prop_assert_eq!(cleaner.clean(&once), once.as_ref());
            }
            prop_assert_eq!(strip_html(&once, "", &recurring, mode), once.as_ref());
        }

        #[test]
        fn any_html_can_be_asked(html in "[<>/p\"'a-c =Boats]{0,40}") {
            strip_html(&html, "boats", &known(&["Boats"]), Mode::All);
        }
    }
}

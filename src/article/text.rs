//! HTML to plain text. Takes any HTML, and most exactly what `html/` has cleaned.

use super::html::entities::reference;
use super::html::is_block;

/// The text of HTML: a line for every block and every `br`, white space as a browser shows it,
/// references resolved; nothing of scripts and styles.
pub fn plain_text(html: &str) -> String {
    let mut lines = Lines { out: String::with_capacity(html.len()), gap: Gap::None, pre: 0 };
    let mut rest = html;
    while let Some(at) = rest.bytes().position(|byte| matches!(byte, b'<' | b'&')) {
        let Some((text, after)) = rest.split_at_checked(at) else { break };
        lines.push(text);
        rest = match after.strip_prefix('&') {
            Some(after) => take_reference(&mut lines, after),
            None => take_tag(&mut lines, after.strip_prefix('<').unwrap_or_default()),
        };
    }
    lines.push(rest);
    lines.out
}

fn take_reference<'h>(lines: &mut Lines, after: &'h str) -> &'h str {
    if let Some((c, rest)) = reference(after) {
        lines.push(c.encode_utf8(&mut [0; 4]));
        return rest;
    }
    lines.push("&");
    after
}

fn take_tag<'h>(lines: &mut Lines, after: &'h str) -> &'h str {
    if let Some(comment) = after.strip_prefix("!--") {
        return comment.split_once("-->").map_or("", |(_, rest)| rest);
    }
    let (is_end, tag) = after.strip_prefix('/').map_or((false, after), |tag| (true, tag));
    if !tag.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '!' | '?')) {
        lines.push("<");
        return after;
    }
    let end = tag.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(tag.len());
    let (name, rest) = tag.split_at_checked(end).unwrap_or((tag, ""));
    let name = name.to_ascii_lowercase();
    let rest = rest.get(tag_end(rest)..).unwrap_or_default();
    if is_block(&name) {
        lines.gap = Gap::Line;
    } else if matches!(name.as_str(), "td" | "th") {
        lines.gap = lines.gap.max(Gap::Space);
    }
    match (name.as_str(), is_end) {
        ("pre", false) => lines.pre += 1,
        ("pre", true) => lines.pre = lines.pre.saturating_sub(1),
        ("script" | "style", false) => return after_end(rest, &name),
        _ => {}
    }
    rest
}

/// Where the tag is over whose name was before `rest`.
pub(super) fn tag_end(rest: &str) -> usize {
    let mut quote = None;
    for (at, byte) in rest.bytes().enumerate() {
        match quote {
            Some(open) if byte == open => quote = None,
            None if byte == b'>' => return at + 1,
            None if matches!(byte, b'"' | b'\'') => quote = Some(byte),
            Some(_) | None => {}
        }
    }
    // A quote that is never closed is none.
    rest.find('>').map_or(rest.len(), |at| at + 1)
}

/// What follows the end of this element.
fn after_end<'h>(html: &'h str, name: &str) -> &'h str {
    let mut rest = html;
    while let Some((_, after)) = rest.split_once("</") {
        let is_end = after.get(..name.len()).is_some_and(|end| end.eq_ignore_ascii_case(name));
        if is_end {
            return after.split_once('>').map_or("", |(_, rest)| rest);
        }
        rest = after;
    }
    ""
}

/// Whether this is words with single spaces between them, and begins with one. Most text is, and
/// is then taken in one piece.
fn is_even(text: &str) -> bool {
    let mut after_space = true;
    let is_even = text.bytes().all(|byte| {
        let is_space = byte == b' ';
        let is_even = byte > b' ' || is_space && !after_space;
        after_space = is_space;
        is_even
    });
    is_even && !text.contains(['\u{a0}', '\u{3000}'])
}

/// What is shown as one space, however much of it there is: HTML's white space, and what is put in
/// its place by those who want more of it.
fn is_space(c: char) -> bool {
    c.is_ascii_whitespace() || matches!(c, '\u{a0}' | '\u{3000}')
}

/// What stands between two words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    None,
    Space,
    Line,
}

struct Lines {
    out: String,
    /// What is owed before the next word.
    gap: Gap,
    /// How many `pre` are open.
    pre: usize,
}

impl Lines {
    fn push(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        if self.gap == Gap::None && is_even(text) {
            // Space at its end is owed, not written.
            let said = text.trim_end_matches(' ');
            self.out.push_str(said);
            if said.len() < text.len() {
                self.gap = Gap::Space;
            }
            return;
        }
        if text.starts_with(is_space) {
            self.gap = self.gap.max(self.gap_of(text.trim_start_matches(is_space).len(), text));
        }
        let mut rest = text.trim_start_matches(is_space);
        while !rest.is_empty() {
            let end = rest.find(is_space).unwrap_or(rest.len());
            let (word, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
            self.word(word);
            rest = after.trim_start_matches(is_space);
            if !after.is_empty() {
                self.gap = self.gap_of(rest.len(), after);
            }
        }
    }

    /// What the white space means that `text` begins with, before its last `kept` bytes.
    fn gap_of(&self, kept: usize, text: &str) -> Gap {
        let white = text.get(..text.len().saturating_sub(kept)).unwrap_or_default();
        if self.pre > 0 && white.contains('\n') { Gap::Line } else { Gap::Space }
    }

    fn word(&mut self, word: &str) {
        if !self.out.is_empty() {
            match self.gap {
                Gap::None => {}
                Gap::Space => self.out.push(' '),
                Gap::Line => self.out.push('\n'),
            }
        }
        self.gap = Gap::None;
        self.out.push_str(word);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn blocks_become_lines() {
        for (html, text) in [
            ("plain", "plain"),
            ("<p>One\n two&nbsp; three</p> <p>four</p>", "One two three\nfour"),
            ("a<br>b<br/>c", "a\nb\nc"),
            ("<ul><li>a</li><li>b</li></ul>c", "a\nb\nc"),
            ("<p>a <b>b</b>c</p>", "a bc"),
            ("<table><tr><td>a</td><td>b</td></tr></table>", "a b"),
            ("<pre>a\n  b</pre>", "a\nb"),
            ("x<script>alert('<p>')</script><style>p{}</style>y", "xy"),
            ("AT&amp;T &lt;b&gt; &#8212; &nosuch; 1 < 2", "AT&T <b> — &nosuch; 1 < 2"),
            ("<img alt=\"a>b\" src='x'>c<!-- d -->e", "ce"),
            ("", ""),
        ] {
            assert_eq!(plain_text(html), text, "{html}");
        }
    }

    proptest! {
        #[test]
        fn any_html_has_a_text(html in "[<>/&;!a-c\"'=#0-9 \n\u{a0}é-]{0,80}") {
            plain_text(&html);
        }

        #[test]
        fn a_text_has_no_white_space_to_spare(html in "(<p>|</p>|<br>| |\n|a|&nbsp;|<b>|</b>){0,20}") {
            let text = plain_text(&html);
            prop_assert_eq!(text.trim(), &text);
            prop_assert!(!text.contains("  ") && !text.contains("\n\n"));
        }
    }
}

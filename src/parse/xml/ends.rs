//! Pieces of a document that begin and do not end, so that they would hide what follows. Cutting the
//! others is left to `events`.

/// What begins a section in which nothing is markup.
pub(super) const CDATA: &str = "<![CDATA[";

/// How often a document may be read, all in all.
const MOST_READINGS: usize = 4;

/// What is known of the ends ahead. Each is looked for once, or a document of nothing but beginnings
/// would be looked through for each of them.
#[derive(Debug, Default)]
pub(super) struct Ends {
    cdata: Option<usize>,
    comment: Option<usize>,
    instruction: Option<usize>,
    /// How many bytes were read again because of tags that end before the reader thinks.
    read_again: usize,
}

impl Ends {
    /// How much of what begins at `at` is to be left out, because it does not end where it should;
    /// `None` where it does.
    pub(super) fn excess(&mut self, source: &str, at: usize) -> Option<usize> {
        let rest = source.get(at..)?;
        let (known, end) = match rest.as_bytes() {
            [b'<', b'!', b'[', ..] if rest.starts_with(CDATA) => (&mut self.cdata, "]]>"),
            [b'<', b'!', b'-', b'-', ..] => (&mut self.comment, "-->"),
            [b'<', b'?', ..] => (&mut self.instruction, "?>"),
            _ => return None,
        };
        if known.is_none_or(|known| known < at) {
            *known = Some(rest.find(end).map_or(usize::MAX, |found| at + found));
        }
        let is_section = end == "]]>";
        let found = known.filter(|known| *known != usize::MAX);
        let hidden = source.get(at + 1..found.unwrap_or(at + 1)).unwrap_or_default();
        match found {
            Some(_) if is_section && hides_an_entry(hidden) => Some(CDATA.len()),
            Some(_) => None,
            None if is_section => Some(CDATA.len()),
            // What was to be its end has lost its dashes; a tag ahead of that is none of it. No more is
            // looked at than is left out, or many such would take the square of their number.
            None => {
                let end = rest.get(1..).and_then(|inner| inner.find(['<', '>']));
                let is_mark =
                    |end: &usize| rest.get(end + 1..).is_some_and(|at| at.starts_with('>'));
                Some(end.map_or(rest.len(), |end| end + 1 + usize::from(is_mark(&end))))
            }
        }
    }

    /// Whether this many bytes may be read again: each tag of a document can be made to reach to its
    /// end.
    pub(super) fn may_read_again(&mut self, length: usize, source: &str) -> bool {
        self.read_again = self.read_again.saturating_add(length);
        self.read_again <= source.len().saturating_mul(MOST_READINGS)
    }
}

/// Whether what seems to be in one section is the end of an entry and the section of another.
fn hides_an_entry(section: &str) -> bool {
    section.split_once(CDATA).is_some_and(|(before, _)| {
        let ends = ["</item>", "</entry>", "</ITEM>"];
        ends.iter().any(|end| before.contains(end))
    })
}

/// Where a tag ends whose quotes are no pairs, so that it seems to reach into what follows; `None`
/// for one that is sound, or that holds no tag. `raw` begins with its name.
pub(super) fn broken_off(raw: &str) -> Option<usize> {
    if !raw.contains('<') {
        return None;
    }
    let mut bytes = raw.bytes().peekable();
    let mut before = b' ';
    let is_broken = loop {
        let Some(byte) = bytes.next() else { break false };
        if matches!(byte, b'"' | b'\'') {
            let follows = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>');
            let closed = bytes.by_ref().any(|inner| inner == byte);
            if before != b'=' || !closed || !bytes.peek().is_none_or(follows) {
                break true;
            }
        }
        if !byte.is_ascii_whitespace() {
            before = byte;
        }
    };
    raw.find(['<', '>']).filter(|_| is_broken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_end_is_left_out_and_what_does_stays() {
        let excess = |text: &str| Ends::default().excess(text, 0);
        for sound in ["<a", "x", "<![CDATA[a]]>", "<!-- a -->", "<?a?>", "<![CDATA[<![CDATA[]]>"] {
            assert_eq!(excess(sound), None, "{sound}");
        }
        assert_eq!(excess("<![CDATA[a</b>"), Some(9));
        assert_eq!(excess("<![CDATA[a</item><item><![CDATA[b]]>"), Some(9));
        assert_eq!(excess("<!-- a><item>"), Some(7));
        assert_eq!(excess("<!-- a <item>"), Some(7));
        assert_eq!(excess("<?a"), Some(3));
    }

    #[test]
    fn a_tag_with_a_lost_quote_ends_where_it_would_without_quotes() {
        for (raw, end) in [
            ("a b=\"c length=\"1\"/><d e=\"f", Some(18)),
            ("a b=\"c/></d><e f=\"g\"", Some(7)),
            ("a b=c\" d=\"e\"/><f g=\"h", Some(13)),
            ("a b=\"c <d", Some(7)),
            ("a b=\"<i>c</i>\" d='<'", None),
            ("a b = '<' / ", None),
            ("a b=\"c", None),
        ] {
            assert_eq!(broken_off(raw), end, "{raw}");
        }
    }
}

//! Strangers' words where a person reads them: on a line of a terminal or of a table, and no longer than
//! is of use.

/// The longest title of an item or a feed that is kept, in characters.
pub const LONGEST_TITLE: usize = 1_000;

/// The text as one line that says what it shows: control characters, which would steer a terminal or
/// break the line, are spaces, and those that turn around in which direction the rest is read are left
/// out (the explicit ones of Unicode Standard Annex 9: a title with one makes the words behind it, ours
/// among them, read backwards).
pub fn one_line(text: &str) -> String {
    let kept = text.chars().filter(|c| !is_turning(*c));
    kept.map(|c| if is_breaking(c) { ' ' } else { c }).collect()
}

/// At most this many characters, cut between words where there are any, with an ellipsis.
pub fn shortened(text: &str, longest: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(longest) else { return text.to_owned() };
    let cut = text.get(..end).unwrap_or_default();
    let at_word = cut.rfind(' ').filter(|at| *at > end / 2);
    let cut = at_word.and_then(|at| cut.get(..at)).unwrap_or(cut);
    format!("{}…", cut.trim_end_matches([' ', ',', ';', ':', '.', '-', '–']))
}

fn is_breaking(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

fn is_turning(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_a_terminal_is_a_space_and_what_turns_a_line_around_is_left_out() {
        assert_eq!(one_line("a\u{1b}[31mb\u{9b}2Jc\u{7f}\r\nd\u{2028}e"), "a [31mb 2Jc   d e");
        assert_eq!(one_line("\u{202e}gpj.\u{2066}exe\u{2069}\u{202c}"), "gpj.exe");
    }

    #[test]
    fn words_of_any_script_stay_as_they_are() {
        for words in ["الميناء\u{200f} (1)", "נמל\u{200e}", "港の朝", "e\u{301}", "👩\u{200d}🚀"]
        {
            assert_eq!(one_line(words), words);
        }
    }
}

//! Places in a text, as bytes: where lines and what stands in them begin and end.

/// The place behind the comma that follows a place, with nothing but space and comments between.
pub(super) fn comma_after(text: &str, from: usize) -> Option<usize> {
    let mut is_comment = false;
    for (at, c) in text.get(from..)?.char_indices() {
        match c {
            '#' => is_comment = true,
            '\n' => is_comment = false,
            ',' if !is_comment => return Some(from + at + 1),
            _ => {}
        }
    }
    None
}

/// The beginning of the line that a place is in.
pub(super) fn line_start(text: &str, at: usize) -> usize {
    text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1)
}

/// The place behind the newline of the line that a place is in.
pub(super) fn end_of_line(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    rest.find('\n').map_or(text.len(), |newline| at + newline + 1)
}

/// The place before the newline of the line that a place is in.
pub(super) fn end_of_line_content(text: &str, at: usize) -> usize {
    let line = text.get(at..end_of_line(text, at)).unwrap_or_default();
    at + line.trim_end_matches(['\r', '\n']).len()
}

/// The place behind the last line before `until` that is not blank.
pub(super) fn end_of_content(text: &str, until: usize) -> usize {
    let content = text.get(..until).unwrap_or_default().trim_end_matches([' ', '\t', '\r', '\n']);
    if content.trim_start_matches('\u{feff}').is_empty() {
        return content.len();
    }
    end_of_line(text, content.len())
}

/// The beginning of the comment that stands directly above the line of a place, or of that line.
pub(super) fn above_comments(text: &str, at: usize) -> usize {
    let mut start = line_start(text, at);
    while start > 0 {
        let above = line_start(text, start - 1);
        if !text.get(above..start).unwrap_or_default().trim_start().starts_with('#') {
            break;
        }
        start = above;
    }
    start
}

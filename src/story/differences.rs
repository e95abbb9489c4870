//! What each of two reports says that the other does not, for people to look at. Decides nothing.

use std::ops::Range;

use super::passages::Overlap;
use super::verdict::Report;

/// A text, and the bytes of what it has alone.
pub type OwnParts = (String, Vec<Range<usize>>);

/// The texts of two reports as they are compared, each with what stands in it alone: the words that the
/// other does not have in the same order. Of very long texts, only the beginning was compared.
pub fn differences(first: &Report, second: &Report) -> [OwnParts; 2] {
    let first_is_shorter = first.text.weight() <= second.text.weight();
    let (short, long) = if first_is_shorter { (first, second) } else { (second, first) };
    let (ours, theirs) = Overlap::of(&short.text, &long.text).alone();
    let part = |report: &Report, words: Vec<Range<usize>>| {
        let bytes = words.iter().map(|words| report.text.bytes(words));
        (report.text.text().to_owned(), bytes.collect())
    };
    let (short, long) = (part(short, ours), part(long, theirs));
    if first_is_shorter { [short, long] } else { [long, short] }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Timestamp, Wording};

    fn own(first: &str, second: &str) -> [Vec<String>; 2] {
        let report = |text: &str| {
            let wording = Wording { text: text.to_owned(), ..Wording::default() };
            Report::of("", &wording, None, Timestamp::EPOCH)
        };
        differences(&report(first), &report(second)).map(|(text, parts)| {
            parts.into_iter().map(|part| text.get(part).unwrap().to_owned()).collect()
        })
    }

    const TIDE: &str = "The tide in the old harbour rose so far that the boats lay level with the";

    #[test]
    fn what_only_one_of_two_texts_says_is_found_whichever_comes_first() {
        let longer = format!("{TIDE} windows of the town hall, the mayor said. Read more here.");
        let shorter = format!("{TIDE} roofs of the town hall, the mayor said.");
        assert_eq!(
            own(&longer, &shorter),
            [vec!["windows".to_owned(), "Read more here".to_owned()], vec!["roofs".to_owned()]]
        );
        assert_eq!(own(&shorter, &longer)[0], ["roofs"]);
    }

    #[test]
    fn two_texts_that_are_the_same_have_nothing_alone_and_two_others_everything() {
        assert_eq!(own(TIDE, TIDE), [Vec::<String>::new(), Vec::new()]);
        assert_eq!(
            own(TIDE, "Bonds fell."),
            [vec![TIDE.to_owned()], vec!["Bonds fell".to_owned()]]
        );
    }
}

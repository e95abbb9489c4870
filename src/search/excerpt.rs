//! Where in a text what is looked for stands, and the piece of the text that says most of it.

use std::collections::BTreeSet;
use std::ops::Range;

use super::tokens::{Kind, beginning, each_token};
use crate::model::search::{Excerpt, SearchField, SearchQuery, SearchTerm};

/// The length of a piece in bytes: three lines of Latin script, or 80 letters of Chinese, which say as
/// much.
const LENGTH: usize = 240;

/// What is shown before the first match, in bytes.
const LEAD: usize = 60;

/// A place that matches.
struct Match {
    /// Which of the terms.
    term: usize,
    range: Range<usize>,
}

/// A token, kept.
struct Word {
    folded: String,
    range: Range<usize>,
    first_end: usize,
    kind: Kind,
}

/// The whole of a short text, which is the item's title or is not, with what matches.
pub fn whole(text: &str, query: &SearchQuery, field: Option<SearchField>) -> Excerpt {
    let found = matches(&words_of(text), query, field);
    piece(text, 0..text.len(), &found)
}

/// The piece of an item's text that has most of what is looked for, and of several the first.
pub fn excerpt(text: &str, query: &SearchQuery) -> Excerpt {
    let words = words_of(beginning(text));
    let found = matches(&words, query, None);
    let first = found.get(best(&found)).map_or(0, |found| found.range.start);
    // The beginning of a word, or of a line, where there is one near.
    let from = first.saturating_sub(LEAD);
    let starts = words.iter().map(|word| word.range.start);
    let start =
        if from == 0 { 0 } else { starts.clone().find(|start| *start >= from).unwrap_or(0) };
    let until = start + LENGTH;
    let ends = words.iter().map(|word| word.range.end);
    let end = if text.len() <= until {
        text.len()
    } else {
        let longest = ends.take_while(|end| *end <= until).last();
        longest.filter(|end| *end > start).unwrap_or_else(|| text.floor_char_boundary(until))
    };
    piece(text, start..end, &found)
}

/// Of the matches the one that a piece best begins with.
fn best(found: &[Match]) -> usize {
    let mut best = (0, 0);
    for (place, first) in found.iter().enumerate() {
        let until = first.range.start + LENGTH - LEAD;
        let near = found.iter().skip(place).take_while(|found| found.range.end <= until);
        let terms: BTreeSet<usize> = near.map(|found| found.term).collect();
        if terms.len() > best.0 {
            best = (terms.len(), place);
        }
    }
    best.1
}

fn piece(text: &str, range: Range<usize>, found: &[Match]) -> Excerpt {
    let mut marks: Vec<Range<usize>> = Vec::new();
    for found in found.iter().map(|found| &found.range) {
        if found.start < range.start || found.end > range.end {
            continue;
        }
        let mark = found.start - range.start..found.end - range.start;
        match marks.last_mut() {
            Some(last) if mark.start <= last.end => last.end = last.end.max(mark.end),
            Some(_) | None => marks.push(mark),
        }
    }
    Excerpt {
        text: text.get(range.clone()).unwrap_or_default().to_owned(),
        marks,
        is_cut_before: range.start > 0,
        is_cut_after: range.end < text.len(),
    }
}

fn words_of(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    each_token(text, |token| {
        words.push(Word {
            folded: token.folded.to_owned(),
            range: token.range,
            first_end: token.first_end,
            kind: token.kind,
        });
    });
    words
}

/// All places that match a term which is looked for in this field, by where they begin.
fn matches(words: &[Word], query: &SearchQuery, field: Option<SearchField>) -> Vec<Match> {
    let terms: Vec<&SearchTerm> = query.all.iter().flatten().collect();
    let mut found = Vec::new();
    for place in 0..words.len() {
        let rest = words.get(place..).unwrap_or_default();
        for (number, term) in terms.iter().enumerate() {
            if (term.field.is_none() || term.field == field)
                && let Some(range) = begins(rest, term)
            {
                found.push(Match { term: number, range });
            }
        }
    }
    found
}

/// The place of the term, where the words begin with it.
fn begins(words: &[Word], term: &SearchTerm) -> Option<Range<usize>> {
    let last = term.words.len().checked_sub(1)?;
    for (place, (word, wanted)) in words.iter().zip(&term.words).enumerate() {
        let is_begun = place == last && term.is_prefix && word.folded.starts_with(wanted.as_str());
        if word.folded != *wanted && !is_begun {
            return None;
        }
    }
    let (first, end) = (words.first()?, words.get(last)?);
    // A single letter, looked for as the beginning of a pair.
    let is_half = end.kind == Kind::Pair && end.folded.len() > term.words.last()?.len();
    Some(first.range.start..if is_half { end.first_end } else { end.range.end })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::parse;
    use super::*;

    /// The excerpt with its marks in brackets.
    fn shown(excerpt: &Excerpt) -> String {
        let piece = |(text, is_match): (&str, bool)| {
            if is_match { format!("[{text}]") } else { text.to_owned() }
        };
        let out: String = excerpt.pieces().into_iter().map(piece).collect();
        let cut = |is_cut: bool| if is_cut { "…" } else { "" };
        format!("{}{out}{}", cut(excerpt.is_cut_before), cut(excerpt.is_cut_after))
    }

    fn marked(query: &str, text: &str) -> String {
        shown(&excerpt(text, &parse(query).unwrap()))
    }

    #[test]
    fn what_matches_is_marked_as_it_is_written() {
        for (query, text, found) in [
            ("zurich", "To Zürich, ZURICH", "To [Zürich], [ZURICH]"),
            ("\"the ferry\"", "The  ferry; a ferry", "[The  ferry]; a ferry"),
            ("harb* -fog", "In harbours fog", "In [harbours] fog"),
            ("東京都", "新東京都知事", "新[東京都]知事"),
            ("京", "東京と京都", "東[京]と[京]都"),
            ("ﾆｭｰｽ", "朝のニュース", "朝の[ニュース]"),
            ("title:ferry resumed", "ferry resumed", "ferry [resumed]"),
            ("ferry OR boat", "boat and ferry", "[boat] and [ferry]"),
            ("fog", "", ""),
        ] {
            assert_eq!(marked(query, text), found, "{query}");
        }
        let title = whole("A ferry", &parse("title:ferry").unwrap(), Some(SearchField::Title));
        assert_eq!(shown(&title), "A [ferry]");
    }

    #[test]
    fn the_piece_is_that_which_says_most() {
        let text = format!(
            "{}ferry {}The ferry in the fog {}",
            "a ".repeat(300),
            "b ".repeat(300),
            "c ".repeat(300)
        );
        let piece = marked("ferry fog", &text);
        assert!(piece.starts_with("…b b") && piece.ends_with("c…"), "{piece}");
        assert!(piece.contains("The [ferry] in the [fog] c"), "{piece}");
        assert!(marked("nowhere", &text).starts_with("a a"));
    }

    proptest! {
        #[test]
        fn marks_stand_in_the_piece_in_order(
            text in "(ferry|fog|東京|京|é| |\n|ｶﾞ){0,120}",
            typed in "(ferry|f\\*|京|東京|\"fog ferry\"| ){1,5}",
        ) {
            let Ok(query) = parse(&typed) else { return Ok(()) };
            let found = excerpt(&text, &query);
            prop_assert!(text.contains(&found.text) && found.text.len() <= LENGTH);
            let pieces: String = found.pieces().into_iter().map(|(text, _)| text).collect();
            prop_assert_eq!(&pieces, &found.text);
            let mut end = 0;
            for mark in &found.marks {
                prop_assert!(mark.start >= end && mark.start < mark.end);
                prop_assert!(found.text.get(mark.clone()).is_some());
                end = mark.end;
            }
        }
    }
}

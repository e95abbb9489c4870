//! What recurs in the items of a feed and says nothing of any of them: a footer, a line about the
//! author, "The post … appeared first on …". It is found in a window of items around one.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::piece::{Gap, Numbers, is_long, split};

/// How many pieces of an item are looked at: those it begins with, and those it ends with.
const MOST_FIRST: usize = 200;
const MOST_LAST: usize = 200;

/// How many items of a window a piece has to be in.
const RECURRING: usize = 3;

/// In so many of a window it recurs also where all of them may be versions of one article, if they
/// are half of the window: no article has so many.
const RECURRING_IN_VERSIONS: usize = 6;

/// How many long pieces two items share, at the least, that are versions of one article.
const SHARED_LONG: usize = 3;

/// How much of a text is looked at, in bytes: what it begins with, and what it ends with. More than
/// the longest article has; a hostile text of megabytes is not to cost more.
const FIRST_BYTES: usize = 48 * 1024;
const LAST_BYTES: usize = 16 * 1024;

/// As much of a text as is looked at.
pub(super) fn looked_at(text: &str) -> Cow<'_, str> {
    if text.len() <= FIRST_BYTES + LAST_BYTES {
        return Cow::Borrowed(text);
    }
    let first = text.get(..text.floor_char_boundary(FIRST_BYTES)).unwrap_or_default();
    let last = text.get(text.ceil_char_boundary(text.len() - LAST_BYTES)..).unwrap_or_default();
    Cow::Owned([first, last].join("\n"))
}

/// The pieces of a text, as numbers. `title` is the item's own: what only names it is the same
/// piece in every item.
pub fn pieces(text: &str, title: &str) -> Vec<u32> {
    let text = looked_at(text);
    let mut numbers = Numbers::of(title);
    let mut pieces: Vec<u32> =
        split(&text, title).filter_map(|piece| numbers.number(piece.said)).collect();
    let last = pieces.len().saturating_sub(MOST_LAST);
    if last > MOST_FIRST {
        pieces.drain(MOST_FIRST..last);
    }
    pieces
}

/// Those pieces of `own` that recur: `window` holds the pieces of up to some twenty items of the
/// feed, this one's among them. Another version of the same article hardly counts, or an update
/// would make boilerplate of what it keeps.
pub fn recurring(window: &[&[u32]], own: &[u32]) -> BTreeSet<u32> {
    let mut sorted = own.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let long = sorted.iter().filter(|piece| is_long(**piece)).count();
    // In how many other articles, and in how many versions of this one; and in how many that are most of
    // it and begin otherwise.
    let mut articles = vec![1_usize; sorted.len()];
    let (mut versions, mut retold) = (vec![0_usize; sorted.len()], vec![0_usize; sorted.len()]);
    let itself = window.iter().position(|item| *item == own);
    let others = window.iter().enumerate().filter(|(index, _)| Some(*index) != itself);
    for (_, other) in others {
        let mut shared: Vec<usize> =
            other.iter().filter_map(|piece| sorted.binary_search(piece).ok()).collect();
        shared.sort_unstable();
        shared.dedup();
        let pieces = shared.iter().filter_map(|index| sorted.get(*index));
        let shared_long = pieces.filter(|piece| is_long(**piece)).count();
        let is_most = shared_long >= SHARED_LONG && shared_long * 2 > long;
        let counts = match (is_most, begin_alike(own, other)) {
            (false, _) => &mut articles,
            (true, true) => &mut versions,
            (true, false) => &mut retold,
        };
        for index in shared {
            counts.iter_mut().skip(index).take(1).for_each(|count| *count += 1);
        }
    }
    let counted = articles.into_iter().zip(versions).zip(retold);
    let recurs = |((articles, versions), retold): ((usize, usize), usize)| {
        let all = articles + versions + retold;
        // One that begins otherwise may be a version with another first sentence.
        articles + retold.saturating_sub(1) >= RECURRING
            || all >= RECURRING_IN_VERSIONS && all * 2 >= window.len()
    };
    let counted = sorted.into_iter().zip(counted);
    counted.filter(|(_, counts)| recurs(*counts)).map(|(piece, _)| piece).collect()
}

/// Whether what one of two items begins with stands in the other. Show notes that make up most of an
/// episode's text begin with the episode.
fn begin_alike(one: &[u32], other: &[u32]) -> bool {
    let stands_in = |first: Option<&u32>, all: &[u32]| first.is_some_and(|it| all.contains(it));
    stands_in(one.first(), other) || stands_in(other.first(), one)
}

/// The text without its recurring pieces; all of it where nothing else would be left.
pub(super) fn without(text: &str, title: &str, recurring: &BTreeSet<u32>) -> String {
    if recurring.is_empty() {
        return text.to_owned();
    }
    let mut numbers = Numbers::of(title);
    let mut out = String::with_capacity(text.len());
    let mut says_something = false;
    let mut gap = Gap::None;
    for piece in split(text, title) {
        gap = gap.max(piece.gap);
        let number = numbers.number(piece.said);
        if number.is_some_and(|number| recurring.contains(&number)) {
            continue;
        }
        says_something |= number.is_some();
        if !out.is_empty() {
            out.push_str(gap.written());
        }
        out.push_str(piece.said);
        gap = Gap::None;
    }
    if says_something { out } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const FOOTER: &str = "Follow us on social\nBoats Harbours Tides\nRelated posts";

    fn long(subject: &str) -> String {
        format!("The {subject} of the old harbour was looked at by everybody who had come to town.")
    }

    fn recurring_in(texts: &[&str], own: usize) -> BTreeSet<u32> {
        let items: Vec<Vec<u32>> = texts.iter().map(|text| pieces(text, "")).collect();
        let window: Vec<&[u32]> = items.iter().map(Vec::as_slice).collect();
        recurring(&window, &items[own])
    }

    #[test]
    fn what_three_items_say_is_boilerplate() {
        let texts = ["tide", "crane", "ferry"].map(|it| format!("{}\n{FOOTER}", long(it)));
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let found = recurring_in(&texts, 1);
        assert_eq!(found.len(), 3);
        assert_eq!(without(texts[1], "", &found), long("crane"));
        assert!(recurring_in(&texts[..2], 1).is_empty());
    }

    #[test]
    fn another_version_of_an_article_teaches_nothing() {
        let article = [long("tide"), long("crane"), long("ferry")].join("\n");
        let updated = format!("{article}\n{}", long("mayor"));
        let other = format!("{}\n{FOOTER}", long("fog"));
        assert!(recurring_in(&[&article, &updated, &article, &updated, &other], 0).is_empty());
        let texts = [&article, &updated, &article].map(|text| format!("{text}\n{FOOTER}"));
        let window = [&texts[0], &texts[1], &texts[2], &other, &format!("{FOOTER}\n{}", long("x"))];
        assert_eq!(recurring_in(&window.map(|text| text.as_str()), 0).len(), 3);
    }

    #[test]
    fn show_notes_are_boilerplate_although_they_are_most_of_the_text() {
        let notes = ["crane", "ferry", "mayor", "fog"].map(long).join("\n");
        let episodes =
            ["Nets.", "Hulls.", "Herring.", "Tar."].map(|subject| format!("{subject}\n{notes}"));
        let episodes: Vec<&str> = episodes.iter().map(String::as_str).collect();
        let found = recurring_in(&episodes, 1);
        assert_eq!(without(episodes[1], "", &found), "Hulls.");
        assert!(recurring_in(&episodes[..3], 1).is_empty());
    }

    #[test]
    fn an_article_has_not_so_many_versions_as_half_of_a_feed() {
        let notes = ["crane", "ferry", "mayor", "fog"].map(long).join("\n");
        let versions = vec![notes.as_str(); 6];
        assert_eq!(recurring_in(&versions[..5], 0).len(), 0);
        assert_eq!(recurring_in(&versions, 0).len(), 4);
    }

    #[test]
    fn a_line_with_the_title_recurs_and_one_with_another_number_does_not() {
        let items = ["High tide. What now", "A crane at last", "The ferry is late"].map(|title| {
            pieces(&format!("{title} 3.\nThe post {title} appeared first on Harbour."), title)
        });
        let window: Vec<&[u32]> = items.iter().map(Vec::as_slice).collect();
        assert_eq!(recurring(&window, &items[0]).len(), 2);
        let texts: Vec<String> =
            (1..4).map(|size| format!("A quake of magnitude {size} was felt.")).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        assert!(recurring_in(&texts, 0).is_empty());
    }

    #[test]
    fn scripts_without_spaces_have_boilerplate_too() {
        for (bodies, footer) in [
            (
                ["潮が満ちた。", "船が来た。", "市長が来た。"],
                "続きは有料会員の方のみご覧いただけます。",
            ),
            (["น้ำขึ้นสูง\n", "เรือมาแล้ว\n", "นายกมาแล้ว\n"], "ติดตามเราได้ที่นี่"),
        ] {
            let texts = bodies.map(|body| format!("{body}{footer}"));
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            let found = recurring_in(&texts, 0);
            assert_eq!(without(texts[0], "", &found), bodies[0].trim());
        }
    }

    #[test]
    fn where_everything_would_go_nothing_goes() {
        let found = recurring_in(&[FOOTER, FOOTER, FOOTER], 0);
        assert_eq!((found.len(), without(FOOTER, "", &found).as_str()), (3, FOOTER));
    }

    #[test]
    fn a_text_without_measure_has_few_pieces() {
        assert_eq!(pieces(&"boat.\n".repeat(100_000), "").len(), MOST_FIRST + MOST_LAST);
        // What it begins with is one, and what it ends with.
        assert_eq!(pieces(&"boat".repeat(1_000_000), "boatboatboat").len(), 2);
        assert_eq!(pieces(&"boat ".repeat(1_000_000), "boat boat boat").len(), 2);
    }

    proptest! {
        #[test]
        fn what_is_left_was_said_and_twice_is_as_once(
            text in "(a|Bc|It was\\. |潮。|\n| |”|3){0,24}",
            known in prop::collection::btree_set("(a|Bc|It was\\.|潮。|3)", 0..4),
        ) {
            let recurring: BTreeSet<u32> =
                known.iter().flat_map(|text| pieces(text, "")).collect();
            let once = without(&text, "", &recurring);
            let mut rest = text.as_str();
            for piece in split(&once, "") {
                let (_, after) = rest.split_once(piece.said).unwrap();
                rest = after;
            }
            prop_assert_eq!(without(&once, "", &recurring), once);
        }
    }
}

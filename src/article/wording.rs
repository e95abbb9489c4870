//! What of an entry is worth comparing with others: its text without what recurs in its feed, and
//! without what the wires and those who print them put around it.

use std::collections::BTreeSet;

use super::agency;
use super::boilerplate::{looked_at, without};
use super::credit::{author, without_credits};
use super::dateline::dateline;
use super::piece::hash_of;
use crate::model::{Agency, Entry, Wording};

/// An entry as it is compared. `recurring` are the pieces that recur around it in its feed.
pub fn wording(entry: &Entry, recurring: &BTreeSet<u32>) -> Wording {
    let whole = looked_at(&entry.text);
    let text = without(&whole, &entry.title, recurring);
    let is_less_than_half = text.len() * 2 < whole.trim().len();
    let taken_out = is_less_than_half.then(|| hash_of(recurring));
    let (text, named) = bare(&text);
    // A credit under every item of a feed recurs, and is a credit.
    let cut = (!recurring.is_empty()).then_some(&whole);
    let credited =
        named.or_else(|| cut.and_then(|whole| bare(whole).1)).or_else(|| author(&entry.authors));
    let house = entry.url.as_deref().and_then(agency::house);
    let agency = credited.or(house);
    let is_original = agency.is_some() && agency == house;
    Wording { text: text.to_owned(), taken_out, agency, is_original }
}

/// A text without dateline and credits, and the agency that they name.
fn bare(text: &str) -> (&str, Option<Agency>) {
    let (rest, named) = match dateline(text) {
        Some(found) => (found.rest, found.agency),
        None => (text, None),
    };
    let credited = without_credits(rest);
    (credited.rest, named.or(credited.agency))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::article::{pieces, recurring};
    use crate::model::Person;

    fn entry(text: &str) -> Entry {
        Entry { text: text.to_owned(), title: "High tide".to_owned(), ..Entry::default() }
    }

    fn at(url: &str, text: &str) -> Entry {
        Entry { url: Some(url.to_owned()), ..entry(text) }
    }

    const TEXT: &str = "The mayor closed the harbour on Tuesday, a spokesman said.\nHe was glad.";

    #[test]
    fn copies_of_one_text_are_worded_alike() {
        let footer = "Follow us on social\nBoats Tides\nRelated posts";
        let found = pieces(footer, "").into_iter().collect();
        for (agency, text) in [
            (Some(Agency::Kyodo), format!("KABUL, Nov. 25 (Kyodo) -- {TEXT}\n(Kyodo)")),
            (None, format!("Tokyo, 25 November, /AJMEDIA/\n{TEXT}\n{footer}")),
            (Some(Agency::Ap), format!("{TEXT} — AP\n{footer}")),
            (Some(Agency::Jiji), format!("{footer}\n{TEXT}\n[Copyright The Jiji Press, Ltd.]")),
            (None, TEXT.to_owned()),
        ] {
            let wording = wording(&entry(&text), &found);
            assert_eq!(wording, Wording { text: TEXT.to_owned(), agency, ..Wording::default() });
        }
    }

    #[test]
    fn what_was_taken_out_is_told_where_it_was_most_of_the_text() {
        let of = |footer: &str, text: &str| {
            let found = pieces(footer, "").into_iter().collect();
            wording(&entry(&format!("{text}\n{footer}")), &found).taken_out
        };
        let (one, other) = ("Boats and tides ".repeat(9), "Tides and boats ".repeat(9));
        assert_eq!(of("Follow us on social", TEXT), None);
        assert!(of(&one, TEXT).is_some());
        assert_eq!(of(&one, TEXT), of(&one, "Fog."));
        assert_ne!(of(&one, TEXT), of(&other, TEXT));
    }

    #[test]
    fn an_agency_is_original_on_its_own_site_only() {
        let credited = format!("KABUL, Nov. 25 (Kyodo) -- {TEXT}");
        for (url, text, agency, is_original) in [
            ("https://english.kyodonews.net/a", credited.as_str(), Some(Agency::Kyodo), true),
            ("https://kyodonews.net/a", TEXT, Some(Agency::Kyodo), true),
            ("https://harbour.example/a", &credited, Some(Agency::Kyodo), false),
            ("https://apnews.com/a", &credited, Some(Agency::Kyodo), false),
            ("https://notkyodonews.net/a", TEXT, None, false),
        ] {
            let wording = wording(&at(url, text), &BTreeSet::new());
            assert_eq!((wording.agency, wording.is_original), (agency, is_original), "{url}");
        }
    }

    #[test]
    fn an_agency_may_be_the_author_and_may_recur() {
        let authors = vec![Person { name: "Reuters Staff".to_owned(), uri: None }];
        let by = wording(&Entry { authors, ..entry(TEXT) }, &BTreeSet::new());
        assert_eq!(by.agency, Some(Agency::Reuters));
        let text = format!("{TEXT}\nReuters");
        let items = [pieces(&text, ""), pieces("Boats\nReuters", ""), pieces("Fog\nReuters", "")];
        let window: Vec<&[u32]> = items.iter().map(Vec::as_slice).collect();
        let worded = wording(&entry(&text), &recurring(&window, &items[0]));
        assert_eq!((worded.text.as_str(), worded.agency), (TEXT, Some(Agency::Reuters)));
    }

    #[test]
    fn a_text_without_measure_is_worded_in_time() {
        for text in ["潮".repeat(1_700_000), "boat ".repeat(1_000_000), "(AP) — ".repeat(500_000)]
        {
            let found = pieces("boat", "").into_iter().collect();
            assert!(!wording(&entry(&text), &found).text.is_empty());
        }
    }

    proptest! {
        #[test]
        fn any_text_can_be_worded(text in any::<String>()) {
            wording(&entry(&text), &pieces(&text, "").into_iter().take(1).collect());
        }
    }
}

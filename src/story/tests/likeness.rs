//! When two texts are one story, and when they are not: one `check` a rule. The texts are ours.

use proptest::prelude::*;

use super::one_feed::check_in_one_feed;
use super::{NOW, entry, report};
use crate::model::{Agency, Entry, Guard, Timestamp, Wording};
use crate::story::{Report, Verdict, compare, sketch};

/// Wire copy, paragraph by paragraph.
pub(super) const WIRE: [&str; 6] = [
    "The keeper of the northern light met fishermen from four villages on Tuesday and Wednesday, the first \
     talks between them since the pier was lost in the storm of last autumn.",
    "While the harbour board is reluctant to pay for a new pier, it found it necessary to hear those who land \
     their catch on open beaches in the dark months of the year.",
    "“We have been carrying baskets over wet stones as our grandfathers did,” said Marta Quill, who speaks for \
     the boats of Easterness, declining to name a sum.",
    "The keeper promised to light the old leading marks again if the board agrees, and to have the sandbank \
     sounded before the herring come back.",
    "The board closed the northern pier on the day after the storm and moved its cranes and its clerks to the \
     southern basin, where they have stayed.",
    "A vote on the matter is expected at the spring meeting, when the accounts of the past year are laid before \
     the members for the first time.",
];

pub(super) fn article(paragraphs: &[&str]) -> String {
    paragraphs.join("\n")
}

pub(super) fn at(hours: i64, title: &str, text: &str) -> Entry {
    Entry {
        published: Some(Timestamp::from_unix(NOW + hours * 3_600)),
        ..entry("", "", title, text)
    }
}

/// Compares two reports of two feeds, in both orders.
pub(super) fn check(first: &Entry, second: &Entry, verdict: Verdict, guards: &[Guard]) {
    for (first, second) in [(first, second), (second, first)] {
        let likeness = compare(&report(first), &report(second), false);
        assert_eq!((likeness.verdict, &likeness.guards[..]), (verdict, guards), "{likeness:?}");
    }
}

#[test]
fn a_copy_under_another_headline_with_a_footer_is_the_same_story() {
    let original = at(0, "Keeper meets fishermen", &article(&WIRE));
    let footer = format!("{}\nMore from the coast\nTides, boats, weather", article(&WIRE));
    check(&original, &at(5, "Talks over lost pier", &footer), Verdict::Same, &[]);
}

#[test]
fn a_copy_that_is_cut_anywhere_is_the_same_story() {
    let original = at(0, "Keeper meets fishermen", &article(&WIRE));
    for part in [&WIRE[..2], &WIRE[..4], &WIRE[..5]] {
        check(&original, &at(1, "Keeper meets fishermen", &article(part)), Verdict::Same, &[]);
    }
}

#[test]
fn an_edited_copy_is_the_same_story() {
    let edited = article(&WIRE)
        .replace("met fishermen", "spoke with fishers")
        .replace("necessary to hear", "prudent to listen to")
        .replace("grandfathers", "forefathers")
        .replace("closed", "shut")
        .replace("southern basin", "southern dock");
    check(
        &at(0, "Keeper meets fishermen", &article(&WIRE)),
        &at(2, "Fishers heard", &edited),
        Verdict::Same,
        &[],
    );
}

#[test]
fn two_reports_of_one_template_with_other_numbers_are_two_stories() {
    let quake = |magnitude: &str, depth: u32, place: &str| {
        format!(
            "A quake with a preliminary magnitude of {magnitude} struck off {place} on Tuesday, the weather \
             agency said, although no warning of a tsunami has been issued. It occurred at a depth of {depth} \
             kilometres, and there were no reports of damage or of injuries so far, the agency said in its bulletin."
        )
    };
    let one = at(0, "Quake off Easterness", &quake("5.6", 50, "Easterness"));
    check(
        &one,
        &at(3, "Quake off Easterness", &quake("4.9", 30, "Easterness")),
        Verdict::Different,
        &[Guard::OtherNumbers],
    );
}

#[test]
fn one_number_makes_another_report_of_a_long_template_and_is_an_edit_among_others() {
    let report_of = |catch: u32| {
        let catch = format!("The boats landed {catch} baskets of herring in the week.");
        at(0, "Herring report", &format!("{catch}\n{}\n{}", article(&WIRE), digest(&[0, 1, 3, 5])))
    };
    let (first, second) = (report_of(412), report_of(897));
    check(&first, &second, Verdict::Different, &[Guard::OtherNumbers]);
    let edited = second
        .text
        .replace("met fishermen", "heard fishers")
        .replace("declining to name", "naming not")
        .replace("grandfathers", "forefathers")
        .replace("cranes and its clerks", "carts and its scribes");
    let edited = at(2, "Herring report", &edited);
    check(&first, &edited, Verdict::Same, &[]);
    check_in_one_feed(&first, &edited, Verdict::Different, &[Guard::OtherNumbers]);
    check(&first, &at(1, "Herring report, corrected", &second.text), Verdict::Same, &[]);
}

#[test]
fn a_number_in_words_is_the_same_number() {
    let ships = |six: &str, eight: &str| {
        format!(
            "There were {six} grain ships loading and {eight} ships were waiting to load at the port of \
             Easterness this morning, according to the exchange of the merchants, who count them every day \
             from the gallery of their house above the quay and write it on a board."
        )
    };
    let today = at(0, "Grain ships at Easterness", &ships("six", "eight"));
    check(&today, &at(1, "Grain ships at Easterness", &ships("6", "8")), Verdict::Same, &[]);
    check(
        &today,
        &at(24, "Grain ships at Easterness", &ships("six", "nine")),
        Verdict::Different,
        &[Guard::OtherNumbers],
    );
}

#[test]
fn another_company_in_the_same_words_is_another_story() {
    let bank = |name: &str, place: &str| {
        format!(
            "{place} bankers at {name} Trust said the house has raised its prime lending rate to 7.75 percent \
             from 7.5 percent, effective immediately, following moves by major houses in the capital this week."
        )
    };
    let one = at(0, "Rates rise", &bank("Quill Brothers Merchant", "Easterness"));
    let other = at(2, "Rates rise", &bank("Fjord Cooperative Savings", "Westhaven"));
    check(&one, &other, Verdict::Different, &[Guard::OtherNames]);
}

#[test]
fn two_places_that_only_the_titles_and_one_word_tell_apart_are_two_stories() {
    let warning = |place: &str| {
        let text = article(&WIRE[..5]).replace("the northern light", &format!("{place} light"));
        at(0, &format!("Flood warning for {place} County"), &text)
    };
    check(&warning("Adams"), &warning("Wilkes"), Verdict::Different, &[Guard::OtherNames]);
}

#[test]
fn two_reports_of_one_speech_are_related_and_no_more() {
    let speech = format!("“{} {} {}”", WIRE[0].replace(['“', '”'], ""), WIRE[1], WIRE[4]);
    let first = format!(
        "Quill spoke at noon.\n{speech}\nShe left by boat for the islands in the afternoon."
    );
    let second =
        format!("Applause was long in the hall of the guild.\n{speech}\nNobody asked a question.");
    check(
        &at(0, "Quill speaks", &first),
        &at(1, "In the guild", &second),
        Verdict::Related,
        &[Guard::QuotationOnly],
    );
}

#[test]
fn a_round_up_is_not_the_story_that_is_a_part_of_it() {
    let other = "In other news the lamp oil is dearer, the ferry sails an hour later than it did, the choir of \
                 Westhaven sings at the market on Friday, a cow was found on the roof of a boathouse and taken \
                 down with a crane, the library has bought a globe, and the road over the moor is closed for the \
                 lambs until the end of the month, when the school will be whitewashed by its own pupils.";
    let digest =
        format!("{other}\n{other}\n{}\n{}", article(&WIRE[..2]), other.replace("news", "words"));
    check(
        &at(0, "Keeper meets fishermen", &article(&WIRE[..2])),
        &at(4, "The evening in brief", &digest),
        Verdict::Related,
        &[Guard::RoundUp],
    );
}

/// Parts of a digest, each about something else.
const PARTS: [&str; 8] = [
    "A cow was found on the roof of a boathouse in Westhaven on Monday evening and taken down with the crane of \
     the shipyard, which had come for a mast; its owner paid with butter.",
    "Lamp oil is dearer by a tenth since the tanker ran late, the grocers' guild said, and advised households to \
     trim their wicks and to sit together until the next delivery.",
    "The choir sings a mass by an unknown master at Saint Brannoc's on Friday; singers found the parts behind the \
     organ when pipes were cleaned, and copied them by hand over winter.",
    "Library members voted for a globe instead of new shelves, the chairwoman told reporters, because children had \
     asked where the whales go, and nobody at the desk could show them.",
    "Snow closed the moor road above the quarry overnight. Shepherds dug out forty ewes and carried their lambs \
     to the schoolhouse, where lessons were given among straw all morning.",
    "An anchor raised by dredgers near the sandbar belongs to a frigate lost three centuries ago, according to \
     the museum, whose diver compared its stamp with registers of the royal foundry.",
    "Bakers won the tug of war against the pilots for a second year running, although it rained and the rope was \
     greased by a joker; beer was poured until the barrels rang hollow.",
    "Bees swarmed into the post office clock and stopped it at noon. A beekeeper from the valley lured them out \
     using a skep smeared with balm, while letters waited in their sacks.",
];

pub(super) fn digest(parts: &[usize]) -> String {
    parts.iter().map(|part| PARTS[*part]).collect::<Vec<&str>>().join("\n")
}

#[test]
fn two_editions_of_a_digest_are_two_stories_although_most_parts_are_the_same() {
    let morning = at(0, "Coast in brief", &digest(&[0, 1, 2, 3, 4, 5]));
    let evening = at(9, "Coast in brief", &digest(&[0, 1, 6, 3, 4, 7]));
    check(&morning, &evening, Verdict::Related, &[Guard::RoundUp]);
    check(&morning, &at(1, "News of the coast", &morning.text), Verdict::Same, &[]);
}

#[test]
fn a_part_of_a_digest_is_not_the_digest_wherever_it_stands() {
    let digest = at(0, "Coast in brief", &digest(&[0, 1, 2, 3, 4, 5]));
    for (part, title) in [(0, "Cow on boathouse"), (2, "Choir sings mass"), (5, "Anchor raised")] {
        // As an article it has a little more.
        let text = format!(
            "{} Nobody saw it come, and nobody said that it had been seen before.",
            PARTS[part]
        );
        let part = at(1, title, &text);
        check(&part, &digest, Verdict::Related, &[Guard::RoundUp]);
    }
    let cut = at(1, "A headline of its own", &article(&WIRE[..2]));
    check(&cut, &at(0, "Keeper meets fishermen", &article(&WIRE)), Verdict::Same, &[]);
}

#[test]
fn the_days_of_a_live_blog_are_related_and_no_more() {
    let day = |own: &str| format!("{}\n{own}", article(&WIRE[..4]));
    let first = at(0, "Storm: what we know on day 3", &day(WIRE[4]));
    let second = at(24, "Storm: what we know on day 4", &day(&format!("{} {}", WIRE[5], WIRE[5])));
    check(&first, &second, Verdict::Related, &[Guard::OtherNumbersInTitle]);
}

#[test]
fn two_agencies_that_report_one_remark_are_related_and_no_more() {
    let at_home = |agency| {
        let (text, agency) = (article(&WIRE), Some(agency));
        let wording = Wording { text, agency, is_original: true, ..Wording::default() };
        Report::of("Quill speaks", &wording, None, Timestamp::from_unix(NOW))
    };
    let likeness = compare(&at_home(Agency::Afp), &at_home(Agency::Kyodo), false);
    assert_eq!(
        (likeness.verdict, &likeness.guards[..]),
        (Verdict::Related, &[Guard::OtherAgency][..])
    );
    let same = compare(&at_home(Agency::Afp), &at_home(Agency::Afp), false);
    assert_eq!(same.verdict, Verdict::Same);
}

#[test]
fn a_text_that_comes_again_after_days_is_news_again() {
    let column = |hours| at(hours, "From the archive", &article(&WIRE));
    check(&column(0), &column(73), Verdict::Different, &[Guard::FarApart]);
    check(&column(0), &column(71), Verdict::Same, &[]);
}

#[test]
fn a_few_lines_need_a_title_that_agrees() {
    let lines = article(&WIRE[..1]);
    check(
        &at(0, "Keeper meets fishermen", &lines),
        &at(1, "Fishermen meet keeper", &lines),
        Verdict::Same,
        &[],
    );
    check(
        &at(0, "Keeper meets fishermen", &lines),
        &at(1, "Opinion", &lines),
        Verdict::Different,
        &[Guard::TooShort],
    );
}

#[test]
fn scripts_without_spaces_are_compared_like_those_with() {
    let japanese = "港の北側の桟橋が昨年秋の嵐で失われてから初めて、灯台守が四つの村の漁師たちと会談した。組合は新しい桟橋の費用\
                    を負担することに慎重だが、暗い季節に浜辺で水揚げする人々の声を聞く必要があると判断した。灯台守は、理事会が同意す\
                    れば古い導灯を再び点灯し、ニシンが戻る前に砂州の深さを測ると約束した。採決は春の総会で行われる見通しだ。";
    let copy = format!("{japanese}\n関連記事はこちら");
    check(
        &at(0, "灯台守と漁師が会談", japanese),
        &at(3, "桟橋めぐり協議", &copy),
        Verdict::Same,
        &[],
    );
    let other = japanese.replace("四つの村", "12の村").replace("昨年", "3年前の");
    check(&at(0, "灯台守と漁師", japanese), &at(1, "灯台守と漁師", &other), Verdict::Same, &[]);
}

#[test]
fn the_evidence_holds_the_shared_passages_as_both_have_them() {
    let first = at(0, "Keeper meets fishermen", &article(&WIRE[..3]));
    let second =
        at(0, "Talks", &format!("Easterness Post\n{}", article(&WIRE[..3]).to_uppercase()));
    let (first, second) = (report(&first), report(&second));
    let likeness = compare(&first, &second, false);
    let passages = likeness.passages(&first, &second);
    let [(ours, theirs)] = passages[..] else { panic!("{passages:?}") };
    assert_eq!(ours.to_uppercase(), theirs);
    assert!(ours.starts_with("The keeper of the northern light"), "{ours}");
}

#[test]
fn a_hostile_text_is_compared_and_sampled_like_any_other() {
    for text in ["a ".repeat(300_000), "x".repeat(5_000_000), "語".repeat(500_000)] {
        let hostile = report(&at(0, "Title", &text));
        assert!(sketch(&hostile).len() <= 26);
        assert_eq!(compare(&hostile, &hostile, false).verdict, Verdict::Same);
    }
}

proptest! {
    /// A verdict does not depend on which of the two came first, and every text is a copy of itself.
    #[test]
    fn likeness_is_mutual(
        first in proptest::collection::vec("[a-d]{1,3}|[0-9]{1,2}|東|京|“|”", 0..120),
        second in proptest::collection::vec("[a-d]{1,3}|[0-9]{1,2}|東|京|“|”", 0..120),
    ) {
        let (first, second) =
            (report(&at(0, "T", &first.join(" "))), report(&at(0, "T", &second.join(" "))));
        let (there, back) = (compare(&first, &second, false), compare(&second, &first, false));
        if first.text.weight() != second.text.weight() {
            prop_assert_eq!(there.verdict, back.verdict);
            prop_assert_eq!(there.coverage, back.coverage);
        }
        let own = compare(&first, &first, false);
        prop_assert!(own.coverage == 1000 || first.text.weight() == 0);
    }
}

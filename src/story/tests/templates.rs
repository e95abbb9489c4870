//! Reports that share most of their words and are two stories all the same: of one template, under one notice,
//! of one digest. The texts are ours.

use super::likeness::{WIRE, article, at, check, digest};
use super::one_feed::check_in_one_feed;
use crate::model::{Entry, Guard};
use crate::story::Verdict;

/// What an outlet puts under, or over, every article on prices.
const NOTICE: &str = "Nothing on this page is advice to buy, to hold or to sell. Cargoes may lose all of their value \
    in a night, and what they fetched last season says little of the next. Readers are asked to inquire for \
    themselves, and with a sworn broker, before they act on a report. Our staff may own shares in ships that \
    are named here. Copying, storing or passing on any part of it needs the consent of the publisher in writing.";

/// What stands in place of an article.
const WALL: &str = "To go on reading, sign in or choose one of our offers. Members open every page on all of their \
    devices, take part in the talk below the reports and receive a letter from the desk before breakfast. The \
    first month costs a crown, and nobody is bound for longer than that.";

fn check_both(first: &Entry, second: &Entry, verdict: Verdict, guards: &[Guard]) {
    check(first, second, verdict, guards);
    check_in_one_feed(first, second, verdict, guards);
}

#[test]
fn a_few_lines_over_the_same_notice_of_two_feeds_are_two_stories() {
    let barley =
        "Barley is traded at the exchange of Easterness from today, its clerk told us at noon.";
    let tar =
        "The tar works of Westhaven sell a tenth of their stock this weekend, a filing shows.";
    for (first, second) in [
        (format!("{barley}\n{NOTICE}"), format!("{tar}\n{NOTICE}")),
        (format!("{NOTICE}\n{barley}"), format!("{NOTICE}\n{tar}")),
    ] {
        check(
            &at(0, "Barley listed at exchange", &first),
            &at(1, "Tar works unload stock", &second),
            Verdict::Different,
            &[Guard::SharedNotice],
        );
    }
}

#[test]
fn a_wall_in_place_of_two_articles_is_no_story() {
    let (bridge, ferry) =
        (at(0, "Growers expect small crop", WALL), at(1, "Fog halts ferry", WALL));
    check(&bridge, &ferry, Verdict::Different, &[Guard::SharedNotice]);
    let untitled = at(1, "", WALL);
    check(&bridge, &untitled, Verdict::Same, &[]);
}

#[test]
fn one_number_makes_another_report_of_a_long_template_whatever_changes_with_it() {
    let whole = article(&WIRE);
    for (ours, theirs) in [
        (
            format!("{whole}\nHerring rose 104.2 at the close."),
            format!("{whole}\nHerring fell by 99.7 at the close."),
        ),
        (format!("Some 14 boats put out. {whole}"), format!("Some 12 boats put out. {whole}")),
        (format!("{whole} It cost 14 crowns"), format!("{whole} It cost 12 crowns")),
    ] {
        let (first, second) =
            (at(0, "Prices of herring", &ours), at(3, "Prices of herring", &theirs));
        check_both(&first, &second, Verdict::Different, &[Guard::OtherNumbers]);
    }
}

#[test]
fn other_numbers_in_a_row_make_another_report_however_many_they_are() {
    let drawn = |numbers: &str| {
        at(0, "Lottery", &format!("{}\nOn {numbers}. {}", article(&WIRE[..2]), article(&WIRE[2..])))
    };
    for (ours, theirs) in [
        (
            "this evening were drawn 4, 11, 19, 23, 31, 40 and 8",
            "this evening were drawn 2, 13, 17, 28, 35, 44 and 9",
        ),
        (
            "Monday butter 10.41, salt 11.02, tar 13.90, rye 0.71, oil 11.80",
            "Monday butter 10.38, salt 11.05, tar 13.97, rye 0.70, oil 11.85",
        ),
        (
            "Monday herring closed up 12.4 crowns, or 0.9 percent, at 1,391.2 in Easterness",
            "Tuesday herring closed down 8.1 crowns, or 0.6 percent, at 1,383.1 in Easterness",
        ),
    ] {
        check_both(&drawn(ours), &drawn(theirs), Verdict::Different, &[Guard::OtherNumbers]);
    }
}

#[test]
fn a_number_that_is_written_otherwise_is_no_other_number() {
    let count = |number: &str| {
        let text = format!("{}\nSome {number} crabs were counted in the bay.", article(&WIRE[..2]));
        at(0, "Crabs counted", &text)
    };
    for number in ["14 200", "14.200", "14\u{202f}200", "14200"] {
        check_both(&count("14,200"), &count(number), Verdict::Same, &[]);
    }
    check_both(&count("14,200"), &count("14 300"), Verdict::Different, &[Guard::OtherNumbers]);
}

#[test]
fn nothing_is_a_number_where_others_have_some() {
    let rain = |at_quay: &str| {
        let text = format!(
            "Rain that fell since noon: at the quay {at_quay}, on the moor nil. {}",
            WIRE[4]
        );
        at(0, "Rain since noon", &text)
    };
    check_both(&rain("nil"), &rain("3 inches"), Verdict::Different, &[Guard::OtherNumbers]);
}

#[test]
fn a_note_in_which_one_name_is_another_is_another_story() {
    let warning = |place: &str| {
        format!(
            "The weather office has issued a warning of gales for {place} and the coast around it until the \
             evening. Skippers are advised to stay in harbour and to double their lines, and the public is asked \
             to keep away from piers and cliffs until the warning has been lifted by the office."
        )
    };
    let issued = |place| at(0, "Warning issued", &warning(place));
    check_both(
        &issued("Easterness"),
        &issued("Quillport"),
        Verdict::Different,
        &[Guard::OtherNames],
    );
    check_both(&issued("Easterness"), &issued("Eastreness"), Verdict::Same, &[]);
    let match_of =
        |teams: &str| at(0, "Match report", &format!("{teams} on Saturday. {}", WIRE[2]));
    check_both(
        &match_of("Easterness beat Fjordby"),
        &match_of("Quillport beat Westhaven"),
        Verdict::Different,
        &[Guard::OtherNames],
    );
}

#[test]
fn under_the_title_of_a_series_another_dish_is_another_story() {
    let dish = |dish: &str| {
        format!(
            "This time Marta Quill makes {dish} in the galley of the old lightship. All that is made there serves \
             four, is done within the hour and needs no special pots. The list of what to buy can be printed, and \
             those who try it are asked to write to us how it went. There is another one on every working day."
        )
    };
    let of_the_day = |what| at(0, "Recipe of the day", &dish(what));
    let (risotto, pie) = (of_the_day("pumpkin risotto"), of_the_day("herring pie"));
    check_both(&risotto, &pie, Verdict::Different, &[Guard::OtherNames]);
    let told = at(0, "Marta Quill makes herring pie", &dish("herring pie"));
    check(&told, &at(1, told.title.as_str(), &dish("haddock pie")), Verdict::Same, &[]);
}

#[test]
fn names_and_numerals_of_scripts_without_capitals_tell_templates_apart_too() {
    let quake = |place: &str, depth: &str| {
        let text = format!(
            "{place}地方の気象台は二十日午前、海の沖で揺れを観測したと発表した。震源の深さは{depth}キロと推定され、津波の心配はない。\
             けが人や建物の被害の情報は入っていない。気象台は今後も同じ程度の揺れに注意するよう呼びかけている。"
        );
        at(0, "揺れを観測", &text)
    };
    let first = quake("高波", "五・一");
    check_both(&first, &quake("松島", "五・一"), Verdict::Different, &[Guard::OtherNames]);
    check_both(&first, &quake("高波", "四・三"), Verdict::Different, &[Guard::OtherNumbers]);
}

#[test]
fn figures_that_agree_make_one_report_of_a_line_that_comes_again_the_next_morning() {
    let line = |hours, figures: &str| at(hours, "Tar works, third quarter", figures);
    let figures =
        "Shr 19 cts vs 38 cts. Net 397,000 vs 788,000. Nine months 80 cts vs 1.19 crowns.";
    check_in_one_feed(&line(0, figures), &line(17, figures), Verdict::Same, &[]);
    let words = "The works are shut, and the clerk says nothing of the cause.";
    check_in_one_feed(&line(0, words), &line(17, words), Verdict::Different, &[Guard::FarApart]);
}

#[test]
fn a_digest_is_not_the_shorter_digest_that_it_begins_with() {
    let brief = at(0, "World news in brief", &digest(&[0, 1, 2, 3]));
    let whole = at(9, "News in brief", &digest(&[0, 1, 2, 3, 4, 5, 6, 7]));
    check(&brief, &whole, Verdict::Related, &[Guard::RoundUp]);
}

#[test]
fn a_digest_of_two_parts_is_neither_of_them() {
    let parts =
        [("Keeper meets fishermen", article(&WIRE[..2])), ("Lamp oil dearer", digest(&[1, 2]))];
    let both = at(2, "News in brief", &parts.each_ref().map(|(_, text)| text.as_str()).join("\n"));
    for (title, text) in &parts {
        check(&at(0, title, text), &both, Verdict::Related, &[Guard::RoundUp]);
    }
}

#[test]
fn the_next_hour_of_a_live_blog_is_related_and_no_more() {
    let before = digest(&[2, 3]);
    let after = format!("{}\n{before}", digest(&[5, 6]));
    let title = "Storm over the coast: live";
    check(&at(0, title, &before), &at(1, title, &after), Verdict::Related, &[Guard::RoundUp]);
}

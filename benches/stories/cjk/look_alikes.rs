//! Items that look like each other and are different stories: reports that follow one template, follow-ups
//! that repeat the background, days of a running story, speeches.

use super::chance::Chance;
use super::kinds::{Copy, lead_clause};
use super::material::{Script, Section, more, template};

pub(super) const TEMPLATES: [&str; 6] = ["quake", "weather", "stocks", "fx", "lottery", "match"];
/// Speeches of a language: as many as there are quotations for, three each.
pub(super) const SPEECHES: usize = 10;

const DAY_PARAGRAPHS: usize = 6;
const QUOTATIONS_OF_A_SPEECH: usize = 3;

/// What fills the slots of a template.
struct Slots {
    place: &'static str,
    other: &'static str,
    quotes: Vec<&'static str>,
}

/// As many reports of a kind as there are places.
pub(super) fn reports(kind: &str, script: Script, chance: &mut Chance) -> Vec<Copy> {
    let lines = template(kind, script);
    let places = places(script);
    let report = |at: usize| {
        let slots =
            Slots { place: places[at], other: places[(at + 7) % places.len()], quotes: Vec::new() };
        filled(&lines, slots, chance)
    };
    (0..places.len()).map(report).collect()
}

/// Speeches in one frame, of which no two quote the same.
pub(super) fn speeches(script: Script, chance: &mut Chance) -> Vec<Copy> {
    let (lines, places, quotes) =
        (template("speech", script), places(script), more(script, "quotes"));
    let speech = |(at, three): (usize, &[&'static str])| {
        // The title quotes the first again.
        let quotes = [&three[..1], three].concat();
        filled(&lines, Slots { place: places[at], other: places[at + SPEECHES], quotes }, chance)
    };
    quotes.chunks(QUOTATIONS_OF_A_SPEECH).take(SPEECHES).enumerate().map(speech).collect()
}

/// What became of some of the articles later, each with two paragraphs of the article as background.
pub(super) fn follow_ups(script: Script, articles: &[Section], chance: &mut Chance) -> Vec<Copy> {
    let (news, quotes) = (more(script, "follow-ups"), more(script, "quotes"));
    let reaction = [&[""], template("reaction", script).as_slice()].concat();
    let follow_up = |(at, news): (usize, &&'static str)| {
        let article = &articles[at * articles.len() / 10];
        let slots = Slots { place: "", other: "", quotes: vec![quotes[at], quotes[at + 10]] };
        let topic = article.name.split(' ').next().unwrap_or_default();
        let reaction = filled(&reaction, slots, chance).text;
        let paragraphs = [news, reaction.as_str(), article.lines[1], article.lines[2]];
        Copy { title: format!("{topic}　{}", lead_clause(news)), text: paragraphs.join("\n\n") }
    };
    news.iter().enumerate().map(follow_up).collect()
}

/// The days of a running story, each of which repeats half of the day before.
pub(super) fn days(script: Script) -> Vec<Copy> {
    let paragraphs = more(script, "days");
    let name = if script == Script::Japanese {
        "豪雨被害 ライブ更新"
    } else {
        "山火直播：最新情况"
    };
    let day = |(number, lines): (usize, &[&str])| Copy {
        title: format!("{name} {}", number + 1),
        text: lines.join("\n\n"),
    };
    paragraphs.windows(DAY_PARAGRAPHS).step_by(DAY_PARAGRAPHS / 2).enumerate().map(day).collect()
}

fn places(script: Script) -> Vec<&'static str> {
    template("places", script).iter().flat_map(|line| line.split_whitespace()).collect()
}

/// A template with its first line as the title.
fn filled(lines: &[&str], slots: Slots, chance: &mut Chance) -> Copy {
    let mut quotes = slots.quotes.into_iter();
    let mut value = |slot: &str| match slot {
        "place" => slots.place.to_owned(),
        "other" => slots.other.to_owned(),
        "quote" => quotes.next().unwrap_or_default().to_owned(),
        range => drawn(range, chance),
    };
    let mut lines = lines.iter().map(|line| {
        let mut pieces = line.split('{');
        let mut out = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            let (slot, rest) = piece.split_once('}').unwrap_or((piece, ""));
            out.push_str(&value(slot));
            out.push_str(rest);
        }
        out
    });
    let title = lines.next().unwrap_or_default();
    Copy { title, text: lines.collect::<Vec<_>>().join("\n\n") }
}

/// One of `a|b|c`, or a number of `LEAST-MOST`.
fn drawn(slot: &str, chance: &mut Chance) -> String {
    let choices: Vec<&str> = slot.split('|').collect();
    let range = slot
        .rsplit_once('-')
        .and_then(|(least, most)| Some((least.parse::<i64>().ok()?, most.parse::<i64>().ok()?)));
    match range {
        Some((least, most)) => {
            let span = usize::try_from(most - least).unwrap_or_default();
            let drawn = i64::try_from(chance.below(span + 1)).unwrap_or_default();
            (least + drawn).to_string()
        }
        None => chance.pick(&choices).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slot_is_a_name_a_choice_or_a_number() {
        let slots = Slots { place: "P", other: "O", quotes: vec!["one", "two"] };
        let lines = ["{place} {quote}", "{other} {quote}", "{7-7}{x|x}."];
        let Copy { title, text } = filled(&lines, slots, &mut Chance::new());
        assert_eq!((title.as_str(), text.as_str()), ("P one", "O two\n\n7x."));
    }

    #[test]
    fn a_day_shares_half_with_the_day_before() {
        let days = days(Script::Japanese);
        assert!(days.len() >= 6, "{}", days.len());
        for pair in days.windows(2) {
            let shared = pair[1].text.split("\n\n").filter(|line| pair[0].text.contains(line));
            assert_eq!(shared.count(), 3);
        }
    }
}

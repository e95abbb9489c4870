//! Items that look like each other and are different stories: reports that follow one template, follow-ups
//! that repeat the background, days of a running story, digests of the news, speeches.

use std::collections::BTreeMap;

use super::chance::Chance;
use super::kinds::{Copy, lead_clause};
use super::material::{Script, Section, more, template};

pub(super) const TEMPLATES: [&str; 6] = ["quake", "weather", "stocks", "fx", "lottery", "match"];
/// Speeches of a language: as many as there are quotations for, three each.
pub(super) const SPEECHES: usize = 10;

const LEADS_OF_A_DIGEST: usize = 5;
const DAY_PARAGRAPHS: usize = 6;
const QUOTATIONS_OF_A_SPEECH: usize = 3;

/// As many reports of a kind as there are places.
pub(super) fn reports(kind: &str, script: Script, chance: &mut Chance) -> Vec<Copy> {
    let lines = template(kind, script);
    let places = places(script);
    let report = |at: usize| {
        let other = places[(at + 7) % places.len()];
        filled(&lines, &[("place", places[at]), ("other", other)], chance)
    };
    (0..places.len()).map(report).collect()
}

/// Speeches in one frame, of which no two quote the same.
pub(super) fn speeches(script: Script, chance: &mut Chance) -> Vec<Copy> {
    let (lines, places, quotes) =
        (template("speech", script), places(script), more(script, "quotes"));
    let speech = |(at, three): (usize, &[&'static str])| {
        let names = [("place", places[at]), ("other", places[at + SPEECHES])];
        let quotes = [("one", three[0]), ("two", three[1]), ("three", three[2])];
        filled(&lines, &[names.as_slice(), quotes.as_slice()].concat(), chance)
    };
    quotes.chunks(QUOTATIONS_OF_A_SPEECH).take(SPEECHES).enumerate().map(speech).collect()
}

/// What became of some of the articles later, each with two paragraphs of the article as background.
pub(super) fn follow_ups(script: Script, articles: &[Section], chance: &mut Chance) -> Vec<Copy> {
    let (news, quotes) = (more(script, "follow-ups"), more(script, "quotes"));
    let reaction = [&[""], template("reaction", script).as_slice()].concat();
    let follow_up = |(at, news): (usize, &&'static str)| {
        let article = &articles[at * articles.len() / 10];
        let quotes = [("one", quotes[at]), ("two", quotes[at + SPEECHES])];
        let topic = article.name.split(' ').next().unwrap_or_default();
        let reaction = filled(&reaction, &quotes, chance).text;
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

/// Mornings' digests under one title: the leads of articles between the same two paragraphs.
pub(super) fn digests(script: Script, articles: &[Section]) -> Vec<Copy> {
    let frame = template("digest", script);
    let digest = |articles: &[Section]| {
        let leads = articles.iter().map(|article| article.lines[0]);
        let lines: Vec<&str> = [frame[1]].into_iter().chain(leads).chain([frame[2]]).collect();
        Copy { title: frame[0].to_owned(), text: lines.join("\n\n") }
    };
    articles.chunks_exact(LEADS_OF_A_DIGEST).map(digest).collect()
}

fn places(script: Script) -> Vec<&'static str> {
    template("places", script).iter().flat_map(|line| line.split_whitespace()).collect()
}

/// A template with its first line as the title. A slot `{NAME:…}` is drawn once, and `{NAME}` repeats it.
fn filled(lines: &[&str], given: &[(&'static str, &str)], chance: &mut Chance) -> Copy {
    let mut known: BTreeMap<String, String> = BTreeMap::new();
    known.extend(given.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())));
    let mut value = |slot: &str| {
        if let Some((name, drawn_from)) = slot.split_once(':') {
            known.insert(name.to_owned(), drawn(drawn_from, chance));
            return known[name].clone();
        }
        known.get(slot).cloned().unwrap_or_else(|| drawn(slot, chance))
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
        let lines = ["{place} {n:7-7}", "{n} {a|a}", "{7-7}{x|x}."];
        let Copy { title, text } = filled(&lines, &[("place", "P")], &mut Chance::new());
        assert_eq!((title.as_str(), text.as_str()), ("P 7", "7 a\n\n7x."));
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

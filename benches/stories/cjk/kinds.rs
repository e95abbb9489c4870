//! How one article comes to differ between feeds: cut, edited, under another dateline or headline, with a
//! footer, in markup. The kinds bear the names that other sets of this sort have.

use super::chance::Chance;
use super::material::{Script, Section};

pub(super) const KINDS: [&str; 18] = [
    "dateline", "headline", "trunc30", "trunc50", "trunc70", "lead2p", "sum200", "sum200h",
    "edit5", "edit10", "edit20", "typo", "reorder", "boiler", "html", "combo1", "combo2", "combo3",
];

const SUMMARY_CHARACTERS: usize = 200;

/// An article as some feed has it.
#[derive(Debug)]
pub(super) struct Copy {
    pub(super) title: String,
    pub(super) text: String,
}

/// The article as its agency sent it.
pub(super) fn original(article: &Section) -> Copy {
    Copy { title: article.name.to_owned(), text: article.lines.join("\n\n") }
}

/// The article after what a kind does to it; `donor` lends the words that edits put in.
pub(super) fn copy(
    kind: &str,
    article: &Section,
    donor: &Section,
    setting: (Script, &mut Chance),
) -> Copy {
    let (script, chance) = setting;
    let Copy { title, text } = original(article);
    let donor = donor.lines.concat();
    let mut at_all = |text: &str, percent| edited(text, percent, &donor, chance);
    let (title, text) = match kind {
        "headline" => (headline(article), text),
        "edit5" => (title, at_all(&text, 5)),
        "edit10" => (title, at_all(&text, 10)),
        "edit20" => (title, at_all(&text, 20)),
        "trunc30" => (title, cut(&text, 30)),
        "trunc50" => (title, cut(&text, 50)),
        "trunc70" => (title, cut(&text, 70)),
        "lead2p" => (title, article.lines[..2].join("\n\n")),
        "sum200" => (title, summary(&text, "...")),
        "sum200h" => (headline(article), summary(&dated(&text, script, chance), "[…]")),
        "dateline" => (title, dated(&text, script, chance)),
        "typo" => (title, mistyped(&text, chance)),
        "reorder" => (title, reordered(&text, chance)),
        "boiler" => (title, footed(&text, script, chance)),
        "html" => (title, marked_up(&text, script)),
        "combo1" => {
            let text = dated(&cut(&at_all(&text, 10), 70), script, chance);
            (headline(article), footed(&text, script, chance))
        }
        "combo2" => {
            let title = at_all(&title, 10);
            (title, marked_up(&reordered(&cut(&at_all(&text, 5), 70), chance), script))
        }
        _ => {
            let (title, text) = (at_all(&title, 10), cut(&at_all(&text, 10), 80));
            let text = footed(&dated(&text, script, chance), script, chance);
            (title, footed(&text, script, chance))
        }
    };
    Copy { title, text }
}

/// Another editor's headline: the two halves the other way round, or else the beginning of the lead.
pub(super) fn headline(article: &Section) -> String {
    match article.name.split_once([' ', '、', '，', '：']) {
        Some((first, second)) => format!("{second}　{first}"),
        None => lead_clause(article.lines[0]),
    }
}

/// The first clauses of a sentence, of at least twelve characters.
pub(super) fn lead_clause(sentence: &str) -> String {
    let mut clause = String::new();
    for character in sentence.chars() {
        let is_mark = matches!(character, '、' | '，' | '。');
        if character == '。' || is_mark && clause.chars().count() >= 12 {
            break;
        }
        clause.push(character);
    }
    clause
}

/// So many of a hundred pairs of characters are replaced, left out or followed by others. Editors leave
/// figures as they are, and so does this.
fn edited(text: &str, percent: usize, donor: &str, chance: &mut Chance) -> String {
    let characters: Vec<char> = text.chars().collect();
    let donor: Vec<char> = donor.chars().filter(|c| c.is_alphabetic()).collect();
    let mut out = String::new();
    for pair in characters.chunks(2) {
        let is_fixed = pair.iter().any(|c| c.is_ascii_digit() || c.is_whitespace());
        if is_fixed || !chance.percent(percent) {
            out.extend(pair);
            continue;
        }
        let at = chance.below(donor.len() - 1);
        match chance.below(10) {
            0..=5 => out.extend(&donor[at..at + 2]),
            6..=7 => out.extend(pair.iter().chain(&donor[at..at + 2])),
            _ => {}
        }
    }
    out
}

/// Slips: of a hundred characters about two change places with the next or are left out.
fn mistyped(text: &str, chance: &mut Chance) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    let mut at = 0;
    while at + 1 < characters.len() {
        let is_text = characters[at..at + 2].iter().all(|c| c.is_alphabetic());
        if is_text && chance.percent(2) {
            if chance.percent(50) {
                characters.swap(at, at + 1);
            } else {
                characters.remove(at);
            }
        }
        at += 1;
    }
    characters.into_iter().collect()
}

/// The beginning, up to the last sentence that ends within so many of a hundred characters.
fn cut(text: &str, percent: usize) -> String {
    let length = text.chars().count() * percent / 100;
    let beginning: String = text.chars().take(length).collect();
    match beginning.rsplit_once('。') {
        Some((whole, _)) => format!("{whole}。"),
        None => beginning,
    }
}

fn summary(text: &str, ending: &str) -> String {
    let line: String = text.split_whitespace().collect();
    let beginning: String = line.chars().take(SUMMARY_CHARACTERS).collect();
    format!("{beginning}{ending}")
}

fn reordered(text: &str, chance: &mut Chance) -> String {
    let mut paragraphs: Vec<&str> = text.split("\n\n").collect();
    let last = paragraphs.len() - 1;
    chance.shuffle(&mut paragraphs[..last]);
    // A shuffle may leave all in place; this does not.
    paragraphs.rotate_right(1);
    paragraphs.join("\n\n")
}

fn dated(text: &str, script: Script, chance: &mut Chance) -> String {
    format!("{}{text}", chance.pick(script.datelines()))
}

fn footed(text: &str, script: Script, chance: &mut Chance) -> String {
    format!("{text}\n\n{}", chance.pick(script.footers()))
}

fn marked_up(text: &str, script: Script) -> String {
    let (caption, closing) = script.furniture();
    let paragraphs: String = text.split("\n\n").map(|line| format!("<p>{line}</p>\n")).collect();
    format!(
        "<div class=\"entry\"><figure><img src=\"x.jpg\" alt=\"\"/><figcaption>{caption}</figcaption>\
         </figure>{paragraphs}<script>var a=\"x<y\";</script><p><em>{closing}</em></p></div>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_ends_with_a_sentence() {
        assert_eq!(cut("一二三。四五六。七八九。", 70), "一二三。四五六。");
        assert_eq!(cut("一二三四五六", 50), "一二三");
    }

    #[test]
    fn an_edit_leaves_figures_and_about_the_rest_that_it_should() {
        let text = "価格は1234円になる見通しだ。".repeat(50);
        let changed = edited(&text, 10, "別の言葉を借りて来る", &mut Chance::new());
        assert_eq!(changed.matches(|c: char| c.is_ascii_digit()).count(), 4 * 50);
        assert_ne!(changed, text);
    }

    #[test]
    fn paragraphs_change_places_and_none_is_lost() {
        let text = reordered("甲\n\n乙\n\n丙", &mut Chance::new());
        assert!(text.starts_with('丙'), "{text}");
        assert!(text.contains('甲') && text.contains('乙'), "{text}");
    }

    #[test]
    fn another_headline_turns_the_halves_or_takes_the_lead() {
        let article = |name, line| Section { name, lines: vec![line] };
        assert_eq!(headline(&article("前、後", "本文。")), "後　前");
        let lead = "港町の青い市は、古い倉庫を改修し、図書館にする。";
        assert_eq!(headline(&article("題", lead)), "港町の青い市は、古い倉庫を改修し");
    }
}

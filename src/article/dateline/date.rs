//! The day in a dateline, in the languages of the wires.

/// Names of months. A shorter form of at least three letters counts as well.
const MONTHS: &str = "\
    january, february, march, april, may, june, july, august, september, sept, october, \
    november, december, januar, februar, märz, mai, juni, juli, oktober, dezember, januari, \
    februari, maart, mei, augustus, agustus, maret, desember, janvier, février, mars, avril, \
    juin, juillet, août, septembre, octobre, novembre, décembre, enero, febrero, marzo, \
    abril, mayo, junio, julio, agosto, septiembre, setiembre, octubre, noviembre, diciembre, \
    gennaio, febbraio, aprile, maggio, giugno, luglio, settembre, ottobre, dicembre, janeiro, \
    fevereiro, março, maio, junho, julho, setembro, outubro, novembro, dezembro, января, \
    февраля, марта, апреля, мая, июня, июля, августа, сентября, октября, ноября, декабря, \
    січня, лютого, березня, квітня, травня, червня, липня, серпня, вересня, жовтня, \
    листопада, грудня, ocak, şubat, mart, nisan, mayıs, haziran, temmuz, ağustos, eylül, \
    ekim, kasım, aralık, जनवरी, फरवरी, मार्च, अप्रैल, जुलाई, अगस्त, सितंबर, अक्टूबर, नवंबर, \
    दिसंबर";

/// Names of days of the week, by their beginnings in English.
const WEEKDAYS: &[&str] =
    &["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// How much of a day is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Day {
    /// Month and day.
    Full,
    /// The number alone.
    Number,
}

/// The day that a text begins with, and what follows.
pub(super) fn day(text: &str) -> Option<(Day, &str)> {
    let text = after_weekday(text);
    east_asian(text)
        .or_else(|| month_first(text))
        .or_else(|| day_first(text))
        .or_else(|| number(text).map(|(_, rest)| (Day::Number, rest)))
}

/// Whether this is the name of a day of the week.
pub(super) fn is_weekday(word: &str) -> bool {
    let word = word.trim_end_matches('.').to_lowercase();
    word.chars().count() >= 3 && WEEKDAYS.iter().any(|day| day.starts_with(&word))
}

fn after_weekday(text: &str) -> &str {
    let Some((word, rest)) = word(text) else { return text };
    if is_weekday(word) { rest.trim_start_matches([' ', ',', '.', '\u{a0}']) } else { text }
}

/// The letters that a text begins with.
fn word(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    text.split_at_checked(end).filter(|(word, _)| !word.is_empty())
}

fn month(text: &str) -> Option<&str> {
    let (word, rest) = word(text)?;
    let lower = word.to_lowercase();
    let is_month =
        lower.chars().count() >= 3 && MONTHS.split(", ").any(|month| month.starts_with(&lower));
    is_month.then(|| rest.strip_prefix('.').unwrap_or(rest))
}

/// A number that can be a day, with what makes it an ordinal.
fn number(text: &str) -> Option<(u32, &str)> {
    let (day, rest) = digits(text, 2)?;
    let ordinals = ["st", "nd", "rd", "th", "er", "º", "."];
    let rest = ordinals.iter().find_map(|end| rest.strip_prefix(end)).unwrap_or(rest);
    ((1..=31).contains(&day) && !rest.starts_with(char::is_alphanumeric)).then_some((day, rest))
}

/// A number of at most this many digits, of either width.
fn digits(text: &str, most: usize) -> Option<(u32, &str)> {
    let (mut value, mut rest, mut count) = (0, text, 0);
    while let Some(digit) = rest.chars().next().and_then(value_of) {
        let mut chars = rest.chars();
        chars.next();
        (value, rest, count) = (value * 10 + digit, chars.as_str(), count + 1);
        if count > most {
            return None;
        }
    }
    (count > 0).then_some((value, rest))
}

fn value_of(c: char) -> Option<u32> {
    match c {
        '０'..='９' => Some(u32::from(c) - u32::from('０')),
        _ => c.to_digit(10),
    }
}

/// `Nov. 25`, `November 25, 2021`.
fn month_first(text: &str) -> Option<(Day, &str)> {
    let (_, rest) = number(month(text)?.trim_start())?;
    Some((Day::Full, after_year(rest)))
}

/// `25 November`, `25. Nov 2021`, `25 de noviembre de 2021`.
fn day_first(text: &str) -> Option<(Day, &str)> {
    let (_, rest) = number(text)?;
    let rest = after_of(rest.trim_start());
    Some((Day::Full, after_year(month(rest)?)))
}

fn after_of(text: &str) -> &str {
    text.strip_prefix("de ").or_else(|| text.strip_prefix("DE ")).unwrap_or(text)
}

fn after_year(text: &str) -> &str {
    let rest = after_of(text.trim_start_matches([' ', ',', '\u{a0}']));
    match digits(rest, 4) {
        Some((1900..=2100, after)) if !after.starts_with(char::is_alphanumeric) => after,
        _ => text,
    }
}

/// `2021年11月25日`, `11月25日`, `25日`; the same in Korean.
fn east_asian(text: &str) -> Option<(Day, &str)> {
    let mut rest = text;
    let mut day = Day::Number;
    for (units, most) in [(['年', '년'], 4), (['月', '월'], 2)] {
        let part = digits(rest, most).and_then(|(_, after)| after.strip_prefix(units));
        if let Some(after) = part {
            rest = after.trim_start();
            day = Day::Full;
        }
    }
    let (_, after) = digits(rest, 2)?;
    Some((day, after.strip_prefix(['日', '일'])?))
}

//! The words in dates: months in the languages of publishers, halves of the day. Zones are in
//! `zones`.

use super::zones::zone;

/// Months as they are written out in English, German, French, Spanish, Portuguese, Italian, Dutch,
/// Danish, Norwegian, Swedish, Finnish, Polish, Czech, Romanian, Hungarian, Turkish, Greek,
/// Russian and Ukrainian. An abbreviation is a beginning of one of them.
const MONTHS: [&[&str]; 12] = [
    &[
        "january",
        "januar",
        "janvier",
        "enero",
        "janeiro",
        "gennaio",
        "januari",
        "tammikuuta",
        "stycznia",
        "styczeń",
        "ledna",
        "leden",
        "ianuarie",
        "január",
        "ocak",
        "ιανουαρίου",
        "января",
        "январь",
        "січня",
        "jänner",
    ],
    &[
        "february",
        "februar",
        "février",
        "fevrier",
        "febrero",
        "fevereiro",
        "febbraio",
        "februari",
        "helmikuuta",
        "lutego",
        "luty",
        "února",
        "únor",
        "februarie",
        "február",
        "şubat",
        "φεβρουαρίου",
        "февраля",
        "февраль",
        "лютого",
    ],
    &[
        "march",
        "märz",
        "mars",
        "marzo",
        "março",
        "maart",
        "marts",
        "maaliskuuta",
        "marca",
        "marzec",
        "března",
        "březen",
        "martie",
        "március",
        "mart",
        "μαρτίου",
        "марта",
        "март",
        "березня",
        "mrz",
        "mrt",
        "mär",
    ],
    &[
        "april",
        "avril",
        "abril",
        "aprile",
        "huhtikuuta",
        "kwietnia",
        "kwiecień",
        "dubna",
        "duben",
        "aprilie",
        "április",
        "nisan",
        "απριλίου",
        "апреля",
        "апрель",
        "квітня",
    ],
    &[
        "may",
        "mai",
        "mayo",
        "maio",
        "maggio",
        "mei",
        "maj",
        "toukokuuta",
        "maja",
        "května",
        "květen",
        "május",
        "mayıs",
        "μαΐου",
        "мая",
        "май",
        "травня",
    ],
    &[
        "june",
        "juni",
        "juin",
        "junio",
        "junho",
        "giugno",
        "kesäkuuta",
        "czerwca",
        "czerwiec",
        "června",
        "červen",
        "iunie",
        "június",
        "haziran",
        "ιουνίου",
        "июня",
        "июнь",
        "червня",
    ],
    &[
        "july",
        "juli",
        "juillet",
        "julio",
        "julho",
        "luglio",
        "heinäkuuta",
        "lipca",
        "lipiec",
        "července",
        "červenec",
        "iulie",
        "július",
        "temmuz",
        "ιουλίου",
        "июля",
        "июль",
        "липня",
    ],
    &[
        "august",
        "août",
        "aout",
        "agosto",
        "augustus",
        "augusti",
        "elokuuta",
        "sierpnia",
        "sierpień",
        "srpna",
        "srpen",
        "augusztus",
        "ağustos",
        "αυγούστου",
        "августа",
        "август",
        "серпня",
    ],
    &[
        "september",
        "septembre",
        "septiembre",
        "setembro",
        "settembre",
        "setiembre",
        "syyskuuta",
        "września",
        "wrzesień",
        "září",
        "septembrie",
        "szeptember",
        "eylül",
        "σεπτεμβρίου",
        "сентября",
        "сентябрь",
        "вересня",
    ],
    &[
        "october",
        "oktober",
        "octobre",
        "octubre",
        "outubro",
        "ottobre",
        "lokakuuta",
        "października",
        "październik",
        "října",
        "říjen",
        "octombrie",
        "október",
        "ekim",
        "οκτωβρίου",
        "октября",
        "октябрь",
        "жовтня",
    ],
    &[
        "november",
        "novembre",
        "noviembre",
        "novembro",
        "marraskuuta",
        "listopada",
        "listopad",
        "listopadu",
        "noiembrie",
        "kasım",
        "νοεμβρίου",
        "ноября",
        "ноябрь",
    ],
    &[
        "december",
        "dezember",
        "décembre",
        "decembre",
        "diciembre",
        "dezembro",
        "dicembre",
        "joulukuuta",
        "grudnia",
        "grudzień",
        "prosince",
        "prosinec",
        "decembrie",
        "aralık",
        "δεκεμβρίου",
        "декабря",
        "декабрь",
        "грудня",
        "desember",
    ],
];

/// What a word of a date says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A month, from 1.
    Month(i64),
    /// A zone, in minutes east of Greenwich.
    Zone(i64),
    /// The half of the day after noon, or before it.
    Half {
        /// Whether it is the one after.
        afternoon: bool,
    },
    /// A letter that stands between two numbers and says what the one before it is.
    Unit(Unit),
    /// A weekday, "at", "o'clock", …
    Nothing,
}

/// What a number before a Chinese, Japanese or Korean letter is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    /// The year.
    Year,
    /// The month.
    Month,
    /// The day.
    Day,
    /// The hour.
    Hour,
    /// The minute.
    Minute,
    /// The second.
    Second,
}

/// What this word of a date says.
pub(super) fn meaning(word: &str) -> Meaning {
    if let Some(meaning) = usual(word) {
        return meaning;
    }
    let word = word.to_lowercase();
    match word.as_str() {
        // The letters are the second of 午前 and 午後, 오전 and 오후: the first says nothing.
        "am" | "前" | "전" => return Meaning::Half { afternoon: false },
        "pm" | "後" | "后" | "후" => return Meaning::Half { afternoon: true },
        "年" | "년" => return Meaning::Unit(Unit::Year),
        "月" | "월" => return Meaning::Unit(Unit::Month),
        "日" | "일" => return Meaning::Unit(Unit::Day),
        "時" | "时" | "시" => return Meaning::Unit(Unit::Hour),
        "分" | "분" => return Meaning::Unit(Unit::Minute),
        "秒" | "초" => return Meaning::Unit(Unit::Second),
        _ => {}
    }
    if let Some(offset) = zone(&word) {
        return Meaning::Zone(offset);
    }
    month(&word).map_or(Meaning::Nothing, Meaning::Month)
}

/// The words of RFC 822, which are nearly all that are met: found without a search.
fn usual(word: &str) -> Option<Meaning> {
    const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    const MONTHS: [(&str, i64); 12] = [
        ("Jan", 1),
        ("Feb", 2),
        ("Mar", 3),
        ("Apr", 4),
        ("May", 5),
        ("Jun", 6),
        ("Jul", 7),
        ("Aug", 8),
        ("Sep", 9),
        ("Oct", 10),
        ("Nov", 11),
        ("Dec", 12),
    ];
    match word {
        "T" => Some(Meaning::Nothing),
        "GMT" | "Z" => Some(Meaning::Zone(0)),
        _ if WEEKDAYS.contains(&word) => Some(Meaning::Nothing),
        _ => MONTHS.iter().find(|(name, _)| *name == word).map(|(_, month)| Meaning::Month(*month)),
    }
}

/// The month with this name, or with a name that begins so. Three letters at least: `ma` is a
/// Dutch Monday.
fn month(word: &str) -> Option<i64> {
    word.chars().nth(2)?;
    let exact = MONTHS.iter().position(|names| names.contains(&word));
    let found = exact.or_else(|| {
        MONTHS.iter().position(|names| names.iter().any(|name| name.starts_with(word)))
    })?;
    i64::try_from(found).ok().map(|month| month + 1)
}

//! The words in dates: halves of the day, and the letters behind numbers. Months are in `months`, zones
//! in `zones`.

use super::months::{folded, month};
use super::zones::{military, zone};

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
    if let Some(meaning) = usual(word).or_else(|| eastern(word)) {
        return meaning;
    }
    if let Some(offset) = military(word) {
        return Meaning::Zone(offset);
    }
    let word = folded(word);
    match word.as_str() {
        "am" | "πμ" => return Meaning::Half { afternoon: false },
        "pm" | "μμ" => return Meaning::Half { afternoon: true },
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
        "GMT" | "Z" => Some(Meaning::Zone(0)),
        _ if WEEKDAYS.contains(&word) => Some(Meaning::Nothing),
        _ => MONTHS.iter().find(|(name, _)| *name == word).map(|(_, month)| Meaning::Month(*month)),
    }
}

/// The letters of Chinese, Japanese and Korean dates. Of the two that name a half of the day, the one
/// that tells: 午前 and 오전, 上午, 早上 and 凌晨; 午後 and 오후, 下午 and 晚上, of which the first tells.
fn eastern(letter: &str) -> Option<Meaning> {
    let meaning = match letter {
        "前" | "전" | "上" | "早" | "凌" => Meaning::Half { afternoon: false },
        "後" | "后" | "후" | "下" | "晚" => Meaning::Half { afternoon: true },
        "年" | "년" => Meaning::Unit(Unit::Year),
        "月" | "월" => Meaning::Unit(Unit::Month),
        "日" | "号" | "일" => Meaning::Unit(Unit::Day),
        "時" | "时" | "点" | "點" | "시" => Meaning::Unit(Unit::Hour),
        "分" | "분" => Meaning::Unit(Unit::Minute),
        "秒" | "초" => Meaning::Unit(Unit::Second),
        _ => return None,
    };
    Some(meaning)
}

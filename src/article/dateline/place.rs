//! The place in a dateline: one city or several, with or without what they are in.

use super::date::{Day, day, is_weekday};
use crate::article::agency::is_dash;

/// The cities that most datelines name, in lower case. Where little else speaks for a dateline, it
/// has to be one of these.
const CITIES: &str = "\
    abu dhabi, abuja, accra, addis ababa, albany, algiers, amman, amsterdam, ankara, \
    ann arbor, anchorage, antananarivo, astana, asuncion, athens, atlanta, auckland, austin, \
    baghdad, baku, baltimore, bamako, bangkok, barcelona, beijing, beirut, belgrade, \
    bengaluru, berlin, berne, bishkek, bogota, bonn, boston, brasilia, bratislava, brisbane, \
    brussels, bruxelles, bucharest, budapest, buenos aires, buffalo, cairo, calcutta, \
    canberra, cape town, caracas, charlotte, chennai, chicago, cincinnati, cleveland, \
    colombo, copenhagen, dakar, dallas, damascus, dar es salaam, delhi, denver, detroit, \
    dhaka, doha, dubai, dublin, edinburgh, frankfurt, fukushima, gaza, gaza city, geneva, \
    genève, guatemala city, hamburg, hanoi, harare, havana, helsinki, ho chi minh city, \
    hong kong, honolulu, houston, hyderabad, indianapolis, islamabad, istanbul, jakarta, \
    jeddah, jerusalem, johannesburg, kabul, kampala, kandahar, karachi, kathmandu, khartoum, \
    kiev, kigali, kingston, kinshasa, kolkata, kuala lumpur, kuwait, kuwait city, kyiv, \
    kyoto, la paz, lagos, lahore, las vegas, lima, lisbon, lisboa, ljubljana, london, \
    londres, los angeles, lucknow, luxembourg, madrid, manama, manila, melbourne, \
    mexico city, miami, milan, milano, milwaukee, minneapolis, minsk, mogadishu, monaco, \
    monrovia, montevideo, montreal, moscow, mumbai, munich, muscat, nagasaki, nagoya, \
    nairobi, nashville, new delhi, new orleans, new york, nicosia, okinawa, oklahoma city, \
    osaka, oslo, ottawa, panama city, paris, perth, philadelphia, phnom penh, phoenix, \
    pittsburgh, port-au-prince, portland, prague, pretoria, pristina, pyongyang, quetta, \
    quito, rabat, ramallah, reykjavik, riga, rio de janeiro, riyadh, roma, rome, rotterdam, \
    sacramento, salt lake city, san antonio, san diego, san francisco, san jose, san juan, \
    san salvador, sanaa, santiago, santo domingo, sao paulo, sapporo, sarajevo, seattle, \
    sendai, seoul, shanghai, shenzhen, singapore, skopje, sofia, srinagar, st. louis, \
    st. petersburg, stockholm, strasbourg, sydney, taipei, tallinn, tashkent, tbilisi, \
    tegucigalpa, tehran, tel aviv, the hague, tirana, tokyo, toronto, tripoli, tunis, \
    ulaanbaatar, united nations, vancouver, vatican city, venice, vienna, vientiane, vilnius, \
    warsaw, washington, wellington, wien, yangon, yerevan, zagreb, zurich, киев, київ, минск, \
    москва, санкт-петербург";

/// Words that a sentence begins with, and no name of a place.
const NO_PLACES: &[&str] = &[
    "a",
    "after",
    "an",
    "and",
    "as",
    "at",
    "before",
    "between",
    "but",
    "by",
    "during",
    "for",
    "from",
    "in",
    "it",
    "last",
    "on",
    "or",
    "since",
    "this",
    "though",
    "to",
    "today",
    "tomorrow",
    "until",
    "when",
    "while",
    "with",
    "yesterday",
];

/// Small words within names of places.
const PARTICLES: &[&str] = &[
    "al", "am", "an", "and", "auf", "d", "da", "de", "del", "der", "des", "di", "do", "dos", "du",
    "el", "en", "es", "i", "la", "le", "les", "of", "on", "sur", "the", "upon", "y",
];

/// How many words of a place are read, and how many parts after commas.
const MOST_WORDS: usize = 5;
const MOST_PARTS: usize = 3;

/// How long a name may be that is written without spaces.
const LONGEST_UNSPACED: usize = 10;

/// What is known of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Whether the city is in capitals.
    pub(super) is_capital: bool,
    /// Whether it is one of `CITIES`.
    pub(super) is_known: bool,
    /// Whether what the city is in is named after it, not in capitals: `DOVER, Del.`
    pub(super) has_region: bool,
}

/// The place that a text begins with, and what follows, without a comma.
pub(super) fn place(text: &str) -> Option<(Place, &str)> {
    let (city, mut rest) = name(text)?;
    let mut has_region = false;
    for _ in 1..MOST_PARTS {
        let Some(after) = after_comma(rest) else { break };
        if day(after).is_some() {
            break;
        }
        let Some((region, after)) = name(after.strip_prefix("the ").unwrap_or(after)) else {
            break;
        };
        has_region |= !is_capital(region);
        rest = after;
    }
    rest = after_region(rest);
    let place = Place { is_capital: is_capital(city), is_known: is_known(city), has_region };
    Some((place, rest))
}

fn after_comma(text: &str) -> Option<&str> {
    Some(text.trim_start().strip_prefix([',', '、', '，', '،'])?.trim_start())
}

/// What follows a country in square brackets.
fn after_region(text: &str) -> &str {
    let inner = text.trim_start().strip_prefix('[').and_then(|text| text.split_once(']'));
    let is_name =
        |name: &str| name.len() < 40 && name.chars().all(|c| c.is_alphabetic() || c == ' ');
    inner.filter(|(name, _)| is_name(name)).map_or(text, |(_, rest)| rest)
}

fn is_capital(city: &str) -> bool {
    let mut cased = city.chars().filter(|c| c.is_lowercase() || c.is_uppercase());
    cased.clone().count() >= 3 && cased.all(char::is_uppercase)
}

fn is_known(city: &str) -> bool {
    let city = city.to_lowercase().replace('\u{a0}', " ");
    let first = city.split('/').next().unwrap_or_default();
    CITIES.split(", ").any(|known| known == first.trim_end_matches('.'))
}

/// The words of a name, up to where a day begins; a name may be of several cities.
fn name(text: &str) -> Option<(&str, &str)> {
    let (first, mut rest) = word(text)?;
    let is_name = !first.chars().next().is_some_and(char::is_lowercase)
        && !NO_PLACES.contains(&first.to_lowercase().as_str())
        && !is_weekday(first);
    for _ in 1..MOST_WORDS {
        // `MOSCOW/KYIV`
        let next = rest.strip_prefix('/').or_else(|| rest.strip_prefix([' ', '\u{a0}']));
        let Some(next) = next else { break };
        let is_day = matches!(day(next), Some((Day::Full, _)));
        let Some((word, after)) = word(next).filter(|_| !is_day) else { break };
        if word.starts_with(char::is_lowercase) && !PARTICLES.contains(&word) {
            break;
        }
        rest = after;
    }
    let name = text.get(..text.len().saturating_sub(rest.len()))?;
    is_name.then_some((name, rest))
}

/// The letters that a text begins with, with what abbreviates and joins them.
fn word(text: &str) -> Option<(&str, &str)> {
    let mut before = None;
    let mut end = 0;
    let mut unspaced = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let joins = matches!(c, '.' | '\'' | '’' | '‘' | '`' | 'ʻ') || is_mark(c);
        let is_hyphen = is_dash(c) && chars.peek().is_some_and(|(_, next)| next.is_alphabetic());
        let is_hyphen = is_hyphen && matches!(c, '-' | '\u{2010}' | '\u{2011}');
        if !c.is_alphabetic() && !(before.is_some() && (joins || is_hyphen)) {
            break;
        }
        unspaced += usize::from(c.is_alphabetic() && !c.is_lowercase() && !c.is_uppercase());
        before = Some(c);
        end = at + c.len_utf8();
    }
    text.split_at_checked(end).filter(|(word, _)| !word.is_empty() && unspaced <= LONGEST_UNSPACED)
}

/// Signs that belong to the letter before them.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{900}'..='\u{dff}' | '\u{e30}'..='\u{e4e}')
}

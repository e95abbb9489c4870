//! News agencies as they are written: in datelines, by authors' names, under texts; and the sites
//! that are their own.

use url::Url;

use crate::model::Agency;

/// Spellings that are a word or a name in any other case.
const ACRONYMS: &[(&str, Agency)] = &[
    ("AA", Agency::Anadolu),
    ("AAP", Agency::Aap),
    ("AFP", Agency::Afp),
    ("ANI", Agency::Ani),
    ("ANSA", Agency::Ansa),
    ("AP", Agency::Ap),
    ("APA", Agency::Apa),
    ("APP", Agency::App),
    ("DPA", Agency::Dpa),
    ("EFE", Agency::Efe),
    ("IANS", Agency::Ians),
    ("IRNA", Agency::Irna),
    ("KCNA", Agency::Kcna),
    ("PAP", Agency::Pap),
    ("PTI", Agency::Pti),
    ("TASS", Agency::Tass),
    ("Tass", Agency::Tass),
    ("UPI", Agency::Upi),
    ("WAM", Agency::Wam),
    ("dpa", Agency::Dpa),
    ("ТАСС", Agency::Tass),
    ("ＡＦＰ", Agency::Afp),
    ("ＡＰ", Agency::Ap),
];

/// Spellings in lower case that count in any case.
const NAMES: &[(&str, Agency)] = &[
    ("adnkronos", Agency::Adnkronos),
    ("agence france presse", Agency::Afp),
    ("agence france-presse", Agency::Afp),
    ("agencia efe", Agency::Efe),
    ("anadolu", Agency::Anadolu),
    ("anadolu agency", Agency::Anadolu),
    ("anadolu ajansı", Agency::Anadolu),
    ("antara", Agency::Antara),
    ("asian news international", Agency::Ani),
    ("associated press", Agency::Ap),
    ("associated press of pakistan", Agency::App),
    ("australian associated press", Agency::Aap),
    ("austria presse agentur", Agency::Apa),
    ("belga", Agency::Belga),
    ("bernama", Agency::Bernama),
    ("bloomberg", Agency::Bloomberg),
    ("canadian press", Agency::CanadianPress),
    ("central news agency", Agency::Cna),
    ("china news service", Agency::ChinaNews),
    ("deutsche presse-agentur", Agency::Dpa),
    ("europa press", Agency::EuropaPress),
    ("france-presse", Agency::Afp),
    ("indo-asian news service", Agency::Ians),
    ("interfax", Agency::Interfax),
    ("interfax.ru", Agency::Interfax),
    ("jiji", Agency::Jiji),
    ("jiji press", Agency::Jiji),
    ("kyodo", Agency::Kyodo),
    ("lusa", Agency::Lusa),
    ("newsis", Agency::Newsis),
    ("pa media", Agency::Pa),
    ("polska agencja prasowa", Agency::Pap),
    ("press association", Agency::Pa),
    ("press trust of india", Agency::Pti),
    ("reuter", Agency::Reuters),
    ("reuters", Agency::Reuters),
    ("ria novosti", Agency::Ria),
    ("thomson reuters", Agency::Reuters),
    ("ukrinform", Agency::Ukrinform),
    ("united press international", Agency::Upi),
    ("xinhua", Agency::Xinhua),
    ("yonhap", Agency::Yonhap),
    ("интерфакс", Agency::Interfax),
    ("рейтер", Agency::Reuters),
    ("риа новости", Agency::Ria),
    ("укринформ", Agency::Ukrinform),
    ("укрінформ", Agency::Ukrinform),
    ("أ ف ب", Agency::Afp),
    ("رويترز", Agency::Reuters),
    ("فرانس برس", Agency::Afp),
    ("भाषा", Agency::Pti),
    ("ブルームバーグ", Agency::Bloomberg),
    ("ロイター", Agency::Reuters),
    ("中国新闻社", Agency::ChinaNews),
    ("中国新闻网", Agency::ChinaNews),
    ("中央社", Agency::Cna),
    ("中央通訊社", Agency::Cna),
    ("中新社", Agency::ChinaNews),
    ("中新网", Agency::ChinaNews),
    ("俄新社", Agency::Ria),
    ("共同", Agency::Kyodo),
    ("共同社", Agency::Kyodo),
    ("塔斯社", Agency::Tass),
    ("德新社", Agency::Dpa),
    ("新华社", Agency::Xinhua),
    ("新华网", Agency::Xinhua),
    ("新華社", Agency::Xinhua),
    ("時事", Agency::Jiji),
    ("法新社", Agency::Afp),
    ("美联社", Agency::Ap),
    ("美聯社", Agency::Ap),
    ("聯合ニュース", Agency::Yonhap),
    ("路透", Agency::Reuters),
    ("路透社", Agency::Reuters),
    ("韩联社", Agency::Yonhap),
    ("교도통신", Agency::Kyodo),
    ("뉴스1", Agency::News1),
    ("뉴시스", Agency::Newsis),
    ("로이터", Agency::Reuters),
    ("신화통신", Agency::Xinhua),
    ("연합뉴스", Agency::Yonhap),
];

/// The agencies' own sites.
const HOUSES: &[(&str, Agency)] = &[
    ("aa.com.tr", Agency::Anadolu),
    ("aap.com.au", Agency::Aap),
    ("adnkronos.com", Agency::Adnkronos),
    ("afp.com", Agency::Afp),
    ("afpbb.com", Agency::Afp),
    ("aninews.in", Agency::Ani),
    ("ansa.it", Agency::Ansa),
    ("antaranews.com", Agency::Antara),
    ("apa.at", Agency::Apa),
    ("ap.org", Agency::Ap),
    ("apnews.com", Agency::Ap),
    ("app.com.pk", Agency::App),
    ("belganewsagency.eu", Agency::Belga),
    ("bernama.com", Agency::Bernama),
    ("bloomberg.com", Agency::Bloomberg),
    ("chinanews.com", Agency::ChinaNews),
    ("chinanews.com.cn", Agency::ChinaNews),
    ("cna.com.tw", Agency::Cna),
    ("dpa.com", Agency::Dpa),
    ("dpa-international.com", Agency::Dpa),
    ("efe.com", Agency::Efe),
    ("europapress.es", Agency::EuropaPress),
    ("focustaiwan.tw", Agency::Cna),
    ("ianslive.in", Agency::Ians),
    ("interfax.com", Agency::Interfax),
    ("interfax.ru", Agency::Interfax),
    ("irna.ir", Agency::Irna),
    ("jiji.com", Agency::Jiji),
    ("kcna.kp", Agency::Kcna),
    ("kyodo.co.jp", Agency::Kyodo),
    ("kyodonews.jp", Agency::Kyodo),
    ("kyodonews.net", Agency::Kyodo),
    ("lusa.pt", Agency::Lusa),
    ("news.cn", Agency::Xinhua),
    ("news1.kr", Agency::News1),
    ("newsis.com", Agency::Newsis),
    ("pa.media", Agency::Pa),
    ("pap.pl", Agency::Pap),
    ("ptinews.com", Agency::Pti),
    ("reuters.com", Agency::Reuters),
    ("ria.ru", Agency::Ria),
    ("tass.com", Agency::Tass),
    ("tass.ru", Agency::Tass),
    ("thecanadianpress.com", Agency::CanadianPress),
    ("ukrinform.net", Agency::Ukrinform),
    ("ukrinform.ua", Agency::Ukrinform),
    ("upi.com", Agency::Upi),
    ("wam.ae", Agency::Wam),
    ("xinhuanet.com", Agency::Xinhua),
    ("yna.co.kr", Agency::Yonhap),
    ("yonhapnews.co.kr", Agency::Yonhap),
];

/// What may stand before an agency's name.
const BEFORE: &[&str] =
    &["by ", "the ", "from ", "via ", "with ", "source:", "source: ", "出典：", "配信："];

/// What may stand after an agency's name.
const AFTER: &[&str] = &[
    " agency",
    " news",
    " news agency",
    " newsroom",
    " press",
    " service",
    " staff",
    " writer",
    " writers",
    "通信",
    "通信社",
    "通訊社",
];

/// How long a name may be with what is put around it, in bytes.
const LONGEST_NAME: usize = 80;

/// The agency that is named first in a line of credit, as whole words.
pub(super) fn named(credit: &str) -> Option<Agency> {
    let lower = credit.to_lowercase();
    let mut first: Option<(usize, usize, Agency)> = None;
    let acronyms = ACRONYMS.iter().map(|spelling| (credit, spelling));
    let names = NAMES.iter().map(|spelling| (lower.as_str(), spelling));
    for (text, (spelling, agency)) in acronyms.chain(names) {
        let Some(at) = find_word(text, spelling) else { continue };
        let is_better = first
            .is_none_or(|(known, length, _)| at < known || at == known && spelling.len() > length);
        if is_better {
            first = Some((at, spelling.len(), *agency));
        }
    }
    first.map(|(_, _, agency)| agency)
}

/// Where `text` has these words, not as part of longer ones.
fn find_word(text: &str, word: &str) -> Option<usize> {
    text.match_indices(word).map(|(at, _)| at).find(|at| {
        let (before, from) = text.split_at_checked(*at).unwrap_or_default();
        let after = from.strip_prefix(word).unwrap_or_default();
        is_whole(before, word, after)
    })
}

/// Whether a word between these two texts is no part of a longer one.
fn is_whole(before: &str, word: &str, after: &str) -> bool {
    let is_begun = before.ends_with(goes_on) && word.starts_with(goes_on);
    let is_continued = word.ends_with(goes_on) && after.starts_with(goes_on);
    !is_begun && !is_continued
}

/// Whether a word of a script with spaces goes on with this.
fn goes_on(c: char) -> bool {
    c.is_ascii_alphanumeric() || c.is_lowercase() || c.is_uppercase()
}

/// The agency whose name this text begins with, and what follows.
pub(super) fn leading(text: &str) -> Option<(Agency, &str)> {
    let acronyms = ACRONYMS.iter().map(|spelling| (spelling, text.strip_prefix(spelling.0)));
    let names = NAMES.iter().map(|spelling| (spelling, after_name(text, spelling.0)));
    acronyms
        .chain(names)
        .filter_map(|((spelling, agency), rest)| Some((*spelling, *agency, rest?)))
        .filter(|(spelling, _, rest)| is_whole("", spelling, rest))
        .map(|(_, agency, rest)| (agency, rest))
        .min_by_key(|(_, rest)| rest.len())
}

/// What follows this name, written in any case.
fn after_name<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let (begun, rest) = text.split_at_checked(name.len())?;
    let is_it = begun.eq_ignore_ascii_case(name)
        || !begun.is_ascii() && !name.is_ascii() && begun.to_lowercase() == name;
    is_it.then_some(rest)
}

/// The agency that a text ends with.
pub(super) fn trailing(text: &str) -> Option<Agency> {
    let text = text.trim_end();
    let text = AFTER.iter().find_map(|word| text.strip_suffix(word)).unwrap_or(text);
    let lower = text.to_lowercase();
    let ends = |text: &str, word: &str| {
        text.strip_suffix(word).is_some_and(|before| is_whole(before, word, ""))
    };
    let acronym = ACRONYMS.iter().find(|(spelling, _)| ends(text, spelling));
    acronym.or_else(|| NAMES.iter().find(|(name, _)| ends(&lower, name))).map(|(_, agency)| *agency)
}

/// The first of the agencies that this text is a list of; `None` where it says anything else.
pub(super) fn only(text: &str) -> Option<Agency> {
    if let Some(agency) = spelled(text) {
        return Some(agency);
    }
    let mut agencies = parts(text).map(spelled);
    let first = agencies.next()??;
    agencies.all(|agency| agency.is_some()).then_some(first)
}

/// The agency that one of the names in this list is.
pub(super) fn among(text: &str) -> Option<Agency> {
    spelled(text).or_else(|| parts(text).find_map(spelled))
}

fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| is_dash(c) || ",/|()&;•·=＝、・（）".contains(c))
        .flat_map(|part| part.split(" and "))
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

/// The agency of this name, whatever is politely put around it.
fn spelled(text: &str) -> Option<Agency> {
    // A longer text is no name, and is not worth looking at.
    if text.len() > LONGEST_NAME {
        return None;
    }
    let mut said = text.trim();
    while let Some(rest) = BEFORE.iter().find_map(|word| begun(said, word)) {
        said = rest.trim_start();
    }
    loop {
        let lower = said.to_lowercase();
        let acronym = ACRONYMS.iter().find(|(spelling, _)| *spelling == said);
        let name = NAMES.iter().find(|(name, _)| *name == lower);
        if let Some((_, agency)) = acronym.or(name) {
            return Some(*agency);
        }
        said = AFTER.iter().find_map(|word| ended(said, word))?.trim_end();
    }
}

fn begun<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let (start, rest) = text.split_at_checked(word.len())?;
    start.eq_ignore_ascii_case(word).then_some(rest)
}

fn ended<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let (rest, end) = text.split_at_checked(text.len().checked_sub(word.len())?)?;
    end.eq_ignore_ascii_case(word).then_some(rest)
}

/// The agency whose own site this address is on.
pub(super) fn house(address: &str) -> Option<Agency> {
    let url = Url::parse(address).ok()?;
    let host = url.host_str()?;
    let is_at = |site: &str| {
        host.strip_suffix(site).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    HOUSES.iter().find(|(site, _)| is_at(site)).map(|(_, agency)| *agency)
}

/// Anything that is printed as a dash.
pub(super) fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '−' | '─' | '－' | '﹣' | '﹘')
}

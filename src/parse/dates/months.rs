//! The names of months in the languages of publishers. What the other words of a date say is left to
//! `words`.

/// Each line is a language, and has its months from the first to the last: as they stand in a date,
/// where that differs from the name alone. Accents and case do not matter (see [`folded`]).
const LANGUAGES: &[&str] = &[
    // English, German and Austria's January, French.
    "january february march april may june july august september october november december",
    "januar februar märz april mai juni juli august september oktober november dezember",
    "jänner feber märz april mai juni juli august september oktober november dezember",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    // Spanish and its other September, Catalan, Portuguese, Italian, Romanian.
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "enero febrero marzo abril mayo junio julio agosto setiembre octubre noviembre diciembre",
    "gener febrer març abril maig juny juliol agost setembre octubre novembre desembre",
    "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie",
    // Dutch, Swedish, Danish, Norwegian.
    "januari februari maart april mei juni juli augustus september oktober november december",
    "januari februari mars april maj juni juli augusti september oktober november december",
    "januar februar marts april maj juni juli august september oktober november december",
    "januar februar mars april mai juni juli august september oktober november desember",
    // Finnish, Estonian, Latvian, Lithuanian.
    "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta",
    "jaanuar veebruar märts aprill mai juuni juuli august september oktoober november detsember",
    "janvāris februāris marts aprīlis maijs jūnijs jūlijs augusts septembris oktobris novembris decembris",
    "sausio vasario kovo balandžio gegužės birželio liepos rugpjūčio rugsėjo spalio lapkričio gruodžio",
    // Polish, Czech, Slovak, Croatian, Slovenian, Hungarian.
    "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień",
    "ledna února března dubna května června července srpna září října listopadu prosince",
    "leden únor březen duben květen červen červenec srpen září říjen listopad prosinec",
    "januára februára marca apríla mája júna júla augusta septembra októbra novembra decembra",
    "siječnja veljače ožujka travnja svibnja lipnja srpnja kolovoza rujna listopada studenoga prosinca",
    "januar februar marec april maj junij julij avgust september oktober november december",
    "január február március április május június július augusztus szeptember október november december",
    // Russian, Ukrainian, Bulgarian, Serbian.
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
    "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    "січень лютий березень квітень травень червень липень серпень вересень жовтень листопад грудень",
    "януари февруари март април май юни юли август септември октомври ноември декември",
    "јануар фебруар март април мај јун јул август септембар октобар новембар децембар",
    // Greek, as in a date and alone, and Turkish.
    "ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου ιουλίου αυγούστου σεπτεμβρίου οκτωβρίου νοεμβρίου δεκεμβρίου",
    "ιανουάριος φεβρουάριος μάρτιος απρίλιος μάιος ιούνιος ιούλιος αύγουστος σεπτέμβριος οκτώβριος νοέμβριος δεκέμβριος",
    "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
    // Indonesian and Malay, Vietnamese has numbers.
    "januari februari maret april mei juni juli agustus september oktober november desember",
    "januari februari mac april mei jun julai ogos september oktober november disember",
    // Arabic of Egypt and of the Maghreb, Hebrew alone and as in a date.
    "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    "جانفي فيفري مارس أفريل ماي جوان جويلية أوت سبتمبر أكتوبر نوفمبر ديسمبر",
    "ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר",
    "בינואר בפברואר במרץ באפריל במאי ביוני ביולי באוגוסט בספטמבר באוקטובר בנובמבר בדצמבר",
];

/// Short forms that are no beginning of a name, or of one in another language as well. The Greek ones
/// of May and March with the wrong accents are as programs spell them.
const SHORT: &[(&str, i64)] = &[
    ("mrz", 3),
    ("mrt", 3),
    ("μάώ", 3),
    ("čvn", 6),
    ("ιον", 6),
    ("čvc", 7),
    ("ιολ", 7),
    ("jly", 7),
    ("paź", 10),
];

/// Words of three letters and more that are the beginning of a month, and are weekdays: a Hungarian
/// Wednesday and a Romanian Tuesday.
const WEEKDAYS: &[&str] = &["sze", "marti"];

/// The month of this name, or of one that begins so; from 1. The name is [`folded`]. Three letters at
/// least: `ma` is a Dutch Monday.
pub(super) fn month(name: &str) -> Option<i64> {
    name.chars().nth(2)?;
    if WEEKDAYS.contains(&name) {
        return None;
    }
    let short = SHORT.iter().find(|(short, _)| same(short, name)).map(|(_, month)| *month);
    short
        .or_else(|| place(|known| same(known, name)))
        .or_else(|| place(|known| begins(known, name)))
}

/// The place of the first month in the table that is the one.
fn place(is_it: impl Fn(&str) -> bool) -> Option<i64> {
    LANGUAGES
        .iter()
        .find_map(|names| (1..).zip(names.split(' ')).find(|(_, name)| is_it(name)))
        .map(|(month, _)| month)
}

fn same(known: &str, name: &str) -> bool {
    known.chars().filter_map(fold).eq(name.chars())
}

fn begins(known: &str, beginning: &str) -> bool {
    let mut known = known.chars().filter_map(fold);
    beginning.chars().all(|c| known.next() == Some(c))
}

/// A word without case and accents: what is spelled by hand lacks some of them.
pub(super) fn folded(word: &str) -> String {
    word.chars().flat_map(char::to_lowercase).filter_map(fold).collect()
}

/// A small letter without its accent; nothing for an accent that stands alone.
fn fold(c: char) -> Option<char> {
    let plain = match c {
        '\u{300}'..='\u{36f}' => return None,
        'à'..='å' | 'ā' | 'ă' | 'ą' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'ď' => 'd',
        'è'..='ë' | 'ē' | 'ė' | 'ę' | 'ě' => 'e',
        'ğ' | 'ģ' => 'g',
        'ì'..='ï' | 'ī' | 'ı' => 'i',
        'ł' | 'ļ' => 'l',
        'ñ' | 'ń' | 'ň' | 'ņ' => 'n',
        'ò'..='ö' | 'ø' | 'ő' => 'o',
        'ř' => 'r',
        'ś' | 'ş' | 'š' | 'ș' => 's',
        'ť' | 'ț' | 'ţ' => 't',
        'ù'..='ü' | 'ū' | 'ů' | 'ű' => 'u',
        'ý' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        'ά' => 'α',
        'έ' => 'ε',
        'ή' => 'η',
        'ί' | 'ϊ' | 'ΐ' => 'ι',
        'ό' => 'ο',
        'ύ' | 'ϋ' | 'ΰ' => 'υ',
        'ώ' => 'ω',
        'ς' => 'σ',
        'أ' | 'إ' => 'ا',
        other => other,
    };
    Some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_its_twelve_months() {
        for names in LANGUAGES {
            assert_eq!(names.split(' ').count(), 12, "{names}");
        }
    }

    #[test]
    fn a_name_is_its_month_whatever_its_case_and_accents() {
        let all = LANGUAGES.iter().flat_map(|names| (1..).zip(names.split(' ')));
        // October in Croatian, and November in Polish, which is met more often.
        for (number, name) in all.filter(|(_, name)| *name != "listopada") {
            assert_eq!(month(&folded(name)), Some(number), "{name}");
            assert_eq!(month(&folded(&name.to_uppercase())), Some(number), "{name}");
        }
    }
}

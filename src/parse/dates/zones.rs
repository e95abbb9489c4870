//! Zones by the names that dates give them. Offsets written as numbers are left to `calendar`.

/// Names and minutes east of Greenwich. The three letters that several countries use mean
/// what RFC 822 section 5 says, else what most feeds with them meant.
const ZONES: &[(&str, i64)] = &[
    ("z", 0),
    ("gmt", 0),
    ("utc", 0),
    ("ut", 0),
    ("wet", 0),
    ("est", -300),
    ("edt", -240),
    ("cst", -360),
    ("cdt", -300),
    ("mst", -420),
    ("mdt", -360),
    ("pst", -480),
    ("pdt", -420),
    ("et", -300),
    ("ct", -360),
    ("mt", -420),
    ("pt", -480),
    ("akst", -540),
    ("akdt", -480),
    ("hst", -600),
    ("hadt", -540),
    ("sst", -660),
    ("ast", -240),
    ("adt", -180),
    ("nst", -210),
    ("ndt", -150),
    ("brt", -180),
    ("art", -180),
    ("clt", -240),
    ("clst", -180),
    ("brst", -120),
    ("uyt", -180),
    ("bot", -240),
    ("vet", -240),
    ("pyt", -240),
    ("cot", -300),
    ("pet", -300),
    ("azot", -60),
    ("cvt", -60),
    ("bst", 60),
    ("west", 60),
    ("wat", 60),
    ("cet", 60),
    ("met", 60),
    ("mez", 60),
    ("cest", 120),
    ("mest", 120),
    ("mesz", 120),
    ("eet", 120),
    ("cat", 120),
    ("sast", 120),
    ("eest", 180),
    ("msk", 180),
    ("eat", 180),
    ("trt", 180),
    ("idt", 180),
    ("irst", 210),
    ("msd", 240),
    ("samt", 240),
    ("azt", 240),
    ("gst", 240),
    ("aft", 270),
    ("pkt", 300),
    ("uzt", 300),
    ("yekt", 300),
    ("ist", 330),
    ("npt", 345),
    ("bdt", 360),
    ("omst", 360),
    ("mmt", 390),
    ("krat", 420),
    ("novt", 420),
    ("ict", 420),
    ("wib", 420),
    ("sgt", 480),
    ("hkt", 480),
    ("pht", 480),
    ("myt", 480),
    ("awst", 480),
    ("wita", 480),
    ("irkt", 480),
    ("jst", 540),
    ("kst", 540),
    ("wit", 540),
    ("yakt", 540),
    ("acst", 570),
    ("acdt", 630),
    ("aest", 600),
    ("aedt", 660),
    ("chst", 600),
    ("vlat", 600),
    ("magt", 660),
    ("fjt", 720),
    ("pett", 720),
    ("nzst", 720),
    ("nzdt", 780),
];

/// The offset of the zone of this name, in minutes east of Greenwich; the name in lower case.
pub(super) fn zone(name: &str) -> Option<i64> {
    ZONES.iter().find(|(known, _)| *known == name).map(|(_, offset)| *offset)
}

/// The offset of a zone of one capital letter, in minutes east of Greenwich. RSS follows RFC 822, which
/// has their signs the other way round than soldiers do (its section 5.1); `J` is none.
pub(super) fn military(name: &str) -> Option<i64> {
    let letter = name.bytes().next().filter(|_| name.len() == 1)?;
    let hours = match letter {
        b'A'..=b'I' => -i64::from(letter - b'A') - 1,
        b'K'..=b'M' => -i64::from(letter - b'K') - 10,
        b'N'..=b'Y' => i64::from(letter - b'N') + 1,
        b'Z' => 0,
        _ => return None,
    };
    Some(hours * 60)
}

/// The zone of a date that names none and tells its country: Korean and Japanese letters, and the
/// halves of the day and weekdays as they are written in China, Taiwan, Hong Kong and Singapore, which
/// have one time.
pub(super) fn of_script(text: &str) -> Option<i64> {
    let is_korean_or_kana =
        |c: char| matches!(c, '\u{ac00}'..='\u{d7af}' | '\u{3041}'..='\u{30ff}');
    let any = |pieces: &[&str]| pieces.iter().any(|piece| text.contains(piece));
    if text.is_ascii() {
        None
    } else if text.contains(is_korean_or_kana) || any(&["午前", "午後", "曜"]) {
        Some(9 * 60)
    } else if any(&["上午", "下午", "晚上", "时", "星期", "周"]) {
        Some(8 * 60)
    } else {
        None
    }
}

//! Datelines as the wires write them, and beginnings that are none.

use proptest::prelude::*;

use super::dateline;
use crate::model::Agency;

/// Texts with how much of them is left, after `|`.
fn check(agency: Option<Agency>, texts: &[&str]) {
    for text in texts {
        let (line, rest) = text.split_once('|').unwrap();
        let whole = format!("{line}{rest}");
        let found = dateline(&whole).unwrap_or_else(|| panic!("none in {whole}"));
        assert_eq!((found.agency, found.rest), (agency, rest), "{whole}");
    }
}

#[test]
fn a_place_a_day_and_an_agency_are_split_off() {
    check(
        Some(Agency::Kyodo),
        &[
            "TOKYO, Nov. 25 (Kyodo) -- |The harbour opened.",
            "TOKYO Nov 25 (Kyodo)—|The harbour opened.",
            "OSAKA,\u{a0}Nov.\u{a0}25\u{a0}(Kyodo News)\u{a0}–\u{a0}|The harbour opened.",
        ],
    );
    check(
        Some(Agency::Reuters),
        &[
            "WASHINGTON (Reuters) - |The harbour opened.",
            "LONDON, March 3 (Reuters) - |The harbour opened.",
            "BEIJING/SHANGHAI, Nov 25 (Reuters) - |iRobot opened a harbour.",
            "Nov 25 (Reuters) - |The harbour opened.",
            "(Reuters) - |The harbour opened.",
            "1 minute read TOKYO, Nov 29 (Reuters) - |The harbour opened.",
            "القاهرة (رويترز) - |افتتح الميناء.",
        ],
    );
    check(
        Some(Agency::Ap),
        &[
            "KABUL (AP) — |The harbour opened.",
            "AUSTIN, Texas (AP) — |The harbour opened.",
            "ST. LOUIS (AP) — |The harbour opened.",
            "PORT-AU-PRINCE, Haiti (AP) — |The harbour opened.",
            "By Ada Brook WASHINGTON (AP) — |The harbour opened.",
            "By ADA BROOK\nAssociated Press\n|The harbour opened.",
            "By The Associated Press\nDOVER, Del. (AP) — |The harbour opened.",
            "KABUL (AP) |The harbour opened.",
        ],
    );
    check(
        Some(Agency::Afp),
        &[
            "PARIS (AFP) – |The harbour opened.",
            "Paris, 25 nov 2021 (AFP) - |Le port est ouvert.",
            "Paris, 1er mars (AFP) - |Le port est ouvert.",
        ],
    );
}

#[test]
fn every_wire_has_its_own_way() {
    for (agency, text) in [
        (Agency::Xinhua, "BEIJING, Nov. 25 (Xinhua) -- |The harbour opened."),
        (Agency::Jiji, "Tokyo, Nov. 25 (Jiji Press)--|The harbour opened."),
        (Agency::Upi, "NEW YORK, Nov 25 (UPI) -- |The harbour opened."),
        (Agency::Tass, "MOSCOW, November 25. /TASS/. |The harbour opened."),
        (Agency::Tass, "МОСКВА, 25 ноября. /ТАСС/. |Порт открыт."),
        (Agency::Interfax, "Москва. 25 ноября. INTERFAX.RU - |Порт открыт."),
        (Agency::Dpa, "Berlin (dpa) - |Der Hafen ist offen."),
        (Agency::Ansa, "(ANSA) - ROMA, 25 NOV - |Il porto è aperto."),
        (Agency::EuropaPress, "MADRID, 25 (EUROPA PRESS)\n|El puerto está abierto."),
        (Agency::Efe, "Madrid, 25 nov (EFE).- |El puerto está abierto."),
        (Agency::Yonhap, "SEOUL, Nov. 25 (Yonhap) -- |The harbour opened."),
        (Agency::Ani, "New Delhi [India], November 25 (ANI): |The harbour opened."),
        (Agency::App, "ANKARA, (APP - Harbour News - 13th Apr, 2022 ) |The harbour opened."),
    ] {
        check(Some(agency), &[text]);
    }
}

#[test]
fn scripts_without_spaces_have_datelines_too() {
    for (agency, text) in [
        (Agency::Afp, "【東京1月29日AFP=時事】|港が開いた。"),
        (Agency::Kyodo, "【東京共同】|港が開いた。"),
        (Agency::Kyodo, "（東京　25日　共同）|港が開いた。"),
        (Agency::Reuters, "[東京　25日　ロイター] - |港が開いた。"),
        (Agency::Reuters, "Ada Brook\u{3000}Bo Dale\n[東京 １８日 ロイター] - |港が開いた。"),
        (Agency::Xinhua, "新华社北京11月25日电（记者王一）|港口开放了。"),
        (Agency::ChinaNews, "中新网11月25日电 |港口开放了。"),
        (Agency::Cna, "（中央社記者王一台北25日電）|港口開放了。"),
        (Agency::Yonhap, "(서울=연합뉴스) |항구가 열렸다."),
        (Agency::Yonhap, "(서울=연합뉴스) 김하나 기자 = |항구가 열렸다."),
        (Agency::Pti, "नई दिल्ली, 25 नवंबर (भाषा) |बंदरगाह खुल गया।"),
    ] {
        check(Some(agency), &[text]);
    }
    check(None, &["東京, 1月29日, /港新聞/\n|港が開いた。", "【ワシントン＝山田花】|港が開いた。"]);
}

#[test]
fn an_outlet_or_nobody_may_be_named() {
    check(
        None,
        &[
            "Tokyo, 25 November, /AJMEDIA/\n|The harbour opened.",
            "Tokyo, 25 November, /AJMEDIA/ |The harbour opened.",
            "HONG KONG, March 31 - |The harbour opened.",
            "VANCOUVER, British Columbia, March 5 - |The harbour opened.",
            "ROMA, 25 NOV - |Il porto è aperto.",
            "Dover, june 19 - |the harbour opened.",
            "NEW DELHI: |The harbour opened.",
            "MIAMI — |The harbour opened.",
            "****PARIS, March 26- |The harbour opened.",
            "ARNHEM, the Netherlands, April 1, - |The harbour opened.",
            "September 19, 2021 5:22 PM\nSINGAPORE - |The harbour opened.",
            "MIAMI—|The harbour opened.",
            "GREENVILLE, Tenn. — |The harbour opened.",
            "(CNN) — |The harbour opened.",
            "Washington (CNN) - |The harbour opened.",
        ],
    );
}

#[test]
fn ordinary_prose_is_left_alone() {
    for text in [
        "In London, March 3 was a day of fog.",
        "London, March 3 was a day of fog.",
        "On Monday, March 3 - the day of the storm - the harbour opened.",
        "Apple (AAPL) - the maker of phones - opened a harbour.",
        "NASA — the agency — opened a harbour.",
        "UPDATE - The harbour opened.",
        "WARNING: The harbour is closed.",
        "Reuters said the harbour opened.",
        "Reuters-backed boats are in the harbour.",
        "Paris, the capital - and its harbour.",
        "Tokyo stocks rose on Thursday - The harbour opened.",
        "(AP Photo/Ada Brook) The harbour opened.",
        "The harbour (AP) is open.",
        "東京都は25日、港を開いた。",
        "【速報】港が開いた。",
        "（笑）港が開いた。",
        "据新华社报道，港口开放了。",
        "ท่าเรือเปิดแล้วเมื่อวันที่ 25 พฤศจิกายน - และปิด",
        "Mayor Ada Brook (Bo Dale/Reuters)\n\nThe harbour opened.",
        "Mayor Ada Brook (Bo Dale/Reuters) - The harbour opened.",
        "(Ada Brook/Reuters)\nThe harbour opened.",
        "Harbour Opens\nTOKYO is glad.",
        "Tides 3-4 November 2021\nThe harbour opened.",
        "(see below) The harbour opened.",
        "WASHINGTON (AP) —",
        "",
    ] {
        assert_eq!(dateline(text), None, "{text}");
    }
}

proptest! {
    #[test]
    fn what_is_left_is_the_end_of_the_text(
        text in "(TOKYO|Paris|東京|【|】|\\(|\\)|AP|共同|Nov\\.|25|日|电|/| - |—|, |:|\n|By |é|a|\u{a0}){0,14}",
    ) {
        if let Some(found) = dateline(&text) {
            prop_assert!(text.ends_with(found.rest));
            prop_assert!(found.rest.contains(char::is_alphanumeric));
        }
    }

    #[test]
    fn any_text_can_be_asked(text in any::<String>()) {
        dateline(&text);
    }
}

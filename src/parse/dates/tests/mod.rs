//! Dates as they are met (`spellings`), nonsense, and what must hold of any text.

mod spellings;

use chrono::FixedOffset;
use proptest::prelude::*;

use super::read;
use crate::model::Timestamp;
use spellings::SPELLINGS;

/// What is no date, or the date of nothing.
const NONSENSE: &[&str] = &[
    "",
    "yesterday",
    "null",
    "Mon, 01 Jan 0001 00:00:00 GMT",
    "0001-01-01T00:00:00Z",
    "0000-00-00 00:00:00",
    "Thu, 04 Jan 2024 25:00:00 GMT",
    "Thu, 04 Jan 2024 10:61:00 GMT",
    "2024-02-30T10:00:00Z",
    "2024-13-01",
    "2024-01-04T10:00:00+99:00",
    "12:30",
    "Sun, zz Dec 2012 11:11:11 GMT",
    "Sun, 16 zz 2012 11:11:11 GMT",
    "Sun, 16 Dec zz 11:11:11 GMT",
    "Fri, 31 Dec 9999 23:59:59 -9999",
    "9999-12-31T23:59:59-10:00",
    "10000-01-01",
    "2003-366",
    "2003-000",
    "2004-W54-1",
    "2004-W01-8",
    "2004-W01-0",
    "-",
    "()",
    "2024-00-04",
    "4 Jan",
    "0",
    "99999999999999999999",
    "2024-01-04 and then some words that go on and on, far longer than any date that was ever seen \
     in any feed of any publisher",
];

#[test]
fn every_spelling_met_in_feeds_is_read() {
    for (cause, spellings) in SPELLINGS {
        for (spelling, moment) in *spellings {
            let found = read(spelling).map(Timestamp::rfc3339);
            assert_eq!(found.as_deref(), Some(*moment), "{cause}: {spelling}");
        }
    }
}

#[test]
fn nonsense_is_no_date() {
    for spelling in NONSENSE {
        assert_eq!(read(spelling), None, "{spelling}");
    }
}

proptest! {
    #[test]
    fn reading_never_panics(text in "\\PC{0,60}") {
        read(&text);
    }

    #[test]
    fn reading_what_is_nearly_a_date_never_panics(
        pieces in proptest::collection::vec(
            prop::sample::select(vec![
                "Thu", ",", " ", "4", "04", "Jan", "2024", "99", "10:00", ":", "+", "-", "T", "Z",
                "GMT", "9999999999", "年", "月", "pm", "/", ".", "00", "20240104", "é", "−",
            ]),
            0..12,
        )
    ) {
        read(&pieces.concat());
    }

    /// Styles of publishers, in the zone that they name.
    #[test]
    fn a_moment_survives_every_style(seconds in 1_i64..4_000_000_000, quarters in -48_i32..=56) {
        let moment = Timestamp::from_unix(seconds);
        let zone = FixedOffset::east_opt(quarters * 15 * 60).unwrap();
        let there = moment.to_chrono().with_timezone(&zone);
        for style in STYLES {
            let spelled = there.format(style).to_string();
            prop_assert_eq!(read(&spelled), Some(moment), "{} as {}", style, spelled);
        }
        prop_assert_eq!(read(&moment.rfc3339()), Some(moment));
        prop_assert_eq!(read(&moment.rfc822()), Some(moment));
        prop_assert_eq!(read(&moment.http_date()), Some(moment));
    }

    /// Styles of days, which are read as their midnight in UTC.
    #[test]
    fn a_day_survives_every_style(days in 1_i64..46_000) {
        let moment = Timestamp::from_unix(days * 24 * 3600);
        for style in DAYS {
            let spelled = moment.to_chrono().format(style).to_string();
            prop_assert_eq!(read(&spelled), Some(moment), "{} as {}", style, spelled);
        }
    }
}

const STYLES: &[&str] = &[
    "%a, %d %b %Y %H:%M:%S %z",
    "%A, %e %B %Y %H:%M:%S %z",
    "%d %b %Y %H:%M:%S GMT%z",
    "%a %b %e %H:%M:%S %z %Y",
    "%a %b %d %Y %H:%M:%S GMT%z (somewhere)",
    "%Y-%m-%dT%H:%M:%S%:z",
    "%Y-%m-%dT%H:%M:%S.789%z",
    "%Y-%m-%d %H:%M:%S,5 %:z",
    "%Y%m%dT%H%M%S%z",
    "%G-W%V-%uT%H:%M:%S%:z",
    "%GW%V%uT%H%M%S%z",
    "%Y-%jT%H:%M:%S%z",
    "%Y%jT%H%M%S%z",
    "%B %e, %Y at %I:%M:%S %p %z",
    "%m/%d/%Y %I:%M:%S%p %z",
    "%d.%m.%Y %H:%M:%S %:z",
    "%Y年%m月%d日 %H時%M分%S秒 %z",
    "%Y년 %m월 %d일 %H:%M:%S %z",
    "%d-%b-%Y %T %z",
];

const DAYS: &[&str] = &[
    "%Y-%m-%d",
    "%Y%m%d",
    "%Y-%j",
    "%Y%j",
    "%G-W%V-%u",
    "%GW%V%u",
    "%A, %e. %B %Y",
    "%B %e, %Y",
    "%e %b %Y",
    "%m/%d/%Y",
    "%d.%m.%Y",
    "%Y年%m月%d日",
];

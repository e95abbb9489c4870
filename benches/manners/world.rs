//! Publishers: when each has items, what it asks for, and how it fails. What it makes of being asked is
//! in `publisher`.

use std::ops::Range;

use crate::prose::Chance;

/// Moments are seconds from here: 2026-10-01T00:00:00Z, a Thursday.
pub(crate) const START: i64 = 1_790_812_800;

pub(crate) const HOUR: i64 = 3600;
pub(crate) const DAY: i64 = 24 * HOUR;

/// Items are there for so long before the first poll.
const BEFORE: i64 = 28 * DAY;

/// When a publisher has items: how many in a week, and over which hours and days.
#[derive(Clone, Copy)]
struct Rhythm {
    a_week: u64,
    hours: &'static [u8],
    days: &'static [u8],
}

const ALL_DAY: &[u8] =
    &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23];
const BY_DAY: &[u8] = &[6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21];
const MORNING: &[u8] = &[6, 7];
const NOON: &[u8] = &[11];
const EVENING: &[u8] = &[17, 18];
const WEEK: &[u8] = &[0, 1, 2, 3, 4, 5, 6];
const WORKDAYS: &[u8] = &[0, 1, 2, 3, 4];

/// Of a hundred feeds so many have this rhythm. Lists of people who read a lot are like that: a few
/// wires and papers bring most of the items, and most feeds bring hardly any.
const RHYTHMS: [(u64, Rhythm); 9] = [
    (4, Rhythm { a_week: 500, hours: ALL_DAY, days: WEEK }),
    (6, Rhythm { a_week: 250, hours: BY_DAY, days: WEEK }),
    (10, Rhythm { a_week: 100, hours: BY_DAY, days: WORKDAYS }),
    (10, Rhythm { a_week: 7, hours: MORNING, days: WEEK }),
    (10, Rhythm { a_week: 5, hours: NOON, days: WORKDAYS }),
    (10, Rhythm { a_week: 20, hours: EVENING, days: WORKDAYS }),
    (15, Rhythm { a_week: 1, hours: MORNING, days: &[1] }),
    (20, Rhythm { a_week: 1, hours: BY_DAY, days: WEEK }),
    (15, Rhythm { a_week: 0, hours: ALL_DAY, days: WEEK }),
];

/// What a publisher asks for with every document.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Asks {
    pub(crate) max_age: Option<i64>,
    pub(crate) ttl_min: Option<u64>,
    pub(crate) skip_hours: u32,
    pub(crate) skip_days: u8,
}

/// How a publisher fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It can't be reached.
    Down,
    /// It answers so.
    Status(u16),
    /// It asks for a wait of so many seconds, with this status.
    RetryAfter(u16, i64),
}

/// One feed.
pub(crate) struct Source {
    pub(crate) host: String,
    /// When its items appear, ascending.
    pub(crate) items: Vec<i64>,
    pub(crate) asks: Asks,
    pub(crate) gives_validators: bool,
    pub(crate) faults: Vec<(Range<i64>, Fault)>,
}

impl Source {
    /// How it fails at this moment.
    pub(crate) fn fault(&self, at: i64) -> Option<Fault> {
        self.faults.iter().find(|(when, _)| when.contains(&at)).map(|(_, fault)| *fault)
    }

    /// How many items there are at this moment.
    pub(crate) fn items_at(&self, at: i64) -> usize {
        self.items.partition_point(|item| *item <= at)
    }
}

/// So many feeds, over so many days.
pub(crate) fn sources(count: u64, days: i64) -> Vec<Source> {
    (0..count).map(|number| source(number, count, days)).collect()
}

fn source(number: u64, count: u64, days: i64) -> Source {
    let mut chance = Chance::of([number, 11, 13]);
    // Three in ten are at one of the large hosts.
    let host = if chance.below(10) < 3 {
        format!("large{}.example", chance.below(count / 60 + 1))
    } else {
        format!("small{number}.example")
    };
    Source {
        host,
        items: items(&mut chance, days),
        asks: asks(&mut chance),
        gives_validators: chance.below(100) < 85,
        faults: faults(&mut chance, days),
    }
}

fn items(chance: &mut Chance, days: i64) -> Vec<i64> {
    let mut drawn = chance.below(100);
    let found = RHYTHMS.iter().find(|(share, _)| {
        let is_here = drawn < *share;
        drawn = drawn.saturating_sub(*share);
        is_here
    });
    let rhythm = found.map_or(RHYTHMS[0].1, |(_, rhythm)| *rhythm);
    // Each has hours of its own: the world is round.
    let moved = i64::try_from(chance.below(24)).unwrap() * HOUR;
    let mut items = Vec::new();
    let slots = (rhythm.hours.len() * rhythm.days.len()) as u64;
    for day in -(BEFORE / DAY)..days {
        // 1 October 2026 is a Thursday.
        let weekday = u8::try_from((day + 3).rem_euclid(7)).unwrap();
        if !rhythm.days.contains(&weekday) {
            continue;
        }
        for hour in rhythm.hours {
            let whole = rhythm.a_week / slots;
            let rest = rhythm.a_week % slots;
            let count = whole + u64::from(chance.below(slots) < rest);
            for _ in 0..count {
                let second = i64::try_from(chance.below(3600)).unwrap();
                items.push(START + day * DAY + i64::from(*hour) * HOUR + moved + second);
            }
        }
    }
    items.sort_unstable();
    items
}

fn asks(chance: &mut Chance) -> Asks {
    let mut asks = Asks::default();
    match chance.below(100) {
        0..15 => asks.max_age = Some(300),
        15..22 => asks.max_age = Some(1800),
        22..26 => asks.max_age = Some(3600),
        26..28 => asks.max_age = Some(10 * DAY),
        28..36 => asks.ttl_min = Some(60),
        36..40 => asks.ttl_min = Some(180),
        40..43 => asks.skip_hours = 0b1111_1100,
        43..45 => asks.skip_days = 0b110_0000,
        _ => {}
    }
    asks
}

fn faults(chance: &mut Chance, days: i64) -> Vec<(Range<i64>, Fault)> {
    let fault = match chance.below(100) {
        0..8 => Fault::Down,
        8..12 => Fault::Status(500),
        12..14 => Fault::Status(404),
        14..17 => Fault::RetryAfter(429, 1800),
        17..19 => Fault::RetryAfter(503, 7200),
        19..21 => Fault::Status(429),
        21..22 => Fault::Status(410),
        _ => return Vec::new(),
    };
    let span = u64::try_from(days * DAY).unwrap();
    let long = 1 + chance.below(3) * chance.below(days.unsigned_abs());
    (0..3)
        .map(|_| {
            let from = START + i64::try_from(chance.below(span)).unwrap();
            (from..from + i64::try_from(long).unwrap() * HOUR * 8, fault)
        })
        .collect()
}

//! What a document asks of those who poll it, and where it says that it pushes. Heeding it is left to
//! `schedule/` and `websub/`.

use std::time::Duration;

use url::Url;

use super::draft::is_web_address;
use crate::model::{Cadence, HubLink};

/// An element that asks for something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ask {
    /// RSS's `ttl`, in minutes.
    Ttl,
    /// An `hour` of RSS's `skipHours`.
    Hour,
    /// A `day` of RSS's `skipDays`.
    Day,
    /// The syndication module's `updatePeriod`.
    Period,
    /// Its `updateFrequency`: how often in that period.
    Frequency,
}

/// What was asked for so far.
#[derive(Debug, Default)]
pub(super) struct Asks {
    ttl: Option<Duration>,
    period: Option<Duration>,
    frequency: Option<u32>,
    skip_hours: u32,
    skip_days: u8,
    hub: Option<String>,
    own: Option<String>,
}

const DAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

const DAY: Duration = Duration::from_hours(24);

impl Asks {
    /// Takes in an element with this text. What can't be read is passed over.
    pub(super) fn note(&mut self, ask: Ask, text: &str) {
        let text = text.trim().to_ascii_lowercase();
        match ask {
            Ask::Ttl => self.ttl = minutes(&text),
            // RSS 0.91 counts hours from 1 to 24, RSS 2.0 from 0 to 23: 24 is midnight in both.
            Ask::Hour => {
                let hour = text.parse::<u32>().ok().filter(|hour| *hour <= 24);
                self.skip_hours |= hour.map_or(0, |hour| 1 << (hour % 24));
            }
            Ask::Day => {
                let day = DAYS.iter().position(|day| *day == text);
                self.skip_days |= day.map_or(0, |day| 1 << day);
            }
            Ask::Period => {
                self.period = match text.as_str() {
                    "hourly" => Some(Duration::from_hours(1)),
                    "daily" => Some(DAY),
                    "weekly" => Some(7 * DAY),
                    "monthly" => Some(30 * DAY),
                    "yearly" => Some(365 * DAY),
                    _ => None,
                }
            }
            Ask::Frequency => self.frequency = text.parse().ok(),
        }
    }

    /// Takes in a link of the feed with this relation.
    pub(super) fn link(&mut self, relation: &str, href: &str) {
        match relation {
            "hub" => self.hub = self.hub.take().or_else(|| Some(href.to_owned())),
            "self" => self.own = self.own.take().or_else(|| Some(href.to_owned())),
            _ => {}
        }
    }

    /// How often the feed asks to be polled.
    pub(super) fn cadence(&self) -> Cadence {
        let often = self.frequency.unwrap_or(1).max(1);
        let period = self.ttl.max(self.period.map(|period| period / often));
        Cadence { period, skip_hours: self.skip_hours, skip_days: self.skip_days }
    }

    /// Where it pushes what is new. `document` is where it is from.
    pub(super) fn hub(&self, document: &Url) -> Option<HubLink> {
        let absolute = |href: &str| {
            let url = document.join(href.trim()).ok().filter(|url| is_web_address(url.as_str()));
            url.map(String::from)
        };
        let hub = absolute(self.hub.as_deref()?)?;
        let topic = self.own.as_deref().and_then(absolute);
        Some(HubLink { hub, topic: topic.unwrap_or_else(|| document.to_string()) })
    }
}

fn minutes(text: &str) -> Option<Duration> {
    // More than a year is met as "never".
    let minutes = text.parse::<u64>().ok().filter(|minutes| *minutes > 0)?;
    Some(Duration::from_mins(minutes.min(365 * 24 * 60)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(asks: &[(Ask, &str)]) -> Cadence {
        let mut all = Asks::default();
        for (ask, text) in asks {
            all.note(*ask, text);
        }
        all.cadence()
    }

    fn period(asks: &[(Ask, &str)]) -> Option<u64> {
        asked(asks).period.map(|period| period.as_secs() / 60)
    }

    #[test]
    fn the_longer_of_two_periods_counts() {
        assert_eq!(period(&[(Ask::Ttl, " 60 ")]), Some(60));
        assert_eq!(period(&[(Ask::Period, "Daily"), (Ask::Frequency, "4")]), Some(360));
        assert_eq!(period(&[(Ask::Ttl, "500"), (Ask::Period, "hourly")]), Some(500));
        assert_eq!(period(&[(Ask::Frequency, "4")]), None);
    }

    #[test]
    fn what_can_not_be_read_asks_for_nothing() {
        for ttl in ["", "soon", "-1", "0", "1.5", "99999999999999999999999"] {
            assert_eq!(period(&[(Ask::Ttl, ttl)]), None, "{ttl}");
        }
        assert_eq!(period(&[(Ask::Period, "hourly"), (Ask::Frequency, "0")]), Some(60));
        let asked = asked(&[(Ask::Hour, "25"), (Ask::Hour, "-1"), (Ask::Day, "someday")]);
        assert_eq!(asked, Cadence::default());
    }

    #[test]
    fn hours_and_days_are_collected() {
        let asked = asked(&[(Ask::Hour, "24"), (Ask::Hour, "5"), (Ask::Day, "Sunday")]);
        assert_eq!((asked.skip_hours, asked.skip_days), (0b10_0001, 0b100_0000));
    }
}

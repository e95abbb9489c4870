//! Moments and their two spellings on the wire. Reading other people's dates is left to `parse/`.

use std::fmt;
use std::time::Duration;

use chrono::{DateTime, SecondsFormat, Utc};

/// A moment in whole seconds since 1970-01-01T00:00:00Z. Whole, because nothing that feeds carry is
/// finer, and because what is stored and what is published must agree to the last digit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

/// 0001-01-01, the first moment that RFC 3339 can spell. What lies before is pulled back to it.
const FIRST: i64 = -62_135_596_800;

/// The last second of 9999-12-31, and of what RFC 3339 can spell.
const LAST: i64 = 253_402_300_799;

impl Timestamp {
    /// The start of 1970, UTC.
    pub const EPOCH: Self = Self(0);

    /// The moment that lies this many seconds after the start of 1970, UTC.
    pub const fn from_unix(seconds: i64) -> Self {
        match seconds {
            ..FIRST => Self(FIRST),
            FIRST..=LAST => Self(seconds),
            _ => Self(LAST),
        }
    }

    /// Seconds since the start of 1970, UTC.
    pub fn unix(self) -> i64 {
        self.0
    }

    /// The moment as chrono has it, for `schedule/` and `parse/`.
    pub fn to_chrono(self) -> DateTime<Utc> {
        DateTime::from_timestamp(self.0, 0).unwrap_or_default()
    }

    /// The moment from chrono's, for `schedule/` and `parse/`.
    pub fn from_chrono(moment: &DateTime<Utc>) -> Self {
        Self::from_unix(moment.timestamp())
    }

    /// The moment that RFC 3339 spells so, in any zone.
    pub fn from_rfc3339(text: &str) -> Option<Self> {
        let moment = DateTime::parse_from_rfc3339(text).ok()?;
        Some(Self::from_chrono(&moment.to_utc()))
    }

    /// This long afterwards; fractions of a second are dropped.
    #[must_use]
    pub fn plus(self, wait: Duration) -> Self {
        Self::from_unix(self.0.saturating_add(i64::try_from(wait.as_secs()).unwrap_or(i64::MAX)))
    }

    /// This long before; fractions of a second are dropped.
    #[must_use]
    pub fn minus(self, wait: Duration) -> Self {
        Self::from_unix(self.0.saturating_sub(i64::try_from(wait.as_secs()).unwrap_or(i64::MAX)))
    }

    /// How long after `earlier` this is; zero where it is not after it.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_secs(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// How long lies between the two, whichever comes first.
    pub fn apart(self, other: Self) -> Duration {
        self.since(other).max(other.since(self))
    }

    /// RFC 3339 in UTC, as Atom, JSON Feed and `--json` want it: `2026-11-23T23:39:55Z`.
    pub fn rfc3339(self) -> String {
        self.to_chrono().to_rfc3339_opts(SecondsFormat::Secs, true)
    }

    /// RFC 822 with a four-digit year and a numeric zone, as RSS 2.0 wants it:
    /// `Mon, 23 Nov 2026 23:39:55 +0000`.
    pub fn rfc822(self) -> String {
        self.to_chrono().format("%a, %d %b %Y %H:%M:%S +0000").to_string()
    }

    /// IMF-fixdate of RFC 9110 section 5.6.7, as HTTP fields want it:
    /// `Mon, 23 Nov 2026 23:39:55 GMT`.
    pub fn http_date(self) -> String {
        self.to_chrono().format("%a, %d %b %Y %H:%M:%S GMT").to_string()
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.rfc3339())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_spelled_as_each_format_wants_it() {
        let moment = Timestamp::from_unix(1_795_477_195);
        assert_eq!(moment.rfc3339(), "2026-11-23T23:39:55Z");
        assert_eq!(moment.rfc822(), "Mon, 23 Nov 2026 23:39:55 +0000");
        assert_eq!(moment.http_date(), "Mon, 23 Nov 2026 23:39:55 GMT");
    }

    #[test]
    fn a_moment_beyond_what_rfc_3339_can_spell_is_pulled_back() {
        assert_eq!(Timestamp::from_unix(i64::MAX).rfc3339(), "9999-12-31T23:59:59Z");
        assert_eq!(Timestamp::from_unix(i64::MIN).rfc3339(), "0001-01-01T00:00:00Z");
        assert_eq!(
            Timestamp::from_unix(5).plus(Duration::MAX),
            Timestamp::from_unix(253_402_300_799)
        );
    }
}

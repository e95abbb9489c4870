//! When a feed has new items, as far as was seen. How that is learned, and what follows from it for
//! the next poll, is decided in `schedule/`.

use super::Timestamp;

/// A profile of a feed's items over the hours of the day and the days of the week, UTC, in which
/// what is long past counts for less. Amounts are in thousandths of an item, so that a profile is
/// the same to the last digit wherever it was made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rhythm {
    /// Items by hour of the day.
    pub hours: [u32; 24],
    /// Items by day of the week, Monday first.
    pub days: [u32; 7],
    /// How long the feed was watched, in seconds; this too counts for less the longer ago it is.
    pub watched_s: u32,
    /// Until when it was watched; `None`: it never was.
    pub as_of: Option<Timestamp>,
}

impl Rhythm {
    /// The items in all, in thousandths.
    pub fn items(&self) -> u64 {
        self.hours.iter().map(|amount| u64::from(*amount)).sum()
    }

    /// All amounts in one line, for the store: hours, days, seconds.
    pub fn amounts(&self) -> Vec<u32> {
        self.hours.iter().chain(&self.days).copied().chain([self.watched_s]).collect()
    }

    /// A profile of such a line; the empty one where the line is none.
    pub fn from_amounts(amounts: &[u32], as_of: Option<Timestamp>) -> Self {
        let read = || {
            let (hours, rest) = amounts.split_first_chunk::<24>()?;
            let (days, rest) = rest.split_first_chunk::<7>()?;
            let [watched_s] = rest else { return None };
            Some(Self { hours: *hours, days: *days, watched_s: *watched_s, as_of })
        };
        read().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_comes_back_as_it_went_into_the_store() {
        let mut rhythm =
            Rhythm { watched_s: 7, as_of: Some(Timestamp::EPOCH), ..Rhythm::default() };
        rhythm.hours[3] = 5;
        rhythm.days[6] = 9;
        assert_eq!(Rhythm::from_amounts(&rhythm.amounts(), rhythm.as_of), rhythm);
        assert_eq!(Rhythm::from_amounts(&[1, 2], rhythm.as_of), Rhythm::default());
    }
}

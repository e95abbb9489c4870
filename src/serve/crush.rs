//! Whether it is news that all places for readers are taken. They are told of once, not with each reader
//! who comes and goes at the edge of it.

/// A server whose places may all be taken.
#[derive(Debug)]
pub(super) struct Crush {
    places: usize,
    is_told: bool,
}

impl Crush {
    /// With so many places, all of them free.
    pub(super) fn of(places: usize) -> Self {
        Self { places, is_told: false }
    }

    /// Whether that so many places are `free` is to be told: none is, and half of them have been since that
    /// was told last.
    pub(super) fn is_news(&mut self, free: usize) -> bool {
        if free >= self.places.div_ceil(2) {
            self.is_told = false;
        }
        let is_news = free == 0 && !self.is_told;
        self.is_told |= free == 0;
        is_news
    }
}

#[cfg(test)]
mod tests {
    use super::Crush;

    #[test]
    fn places_that_are_all_taken_are_told_of_again_when_half_of_them_have_been_free() {
        let mut crush = Crush::of(4);
        let told = [4, 2, 1, 0, 0, 1, 0, 1, 0, 2, 1, 0, 0].map(|free| crush.is_news(free));
        let news: Vec<usize> = (0..told.len()).filter(|at| told[*at]).collect();
        assert_eq!(news, [3, 11]);
    }
}

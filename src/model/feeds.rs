//! The feeds of feeds.toml in its order, each to be had by its address.

use std::collections::BTreeMap;
use std::ops::Deref;

use super::Feed;

/// The feeds. Every item that is shown asks for its feed: with a thousand of them, going through the list
/// each time would take longer than all else.
#[derive(Clone, Debug, Default)]
pub struct Feeds {
    all: Vec<Feed>,
    /// Where each stands in the list, by what it is known by.
    places: BTreeMap<String, usize>,
}

impl Feeds {
    /// The feed with this address, if it is listed.
    pub fn at(&self, url: &str) -> Option<&Feed> {
        self.places.get(url).and_then(|place| self.all.get(*place))
    }
}

impl From<Vec<Feed>> for Feeds {
    fn from(all: Vec<Feed>) -> Self {
        let mut places = BTreeMap::new();
        for (place, feed) in all.iter().enumerate() {
            places.entry(feed.key.as_str().to_owned()).or_insert(place);
        }
        Self { all, places }
    }
}

impl Deref for Feeds {
    type Target = [Feed];

    fn deref(&self) -> &[Feed] {
        &self.all
    }
}

impl<'a> IntoIterator for &'a Feeds {
    type Item = &'a Feed;
    type IntoIter = std::slice::Iter<'a, Feed>;

    fn into_iter(self) -> Self::IntoIter {
        self.all.iter()
    }
}

impl IntoIterator for Feeds {
    type Item = Feed;
    type IntoIter = std::vec::IntoIter<Feed>;

    fn into_iter(self) -> Self::IntoIter {
        self.all.into_iter()
    }
}

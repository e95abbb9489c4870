//! Two held items beside one another, as they are now: what is told of them when somebody asks why they
//! are one story or two. Decides nothing.

use super::alike::compared;
use crate::model::{Digest, ItemId};
use crate::store::{Reading, StoreError};
use crate::story::{Likeness, OwnParts, compare, differences};

/// What two items have in common.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// Whether both have the same canonical link, by their feeds or their pages.
    pub same_link: bool,
    /// Whether both have the same text, to the letter, likewise.
    pub same_text: bool,
    /// How alike their texts are, without what their outlets put around them.
    pub likeness: Likeness,
    /// The passages that they share, the longest first, as each of the two has them.
    pub passages: Vec<(String, String)>,
    /// The texts of the two as they are compared, each with what it has alone.
    pub own: [OwnParts; 2],
}

impl Comparison {
    /// Compares two items; `None` where one of them or its text is not held.
    pub fn of(
        reading: &Reading<'_>,
        first: ItemId,
        second: ItemId,
    ) -> Result<Option<Self>, StoreError> {
        let mut items = reading.near(&[first, second])?.into_iter();
        let (Some(first), Some(second)) = (items.next(), items.next()) else { return Ok(None) };
        // A short text has no digest, because it is no evidence; it may be the same nevertheless.
        let is_same_to_the_letter = first.entry.content_html == second.entry.content_html;
        let (first, second) = (compared(first), compared(second));
        let are_of_one_feed = first.held.feed == second.held.feed;
        let likeness = compare(&first.report, &second.report, are_of_one_feed);
        let passages = likeness.passages(&first.report, &second.report);
        let passages = passages.into_iter().map(|(a, b)| (a.to_owned(), b.to_owned())).collect();
        // An item is found by what its feed says and by what its page says.
        let [first_link, first_text] = reading.page_digests(first.held.id)?;
        let [second_link, second_text] = reading.page_digests(second.held.id)?;
        let links = [[first.held.link, first_link], [second.held.link, second_link]];
        let texts = [[first.held.text, first_text], [second.held.text, second_text]];
        Ok(Some(Self {
            same_link: have_one_in_common(&links),
            same_text: is_same_to_the_letter || have_one_in_common(&texts),
            own: differences(&first.report, &second.report),
            likeness,
            passages,
        }))
    }
}

fn have_one_in_common([one, other]: &[[Option<Digest>; 2]; 2]) -> bool {
    one.iter().flatten().any(|digest| other.contains(&Some(*digest)))
}

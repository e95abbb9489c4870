//! Where an item is, from the elements that say it in parts. Which elements those are is left to `xml/`.

use crate::model::{Location, Shape};

/// What one element says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// All of it.
    Whole(Shape),
    /// A line, or the edge of an area.
    Path,
    /// The latitude of a point.
    Latitude,
    /// Its longitude.
    Longitude,
    /// The south-western corner of a box.
    Lower,
    /// The other corner.
    Upper,
}

/// What has been said so far. The first word that is a place is believed; a point of two elements gives
/// way to one that is said whole.
#[derive(Debug, Default)]
pub(super) struct Whereabouts {
    whole: Option<Location>,
    latitude: Option<String>,
    longitude: Option<String>,
    lower: Option<String>,
    upper: Option<String>,
}

impl Whereabouts {
    /// Takes in what an element says.
    pub(super) fn note(&mut self, part: Part, text: &str) {
        let held = match part {
            Part::Whole(_) | Part::Path if self.whole.is_some() => return,
            Part::Whole(shape) => return self.whole = Location::read(shape, text),
            Part::Path => return self.whole = path(text),
            Part::Latitude => &mut self.latitude,
            Part::Longitude => &mut self.longitude,
            Part::Lower => &mut self.lower,
            Part::Upper => &mut self.upper,
        };
        held.get_or_insert_with(|| text.to_owned());
    }

    /// The place.
    pub(super) fn location(self) -> Option<Location> {
        let both = |shape, first: Option<String>, second: Option<String>| {
            Location::read(shape, &format!("{} {}", first?, second?))
        };
        let Self { whole, latitude, longitude, lower, upper } = self;
        whole
            .or_else(|| both(Shape::Box, lower, upper))
            .or_else(|| both(Shape::Point, latitude, longitude))
    }
}

/// What ends where it began is the edge of an area.
fn path(text: &str) -> Option<Location> {
    let line = Location::read(Shape::Line, text)?;
    if line.is_closed() { Location::read(Shape::Polygon, text) } else { Some(line) }
}

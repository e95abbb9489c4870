//! Where on the earth an item is, in the shapes of `GeoRSS`. How feeds write that is left to `parse/`
//! and `publish/`.

use serde::ser::{Serialize, SerializeStruct as _, Serializer};

/// The longest line that is kept, in positions. The areas of weather warnings have up to 200.
const MOST_POSITIONS: usize = 1_000;

/// A degree in the unit of [`Position`]: one of it is a centimetre on the ground.
const DEGREE: f64 = 10_000_000.0;

/// What is at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One position.
    Point,
    /// Two positions and more.
    Line,
    /// A line that ends where it began.
    Polygon,
    /// Two corners: the one in the south-west, then that in the north-east.
    Box,
}

impl Shape {
    /// The name of its element in `GeoRSS`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Point => "point",
            Self::Line => "line",
            Self::Polygon => "polygon",
            Self::Box => "box",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        let all = [Self::Point, Self::Line, Self::Polygon, Self::Box];
        all.into_iter().find(|shape| shape.name() == name)
    }
}

/// A position in WGS 84, in ten-millionths of a degree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Position {
    latitude: i32,
    longitude: i32,
}

impl Position {
    fn degrees(self) -> [f64; 2] {
        [self.latitude, self.longitude].map(|part| f64::from(part) / DEGREE)
    }
}

/// A place on the earth. There is none without as many positions as its shape takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    shape: Shape,
    positions: Vec<Position>,
}

impl Location {
    /// The place of these coordinates: latitude before longitude, in degrees of WGS 84, with spaces or
    /// commas between. `None` where they are no such numbers, or too many or too few for the shape. A
    /// polygon that was left open is closed; the height of a point is left out.
    pub fn read(shape: Shape, coordinates: &str) -> Option<Self> {
        let mut numbers = Vec::new();
        let written = coordinates.split(|c: char| c.is_whitespace() || c == ',');
        for number in written.filter(|number| !number.is_empty()) {
            if numbers.len() > 2 * MOST_POSITIONS {
                return None;
            }
            numbers.push(number.parse::<f64>().ok()?);
        }
        if shape == Shape::Point && numbers.len() == 3 {
            numbers.pop();
        }
        let (pairs, rest) = numbers.as_chunks::<2>();
        let positions: Option<Vec<Position>> = pairs.iter().map(|pair| position(*pair)).collect();
        let mut positions = positions.filter(|_| rest.is_empty())?;
        if shape == Shape::Polygon && positions.first() != positions.last() {
            positions.extend(positions.first().copied());
        }
        let fits = match shape {
            Shape::Point => positions.len() == 1,
            Shape::Line => positions.len() >= 2,
            Shape::Polygon => positions.len() >= 4,
            Shape::Box => positions.len() == 2,
        };
        (fits && positions.len() <= MOST_POSITIONS).then_some(Self { shape, positions })
    }

    /// The place that [`Self::words`] gave.
    pub fn from_words(words: &str) -> Option<Self> {
        let (name, coordinates) = words.split_once(' ')?;
        Self::read(Shape::from_name(name)?, coordinates)
    }

    /// Its shape and its coordinates, for the store: `point 45.256 -71.92`.
    pub fn words(&self) -> String {
        format!("{} {}", self.shape.name(), self.coordinates())
    }

    /// What is there.
    pub fn shape(&self) -> Shape {
        self.shape
    }

    /// Whether it ends where it began, so that it may be the edge of an area.
    pub fn is_closed(&self) -> bool {
        self.positions.len() >= 4 && self.positions.first() == self.positions.last()
    }

    /// Its coordinates as `GeoRSS` has them: latitude before longitude, spaces between.
    pub fn coordinates(&self) -> String {
        let degrees = self.positions.iter().flat_map(|position| position.degrees());
        degrees.map(|degrees| degrees.to_string()).collect::<Vec<_>>().join(" ")
    }

    /// The closed line around it, longitude before latitude; of a box, by way of its four corners.
    fn ring(&self) -> Vec<[f64; 2]> {
        let line: Vec<[f64; 2]> =
            self.positions.iter().map(|position| eastward(*position)).collect();
        match (self.shape, line.as_slice()) {
            (Shape::Box, [[west, south], [east, north]]) => {
                let [west, south, east, north] = [*west, *south, *east, *north];
                vec![[west, south], [east, south], [east, north], [west, north], [west, south]]
            }
            _ => line,
        }
    }
}

/// `GeoJSON` (RFC 7946) has longitude first.
fn eastward(position: Position) -> [f64; 2] {
    let [latitude, longitude] = position.degrees();
    [longitude, latitude]
}

/// A geometry of `GeoJSON`.
impl Serialize for Location {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut geometry = to.serialize_struct("Geometry", 2)?;
        let line = self.ring();
        match self.shape {
            Shape::Point => {
                geometry.serialize_field("type", "Point")?;
                geometry.serialize_field("coordinates", &line.first())?;
            }
            Shape::Line => {
                geometry.serialize_field("type", "LineString")?;
                geometry.serialize_field("coordinates", &line)?;
            }
            Shape::Polygon | Shape::Box => {
                geometry.serialize_field("type", "Polygon")?;
                geometry.serialize_field("coordinates", &[line])?;
            }
        }
        geometry.end()
    }
}

fn position([latitude, longitude]: [f64; 2]) -> Option<Position> {
    let part = |degrees: f64, most: f64| (degrees.abs() <= most).then(|| fixed(degrees));
    Some(Position { latitude: part(latitude, 90.0)?, longitude: part(longitude, 180.0)? })
}

#[expect(clippy::cast_possible_truncation, reason = "180 degrees fit, and no caller has more")]
fn fixed(degrees: f64) -> i32 {
    (degrees * DEGREE).round() as i32
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn coordinates(shape: Shape, written: &str) -> Option<String> {
        Location::read(shape, written).map(|location| location.coordinates())
    }

    #[test]
    fn numbers_are_taken_as_they_are_and_written_in_one_way() {
        for (shape, written, read) in [
            (Shape::Point, " 45.2560\n-071.92 ", "45.256 -71.92"),
            (Shape::Point, "45.256,-71.92", "45.256 -71.92"),
            (Shape::Point, "36.5 139.25 12", "36.5 139.25"),
            (Shape::Point, "-0 1e1", "0 10"),
            (Shape::Line, "1 2 3 4", "1 2 3 4"),
            (Shape::Polygon, "0 0, 0 1, 1 1", "0 0 0 1 1 1 0 0"),
            (Shape::Box, "42.943 -71.032 43.039 -69.856", "42.943 -71.032 43.039 -69.856"),
        ] {
            assert_eq!(coordinates(shape, written).as_deref(), Some(read), "{written}");
        }
    }

    #[test]
    fn what_is_no_place_on_the_earth_is_none() {
        for (shape, written) in [
            (Shape::Point, ""),
            (Shape::Point, "91 0"),
            (Shape::Point, "0 181"),
            (Shape::Point, "NaN 0"),
            (Shape::Point, "1 2 3 4"),
            (Shape::Point, "north 3"),
            (Shape::Line, "1 2"),
            (Shape::Line, "1 2 3"),
            (Shape::Polygon, "0 0 0 1"),
            (Shape::Box, "0 0"),
        ] {
            assert_eq!(coordinates(shape, written), None, "{written}");
        }
        assert_eq!(coordinates(Shape::Line, &"1 2 ".repeat(MOST_POSITIONS + 1)), None);
        assert_eq!(Location::from_words("circle 1 2 3"), None);
    }

    #[test]
    fn geojson_has_longitude_first_and_a_box_as_a_polygon() {
        let json = |words: &str| serde_json::to_string(&Location::from_words(words)).unwrap();
        assert_eq!(json("point 45.5 -71"), r#"{"type":"Point","coordinates":[-71.0,45.5]}"#);
        assert_eq!(
            json("line 1 2 3 4"),
            r#"{"type":"LineString","coordinates":[[2.0,1.0],[4.0,3.0]]}"#
        );
        assert_eq!(
            json("box 1 2 3 4"),
            r#"{"type":"Polygon","coordinates":[[[2.0,1.0],[4.0,1.0],[4.0,3.0],[2.0,3.0],[2.0,1.0]]]}"#
        );
    }

    proptest! {
        #[test]
        fn a_place_comes_back_from_its_words(
            pairs in proptest::collection::vec((-90.0..=90.0, -180.0..=180.0), 4..20)
        ) {
            let written: Vec<String> = pairs.iter().map(|(a, b)| format!("{a} {b}")).collect();
            let location = Location::read(Shape::Polygon, &written.join(" ")).unwrap();
            prop_assert_eq!(Location::from_words(&location.words()), Some(location));
        }
    }
}

//! Where an item is, in every way that feeds say it.

use super::read;

const NAMES: &str = "xmlns:georss='http://www.georss.org/georss' \
                     xmlns:gml='http://www.opengis.net/gml' \
                     xmlns:geo='http://www.w3.org/2003/01/geo/wgs84_pos#' \
                     xmlns:media='http://search.yahoo.com/mrss/'";

/// Where the only item is that has these elements in it.
fn place(inner: &str) -> Option<String> {
    let feed = format!("<rss {NAMES}><channel><item><guid>1</guid>{inner}</item></channel></rss>");
    let location = read(feed.as_bytes()).unwrap().entries.remove(0).location;
    location.map(|location| location.words())
}

#[test]
fn a_place_is_read_in_every_vocabulary() {
    let envelope = "<gml:Envelope><gml:lowerCorner>42.9 -71</gml:lowerCorner>\
                    <gml:upperCorner>43 -69.8</gml:upperCorner></gml:Envelope>";
    let ring = "<gml:Polygon><gml:exterior><gml:LinearRing><gml:posList>0 0 0 1 1 1 0 0\
                </gml:posList></gml:LinearRing></gml:exterior></gml:Polygon>";
    let path = "<gml:LineString><gml:posList>1 2 3 4</gml:posList></gml:LineString>";
    let point = "<gml:Point><gml:pos>45.256 -71.92</gml:pos></gml:Point>";
    for (inner, words) in [
        ("<georss:point>45.256 -71.92</georss:point>", "point 45.256 -71.92"),
        ("<georss:line>1 2 3 4</georss:line>", "line 1 2 3 4"),
        ("<georss:polygon>0 0 0 1 1 1 0 0</georss:polygon>", "polygon 0 0 0 1 1 1 0 0"),
        ("<georss:box>42.9 -71 43 -69.8</georss:box>", "box 42.9 -71 43 -69.8"),
        (&format!("<georss:where>{point}</georss:where>"), "point 45.256 -71.92"),
        (&format!("<georss:where>{path}</georss:where>"), "line 1 2 3 4"),
        (&format!("<georss:where>{ring}</georss:where>"), "polygon 0 0 0 1 1 1 0 0"),
        (&format!("<georss:where>{envelope}</georss:where>"), "box 42.9 -71 43 -69.8"),
        ("<geo:lat>26.58</geo:lat><geo:long>-97.83</geo:long>", "point 26.58 -97.83"),
        (
            "<geo:Point><geo:long>-97.83</geo:long><geo:lat>26.58</geo:lat></geo:Point>",
            "point 26.58 -97.83",
        ),
        (
            &format!(
                "<media:content url='a.jpg'><media:location><georss:where>{point}</georss:where>\
                 </media:location></media:content>"
            ),
            "point 45.256 -71.92",
        ),
    ] {
        assert_eq!(place(inner).as_deref(), Some(words), "{inner}");
    }
}

#[test]
fn a_place_said_whole_goes_before_one_in_parts_and_the_first_of_several_is_taken() {
    let inner = "<geo:lat>1</geo:lat><geo:long>2</geo:long><georss:point>91 4</georss:point>\
                 <georss:point>3 4</georss:point><georss:point>5 6</georss:point>";
    assert_eq!(place(inner).as_deref(), Some("point 3 4"));
}

#[test]
fn half_a_place_or_one_that_is_not_on_the_earth_is_none() {
    for inner in [
        "<geo:lat>26.58</geo:lat>",
        "<geo:lat>126.58</geo:lat><geo:long>-97.83</geo:long>",
        "<georss:point/>",
        "<georss:point>here</georss:point>",
        "<georss:where>45 -71</georss:where>",
    ] {
        assert_eq!(place(inner), None, "{inner}");
    }
}

#[test]
fn the_place_of_a_feed_is_not_that_of_its_items() {
    let feed = format!(
        "<feed xmlns='http://www.w3.org/2005/Atom' {NAMES}><georss:point>1 2</georss:point>\
         <entry><id>a</id></entry><entry><id>b</id><georss:point>3 4</georss:point></entry></feed>"
    );
    let entries = read(feed.as_bytes()).unwrap().entries;
    let words = |at: usize| entries[at].location.as_ref().map(crate::model::Location::words);
    assert_eq!((words(0), words(1).as_deref()), (None, Some("point 3 4")));
}

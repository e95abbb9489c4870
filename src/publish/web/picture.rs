//! The picture of an article: the first that its publisher attached, else the first in its text.

use super::body::{Piece, pieces, value};
use super::html::Html;
use crate::model::Entry;

/// A picture with fewer pixels a side is a badge or counts readers.
const SMALLEST: u32 = 64;

/// A picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Picture {
    url: String,
}

/// The picture of an article, if it has one.
pub(super) fn of(entry: &Entry) -> Option<Picture> {
    let is_picture = |media_type: Option<&str>| {
        media_type.is_some_and(|it| it.starts_with("image/") && it != "image/svg+xml")
    };
    let attached = entry.enclosures.iter().find(|file| is_picture(file.media_type.as_deref()));
    let url = match attached {
        Some(file) => file.url.clone(),
        None => pieces(&entry.content_html).find_map(shown)?,
    };
    url.starts_with("http").then_some(Picture { url })
}

/// The address of a picture that a piece of clean HTML shows, unless it is tiny.
fn shown(piece: Piece<'_>) -> Option<String> {
    let Piece::Tag { name: "img", is_end: false, tag } = piece else { return None };
    let is_tiny = |side| {
        value(tag, side).and_then(|size| size.parse().ok()).is_some_and(|size: u32| size < SMALLEST)
    };
    if is_tiny("width") || is_tiny("height") {
        return None;
    }
    value(tag, "src").map(|url| url.replace("&amp;", "&"))
}

impl Picture {
    /// Beside a headline that says the same: for those who do not see it, it is not there.
    pub(super) fn thumbnail(&self, html: &mut Html) {
        html.void(
            "img",
            &[
                ("src", &self.url),
                ("alt", ""),
                ("class", "picture"),
                ("width", "144"),
                ("height", "96"),
                ("loading", "lazy"),
                ("decoding", "async"),
                ("referrerpolicy", "no-referrer"),
            ],
        );
    }
}

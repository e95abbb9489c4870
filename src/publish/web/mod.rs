//! Pages for people: the river and its parts, a story, the feeds. HTML that works without the script,
//! with nothing from elsewhere but the pictures of articles, and those only where the operator wants
//! them. No style and no script stands in the pages themselves, so that they can be forbidden there.
//! What they show is gathered in `daemon/`.

#![expect(clippy::excessive_nesting, reason = "code that writes markup is nested as the markup is")]

mod beside;
mod body;
mod browse;
mod card;
mod charts;
mod html;
mod layout;
mod moment;
mod picture;
mod river;
mod sources;
mod story;
#[cfg(test)]
mod tests;
mod view;

pub use river::river;
pub use sources::sources;
pub use story::story;
pub use view::{
    Beginning, Beside, Card, DayTotals, Found, Frame, ReportRow, RiverPage, SourceRow, SourcesPage,
    StoryPage,
};

/// The media type of pages.
const PAGE_TYPE: &str = "text/html; charset=utf-8";

/// What pages are styled with, and its media type.
pub const STYLE: (&str, &str) = (include_str!("style.css"), "text/css; charset=utf-8");

/// What pages are made comfortable with, and its media type.
pub const SCRIPT: (&str, &str) = (include_str!("script.js"), "text/javascript; charset=utf-8");

/// What tabs of browsers show, and its media type.
pub const ICON: (&str, &str) = (include_str!("icon.svg"), "image/svg+xml");

/// What readers show above the feed (RFC 4287 section 4.2.8: twice as wide as high), and its media type.
pub const LOGO: (&str, &str) = (include_str!("logo.svg"), "image/svg+xml");

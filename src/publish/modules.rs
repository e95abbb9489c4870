//! What Atom and RSS say of an item in the words of modules, which both take: its small picture
//! (Media RSS), where it is (`GeoRSS`), what goes with an episode (Podcasting 2.0). What the formats have words of their own for is left to them.

use super::markup::Xml;
use super::shown;
use crate::model::{Companion, Entry};

/// A module: its prefix as it is declared, and its namespace.
pub(super) type Module = (&'static str, &'static str);

/// Media RSS.
pub(super) const MEDIA: Module = ("xmlns:media", "http://search.yahoo.com/mrss/");
/// `GeoRSS`.
pub(super) const PLACES: Module = ("xmlns:georss", "http://www.georss.org/georss");

/// Podcasting 2.0.
pub(super) const PODCAST: Module = ("xmlns:podcast", "https://podcastindex.org/namespace/1.0");

/// Where the prefixes are declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Declared {
    /// At the head of the document.
    Above,
    /// Where they are used, so that an archive's entries need nothing around them.
    Here,
}

/// Writes all that there is.
pub(super) fn write(xml: &mut Xml, entry: &Entry, declared: Declared) {
    let head = |module: Module| (declared == Declared::Here).then_some(module);
    if let Some(url) = &entry.thumbnail {
        let url = shown::uri(url);
        let said: Vec<_> = head(MEDIA).into_iter().chain([("url", url.as_str())]).collect();
        xml.empty("media:thumbnail", &said);
    }
    if let Some(location) = &entry.location {
        let name = format!("georss:{}", location.shape().name());
        xml.leaf(&name, head(PLACES).as_slice(), &location.coordinates());
    }
    for file in &entry.companions {
        companion(xml, file, head(PODCAST));
    }
}

/// The type is required.
fn companion(xml: &mut Xml, file: &Companion, head: Option<Module>) {
    let url = shown::uri(&file.url);
    let media_type = shown::media_type(file.media_type.as_deref()).unwrap_or(shown::UNKNOWN_TYPE);
    let language = shown::spoken(file.language.as_deref());
    let language = language.map(|language| ("language", language));
    let said = [("url", url.as_str()), ("type", media_type)];
    let said: Vec<_> = head.into_iter().chain(said).chain(language).collect();
    xml.empty(&format!("podcast:{}", file.kind.name()), &said);
}

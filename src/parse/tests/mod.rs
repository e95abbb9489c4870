//! Whole documents, in their quirks, and what is read in them.

use url::Url;

use super::ReadFeedError;
use super::document;
use crate::model::ParsedFeed;

mod broken;
mod documents;
mod found;
mod places;
mod rights;

/// Where all documents here are from.
const HERE: &str = "https://feeds.example/dir/feed.xml";

/// What the daemon is given of a document.
fn read(body: &[u8]) -> Result<ParsedFeed, ReadFeedError> {
    document(body, None, &Url::parse(HERE).unwrap())
}

//! What is held of this room as a whole, as tables: an address or a page, and what is found in it.

mod addresses;
mod pages;
mod properties;
mod verdicts;

use url::Url;

use super::{LinkedFeed, Page};

fn url(address: &str) -> Url {
    address.parse().unwrap()
}

/// The feeds that a page names.
fn feeds(html: &str, address: &str) -> Vec<LinkedFeed> {
    Page::read(html, &url(address)).feeds()
}

fn addresses(found: &[LinkedFeed]) -> Vec<&str> {
    found.iter().map(|feed| feed.url.as_str()).collect()
}
